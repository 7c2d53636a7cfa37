//! Both semesters of each class → one transcript a pupil; the year's values by the rules.

use std::collections::BTreeMap;

use super::compare::Beside;
use super::fault::Fault;
use super::fold::fold;
use super::office::{ClassSettings, OfficeSettings};
use super::problem::{Place, Problem};
use super::sheet::{ClassSheet, Pupil};
use super::taught::{self, Presence};
use crate::document::record::rules::tt22_2021::{self as rules, clause};
use crate::document::record::{
    Absences, Assessment, Level, Name, Promotion, Remark, RuleSet, Student, StudentCode, Subject, SubjectCode,
    Transcript, TranscriptYear, YearStatement,
};

pub(super) struct Joined {
    pub(super) records: Vec<TranscriptYear>,
    pub(super) classes: usize,
    pub(super) pupils: usize,
}

/// Joins the sheets by class and pupil code. `complete` says that every sheet given could be told
/// apart; without it a missing semester is not reported a second time.
pub(super) fn join(
    sheets: &[ClassSheet],
    beside: &Beside,
    complete: bool,
    office: &OfficeSettings,
    problems: &mut Vec<Problem>,
) -> Joined {
    let mut classes: Vec<(String, [Option<&ClassSheet>; 2])> = Vec::new();
    for sheet in sheets {
        let key = fold(&sheet.class);
        let index = classes.iter().position(|(class, _)| *class == key).unwrap_or_else(|| {
            classes.push((key, [None, None]));
            classes.len() - 1
        });
        let slot =
            classes.get_mut(index).and_then(|(_, both)| both.get_mut(usize::from(sheet.semester.saturating_sub(1))));
        match slot {
            Some(slot @ None) => *slot = Some(sheet),
            Some(Some(first)) => {
                let fault = Fault::SemesterTwice { class: sheet.class.clone(), first: first.place.to_string() };
                problems.push(Problem::new(sheet.place.clone(), &sheet.semester.to_string(), &fault));
            }
            None => {}
        }
    }
    twice(&classes, problems);
    if complete {
        exclusions_unused(sheets, office, problems);
    }
    let mut joined = Joined { records: Vec::new(), classes: classes.len(), pupils: 0 };
    for (_, both) in &classes {
        match both {
            [Some(first), Some(second)] => {
                let of = |semester: usize| -> Vec<&ClassSheet> {
                    let sheets = classes.iter().filter_map(|(_, both)| both.get(semester).copied().flatten());
                    sheets.filter(|sheet| sheet.grade == second.grade).collect()
                };
                let (earlier, later) = (of(0), of(1));
                joined.pupils += second.pupils.len() + absent(first, &later, 2, problems);
                absent(second, &earlier, 1, problems);
                class(second, &index(&earlier), beside, office, &mut joined.records, problems);
            }
            [Some(only), None] | [None, Some(only)] => {
                joined.pupils += only.pupils.len();
                if complete {
                    let (class, semester) = (only.class.clone(), 3 - only.semester.clamp(1, 2));
                    let fault = Fault::SemesterAbsent { class, semester };
                    problems.push(Problem::new(only.place.clone(), "", &fault));
                }
            }
            [None, None] => {}
        }
    }
    joined
}

/// An exclusion outlives its cause when no row has its code.
fn exclusions_unused(sheets: &[ClassSheet], office: &OfficeSettings, problems: &mut Vec<Problem>) {
    for code in office.excluded() {
        if !sheets.iter().any(|sheet| sheet.excluded.contains(code)) {
            let place = Place::key(office.file(), &format!("excluded[{code}]"));
            problems.push(Problem::new(place, code.as_str(), &Fault::ExclusionUnused));
        }
    }
}

/// A code may stand once a semester, in whatever class.
fn twice(classes: &[(String, [Option<&ClassSheet>; 2])], problems: &mut Vec<Problem>) {
    for semester in 0..2usize {
        let mut seen: BTreeMap<&StudentCode, &Place> = BTreeMap::new();
        let sheets = classes.iter().filter_map(|(_, both)| both.get(semester).copied().flatten());
        for pupil in sheets.flat_map(|sheet| &sheet.pupils) {
            let Some(code) = &pupil.code else { continue };
            if let Some(first) = seen.get(code) {
                let fault = Fault::PupilTwice { first: first.to_string() };
                problems.push(Problem::new(pupil.code_at.clone(), code.as_str(), &fault));
            } else {
                seen.insert(code, &pupil.code_at);
            }
        }
    }
}

/// The pupils of several sheets by their codes.
fn index<'s>(sheets: &[&'s ClassSheet]) -> BTreeMap<&'s StudentCode, &'s Pupil> {
    let pupils = sheets.iter().flat_map(|sheet| &sheet.pupils);
    pupils.rev().filter_map(|pupil| Some((pupil.code.as_ref()?, pupil))).collect()
}

