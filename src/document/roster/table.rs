//! A table with one header row and one row an entry: columns found by their names in any order, cells
//! read with every problem noted.

use std::collections::BTreeMap;

use super::cell;
use super::fault::Fault;
use super::fold::fold;
use super::problem::{Place, Problem};
use super::unseen::Sight;
use super::workbook::{Grid, Value};
use crate::document::record::{Code, Date, Gender, Name, Remark, StudentCode, Text};

/// A column: how it is called, and whether a table may lack it.
pub(super) struct Column {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) also: &'static [&'static str],
    pub(super) required: bool,
}

pub(super) const fn column(
    key: &'static str,
    name: &'static str,
    also: &'static [&'static str],
    required: bool,
) -> Column {
    Column { key, name, also, required }
}

/// The keys of columns by the folded names under which they are met.
fn by_name(columns: &'static [Column]) -> BTreeMap<String, &'static str> {
    let names =
        |column: &'static Column| std::iter::once(&column.name).chain(column.also).map(|name| (fold(name), column.key));
    columns.iter().flat_map(names).collect()
}

/// Those of the headers that are none of the columns'.
pub(super) fn unknown<'h>(columns: &'static [Column], headers: impl Iterator<Item = &'h str>) -> Vec<&'h str> {
    let known = by_name(columns);
    headers.filter(|header| !known.contains_key(&fold(header))).collect()
}

/// What a table has beside its named columns.
#[derive(Default)]
pub(super) struct Beyond<'a> {
    /// Columns that are read by their place.
    pub(super) further: Vec<u32>,
    /// What holds for every row where the column is not there, by key.
    pub(super) defaults: Option<&'a BTreeMap<&'static str, Value>>,
}

/// Where each column of a sheet stands.
pub(super) struct Table<'a> {
    pub(super) file: &'a str,
    pub(super) grid: &'a Grid,
    columns: &'static [Column],
    header: u32,
    by_key: BTreeMap<&'static str, u32>,
    defaults: Option<&'a BTreeMap<&'static str, Value>>,
    sight: Sight<'a>,
}

impl<'a> Table<'a> {
    /// Finds the columns in the row `header`; names those that are missing, twice or hidden.
    pub(super) fn read(
        file: &'a str,
        grid: &'a Grid,
        header: u32,
        columns: &'static [Column],
        problems: &mut Vec<Problem>,
    ) -> Table<'a> {
        Table::with(file, grid, header, columns, Beyond::default(), problems)
    }

    /// As [`Table::read`], with what the columns do not tell.
    pub(super) fn with(
        file: &'a str,
        grid: &'a Grid,
        header: u32,
        columns: &'static [Column],
        beyond: Beyond<'a>,
        problems: &mut Vec<Problem>,
    ) -> Table<'a> {
        let mut by_key: BTreeMap<&'static str, u32> = BTreeMap::new();
        let keys = by_name(columns);
        for (at, _) in grid.row(header) {
            let name = grid.text(header, at).unwrap_or_default();
            let Some(key) = keys.get(&fold(name)).copied() else { continue };
            if let Some(first) = by_key.get(key) {
                let first = Place::cell(file, &grid.name, header, *first).cell;
                let place = Place::cell(file, &grid.name, header, at);
                problems.push(Problem::new(place, name, &Fault::ColumnTwice { name: name.to_owned(), first }));
            } else {
                by_key.insert(key, at);
            }
        }
        let mut used: Vec<u32> = by_key.values().copied().chain(beyond.further).collect();
        used.sort_unstable();
        used.dedup();
        let sight = Sight::new(file, grid, header, header.saturating_add(1), used);
        sight.header(problems);
        let table = Table { file, grid, columns, header, by_key, defaults: beyond.defaults, sight };
        let required: Vec<&str> = columns.iter().filter(|column| column.required).map(|column| column.key).collect();
        table.require(&required, problems);
        table
    }

    /// Whether all of the columns are there; names those that are not.
    pub(super) fn require(&self, keys: &[&str], problems: &mut Vec<Problem>) -> bool {
        let set = |key: &str| self.defaults.is_some_and(|defaults| defaults.contains_key(key));
        let is_missing = |key: &str| keys.contains(&key) && !self.has(key) && !set(key);
        let missing = self.columns.iter().filter(|column| is_missing(column.key));
        let before = problems.len();
        problems.extend(missing.map(|column| {
            let fault = Fault::ColumnMissing { name: column.name.to_owned() };
            Problem::new(self.place(), "", &fault)
        }));
        problems.len() == before
    }

    /// How many of the columns have something in a row.
    pub(super) fn filled_columns(&self, row: u32) -> usize {
        self.by_key.values().filter(|column| self.grid.at(row, **column).is_some()).count()
    }

    /// Whether a row has something in a column.
    pub(super) fn filled(&self, row: u32, key: &str) -> bool {
        self.by_key.get(key).is_some_and(|column| self.grid.at(row, *column).is_some())
    }

    pub(super) fn text(&self, row: u32, key: &str) -> Option<&'a str> {
        self.grid.text(row, *self.by_key.get(key)?)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.by_key.contains_key(key)
    }

    pub(super) fn place(&self) -> Place {
        Place::sheet(self.file, &self.grid.name)
    }

    /// The rows under the header in which some column has a value.
    pub(super) fn rows(&self) -> impl Iterator<Item = u32> + use<'a> {
        let (grid, columns) = (self.grid, self.by_key.values().copied().collect::<Vec<u32>>());
        (self.header.saturating_add(1)..=grid.last_row())
            .filter(move |row| grid.row(*row).any(|(column, _)| columns.contains(&column)))
    }

    /// One row, after its hidden and merged cells are named.
    pub(super) fn row<'t, 'p>(&'t self, row: u32, problems: &'p mut Vec<Problem>) -> Row<'t, 'a, 'p> {
        self.sight.row(row, problems);
        Row { table: self, row, problems }
    }

    fn name_of(&self, key: &str) -> String {
        self.columns.iter().find(|column| column.key == key).map_or(key, |column| column.name).to_lowercase()
    }
}

