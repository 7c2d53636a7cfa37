//! The cross-reference sections of a file, gathered into revisions (ISO 32000-2 clause 7.5.6).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::hybrid::{self, Hidden};
use super::lexer::after_white_space;
use super::xref::{self, Entries, Entry, Kind, Section};
use super::{Budget, Error, Limit, Limits, ObjectId, Relaxation, linearized};

/// The sections of one revision, the one that the end of the file or a later `/Prev` names first.
#[derive(Debug)]
pub struct Layer {
    pub sections: Vec<Section>,
    /// Just behind its last end-of-line.
    pub end: usize,
    /// What a reader of all sections finds in this revision.
    pub entries: Entries,
    pub relaxed: BTreeSet<Relaxation>,
}

impl Section {
    /// Whether a stated offset leads to this section.
    pub fn is_at(&self, bytes: &[u8], stated: usize) -> bool {
        stated <= self.offset && after_white_space(bytes, stated) == self.offset
    }
}

impl Layer {
    /// The section that decides: its trailer is the revision's.
    pub fn named(&self) -> &Section {
        &self.sections[0]
    }

    fn counted(&self) -> u64 {
        self.sections.iter().map(|section| section.entries.len() as u64).sum()
    }

    /// Whether it may say another thing about older revisions than that they are its past.
    fn changes_the_past(&self) -> bool {
        self.sections.iter().any(|one| one.stated.is_none() || one.trailer.get("Encrypt").is_some())
    }

    fn new(sections: Vec<Section>, end: usize) -> Self {
        let mut relaxed: BTreeSet<Relaxation> = sections.iter().flat_map(|one| &one.relaxed).copied().collect();
        let tables = sections.iter().filter(|section| section.stated.is_some());
        if tables.clone().count() > 1 {
            relaxed.insert(Relaxation::Linearized);
        }
        let target = sections.first().map(|section| section.offset);
        let inexact = |section: &&Section| section.stated != Some(0) && section.stated != target;
        if tables.clone().any(|section| inexact(&section)) {
            relaxed.insert(Relaxation::SpaceBeforeXref);
        }
        let entries = tables.map(|section| &section.entries);
        let entries = entries.cloned().reduce(|one, next| one.and(next.iter())).unwrap_or_default();
        Layer { sections, end, entries, relaxed }
    }
}

/// All revisions, oldest first; at least one.
pub struct Chain {
    pub layers: Vec<Arc<Layer>>,
    pub hidden: Hidden,
    /// How many of the layers were known before.
    pub known: usize,
}

/// Reads the sections from the end of the file backwards, until one that is known already: `known` are the
/// layers of the same file's beginning.
pub fn read(bytes: &[u8], limits: &Limits, budget: &mut Budget, known: &[Arc<Layer>]) -> Result<Chain, Error> {
    let tail = xref::tail::last(bytes)?;
    let mut must_end_by = tail.end;
    let mut next = Some(tail.stated);
    let mut layers: Vec<Layer> = Vec::new();
    let mut entries = 0u64;
    let is_known = |offset: usize| known.last().is_some_and(|last| last.named().offset == offset);
    while let Some(offset) = next.filter(|offset| layers.is_empty() || !is_known(*offset)) {
        if layers.len() as u64 >= limits.revisions {
            return Err(Error::over(Limit::Revisions, limits.revisions));
        }
        let (layer, previous) = layer(bytes, offset, limits, budget)?;
        entries += layer.counted();
        if entries > limits.objects {
            return Err(Error::over(Limit::Objects, limits.objects));
        }
        let ends_well = if layers.is_empty() { layer.end == must_end_by } else { layer.end <= must_end_by };
        check_end(layer.end, ends_well)?;
        // The stream of a hybrid section may lie in the revision before.
        let with_tails = layer.sections.iter().filter(|section| section.stated.is_some());
        must_end_by = with_tails.map(|section| section.offset).min().unwrap_or(0);
        next = previous;
        layers.push(layer);
    }
    layers.reverse();
    let known = if next.is_some() { known } else { &[] };
    if let Some(last) = known.last() {
        // What makes two files of one, or hides what it holds, is read as a whole.
        if layers.iter().any(Layer::changes_the_past) {
            return read(bytes, limits, budget, &[]);
        }
        check_end(last.end, last.end <= must_end_by)?;
        if known.iter().map(|layer| layer.counted()).sum::<u64>() + entries > limits.objects {
            return Err(Error::over(Limit::Objects, limits.objects));
        }
        if (known.len() + layers.len()) as u64 > limits.revisions {
            return Err(Error::over(Limit::Revisions, limits.revisions));
        }
    }
    let hidden = hybrid::merge(&mut layers)?;
    check_sizes(known, &mut layers)?;
    let layers: Vec<Arc<Layer>> = known.iter().cloned().chain(layers.into_iter().map(Arc::new)).collect();
    check_generations(&layers)?;
    Ok(Chain { layers, hidden, known: known.len() })
}

