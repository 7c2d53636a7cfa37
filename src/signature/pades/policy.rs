//! Judging what a later revision changed in any signed PDF: what is not named here is illegitimate.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::evidence::store_objects;
use super::field::{Field, pages, signature_fields};
use super::report::ChangesAfter;
use super::widget::{is_blank, is_invisible, is_plain};
use crate::signature::pdf::{
    ChangeKind, Dictionary, File, IndirectObject, Node, ObjectId, Value, compare_keys, object_references, reachable,
    references, same_value,
};

/// What one revision did, with the objects that made it illegitimate.
#[derive(Debug, Clone)]
pub struct Judgement {
    pub changes: ChangesAfter,
    /// Names of the fields that it signed.
    pub signed: Vec<String>,
    pub offending: Vec<String>,
}

/// Judges every revision after the first against the one before it; index 0 has no changes.
pub fn judge_revisions(file: &File) -> Vec<Judgement> {
    let first = Judgement { changes: ChangesAfter::None, signed: Vec::new(), offending: Vec::new() };
    std::iter::once(first)
        .chain((1..file.revisions().len()).map(|revision| Judge::new(file, revision).judge()))
        .collect()
}

struct Judge<'f, 'b> {
    file: &'f File<'b>,
    before: usize,
    after: usize,
    open_fields: BTreeMap<u32, Field>,
    new_fields: BTreeMap<u32, Field>,
    fields_after: BTreeMap<u32, Field>,
    evidence: Evidence,
    form: Option<u32>,
    field_list: Option<u32>,
    pages: BTreeSet<u32>,
    /// A list of annotations that is an object of its own, and a page that has it.
    annotation_lists: BTreeMap<u32, u32>,
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
    fn new(file: &'f File<'b>, after: usize) -> Self {
        let before = after - 1;
        let known: BTreeMap<u32, Field> =
            signature_fields(file, before).into_iter().map(|field| (field.id.number, field)).collect();
        let fields_after: BTreeMap<u32, Field> =
            signature_fields(file, after).into_iter().map(|field| (field.id.number, field)).collect();
        let new_fields = fields_after.iter().filter(|(number, _)| !known.contains_key(number));
        let catalog = file.catalog(before);
        let reference =
            |dictionary: Option<&Dictionary>, key: &str| dictionary.and_then(|d| d.value(key)?.as_reference());
        let form = catalog.and_then(|catalog| file.entry(before, catalog, "AcroForm")).and_then(Value::as_dictionary);
        let page_ids = pages(file, before);
        let annotation_lists = page_ids.iter().filter_map(|id| {
            let list = reference(file.object(before, *id)?.dictionary(), "Annots")?;
            Some((list.number, id.number))
        });
        Judge {
            file,
            before,
            after,
            new_fields: new_fields.map(|(number, field)| (*number, field.clone())).collect(),
            fields_after: fields_after.clone(),
            open_fields: known.into_iter().filter(|(_, field)| field.value.is_none()).collect(),
            evidence: Evidence::of(file, before, after),
            form: reference(catalog, "AcroForm").map(|id| id.number),
            field_list: reference(form, "Fields").map(|id| id.number),
            annotation_lists: annotation_lists.collect(),
            items: Cell::new(ITEMS),
            pages: page_ids.iter().map(|id| id.number).collect(),
        }
    }

