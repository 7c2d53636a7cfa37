//! Judging what a later revision changed in any signed PDF: each object by what it is in the document;
//! what is not named here is illegitimate (ISO 32000-2 clause 12.8.2.2).

mod change;
mod form;
mod keys;
mod metadata;
mod overlap;
mod place;
mod shown;
mod signing;
#[cfg(test)]
mod tests;
mod words;
mod xmp;

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, BTreeSet};

pub use change::{Change, Placed, What};

use super::evidence::store_objects;
use super::field::{FormNode, form_nodes, pages};
use super::report::ChangesAfter;
use crate::signature::pdf::{
    Budget, ChangeKind, Dictionary, File, IndirectObject, ObjectId, Value, object_references, reachable, same_value,
};
use place::Places;

/// What one revision did.
#[derive(Debug, Clone, Default)]
pub struct Judgement {
    /// Each fact once, the gravest first; of many only the first.
    pub changes: Vec<Change>,
}

/// Facts of one revision that are told; one that was left out is never graver than all of these.
const TOLD: usize = 16;

/// Judges every revision after `signed` against the one before it; the others have no changes that anybody asks for.
pub fn judge_revisions(file: &File, signed: usize) -> Vec<Judgement> {
    let mut judged = vec![Judgement::default(); file.revisions().len()];
    if let Some(later) = judged.get_mut(signed + 1..).filter(|later| !later.is_empty()) {
        let (kept, budget) = (first_signed(file), Cell::new(file.limits().budget()));
        for (judgement, revision) in later.iter_mut().zip(signed + 1..) {
            *judgement = Judge::new(file, revision, kept, &budget).judge();
        }
    }
    judged
}

/// The first revision with a signature; the fields that it has were kept for whoever signs later.
fn first_signed(file: &File) -> usize {
    let signature = |object: &IndirectObject| object.dictionary().is_some_and(|one| one.get("ByteRange").is_some());
    file.revisions().iter().position(|revision| revision.objects().any(signature)).unwrap_or(0)
}

struct Judge<'f, 'b> {
    file: &'f File<'b>,
    kept: usize,
    /// What reading pages may still cost, over all revisions.
    budget: &'f Cell<Budget>,
    before: usize,
    after: usize,
    nodes_before: BTreeMap<u32, FormNode>,
    nodes_after: BTreeMap<u32, FormNode>,
    evidence: Evidence,
    form: Option<u32>,
    field_list: Option<u32>,
    metadata: Option<u32>,
    information: Option<u32>,
    pages: BTreeSet<u32>,
    /// A list of annotations that is an object of its own, and a page that has it.
    annotation_lists: BTreeMap<u32, u32>,
    /// Streams and dictionaries that are a widget's appearance, and that widget.
    appearances: OnceCell<BTreeMap<u32, u32>>,
    /// Items of lists that may still be compared; pages can share one long list.
    items: Cell<usize>,
}

/// A thousand pages with a hundred annotations each need a tenth of it.
const ITEMS: usize = 1_000_000;

/// The document security store before and after, when both have the standard's shape.
struct Evidence {
    before: BTreeSet<u32>,
    sound: bool,
}

impl Evidence {
    fn of(file: &File, before: usize, after: usize) -> Self {
        let (before, after) = (store_objects(file, before), store_objects(file, after));
        let sound = before.is_ok() && after.is_ok();
        Evidence { before: before.unwrap_or_default(), sound }
    }

    fn holds(&self, number: u32) -> bool {
        self.sound && self.before.contains(&number)
    }
}

