//! Every letter that was set without a glyph, with the members of the record that hold it.

use std::collections::BTreeMap;

use super::MissingGlyph;
use super::runs::Marks;
use serde_json::Value;

/// The letters that the fonts lack; empty when all were drawn.
pub(super) fn missing(pages: &[Marks<'_>], record: &Value) -> Vec<MissingGlyph> {
    let mut lacking: BTreeMap<char, String> = BTreeMap::new();
    for run in pages.iter().flat_map(|page| &page.runs) {
        for glyph in run.text.glyphs.iter().filter(|glyph| glyph.id == 0) {
            for letter in run.text.text.get(glyph.range()).unwrap_or_default().chars() {
                lacking.entry(letter).or_insert_with(|| run.text.text.to_string());
            }
        }
    }
    if lacking.is_empty() {
        return Vec::new();
    }
    let fields = text_members(record);
    lacking
        .into_iter()
        .map(|(letter, text)| {
            let holders = fields.iter().filter(|(_, value)| value.contains(letter));
            let fields = holders.map(|(path, _)| path.clone()).collect();
            MissingGlyph { letter, text, fields }
        })
        .collect()
}

/// Every text of a JSON value with its pointer (RFC 6901), in the order of the pointers.
fn text_members(value: &Value) -> BTreeMap<String, &str> {
    let mut texts = BTreeMap::new();
    let mut open = vec![(String::new(), value)];
    while let Some((path, value)) = open.pop() {
        match value {
            Value::String(text) => {
                texts.insert(path, text.as_str());
            }
            Value::Array(items) => {
                open.extend(items.iter().enumerate().map(|(i, item)| (format!("{path}/{i}"), item)));
            }
            Value::Object(members) => {
                open.extend(members.iter().map(|(name, item)| (format!("{path}/{name}"), item)));
            }
            _ => {}
        }
    }
    texts
}