/// Reports the pupils of a sheet who are in none of the other semester's, and counts them. A row whose
/// code could not be read is known by its name.
fn absent(here: &ClassSheet, there: &[&ClassSheet], missing: u8, problems: &mut Vec<Problem>) -> usize {
    let by_code = index(there);
    let unread: Vec<&Pupil> =
        there.iter().flat_map(|sheet| &sheet.pupils).filter(|other| other.code.is_none()).collect();
    let alike = |pupil: &Pupil, other: &Pupil| pupil.name.is_none() || other.name.is_none() || pupil.name == other.name;
    let before = problems.len();
    for pupil in &here.pupils {
        let stands = match &pupil.code {
            Some(code) => by_code.contains_key(code) || unread.iter().any(|other| alike(pupil, other)),
            None => there.iter().flat_map(|sheet| &sheet.pupils).any(|other| alike(pupil, other)),
        };
        if !stands {
            let name = pupil.name.as_ref().map_or("", Name::as_str);
            problems.push(Problem::new(pupil.code_at.clone(), name, &Fault::PupilInOneSemester { missing }));
        }
    }
    problems.len() - before
}

/// The transcripts of a class as it stood in semester II; a pupil may have come from another class
/// of the grade.
fn class(
    second: &ClassSheet,
    earlier: &BTreeMap<&StudentCode, &Pupil>,
    beside: &Beside,
    office: &OfficeSettings,
    records: &mut Vec<TranscriptYear>,
    problems: &mut Vec<Problem>,
) {
    let settings = office.class(&second.class);
    if settings.is_none() {
        let fault = Fault::ClassUnknown { class: second.class.clone() };
        problems.push(Problem::new(second.place.clone(), "", &fault));
    }
    let before = problems.len();
    if let Some(settings) = settings {
        teachers(second, settings, office, problems);
    }
    let teachers_known = problems.len() == before;
    for later in &second.pupils {
        let Some(earlier) = later.code.as_ref().and_then(|code| earlier.get(code)) else {
            continue;
        };
        same_person(earlier, later, problems);
        let year = year(earlier, later, second.grade, problems);
        let Some(settings) = settings.filter(|_| teachers_known) else {
            continue;
        };
        let Some(statement) = year.and_then(|year| state(year, later, second, beside, settings, office)) else {
            continue;
        };
        match TranscriptYear::new(statement) {
            Ok(record) => records.push(record),
            Err(error) => {
                let fault = Fault::RecordRefused { vi: error.message_vi(), en: error.to_string() };
                let code = later.code.as_ref().map_or("", StudentCode::as_str);
                problems.push(Problem::new(later.code_at.clone(), code, &fault));
            }
        }
    }
}

fn teachers(sheet: &ClassSheet, settings: &ClassSettings, office: &OfficeSettings, problems: &mut Vec<Problem>) {
    for (subject, _) in taught::of(sheet.grade) {
        let taught = sheet.pupils.iter().any(|pupil| pupil.values.contains_key(subject.code));
        if taught && settings.teacher(subject.code).is_none() {
            let place = Place::key(office.file(), &format!("class[{}].teachers", settings.name()));
            let fault = Fault::TeacherMissing { class: sheet.class.clone(), subject: subject.name_vi.to_owned() };
            problems.push(Problem::new(place, "", &fault));
        }
    }
}

fn same_person(earlier: &Pupil, later: &Pupil, problems: &mut Vec<Problem>) {
    if let (Some(here), Some(there)) = (&later.name, &earlier.name)
        && here != there
    {
        let fault = Fault::PupilDiffers { what: "họ và tên", other: there.to_string() };
        problems.push(Problem::new(later.name_at.clone(), here.as_str(), &fault));
    }
    if let (Some(here), Some(there)) = (later.birth, earlier.birth)
        && here != there
    {
        let fault = Fault::PupilDiffers { what: "ngày sinh", other: there.text_vi() };
        problems.push(Problem::new(later.birth_at.clone(), &here.text_vi(), &fault));
    }
}

