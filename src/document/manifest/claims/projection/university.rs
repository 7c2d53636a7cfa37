//! Kind 5: a university transcript.

use super::{cell, date, text};
use crate::document::manifest::claims::shape::Stated;
use crate::document::record::{Course, Decimal, UniversityStatement};

pub fn stated(transcript: &UniversityStatement) -> Vec<(u64, Stated)> {
    let (learner, programme) = (&transcript.learner, &transcript.programme);
    let decimal = |value: Decimal| Stated::Text(value.text_vi());
    let stated = [
        (3, Some(text(&learner.full_name))),
        (4, Some(date(learner.date_of_birth))),
        (5, transcript.diploma_serial.as_ref().map(text)),
        (6, transcript.register_no.as_ref().map(text)),
        (8, transcript.classification.as_ref().map(text)),
        (9, Some(date(transcript.issue.date))),
        (40, Some(text(&programme.major))),
        (41, Some(text(&programme.level))),
        (42, programme.mode.as_ref().map(text)),
        (43, Some(Stated::Table(transcript.courses.iter().map(course).collect()))),
        (44, Some(decimal(transcript.total_credits))),
        (45, transcript.average_10.map(decimal)),
        (46, Some(decimal(transcript.average_4))),
        (47, transcript.document_no.as_ref().map(text)),
    ];
    stated.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

fn course(course: &Course) -> Vec<String> {
    vec![
        course.name.to_string(),
        course.code.to_string(),
        course.credits.text_vi(),
        cell(course.mark_10, Decimal::text_vi),
        course.letter.to_string(),
        cell(course.mark_4, Decimal::text_vi),
    ]
}
