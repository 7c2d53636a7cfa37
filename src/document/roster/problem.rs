//! A problem: where it stands, what was read there, and why it cannot be used.

use std::fmt;

use serde::Serialize;

use super::fault::Fault;
use crate::document::record::first_forbidden;

/// Where something stands. In `vanbang.toml` the sheet is empty and the cell is a path of keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// File name as given.
    pub file: String,
    /// Sheet name, or empty.
    pub sheet: String,
    /// Cell such as `H12`, a path of keys, or empty for the whole.
    pub cell: String,
    #[serde(skip)]
    order: (u32, u32),
}

impl Place {
    pub(super) fn file(file: &str) -> Place {
        Place { file: file.to_owned(), sheet: String::new(), cell: String::new(), order: (0, 0) }
    }

    pub(super) fn sheet(file: &str, sheet: &str) -> Place {
        Place { sheet: sheet.to_owned(), ..Place::file(file) }
    }

    pub(super) fn cell(file: &str, sheet: &str, row: u32, column: u32) -> Place {
        let cell = cell_name(row, column);
        Place { cell, order: (row.saturating_add(1), column), ..Place::sheet(file, sheet) }
    }

    pub(super) fn key(file: &str, path: &str) -> Place {
        Place { cell: path.to_owned(), ..Place::file(file) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.sheet.as_str(), self.cell.as_str()) {
            ("", "") => write!(f, "{}", self.file),
            ("", cell) => write!(f, "{}: {cell}", self.file),
            (sheet, "") => write!(f, "{}: {sheet}", self.file),
            (sheet, cell) => write!(f, "{}: {sheet}!{cell}", self.file),
        }
    }
}

/// `H12` for row 11, column 7, both from 0.
fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => break,
        }
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

/// One problem. The messages do not repeat the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What was read there; characters that hide or reorder text are written as `U+202E`.
    pub value: String,
    /// Stable code.
    pub code: &'static str,
    /// For Vietnamese readers.
    pub message_vi: String,
    /// For English readers.
    pub message_en: String,
}

impl Problem {
    pub(super) fn new(place: Place, value: &str, fault: &Fault) -> Problem {
        let value = short(value);
        let (code, message_vi, message_en) = fault.words(&value);
        Problem { place, value, code, message_vi, message_en }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message_vi)
    }
}

/// At most 60 characters, none of which can disturb a terminal.
fn short(value: &str) -> String {
    shown_up_to(value, 60)
}

/// As [`short`], of a list.
pub(super) fn shown(value: &str) -> String {
    shown_up_to(value, 1000)
}

fn shown_up_to(value: &str, most: usize) -> String {
    let mut text = String::new();
    for (index, c) in value.chars().enumerate() {
        if index == most {
            text.push('…');
            break;
        }
        if first_forbidden(c.encode_utf8(&mut [0; 4])).is_some() {
            text.push_str(&format!("U+{:04X}", c as u32));
        } else {
            text.push(c);
        }
    }
    text
}

/// By file as given, sheet as met, row, column.
pub(super) fn sort(problems: &mut [Problem], files: &[(&str, &[u8])]) {
    let file_order = |file: &str| files.iter().position(|(name, _)| *name == file);
    let mut sheets: Vec<(String, String)> = Vec::new();
    for problem in problems.iter() {
        let key = (problem.place.file.clone(), problem.place.sheet.clone());
        if !sheets.contains(&key) {
            sheets.push(key);
        }
    }
    problems.sort_by_cached_key(|problem| {
        let place = &problem.place;
        let sheet = sheets.iter().position(|(f, s)| *f == place.file && *s == place.sheet);
        (file_order(&place.file), sheet, place.order, place.cell.clone())
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_do() {
        for (column, name) in [(0, "A1"), (25, "Z1"), (26, "AA1"), (701, "ZZ1"), (702, "AAA1"), (16383, "XFD1")] {
            assert_eq!(cell_name(0, column), name);
        }
    }

    #[test]
    fn a_problem_reads_as_a_line() {
        let place = Place::cell("hk1.xlsx", "6A", 11, 7);
        let problem = Problem::new(place, "11", &Fault::MarkTooHigh);
        assert_eq!(problem.to_string(), "hk1.xlsx: 6A!H12: điểm \"11\" lớn hơn 10");
        assert_eq!(shown("a\u{202E}b"), "aU+202Eb");
    }
}
