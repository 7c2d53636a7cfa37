//! Results by school year in the plain layout: one row a pupil and year, and one row a pupil, year and
//! subject. What the rules give is computed; what the sheet states of it must be the same.

use std::collections::BTreeMap;

use super::cell;
use super::fault::Fault;
use super::fold::{fold, subject};
use super::layout::Layout;
use super::levels::{Computed, levels};
use super::person::{CODE, SCHOOL_YEAR};
use super::problem::{Place, Problem};
use super::recognised::Known;
use super::table::{Column, Row, Table, column};
use super::taught::{self, Presence};
use crate::document::record::rules::tt22_2021::{self as rules, clause};
use crate::document::record::{
    Absences, Name, Person, Promotion, Remark, RuleSet, SchoolYear, StudentCode, Subject, SubjectCode, SubjectName,
    Transcript,
};

pub(super) const YEARS: &[Column] = &[
    CODE,
    SCHOOL_YEAR,
    column("grade", "Khối", &[], true),
    column("class", "Lớp", &[], true),
    column("homeroom_teacher", "Giáo viên chủ nhiệm", &["GVCN"], true),
    column("rule_set", "Quy định", &["Thông tư"], false),
    column("conduct_s1", "RL HKI", &["Kết quả rèn luyện HKI"], true),
    column("conduct_s2", "RL HKII", &["Kết quả rèn luyện HKII"], true),
    column("conduct_year", "RL cả năm", &["Kết quả rèn luyện cả năm"], false),
    column("conduct_after", "RL sau hè", &[], false),
    column("learning_s1", "HT HKI", &["Kết quả học tập HKI"], false),
    column("learning_s2", "HT HKII", &["Kết quả học tập HKII"], false),
    column("learning_year", "HT cả năm", &["Kết quả học tập cả năm"], false),
    column("average_s1", "ĐTB HKI", &[], false),
    column("average_s2", "ĐTB HKII", &[], false),
    column("average_year", "ĐTB cả năm", &[], false),
    column("excused_s1", "Nghỉ có phép HKI", &[], true),
    column("unexcused_s1", "Nghỉ không phép HKI", &[], true),
    column("excused_s2", "Nghỉ có phép HKII", &[], true),
    column("unexcused_s2", "Nghỉ không phép HKII", &[], true),
    column("average_after", "ĐTB sau kiểm tra lại", &[], false),
    column("learning_after", "HT sau kiểm tra lại", &[], false),
    column("specialised_subject", "Môn chuyên", &[], false),
    column("promotion", "Lên lớp", &[], false),
    column("awards", "Khen thưởng", &[], false),
    column("certificates", "Chứng chỉ", &[], false),
    column("contests", "Cuộc thi", &[], false),
    column("homeroom_remark", "Nhận xét của GVCN", &[], false),
    column("summer_result", "Kết quả rèn luyện hè", &[], false),
    column("approval_text", "Phê duyệt", &["Phê duyệt của hiệu trưởng"], false),
];

pub(super) const MARKS: &[Column] = &[
    CODE,
    SCHOOL_YEAR,
    column("subject", "Môn học", &["Môn"], true),
    column("semester1", "HKI", &["Học kì I"], true),
    column("semester2", "HKII", &["Học kì II"], true),
    column("year", "Cả năm", &[], false),
    column("reassessed", "Đánh giá lại", &[], false),
    column("remark", "Nhận xét", &[], false),
    column("teacher", "Giáo viên", &["Giáo viên môn học"], true),
];

/// A pupil's year, and the cells that stand for it.
pub(super) struct Year {
    pub(super) at: Place,
    pub(super) transcript: Transcript,
    subjects_at: BTreeMap<String, Place>,
}

impl Year {
    /// The cell of a member that a rule contradicts, such as `subjects[mathematics].year`.
    pub(super) fn place(&self, member: &str) -> &Place {
        let code = member.strip_prefix("subjects[").and_then(|rest| rest.split(']').next());
        code.and_then(|code| self.subjects_at.get(code)).unwrap_or(&self.at)
    }
}

type Key = (StudentCode, SchoolYear);