impl<'f, 'b> Judge<'f, 'b> {
    fn new(file: &'f File<'b>, after: usize, kept: usize, budget: &'f Cell<Budget>) -> Self {
        let before = after - 1;
        let nodes = |revision| form_nodes(file, revision).into_iter().map(|node| (node.id.number, node)).collect();
        let catalog = file.catalog(before);
        let reference =
            |dictionary: Option<&Dictionary>, key: &str| Some(dictionary?.value(key)?.as_reference()?.number);
        let form = catalog.and_then(|catalog| file.entry(before, catalog, "AcroForm")).and_then(Value::as_dictionary);
        let page_ids = pages(file, before);
        let annotation_lists = page_ids.iter().filter_map(|id| {
            let list = reference(file.object(before, *id)?.dictionary(), "Annots")?;
            Some((list, id.number))
        });
        Judge {
            file,
            kept,
            budget,
            before,
            after,
            nodes_before: nodes(before),
            nodes_after: nodes(after),
            evidence: Evidence::of(file, before, after),
            form: reference(catalog, "AcroForm"),
            field_list: reference(form, "Fields"),
            metadata: reference(catalog, "Metadata"),
            information: reference(Some(&file.revisions()[before].trailer), "Info"),
            annotation_lists: annotation_lists.collect(),
            appearances: OnceCell::new(),
            items: Cell::new(ITEMS),
            pages: page_ids.iter().map(|id| id.number).collect(),
        }
    }

    fn judge(&self) -> Judgement {
        let mut found: Vec<(Option<u32>, What)> = Vec::new();
        found.extend(self.trailer().into_iter().map(|what| (None, what)));
        let revision = &self.file.revisions()[self.after];
        found.extend(revision.unexplained.iter().map(|gap| (None, What::Bytes { count: gap.len() })));
        let live = self.file.live(self.after);
        let informing = reachable(self.file, self.after, info(&revision.trailer));
        let changes = self.file.changes(self.after);
        let added = changes.iter().filter(|change| change.kind == ChangeKind::Added).map(|change| change.object);
        let promised = self.promised(&added.collect());
        let named = OnceCell::new();
        for change in &changes {
            let number = change.object;
            let object = self.file.by_number(self.after, number);
            let reached = live.contains(&number) || informing.contains(&number);
            let judged: Vec<What> = match &change.kind {
                ChangeKind::Added if promised.contains(&number) => vec![What::Other],
                ChangeKind::Added if reached => self.added(number),
                ChangeKind::Added if self.is_structural(object) => Vec::new(),
                ChangeKind::Rewritten => self.rewritten(object),
                ChangeKind::Keys { added, removed, altered } if reached => self.keys(number, added, removed, altered),
                ChangeKind::Replaced if reached => vec![self.replaced(number)],
                _ if self.evidence.holds(number) => vec![What::Evidence],
                ChangeKind::Removed if named.get_or_init(|| self.named(live.union(&informing))).contains(&number) => {
                    vec![What::Other]
                }
                _ => vec![self.unused(object)],
            };
            found.extend(judged.into_iter().map(|what| (Some(number), what)));
        }
        self.told(found)
    }

    /// Each fact once, with its place where somebody will ask for it.
    fn told(&self, mut found: Vec<(Option<u32>, What)>) -> Judgement {
        found.sort_by_key(|(_, what)| std::cmp::Reverse(what.kind()));
        let places = OnceCell::new();
        // Signatures in fields are what most revisions are; the document need not be gone through for them.
        let alone = found.iter().filter(|(_, what)| what.kind() > ChangesAfter::Evidence).count() == 1;
        let shown = OnceCell::new();
        let signed = |number, what: &What| {
            if what.kind() != ChangesAfter::Signing {
                return None;
            }
            if alone && let Some(page) = place::page_of_annotation(self.file, self.before, number) {
                return Some(Some(page));
            }
            let is_root = self.file.root_id(self.before).is_some_and(|root| root.number == number);
            if is_root || self.file.by_number(self.before, number).is_none() {
                return Some(None);
            }
            let pages = shown.get_or_init(|| place::page_numbers(self.file, self.before));
            pages.get(&number).map(|page| Some(*page))
        };
        let mut changes: Vec<Change> = Vec::new();
        for (object, what) in found {
            if changes.len() >= TOLD {
                break;
            }
            let (what, page) = match object {
                Some(number) if what.kind() > ChangesAfter::Evidence => match signed(number, &what) {
                    Some(page) => (what, page),
                    None => places
                        .get_or_init(|| Places::of(self.file, self.before, &self.nodes_before))
                        .of_change(number, what),
                },
                _ => (what, None),
            };
            let same = |known: &&mut Change| {
                known.what == what && (known.page == page || page.is_none() || known.page.is_none())
            };
            match changes.iter_mut().find(same) {
                Some(known) => known.page = known.page.or(page),
                None => changes.push(Change { revision: self.after, object, page, what }),
            }
        }
        Judgement { changes }
    }