/// One row being read. What cannot be read is absent; then there is a problem that says so.
pub(super) struct Row<'t, 'a, 'p> {
    table: &'t Table<'a>,
    row: u32,
    pub(super) problems: &'p mut Vec<Problem>,
}

impl<'a> Row<'_, 'a, '_> {
    pub(super) fn value(&self, key: &str) -> Option<&'a Value> {
        match self.table.by_key.get(key) {
            Some(column) => self.table.grid.at(self.row, *column),
            None => self.table.defaults?.get(key),
        }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// The cell of a column, or the row's first one.
    pub(super) fn place(&self, key: &str) -> Place {
        let column = self.table.by_key.get(key).or_else(|| self.table.by_key.values().min()).copied();
        Place::cell(self.table.file, &self.table.grid.name, self.row, column.unwrap_or(0))
    }

    pub(super) fn value_at(&self, column: u32) -> Option<&'a Value> {
        self.table.grid.at(self.row, column)
    }

    pub(super) fn wrong(&mut self, key: &str, fault: &Fault) {
        let value = self.value(key).map(Value::shown).unwrap_or_default();
        self.problems.push(Problem::new(self.place(key), &value, fault));
    }

    pub(super) fn wrong_at(&mut self, column: u32, fault: &Fault) {
        let value = self.value_at(column).map(Value::shown).unwrap_or_default();
        let place = Place::cell(self.table.file, &self.table.grid.name, self.row, column);
        self.problems.push(Problem::new(place, &value, fault));
    }

    pub(super) fn noted_at<T>(&mut self, column: u32, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|fault| self.wrong_at(column, &fault)).ok()
    }

    pub(super) fn noted<T>(&mut self, key: &str, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|fault| self.wrong(key, &fault)).ok()
    }

    /// Text, or nothing; `None` after a problem.
    pub(super) fn optional<const MAX: usize>(&mut self, key: &str) -> Option<Option<Text<MAX>>> {
        self.noted(key, cell::text_of(self.value(key)))
    }

    pub(super) fn required<const MAX: usize>(&mut self, key: &str) -> Option<Text<MAX>> {
        let found = self.optional(key)?;
        self.present(key, found)
    }

    /// The value, or a problem that says that it is missing.
    pub(super) fn present<T>(&mut self, key: &str, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.wrong(key, &Fault::ValueMissing { what: self.table.name_of(key) });
        }
        found
    }

    /// As [`Row::present`]; what could not be read has its problem already.
    pub(super) fn present_if_read<T>(&mut self, key: &str, read: Option<Option<T>>) -> Option<T> {
        let found = read?;
        self.present(key, found)
    }

    /// Several remarks in one cell, apart by semicolons.
    pub(super) fn remarks(&mut self, key: &str) -> Option<Vec<Remark>> {
        let Some(text) = self.optional::<500>(key)? else { return Some(Vec::new()) };
        let each = text.as_str().split(';').map(str::trim).filter(|part| !part.is_empty());
        Some(each.filter_map(|part| Remark::tidy(part).ok()).collect())
    }

    /// A number that a spreadsheet keeps as a number has lost the zeros it began with.
    pub(super) fn code(&mut self, key: &str) -> Option<Code> {
        let found = self.optional_code(key)?;
        self.present(key, found)
    }

    pub(super) fn optional_code(&mut self, key: &str) -> Option<Option<Code>> {
        if matches!(self.value(key), Some(Value::Number(_))) {
            self.wrong(key, &Fault::NumberForText);
            return None;
        }
        Some(self.optional::<64>(key)?.map(Code::from))
    }

    pub(super) fn student_code(&mut self) -> Option<StudentCode> {
        self.noted("code", cell::code(self.value("code")))
    }

    pub(super) fn person(&mut self, key: &str) -> Option<Option<Name>> {
        self.noted(key, cell::person(self.value(key)))
    }

    pub(super) fn date(&mut self, key: &str) -> Option<Date> {
        let found = self.optional_date(key)?;
        self.present(key, found)
    }

    pub(super) fn optional_date(&mut self, key: &str) -> Option<Option<Date>> {
        let nothing = self.noted(key, cell::text_of::<500>(self.value(key)))?.is_none();
        if nothing { Some(None) } else { self.noted(key, cell::date(self.value(key))).map(Some) }
    }

    pub(super) fn gender(&mut self) -> Option<Option<Gender>> {
        self.noted("gender", cell::gender(self.value("gender")))
    }

    /// One of several words, compared as headers are.
    pub(super) fn one_of<T: Copy>(&mut self, key: &str, known: &[(&str, T)]) -> Option<Option<T>> {
        let Some(text) = self.optional::<120>(key)? else { return Some(None) };
        let folded = fold(text.as_str());
        let found = known.iter().find(|(name, _)| fold(name) == folded).map(|(_, value)| *value);
        if found.is_none() {
            let expected = known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
            self.wrong(key, &Fault::SettingInvalid { expected });
            return None;
        }
        Some(found)
    }
}
