//! Tables of `vanbang.toml`, read key by key so that every problem is named at once.

use toml::{Table, Value};

use super::fault::Fault;
use super::problem::{Place, Problem};
use crate::document::record::Name;

/// The host stands in the printed code, whose size is bounded (protocol 5.3).
const MAX_HOST: usize = 60;

/// One table being read; keys are ticked off, the rest is a problem.
pub(super) struct Keys<'a, 'p> {
    pub(super) file: &'a str,
    pub(super) path: String,
    pub(super) table: Option<&'a Table>,
    pub(super) used: Vec<&'static str>,
    pub(super) problems: &'p mut Vec<Problem>,
}

impl<'a> Keys<'a, '_> {
    pub(super) fn wrong(&mut self, key: &str, value: &str, fault: &Fault) {
        let place = Place::key(self.file, &format!("{}.{key}", self.path));
        self.problems.push(Problem::new(place, value, fault));
    }

    pub(super) fn value(&mut self, key: &'static str) -> Option<&'a Value> {
        self.used.push(key);
        self.table.and_then(|table| table.get(key))
    }

    /// A key that may be absent.
    pub(super) fn optional<T, E>(
        &mut self,
        key: &'static str,
        expected: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let value = self.value(key)?;
        // TOML has dates of its own; both ways of writing one are fine.
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Datetime(date) => date.to_string(),
            other => other.to_string(),
        };
        let parsed = parse(&text).ok();
        if parsed.is_none() {
            self.wrong(key, &text, &Fault::SettingInvalid { expected: expected.to_owned() });
        }
        parsed
    }

    /// A key that must be there.
    pub(super) fn required<T, E>(
        &mut self,
        key: &'static str,
        expected: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        if self.table.is_none_or(|table| !table.contains_key(key)) {
            self.used.push(key);
            self.wrong(key, "", &Fault::SettingMissing);
            return None;
        }
        self.optional(key, expected, parse)
    }

    pub(super) fn name(&mut self, key: &'static str) -> Option<Name> {
        self.required(key, "1–120 ký tự / characters", Name::tidy)
    }

    pub(super) fn end(mut self) {
        let Some(table) = self.table else { return };
        let unknown: Vec<String> = table.keys().filter(|key| !self.used.contains(&key.as_str())).cloned().collect();
        for key in unknown {
            self.wrong(&key, "", &Fault::SettingUnknown);
        }
    }
}

pub(super) fn keys<'a, 'p>(
    file: &'a str,
    table: &'a Table,
    name: &str,
    problems: &'p mut Vec<Problem>,
) -> Keys<'a, 'p> {
    let inner = table.get(name).and_then(Value::as_table);
    if inner.is_none() {
        problems.push(Problem::new(Place::key(file, name), "", &Fault::SettingMissing));
    }
    Keys { file, path: name.to_owned(), table: inner, used: Vec::new(), problems }
}

/// A value of an enumeration by the name that records use.
pub(super) fn named<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
}

pub(super) fn host(text: &str) -> Result<String, ()> {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    };
    let fits = text.len() <= MAX_HOST && text.contains('.') && text.split('.').all(label);
    if fits { Ok(text.to_owned()) } else { Err(()) }
}
