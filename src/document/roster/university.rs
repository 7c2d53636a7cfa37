//! University transcripts in the plain layout: a table of students and a table of courses, joined by the
//! student's code; the grading scale stands in `[scale]` of vanbang.toml.

use std::collections::{BTreeMap, BTreeSet};

use super::Records;
use super::cell;
use super::fault::Fault;
use super::layout::Layout;
use super::office::OfficeSettings;
use super::problem::{Place, Problem};
use super::recognised;
use super::secondary::refused;
use super::table::{Column, Row, Table, column};
use crate::document::record::{
    Code, Course, Decimal, Learner, Programme, Scale, TranscriptUniversity, UniversityStatement,
};

pub(super) const LEARNERS: &[Column] = &[
    column("student", "Mã số sinh viên", &["MSSV", "Mã sinh viên"], true),
    column("full_name", "Họ và tên", &["Họ tên"], true),
    column("date_of_birth", "Ngày sinh", &["Ngày tháng năm sinh"], true),
    column("place_of_birth", "Nơi sinh", &[], false),
    column("gender", "Giới tính", &[], false),
    column("major", "Ngành", &["Ngành đào tạo"], true),
    column("major_en", "Ngành (tiếng Anh)", &[], false),
    column("major_code", "Mã ngành", &[], false),
    column("specialisation", "Chuyên ngành", &[], false),
    column("specialisation_en", "Chuyên ngành (tiếng Anh)", &[], false),
    column("level", "Trình độ", &["Trình độ đào tạo"], true),
    column("level_en", "Trình độ (tiếng Anh)", &[], false),
    column("mode", "Hình thức đào tạo", &[], false),
    column("mode_en", "Hình thức đào tạo (tiếng Anh)", &[], false),
    column("language", "Ngôn ngữ đào tạo", &[], false),
    column("language_en", "Ngôn ngữ đào tạo (tiếng Anh)", &[], false),
    column("duration_years", "Thời gian đào tạo (năm)", &["Thời gian đào tạo"], false),
    column("cohort", "Khóa", &["Khóa học"], false),
    column("admission_date", "Ngày nhập học", &[], false),
    column("graduation_date", "Ngày tốt nghiệp", &[], false),
    column("document_no", "Số bảng điểm", &[], false),
    column("total_credits", "Tổng tín chỉ", &["Tổng số tín chỉ"], true),
    column("average_10", "ĐTB hệ 10", &[], false),
    column("average_4", "ĐTB hệ 4", &[], true),
    column("thesis_title", "Tên khóa luận", &["Tên luận văn"], false),
    column("thesis_title_en", "Tên khóa luận (tiếng Anh)", &[], false),
    column("thesis_mark", "Điểm khóa luận", &[], false),
    column("classification", "Xếp loại", &["Xếp loại tốt nghiệp"], false),
    column("classification_lowered", "Hạ hạng", &["Giảm hạng"], false),
    column("diploma_serial", "Số hiệu văn bằng", &["Số hiệu"], false),
    column("register_no", "Số vào sổ gốc", &["Số vào sổ"], false),
    column("decision_no", "Số quyết định", &["Số QĐ tốt nghiệp"], false),
    column("decision_date", "Ngày quyết định", &[], false),
];

pub(super) const COURSES: &[Column] = &[
    column("student", "Mã số sinh viên", &["MSSV", "Mã sinh viên"], true),
    column("code", "Mã học phần", &[], true),
    column("name", "Tên học phần", &["Học phần"], true),
    column("name_en", "Tên học phần (tiếng Anh)", &[], false),
    column("credits", "Số tín chỉ", &["Tín chỉ"], true),
    column("mark_10", "Điểm hệ 10", &[], false),
    column("letter", "Điểm chữ", &[], true),
    column("mark_4", "Điểm hệ 4", &[], false),
    column("term", "Học kỳ", &[], false),
    column("recognised_from", "Công nhận từ", &[], false),
    column("excluded", "Không tính", &[], false),
];

