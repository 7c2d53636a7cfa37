//! What honest signers update in a document's description: dates and the producer's name, in the
//! information dictionary (ISO 32000-2 clause 14.3.3) and in the metadata stream (XMP).

use super::change::What;
use super::xmp;
use crate::signature::pdf::{
    Body, ChangeKind, Dictionary, File, IndirectObject, ObjectId, Value, compare_keys, reachable_around, references,
};

/// Keys that an update may set anew, and those it may only add.
const RENEWED: [&[u8]; 2] = [b"ModDate", b"Producer"];
const ADDED: [&[u8]; 1] = [b"CreationDate"];

/// Bytes of a metadata stream that are compared; real ones have a few thousand.
const METADATA_BYTES: usize = 256 * 1024;

/// The document information before and after; an absent one says nothing.
pub(super) fn information(file: &File, before: usize, after: usize) -> What {
    let empty = Dictionary::default();
    let of = |revision: usize| {
        let trailer = file.revisions().get(revision).map(|revision| &revision.trailer);
        match trailer.and_then(|trailer| trailer.value("Info")) {
            None | Some(Value::Null) => Some(&empty),
            Some(value) => file.resolve(revision, value).and_then(Value::as_dictionary),
        }
    };
    let (Some(old), Some(new)) = (of(before), of(after)) else { return What::Description };
    let ChangeKind::Keys { added, removed, altered } = compare_keys(old, new) else { return What::Description };
    let text =
        |key: &[u8]| new.entries.iter().any(|(name, node)| name == key && matches!(node.value, Value::String { .. }));
    let may = |key: &Vec<u8>, allowed: &[&[u8]]| allowed.contains(&key.as_slice()) && text(key);
    let renewed = altered.iter().all(|key| may(key, &RENEWED));
    let grown = added.iter().all(|key| may(key, &RENEWED) || may(key, &ADDED));
    // A trailer without the dictionary describes nothing; one that lost an entry describes otherwise.
    let kept = removed.is_empty() || new.entries.is_empty();
    if renewed && grown && kept { What::Metadata } else { What::Description }
}

/// The catalog's metadata stream before and after.
pub(super) fn stream(file: &File, before: usize, after: usize) -> What {
    let of = |revision: usize| match file.catalog(revision).and_then(|catalog| catalog.value("Metadata")) {
        None => Some(None),
        Some(value) => plain_stream(file, revision, value.as_reference()?).map(Some),
    };
    match (of(before), of(after)) {
        (Some(old), Some(Some(new))) if xmp::only_dates_differ(old.as_deref(), &new) => What::Metadata,
        _ => What::Description,
    }
}

/// The data of a stream that is nothing but metadata: no other part of the document uses it.
fn plain_stream(file: &File, revision: usize, id: ObjectId) -> Option<Vec<u8>> {
    let object = file.object(revision, id).filter(|object| is_plain(object))?;
    let catalog = file.catalog(revision)?;
    let rest =
        catalog.entries.iter().filter(|(key, _)| key != b"Metadata").flat_map(|(_, node)| references(&node.value));
    if reachable_around(file, revision, rest, file.root_id(revision)).contains(&id.number) {
        return None;
    }
    let data = file.stream_data(object).ok()?;
    (data.len() <= METADATA_BYTES).then_some(data)
}

fn is_plain(object: &IndirectObject) -> bool {
    let Body::Stream { dictionary, .. } = &object.body else { return false };
    let known: [&[u8]; 5] = [b"Type", b"Subtype", b"Length", b"Filter", b"DecodeParms"];
    dictionary.name("Type") == Some(b"Metadata")
        && dictionary.name("Subtype") == Some(b"XML")
        && dictionary.keys().all(|key| known.contains(&key))
}
