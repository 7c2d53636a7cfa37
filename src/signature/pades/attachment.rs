//! Embedded files (ISO 32000-2 clauses 7.11.4 and 14.13): reading them, and those that the closed form wants.

use super::inert::each_value;
use super::profile::{Breach, breach};
use crate::signature::pdf::{Dictionary, File, IndirectObject, Value, decode_text, references};

/// An embedded file as a kind of document has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attachment {
    pub name: &'static str,
    /// `/AFRelationship`.
    pub relationship: &'static str,
    /// `/Subtype` of the data.
    pub media_type: &'static str,
}

/// Names of the embedded files that the newest revision's name tree lists directly, in its order.
pub fn attachment_names(file: &File) -> Vec<String> {
    listed(file).into_iter().map(|(name, _)| name).collect()
}

/// The data of the embedded file that the newest revision lists under this name.
pub fn attached<'f>(file: &'f File, name: &str) -> Option<&'f IndirectObject> {
    let (_, specification) = listed(file).into_iter().find(|(listed, _)| listed == name)?;
    data(file, file.resolve(file.last(), specification)?.as_dictionary()?)
}

fn listed<'f>(file: &'f File) -> Vec<(String, &'f Value)> {
    let last = file.last();
    let nodes = || {
        let names = file.entry(last, file.catalog(last)?, "Names")?.as_dictionary()?;
        let tree = file.entry(last, names, "EmbeddedFiles")?.as_dictionary()?;
        file.entry(last, tree, "Names")?.as_array()
    };
    let pairs = nodes().unwrap_or_default().chunks_exact(2);
    pairs.filter_map(|pair| Some((text(&pair[0].value)?, &pair[1].value))).collect()
}

fn data<'f>(file: &'f File, specification: &Dictionary) -> Option<&'f IndirectObject> {
    let streams = file.entry(file.last(), specification, "EF")?.as_dictionary()?;
    file.object(file.last(), streams.value("F")?.as_reference()?)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String { bytes, .. } => Some(decode_text(bytes)),
        _ => None,
    }
}

/// R11: exactly these files are embedded, in the order of their names, each under one name, with one content and
/// the meaning that it should have, in the name tree and in the catalog's list of associated files.
pub(super) fn only_attachments(file: &File, expected: &[Attachment]) -> Result<(), Breach> {
    let mut names: Vec<String> = Vec::new();
    for number in file.object_numbers(file.last()) {
        let Some(object) = file.by_number(file.last(), number) else { continue };
        each_value(object, &mut |value| {
            if let Value::Dictionary(dictionary) = value
                && dictionary.get("EF").is_some()
            {
                names.push(single_name(dictionary).unwrap_or_default());
            }
        });
    }
    names.sort();
    let wanted = || expected.iter().map(|one| one.name);
    if !names.iter().map(String::as_str).eq(wanted()) || !attachment_names(file).iter().map(String::as_str).eq(wanted())
    {
        let names = names.join(", ");
        return breach("R11", format!("các tệp đính kèm là {names}"), format!("the attachments are {names}"));
    }
    match expected.iter().find(|one| !is_as_wanted(file, one)) {
        None => Ok(()),
        Some(Attachment { name, .. }) => breach(
            "R11",
            format!("tệp đính kèm {name} không được khai như vanbang khai"),
            format!("the attachment {name} is not declared as we declare it"),
        ),
    }
}

/// Relationship, media type, and a place among the associated files.
fn is_as_wanted(file: &File, wanted: &Attachment) -> bool {
    let last = file.last();
    let listed = listed(file);
    let specification = || listed.iter().find(|(name, _)| name == wanted.name)?.1.as_reference();
    let Some(id) = specification() else { return false };
    let associated = file.catalog(last).and_then(|catalog| file.entry(last, catalog, "AF")).map(references);
    let dictionary = file.object(last, id).and_then(|object| object.dictionary());
    let data = dictionary.and_then(|dictionary| data(file, dictionary)?.dictionary());
    associated.is_some_and(|associated| associated.len() == listed.len() && associated.contains(&id))
        && dictionary.and_then(|one| one.name("AFRelationship")) == Some(wanted.relationship.as_bytes())
        && data.and_then(|data| data.name("Subtype")) == Some(wanted.media_type.as_bytes())
}

fn single_name(specification: &Dictionary) -> Option<String> {
    let files = specification.value("EF")?.as_dictionary()?;
    let data = files.value("F")?.as_reference()?;
    let one_content = files
        .entries
        .iter()
        .all(|(key, node)| matches!(key.as_slice(), b"F" | b"UF") && node.value.as_reference() == Some(data));
    let name = text(specification.value("F")?)?;
    let other = specification.value("UF").map(text);
    (one_content && other.is_none_or(|other| other.as_ref() == Some(&name))).then_some(name)
}
