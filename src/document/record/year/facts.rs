//! What a person compares with the pages of a school year.

use super::{Subject, Transcript, YearStatement};
use crate::document::record::facts::holder;
use crate::document::record::{Assessment, Fact, Level, MarkRow, SubjectName};

/// The marks of a year, one row a subject.
pub fn mark_rows(transcript: &Transcript) -> Vec<MarkRow> {
    transcript.subjects.iter().map(mark_row).collect()
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
    SubjectName::of(subject.subject_code.as_str()).map_or(subject.subject_name.as_str(), |known| known.name_en)
}

pub fn facts(statement: &YearStatement) -> Vec<Fact> {
    let (pupil, results) = (&statement.student, &statement.transcript);
    let mut facts = holder(&pupil.full_name);
    facts.add("Ngày sinh", "Date of birth", pupil.date_of_birth.text_vi());
    facts.add("Mã định danh học sinh", "Pupil code", pupil.moet_student_code.as_str());
    facts.add("Lớp", "Class", results.class_name.as_str());
    facts.add("Năm học", "School year", results.school_year.to_string());
    facts.school(&statement.organisation);
    for subject in &results.subjects {
        let (vi, en) = (format!("{} (cả năm)", subject.subject_name), format!("{} (year)", name_en(subject)));
        facts.maybe(&vi, &en, subject.year.map(Assessment::text_vi));
    }
    let levels = [
        ("Kết quả rèn luyện cả năm", "Conduct, year", results.conduct_year),
        ("Kết quả học tập cả năm", "Learning result, year", results.learning_year),
        ("Kết quả rèn luyện sau đánh giá lại", "Conduct after reassessment", results.conduct_after),
        ("Kết quả học tập sau đánh giá lại", "Learning after reassessment", results.learning_after),
    ];
    for (label_vi, label_en, level) in levels {
        facts.maybe(label_vi, label_en, level.map(Level::label_vi));
    }
    facts.maybe(
        "Điểm trung bình các môn cả năm",
        "Average of all subjects, year",
        results.average_year.map(|m| m.text_vi()),
    );
    facts.add("Tổng số buổi nghỉ cả năm", "Sessions missed in the year", results.absences_year.total.to_string());
    facts.add("Lên lớp", "Promotion", results.promotion.label_vi());
    for award in &results.awards {
        facts.add("Khen thưởng", "Award", award.as_str());
    }
    facts.issue(&statement.issue);
    facts.all()
}
