//! What the person is told beside the problems: what was recognised, and what was left aside.

use serde::Serialize;

use super::layout::Layout;
use super::problem::{Place, shown};
use super::workbook::Grid;

/// Columns that are named at most.
const MOST_NAMED: usize = 40;

/// One thing to know about a sheet. It is no problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Which sheet.
    #[serde(flatten)]
    pub place: Place,
    /// For Vietnamese readers.
    pub message_vi: String,
    /// For English readers.
    pub message_en: String,
}

impl Note {
    fn new(place: &Place, message_vi: String, message_en: String) -> Note {
        Note { place: place.clone(), message_vi, message_en }
    }
}

/// What a sheet was taken for, and what of it a person does not see.
pub(super) fn recognised(file: &str, grid: &Grid, layout: Layout, header: u32, notes: &mut Vec<Note>) {
    let place = Place::sheet(file, &grid.name);
    let row = u64::from(header) + 1;
    notes.push(Note::new(
        &place,
        format!("nhận ra: {} (tiêu đề ở dòng {row})", layout.label_vi()),
        format!("recognised: {} (header in row {row})", layout.label_en()),
    ));
    let headers = grid.row(header).filter_map(|(column, _)| grid.text(header, column));
    let mut unused = layout.unused(headers);
    unused.truncate(MOST_NAMED);
    if !unused.is_empty() {
        let unused = shown(&unused.join(", "));
        notes.push(Note::new(
            &place,
            format!("cột không dùng đến: {unused}"),
            format!("columns without effect: {unused}"),
        ));
    }
    if grid.formulas > 0 {
        let count = grid.formulas;
        notes.push(Note::new(
            &place,
            format!("{count} ô công thức: dùng giá trị đã lưu trong tệp"),
            format!("{count} formula cells: the values saved in the file are used"),
        ));
    }
    if !grid.hidden_columns.is_empty() {
        let count = grid.hidden_columns.len();
        notes.push(Note::new(&place, format!("{count} cột bị ẩn"), format!("{count} hidden columns")));
    }
}

/// A hidden sheet without a table.
pub(super) fn passed_over(file: &str, grid: &Grid, notes: &mut Vec<Note>) {
    let place = Place::sheet(file, &grid.name);
    notes.push(Note::new(
        &place,
        "trang tính ẩn, không có bảng: bỏ qua".to_owned(),
        "a hidden sheet without a table: left aside".to_owned(),
    ));
}
