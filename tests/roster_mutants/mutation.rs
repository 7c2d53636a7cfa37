//! One change to a sheet, drawn from a seed.

use unicode_normalization::UnicodeNormalization;

use super::book::{Cell, Sheet};

/// A small generator of our own: the same seed gives the same mutants everywhere.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % u64::try_from(most.max(1)).unwrap()).unwrap()
    }

    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// What a change must lead to.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// The sheets state the same as before: the same records.
    None,
    /// Whatever the sheets state now: those records, or a problem.
    Stated,
    /// What the sheets state is not plain to a person any more: a problem that names the row, or the
    /// sheet when there is none.
    Unclear(Option<u32>),
}

const LEGITIMATE: &[&str] = &[
    "8,3",
    "7.5",
    "10",
    "0",
    "2,5",
    "Đ",
    "CĐ",
    "Tốt",
    "Khá",
    "T",
    "05/03/2014",
    "5/3/2014",
    "0004600312",
    "Lê Thị Hạnh",
    "Nam",
    "Nữ",
    "Đang học",
    "Chuyển đi",
    "6B",
    "12",
    "Thành phố Đà Nẵng",
];
const GARBAGE: &[&str] = &[
    "11",
    "-1",
    "8,25",
    "tám",
    "31/02/2014",
    "2014-03-05",
    "123",
    "G",
    "x y",
    "8;5",
    "#",
    "Lê Văn 1",
    "NguyÔn ThÞ Hµ",
    "Leâ Thò Haø",
    "8,5\u{200b}",
    "An\u{202e}",
    "Ðặng",
    "8,5*",
    "?",
    "12345678901",
];

/// What stands in place of a header `_`.
const HEADERS: &[&str] = &["Cột 7", "_ 2", "Điểm _", "Sinh hoạt", "Hạnh kiểm"];

/// A header with its column.
fn header_text(sheet: &Sheet, header: u32, chance: &mut Chance) -> (u32, String) {
    let texts: Vec<(u32, String)> = sheet
        .row(header)
        .into_iter()
        .filter_map(|(column, cell)| if let Cell::Text(text) = cell { Some((column, text)) } else { None })
        .collect();
    chance.one(&texts).clone()
}

