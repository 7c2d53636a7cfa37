//! Kinds 1 and 2: one school year of a lower or upper secondary transcript.

use super::{cell, date, text};
use crate::document::manifest::claims::shape::Stated;
use crate::document::record::{Assessment, Level, Promotion, Subject, YearStatement};

pub fn stated(year: &YearStatement) -> Vec<(u64, Stated)> {
    let results = &year.transcript;
    let levels = |levels: [Option<Level>; 3]| Stated::Row(levels.map(level).to_vec());
    vec![
        (3, text(&year.student.full_name)),
        (4, date(year.student.date_of_birth)),
        (9, date(year.issue.date)),
        (20, text(results.school_year)),
        (21, text(&results.class_name)),
        (22, Stated::Number(u64::from(results.grade))),
        (23, Stated::Table(results.subjects.iter().map(subject).collect())),
        (24, levels([results.learning_s1, results.learning_s2, results.learning_year])),
        (25, levels([results.conduct_s1, results.conduct_s2, results.conduct_year])),
        (26, Stated::Number(promotion(results.promotion))),
    ]
}

/// Name, both semesters, year, after reassessment.
pub fn subject(subject: &Subject) -> Vec<String> {
    let marks = [subject.semester1, subject.semester2, subject.year, subject.reassessed];
    let marks = marks.map(|mark| cell(mark, Assessment::text_vi));
    std::iter::once(subject.subject_name.to_string()).chain(marks).collect()
}

pub fn level(level: Option<Level>) -> String {
    cell(level, |level| level.label_vi().to_owned())
}

fn promotion(promotion: Promotion) -> u64 {
    match promotion {
        Promotion::Promoted => 1,
        Promotion::PromotedAfterReassessment => 2,
        Promotion::NotPromoted => 3,
    }
}
