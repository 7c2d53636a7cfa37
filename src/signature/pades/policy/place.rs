//! Where in the document an object is seen, so that a change can be told in words.

use std::collections::{BTreeMap, BTreeSet};

use super::change::What;
use crate::signature::pades::field::{FormNode, pages};
use crate::signature::pdf::{Dictionary, File, IndirectObject, ObjectId, Value, object_references, references};

/// What each object of a revision belongs to; the first page that uses it counts.
pub(super) struct Places<'p> {
    nodes: &'p BTreeMap<u32, FormNode>,
    pages: BTreeMap<u32, usize>,
    tree: BTreeSet<u32>,
    content: BTreeMap<u32, usize>,
    annotations: BTreeMap<u32, usize>,
    /// Signature dictionaries and their fields' names.
    signatures: BTreeMap<u32, String>,
    /// What an entry of the catalog leads to.
    parts: BTreeMap<u32, String>,
}

/// Entries of the catalog that hold files.
const FILES: [&str; 2] = ["Names", "AF"];

impl<'p> Places<'p> {
    pub fn of(file: &File, revision: usize, nodes: &'p BTreeMap<u32, FormNode>) -> Self {
        let ids = pages(file, revision);
        let pages = page_numbers(file, revision);
        let mut tree = BTreeSet::new();
        let (mut content, mut annotations, mut parts) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut walk = Walk { file, revision, ends: pages.keys().copied().collect(), seen: BTreeSet::new() };
        walk.ends.extend(file.root_id(revision).map(|root| root.number));
        let dictionary = |id: ObjectId| file.object(revision, id).and_then(IndirectObject::dictionary);
        for (id, page) in ids.iter().zip(1..) {
            let mut holder = dictionary(*id);
            let drawn = holder.into_iter().flat_map(|page| of_keys(page, &["Contents", "Resources", "Group"]));
            let drawn: Vec<ObjectId> = drawn.collect();
            content.extend(walk.follow(drawn).into_iter().map(|number| (number, page)));
            // Resources may stand in the page tree above (ISO 32000-2 clause 7.7.3.4).
            for _ in 0..file.limits().nesting {
                let above = holder.and_then(|node| node.value("Parent")).and_then(Value::as_reference);
                let Some(above) = above.filter(|above| tree.insert(above.number)) else { break };
                holder = dictionary(above);
                let shared: Vec<ObjectId> = holder.into_iter().flat_map(|node| of_keys(node, &["Resources"])).collect();
                content.extend(walk.follow(shared).into_iter().map(|number| (number, page)));
            }
        }
        walk.ends.extend(tree.iter().copied());
        for (id, page) in ids.iter().zip(1..) {
            let laid: Vec<ObjectId> = dictionary(*id).into_iter().flat_map(|page| of_keys(page, &["Annots"])).collect();
            annotations.extend(walk.follow(laid).into_iter().map(|number| (number, page)));
        }
        let entries = file.catalog(revision).map(|catalog| catalog.entries.as_slice()).unwrap_or_default();
        for (key, node) in entries.iter().filter(|(key, _)| key != b"Pages" && key != b"AcroForm") {
            let key = String::from_utf8_lossy(key).into_owned();
            parts.extend(walk.follow(references(&node.value)).into_iter().map(|number| (number, key.clone())));
        }
        let signature =
            |node: &FormNode| Some((dictionary(node.id)?.value("V")?.as_reference()?.number, node.name.to_string()));
        let signatures = nodes.values().filter(|node| node.signs()).filter_map(signature).collect();
        Places { nodes, pages, tree, content, annotations, signatures, parts }
    }

    /// The change with what is known of its object, and the page.
    pub fn of_change(&self, number: u32, what: What) -> (What, Option<usize>) {
        let page = self.pages.get(&number).or(self.annotations.get(&number)).or(self.content.get(&number)).copied();
        let page = page.or_else(|| {
            let mut widgets = self.nodes.values().filter(|node| node.field == number);
            widgets.find_map(|widget| self.annotations.get(&widget.id.number)).copied()
        });
        let what = match what {
            What::Other | What::Signature { .. } if self.signatures.contains_key(&number) => {
                What::Signature { field: self.signatures.get(&number).cloned().unwrap_or_default() }
            }
            What::Other if self.pages.contains_key(&number) => What::Page,
            What::Other if self.tree.contains(&number) => What::PageOrder,
            What::Other if self.content.contains_key(&number) => What::PageContent,
            What::Other if self.nodes.contains_key(&number) => self.field(number),
            What::Other if self.annotations.contains_key(&number) => What::Annotated,
            What::Other => match self.parts.get(&number) {
                Some(key) if FILES.contains(&key.as_str()) => What::Attachment,
                Some(key) if key == "Metadata" => What::Description,
                Some(key) => What::Catalog { key: key.clone() },
                None => What::Other,
            },
            known => known,
        };
        (what, page)
    }

    fn field(&self, number: u32) -> What {
        let field = self.nodes.get(&number).map(|node| node.name.to_string()).unwrap_or_default();
        What::Field { field }
    }
}

/// The pages, counted from 1; of a page that stands twice the last place counts.
pub(super) fn page_numbers(file: &File, revision: usize) -> BTreeMap<u32, usize> {
    pages(file, revision).iter().zip(1..).map(|(id, page)| (id.number, page)).collect()
}

/// The page that lists an object among its annotations, counted from 1.
pub(super) fn page_of_annotation(file: &File, revision: usize, number: u32) -> Option<usize> {
    let lists = |page: &ObjectId| {
        let page = file.object(revision, *page).and_then(IndirectObject::dictionary);
        let list = page.and_then(|page| file.entry(revision, page, "Annots")).and_then(Value::as_array);
        list.unwrap_or_default().iter().any(|node| node.value.as_reference().is_some_and(|id| id.number == number))
    };
    pages(file, revision).iter().position(lists).map(|index| index + 1)
}

fn of_keys<'d>(dictionary: &'d Dictionary, keys: &'d [&str]) -> impl Iterator<Item = ObjectId> + 'd {
    keys.iter().filter_map(|key| dictionary.value(key)).flat_map(references)
}

/// Follows references up to what belongs to something else.
struct Walk<'w, 'b> {
    file: &'w File<'b>,
    revision: usize,
    ends: BTreeSet<u32>,
    seen: BTreeSet<u32>,
}

impl Walk<'_, '_> {
    /// The numbers that nobody has come to yet.
    fn follow(&mut self, from: Vec<ObjectId>) -> Vec<u32> {
        let mut pending = from;
        let mut found = Vec::new();
        while let Some(id) = pending.pop() {
            if self.ends.contains(&id.number) || !self.seen.insert(id.number) {
                continue;
            }
            found.push(id.number);
            pending.extend(self.file.object(self.revision, id).map(object_references).unwrap_or_default());
        }
        found
    }
}
