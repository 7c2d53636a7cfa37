//! Workbooks of the older Excel, read by the library out of the plain file that [`super::compound`]
//! makes; what the library does not tell is told by the records.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Dimensions, Reader, SheetVisible, Xls};

use super::compound::Rebuilt;
use super::grid::{Area, Grid, Value};
use super::xml::broken;
use crate::document::roster::fault::Fault;

/// The sheets, in the order of their tabs.
pub(super) fn read(file: Rebuilt) -> Result<Vec<Grid>, Fault> {
    // The library can panic on damaged files; for us that is one more unreadable file.
    catch_unwind(AssertUnwindSafe(|| sheets(file))).unwrap_or_else(|_| Err(broken("damaged")))
}

fn sheets(file: Rebuilt) -> Result<Vec<Grid>, Fault> {
    let mut book: Xls<_> = Xls::new(Cursor::new(&file.bytes)).map_err(broken)?;
    let listed = book.sheets_metadata().to_vec();
    if listed.len() != file.sheets.len() {
        return Err(broken("sheets"));
    }
    let mut grids = Vec::new();
    for (index, (sheet, seen)) in listed.into_iter().zip(file.sheets).enumerate() {
        let range = book.worksheet_range(&sheet.name).map_err(broken)?;
        let (top, left) = range.start().unwrap_or((0, 0));
        let mut grid = Grid::named(sheet.name);
        grid.hidden = sheet.visible != SheetVisible::Visible;
        grid.hidden_rows = seen.hidden_rows;
        grid.formulas = seen.formulas;
        for (first, last) in seen.hidden_columns {
            grid.hide_columns(first, last);
        }
        for (row, column, data) in range.used_cells() {
            let absolute =
                |from: u32, by: usize| u32::try_from(by).ok().and_then(|by| from.checked_add(by)).unwrap_or(u32::MAX);
            if let Some(value) = value(data.clone()) {
                grid.insert((absolute(top, row), absolute(left, column)), value)?;
            }
        }
        let merged = book.merge_cells_by_sheet_id(index).map_err(broken)?;
        grid.merge(merged.into_iter().map(area).collect())?;
        grids.push(grid);
    }
    Ok(grids)
}

fn area(of: Dimensions) -> Area {
    Area { top: of.start.0, left: of.start.1, bottom: of.end.0, right: of.end.1 }
}

fn value(data: Data) -> Option<Value> {
    match data {
        Data::Empty => None,
        Data::String(text) => Value::text(text),
        Data::Float(number) => Some(Value::Number(number)),
        #[expect(clippy::cast_precision_loss, reason = "marks and codes are far below 2^53")]
        Data::Int(number) => Some(Value::Number(number as f64)),
        // Below and above these numbers the library answers with the first or the last day.
        Data::DateTime(moment)
            if moment.is_datetime() && moment.as_f64().fract() == 0.0 && (1.0..2e6).contains(&moment.as_f64()) =>
        {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            let date = chrono::NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
            Some(date.map_or_else(|| Value::Other(moment.as_f64().to_string()), Value::Date))
        }
        Data::DateTime(moment) => Some(Value::Other(moment.as_f64().to_string())),
        Data::Bool(truth) => Some(Value::Other(truth.to_string().to_uppercase())),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Some(Value::Other(text)),
        Data::Error(error) => Some(Value::Error(error.to_string())),
    }
}
