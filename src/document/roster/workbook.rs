//! A workbook's bytes → its sheets as sparse grids of plain values.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader, Xls, Xlsx};
use chrono::NaiveDate;

use super::compound;
use super::fault::Fault;
use super::limits::{ArchiveFault, MAX_COLUMNS, MAX_FILE_BYTES, MAX_ROWS, MAX_SHEETS, measure};

/// What a cell holds. A cell that holds nothing is not in the grid.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(f64),
    Date(NaiveDate),
    /// Anything else, as text to show.
    Other(String),
}

impl Value {
    /// As a person sees it.
    pub(super) fn shown(&self) -> String {
        match self {
            Value::Text(text) | Value::Other(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Date(date) => date.format("%d/%m/%Y").to_string(),
        }
    }
}

/// One sheet; rows and columns from 0.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) name: String,
    pub(super) cells: BTreeMap<(u32, u32), Value>,
}

impl Grid {
    pub(super) fn at(&self, row: u32, column: u32) -> Option<&Value> {
        self.cells.get(&(row, column))
    }

    pub(super) fn text(&self, row: u32, column: u32) -> Option<&str> {
        match self.at(row, column) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The cells of one row, left to right.
    pub(super) fn row(&self, row: u32) -> impl Iterator<Item = (u32, &Value)> {
        self.cells.range((row, 0)..=(row, u32::MAX)).map(|((_, column), value)| (*column, value))
    }

    pub(super) fn last_row(&self) -> u32 {
        self.cells.last_key_value().map_or(0, |((row, _), _)| *row)
    }
}

/// Opens a workbook, told apart by content; text has to say by its name that it is a table. Sheets
/// without any value are left out.
pub(super) fn open(name: &str, bytes: &[u8]) -> Result<Vec<Grid>, Fault> {
    if bytes.len() > MAX_FILE_BYTES {
        let most = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX);
        return Err(Fault::WorkbookTooLarge { what: "bytes", most });
    }
    let refused = |fault: ArchiveFault| match fault {
        ArchiveFault::Unusual(what) => Fault::WorkbookUnreadable { detail: what.to_owned() },
        ArchiveFault::TooLarge(what, most) => Fault::WorkbookTooLarge { what, most },
    };
    let zipped = bytes.starts_with(b"PK\x03\x04");
    let plain = if zipped {
        measure(bytes).map_err(refused)?;
        Vec::new()
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        compound::rebuilt(bytes).map_err(refused)?
    } else if name.to_lowercase().ends_with(".csv") {
        return Ok(vec![csv(name, bytes)?]);
    } else {
        return Err(Fault::WorkbookFormat);
    };
    // The library that reads workbooks can panic on damaged files; for us that is one more
    // unreadable file.
    let read = catch_unwind(AssertUnwindSafe(|| if zipped { xlsx(bytes) } else { xls(&plain) }));
    let mut grids = read.unwrap_or_else(|_| Err(Fault::WorkbookUnreadable { detail: "damaged".to_owned() }))?;
    grids.retain(|grid| !grid.cells.is_empty());
    Ok(grids)
}

fn unreadable(error: &impl std::fmt::Display) -> Fault {
    Fault::WorkbookUnreadable { detail: error.to_string().chars().take(200).collect() }
}

fn sheet_names(names: Vec<String>) -> Result<Vec<String>, Fault> {
    if names.len() > MAX_SHEETS {
        let most = u64::try_from(MAX_SHEETS).unwrap_or(u64::MAX);
        return Err(Fault::WorkbookTooLarge { what: "sheets", most });
    }
    Ok(names)
}

/// Separated by semicolons, as spreadsheet programs write it in Vietnam, or by commas or tabs: by what
/// the first line has most of. All cells are text, so no zeros are lost.
fn csv(name: &str, bytes: &[u8]) -> Result<Grid, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::WorkbookUnreadable { detail: "UTF-8".to_owned() })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().find(|line| line.contains([';', ',', '\t'])).unwrap_or_default();
    let count = |separator: &u8| first.bytes().filter(|byte| byte == separator).count();
    let separator = [b',', b'\t', b';'].into_iter().max_by_key(count).unwrap_or(b';');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut cells = BTreeMap::new();
    for (row, record) in (0..).zip(reader.records()) {
        let record = record.map_err(|error| unreadable(&error))?;
        for (column, text) in (0..).zip(&record).filter(|(_, text)| !text.trim().is_empty()) {
            insert(&mut cells, (row, column), Value::Text(text.to_owned()))?;
        }
    }
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    Ok(Grid { name: file.rsplit_once('.').map_or(file, |(sheet, _)| sheet).to_owned(), cells })
}

/// Cell by cell: a range would be allocated from the outermost cells, which a file can put anywhere.
fn xlsx(bytes: &[u8]) -> Result<Vec<Grid>, Fault> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let mut grids = Vec::new();
    for name in sheet_names(book.sheet_names())? {
        let mut cells = BTreeMap::new();
        let mut reader = book.worksheet_cells_reader(&name).map_err(|error| unreadable(&error))?;
        while let Some(cell) = reader.next_cell().map_err(|error| unreadable(&error))? {
            if let Some(value) = value(Data::from(cell.get_value().clone())) {
                insert(&mut cells, cell.get_position(), value)?;
            }
        }
        grids.push(Grid { name, cells });
    }
    Ok(grids)
}

fn xls(bytes: &[u8]) -> Result<Vec<Grid>, Fault> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let mut grids = Vec::new();
    for name in sheet_names(book.sheet_names())? {
        let range = book.worksheet_range(&name).map_err(|error| unreadable(&error))?;
        let (top, left) = range.start().unwrap_or((0, 0));
        let mut cells = BTreeMap::new();
        for (row, column, data) in range.used_cells() {
            let absolute =
                |from: u32, by: usize| u32::try_from(by).ok().and_then(|by| from.checked_add(by)).unwrap_or(u32::MAX);
            if let Some(value) = value(data.clone()) {
                insert(&mut cells, (absolute(top, row), absolute(left, column)), value)?;
            }
        }
        grids.push(Grid { name, cells });
    }
    Ok(grids)
}

fn insert(cells: &mut BTreeMap<(u32, u32), Value>, (row, column): (u32, u32), value: Value) -> Result<(), Fault> {
    if row >= MAX_ROWS {
        return Err(Fault::WorkbookTooLarge { what: "rows", most: u64::from(MAX_ROWS) });
    }
    if column >= MAX_COLUMNS {
        return Err(Fault::WorkbookTooLarge { what: "columns", most: u64::from(MAX_COLUMNS) });
    }
    cells.insert((row, column), value);
    Ok(())
}

fn value(data: Data) -> Option<Value> {
    match data {
        Data::Empty => None,
        Data::String(text) if text.trim().is_empty() => None,
        Data::String(text) => Some(Value::Text(text)),
        Data::Float(number) => Some(Value::Number(number)),
        #[expect(clippy::cast_precision_loss, reason = "marks and codes are far below 2^53")]
        Data::Int(number) => Some(Value::Number(number as f64)),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            let date = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
            Some(match date {
                Some(date) if moment.is_datetime() => Value::Date(date),
                _ => Value::Other(moment.as_f64().to_string()),
            })
        }
        Data::Bool(truth) => Some(Value::Other(truth.to_string())),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Some(Value::Other(text)),
        Data::Error(error) => Some(Value::Other(error.to_string())),
    }
}
