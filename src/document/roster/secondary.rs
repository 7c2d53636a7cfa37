//! Whole transcripts of secondary school in the plain layout: tables of pupils, of schools attended, of
//! results and of marks by school year, joined by the pupil's code.

use std::collections::BTreeMap;

use super::fault::Fault;
use super::layout::Layout;
use super::office::OfficeSettings;
use super::person::{
    ADDRESS, BIRTH, CODE, ETHNICITY, FATHER, FATHER_OCCUPATION, GENDER, MOTHER, MOTHER_OCCUPATION, SCHOOL_YEAR, page,
    student,
};
use super::problem::Problem;
use super::recognised::{self, Known};
use super::table::{Column, Row, Table, column};
use super::years::{self, Year, school_year};
use super::{Records, pupils};
use crate::document::record::{
    Attendance, Contradiction, Error, Issue, Leader, SecondaryStatement, SignPrefix, Stage, Student, StudentCode,
    StudentPage, TranscriptSecondary, TranscriptYear, YearStatement,
};

pub(super) const STUDENTS: &[Column] = &[
    CODE,
    column("full_name", "Họ và tên", &["Họ tên", "Họ và tên học sinh"], true),
    BIRTH,
    GENDER,
    column("place_of_birth", "Nơi sinh", &["Nơi sinh chi tiết"], false),
    column("stage", "Cấp học", &[], true),
    ETHNICITY,
    column("nationality", "Quốc tịch", &[], false),
    column("policy_group", "Đối tượng chính sách", &[], false),
    column("home_town", "Quê quán", &[], false),
    ADDRESS,
    FATHER,
    FATHER_OCCUPATION,
    MOTHER,
    MOTHER_OCCUPATION,
    column("guardian_name", "Người giám hộ", &[], false),
    column("guardian_occupation", "Nghề nghiệp người giám hộ", &[], false),
    column("school_register_no", "Số đăng bộ", &["Số sổ đăng bộ"], false),
    column("opened_date", "Ngày lập học bạ", &[], false),
    column("opened_place", "Nơi lập học bạ", &[], false),
    column("opened_by", "Người lập học bạ", &[], false),
    column("opened_title", "Chức vụ người lập", &[], false),
];

pub(super) const HISTORY: &[Column] = &[
    CODE,
    SCHOOL_YEAR,
    column("class", "Lớp", &[], true),
    column("school_name", "Trường", &["Tên trường"], true),
    column("ward", "Xã/phường", &["Xã", "Phường"], true),
    column("province", "Tỉnh/thành phố", &["Tỉnh", "Thành phố"], true),
];

/// A pupil and what the data page says of them.
struct Entrant {
    at: super::Place,
    student: Student,
    /// A list of the sector database does not tell it.
    stage: Option<Stage>,
    page: StudentPage,
}

/// Reads whole transcripts; each file is given as its name and its bytes.
pub fn read_secondary(files: &[(&str, &[u8])], office: &OfficeSettings) -> Records<TranscriptSecondary> {
    let mut records = Records::default();
    let wanted = [Layout::Students, Layout::Pupils, Layout::History, Layout::Years, Layout::YearMarks];
    let sheets = recognised::sheets(files, &wanted, &mut records.problems, &mut records.notes);
    let known: Vec<&Known<'_>> = sheets.known.iter().collect();
    let entrants = entrants(&known, &mut records.problems);
    let mut history = history(&known, &entrants, &mut records.problems);
    let mut years = years::read(&known, &mut records.problems);
    for (code, entrant) in entrants {
        let history = history.remove(&code).unwrap_or_default();
        let Some(years) = years.remove(&code) else {
            // Years that could not be read have their problems already.
            if records.problems.is_empty() {
                let fault = Fault::RowOrphan { table: Layout::Years };
                records.problems.push(Problem::new(entrant.at, code.as_str(), &fault));
            }
            continue;
        };
        records.records.extend(whole(entrant, history, years, office, &mut records.problems));
    }
    for year in years.values().flatten() {
        let fault = Fault::RowOrphan { table: Layout::Students };
        records.problems.push(Problem::new(year.at.clone(), "", &fault));
    }
    records.settle(files)
}

