//! Further signatures and fields: what a new or open signature field may bring along, and how the
//! lists of fields and annotations may grow.

use super::overlap::{Rectangle, rectangle, touches};
use super::{Judge, Placed, What, form};
use crate::signature::pades::field::{FormNode, pages};
use crate::signature::pades::report::ChangesAfter;
use crate::signature::pades::widget::{is_blank, is_invisible, is_plain};
use crate::signature::pdf::{Dictionary, File, IndirectObject, Node, ObjectId, Value, same_value};

/// `/F` bits that a signer may change: printed, locked (ISO 32000-2 table 167).
const SIGNING_FLAGS: i64 = 4 | 128;

impl Judge<'_, '_> {
    fn is_new(&self, number: u32) -> bool {
        !self.nodes_before.contains_key(&number)
    }

    /// A node of the form that was not there: a signature field at the top, or its own widget.
    pub(super) fn new_field(&self, node: &FormNode) -> What {
        let field = node.name.to_string();
        let own_widget = !node.named && self.is_new(node.field);
        if !node.signs() || !(own_widget || node.parent.is_none()) {
            return What::Field { field };
        }
        if !is_plain(self.file, self.after, node.id) {
            return What::Annotated;
        }
        self.signing(node)
    }

    /// What a signature field became. ETSI EN 319 142-1 clause 5.4.3: a document timestamp has nothing
    /// to show, so nothing of it may lie over the page.
    fn signing(&self, node: &FormNode) -> What {
        let field = node.name.to_string();
        let all = |look: fn(&File, usize, ObjectId) -> bool| {
            self.widgets(node.field).all(|widget| look(self.file, self.after, widget.id))
        };
        let Some(value) = self.value(self.after, node.field) else {
            return if all(is_blank) { What::FieldOpened { field } } else { What::Annotated };
        };
        let signature = value.as_reference().and_then(|id| self.file.object(self.after, id)?.dictionary());
        match signature.map(|signature| signature.name("SubFilter")) {
            None => What::Field { field },
            Some(Some(b"ETSI.RFC3161")) if all(is_invisible) => What::Timestamped { field },
            Some(kind) => match self.placed(node.field) {
                Placed::Apart | Placed::Over if kind == Some(b"ETSI.RFC3161") => What::Annotated,
                placed => What::Signed { field, placed },
            },
        }
    }

    /// Where the widgets of a signed field stand.
    fn placed(&self, field: u32) -> Placed {
        let mut placed = Placed::Nowhere;
        for widget in self.widgets(field) {
            let dictionary = self.file.object(self.after, widget.id).and_then(IndirectObject::dictionary);
            let area = dictionary.and_then(|widget| rectangle(self.file, self.after, widget, "Rect"));
            let Some(area) = area.filter(|[left, bottom, right, top]| left < right && bottom < top) else { continue };
            if self.after <= self.kept || self.file.object(self.kept, widget.id).is_some() {
                placed = Placed::Kept;
                continue;
            }
            if self.pages_of(widget).any(|page| self.lies_over(page, area)) {
                return Placed::Over;
            }
            placed = Placed::Apart;
        }
        placed
    }

    /// The pages that list the widget, else the one that it names.
    fn pages_of(&self, widget: &FormNode) -> impl Iterator<Item = ObjectId> {
        let lists = |page: &ObjectId| {
            let page = self.file.object(self.after, *page).and_then(IndirectObject::dictionary);
            let list = page.and_then(|page| self.file.entry(self.after, page, "Annots")).and_then(Value::as_array);
            list.unwrap_or_default().iter().any(|node| node.value.as_reference() == Some(widget.id))
        };
        let listed: Vec<ObjectId> = pages(self.file, self.after).into_iter().filter(lists).collect();
        let dictionary = self.file.object(self.after, widget.id).and_then(IndirectObject::dictionary);
        let named = dictionary.and_then(|widget| widget.value("P")?.as_reference()).filter(|_| listed.is_empty());
        listed.into_iter().chain(named)
    }

    /// Compared with the page as it was, so that nothing new explains itself.
    fn lies_over(&self, page: ObjectId, area: Rectangle) -> bool {
        let mut budget = self.budget.get();
        let signs = |number: u32| self.nodes_before.get(&number).is_some_and(FormNode::signs);
        let over = touches(self.file, self.before, page, area, &signs, &mut budget);
        self.budget.set(budget);
        over
    }

