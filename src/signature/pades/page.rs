//! A page's content, and the words in it, in the order in which they are drawn.

use std::collections::BTreeMap;

use super::field::pages;
use crate::signature::pdf::{Body, Budget, Dictionary, File, IndirectObject, ObjectId, Operations, Value, decode_text};

/// Codes of one font that are read.
const CODES: usize = 20_000;

/// An entry of a page, or of the tree above it (ISO 32000-2 clause 7.7.3.4).
pub(super) fn inherited<'f>(file: &'f File, revision: usize, page: &'f Dictionary, key: &str) -> Option<&'f Value> {
    let mut node = page;
    for _ in 0..file.limits().nesting {
        if let Some(value) = file.entry(revision, node, key) {
            return Some(value);
        }
        node = file.entry(revision, node, "Parent")?.as_dictionary()?;
    }
    None
}

/// The streams of a page, one behind the other (ISO 32000-2 table 31); empty when it has none.
pub(super) fn page_content(file: &File, revision: usize, page: &Dictionary, budget: &mut Budget) -> Option<Vec<u8>> {
    let references_of = |list: &Value| -> Vec<ObjectId> {
        list.as_array().unwrap_or_default().iter().filter_map(|node| node.value.as_reference()).collect()
    };
    let streams = match page.value("Contents") {
        None => Vec::new(),
        Some(Value::Reference(id)) => match file.object(revision, *id).map(|object| &object.body) {
            Some(Body::Stream { .. }) => vec![*id],
            Some(Body::Plain(node)) => references_of(&node.value),
            None => Vec::new(),
        },
        Some(list) => references_of(list),
    };
    let mut content = Vec::new();
    for id in streams {
        content.extend(file.stream_data_within(file.object(revision, id)?, budget).ok()?);
        content.push(b'\n');
    }
    Some(content)
}

/// Every text that a page shows in one go, as far as its fonts say which letters they are. Pages count
/// from 1. For words only: fonts can lie.
pub fn page_words(file: &File, revision: usize, page: usize) -> Option<Vec<String>> {
    let id = *pages(file, revision).get(page.checked_sub(1)?)?;
    let dictionary = file.object(revision, id)?.dictionary()?;
    let mut budget = file.limits().budget();
    let content = page_content(file, revision, dictionary, &mut budget)?;
    let resources = inherited(file, revision, dictionary, "Resources")?.as_dictionary()?;
    let listed = file.entry(revision, resources, "Font")?.as_dictionary()?;
    let mut fonts = BTreeMap::new();
    for (name, node) in &listed.entries {
        let font = file.resolve(revision, &node.value)?.as_dictionary()?;
        fonts.insert(name.as_slice(), letters(file, revision, font, &mut budget));
    }
    let mut font = None;
    let mut words = Vec::new();
    for operation in Operations::new(&content, file.limits(), &mut budget) {
        let operation = operation.ok()?;
        match (operation.operator, operation.operands.as_slice()) {
            (b"Tf", [Value::Name(name), _]) => font = fonts.get(name.as_slice()).and_then(Option::as_ref),
            (b"Tj" | b"TJ" | b"'" | b"\"", [.., shown]) => {
                words.push(font.map_or(String::new(), |font| word(font, shown)))
            }
            _ => {}
        }
    }
    Some(words)
}

fn word(font: &BTreeMap<Vec<u8>, String>, shown: &Value) -> String {
    let width = font.keys().next().map_or(1, Vec::len).max(1);
    let read = |bytes: &[u8]| -> String {
        bytes.chunks(width).map(|code| font.get(code).map_or("\u{fffd}", String::as_str)).collect()
    };
    match shown {
        Value::String { bytes, .. } => read(bytes),
        Value::Array(parts) => parts
            .iter()
            .filter_map(|part| match &part.value {
                Value::String { bytes, .. } => Some(read(bytes)),
                _ => None,
            })
            .collect(),
        _ => String::new(),
    }
}

/// A font's ToUnicode map (ISO 32000-2 clause 9.10.3): each code with its letters.
fn letters(file: &File, revision: usize, font: &Dictionary, budget: &mut Budget) -> Option<BTreeMap<Vec<u8>, String>> {
    let map: &IndirectObject = file.object(revision, font.value("ToUnicode")?.as_reference()?)?;
    let map = file.stream_data_within(map, budget).ok()?;
    let mut found = BTreeMap::new();
    let mut left = CODES;
    for operation in Operations::new(&map, file.limits(), budget) {
        let operation = operation.ok()?;
        let strings: Vec<&[u8]> = operation.operands.iter().filter_map(string).collect();
        match operation.operator {
            b"endbfchar" => {
                left = left.checked_sub(strings.len() / 2)?;
                found.extend(strings.chunks_exact(2).map(|pair| (pair[0].to_vec(), utf16(pair[1]))));
            }
            b"endbfrange" => {
                for range in strings.chunks_exact(3) {
                    extend_by_range(&mut found, range, &mut left)?;
                }
            }
            _ => {}
        }
    }
    Some(found)
}

/// `<first> <last> <letter>`: the codes between have the letters that follow. `None` when there are too
/// many.
fn extend_by_range(found: &mut BTreeMap<Vec<u8>, String>, range: &[&[u8]], left: &mut usize) -> Option<()> {
    let number = |bytes: &[u8]| bytes.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    let [first, last, letter] = range else { return None };
    if first.len() != last.len() || first.len() > 2 || letter.len() != 2 {
        return None;
    }
    for (code, letter) in (number(first)..=number(last)).zip(number(letter)..) {
        *left = left.checked_sub(1)?;
        let text = char::from_u32(letter).map(String::from).unwrap_or_default();
        found.insert(code.to_be_bytes().get(4 - first.len()..)?.to_vec(), text);
    }
    Some(())
}

fn string(value: &Value) -> Option<&[u8]> {
    if let Value::String { bytes, .. } = value { Some(bytes) } else { None }
}

fn utf16(bytes: &[u8]) -> String {
    decode_text(&[&[0xfe, 0xff], bytes].concat())
}