    fn judge(&self) -> Judgement {
        let mut changes = ChangesAfter::None;
        let mut offending = Vec::new();
        let mut worse = |change: ChangesAfter, what: String| {
            if change == ChangesAfter::Other {
                offending.push(what);
            }
            changes = changes.max(change);
        };
        if !self.same_trailer() {
            worse(ChangesAfter::Other, "trailer".into());
        }
        let revision = &self.file.revisions()[self.after];
        for gap in &revision.unexplained {
            worse(ChangesAfter::Other, format!("{} bytes at {}", gap.len(), gap.start));
        }
        let live =
            reachable(self.file, self.after, self.file.root_id(self.after).into_iter().chain(info(&revision.trailer)));
        let changes_made = self.file.changes(self.after);
        let promised = if changes_made.iter().any(|change| change.kind == ChangeKind::Added) {
            self.promised()
        } else {
            BTreeSet::new()
        };
        for change in changes_made {
            let object = self.file.by_number(self.after, change.object);
            let judged = match &change.kind {
                ChangeKind::Added if promised.contains(&change.object) => ChangesAfter::Other,
                ChangeKind::Added if live.contains(&change.object) || self.is_structural(object) => {
                    self.added(change.object)
                }
                ChangeKind::Added | ChangeKind::Removed => ChangesAfter::Other,
                ChangeKind::Rewritten => self.rewritten(object),
                ChangeKind::Keys { added, removed, altered } => self.keys(change.object, added, removed, altered),
                ChangeKind::Replaced => self.replaced(change.object),
            };
            worse(judged, format!("{} 0 obj", change.object));
        }
        let filled = self.open_fields.keys().filter_map(|number| self.fields_after.get(number));
        let signed = filled
            .chain(self.new_fields.values())
            .filter(|field| field.value.is_some())
            .map(|field| field.name.clone())
            .collect();
        Judgement { changes, signed, offending }
    }

    /// Numbers that stand for nothing yet but are named already: whoever defines one of them changes
    /// what the older objects show.
    fn promised(&self) -> BTreeSet<u32> {
        let known = self.file.object_numbers(self.before);
        known
            .iter()
            .filter_map(|number| self.file.by_number(self.before, *number))
            .flat_map(object_references)
            .map(|id| id.number)
            .filter(|number| known.binary_search(number).is_err())
            .collect()
    }

    fn same_trailer(&self) -> bool {
        let trailer = |revision: usize, key: &str| {
            self.file.revisions()[revision].trailer.value(key).cloned().unwrap_or(Value::Null)
        };
        let root = same_value(&trailer(self.before, "Root"), &trailer(self.after, "Root"));
        let info = trailer(self.after, "Info");
        root && (matches!(info, Value::Null) || same_value(&trailer(self.before, "Info"), &info))
    }

    /// Cross-reference and object streams are not reachable and need not be.
    fn is_structural(&self, object: Option<&IndirectObject>) -> bool {
        object.is_some_and(|object| self.file.revisions()[self.after].is_structural(object))
    }

    fn added(&self, number: u32) -> ChangesAfter {
        match self.new_fields.get(&number) {
            Some(field) if is_plain(self.file, self.after, field) => self.signing(field),
            Some(_) => ChangesAfter::Annotation,
            None => ChangesAfter::None,
        }
    }

    /// ETSI EN 319 142-1 clause 5.4.3: a document timestamp has nothing to show, so nothing of it
    /// may lie over the page.
    fn signing(&self, field: &Field) -> ChangesAfter {
        if field.value.is_none() && !is_blank(self.file, self.after, field) {
            return ChangesAfter::Annotation;
        }
        let signature =
            field.signature().and_then(|id| self.file.object(self.after, id)).and_then(|object| object.dictionary());
        match signature.and_then(|signature| signature.name("SubFilter")) {
            Some(b"ETSI.RFC3161") if is_invisible(self.file, self.after, field) => ChangesAfter::Evidence,
            Some(b"ETSI.RFC3161") => ChangesAfter::Annotation,
            _ => ChangesAfter::Signing,
        }
    }

    fn rewritten(&self, object: Option<&IndirectObject>) -> ChangesAfter {
        let signature = object
            .and_then(|object| object.dictionary())
            .is_some_and(|dictionary| dictionary.get("ByteRange").is_some());
        if signature { ChangesAfter::Other } else { ChangesAfter::None }
    }

