//! The one model of a sheet, whatever format it came in: plain values by row and column, and what a
//! person cannot see of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::limits::{MAX_CELLS, MAX_COLUMNS, MAX_MERGED, MAX_MERGED_ROWS, MAX_ROWS};
use crate::document::roster::fault::Fault;

/// What a cell holds. A cell that holds nothing is not in the grid.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::document::roster) enum Value {
    Text(String),
    Number(f64),
    Date(NaiveDate),
    /// `#N/A`, `#REF!`, ….
    Error(String),
    /// A formula that no program has computed.
    Uncomputed,
    /// Anything else, as text to show.
    Other(String),
}

impl Value {
    /// As a person sees it.
    pub(in crate::document::roster) fn shown(&self) -> String {
        match self {
            Value::Text(text) | Value::Error(text) | Value::Other(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Date(date) => date.format("%d/%m/%Y").to_string(),
            Value::Uncomputed => "=…".to_owned(),
        }
    }

    /// Text, unless it is blank.
    pub(super) fn text(text: String) -> Option<Value> {
        (!text.trim().is_empty()).then_some(Value::Text(text))
    }

    /// A day by its number in one of the two calendars of Excel (ECMA-376 part 1, 18.17.4.1). The 29
    /// February 1900 that the first one has, and a day with a time, are no dates.
    pub(super) fn day(serial: f64, from_1904: bool) -> Value {
        let other = || Value::Other(serial.to_string());
        if serial.fract() != 0.0 || !(0.0..=2_958_465.0).contains(&serial) {
            return other();
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number within the bounds")]
        let days = serial as u64;
        let (year, month, day, days) = match (from_1904, days) {
            (true, days) => (1904, 1, 1, days),
            (false, 1..=59) => (1899, 12, 31, days),
            (false, 0 | 60) => return other(),
            (false, days) => (1899, 12, 30, days),
        };
        let first = NaiveDate::from_ymd_opt(year, month, day);
        first.and_then(|first| first.checked_add_days(Days::new(days))).map_or_else(other, Value::Date)
    }
}

/// A merged area, all bounds inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document::roster) struct Area {
    pub(in crate::document::roster) top: u32,
    pub(in crate::document::roster) left: u32,
    pub(in crate::document::roster) bottom: u32,
    pub(in crate::document::roster) right: u32,
}

impl Area {
    fn holds(self, (row, column): (u32, u32)) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

/// One sheet; rows and columns from 0.
#[derive(Debug, Default)]
pub(in crate::document::roster) struct Grid {
    pub(in crate::document::roster) name: String,
    pub(in crate::document::roster) cells: BTreeMap<(u32, u32), Value>,
    /// The sheet itself is hidden.
    pub(in crate::document::roster) hidden: bool,
    pub(in crate::document::roster) hidden_rows: BTreeSet<u32>,
    pub(in crate::document::roster) hidden_columns: BTreeSet<u32>,
    pub(in crate::document::roster) merged: Vec<Area>,
    /// Cells whose value a formula gave when the workbook was saved.
    pub(in crate::document::roster) formulas: usize,
    /// The sheet is text with separators, where a stray separator moves what follows.
    pub(in crate::document::roster) separated: bool,
}

impl Grid {
    pub(super) fn named(name: String) -> Grid {
        Grid { name, ..Grid::default() }
    }

    pub(in crate::document::roster) fn at(&self, row: u32, column: u32) -> Option<&Value> {
        self.cells.get(&(row, column))
    }

