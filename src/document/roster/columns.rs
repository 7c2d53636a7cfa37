//! Which column holds what: the header row is found by its texts, columns by their names, in
//! whatever order they stand. Columns that nobody knows have no effect.

use std::collections::BTreeMap;

use super::fault::Fault;
use super::fold::{fold, outside_parentheses, subject};
use super::problem::{Place, Problem};
use super::title;
use super::workbook::Grid;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Number,
    Code,
    Name,
    Birth,
    Gender,
    Subject(&'static str),
    Learning,
    Conduct,
    Excused,
    Unexcused,
    Total,
}

/// Of which time a column's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Period {
    Semester,
    Year,
}

/// Where each thing stands.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) first_row: u32,
    by_field: BTreeMap<(Field, Period), u32>,
}

impl Columns {
    /// Every column that is read, left to right.
    pub(super) fn used(&self) -> Vec<u32> {
        let mut used: Vec<u32> = self.by_field.values().copied().collect();
        used.sort_unstable();
        used
    }

    pub(super) fn of(&self, field: Field, period: Period) -> Option<u32> {
        self.by_field.get(&(field, period)).copied()
    }

    pub(super) fn subjects(&self, period: Period) -> impl Iterator<Item = (&'static str, u32)> {
        self.by_field.iter().filter_map(move |((field, of), column)| match field {
            Field::Subject(code) if *of == period => Some((*code, *column)),
            _ => None,
        })
    }
}

/// Whether a header of the upper row is read, by itself or with what stands under it.
pub(super) fn is_read(header: &str) -> bool {
    named(header, "").is_some() || named(header, "P").is_some() || matches!(fold(header).as_str(), "cảnăm")
}

/// Reads the header at `header` and the row under it, if that one only adds to the header.
pub(super) fn read(file: &str, grid: &Grid, header: u32, semester: Option<u8>, problems: &mut Vec<Problem>) -> Columns {
    let under = header.saturating_add(1);
    let added = adds_to_header(grid, header, under);
    let last = grid.row(header).chain(grid.row(under)).map(|(column, _)| column).max().unwrap_or(0);
    let mut by_field: BTreeMap<(Field, Period), u32> = BTreeMap::new();
    let mut left = None;
    for column in 0..=last {
        let own = grid.text(header, column);
        let sub = grid.text(under, column).filter(|_| added);
        // A merged header keeps its text in its leftmost cell.
        left = own.or(left.filter(|_| sub.is_some()));
        let Some(head) = left else { continue };
        let Some((field, period)) = named(head, sub.unwrap_or_default()) else {
            continue;
        };
        if let Some(expected) = semester {
            for (row, text) in [(header, own), (under, sub)] {
                for stated in text.map(title::semesters).unwrap_or_default() {
                    if stated != expected {
                        let place = Place::cell(file, &grid.name, row, column);
                        let fault = Fault::SemesterDiffers { expected };
                        problems.push(Problem::new(place, text.unwrap_or_default(), &fault));
                    }
                }
            }
        }
        if let Some(first) = by_field.get(&(field, period)) {
            let first = Place::cell(file, &grid.name, header, *first).cell;
            let fault = Fault::ColumnTwice { name: head.to_owned(), first };
            problems.push(Problem::new(Place::cell(file, &grid.name, header, column), head, &fault));
        } else {
            by_field.insert((field, period), column);
        }
    }
    let first_row = if added { under.saturating_add(1) } else { under };
    Columns { first_row, by_field }
}

/// Whether the row under the header belongs to it: texts, and nothing that identifies a pupil.
fn adds_to_header(grid: &Grid, header: u32, under: u32) -> bool {
    let identifies = grid.row(header).any(|(column, _)| {
        let is_pupil = grid.text(header, column).is_some_and(|text| {
            matches!(field(&fold(text), ""), Some(Field::Number | Field::Code | Field::Name | Field::Birth))
        });
        is_pupil && grid.at(under, column).is_some()
    });
    !identifies && grid.row(under).next().is_some()
}

/// What a header, with the text under it, names.
fn named(head: &str, sub: &str) -> Option<(Field, Period)> {
    let (whole_head, whole_sub) = (fold(head), fold(sub));
    let year = whole_head.contains("cảnăm") || whole_sub.contains("cảnăm");
    let period = if year { Period::Year } else { Period::Semester };
    let head = without_period(&fold(&outside_parentheses(head))).to_owned();
    let found = if head.is_empty() {
        // A block `Cả năm` over the subjects' names.
        field(without_period(&fold(&outside_parentheses(sub))), "")
    } else {
        field(&head, without_period(&whole_sub))
    };
    found.map(|field| (field, period))
}

fn without_period(folded: &str) -> &str {
    ["cảnăm", "họckìii", "họckì2", "họckìi", "họckì1"]
        .iter()
        .find_map(|words| folded.strip_suffix(words))
        .unwrap_or(folded)
}

fn field(head: &str, sub: &str) -> Option<Field> {
    Some(match head {
        "stt" | "tt" => Field::Number,
        "mãhọcsinh" | "mãhs" | "mãđịnhdanh" | "mãđịnhdanhbộgdđt" => Field::Code,
        "họvàtên" | "họtên" | "họvàtênhọcsinh" => Field::Name,
        "ngàysinh" | "ngàythángnămsinh" => Field::Birth,
        "giớitính" => Field::Gender,
        "kếtquảhọctập" | "họctập" => Field::Learning,
        "kếtquảrènluyện" | "rènluyện" => Field::Conduct,
        "buổinghỉ" | "sốbuổinghỉ" | "tổngsốbuổinghỉ" => match sub {
            "p" | "cp" | "cóphép" => Field::Excused,
            "k" | "kp" | "khôngphép" => Field::Unexcused,
            "tổng" | "tổngsố" | "tổngcộng" => Field::Total,
            _ => return None,
        },
        other => Field::Subject(subject(other)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_named_with_what_stands_under_them() {
        let semester = Period::Semester;
        assert_eq!(named("Toán", "(HS 1)"), Some((Field::Subject("mathematics"), semester)));
        assert_eq!(named("Toán", "(Cả năm)"), Some((Field::Subject("mathematics"), Period::Year)));
        assert_eq!(named("Cả năm", "Toán"), Some((Field::Subject("mathematics"), Period::Year)));
        assert_eq!(named("Kết quả\nhọc tập", "(Học kỳ 2)"), Some((Field::Learning, semester)));
        assert_eq!(named("Kết quả rèn luyện cả năm", ""), Some((Field::Conduct, Period::Year)));
        assert_eq!(named("Buổi nghỉ", "K"), Some((Field::Unexcused, semester)));
        assert_eq!(named("Buổi nghỉ", ""), None);
        assert_eq!(named("Chiều cao", "(cm)"), None);
    }
}
