//! What the value of a key can be.

use serde_json::json;

use crate::document::manifest::cbor::{Items, Value, Writer};
use crate::wording::Phrase;

/// A number that stands for one of these: number, name in JSON, words.
pub type Choice = (u64, &'static str, Phrase);
/// A column of a table: name in JSON, words.
pub type Column = (&'static str, Phrase);

/// The type of a key's value.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    Number,
    /// YYYYMMDD; month and day are 00 when unknown.
    Date,
    Text,
    Choice(&'static [Choice]),
    /// One text for each column.
    Row(&'static [Column]),
    /// Rows of one text for each column.
    Table(&'static [Column]),
}

/// The value of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated {
    Number(u64),
    Text(String),
    Row(Vec<String>),
    Table(Vec<Vec<String>>),
}

impl Shape {
    /// The value, when it is of this shape.
    pub fn read(self, value: Value<'_>) -> Option<Stated> {
        Some(match (self, value) {
            (Shape::Number, Value::Unsigned(number)) => Stated::Number(number),
            (Shape::Date, Value::Unsigned(date)) if is_date(date) => Stated::Number(date),
            (Shape::Choice(choices), Value::Unsigned(number)) => Stated::Number(choice(choices, number)?.0),
            (Shape::Text, Value::Text(text)) => Stated::Text(text.to_owned()),
            (Shape::Row(columns), Value::Array(cells)) => Stated::Row(row(columns.len(), cells)?),
            (Shape::Table(columns), Value::Array(mut rows)) => {
                Stated::Table(rows.try_fold(Vec::new(), |mut table, cells| {
                    let Value::Array(cells) = cells else { return None };
                    table.push(row(columns.len(), cells)?);
                    Some(table)
                })?)
            }
            _ => return None,
        })
    }
}

pub fn choice(choices: &'static [Choice], number: u64) -> Option<&'static Choice> {
    choices.iter().find(|(known, ..)| *known == number)
}

fn row(columns: usize, mut cells: Items<'_>) -> Option<Vec<String>> {
    let mut texts = Vec::with_capacity(columns);
    for _ in 0..columns {
        let Value::Text(text) = cells.next()? else { return None };
        texts.push(text.to_owned());
    }
    cells.next().is_none().then_some(texts)
}

/// Year, month, day; a month or day of 0 is not known, and no day is known without its month.
pub fn parts(date: u64) -> (u64, u64, u64) {
    (date / 10_000, date / 100 % 100, date % 100)
}

fn is_date(date: u64) -> bool {
    let (year, month, day) = parts(date);
    (1..=9999).contains(&year) && month <= 12 && day <= 31 && (month > 0 || day == 0)
}

impl Stated {
    pub fn write(&self, writer: &mut Writer) {
        match self {
            Stated::Number(number) => {
                writer.unsigned(*number);
            }
            Stated::Text(text) => {
                writer.text(text);
            }
            Stated::Row(cells) => write_row(cells, writer),
            Stated::Table(rows) => {
                writer.array(rows.len());
                rows.iter().for_each(|cells| write_row(cells, writer));
            }
        }
    }

    /// The value in JSON: dates as far as they are known, choices and columns by name.
    pub fn json(&self, shape: Shape) -> serde_json::Value {
        match (self, shape) {
            (Stated::Number(date), Shape::Date) => json!(iso_date(*date)),
            (Stated::Number(number), Shape::Choice(choices)) => {
                choice(choices, *number).map_or(json!(number), |(_, name, _)| json!(name))
            }
            (Stated::Number(number), _) => json!(number),
            (Stated::Text(text), _) => json!(text),
            (Stated::Row(cells), Shape::Row(columns)) => by_name(columns, cells),
            (Stated::Table(rows), Shape::Table(columns)) => rows.iter().map(|cells| by_name(columns, cells)).collect(),
            (Stated::Row(cells), _) => json!(cells),
            (Stated::Table(rows), _) => json!(rows),
        }
    }
}

fn write_row(cells: &[String], writer: &mut Writer) {
    writer.array(cells.len());
    for cell in cells {
        writer.text(cell);
    }
}

fn by_name(columns: &[Column], cells: &[String]) -> serde_json::Value {
    columns
        .iter()
        .zip(cells)
        .map(|((name, _), cell)| ((*name).to_owned(), json!(cell)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn iso_date(date: u64) -> String {
    match parts(date) {
        (year, 0, _) => format!("{year:04}"),
        (year, month, 0) => format!("{year:04}-{month:02}"),
        (year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
    }
}
