//! Finding signature fields and pages in a revision.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::signature::pdf::{File, ObjectId, Value, decode_text};

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

/// Letters of a partial name that are kept; real ones have a few dozen.
const NAME_LETTERS: usize = 255;

/// All signature fields that a revision's `/AcroForm` reaches.
pub fn signature_fields(file: &File, revision: usize) -> Vec<Field> {
    let mut found = Vec::new();
    let Some(form) = file.catalog(revision).and_then(|catalog| file.entry(revision, catalog, "AcroForm")) else {
        return found;
    };
    let roots = form.as_dictionary().and_then(|form| file.entry(revision, form, "Fields")).and_then(Value::as_array);
    let mut seen = BTreeSet::new();
    let mut pending: Vec<(ObjectId, Rc<str>, bool, u64)> = Vec::new();
    let top: Rc<str> = Rc::from("");
    pending.extend(
        roots.into_iter().flatten().rev().filter_map(|node| Some((node.value.as_reference()?, top.clone(), false, 0))),
    );
    while let Some((id, parent, inherited, depth)) = pending.pop() {
        let limits = file.limits();
        if !seen.insert(id.number) || found.len() as u64 >= limits.signatures || depth >= limits.nesting {
            continue;
        }
        let Some(dictionary) = file.object(revision, id).and_then(|object| object.dictionary()) else { continue };
        let partial = match file.entry(revision, dictionary, "T") {
            Some(Value::String { bytes, .. }) => {
                Some(decode_text(bytes).chars().take(NAME_LETTERS).collect::<String>())
            }
            _ => None,
        };
        let name: Rc<str> = match (&partial, parent.is_empty()) {
            (Some(partial), true) => Rc::from(partial.as_str()),
            (Some(partial), false) => Rc::from(format!("{parent}.{partial}")),
            (None, _) => parent,
        };
        let kind = file.entry(revision, dictionary, "FT").and_then(Value::as_name);
        let signs = kind.map_or(inherited, |kind| kind == b"Sig");
        if signs && (partial.is_some() || dictionary.get("V").is_some()) {
            found.push(Field { id, name: name.to_string(), value: dictionary.value("V").cloned() });
        }
        let kids = file.entry(revision, dictionary, "Kids").and_then(Value::as_array);
        pending.extend(
            kids.into_iter()
                .flatten()
                .rev()
                .filter_map(|node| Some((node.value.as_reference()?, name.clone(), signs, depth + 1))),
        );
    }
    found
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