/// Changes the sheet; `header` is the row of its header, `first` that of its first entry.
pub fn mutate(sheet: &mut Sheet, header: u32, first: u32, last: u32, chance: &mut Chance) -> (String, Effect) {
    let cells: Vec<(u32, u32)> = sheet.cells.range((first, 0)..(last + 1, 0)).map(|(at, _)| *at).collect();
    let at = *chance.one(&cells);
    let row = first + u32::try_from(chance.below(usize::try_from(last - first + 1).unwrap())).unwrap();
    let other = first + u32::try_from(chance.below(usize::try_from(last - first + 1).unwrap())).unwrap();
    match chance.below(23) {
        0..=3 => {
            let text = *chance.one(LEGITIMATE);
            sheet.cells.insert(at, Cell::Text(text.to_owned()));
            (format!("{at:?} says {text}"), Effect::Stated)
        }
        4..=6 => {
            let text = *chance.one(GARBAGE);
            sheet.cells.insert(at, Cell::Text(text.to_owned()));
            (format!("{at:?} says {text}"), Effect::Stated)
        }
        7 => {
            let number = *chance.one(&[8.3, 7.0, 4_600_312.0, 41703.0, 0.1, 8.25, 1e9]);
            sheet.cells.insert(at, Cell::Number(number));
            (format!("{at:?} is the number {number}"), Effect::Stated)
        }
        8 => {
            sheet.cells.remove(&at);
            (format!("{at:?} is empty"), Effect::Stated)
        }
        9 => {
            let cell = if chance.below(2) == 0 { Cell::Error } else { Cell::Formula };
            sheet.cells.insert(at, cell.clone());
            (format!("{at:?} is {cell:?}"), Effect::Stated)
        }
        10 => (format!("{at:?} is of another type"), retyped(sheet, at)),
        11 => {
            let columns: Vec<u32> =
                sheet.row(header).into_iter().map(|(column, _)| column).filter(|c| *c < 19).collect();
            let (one, two) = (*chance.one(&columns), *chance.one(&columns));
            sheet.swap_columns(one, two, header);
            (format!("columns {one} and {two} change places"), Effect::None)
        }
        12 => {
            let (one, two) = (sheet.row(row), sheet.row(other));
            sheet.put_row(row, two);
            sheet.put_row(other, one);
            (format!("rows {row} and {other} change places"), Effect::None)
        }
        13 => {
            sheet.put_row(row, Vec::new());
            (format!("row {row} is gone"), Effect::Unclear(None))
        }
        14 => {
            let copy = sheet.row(row);
            sheet.put_row(last + 1, copy);
            (format!("row {row} stands twice"), Effect::Unclear(Some(last + 1)))
        }
        15 => {
            sheet.hidden_rows.insert(row);
            (format!("row {row} is hidden"), Effect::Unclear(Some(row)))
        }
        16 => merged(sheet, row, chance),
        17 => {
            for cell in sheet.cells.values_mut() {
                if let Cell::Text(text) = cell {
                    *text = text.nfd().collect();
                }
            }
            ("all text is decomposed".to_owned(), Effect::None)
        }
        18 => {
            let headers = sheet.row(header);
            let (column, _) = chance.one(&headers);
            sheet.cells.remove(&(header, *column));
            (format!("the header of column {column} is empty"), Effect::Stated)
        }
        19 => {
            let (column, text) = header_text(sheet, header, chance);
            let spelled =
                if chance.below(2) == 0 { text.to_uppercase() } else { format!(" {} ", text.replace(' ', "\n ")) };
            sheet.text(header, column, &spelled);
            (format!("the header of column {column} is spelled {spelled:?}"), Effect::None)
        }
        20 => {
            let ((column, _), (_, other)) = (header_text(sheet, header, chance), header_text(sheet, header, chance));
            sheet.text(header, column, &other);
            (format!("the header of column {column} says {other:?} as another does"), Effect::Stated)
        }
        21 => {
            let (column, text) = header_text(sheet, header, chance);
            let word = chance.one(HEADERS).replace('_', &text);
            sheet.text(header, column, &word);
            (format!("the header of column {column} says {word:?}"), Effect::Stated)
        }
        _ => {
            sheet.hidden = true;
            ("the sheet is hidden".to_owned(), Effect::Unclear(None))
        }
    }
}

/// The same value as another type of cell.
fn retyped(sheet: &mut Sheet, at: (u32, u32)) -> Effect {
    let cell = sheet.cells.get_mut(&at).unwrap();
    let changed = match cell {
        Cell::Number(number) => Cell::Text(number.to_string().replace('.', ",")),
        Cell::Text(text) => match chrono::NaiveDate::parse_from_str(text, "%d/%m/%Y") {
            Ok(date) => {
                let first = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
                Cell::Day(u32::try_from((date - first).num_days()).unwrap())
            }
            Err(_) => match text.replace(',', ".").parse::<f64>() {
                // A code loses the zeros it began with.
                Ok(number) if !text.starts_with('0') && text.len() < 5 => Cell::Number(number),
                _ => return Effect::None,
            },
        },
        _ => return Effect::None,
    };
    *cell = changed;
    Effect::Stated
}

fn merged(sheet: &mut Sheet, row: u32, chance: &mut Chance) -> (String, Effect) {
    let filled: Vec<u32> = sheet.row(row).into_iter().map(|(column, _)| column).collect();
    let left = *chance.one(&filled);
    sheet.merged.push((row, left, row, left + 1));
    sheet.cells.remove(&(row, left + 1));
    (format!("row {row}, columns {left} and {} are merged", left + 1), Effect::Stated)
}

/// One byte of a part changes, goes or comes.
pub fn bend(part: &mut Vec<u8>, chance: &mut Chance) -> String {
    let at = chance.below(part.len());
    let byte = *chance.one(b"0123456789AFrstvc<>\"/= \xC4\xE1");
    match chance.below(3) {
        0 => part[at] = byte,
        1 => drop(part.remove(at)),
        _ => part.insert(at, byte),
    }
    format!("byte {at}, {:?}", char::from(byte))
}