/// A pupil's whole year.
struct Year {
    /// Subject, semester I, semester II, year.
    subjects: Vec<(&'static str, [Assessment; 3])>,
    conduct: [Level; 3],
    learning: [Level; 3],
    absences: [Absences; 3],
}

/// Computes the year; what a sheet states of the year must be the same.
fn year(earlier: &Pupil, later: &Pupil, grade: u8, problems: &mut Vec<Problem>) -> Option<Year> {
    let mut subjects = Vec::new();
    for (subject, presence) in taught::of(grade) {
        let pair = (earlier.values.get(subject.code), later.values.get(subject.code));
        if let (Some(first), Some(second)) = pair {
            let year = rules::year_value(*first, *second)?;
            subjects.push((subject.code, [*first, *second, year]));
        } else if pair.0.is_some() != pair.1.is_some() && presence != Presence::Compulsory {
            let fault = Fault::ValueMissing { what: subject.name_vi.to_owned() };
            problems.push(Problem::new(later.code_at.clone(), "", &fault));
            return None;
        }
    }
    for pupil in [earlier, later] {
        for (code, stated, place) in &pupil.year_values {
            let computed = subjects.iter().find(|(subject, _)| subject == code);
            if let Some((_, [_, _, computed])) = computed
                && computed != stated
            {
                let clause = computed.mark().map_or(clause::COMMENTS, |_| clause::AVERAGES);
                let fault = Fault::YearContradicts { expected: computed.text_vi(), clause };
                problems.push(Problem::new(place.clone(), &stated.text_vi(), &fault));
            }
        }
    }
    let values: Vec<Assessment> = subjects.iter().map(|(_, [_, _, year])| *year).collect();
    let learning = rules::learning_result(&values);
    let conduct = rules::year_conduct(earlier.conduct?, later.conduct?);
    for pupil in [earlier, later] {
        let complete = earlier.learning.is_some() && later.learning.is_some();
        let stated = [
            (pupil.year_learning.as_ref().filter(|_| complete), learning, clause::LEARNING),
            (pupil.year_conduct.as_ref(), conduct, clause::CONDUCT_YEAR),
        ];
        for (stated, computed, clause) in stated {
            if let Some((level, place)) = stated.filter(|(level, _)| *level != computed) {
                let fault = Fault::YearContradicts { expected: computed.label_vi().to_owned(), clause };
                problems.push(Problem::new(place.clone(), level.label_vi(), &fault));
            }
        }
    }
    let (first, second) = (earlier.absences?, later.absences?);
    Some(Year {
        subjects,
        conduct: [earlier.conduct?, later.conduct?, conduct],
        learning: [earlier.learning?, later.learning?, learning],
        absences: [first, second, first.and(second)?],
    })
}

fn state(
    year: Year,
    pupil: &Pupil,
    sheet: &ClassSheet,
    beside: &Beside,
    settings: &ClassSettings,
    office: &OfficeSettings,
) -> Option<YearStatement> {
    let code = pupil.code.clone()?;
    let subjects = year
        .subjects
        .iter()
        .map(|(subject, [semester1, semester2, year])| {
            let (known, _) = taught::subject(subject, sheet.grade)?;
            Some(Subject {
                subject_code: SubjectCode::new(subject).ok()?,
                subject_name: Name::new(known.name_vi).ok()?,
                assessment_kind: known.kind,
                semester1: Some(*semester1),
                semester2: Some(*semester2),
                year: Some(*year),
                reassessed: None,
                remark: beside.remark(&code, subject).cloned(),
                teacher: settings.teacher(subject)?.clone(),
            })
        })
        .collect::<Option<Vec<_>>>()?;
    let values: Vec<Assessment> = year.subjects.iter().map(|(_, [_, _, year])| *year).collect();
    let [conduct_s1, conduct_s2, conduct_year] = year.conduct;
    let [learning_s1, learning_s2, learning_year] = year.learning;
    let [absences_s1, absences_s2, absences_year] = year.absences;
    let promotion: Promotion = rules::promotion(conduct_year, learning_year, absences_year);
    let awards = rules::award(conduct_year, learning_year, &values)
        .and_then(|award| Remark::new(award.title_vi()).ok())
        .into_iter()
        .collect();
    Some(YearStatement {
        organisation: office.organisation().clone(),
        student: Student {
            full_name: pupil.name.clone()?,
            date_of_birth: pupil.birth?,
            gender: pupil.gender.or_else(|| beside.gender(&code)),
            place_of_birth: beside.place_of_birth(&code).cloned(),
            moet_student_code: code,
        },
        transcript: Transcript {
            rule_set: RuleSet::Tt22Of2021,
            school_year: office.school_year(),
            grade: sheet.grade,
            class_name: Name::new(&sheet.class).ok()?,
            homeroom_teacher: settings.homeroom_teacher().clone(),
            not_assessed_disability: false,
            subjects,
            conduct_s1: Some(conduct_s1),
            conduct_s2: Some(conduct_s2),
            conduct_year: Some(conduct_year),
            learning_s1: Some(learning_s1),
            learning_s2: Some(learning_s2),
            learning_year: Some(learning_year),
            average_s1: None,
            average_s2: None,
            average_year: None,
            average_after: None,
            specialised_subject: None,
            conduct_after: None,
            learning_after: None,
            absences_s1,
            absences_s2,
            absences_year,
            promotion,
            programme_completion: rules::programme_completion(sheet.grade, promotion),
            certificates: Vec::new(),
            contests: Vec::new(),
            awards,
            homeroom_remark: None,
            summer_result: None,
            approval_text: office.approval_text().cloned(),
            corrections: Vec::new(),
        },
        issue: office.issue().clone(),
        supersedes: None,
    })
}
