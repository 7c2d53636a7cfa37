//! Filling a form (ISO 32000-2 clauses 12.7.4 and 12.7.5): a field may get another value, and must
//! show the value it has.

use std::collections::BTreeMap;

use super::change::What;
use super::shown::{Shown, shown};
use crate::signature::pades::field::FormNode;
use crate::signature::pdf::{Body, Dictionary, File, IndirectObject, Value, decode_text};

/// Keys of a text or choice field, and of a button, that filling changes.
const FILLED: [&[u8]; 4] = [b"V", b"AP", b"I", b"M"];
const PRESSED: [&[u8]; 3] = [b"V", b"AS", b"M"];
/// A button that only acts (ISO 32000-2 table 229), and a choice that shows one option (table 233).
const PUSH_BUTTON: i64 = 1 << 16;
const COMBO: i64 = 1 << 17;

/// Whether filling a field of this kind touches such a key.
pub(super) fn is_filling(node: &FormNode, key: &[u8]) -> bool {
    match node.kind.as_deref() {
        Some(b"Tx" | b"Ch") => FILLED.contains(&key),
        Some(b"Btn") => node.flags & PUSH_BUTTON == 0 && PRESSED.contains(&key),
        _ => false,
    }
}

/// How a field's appearance goes with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Agreement {
    Agrees,
    /// There is none: each reader draws the value as it likes.
    Absent,
    /// It cannot be read as text.
    Unclear,
    Differs,
}

/// A form before and after one revision.
pub(super) struct Filling<'f, 'b> {
    pub file: &'f File<'b>,
    pub before: usize,
    pub after: usize,
    pub nodes: &'f BTreeMap<u32, FormNode>,
}

impl Filling<'_, '_> {
    /// What became of a field whose value or appearance was touched.
    pub fn judge(&self, field: u32) -> What {
        let Some(node) = self.nodes.get(&field) else { return What::Other };
        let name = node.name.to_string();
        let (Ok(old), Ok(new)) = (self.value(self.before, field), self.value(self.after, field)) else {
            return What::Filled { field: name, old: None, new: None, readable: false };
        };
        let agreement = self.agreement(self.after, node, new.as_deref());
        // The signed page showed the old appearance: where it said something else than the value, a new
        // one replaces what was seen and not what was written.
        let replaced = (old == new).then(|| self.agreement(self.before, node, old.as_deref()));
        if agreement == Agreement::Differs || replaced == Some(Agreement::Differs) {
            return What::FieldShowsOther { field: name };
        }
        let readable = agreement == Agreement::Agrees && replaced != Some(Agreement::Unclear);
        What::Filled { field: name, old, new, readable }
    }

    /// The value, a text or a name; inherited where the field has none (ISO 32000-2 table 226). An
    /// error where it is something else.
    fn value(&self, revision: usize, field: u32) -> Result<Option<String>, ()> {
        let mut current = Some(field);
        for _ in 0..self.file.limits().nesting {
            let Some(number) = current else { break };
            let dictionary = self.file.by_number(revision, number).and_then(IndirectObject::dictionary);
            match dictionary.and_then(|dictionary| self.file.entry(revision, dictionary, "V")) {
                None | Some(Value::Null) => current = self.nodes.get(&number).and_then(|node| node.parent),
                Some(value) => return text_of(value).map(Some).ok_or(()),
            }
        }
        Ok(None)
    }

    fn agreement(&self, revision: usize, field: &FormNode, value: Option<&str>) -> Agreement {
        let widgets = self.nodes.values().filter(|node| node.field == field.id.number);
        let dictionaries = widgets
            .filter_map(|node| self.file.by_number(revision, node.id.number).and_then(IndirectObject::dictionary))
            .filter(|dictionary| dictionary.get("Rect").is_some());
        dictionaries.map(|widget| self.widget(revision, field, widget, value)).max().unwrap_or(Agreement::Agrees)
    }

    fn widget(&self, revision: usize, field: &FormNode, widget: &Dictionary, value: Option<&str>) -> Agreement {
        match field.kind.as_deref() {
            Some(b"Btn") => self.button(revision, widget, value),
            kind => {
                let Some(stream) = self.normal(revision, widget) else {
                    return match (value.is_none_or(str::is_empty), widget.get("AP")) {
                        (true, _) => Agreement::Agrees,
                        (false, None) => Agreement::Absent,
                        (false, Some(_)) => Agreement::Differs,
                    };
                };
                let Shown::Text(seen) = shown(self.file, revision, stream) else {
                    return Agreement::Unclear;
                };
                let mut wanted = vec![value.unwrap_or_default().to_owned()];
                if kind == Some(b"Ch") {
                    wanted.extend(self.displayed(revision, field, value));
                }
                let list = kind == Some(b"Ch") && field.flags & COMBO == 0;
                match wanted.iter().any(|text| letters(text) == letters(&seen)) {
                    true => Agreement::Agrees,
                    false if list => Agreement::Unclear,
                    false => Agreement::Differs,
                }
            }
        }
    }

    /// A button shows the state that its value names, or none (ISO 32000-2 clause 12.7.5.2).
    fn button(&self, revision: usize, widget: &Dictionary, value: Option<&str>) -> Agreement {
        let state = self.file.entry(revision, widget, "AS").and_then(Value::as_name).unwrap_or(b"Off");
        let states = self
            .file
            .entry(revision, widget, "AP")
            .and_then(Value::as_dictionary)
            .and_then(|appearance| self.file.entry(revision, appearance, "N"))
            .and_then(Value::as_dictionary);
        let value = value.unwrap_or("Off");
        let offers = states.is_some_and(|states| states.get(value).is_some());
        let wanted = if offers { value } else { "Off" };
        if state == wanted.as_bytes() { Agreement::Agrees } else { Agreement::Differs }
    }

    /// The words that a choice shows for its value (ISO 32000-2 table 234).
    fn displayed(&self, revision: usize, field: &FormNode, value: Option<&str>) -> Option<String> {
        let dictionary = self.file.object(revision, field.id)?.dictionary()?;
        let options = self.file.entry(revision, dictionary, "Opt")?.as_array()?;
        options.iter().find_map(|option| {
            let pair = self.file.resolve(revision, &option.value)?.as_array()?;
            let [export, display] = pair else { return None };
            (text_of(&export.value).as_deref() == value).then(|| text_of(&display.value))?
        })
    }

    fn normal(&self, revision: usize, widget: &Dictionary) -> Option<&IndirectObject> {
        let appearance = self.file.entry(revision, widget, "AP")?.as_dictionary()?;
        let object = self.file.object(revision, appearance.value("N")?.as_reference()?)?;
        matches!(object.body, Body::Stream { .. }).then_some(object)
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String { bytes, .. } => Some(decode_text(bytes)),
        Value::Name(name) => Some(String::from_utf8_lossy(name).into_owned()),
        _ => None,
    }
}

/// Lines break and cells are spaced as the field needs; only the letters are the value.
fn letters(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && !letter.is_control()).collect()
}
