//! From the workbooks that schools have to records: every problem at once, by sheet and cell, and
//! nothing corrected silently.

mod cell;
mod columns;
mod compare;
mod fault;
mod fold;
mod join;
mod keys;
mod layout;
mod legacy;
mod marks;
mod note;
mod office;
mod problem;
mod pupils;
mod recognised;
mod register_book;
mod sheet;
mod table;
mod taught;
mod title;
mod unseen;
mod workbook;

pub use fault::Fault;
pub use layout::Layout;
pub use note::Note;
pub use office::{ClassSettings, OfficeSettings};
pub use problem::{Place, Problem};
pub use register_book::{DiplomaDefaults, Diplomas, read_diplomas};

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
    /// What was recognised, and what was left aside.
    pub notes: Vec<Note>,
    /// Classes met.
    pub classes: usize,
    /// Pupils met.
    pub pupils: usize,
}

/// Reads the workbooks of one school year, each given as its name and its bytes: the summaries of both
/// semesters (domain 6.1 B), and if there are any the pupil list (A) and mark sheets (C), which must
/// agree with them.
pub fn read(files: &[(&str, &[u8])], office: &OfficeSettings) -> Reading {
    let (mut problems, mut notes) = (Vec::new(), Vec::new());
    let wanted = [Layout::Summary, Layout::Pupils, Layout::Marks];
    let sheets = recognised::sheets(files, &wanted, &mut problems, &mut notes);
    let mut complete = sheets.complete;
    let (mut summaries, mut listed, mut graded) = (Vec::new(), Vec::new(), Vec::new());
    for sheet in &sheets.known {
        match sheet.layout {
            Layout::Pupils => listed.extend(pupils::read(sheet, &mut problems)),
            Layout::Marks => graded.extend(marks::read(sheet, office, &mut problems)),
            _ => {
                let summary = sheet::read(sheet.file, &sheet.grid, sheet.header, office, &mut problems);
                complete &= summary.is_some();
                summaries.extend(summary);
            }
        }
    }
    let beside = compare::Beside::new(listed, &graded, &summaries, complete, &mut problems);
    let mut joined = join::join(&summaries, &beside, complete, office, &mut problems);
    problem::sort(&mut problems, files);
    if !problems.is_empty() {
        joined.records.clear();
    }
    Reading { records: joined.records, problems, notes, classes: joined.classes, pupils: joined.pupils }
}
