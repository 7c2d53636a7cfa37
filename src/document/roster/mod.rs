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
mod levels;
mod marks;
mod note;
mod office;
#[cfg(test)]
mod page_tests;
mod person;
mod problem;
mod pupils;
mod recognised;
mod register_book;
mod requests;
mod secondary;
mod sheet;
mod table;
mod taught;
mod title;
mod university;
mod unseen;
mod workbook;
mod years;

pub use fault::Fault;
pub use layout::Layout;
pub use note::Note;
pub use office::{ClassSettings, OfficeSettings};
pub use problem::{Place, Problem};
pub use register_book::{DiplomaDefaults, read_diplomas};
pub use requests::{CopyRequest, read_requests};
pub use secondary::read_secondary;
pub use university::{read_scale, read_university};

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

/// What a set of workbooks of another kind says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Records<R> {
    /// In the order of the tables. Empty as soon as there is one problem.
    pub records: Vec<R>,
    /// Every problem, by file, sheet and cell.
    pub problems: Vec<Problem>,
    /// What was recognised, and what was left aside.
    pub notes: Vec<Note>,
}

impl<R> Default for Records<R> {
    fn default() -> Records<R> {
        Records { records: Vec::new(), problems: Vec::new(), notes: Vec::new() }
    }
}

impl<R> Records<R> {
    /// Puts the problems in order; with any of them nothing else is left.
    fn settle(mut self, files: &[(&str, &[u8])]) -> Records<R> {
        problem::sort(&mut self.problems, files);
        if !self.problems.is_empty() {
            self.records.clear();
        }
        self
    }
}

/// Reads the workbooks of one school year, each given as its name and its bytes: the summaries of both
/// semesters (domain 6.1 B), and if there are any the pupil list (A) and mark sheets (C), which must
/// agree with them. Or, instead of these, the plain tables of pupils, years and marks.
pub fn read(files: &[(&str, &[u8])], office: &OfficeSettings) -> Reading {
    let (mut problems, mut notes) = (Vec::new(), Vec::new());
    let real = [Layout::Summary, Layout::Pupils, Layout::Marks];
    let wanted = [&real[..], &[Layout::Students, Layout::Years, Layout::YearMarks]].concat();
    let sheets = recognised::sheets(files, &wanted, &mut problems, &mut notes);
    let plain: Vec<&recognised::Known<'_>> = sheets.known.iter().filter(|sheet| sheet.layout.is_plain()).collect();
    if !plain.is_empty() {
        let all: Vec<&recognised::Known<'_>> = sheets.known.iter().collect();
        let records = secondary::single_years(&all, office, &mut problems);
        for summary in sheets.known.iter().filter(|sheet| matches!(sheet.layout, Layout::Summary | Layout::Marks)) {
            let place = Place::sheet(summary.file, &summary.grid.name);
            problems.push(Problem::new(place, "", &Fault::LayoutsMixed));
        }
        let classes: std::collections::BTreeSet<&str> =
            records.iter().map(|record| record.transcript().class_name.as_str()).collect();
        let (classes, pupils) = (classes.len(), records.len());
        let Records { records, problems, notes } = Records { records, problems, notes }.settle(files);
        return Reading { records, problems, notes, classes, pupils };
    }
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
