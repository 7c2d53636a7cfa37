//! From the workbooks that schools have to records: every problem at once, by sheet and cell, and
//! nothing corrected silently.

mod cell;
mod columns;
mod compound;
mod fault;
mod fold;
mod join;
mod keys;
mod limits;
mod office;
mod problem;
mod register_book;
mod sheet;
mod title;
mod workbook;

pub use fault::Fault;
pub use office::{ClassSettings, OfficeSettings};
pub use problem::{Place, Problem};
pub use register_book::{Diplomas, read_diplomas};

use crate::document::record::TranscriptYear;

/// What a set of workbooks says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Reading {
    /// One transcript a pupil, by class and row. Empty as soon as there is one problem: a roster
    /// with problems issues nothing.
    pub records: Vec<TranscriptYear>,
    /// Every problem, by file, sheet and cell.
    pub problems: Vec<Problem>,
    /// Classes met.
    pub classes: usize,
    /// Pupils met.
    pub pupils: usize,
}

/// Reads the summary workbooks of both semesters of one school year (domain 6.1 B), each given as
/// its name and its bytes (`.xlsx`, `.xls` or `.csv`).
pub fn read(files: &[(&str, &[u8])], office: &OfficeSettings) -> Reading {
    let mut problems = Vec::new();
    let mut sheets = Vec::new();
    let mut complete = true;
    for (name, bytes) in files {
        match workbook::open(name, bytes) {
            Ok(grids) => {
                for grid in grids {
                    let sheet = sheet::read(name, &grid, office, &mut problems);
                    complete &= sheet.is_some();
                    sheets.extend(sheet);
                }
            }
            Err(fault) => {
                complete = false;
                problems.push(Problem::new(Place::file(name), "", &fault));
            }
        }
    }
    let mut joined = join::join(&sheets, complete, office, &mut problems);
    problem::sort(&mut problems, files);
    if !problems.is_empty() {
        joined.records.clear();
    }
    Reading { records: joined.records, problems, classes: joined.classes, pupils: joined.pupils }
}
