//! Hybrid files (ISO 32000-2 clause 7.5.8.4) are two files in one: what an old reader finds through
//! the tables, and what a newer one finds through the streams besides. Both are read here, and may
//! differ in nothing that is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::chain::Layer;
use super::xref::{Entries, Entry};
use super::{Error, File, ObjectId, Relaxation, Value, object_references, references};

/// Which objects only a reader of the streams finds, and in which revisions.
#[derive(Debug, Default)]
pub struct Hidden {
    by_number: BTreeMap<u32, Vec<Range<usize>>>,
}

impl Hidden {
    /// Whether all readers find the same objects.
    pub fn is_empty(&self) -> bool {
        self.by_number.is_empty()
    }

    fn contains(&self, revision: usize, number: u32) -> bool {
        self.by_number.get(&number).is_some_and(|spans| spans.iter().any(|span| span.contains(&revision)))
    }

    fn ends(&mut self, revision: usize, number: u32) {
        if let Some(span) = self.by_number.get_mut(&number).and_then(|spans| spans.last_mut()) {
            span.end = span.end.min(revision);
        }
    }

    fn begins(&mut self, revision: usize, number: u32) {
        let spans = self.by_number.entry(number).or_default();
        if spans.last().is_none_or(|span| span.end <= revision) {
            spans.push(revision..usize::MAX);
        }
    }
}

/// Adds to each revision the objects that only its stream names. An object that a table names too
/// must be the same one.
pub fn merge(layers: &mut [Layer]) -> Result<Hidden, Error> {
    let mut hidden = Hidden::default();
    if layers.iter().all(|layer| streams(layer).next().is_none()) {
        return Ok(hidden);
    }
    // What readers of tables alone, and readers of everything, find so far.
    let (mut plain, mut full): (BTreeMap<u32, Entry>, BTreeMap<u32, Entry>) = (BTreeMap::new(), BTreeMap::new());
    for (index, layer) in layers.iter_mut().enumerate() {
        for (number, entry) in layer.entries.iter() {
            plain.insert(number, entry);
            full.insert(number, entry);
            hidden.ends(index, number);
        }
        if streams(layer).next().is_some() {
            layer.relaxed.insert(Relaxation::Hybrid);
        }
        let mut added = Vec::new();
        for (number, entry) in streams(layer).flat_map(Entries::iter) {
            match (plain.get(&number).copied().unwrap_or(Entry::Free { generation: 0 }), entry) {
                (Entry::Free { .. }, Entry::Free { .. }) => {}
                (Entry::Free { .. }, entry) => {
                    hidden.begins(index, number);
                    if full.insert(number, entry) != Some(entry) {
                        added.push((number, entry));
                    }
                }
                (seen, entry) if seen == entry => {}
                _ => return Err(differs(layer.named().offset, number)),
            }
        }
        layer.entries = layer.entries.and(added);
    }
    Ok(hidden)
}

fn streams(layer: &Layer) -> impl Iterator<Item = &Entries> {
    layer.sections.iter().filter(|section| section.stated.is_none()).map(|section| &section.entries)
}

/// What only newer readers find may be the logical structure (ISO 32000-2 clause 14.7), which is not
/// shown; anything else that a revision reaches is a difference.
pub fn check_views(file: &File, hidden: &Hidden) -> Result<(), Error> {
    if hidden.is_empty() {
        return Ok(());
    }
    for (index, revision) in file.revisions().iter().enumerate() {
        let root = file.root_id(index);
        let mut seen: BTreeSet<u32> = BTreeSet::new();
        let mut pending: Vec<ObjectId> =
            revision.trailer.entries.iter().flat_map(|(_, node)| references(&node.value)).collect();
        while let Some(id) = pending.pop() {
            if hidden.contains(index, id.number) {
                return Err(differs(revision.xref_offset, id.number));
            }
            let Some(object) = file.object(index, id).filter(|_| seen.insert(id.number)) else { continue };
            match object.value() {
                Some(Value::Dictionary(catalog)) if Some(id) == root => {
                    let shown = catalog.entries.iter().filter(|(key, _)| key != b"StructTreeRoot");
                    pending.extend(shown.flat_map(|(_, node)| references(&node.value)));
                }
                _ => pending.extend(object_references(object)),
            }
        }
    }
    Ok(())
}

fn differs(at: usize, number: u32) -> Error {
    let what = format!("readers of tables and readers of streams find another object {number}");
    Error::Malformed { code: "HYBRID_DIFFERS", at, what }
}
