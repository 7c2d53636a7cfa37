//! What a signature field may look like: a plain widget that does nothing but show itself.

use super::field::Field;
use crate::signature::pdf::{Body, Dictionary, File, Node, ObjectId, Value};

/// ISO 32000-2 tables 166, 191, 226 and 235, without what acts, hides, or leads to other objects that
/// a page shows.
const PLAIN: [&[u8]; 25] = [
    b"Type",
    b"Subtype",
    b"FT",
    b"T",
    b"TU",
    b"TM",
    b"Ff",
    b"F",
    b"Rect",
    b"P",
    b"V",
    b"AP",
    b"Lock",
    b"SV",
    b"DA",
    b"DR",
    b"Q",
    b"MK",
    b"BS",
    b"Border",
    b"H",
    b"NM",
    b"M",
    b"StructParent",
    b"Parent",
];

/// What our own signer writes.
const AS_MADE: [&[u8]; 12] =
    [b"Type", b"Subtype", b"FT", b"T", b"TU", b"F", b"Rect", b"P", b"V", b"AP", b"Lock", b"StructParent"];

fn dictionary<'f>(file: &'f File, revision: usize, id: ObjectId) -> Option<&'f Dictionary> {
    match &file.object(revision, id)?.body {
        Body::Plain(node) => node.value.as_dictionary(),
        Body::Stream { .. } => None,
    }
}

/// A field that is at most its own widget, or that has widgets beside it: no page, no stream, no
/// other kind of annotation.
pub fn is_plain(file: &File, revision: usize, id: ObjectId) -> bool {
    let Some(field) = dictionary(file, revision, id) else { return false };
    let is = |key: &str, name: &[u8]| field.get(key).is_none() || field.name(key) == Some(name);
    let known = |key: &[u8]| PLAIN.contains(&key) || key == b"Kids" && field.get("Rect").is_none();
    is("Type", b"Annot") && is("Subtype", b"Widget") && field.keys().all(known)
}

/// Whether nothing of the field lies over the page.
pub fn is_invisible(file: &File, revision: usize, id: ObjectId) -> bool {
    let Some(field) = dictionary(file, revision, id).filter(|field| field.get("Kids").is_none()) else {
        return false;
    };
    let empty = |node: &Node| {
        node.value.as_integer() == Some(0) || matches!(&node.value, Value::Real(text) if text.parse() == Ok(0.0))
    };
    match file.entry(revision, field, "Rect") {
        None => field.get("AP").is_none(),
        Some(Value::Array(corners)) => corners.len() == 4 && corners.iter().all(empty),
        Some(_) => false,
    }
}

/// Whether a field that nobody signed shows nothing that could be taken for a signature.
pub fn is_blank(file: &File, revision: usize, id: ObjectId) -> bool {
    is_invisible(file, revision, id)
        || dictionary(file, revision, id).is_some_and(|field| {
            let bare = ["MK", "BS", "Border"].iter().all(|key| field.get(key).is_none());
            bare && field.value("AP").is_none_or(|appearance| draws_nothing(file, revision, appearance))
        })
}

/// An appearance whose streams are all empty.
fn draws_nothing(file: &File, revision: usize, appearance: &Value) -> bool {
    let empty = |value: &Value| {
        let object = value.as_reference().and_then(|id| file.object(revision, id));
        matches!(object.map(|object| &object.body), Some(Body::Stream { data, .. }) if data.is_empty())
    };
    appearance.as_dictionary().is_some_and(|states| states.entries.iter().all(|(_, node)| empty(&node.value)))
}

/// The widget that our own signer makes: printed, locked, one appearance that is always shown.
pub fn is_as_made(file: &File, revision: usize, field: &Field) -> bool {
    let Some(field) = dictionary(file, revision, field.id) else { return false };
    let appearance = field.value("AP").and_then(Value::as_dictionary);
    let always_the_same = appearance.is_some_and(|appearance| appearance.keys().eq([b"N".as_slice()]))
        && appearance
            .and_then(|appearance| file.object(revision, appearance.value("N")?.as_reference()?))
            .is_some_and(|form| matches!(form.body, Body::Stream { .. }));
    field.name("Subtype") == Some(b"Widget")
        && field.name("FT") == Some(b"Sig")
        && field.integer("F") == Some(132)
        && field.keys().all(|key| AS_MADE.contains(&key))
        && always_the_same
}