    /// The dictionaries of a field that stand on a page, or would.
    fn widgets(&self, field: u32) -> impl Iterator<Item = &FormNode> {
        let has_kids = |node: &&FormNode| {
            let dictionary = self.file.object(self.after, node.id).and_then(IndirectObject::dictionary);
            dictionary.is_some_and(|dictionary| dictionary.get("Kids").is_some())
        };
        self.nodes_after.values().filter(move |node| node.field == field && !has_kids(node))
    }

    fn value(&self, revision: usize, field: u32) -> Option<&Value> {
        let value = self.file.by_number(revision, field)?.dictionary()?.value("V")?;
        (!matches!(value, Value::Null)).then_some(value)
    }

    /// A node of the form that was there and changed.
    pub(super) fn field(&self, node: &FormNode, added: &[Vec<u8>], removed: &[Vec<u8>], altered: &[Vec<u8>]) -> What {
        let field = node.name.to_string();
        let touched =
            || added.iter().chain(altered).map(Vec::as_slice).filter(|key| !self.only_says_annotation(node, key));
        if !node.signs() {
            let filled = removed.is_empty() && touched().all(|key| form::is_filling(node, key));
            return if filled { self.filling().judge(node.field) } else { What::Field { field } };
        }
        if self.value(self.before, node.field).is_some() {
            return What::Signature { field };
        }
        let signed = self.value(self.after, node.field).is_some();
        let may = |key: &[u8]| match key {
            b"V" | b"AP" | b"M" => true,
            b"F" => self.same_but_for_signing_flags(node),
            _ => false,
        };
        match (removed.is_empty() && touched().all(may), signed) {
            (true, true) => self.signing(node),
            // Without a signature it only looks like one.
            (true, false) => What::Annotated,
            (false, _) => What::Field { field },
        }
    }

    fn only_says_annotation(&self, node: &FormNode, key: &[u8]) -> bool {
        let dictionary = self.file.object(self.after, node.id).and_then(IndirectObject::dictionary);
        key == b"Type" && dictionary.and_then(|dictionary| dictionary.name("Type")) == Some(b"Annot")
    }

    fn same_but_for_signing_flags(&self, node: &FormNode) -> bool {
        let flags = |revision| {
            let dictionary = self.file.by_number(revision, node.id.number)?.dictionary()?;
            match dictionary.value("F") {
                None => Some(0),
                Some(value) => value.as_integer(),
            }
        };
        let (before, after) = (flags(self.before), flags(self.after));
        before.zip(after).is_some_and(|(before, after)| (before ^ after) & !SIGNING_FLAGS == 0)
    }

    pub(super) fn form_keys(&self, added: &[Vec<u8>], removed: &[Vec<u8>], altered: &[Vec<u8>]) -> Vec<What> {
        let refused = |key: &[u8]| What::Catalog { key: format!("AcroForm/{}", String::from_utf8_lossy(key)) };
        let form = self.acroform(self.after);
        let value = |key: &str| form.and_then(|form| self.file.entry(self.after, form, key));
        let touched = |key: &Vec<u8>, new: bool| match key.as_slice() {
            b"SigFlags" if self.signature_flags_grew() => vec![What::Evidence],
            b"Fields" => self.fields(),
            b"DA" if new => vec![What::Evidence],
            b"DR" if self.resources_grew() => vec![What::Evidence],
            b"NeedAppearances" if matches!(value("NeedAppearances"), Some(Value::Boolean(false))) => {
                vec![What::Evidence]
            }
            key => vec![refused(key)],
        };
        let lost = removed.iter().filter(|key| key.as_slice() != b"NeedAppearances").map(|key| refused(key));
        let grown = added.iter().flat_map(|key| touched(key, true));
        grown.chain(altered.iter().flat_map(|key| touched(key, false))).chain(lost).collect()
    }

    /// ISO 32000-2 table 225: two flags, of which none is taken back.
    fn signature_flags_grew(&self) -> bool {
        let flags = |revision: usize| {
            let form = self.acroform(revision)?;
            form.get("SigFlags").map_or(Some(0), |_| self.file.entry(revision, form, "SigFlags")?.as_integer())
        };
        let before = self.acroform(self.before).map_or(Some(0), |_| flags(self.before));
        before.zip(flags(self.after)).is_some_and(|(before, after)| (0..4).contains(&after) && after & before == before)
    }