/// The years of each pupil, oldest first.
pub(super) fn read(sheets: &[&Known<'_>], problems: &mut Vec<Problem>) -> BTreeMap<StudentCode, Vec<Year>> {
    let mut lines: BTreeMap<Key, Vec<(Subject, Place)>> = BTreeMap::new();
    for sheet in sheets.iter().filter(|sheet| sheet.layout == Layout::YearMarks) {
        let table = Table::read(sheet.file, &sheet.grid, sheet.header, MARKS, problems);
        for row in table.rows() {
            mark_line(&mut table.row(row, problems), &mut lines);
        }
    }
    let mut years: BTreeMap<Key, Year> = BTreeMap::new();
    let mut unread = false;
    for sheet in sheets.iter().filter(|sheet| sheet.layout == Layout::Years) {
        let table = Table::read(sheet.file, &sheet.grid, sheet.header, YEARS, problems);
        for row in table.rows() {
            let row = &mut table.row(row, problems);
            let (code, school_year) = (row.student_code(), school_year(row));
            let Some(key) = code.zip(school_year) else {
                unread = true;
                continue;
            };
            if let Some(first) = years.get(&key) {
                row.wrong("code", &Fault::RowTwice { first: first.at.to_string() });
                continue;
            }
            let subjects = lines.remove(&key).unwrap_or_default();
            match year(row, key.1, subjects) {
                Some(year) => drop(years.insert(key, year)),
                None => unread = true,
            }
        }
    }
    for (_, at) in lines.into_values().flatten().filter(|_| !unread) {
        problems.push(Problem::new(at, "", &Fault::RowOrphan { table: Layout::Years }));
    }
    let mut by_pupil: BTreeMap<StudentCode, Vec<Year>> = BTreeMap::new();
    for ((code, _), year) in years {
        by_pupil.entry(code).or_default().push(year);
    }
    by_pupil
}

/// `2025-2026`, with or without spaces.
pub(super) fn school_year(row: &mut Row<'_, '_, '_>) -> Option<SchoolYear> {
    let text = row.required::<120>("school_year")?;
    let plain: String = text.as_str().chars().filter(|c| !c.is_whitespace()).collect();
    let read = SchoolYear::parse(&plain.replace('–', "-"));
    row.noted("school_year", read.map_err(|_| Fault::SettingInvalid { expected: "2025-2026".to_owned() }))
}

fn mark_line(row: &mut Row<'_, '_, '_>, lines: &mut BTreeMap<Key, Vec<(Subject, Place)>>) {
    let (code, school_year) = (row.student_code(), school_year(row));
    let name = row.required::<120>("subject");
    let known = name.and_then(|name| subject(&fold(name.as_str()))).and_then(SubjectName::of);
    if known.is_none() && row.has("subject") {
        row.wrong("subject", &Fault::SubjectUnknown);
    }
    let teacher = row.person("teacher").and_then(|teacher| row.present("teacher", teacher));
    let remark = row.optional("remark");
    let Some(known) = known else { return };
    let mut value = |key: &str| row.noted(key, cell::assessment(row.value(key), known.kind));
    let (semester1, semester2) = (value("semester1"), value("semester2"));
    let (stated, reassessed) = (value("year"), value("reassessed"));
    let semesters = [("semester1", semester1), ("semester2", semester2)];
    let [first, second] = semesters.map(|(key, read)| row.present_if_read(key, read));
    let Some((first, second)) = first.zip(second) else { return };
    let Some(year) = rules::year_value(first, second) else { return };
    if stated.flatten().is_some_and(|stated| stated != year) {
        let clause = year.mark().map_or(clause::COMMENTS, |_| clause::AVERAGES);
        row.wrong("year", &Fault::YearContradicts { expected: year.text_vi(), clause });
        return;
    }
    let (Some(key), Some(full_name), Some(remark), Some(reassessed)) =
        (code.zip(school_year), teacher, remark, reassessed)
    else {
        return;
    };
    let (Ok(subject_code), Ok(subject_name)) = (SubjectCode::new(known.code), Name::new(known.name_vi)) else { return };
    let of_pupil = lines.entry(key).or_default();
    if let Some((_, first)) = of_pupil.iter().find(|(other, _)| other.subject_code == subject_code) {
        let first = first.to_string();
        row.wrong("subject", &Fault::RowTwice { first });
        return;
    }
    let subject = Subject {
        subject_code,
        subject_name,
        assessment_kind: known.kind,
        semester1: Some(first),
        semester2: Some(second),
        year: Some(year),
        reassessed,
        remark,
        teacher: Person { full_name },
    };
    of_pupil.push((subject, row.place("subject")));
}

/// The year of a row with the marks that belong to it.
fn year(row: &mut Row<'_, '_, '_>, school_year: SchoolYear, lines: Vec<(Subject, Place)>) -> Option<Year> {
    let grade = row.required::<120>("grade").and_then(|text| {
        let read = text.as_str().parse::<u8>().ok().filter(|grade| (6..=12).contains(grade));
        row.noted("grade", read.ok_or(Fault::GradeUnsupported))
    });
    let class_name: Option<Name> = row.required("class");
    let homeroom_teacher = row.person("homeroom_teacher").and_then(|name| row.present("homeroom_teacher", name));
    let sets = [("TT 22/2021", RuleSet::Tt22Of2021), ("TT 58/2011", RuleSet::Tt58Of2011)];
    let sets = [sets, [("tt22_2021", RuleSet::Tt22Of2021), ("tt58_2011", RuleSet::Tt58Of2011)]].concat();
    let rule_set = row.one_of("rule_set", &sets);
    let levels = levels(row, rule_set?.unwrap_or(RuleSet::Tt22Of2021));
    let averages = ["average_s1", "average_s2", "average_year", "average_after"]
        .map(|key| row.noted(key, cell::mark(row.value(key))));
    let specialised = specialised(row);
    let absences = [("excused_s1", "unexcused_s1"), ("excused_s2", "unexcused_s2")].map(|(excused, unexcused)| {
        let counted = row.noted(excused, cell::count(row.value(excused)));
        let missed = row.noted(unexcused, cell::count(row.value(unexcused)));
        Absences::new(counted?, missed?)
    });
    let promotions = [Promotion::Promoted, Promotion::PromotedAfterReassessment, Promotion::NotPromoted];
    let promotion = row.one_of("promotion", &promotions.map(|one| (one.label_vi(), one)));
    let [awards, certificates, contests] = ["awards", "certificates", "contests"].map(|key| row.remarks(key));
    let [remark, summer, approval] =
        ["homeroom_remark", "summer_result", "approval_text"].map(|key| row.optional::<500>(key));
    let (grade, rule_set) = (grade?, rule_set.flatten().unwrap_or(RuleSet::Tt22Of2021));
    if rule_set == RuleSet::Tt22Of2021 {
        complete(row, grade, &lines)?;
    }
    let (mut subjects, mut subjects_at) = (Vec::new(), BTreeMap::new());
    for (subject, at) in ordered(lines, grade) {
        subjects_at.insert(subject.subject_code.to_string(), at);
        subjects.push(subject);
    }
    let computed = Computed::of(&subjects, rule_set);
    let mut levels = levels?;
    if let Some(computed) = &computed {
        levels.settle(row, computed)?;
    }
    let [absences_s1, absences_s2] = absences;
    let absences_year = absences_s1?.and(absences_s2?)?;
    let promotion = levels.promotion(row, promotion?, rule_set, absences_year)?;
    let mut awards = awards?;
    let earned = computed.and_then(|computed| rules::award(levels.conduct[2]?, levels.learning[2]?, &computed.year));
    if let Some(title) = earned.and_then(|award| Remark::new(award.title_vi()).ok())
        && !awards.contains(&title)
    {
        awards.insert(0, title);
    }
    let [average_s1, average_s2, average_year, average_after] = averages;
    let transcript = Transcript {
        rule_set,
        school_year,
        grade,
        class_name: class_name?,
        homeroom_teacher: Person { full_name: homeroom_teacher? },
        not_assessed_disability: false,
        subjects,
        conduct_s1: levels.conduct[0],
        conduct_s2: levels.conduct[1],
        conduct_year: levels.conduct[2],
        learning_s1: levels.learning[0],
        learning_s2: levels.learning[1],
        learning_year: levels.learning[2],
        average_s1: average_s1?,
        average_s2: average_s2?,
        average_year: average_year?,
        average_after: average_after?,
        specialised_subject: specialised?,
        conduct_after: levels.conduct_after,
        learning_after: levels.learning_after,
        absences_s1: absences_s1?,
        absences_s2: absences_s2?,
        absences_year,
        promotion,
        programme_completion: rules::programme_completion(grade, promotion),
        certificates: certificates?,
        contests: contests?,
        awards,
        homeroom_remark: remark?,
        summer_result: summer?,
        approval_text: approval?,
        corrections: Vec::new(),
    };
    Some(Year { at: row.place("code"), transcript, subjects_at })
}

fn specialised(row: &mut Row<'_, '_, '_>) -> Option<Option<SubjectCode>> {
    let Some(name) = row.optional::<120>("specialised_subject")? else { return Some(None) };
    let code = subject(&fold(name.as_str())).and_then(|code| SubjectCode::new(code).ok());
    row.noted("specialised_subject", code.ok_or(Fault::SubjectUnknown)).map(Some)
}

/// The subjects that a pupil of the grade must have; those that are missing are named.
fn complete(row: &mut Row<'_, '_, '_>, grade: u8, lines: &[(Subject, Place)]) -> Option<()> {
    let has = |code: &str| lines.iter().any(|(subject, _)| subject.subject_code.as_str() == code);
    let mut electives = 0usize;
    let mut whole = true;
    for (subject, presence) in taught::of(grade) {
        electives += usize::from(presence == Presence::Elective && has(subject.code));
        if presence == Presence::Compulsory && !has(subject.code) {
            row.wrong("code", &Fault::ValueMissing { what: subject.name_vi.to_owned() });
            whole = false;
        }
    }
    if grade >= 10 && electives != taught::ELECTIVES {
        row.wrong("code", &Fault::ElectivesCount { found: electives });
        whole = false;
    }
    whole.then_some(())
}

/// In the order of the page, under the names of the grade.
fn ordered(lines: Vec<(Subject, Place)>, grade: u8) -> Vec<(Subject, Place)> {
    let order = |code: &str| taught::of(grade).position(|(subject, _)| subject.code == code).unwrap_or(usize::MAX);
    let mut lines = lines;
    lines.sort_by_key(|(subject, _)| order(subject.subject_code.as_str()));
    for (subject, _) in &mut lines {
        if let Some((known, _)) = taught::subject(subject.subject_code.as_str(), grade)
            && let Ok(name) = Name::new(known.name_vi)
        {
            subject.subject_name = name;
        }
    }
    lines
}
