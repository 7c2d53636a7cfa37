//! What a set of sheets states, read by rules of a few lines each that share nothing with the program:
//! whoever disagrees with them must say so.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;
use vanbang::document::record::{Assessment, Diploma, Gender, TranscriptYear};

use super::book::{Cell, Sheet};
use super::school::{COMMENTED, HEADER_ROW, MARKED};

/// What a record holds of a pupil: every value that comes out of the sheets, by a name.
pub type Facts = BTreeMap<String, String>;

/// `None` when some cell cannot be read as what it must be.
pub fn transcripts(first: &Sheet, second: &Sheet, list: &Sheet, marks: &Sheet) -> Option<Vec<Facts>> {
    let [one, two] = [summary(first, 1)?, summary(second, 2)?];
    let [listed, remarks] = [
        table(list, &["Mã định danh Bộ GD&ĐT", "Giới tính", "Nơi sinh chi tiết"])?,
        table(marks, &["Mã định danh Bộ GD&ĐT", "Nội dung nhận xét"])?,
    ];
    let mut all = Vec::new();
    for (code, earlier) in &one {
        let later = two.get(code)?;
        let mut facts: Facts = earlier.iter().chain(later).map(|(name, value)| (name.clone(), value.clone())).collect();
        for key in ["name", "birth"] {
            (earlier.get(key) == later.get(key)).then_some(())?;
        }
        for subject in MARKED {
            let tenths = |semester: u32| facts.get(&format!("{subject} {semester}"))?.parse::<u32>().ok();
            let year = (2 * (tenths(1)? + 2 * tenths(2)?) + 3) / 6;
            facts.insert(format!("{subject} year"), year.to_string());
        }
        let row = listed.iter().find(|row| row[0] == *code)?;
        facts.insert("gender".to_owned(), row[1].clone());
        facts.insert("place".to_owned(), row[2].clone());
        facts.insert("remark".to_owned(), remarks.iter().find(|row| row[0] == *code)?[1].clone());
        all.push(facts);
    }
    (one.len() == two.len()).then_some(all)
}

/// Each pupil's values by code.
fn summary(sheet: &Sheet, semester: u32) -> Option<BTreeMap<String, Facts>> {
    let mut found = BTreeMap::new();
    let column = |header: &str| sheet.column(HEADER_ROW, header);
    let code = column("Mã học sinh")?;
    for row in HEADER_ROW + 2..=sheet.last_row() {
        if !sheet.cells.contains_key(&(row, code)) {
            continue;
        }
        let text = |header: &str| plain_text(sheet.cells.get(&(row, column(header)?)));
        let number = text("Mã học sinh")?;
        let mut facts = Facts::new();
        facts.insert("code".to_owned(), number.clone());
        facts.insert("name".to_owned(), text("Họ và tên")?);
        facts.insert("birth".to_owned(), day(sheet.cells.get(&(row, column("Ngày sinh")?))?)?);
        for subject in MARKED {
            let tenths = tenths(sheet.cells.get(&(row, column(subject)?))?)?;
            facts.insert(format!("{subject} {semester}"), tenths.to_string());
        }
        for subject in COMMENTED {
            facts.insert(format!("{subject} {semester}"), passed(&text(subject)?)?.to_owned());
        }
        let conduct = level(&text("Kết quả rèn luyện")?)?;
        facts.insert(format!("conduct {semester}"), conduct.to_owned());
        let (absences, mut sum) = (column("Buổi nghỉ")?, 0);
        for offset in 0..2 {
            let count: u32 =
                plain_text(sheet.cells.get(&(row, absences + offset))).map_or(Some(0), |text| text.parse().ok())?;
            sum += count;
        }
        facts.insert(format!("absences {semester}"), sum.to_string());
        found.insert(number, facts).is_none().then_some(())?;
    }
    Some(found)
}