/// The years of the plain layout, for transcripts of one year.
pub(super) fn single_years(
    sheets: &[&Known<'_>],
    office: &OfficeSettings,
    problems: &mut Vec<Problem>,
) -> Vec<TranscriptYear> {
    let mut entrants = entrants(sheets, problems);
    let mut records = Vec::new();
    for (code, years) in years::read(sheets, problems) {
        let Some(entrant) = entrants.remove(&code) else {
            for year in years {
                let fault = Fault::RowOrphan { table: Layout::Students };
                problems.push(Problem::new(year.at, code.as_str(), &fault));
            }
            continue;
        };
        for year in years {
            if year.transcript.school_year != office.school_year() {
                let fault = Fault::SchoolYearDiffers { expected: office.school_year().to_string() };
                let stated = year.transcript.school_year.to_string();
                problems.push(Problem::new(year.at, &stated, &fault));
                continue;
            }
            let statement = YearStatement {
                organisation: office.organisation().clone(),
                student: entrant.student.clone(),
                transcript: year.transcript.clone(),
                issue: office.issue().clone(),
                supersedes: None,
            };
            match TranscriptYear::new(statement) {
                Ok(record) => records.push(record),
                Err(error) => refused(error, problems, |field| {
                    field.strip_prefix("transcript.").map_or(&entrant.at, |member| year.place(member)).clone()
                }),
            }
        }
    }
    records
}

fn entrants(sheets: &[&Known<'_>], problems: &mut Vec<Problem>) -> BTreeMap<StudentCode, Entrant> {
    let mut entrants: BTreeMap<StudentCode, Entrant> = BTreeMap::new();
    let mut add = |entrant: Entrant, problems: &mut Vec<Problem>| {
        let code = entrant.student.moet_student_code.clone();
        if let Some(first) = entrants.get(&code) {
            let fault = Fault::PupilTwice { first: first.at.to_string() };
            problems.push(Problem::new(entrant.at, code.as_str(), &fault));
        } else {
            entrants.insert(code, entrant);
        }
    };
    for sheet in sheets {
        match sheet.layout {
            Layout::Students => {
                let table = Table::read(sheet.file, &sheet.grid, sheet.header, STUDENTS, problems);
                for row in table.rows() {
                    if let Some(entrant) = entrant(&mut table.row(row, problems)) {
                        add(entrant, problems);
                    }
                }
            }
            Layout::Pupils => {
                for listed in pupils::read(sheet, problems).into_iter().filter(|listed| listed.gone.is_none()) {
                    add(listed.into(), problems);
                }
            }
            _ => {}
        }
    }
    entrants
}

impl From<pupils::Listed> for Entrant {
    fn from(listed: pupils::Listed) -> Entrant {
        Entrant { at: listed.at, student: listed.student, stage: None, page: listed.page }
    }
}

fn entrant(row: &mut Row<'_, '_, '_>) -> Option<Entrant> {
    let (student, page) = (student(row), page(row));
    let stages = [
        ("THCS", Stage::LowerSecondary),
        ("Trung học cơ sở", Stage::LowerSecondary),
        ("THPT", Stage::UpperSecondary),
        ("Trung học phổ thông", Stage::UpperSecondary),
    ];
    let stage = row.one_of("stage", &stages);
    let stage = row.present_if_read("stage", stage);
    let opened = opened(row);
    Some(Entrant {
        at: row.place("code"),
        student: student?,
        stage: Some(stage?),
        page: StudentPage { opened: opened?, ..page? },
    })
}

/// When, where and by whom the transcript was opened: all of it or nothing.
fn opened(row: &mut Row<'_, '_, '_>) -> Option<Option<Issue>> {
    let keys = ["opened_date", "opened_place", "opened_by", "opened_title"];
    if keys.iter().all(|key| !row.has(key)) {
        return Some(None);
    }
    let date = row.date("opened_date");
    let (place, title) = (row.required("opened_place"), row.required("opened_title"));
    let full_name = row.person("opened_by");
    let full_name = row.present_if_read("opened_by", full_name);
    let leader =
        Leader { full_name: full_name?, title: title?, sign_prefix: SignPrefix::None, authority_document: None };
    Some(Some(Issue { date: date?, place: place?, leader }))
}

type History = BTreeMap<StudentCode, Vec<(Attendance, super::Place)>>;

fn history(sheets: &[&Known<'_>], entrants: &BTreeMap<StudentCode, Entrant>, problems: &mut Vec<Problem>) -> History {
    let mut history = History::new();
    for sheet in sheets.iter().filter(|sheet| sheet.layout == Layout::History) {
        let table = Table::read(sheet.file, &sheet.grid, sheet.header, HISTORY, problems);
        for at in table.rows() {
            let row = &mut table.row(at, problems);
            let (code, school_year, class_name) = (row.student_code(), school_year(row), row.required("class"));
            let (school_name, ward) = (row.required("school_name"), row.required("ward"));
            let province = row.required("province");
            let line = (|| {
                let (class_name, school_name) = (class_name?, school_name?);
                Some(Attendance {
                    school_year: school_year?,
                    class_name,
                    school_name,
                    ward: ward?,
                    province: province?,
                })
            })();
            let Some((code, line)) = code.zip(line) else { continue };
            if !entrants.is_empty() && !entrants.contains_key(&code) {
                row.wrong("code", &Fault::RowOrphan { table: Layout::Students });
            }
            history.entry(code).or_default().push((line, row.place("school_year")));
        }
    }
    for lines in history.values_mut() {
        lines.sort_by_key(|(line, _)| line.school_year);
    }
    history
}

fn whole(
    entrant: Entrant,
    history: Vec<(Attendance, super::Place)>,
    years: Vec<Year>,
    office: &OfficeSettings,
    problems: &mut Vec<Problem>,
) -> Option<TranscriptSecondary> {
    let upper = years.first().is_some_and(|year| year.transcript.grade >= 10);
    let stage = entrant.stage.unwrap_or(if upper { Stage::UpperSecondary } else { Stage::LowerSecondary });
    let (lines, lines_at): (Vec<_>, Vec<_>) = history.into_iter().unzip();
    let statement = SecondaryStatement {
        organisation: office.organisation().clone(),
        student: entrant.student,
        stage,
        student_page: entrant.page,
        history: lines,
        years: years.iter().map(|year| year.transcript.clone()).collect(),
        issue: office.issue().clone(),
        supersedes: None,
    };
    let place = |field: &str| {
        let indexed = |list: &str| {
            let (index, member) = field.strip_prefix(list)?.strip_prefix('[')?.split_once(']')?;
            Some((index.parse::<usize>().ok()?, member.trim_start_matches('.')))
        };
        let of_year = indexed("years").and_then(|(index, member)| years.get(index).map(|year| year.place(member)));
        let of_line = indexed("history").and_then(|(index, _)| lines_at.get(index));
        of_year.or(of_line).unwrap_or(&entrant.at).clone()
    };
    match TranscriptSecondary::new(statement) {
        Ok(record) => Some(record),
        Err(error) => {
            refused(error, problems, place);
            None
        }
    }
}

/// Each contradiction at the cell that it concerns.
pub(super) fn refused(error: Error, problems: &mut Vec<Problem>, place: impl Fn(&str) -> super::Place) {
    let refused = |one: &Contradiction| {
        let fault = Fault::RecordRefused { vi: one.message_vi(), en: one.to_string() };
        Problem::new(place(&one.field), &one.stated.vi, &fault)
    };
    match error {
        Error::Contradicts { contradictions } => problems.extend(contradictions.iter().map(refused)),
        other => {
            let fault = Fault::RecordRefused { vi: other.message_vi(), en: other.to_string() };
            problems.push(Problem::new(place(""), "", &fault));
        }
    }
}
