//! How large a workbook may be. Each number is many times what the largest school needs: a class has
//! about 45 pupils and 25 columns, a list of a whole school some thousands of rows.

/// Bytes of a workbook as stored.
pub(in crate::document::roster) const MAX_FILE_BYTES: usize = 16 * 1024 * 1024;
/// Bytes of all parts of an `.xlsx` or `.ods` once inflated.
pub(super) const MAX_INFLATED_BYTES: u64 = 128 * 1024 * 1024;
/// Parts of an `.xlsx` or `.ods`.
pub(super) const MAX_PARTS: u16 = 2000;
/// Elements of a part inside each other.
pub(super) const MAX_DEPTH: usize = 64;
/// Sheets of a workbook.
pub(super) const MAX_SHEETS: usize = 100;
/// Rows of a sheet.
pub(super) const MAX_ROWS: u32 = 20_000;
/// Columns of a sheet.
pub(super) const MAX_COLUMNS: u32 = 128;
/// Cells with a value in a workbook.
pub(super) const MAX_CELLS: usize = 2_000_000;
/// Merged areas of a sheet, and the rows that they cover together.
pub(super) const MAX_MERGED: usize = 2000;
pub(super) const MAX_MERGED_ROWS: u32 = 100_000;
/// Characters of a cell that we use.
pub(in crate::document::roster) const MAX_CELL_CHARACTERS: usize = 1000;
