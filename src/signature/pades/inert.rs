//! Part of the closed form: nothing in the file acts, and nothing of what it shows comes from
//! outside it or depends on who reads it (threats R7 and R11).

use super::profile::{Breach, breach};
use crate::signature::pdf::{Body, Dictionary, File, IndirectObject, Value, object_references, visit};

const ACTIVE_KEYS: [&[u8]; 16] = [
    b"JS",
    b"JavaScript",
    b"AA",
    b"XFA",
    b"OCProperties",
    b"OC",
    b"URI",
    b"Encrypt",
    b"RichMediaContent",
    b"Launch",
    // Another picture for the printer, another document for the cover, and a dictionary by hearsay.
    b"Alternates",
    b"Collection",
    b"OPI",
    // Other tones than the colours say: transfer functions and halftones (ISO 32000-2 clause 10.5).
    b"TR",
    b"TR2",
    b"HT",
];
const ACTIONS: [&[u8]; 14] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"GoToR",
    b"GoToE",
    b"ImportData",
    b"ResetForm",
    b"URI",
    b"Hide",
    b"Movie",
    b"Rendition",
    b"SetOCGState",
    b"RichMediaExecute",
    b"Named",
];

/// R11 over every object of every revision.
pub fn nothing_active(file: &File) -> Result<(), Breach> {
    for revision in file.revisions() {
        for object in revision.objects() {
            if let Some(what) = active_part(file, object) {
                let number = object.id.number;
                return breach(
                    "R11",
                    format!("{} trong đối tượng {number}", what.0),
                    format!("{} in object {number}", what.1),
                );
            }
        }
    }
    Ok(())
}

/// What of an object acts, in Vietnamese and English.
fn active_part(file: &File, object: &IndirectObject) -> Option<(String, String)> {
    let key_or_action = |name: String| (format!("thành phần chủ động /{name}"), format!("the active part /{name}"));
    let mut found = None;
    let mut look = |dictionary: &Dictionary| {
        let key = dictionary.keys().find(|key| ACTIVE_KEYS.contains(key));
        let action = match dictionary.value("S") {
            Some(Value::Name(name)) => Some(name.as_slice()).filter(|name| ACTIONS.contains(name)),
            Some(Value::Reference(_)) => Some(b"S".as_slice()),
            _ => None,
        };
        if let Some(name) = key.or(action) {
            found.get_or_insert(key_or_action(String::from_utf8_lossy(name).into_owned()));
        } else if is_foreign_font(file, dictionary) {
            found.get_or_insert(("phông chữ không nhúng".into(), "a font that is not embedded".into()));
        }
    };
    if let Body::Stream { dictionary, .. } = &object.body {
        look(dictionary);
    }
    each_value(object, &mut |value| {
        if let Value::Dictionary(dictionary) = value {
            look(dictionary);
        }
    });
    if let Body::Stream { dictionary, .. } = &object.body {
        // Data or a page out of another file, or a program for the printer.
        let key = ["F", "Ref", "PS"].into_iter().find(|key| dictionary.get(key).is_some());
        let program = Some("PS").filter(|_| dictionary.name("Subtype") == Some(b"PS"));
        if let Some(key) = key.or(program) {
            found.get_or_insert(key_or_action(key.to_owned()));
        }
    }
    found
}

/// A font that each reader would replace with one of its own.
fn is_foreign_font(file: &File, dictionary: &Dictionary) -> bool {
    const SIMPLE: [&[u8]; 5] = [b"Type1", b"MMType1", b"TrueType", b"CIDFontType0", b"CIDFontType2"];
    let kind = dictionary.name("Subtype");
    let is_font = dictionary.name("Type") == Some(b"Font")
        || dictionary.get("BaseFont").is_some()
        || kind.is_some_and(|kind| SIMPLE.contains(&kind));
    if !is_font || matches!(kind, Some(b"Type0" | b"Type3")) {
        return false;
    }
    let descriptor = file.entry(file.last(), dictionary, "FontDescriptor").and_then(Value::as_dictionary);
    !descriptor.is_some_and(|descriptor| {
        ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| {
            let program = descriptor.value(key).and_then(Value::as_reference);
            program.and_then(|id| file.object(file.last(), id)).is_some_and(|o| matches!(o.body, Body::Stream { .. }))
        })
    })
}

pub(super) fn each_value<'v>(object: &'v IndirectObject, see: &mut dyn FnMut(&'v Value)) {
    match &object.body {
        Body::Plain(node) => visit(&node.value, see),
        Body::Stream { dictionary, .. } => dictionary.entries.iter().for_each(|(_, node)| visit(&node.value, see)),
    }
}

/// R7: what an object names is there, from the revision on that names it.
pub fn nothing_missing(file: &File) -> Result<(), Breach> {
    for (index, revision) in file.revisions().iter().enumerate() {
        for object in revision.objects() {
            if object_references(object).iter().any(|id| file.object(index, *id).is_none()) {
                let number = object.id.number;
                return breach(
                    "R7",
                    format!("đối tượng {number} nhắc tới một đối tượng không có"),
                    format!("object {number} names one that does not exist"),
                );
            }
        }
    }
    Ok(())
}
