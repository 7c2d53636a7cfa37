//! An object that a revision wrote again: what it is in the document says what each of its keys may do.

use std::collections::BTreeMap;

use super::form::{self, Filling};
use super::{Judge, What, metadata};
use crate::signature::pdf::{
    ChangeKind, Dictionary, IndirectObject, Value, compare_keys, reachable_around, references,
};

impl<'b> Judge<'_, 'b> {
    /// An object that has several places in the document must be right in each of them.
    pub(super) fn keys(&self, number: u32, added: &[Vec<u8>], removed: &[Vec<u8>], altered: &[Vec<u8>]) -> Vec<What> {
        if self.evidence.holds(number) {
            return vec![What::Evidence];
        }
        if Some(number) == self.information {
            return vec![metadata::information(self.file, self.before, self.after)];
        }
        if let Some(node) = self.nodes_before.get(&number) {
            return vec![self.field(node, added, removed, altered)];
        }
        if Some(number) == self.form {
            return self.form_keys(added, removed, altered);
        }
        let is_root = self.file.root_id(self.before).is_some_and(|root| root.number == number);
        let is_page = self.pages.contains(&number);
        if let Some(widget) = self.appearance_of(number) {
            return vec![self.filled(widget)];
        }
        let judge = |key: &[u8]| match key {
            key if is_page => self.page_key(number, key),
            key if is_root => self.catalog_key(key),
            _ => vec![What::Other],
        };
        let touched = added.iter().chain(altered).flat_map(|key| judge(key));
        let lost = removed.iter().map(|key| match key.as_slice() {
            _ if is_page => What::Page,
            key if is_root => What::Catalog { key: String::from_utf8_lossy(key).into_owned() },
            _ => What::Other,
        });
        touched.chain(lost).collect()
    }

    fn page_key(&self, page: u32, key: &[u8]) -> Vec<What> {
        match key {
            b"Annots" => self.annotations(page),
            b"Tabs" if self.orders_tabs(page) && !self.annotations(page).is_empty() => Vec::new(),
            b"Contents" | b"Resources" => vec![What::PageContent],
            _ => vec![What::Page],
        }
    }

    /// Whether the page names an order of the tab key (ISO 32000-2 table 31), which those who add a field set.
    fn orders_tabs(&self, page: u32) -> bool {
        let page = self.file.by_number(self.after, page).and_then(IndirectObject::dictionary);
        matches!(page.and_then(|page| page.name("Tabs")), Some(b"R" | b"C" | b"S" | b"A" | b"W"))
    }

    fn catalog_key(&self, key: &[u8]) -> Vec<What> {
        match key {
            b"DSS" if self.evidence.sound => vec![What::Evidence],
            b"Extensions" if self.leads_nowhere("Extensions") => vec![What::Evidence],
            b"Version" if self.leads_nowhere("Version") => vec![What::Evidence],
            b"AcroForm" => self.direct_form(),
            b"Metadata" => vec![metadata::stream(self.file, self.before, self.after)],
            b"Pages" => vec![What::PageOrder],
            _ => vec![What::Catalog { key: String::from_utf8_lossy(key).into_owned() }],
        }
    }

    pub(super) fn replaced(&self, number: u32) -> What {
        if self.evidence.holds(number) {
            What::Evidence
        } else if Some(number) == self.metadata {
            metadata::stream(self.file, self.before, self.after)
        } else if Some(number) == self.field_list {
            gravest(self.fields())
        } else if let Some(page) = self.annotation_lists.get(&number) {
            gravest(self.annotations(*page))
        } else if let Some(widget) = self.appearance_of(number) {
            self.filled(widget)
        } else {
            What::Other
        }
    }

    /// The widget whose appearance the object is, when nothing else uses it.
    fn appearance_of(&self, number: u32) -> Option<u32> {
        let widget = *self.appearances.get_or_init(|| self.appearances()).get(&number)?;
        let id = self.nodes_before.get(&widget)?.id;
        let around = reachable_around(self.file, self.before, self.file.root_id(self.before), Some(id));
        (!around.contains(&number)).then_some(widget)
    }

    fn appearances(&self) -> BTreeMap<u32, u32> {
        let mut found = BTreeMap::new();
        for node in self.nodes_before.values().filter(|node| !node.signs()) {
            let widget = self.file.object(self.before, node.id).and_then(IndirectObject::dictionary);
            let Some(appearance) = widget.and_then(|widget| widget.value("AP")) else { continue };
            found.extend(appearance.as_reference().map(|id| (id.number, node.id.number)));
            let normal = self.file.resolve(self.before, appearance).and_then(Value::as_dictionary);
            let normal = normal.and_then(|appearance| appearance.value("N")?.as_reference());
            found.extend(normal.map(|id| (id.number, node.id.number)));
        }
        found
    }

    fn filled(&self, widget: u32) -> What {
        let Some(node) = self.nodes_before.get(&widget) else { return What::Other };
        if !form::is_filling(node, b"AP") {
            return What::Field { field: node.name.to_string() };
        }
        self.filling().judge(node.field)
    }

    pub(super) fn filling(&self) -> Filling<'_, 'b> {
        Filling { file: self.file, before: self.before, after: self.after, nodes: &self.nodes_before }
    }

    fn leads_nowhere(&self, key: &str) -> bool {
        let value = self.file.catalog(self.after).and_then(|catalog| catalog.value(key));
        value.is_some_and(|value| references(value).is_empty())
    }

    pub(super) fn acroform(&self, revision: usize) -> Option<&Dictionary> {
        self.file.entry(revision, self.file.catalog(revision)?, "AcroForm")?.as_dictionary()
    }

    /// The catalog's own `/AcroForm` dictionary, or the first form of the file.
    fn direct_form(&self) -> Vec<What> {
        let form = || What::Catalog { key: "AcroForm".into() };
        let Some(after) = self.acroform(self.after) else { return vec![form()] };
        let empty = Dictionary::default();
        match compare_keys(self.acroform(self.before).unwrap_or(&empty), after) {
            ChangeKind::Keys { added, removed, altered } => self.form_keys(&added, &removed, &altered),
            _ => vec![form()],
        }
    }
}

fn gravest(found: Vec<What>) -> What {
    // An altered list in which nothing differs is written anew, no more.
    found.into_iter().max_by_key(What::kind).unwrap_or(What::Unused)
}