    fn keys(&self, number: u32, added: &[Vec<u8>], removed: &[Vec<u8>], altered: &[Vec<u8>]) -> ChangesAfter {
        if self.evidence.holds(number) {
            return ChangesAfter::Evidence;
        }
        if !removed.is_empty() {
            return ChangesAfter::Other;
        }
        let touched: Vec<&[u8]> = added.iter().chain(altered).map(Vec::as_slice).collect();
        let worst = |judge: &dyn Fn(&[u8]) -> ChangesAfter| {
            touched.iter().map(|key| judge(key)).max().unwrap_or(ChangesAfter::None)
        };
        if let Some(field) = self.open_fields.get(&number) {
            let signed = self.fields_after.get(&field.id.number).filter(|_| added.iter().any(|key| key == b"V"));
            return worst(&|key| match key {
                b"V" => signed.map_or(ChangesAfter::Other, |field| self.signing(field)),
                // Without a signature it only looks like one.
                b"AP" => signed.map_or(ChangesAfter::Annotation, |_| ChangesAfter::Signing),
                _ => ChangesAfter::Other,
            });
        }
        if self.pages.contains(&number) {
            return worst(&|key| if key == b"Annots" { self.annotations(number) } else { ChangesAfter::Other });
        }
        if Some(number) == self.form {
            return worst(&|key| self.form_key(key));
        }
        if self.file.root_id(self.before).is_some_and(|root| root.number == number) {
            return worst(&|key| match key {
                b"DSS" if self.evidence.sound => ChangesAfter::Evidence,
                b"Extensions" if self.extensions_lead_nowhere() => ChangesAfter::Evidence,
                b"AcroForm" => self.direct_form(),
                _ => ChangesAfter::Other,
            });
        }
        ChangesAfter::Other
    }

    fn replaced(&self, number: u32) -> ChangesAfter {
        if self.evidence.holds(number) {
            ChangesAfter::Evidence
        } else if Some(number) == self.field_list {
            self.form_key(b"Fields")
        } else {
            self.annotation_lists.get(&number).map_or(ChangesAfter::Other, |page| self.annotations(*page))
        }
    }

    fn extensions_lead_nowhere(&self) -> bool {
        let extensions = self.file.catalog(self.after).and_then(|catalog| catalog.value("Extensions"));
        extensions.is_some_and(|value| references(value).is_empty())
    }

    fn form(&self, revision: usize) -> Option<&Dictionary> {
        self.file.entry(revision, self.file.catalog(revision)?, "AcroForm")?.as_dictionary()
    }

    /// The catalog's own `/AcroForm` dictionary, or the first form of the file.
    fn direct_form(&self) -> ChangesAfter {
        let Some(after) = self.form(self.after) else { return ChangesAfter::Other };
        let empty = Dictionary::default();
        let before = self.form(self.before).unwrap_or(&empty);
        match compare_keys(before, after) {
            ChangeKind::Keys { added, removed, altered } if removed.is_empty() => {
                added.iter().chain(&altered).map(|key| self.form_key(key)).max().unwrap_or(ChangesAfter::None)
            }
            _ => ChangesAfter::Other,
        }
    }

    fn form_key(&self, key: &[u8]) -> ChangesAfter {
        match key {
            b"SigFlags" => ChangesAfter::Evidence,
            b"Fields" => {
                let list = |revision| {
                    self.form(revision)
                        .and_then(|form| self.file.entry(revision, form, "Fields"))
                        .and_then(Value::as_array)
                };
                self.only_new_fields(list(self.before), list(self.after))
            }
            _ => ChangesAfter::Other,
        }
    }

    fn annotations(&self, page: u32) -> ChangesAfter {
        let list = |revision| {
            let page = self.file.by_number(revision, page).and_then(|object| object.dictionary());
            page.and_then(|page| self.file.entry(revision, page, "Annots")).and_then(Value::as_array)
        };
        self.only_new_fields(list(self.before), list(self.after))
    }

    /// The old items stay in their order; what follows are signature fields that are new.
    fn only_new_fields(&self, before: Option<&[Node]>, after: Option<&[Node]>) -> ChangesAfter {
        let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
        let Some(left) = self.items.get().checked_sub(after.len()) else { return ChangesAfter::Other };
        self.items.set(left);
        let kept = before.len() <= after.len()
            && before.iter().zip(after).all(|(old, new)| same_value(&old.value, &new.value));
        if !kept {
            return ChangesAfter::Other;
        }
        let judged = after[before.len()..].iter().map(|node| {
            let field = node.value.as_reference().and_then(|id| self.new_fields.get(&id.number));
            field.map_or(ChangesAfter::Other, |field| self.added(field.id.number))
        });
        judged.max().unwrap_or(ChangesAfter::None)
    }
}

fn info(trailer: &Dictionary) -> Option<ObjectId> {
    trailer.value("Info")?.as_reference()
}