fn check_end(end: usize, ends_well: bool) -> Result<(), Error> {
    let what = || "a revision that does not end where the next one needs it to".into();
    if ends_well { Ok(()) } else { Err(Error::Malformed { code: "REVISION_END", at: end, what: what() }) }
}

/// The revision whose section is named by `offset`, and what its `/Prev` names.
fn layer(bytes: &[u8], offset: usize, limits: &Limits, budget: &mut Budget) -> Result<(Layer, Option<usize>), Error> {
    let first = xref::read(bytes, offset, limits, budget)?;
    let mut previous = first.previous()?;
    let mut sections = vec![first];
    let mut end = sections[0].end;
    if let Some(forward) = previous.filter(|previous| *previous > sections[0].offset) {
        let rest = linearized::read_rest(bytes, &sections[0], forward, limits, budget)?;
        end = rest.end;
        sections.push(rest);
        previous = None;
    } else if sections[0].stated.is_none_or(|stated| !sections[0].is_at(bytes, stated)) {
        return Err(Error::xref(sections[0].end, "startxref does not name the section before it"));
    }
    for index in 0..sections.len() {
        if sections[index].kind == Kind::Table && sections[index].trailer.get("XRefStm").is_some() {
            let stream = xref::read_hybrid(bytes, &sections[index], limits, budget)?;
            sections.push(stream);
        }
    }
    Ok((Layer::new(sections, end), previous))
}

impl Section {
    /// Its `/Prev`, which never names the section itself.
    fn previous(&self) -> Result<Option<usize>, Error> {
        match self.trailer.value("Prev") {
            None => Ok(None),
            Some(super::Value::Integer(previous)) => match usize::try_from(*previous) {
                Ok(previous) if previous != self.offset => Ok(Some(previous)),
                _ => Err(Error::xref(self.offset, "/Prev does not point backwards")),
            },
            Some(_) => Err(Error::xref(self.offset, "/Prev is not an integer")),
        }
    }
}

/// A `/Size` must not hide an older object, except where a later one of a revision that has
/// something to say puts it right.
fn check_sizes(known: &[Arc<Layer>], layers: &mut [Layer]) -> Result<(), Error> {
    let last = layers.len().saturating_sub(1);
    let mut highest = known.iter().filter_map(|layer| layer.entries.highest()).max().unwrap_or(0);
    for (index, layer) in layers.iter_mut().enumerate() {
        highest = layer.entries.highest().unwrap_or(0).max(highest);
        if layer.named().trailer.integer("Size").is_none_or(|size| size <= i64::from(highest)) {
            let says_nothing = layer.entries.iter().all(|(_, entry)| entry.is_free());
            if index == last || !says_nothing {
                return Err(Error::xref(layer.named().offset, "a /Size that hides older objects"));
            }
            layer.relaxed.insert(Relaxation::SizeOfNothing);
        }
    }
    Ok(())
}

/// ISO 32000-2 clause 7.5.4: a number that was freed is used again with a higher generation only.
fn check_generations(layers: &[Arc<Layer>]) -> Result<(), Error> {
    // The first entry is free in every file and never used. Most files free nothing else.
    let frees = |(number, entry): (u32, Entry)| number > 0 && matches!(entry, Entry::Free { generation: 1.. });
    if !layers.iter().flat_map(|layer| layer.entries.iter()).any(frees) {
        return Ok(());
    }
    // For each number whether it was ever used, and the generation that it was freed for.
    let mut known: BTreeMap<u32, (bool, u16)> = BTreeMap::new();
    for layer in layers {
        for (number, entry) in layer.entries.iter() {
            let (used, freed) = known.entry(number).or_default();
            let generation = match entry {
                Entry::Free { generation } => {
                    *freed = if *used { generation } else { 0 };
                    continue;
                }
                Entry::InFile { generation, .. } => generation,
                Entry::InStream { .. } => 0,
            };
            if generation < *freed {
                return Err(Error::xref(layer.named().offset, format!("the freed object {number} is used again")));
            }
            *used = true;
        }
    }
    Ok(())
}

/// Which entry a reference means: the newest revision that has it.
pub fn lookup(layers: &[Arc<Layer>], id: ObjectId) -> Option<Entry> {
    layers.iter().rev().find_map(|layer| layer.entries.get(id.number))
}