/// Reads the scale from the text of the settings.
///
/// # Errors
/// The problem, with the path of the table as the cell.
pub fn read_scale(file: &str, text: &str) -> Result<Scale, Vec<Problem>> {
    let malformed =
        |detail: String| vec![Problem::new(Place::key(file, "scale"), "", &Fault::SettingsMalformed { detail })];
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| malformed(error.message().to_owned()))?;
    let scale =
        table.get("scale").ok_or_else(|| vec![Problem::new(Place::key(file, "scale"), "", &Fault::SettingMissing)])?;
    scale.clone().try_into().map_err(|error: toml::de::Error| malformed(error.message().to_owned()))
}

/// Reads university transcripts; each file is given as its name and its bytes.
pub fn read_university(
    files: &[(&str, &[u8])],
    office: &OfficeSettings,
    scale: &Scale,
) -> Records<TranscriptUniversity> {
    let mut records = Records::default();
    let wanted = [Layout::Learners, Layout::Courses];
    let sheets = recognised::sheets(files, &wanted, &mut records.problems, &mut records.notes);
    let problems = &mut records.problems;
    let mut courses: BTreeMap<String, Vec<(Course, Place)>> = BTreeMap::new();
    // Students with a course that could not be read; nothing is computed of them.
    let mut unread: BTreeSet<String> = BTreeSet::new();
    for sheet in sheets.known.iter().filter(|sheet| sheet.layout == Layout::Courses) {
        let table = Table::read(sheet.file, &sheet.grid, sheet.header, COURSES, problems);
        for row in table.rows() {
            let row = &mut table.row(row, problems);
            match course(row) {
                Ok((student, course)) => courses.entry(student).or_default().push(course),
                Err(student) => unread.extend(student),
            }
        }
    }
    let mut students: BTreeMap<String, Place> = BTreeMap::new();
    for sheet in sheets.known.iter().filter(|sheet| sheet.layout == Layout::Learners) {
        let table = Table::read(sheet.file, &sheet.grid, sheet.header, LEARNERS, problems);
        for at in table.rows() {
            let row = &mut table.row(at, problems);
            let code = row.code("student").map(|student| student.folded());
            let statement = learner(row, office, scale);
            let Some(code) = code else { continue };
            if let Some(first) = students.insert(code.clone(), row.place("student")) {
                row.wrong("student", &Fault::RowTwice { first: first.to_string() });
                continue;
            }
            let courses = courses.remove(&code).unwrap_or_default();
            if let Some(statement) = statement.filter(|_| !unread.contains(&code)) {
                records.records.extend(whole(statement, courses, row));
            }
        }
    }
    for (_, at) in courses.into_values().flatten() {
        problems.push(Problem::new(at, "", &Fault::RowOrphan { table: Layout::Learners }));
    }
    records.settle(files)
}

fn decimal(row: &mut Row<'_, '_, '_>, key: &str) -> Option<Option<Decimal>> {
    row.noted(key, cell::decimal(row.value(key)))
}

/// A student's code and a course, or the code alone.
fn course(row: &mut Row<'_, '_, '_>) -> Result<(String, (Course, Place)), Option<String>> {
    let student = row.code("student").map(|student| student.folded());
    let course = course_of(row).ok_or_else(|| student.clone())?;
    let student = student.ok_or(None)?;
    Ok((student, (course, row.place("code"))))
}

fn course_of(row: &mut Row<'_, '_, '_>) -> Option<Course> {
    let (code, name) = (row.code("code"), row.required("name"));
    let name_en = row.optional("name_en");
    let [credits, mark_10, mark_4] = ["credits", "mark_10", "mark_4"].map(|key| decimal(row, key));
    let credits = row.present_if_read("credits", credits);
    let letter = row.required("letter");
    let (term, recognised_from) = (row.optional("term"), row.optional("recognised_from"));
    let excluded = row.noted("excluded", cell::yes(row.value("excluded")));
    Some(Course {
        code: code?,
        name: name?,
        name_en: name_en?,
        credits: credits?,
        mark_10: mark_10?,
        letter: letter?,
        mark_4: mark_4?,
        term: term?,
        recognised_from: recognised_from?,
        excluded: excluded?,
    })
}

