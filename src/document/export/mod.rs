//! Records under the field names of a partner: a table of names and places, versioned, and one walk over it.

mod cell;
mod mapping;
mod write;

use serde_json::Value;

pub use cell::Form;
pub use mapping::{Column, MAPPINGS, Mapping, Place, Rows, Table};
pub use write::{to_csv, to_json};

use crate::document::record::{Error, Kind, Record};

/// What is exported: the JSON of a record, or of a diploma as the register has it, and under which identifier.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The document's identifier, where there is a document.
    pub id: Option<String>,
    value: Value,
}

impl Item {
    /// A record that was checked as a whole.
    ///
    /// # Errors
    /// What is wrong with the record.
    pub fn record(id: Option<String>, json: &[u8]) -> Result<(Item, Kind), Error> {
        let record = Record::from_json(json)?;
        let value = serde_json::from_slice(json).unwrap_or_default();
        Ok((Item { id, value }, record.kind()))
    }

    /// A diploma of the register with its standing there.
    pub fn diploma(diploma: &impl serde::Serialize, status: &str) -> Item {
        let diploma = serde_json::to_value(diploma).unwrap_or_default();
        Item { id: None, value: serde_json::json!({"diploma": diploma, "status": status}) }
    }

    /// Its school years: a year transcript is one, a whole transcript has several.
    fn years(&self) -> Vec<&Value> {
        match (self.value.get("transcript"), self.value.get("years").and_then(Value::as_array)) {
            (Some(year), _) => vec![year],
            (None, Some(years)) => years.iter().collect(),
            (None, None) => Vec::new(),
        }
    }
}

/// A partner's table with its rows; a cell without a value is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    pub table: &'static Table,
    pub rows: Vec<Vec<Option<String>>>,
}

/// Fills the tables of a mapping with records.
pub fn fill(mapping: &'static Mapping, items: &[Item]) -> Vec<Filled> {
    let filled = |table: &'static Table| {
        let rows = items.iter().flat_map(|item| rows(table, item)).collect();
        Filled { table, rows }
    };
    mapping.tables.iter().map(filled).collect()
}

/// Where a row's values come from.
struct Row<'i> {
    item: &'i Item,
    year: Option<&'i Value>,
    entry: Option<&'i Value>,
}

fn rows(table: &Table, item: &Item) -> Vec<Vec<Option<String>>> {
    let rows: Vec<Row> = match table.rows {
        Rows::Record => vec![Row { item, year: None, entry: None }],
        Rows::Years => item.years().into_iter().map(|year| Row { item, year: Some(year), entry: None }).collect(),
        Rows::Subjects => entries(item, "subjects"),
        Rows::Certificates => entries(item, "certificates"),
        Rows::History => {
            let history = item.value.get("history").and_then(Value::as_array);
            history.into_iter().flatten().map(|line| Row { item, year: None, entry: Some(line) }).collect()
        }
    };
    rows.iter().map(|row| table.columns.iter().map(|column| cell(column, row)).collect()).collect()
}

/// A row for each entry of a list that the school years have.
fn entries<'i>(item: &'i Item, member: &str) -> Vec<Row<'i>> {
    let mut rows = Vec::new();
    for year in item.years() {
        let entries = year.get(member).and_then(Value::as_array);
        rows.extend(entries.into_iter().flatten().map(|entry| Row { item, year: Some(year), entry: Some(entry) }));
    }
    rows
}

fn cell(column: &Column, row: &Row) -> Option<String> {
    let at = |value: Option<&Value>, pointer: &str| value.and_then(|value| value.pointer(pointer)).cloned();
    let value = match column.from {
        Place::Identifier => row.item.id.clone().map(Value::String),
        Place::Record(pointer) => at(Some(&row.item.value), pointer),
        Place::Year(pointer) => at(row.year, pointer),
        Place::Entry(pointer) => at(row.entry, pointer),
    };
    column.form.text(value.as_ref())
}

#[cfg(test)]
mod tests;
