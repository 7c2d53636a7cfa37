//! What stands beside the summaries, a pupil list and mark sheets, against them: every difference is a
//! problem, and what only they say is handed on.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::Fault;
use super::fold::fold;
use super::marks::{Graded, MarkSheet};
use super::problem::{Place, Problem};
use super::pupils::Listed;
use super::sheet::{ClassSheet, Pupil};
use crate::document::record::{Gender, Name, Remark, StudentCode};

/// What a record takes from beside the summaries.
#[derive(Default)]
pub(super) struct Beside {
    listed: BTreeMap<StudentCode, Listed>,
    /// Of semester II, by pupil and subject.
    remarks: BTreeMap<(StudentCode, &'static str), Remark>,
}

impl Beside {
    pub(super) fn new(
        listed: Vec<Listed>,
        graded: &[MarkSheet],
        summaries: &[ClassSheet],
        complete: bool,
        problems: &mut Vec<Problem>,
    ) -> Beside {
        let mut beside = Beside::default();
        for pupil in listed {
            if let Some(first) = beside.listed.get(&pupil.student.moet_student_code) {
                let fault = Fault::PupilTwice { first: first.at.to_string() };
                let code = pupil.student.moet_student_code.as_str();
                problems.push(Problem::new(pupil.at.clone(), code, &fault));
            } else {
                beside.listed.insert(pupil.student.moet_student_code.clone(), pupil);
            }
        }
        if !beside.listed.is_empty() && complete {
            beside.compare_list(summaries, problems);
        }
        beside.compare_marks(graded, summaries, complete, problems);
        beside
    }

    pub(super) fn gender(&self, code: &StudentCode) -> Option<Gender> {
        self.listed.get(code)?.student.gender
    }

    pub(super) fn place_of_birth(&self, code: &StudentCode) -> Option<&Name> {
        self.listed.get(code)?.student.place_of_birth.as_ref()
    }

    pub(super) fn remark(&self, code: &StudentCode, subject: &'static str) -> Option<&Remark> {
        self.remarks.get(&(code.clone(), subject))
    }

    fn compare_list(&self, summaries: &[ClassSheet], problems: &mut Vec<Problem>) {
        let mut met = BTreeSet::new();
        for (sheet, pupil, code) in rows(summaries) {
            met.insert(code);
            match self.listed.get(code) {
                Some(listed) => person(pupil, listed, sheet, problems),
                None => {
                    let list = self.listed.values().next().map(|listed| listed.at.file.clone()).unwrap_or_default();
                    let fault = Fault::PupilNotListed { list };
                    problems.push(Problem::new(pupil.code_at.clone(), code.as_str(), &fault));
                }
            }
        }
        let excluded = |code| summaries.iter().any(|sheet| sheet.excluded.contains(code));
        let classes: BTreeSet<String> = summaries.iter().map(|sheet| fold(&sheet.class)).collect();
        for (code, listed) in self.listed.iter().filter(|(code, listed)| listed.gone.is_none() && !met.contains(code)) {
            let in_class = listed.class.as_ref().is_some_and(|class| classes.contains(&fold(class)));
            if in_class && !excluded(code) {
                problems.push(Problem::new(listed.at.clone(), code.as_str(), &Fault::PupilWithoutMarks));
            }
        }
    }