    pub(in crate::document::roster) fn text(&self, row: u32, column: u32) -> Option<&str> {
        match self.at(row, column) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The cells of one row, left to right.
    pub(in crate::document::roster) fn row(&self, row: u32) -> impl Iterator<Item = (u32, &Value)> {
        self.cells.range((row, 0)..=(row, u32::MAX)).map(|((_, column), value)| (*column, value))
    }

    pub(in crate::document::roster) fn last_row(&self) -> u32 {
        self.cells.last_key_value().map_or(0, |((row, _), _)| *row)
    }

    /// The merged area that a cell belongs to.
    pub(in crate::document::roster) fn area(&self, row: u32, column: u32) -> Option<Area> {
        self.merged.iter().copied().find(|area| area.holds((row, column)))
    }

    /// Puts a value into a cell that has none yet.
    pub(super) fn insert(&mut self, at: (u32, u32), value: Value) -> Result<(), Fault> {
        let too_large = |what, most| Err(Fault::WorkbookTooLarge { what, most });
        if at.0 >= MAX_ROWS {
            return too_large("rows", u64::from(MAX_ROWS));
        }
        if at.1 >= MAX_COLUMNS {
            return too_large("columns", u64::from(MAX_COLUMNS));
        }
        if self.cells.len() >= MAX_CELLS {
            return too_large("cells", u64::try_from(MAX_CELLS).unwrap_or(u64::MAX));
        }
        match self.cells.insert(at, value) {
            None => Ok(()),
            Some(_) => Err(Fault::WorkbookUnreadable { detail: "a cell stands twice".to_owned() }),
        }
    }

    pub(super) fn hide_columns(&mut self, first: u32, last: u32) {
        self.hidden_columns.extend(first.min(MAX_COLUMNS)..=last.min(MAX_COLUMNS));
    }

    /// Notes merged areas; what they cover but for the first cell is not seen and not read.
    pub(super) fn merge(&mut self, areas: Vec<Area>) -> Result<(), Fault> {
        let too_large = |most: u64| Fault::WorkbookTooLarge { what: "merged areas", most };
        if areas.len() > MAX_MERGED {
            return Err(too_large(u64::try_from(MAX_MERGED).unwrap_or(u64::MAX)));
        }
        let last = self.last_row();
        let mut rows = 0u32;
        for area in areas {
            let bottom = area.bottom.min(last);
            rows = rows.saturating_add(bottom.saturating_sub(area.top));
            if rows > MAX_MERGED_ROWS {
                return Err(too_large(u64::from(MAX_MERGED_ROWS)));
            }
            for row in area.top..=bottom {
                let covered: Vec<(u32, u32)> =
                    self.cells.range((row, area.left)..=(row, area.right.max(area.left))).map(|(at, _)| *at).collect();
                for at in covered.into_iter().filter(|at| *at != (area.top, area.left)) {
                    self.cells.remove(&at);
                }
            }
            self.merged.push(area);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_two_beginnings() {
        let day = |text: &str| Value::Date(text.parse().unwrap());
        for (serial, from_1904, expected) in [
            (41703.0, false, day("2014-03-05")),
            (40241.0, true, day("2014-03-05")),
            (1.0, false, day("1900-01-01")),
            (59.0, false, day("1900-02-28")),
            (61.0, false, day("1900-03-01")),
            (0.0, true, day("1904-01-01")),
        ] {
            assert_eq!(Value::day(serial, from_1904), expected, "{serial}");
        }
        for serial in [60.0, 0.0, -1.0, 41703.5, f64::NAN, 3e6] {
            assert!(matches!(Value::day(serial, false), Value::Other(_)), "{serial}");
        }
    }

    #[test]
    fn what_a_merged_area_covers_is_not_read() {
        let mut grid = Grid::named("6A".to_owned());
        for at in [(0, 0), (0, 1), (1, 0), (1, 2)] {
            grid.insert(at, Value::Number(1.0)).unwrap();
        }
        grid.merge(vec![Area { top: 0, left: 0, bottom: 5000, right: 1 }]).unwrap();
        assert_eq!(grid.cells.keys().copied().collect::<Vec<_>>(), [(0, 0), (1, 2)]);
        assert!(grid.area(1, 1).is_some() && grid.area(1, 2).is_none());
        assert!(grid.insert((0, 0), Value::Number(2.0)).is_err());
        assert!(grid.merge(vec![Area { top: 0, left: 0, bottom: 0, right: 1 }; MAX_MERGED + 1]).is_err());
    }
}
