//! The facts that a person compares with the page in their hand.

use super::{Assessment, Body, Level, Record, Subject, TranscriptYear};

/// One labelled fact; the value is as the page prints it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fact {
    /// Label for Vietnamese readers.
    pub label_vi: String,
    /// Label for English readers.
    pub label_en: String,
    /// The value, with decimal comma and `dd/mm/yyyy`.
    pub value: String,
}

impl Fact {
    fn new(label_vi: &str, label_en: &str, value: impl Into<String>) -> Fact {
        Fact { label_vi: label_vi.to_owned(), label_en: label_en.to_owned(), value: value.into() }
    }
}

/// A line of a table of marks: its name and what stands behind it, as the page prints them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkRow {
    pub name: String,
    /// The marks that are there, from left to right.
    pub marks: Vec<Fact>,
}

impl Record {
    /// The tables of marks, line by line.
    pub fn mark_rows(&self) -> Vec<MarkRow> {
        match self.body() {
            Body::TranscriptYearSecondary(year) => year.transcript().subjects.iter().map(mark_row).collect(),
        }
    }

    /// What a person compares with the page, in reading order.
    pub fn facts(&self) -> Vec<Fact> {
        match self.body() {
            Body::TranscriptYearSecondary(year) => transcript_year(year),
        }
    }
}

fn mark_row(subject: &Subject) -> MarkRow {
    let (vi, en) = (subject.subject_name.as_str(), name_en(subject));
    let marks = [
        ("học kì I", "first semester", subject.semester1),
        ("học kì II", "second semester", subject.semester2),
        ("cả năm", "year", subject.year),
        ("đánh giá lại", "reassessment", subject.reassessed),
    ];
    let fact = |(when_vi, when_en, mark): (&str, &str, Option<Assessment>)| {
        Some(Fact::new(&format!("Điểm {vi} {when_vi}"), &format!("{en}, {when_en}"), mark?.text_vi()))
    };
    MarkRow { name: vi.to_owned(), marks: marks.into_iter().filter_map(fact).collect() }
}

fn name_en(subject: &Subject) -> &str {
    super::SubjectName::of(subject.subject_code.as_str()).map_or(subject.subject_name.as_str(), |known| known.name_en)
}

fn transcript_year(year: &TranscriptYear) -> Vec<Fact> {
    let (school, pupil) = (year.organisation(), year.student());
    let (results, issue) = (year.transcript(), year.issue());
    let mut facts = vec![
        Fact::new("Họ và tên", "Full name", pupil.full_name.as_str()),
        Fact::new("Ngày sinh", "Date of birth", pupil.date_of_birth.text_vi()),
        Fact::new("Mã định danh học sinh", "Pupil code", pupil.moet_student_code.as_str()),
        Fact::new("Lớp", "Class", results.class_name.as_str()),
        Fact::new("Năm học", "School year", results.school_year.to_string()),
        Fact::new("Trường", "School", format!("{}, {}, {}", school.name, school.ward, school.province)),
    ];
    for subject in &results.subjects {
        if let Some(value) = subject.year {
            facts.push(Fact::new(
                &format!("{} (cả năm)", subject.subject_name),
                &format!("{} (year)", name_en(subject)),
                value.text_vi(),
            ));
        }
    }
    let levels = [
        ("Kết quả rèn luyện cả năm", "Conduct, year", results.conduct_year),
        ("Kết quả học tập cả năm", "Learning result, year", results.learning_year),
        ("Kết quả rèn luyện sau đánh giá lại", "Conduct after reassessment", results.conduct_after),
        ("Kết quả học tập sau đánh giá lại", "Learning after reassessment", results.learning_after),
    ];
    for (label_vi, label_en, level) in levels {
        if let Some(level) = level {
            facts.push(Fact::new(label_vi, label_en, Level::label_vi(level)));
        }
    }
    facts.push(Fact::new(
        "Tổng số buổi nghỉ cả năm",
        "Sessions missed in the year",
        results.absences_year.total.to_string(),
    ));
    facts.push(Fact::new("Lên lớp", "Promotion", results.promotion.label_vi()));
    for award in &results.awards {
        facts.push(Fact::new("Khen thưởng", "Award", award.as_str()));
    }
    facts.push(Fact::new("Ngày phát hành", "Date of issue", issue.date.text_vi()));
    facts.push(Fact::new("Người ký", "Signed by", format!("{}, {}", issue.leader.full_name, issue.leader.title)));
    facts
}
