//! Claims by name: as JSON for programs, as labelled facts for people.

use serde_json::{Map, Value, json};

use super::Claims;
use super::keys::{self, Key};
use super::shape::{Column, Shape, Stated, choice, parts};
use crate::document::record::Fact;

impl Claims {
    /// One object: `kind` by number, then every claim by its name.
    pub fn json(&self) -> Value {
        let mut all = Map::new();
        all.insert("kind".to_owned(), json!(self.kind().number()));
        for (key, value) in &self.stated {
            let Key { name, shape, .. } = keys::of(*key);
            all.insert((*name).to_owned(), value.json(*shape));
        }
        all.into()
    }

    /// What a person compares with the paper, in the order of the keys, the holder first. Values are as the page
    /// prints them.
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        for (key, value) in &self.stated {
            let Key { label, shape, .. } = keys::of(*key);
            let mut add = |value| facts.push(fact(label.vi.to_owned(), label.en.to_owned(), value));
            match (value, shape) {
                (Stated::Number(date), Shape::Date) => add(date_vi(*date)),
                (Stated::Number(number), Shape::Choice(choices)) => {
                    add(choice(choices, *number).map_or(number.to_string(), |(.., words)| words.vi.to_owned()));
                }
                (Stated::Number(number), _) => add(number.to_string()),
                // A text that the paper does not print is nothing to compare.
                (Stated::Text(text), _) if text.is_empty() => {}
                (Stated::Text(text), _) => add(text.clone()),
                (Stated::Row(cells), Shape::Row(columns)) => add(cells_vi(columns, cells)),
                (Stated::Table(rows), Shape::Table(columns)) => facts.extend(rows.iter().map(|row| line(columns, row))),
                (Stated::Row(_) | Stated::Table(_), _) => {}
            }
        }
        facts
    }
}

fn fact(label_vi: String, label_en: String, value: String) -> Fact {
    Fact { label_vi, label_en, value }
}

/// A line of a table: called by its first cell, and by its second where the first is a school year.
fn line(columns: &[Column], cells: &[String]) -> Fact {
    let dated = columns.first().is_some_and(|(name, _)| *name == "school_year");
    let named = columns.get(1).is_some_and(|(name, _)| *name == "name");
    let head = if dated && named { 2 } else { 1 };
    let (called, rest) = cells.split_at_checked(head).unwrap_or((cells, &[]));
    let called = called.iter().rev().cloned().collect::<Vec<_>>().join(", ");
    fact(called.clone(), called, cells_vi(columns.get(head..).unwrap_or_default(), rest))
}

/// The cells that are not empty, each behind the words of its column.
fn cells_vi(columns: &[Column], cells: &[String]) -> String {
    let there = columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
    there.map(|((_, words), cell)| format!("{} {cell}", words.vi)).collect::<Vec<_>>().join("; ")
}

fn date_vi(date: u64) -> String {
    match parts(date) {
        (year, 0, _) => format!("{year:04}"),
        (year, month, 0) => format!("{month:02}/{year:04}"),
        (year, month, day) => format!("{day:02}/{month:02}/{year:04}"),
    }
}