/// What the tables of the plain layout state of one school year.
pub fn plain(students: &Sheet, years: &Sheet, marks: &Sheet) -> Option<Vec<Facts>> {
    let listed = table(students, &["Mã học sinh", "Họ và tên", "Giới tính", "Nơi sinh", "Cấp học"])?;
    let (code, birth) = (students.column(0, "Mã học sinh")?, students.column(0, "Ngày sinh")?);
    let numbered = (1..=students.last_row()).filter(|row| students.cells.contains_key(&(*row, code)));
    let mut all: BTreeMap<String, Facts> = BTreeMap::new();
    for (line, row) in listed.into_iter().zip(numbered) {
        let [code, name, gender, place, stage] = line.try_into().ok()?;
        // Without that column it is the pupil list of the sector database.
        let right = stage == "THCS" || students.column(0, "Cấp học").is_none();
        (right && !name.is_empty()).then_some(())?;
        let birth = day(students.cells.get(&(row, birth))?)?;
        let facts = [("code", code.clone()), ("name", name), ("birth", birth), ("gender", gender), ("place", place)];
        let facts = facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        all.insert(code, facts).is_none().then_some(())?;
    }
    let conduct = ["RL HKI", "RL HKII"];
    let absences = ["Nghỉ có phép HKI", "Nghỉ không phép HKI", "Nghỉ có phép HKII", "Nghỉ không phép HKII"];
    let headers = [&["Mã học sinh", "Năm học", "Khối"], &conduct[..], &absences].concat();
    let mut with_year = 0;
    for line in table(years, &headers)? {
        let facts = all.get_mut(&line[0])?;
        (line[1].replace(' ', "") == "2025-2026" && line[2] == "6").then_some(())?;
        for semester in 0..2 {
            facts
                .insert(format!("conduct {}", semester + 1), level(&line[3 + semester])?.to_owned())
                .is_none()
                .then_some(())?;
            let count =
                |column: usize| if line[column].is_empty() { Some(0) } else { line[column].parse::<u32>().ok() };
            let sum = count(5 + 2 * semester)? + count(6 + 2 * semester)?;
            facts.insert(format!("absences {}", semester + 1), sum.to_string());
        }
        with_year += 1;
    }
    (with_year == all.len()).then_some(())?;
    let (first, second) = (marks.column(0, "HKI")?, marks.column(0, "HKII")?);
    let lines = table(marks, &["Mã học sinh", "Năm học", "Môn học", "Nhận xét"])?;
    let code = marks.column(0, "Mã học sinh")?;
    let numbered = (1..=marks.last_row()).filter(|row| marks.cells.contains_key(&(*row, code)));
    for (line, row) in lines.iter().zip(numbered) {
        let facts = all.get_mut(&line[0])?;
        (line[1].replace(' ', "") == "2025-2026").then_some(())?;
        let subject = MARKED.iter().chain(COMMENTED).find(|subject| **subject == line[2])?;
        for (semester, column) in [(1, first), (2, second)] {
            let cell = marks.cells.get(&(row, column))?;
            let value = if MARKED.contains(subject) {
                tenths(cell)?.to_string()
            } else {
                passed(&plain_text(Some(cell))?)?.to_owned()
            };
            facts.insert(format!("{subject} {semester}"), value).is_none().then_some(())?;
        }
        if *subject == "Toán" {
            facts.insert("remark".to_owned(), line[3].clone());
        }
    }
    for facts in all.values_mut() {
        for subject in MARKED {
            let tenths = |semester: u32| facts.get(&format!("{subject} {semester}"))?.parse::<u32>().ok();
            let year = (2 * (tenths(1)? + 2 * tenths(2)?) + 3) / 6;
            facts.insert(format!("{subject} year"), year.to_string());
        }
        COMMENTED.iter().all(|subject| facts.contains_key(&format!("{subject} 2"))).then_some(())?;
    }
    Some(all.into_values().collect())
}

fn passed(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "đ" | "đạt" => Some("pass"),
        "cđ" | "chưa đạt" => Some("fail"),
        _ => None,
    }
}

fn level(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "t" | "tốt" => Some("Tốt"),
        "k" | "khá" => Some("Khá"),
        "đ" | "đạt" => Some("Đạt"),
        "cđ" | "chưa đạt" => Some("Chưa đạt"),
        _ => None,
    }
}

/// The rows of a table, its first column filled.
fn table(sheet: &Sheet, headers: &[&str]) -> Option<Vec<Vec<String>>> {
    let header = (0..10).find(|row| sheet.column(*row, headers[0]).is_some())?;
    // A column whose name nobody knows says nothing.
    let columns: Vec<Option<u32>> = headers.iter().map(|name| sheet.column(header, name)).collect();
    let cell = |row: u32, column: &Option<u32>| {
        column.and_then(|column| plain_text(sheet.cells.get(&(row, column)))).unwrap_or_default()
    };
    let rows = header + 1..=sheet.last_row();
    let rows = rows.map(|row| columns.iter().map(|column| cell(row, column)).collect::<Vec<String>>());
    Some(rows.filter(|row| !row[0].is_empty()).collect())
}