    fn compare_marks(
        &mut self,
        graded: &[MarkSheet],
        summaries: &[ClassSheet],
        complete: bool,
        problems: &mut Vec<Problem>,
    ) {
        if let Some(first) = graded.first()
            && summaries.is_empty()
            && complete
        {
            problems.push(Problem::new(first.place.clone(), "", &Fault::SummaryMissing));
            return;
        }
        let by_code: BTreeMap<(u8, &StudentCode), (&ClassSheet, &Pupil)> =
            rows(summaries).map(|(sheet, pupil, code)| ((sheet.semester, code), (sheet, pupil))).collect();
        let mut seen: BTreeMap<(u8, &str, &StudentCode), &Place> = BTreeMap::new();
        for sheet in graded {
            for row in &sheet.rows {
                if let Some(first) = seen.insert((sheet.semester, sheet.subject.code, &row.code), &row.code_at) {
                    let fault = Fault::PupilTwice { first: first.to_string() };
                    problems.push(Problem::new(row.code_at.clone(), row.code.as_str(), &fault));
                }
                match by_code.get(&(sheet.semester, &row.code)) {
                    Some((summary, pupil)) => marks(row, sheet, summary, pupil, problems),
                    None if complete && !summaries.iter().any(|summary| summary.excluded.contains(&row.code)) => {
                        let fault = Fault::PupilNotInSummary { semester: sheet.semester };
                        problems.push(Problem::new(row.code_at.clone(), row.code.as_str(), &fault));
                    }
                    None => {}
                }
                if let Some(remark) = row.remark.clone().filter(|_| sheet.semester == 2) {
                    self.remarks.insert((row.code.clone(), sheet.subject.code), remark);
                }
            }
        }
        for sheet in graded.iter().filter(|_| complete) {
            let classes: BTreeSet<String> = sheet.rows.iter().map(|row| fold(&row.class)).collect();
            let of_class = rows(summaries)
                .filter(|(summary, ..)| summary.semester == sheet.semester && classes.contains(&fold(&summary.class)));
            for (_, pupil, code) in of_class {
                let expected = pupil.values.contains_key(sheet.subject.code);
                if expected && !seen.contains_key(&(sheet.semester, sheet.subject.code, code)) {
                    let fault = Fault::PupilNotGraded { subject: sheet.subject.name_vi };
                    problems.push(Problem::new(sheet.place.clone(), code.as_str(), &fault));
                }
            }
        }
    }
}

fn rows(summaries: &[ClassSheet]) -> impl Iterator<Item = (&ClassSheet, &Pupil, &StudentCode)> {
    let pupils = summaries.iter().flat_map(|sheet| sheet.pupils.iter().map(move |pupil| (sheet, pupil)));
    pupils.filter_map(|(sheet, pupil)| Some((sheet, pupil, pupil.code.as_ref()?)))
}

/// A summary's row against the list.
fn person(pupil: &Pupil, listed: &Listed, sheet: &ClassSheet, problems: &mut Vec<Problem>) {
    let mut differs = |at: &Place, what: &'static str, value: &str, expected: &str| {
        let fault = Fault::ListContradicts { what, expected: expected.to_owned() };
        problems.push(Problem::new(at.clone(), value, &fault));
    };
    if let Some(name) = pupil.name.as_ref().filter(|name| **name != listed.student.full_name) {
        differs(&pupil.name_at, "họ và tên", name.as_str(), listed.student.full_name.as_str());
    }
    if let Some(birth) = pupil.birth.filter(|birth| *birth != listed.student.date_of_birth) {
        differs(&pupil.birth_at, "ngày sinh", &birth.text_vi(), &listed.student.date_of_birth.text_vi());
    }
    if let (Some(here), Some(there)) = (pupil.gender, listed.student.gender)
        && here != there
    {
        let label = |gender| if gender == Gender::Male { "Nam" } else { "Nữ" };
        differs(&pupil.gender_at, "giới tính", label(here), label(there));
    }
    // The list knows where the pupil is now; in semester I that may have been another class.
    if let Some(class) = listed.class.as_ref().filter(|class| sheet.semester == 2 && fold(class) != fold(&sheet.class))
    {
        differs(&pupil.code_at, "lớp", &sheet.class, class);
    }
    if let Some(status) = listed.gone.as_ref().filter(|_| sheet.semester == 2) {
        differs(&pupil.code_at, "trạng thái", "Đang học", status);
    }
}

/// A mark sheet's row against the summary of its semester.
fn marks(row: &Graded, sheet: &MarkSheet, summary: &ClassSheet, pupil: &Pupil, problems: &mut Vec<Problem>) {
    let mut differs = |at: &Place, value: &str, expected: String| {
        problems.push(Problem::new(at.clone(), value, &Fault::SummaryContradicts { expected }));
    };
    if let (Some((name, at)), Some(there)) = (&row.name, &pupil.name)
        && name != there
    {
        differs(at, name.as_str(), there.to_string());
    }
    if let (Some((birth, at)), Some(there)) = (&row.birth, pupil.birth)
        && *birth != there
    {
        differs(at, &birth.text_vi(), there.text_vi());
    }
    if fold(&row.class) != fold(&summary.class) {
        differs(&row.code_at, &row.class, summary.class.clone());
    }
    if let Some((value, at)) = &row.value {
        match pupil.values.get(sheet.subject.code) {
            Some(there) if there == value => {}
            Some(there) => differs(at, &value.text_vi(), there.text_vi()),
            None => differs(at, &value.text_vi(), "–".to_owned()),
        }
    }
}