    /// Those of the added numbers that were named already when they stood for nothing: whoever defines
    /// one of them changes what the older objects show.
    fn promised(&self, added: &BTreeSet<u32>) -> BTreeSet<u32> {
        if added.is_empty() {
            return BTreeSet::new();
        }
        let known = self.file.object_numbers(self.before).into_iter();
        known
            .filter_map(|number| self.file.by_number(self.before, number))
            .flat_map(object_references)
            .map(|id| id.number)
            .filter(|number| added.contains(number))
            .collect()
    }

    /// Numbers that something that can be reached names.
    fn named<'l>(&self, live: impl Iterator<Item = &'l u32>) -> BTreeSet<u32> {
        let objects = live.filter_map(|live| self.file.by_number(self.after, *live));
        objects.flat_map(object_references).map(|id| id.number).collect()
    }

    fn trailer(&self) -> Vec<What> {
        let entry = |revision: usize, key: &str| {
            self.file.revisions()[revision].trailer.value(key).cloned().unwrap_or(Value::Null)
        };
        let same = |key: &str| same_value(&entry(self.before, key), &entry(self.after, key));
        let mut found = Vec::new();
        if !same("Root") {
            found.push(What::Trailer);
        }
        if !same("Info") {
            found.push(metadata::information(self.file, self.before, self.after));
        }
        found
    }

    /// Cross-reference and object streams are not reachable and need not be.
    fn is_structural(&self, object: Option<&IndirectObject>) -> bool {
        object.is_some_and(|object| self.file.revisions()[self.after].is_structural(object))
    }

    /// What is added counts where it is named from; only a new field says more.
    fn added(&self, number: u32) -> Vec<What> {
        let new = self.nodes_after.get(&number).filter(|_| !self.nodes_before.contains_key(&number));
        new.map(|node| vec![self.new_field(node)]).unwrap_or_default()
    }

    /// What nothing reaches is seen by no reader; but one that repairs a file takes what looks like a
    /// document. Some producers leave a cross-reference stream behind that they did not use.
    fn unused(&self, object: Option<&IndirectObject>) -> What {
        let Some(dictionary) = object.and_then(IndirectObject::dictionary) else { return What::Unused };
        let root = self.file.revisions()[self.after].trailer.value("Root");
        let same_root = dictionary.value("Root").zip(root).is_some_and(|(one, other)| same_value(one, other));
        let is_new = object.is_some_and(|object| self.file.by_number(self.before, object.id.number).is_none());
        let left_behind = is_new && dictionary.name("Type") == Some(b"XRef") && same_root;
        let misleading = matches!(dictionary.name("Type"), Some(b"Catalog" | b"Pages" | b"Page" | b"ObjStm" | b"XRef"))
            || ["ByteRange", "Root", "Pages", "Kids"].iter().any(|key| dictionary.get(key).is_some());
        if misleading && !left_behind { What::Other } else { What::Unused }
    }

    /// Nobody writes a signature, or a cross-reference of the past, a second time.
    fn rewritten(&self, object: Option<&IndirectObject>) -> Vec<What> {
        let Some(dictionary) = object.and_then(IndirectObject::dictionary) else { return Vec::new() };
        if dictionary.get("ByteRange").is_some() {
            vec![What::Signature { field: String::new() }]
        } else if dictionary.name("Type") == Some(b"XRef") {
            vec![What::Other]
        } else {
            Vec::new()
        }
    }
}

fn info(trailer: &Dictionary) -> Option<ObjectId> {
    trailer.value("Info")?.as_reference()
}