fn learner(row: &mut Row<'_, '_, '_>, office: &OfficeSettings, scale: &Scale) -> Option<UniversityStatement> {
    // All cells are read before any is missed, so that every problem of a row is told at once.
    let student = cell::text_of::<64>(row.value("student")).ok().flatten().map(Code::from);
    let name = row.noted("full_name", cell::name(row.value("full_name")));
    let (birth, gender, place_of_birth) = (row.date("date_of_birth"), row.gender(), row.optional("place_of_birth"));
    let (major, level) = (row.required("major"), row.required("level"));
    let names = ["major_en", "specialisation", "specialisation_en", "level_en", "mode", "mode_en", "language"];
    let [major_en, specialisation, specialisation_en, level_en, mode, mode_en, language] =
        names.map(|key| row.optional(key));
    let [language_en, cohort, classification] =
        ["language_en", "cohort", "classification"].map(|key| row.optional(key));
    let codes = ["major_code", "document_no", "diploma_serial", "register_no", "decision_no"];
    let [major_code, document_no, diploma_serial, register_no, decision_no] = codes.map(|key| row.optional_code(key));
    let dates = ["admission_date", "graduation_date", "decision_date"];
    let [admission_date, graduation_date, decision_date] = dates.map(|key| row.optional_date(key));
    let numbers = ["duration_years", "total_credits", "average_10", "average_4", "thesis_mark"];
    let [duration_years, total_credits, average_10, average_4, thesis_mark] = numbers.map(|key| decimal(row, key));
    let total_credits = row.present_if_read("total_credits", total_credits);
    let average_4 = row.present_if_read("average_4", average_4);
    let lowered = row.noted("classification_lowered", cell::yes(row.value("classification_lowered")));
    let (thesis_title, thesis_title_en) = (row.optional("thesis_title"), row.optional("thesis_title_en"));
    Some(UniversityStatement {
        organisation: office.organisation().clone(),
        learner: Learner {
            full_name: name?,
            date_of_birth: birth?,
            place_of_birth: place_of_birth?,
            gender: gender?,
            university_student_code: student?,
        },
        programme: Programme {
            major: major?,
            major_en: major_en?,
            major_code: major_code?,
            specialisation: specialisation?,
            specialisation_en: specialisation_en?,
            level: level?,
            level_en: level_en?,
            mode: mode?,
            mode_en: mode_en?,
            language: language?,
            language_en: language_en?,
            duration_years: duration_years?,
            cohort: cohort?,
            admission_date: admission_date?,
            graduation_date: graduation_date?,
        },
        document_no: document_no?,
        scale: scale.clone(),
        courses: Vec::new(),
        total_credits: total_credits?,
        average_10: average_10?,
        average_4: average_4?,
        thesis_title: thesis_title?,
        thesis_title_en: thesis_title_en?,
        thesis_mark: thesis_mark?,
        classification: classification?,
        classification_lowered: lowered?,
        diploma_serial: diploma_serial?,
        register_no: register_no?,
        decision_no: decision_no?,
        decision_date: decision_date?,
        issue: office.issue().clone(),
        supersedes: None,
    })
}

fn whole(
    statement: UniversityStatement,
    courses: Vec<(Course, Place)>,
    row: &mut Row<'_, '_, '_>,
) -> Option<TranscriptUniversity> {
    let (courses, places): (Vec<Course>, Vec<Place>) = courses.into_iter().unzip();
    let codes: Vec<String> = courses.iter().map(|course| course.code.to_string()).collect();
    match TranscriptUniversity::new(UniversityStatement { courses, ..statement }) {
        Ok(record) => Some(record),
        Err(error) => {
            let student = |field: &str| {
                let member = field.rsplit('.').next().unwrap_or_default();
                row.place(LEARNERS.iter().find(|column| column.key == member).map_or("student", |column| column.key))
            };
            let place = |field: &str| {
                let code = field.strip_prefix("courses[").and_then(|rest| rest.split_once(']')).map(|(code, _)| code);
                let index = code.and_then(|code| codes.iter().position(|other| other == code));
                index.and_then(|index| places.get(index)).cloned().unwrap_or_else(|| student(field))
            };
            let mut found = Vec::new();
            refused(error, &mut found, place);
            row.problems.extend(found);
            None
        }
    }
}
