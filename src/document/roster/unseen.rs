//! What a person does not see of a table, or sees otherwise: hidden rows and columns, merged cells,
//! values beside the columns. None of it is read silently, and none is passed over.

use super::fault::Fault;
use super::problem::{Place, Problem};
use super::workbook::{Grid, Value};

/// A row with values in so many columns is an entry, not a line under the table.
const ENTRY: usize = 3;

/// A table as a person looks at it.
pub(super) struct Sight<'a> {
    file: &'a str,
    grid: &'a Grid,
    header: u32,
    /// The row of the first entry.
    first_row: u32,
    /// The last column that has a header.
    last: u32,
    /// The columns that are read, left to right.
    used: Vec<u32>,
}

impl<'a> Sight<'a> {
    /// The table whose header stands in `header` and the rows up to `first_row`.
    pub(super) fn new(file: &'a str, grid: &'a Grid, header: u32, first_row: u32, used: Vec<u32>) -> Sight<'a> {
        let last = (header..first_row).filter_map(|row| grid.row(row).last()).map(|(column, _)| column).max();
        Sight { file, grid, header, first_row, last: last.unwrap_or(0), used }
    }

    fn wrong(&self, (row, column): (u32, u32), fault: &Fault, problems: &mut Vec<Problem>) {
        let value = self.grid.at(row, column).map(Value::shown).unwrap_or_default();
        problems.push(Problem::new(Place::cell(self.file, &self.grid.name, row, column), &value, fault));
    }

    /// Names the columns that are read and hidden.
    pub(super) fn header(&self, problems: &mut Vec<Problem>) {
        let first = self.used.first().copied().unwrap_or(0);
        if self.grid.hidden {
            let place = Place::sheet(self.file, &self.grid.name);
            problems.push(Problem::new(place, "", &Fault::SheetHidden));
        }
        if self.grid.hidden_rows.contains(&self.header) {
            self.wrong((self.header, first), &Fault::RowHidden, problems);
        }
        for column in self.used.iter().filter(|column| self.grid.hidden_columns.contains(column)) {
            let name = self.grid.at(self.header, *column).map(Value::shown).unwrap_or_default();
            self.wrong((self.header, *column), &Fault::ColumnHidden { name }, problems);
        }
        self.nameless(problems);
    }

    /// Names the columns in and beside the table that have values and no header: what they would be is lost.
    fn nameless(&self, problems: &mut Vec<Problem>) {
        let first = self.grid.row(self.header).map(|(column, _)| column).next().unwrap_or(0);
        // Of text with separators, what stands beyond the last header is named row by row.
        let beyond = u32::from(!self.grid.separated);
        let mut bare: Vec<u32> = (first.saturating_sub(1)..=self.last.saturating_add(beyond)).collect();
        let headed = |column: u32| {
            let stands = |row: u32| self.grid.at(row, column).is_some() || self.grid.area(row, column).is_some();
            (self.header..self.first_row).any(stands) || self.used.contains(&column)
        };
        bare.retain(|column| !headed(*column));
        for column in bare {
            let entry = |row: u32| self.used.iter().filter(|used| self.grid.at(row, **used).is_some()).count() >= ENTRY;
            let mut rows = self.first_row..=self.grid.last_row();
            if rows.any(|row| self.grid.at(row, column).is_some() && entry(row)) {
                self.wrong((self.header, column), &Fault::ColumnNameless, problems);
            }
        }
    }

    /// Names what is wrong with a row before its values are read.
    pub(super) fn row(&self, row: u32, problems: &mut Vec<Problem>) {
        if self.grid.hidden_rows.contains(&row) {
            let filled = self.used.iter().find(|column| self.grid.at(row, **column).is_some());
            self.wrong((row, filled.copied().unwrap_or(0)), &Fault::RowHidden, problems);
        }
        let mut named = None;
        for column in &self.used {
            let area = self.grid.area(row, *column);
            if area.is_some() && area != named {
                self.wrong((row, *column), &Fault::CellsMerged, problems);
            }
            named = area.or(named);
        }
        if self.grid.separated
            && let Some((column, _)) = self.grid.row(row).find(|(column, _)| *column > self.last)
        {
            self.wrong((row, column), &Fault::OutsideTable, problems);
        }
    }
}
