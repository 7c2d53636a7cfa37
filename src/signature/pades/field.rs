//! The fields of a form and the pages of a revision, as trees walked without recursion.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::signature::pdf::{self, Dictionary, File, Limit, ObjectId, Value, decode_text};

/// A signature field of a revision.
#[derive(Debug, Clone)]
pub struct Field {
    pub id: ObjectId,
    /// The fully qualified name (ISO 32000-2 clause 12.7.4.2).
    pub name: String,
    /// The value as it stands, a reference in every sane file.
    pub value: Option<Value>,
}

impl Field {
    /// The signature dictionary's number.
    pub fn signature(&self) -> Option<ObjectId> {
        self.value.as_ref().and_then(Value::as_reference)
    }
}

/// One dictionary of the form's tree (ISO 32000-2 clause 12.7.4): a group, a field, a widget, or a
/// field and its widget in one.
#[derive(Debug, Clone)]
pub(super) struct FormNode {
    pub id: ObjectId,
    pub name: Rc<str>,
    /// Whether it has a partial name; a widget that shares its field's name has none.
    pub named: bool,
    /// `/FT`, its own or inherited.
    pub kind: Option<Vec<u8>>,
    /// `/Ff`, its own or inherited.
    pub flags: i64,
    /// The field that it belongs to: itself, or the nearest named node above.
    pub field: u32,
    /// The node above.
    pub parent: Option<u32>,
}

impl FormNode {
    pub fn signs(&self) -> bool {
        self.kind.as_deref() == Some(b"Sig")
    }
}

/// Letters of a partial name that are kept; real ones have a few dozen.
const NAME_LETTERS: usize = 255;
/// Letters of all names together. What stands beyond is no field: changing it is refused, and a
/// signature in it belongs to no field.
const ALL_LETTERS: usize = 4 << 20;

/// Every dictionary that a revision's `/AcroForm` reaches, parents before children.
pub(super) fn form_nodes(file: &File, revision: usize) -> Vec<FormNode> {
    let mut found: Vec<FormNode> = Vec::new();
    let form = file.catalog(revision).and_then(|catalog| file.entry(revision, catalog, "AcroForm"));
    let roots =
        form.and_then(Value::as_dictionary).and_then(|form| file.entry(revision, form, "Fields")).map(references_of);
    let mut seen = BTreeSet::new();
    let mut letters = 0;
    let mut pending: Vec<(ObjectId, Option<usize>, u64)> =
        roots.into_iter().flatten().rev().map(|id| (id, None, 0)).collect();
    while let Some((id, above, depth)) = pending.pop() {
        if !seen.insert(id.number) || depth >= file.limits().nesting {
            continue;
        }
        let Some(dictionary) = file.object(revision, id).and_then(|object| object.dictionary()) else { continue };
        let node = form_node(file, revision, id, dictionary, above.and_then(|index| found.get(index)));
        letters += node.name.len();
        if letters > ALL_LETTERS {
            break;
        }
        let index = found.len();
        found.push(node);
        let kids = file.entry(revision, dictionary, "Kids").map(references_of).unwrap_or_default();
        pending.extend(kids.into_iter().rev().map(|kid| (kid, Some(index), depth + 1)));
    }
    found
}

fn references_of(list: &Value) -> Vec<ObjectId> {
    list.as_array().unwrap_or_default().iter().filter_map(|node| node.value.as_reference()).collect()
}

fn form_node(
    file: &File,
    revision: usize,
    id: ObjectId,
    dictionary: &Dictionary,
    above: Option<&FormNode>,
) -> FormNode {
    let partial = match file.entry(revision, dictionary, "T") {
        Some(Value::String { bytes, .. }) => Some(decode_text(bytes).chars().take(NAME_LETTERS).collect::<String>()),
        _ => None,
    };
    let parent_name = above.map(|node| node.name.clone()).unwrap_or_default();
    let name: Rc<str> = match (&partial, parent_name.is_empty()) {
        (Some(partial), true) => Rc::from(partial.as_str()),
        (Some(partial), false) => Rc::from(format!("{parent_name}.{partial}")),
        (None, _) => parent_name,
    };
    let kind = file.entry(revision, dictionary, "FT").and_then(Value::as_name).map(<[u8]>::to_vec);
    let flags = file.entry(revision, dictionary, "Ff").and_then(Value::as_integer);
    FormNode {
        id,
        name,
        named: partial.is_some(),
        kind: kind.or_else(|| above?.kind.clone()),
        flags: flags.or_else(|| Some(above?.flags)).unwrap_or(0),
        field: if partial.is_some() { id.number } else { above.map_or(id.number, |node| node.field) },
        parent: above.map(|node| node.id.number),
    }
}

/// All signature fields that a revision's `/AcroForm` reaches.
pub fn signature_fields(file: &File, revision: usize) -> Vec<Field> {
    let value = |node: &FormNode| {
        let dictionary = file.object(revision, node.id).and_then(|object| object.dictionary());
        dictionary.and_then(|dictionary| dictionary.value("V")).cloned()
    };
    form_nodes(file, revision)
        .iter()
        .filter(|node| node.signs())
        .map(|node| (node.named, Field { id: node.id, name: node.name.to_string(), value: value(node) }))
        .filter(|(named, field)| *named || field.value.is_some())
        .map(|(_, field)| field)
        // One more than allowed, so that `within_limits` sees it.
        .take(usize::try_from(file.limits().signatures).map_or(usize::MAX, |limit| limit.saturating_add(1)))
        .collect()
}

/// Page objects in reading order (ISO 32000-2 clause 7.7.3).
pub fn pages(file: &File, revision: usize) -> Vec<ObjectId> {
    let mut pages = Vec::new();
    let mut seen = BTreeSet::new();
    let mut pending: Vec<ObjectId> =
        file.catalog(revision).and_then(|catalog| catalog.value("Pages")?.as_reference()).into_iter().collect();
    while let Some(id) = pending.pop() {
        if !seen.insert(id.number) {
            continue;
        }
        let Some(dictionary) = file.object(revision, id).and_then(|object| object.dictionary()) else { continue };
        match file.entry(revision, dictionary, "Kids").and_then(Value::as_array) {
            Some(kids) => pending.extend(kids.iter().rev().filter_map(|kid| kid.value.as_reference())),
            None => pages.push(id),
        }
    }
    pages
}

/// Whether a file has so few signature fields, pages and annotations that all of them are looked at.
///
/// # Errors
/// The limit that is reached.
pub fn within_limits(file: &File) -> Result<(), pdf::Error> {
    let limits = file.limits();
    let within = |count: usize, limit: Limit, allowed: u64| {
        if count as u64 > allowed { Err(pdf::Error::Limit { limit, allowed }) } else { Ok(()) }
    };
    within(signature_fields(file, file.last()).len(), Limit::Signatures, limits.signatures)?;
    let mut annotations = 0;
    for revision in 0..file.revisions().len() {
        let pages = pages(file, revision);
        within(pages.len(), Limit::Pages, limits.pages)?;
        for page in pages.iter().filter_map(|id| file.object(revision, *id)?.dictionary()) {
            annotations += file.entry(revision, page, "Annots").and_then(Value::as_array).map_or(0, <[_]>::len);
            within(annotations, Limit::Annotations, limits.annotations)?;
        }
    }
    Ok(())
}