    /// The form's resources gained fonts of the reader and lost nothing: what is drawn with them stays.
    fn resources_grew(&self) -> bool {
        let empty = Dictionary::default();
        let of = |revision: usize| {
            let form = self.acroform(revision)?;
            form.get("DR").map_or(Some(&empty), |_| self.file.entry(revision, form, "DR")?.as_dictionary())
        };
        let (Some(before), Some(after)) = (of(self.before), of(self.after)) else { return false };
        let kept = before.entries.iter().all(|(key, _)| after.keys().any(|kept| kept == key.as_slice()));
        kept && after.entries.iter().all(|(key, node)| match key.as_slice() {
            b"Font" | b"Encoding" => self.entries_grew(before, key, &node.value),
            _ => before.entries.iter().any(|(old, held)| old == key && same_value(&held.value, &node.value)),
        })
    }

    fn entries_grew(&self, before: &Dictionary, category: &[u8], after: &Value) -> bool {
        let empty = Dictionary::default();
        let old = before.entries.iter().find(|(key, _)| key == category);
        let old = match old {
            None => Some(&empty),
            Some((_, node)) => self.file.resolve(self.before, &node.value).and_then(Value::as_dictionary),
        };
        let new = self.file.resolve(self.after, after).and_then(Value::as_dictionary);
        let (Some(old), Some(new)) = (old, new) else { return false };
        let (was, is) = (old.sorted(), new.sorted());
        let kept = was.iter().all(|(key, node)| is.get(key).is_some_and(|now| same_value(&node.value, &now.value)));
        let added = is.iter().filter(|(key, _)| !was.contains_key(*key));
        let harmless = |node: &Node| {
            let resource = self.file.resolve(self.after, &node.value).and_then(Value::as_dictionary);
            resource.is_some_and(|resource| {
                category == b"Encoding" || super::shown::is_of_the_reader(self.file, self.after, resource)
            })
        };
        kept && added.into_iter().all(|(_, node)| harmless(node))
    }

    /// The form's list of fields: the old ones in their order, then signature fields that are new.
    pub(super) fn fields(&self) -> Vec<What> {
        let list = |revision| {
            let form = self.acroform(revision)?;
            self.file.entry(revision, form, "Fields").and_then(Value::as_array)
        };
        self.appended(list(self.before), list(self.after), &What::Field { field: String::new() })
    }

    /// A page's list of annotations: the old ones in their order, then widgets of signature fields that
    /// are new, or signed now.
    pub(super) fn annotations(&self, page: u32) -> Vec<What> {
        let list = |revision| {
            let page = self.file.by_number(revision, page).and_then(IndirectObject::dictionary)?;
            self.file.entry(revision, page, "Annots").and_then(Value::as_array)
        };
        self.appended(list(self.before), list(self.after), &What::Annotated)
    }

    fn appended(&self, before: Option<&[Node]>, after: Option<&[Node]>, refused: &What) -> Vec<What> {
        let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
        let Some(left) = self.items.get().checked_sub(after.len()) else { return vec![What::Other] };
        self.items.set(left);
        let kept = before.len() <= after.len()
            && before.iter().zip(after).all(|(old, new)| same_value(&old.value, &new.value));
        let grown = after.get(before.len()..).unwrap_or_default();
        match kept {
            true => grown.iter().map(|item| self.appended_item(item, refused)).collect(),
            false => vec![refused.clone()],
        }
    }

    fn appended_item(&self, item: &Node, refused: &What) -> What {
        let Some(node) = item.value.as_reference().and_then(|id| self.nodes_after.get(&id.number)) else {
            return refused.clone();
        };
        let what = match self.nodes_before.get(&node.id.number) {
            None => self.new_field(node),
            // A field that stood in the form alone comes onto its page when it is signed.
            Some(known) if known.signs() && self.value(self.before, known.field).is_none() => self.signing(node),
            Some(_) => refused.clone(),
        };
        if what.kind() <= ChangesAfter::Signing { what } else { refused.clone() }
    }
}