/// The university's list, by the headers of [`super::school::diplomas`].
pub fn diplomas(sheet: &Sheet) -> Option<Vec<Vec<String>>> {
    let headers = [
        "Số hiệu",
        "Họ và Tên",
        "Giới tính",
        "Xếp loại",
        "Số QĐ Tốt nghiệp",
        "Năm TN",
        "Vào sổ cấp văn bằng, chứng chỉ số",
        "Ngành",
    ];
    let mut rows = table(sheet, &headers)?;
    let header = (0..10).find(|row| sheet.column(*row, "Số hiệu").is_some())?;
    let (serial, birth) = (sheet.column(header, "Số hiệu")?, sheet.column(header, "Ngày sinh")?);
    let numbered = (header + 1..=sheet.last_row()).filter(|row| sheet.cells.contains_key(&(*row, serial)));
    for (row, values) in numbered.zip(&mut rows) {
        values.push(day(sheet.cells.get(&(row, birth))?)?);
    }
    Some(rows)
}

pub fn of_diploma(diploma: &Diploma) -> Vec<String> {
    let text = |name: Option<&str>| name.unwrap_or_default().to_owned();
    vec![
        diploma.serial_no.to_string(),
        diploma.holder.full_name.to_string(),
        gender(diploma.holder.gender),
        text(diploma.classification.as_ref().map(|name| name.as_str())),
        diploma.decision_no.to_string(),
        diploma.graduation_year.to_string(),
        diploma.register_no.to_string(),
        text(diploma.major.as_ref().map(|name| name.as_str())),
        diploma.holder.date_of_birth.to_string(),
    ]
}

fn gender(gender: Option<Gender>) -> String {
    gender.map_or("", |gender| if gender == Gender::Male { "Nam" } else { "Nữ" }).to_owned()
}

/// The same facts out of a record.
pub fn of_record(record: &TranscriptYear) -> Facts {
    let (pupil, year) = (record.student(), record.transcript());
    let mut facts = Facts::new();
    let mut add = |name: &str, value: String| drop(facts.insert(name.to_owned(), value));
    add("code", pupil.moet_student_code.to_string());
    add("name", pupil.full_name.to_string());
    add("birth", pupil.date_of_birth.to_string());
    add("gender", gender(pupil.gender));
    add("place", pupil.place_of_birth.as_ref().map(ToString::to_string).unwrap_or_default());
    let codes = [
        "mathematics",
        "history_geography",
        "natural_science",
        "informatics",
        "literature",
        "foreign_language_1",
        "civic_education",
        "technology",
        "physical_education",
        "arts",
        "local_education",
        "experiential_career",
    ];
    for (name, code) in MARKED.iter().chain(COMMENTED).zip(codes) {
        let subject = year.subjects.iter().find(|subject| subject.subject_code.as_str() == code).unwrap();
        for (when, value) in [("1", subject.semester1), ("2", subject.semester2), ("year", subject.year)] {
            if when != "year" || MARKED.contains(name) {
                let value = match value.unwrap() {
                    Assessment::Mark(mark) => mark.tenths().to_string(),
                    result => result.to_string(),
                };
                add(&format!("{name} {when}"), value);
            }
        }
        if code == "mathematics" {
            add("remark", subject.remark.as_ref().map(ToString::to_string).unwrap_or_default());
        }
    }
    for (semester, conduct, absences) in
        [("1", year.conduct_s1, year.absences_s1), ("2", year.conduct_s2, year.absences_s2)]
    {
        add(&format!("conduct {semester}"), conduct.unwrap().label_vi().to_owned());
        add(&format!("absences {semester}"), absences.total.to_string());
    }
    facts
}

/// Composed text without white space around it and with single spaces inside.
fn plain_text(cell: Option<&Cell>) -> Option<String> {
    let text = match cell? {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        _ => return None,
    };
    let text = text.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    (!matches!(text.as_str(), "" | "-" | "–")).then_some(text)
}

fn tenths(cell: &Cell) -> Option<u32> {
    let text = plain_text(Some(cell))?.replace(',', ".");
    let value: f64 = text.parse().ok().filter(|value| (0.0..=10.0).contains(value))?;
    let tenths = (value * 10.0).round();
    ((value * 10.0 - tenths).abs() < 1e-6).then(|| format!("{tenths}").parse().ok()).flatten()
}

/// `YYYY-MM-DD`.
fn day(cell: &Cell) -> Option<String> {
    let date = match cell {
        Cell::Day(day) => chrono::NaiveDate::from_ymd_opt(1899, 12, 30)? + chrono::Days::new(u64::from(*day)),
        other => chrono::NaiveDate::parse_from_str(&plain_text(Some(other))?, "%d/%m/%Y").ok()?,
    };
    Some(date.to_string())
}
