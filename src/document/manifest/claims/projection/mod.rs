//! From a record to its claims: for every kind a pure function, which both who seals and who verifies computes.

mod copy;
mod secondary;
mod university;
mod year;

use chrono::Datelike;

use super::shape::Stated;
use super::{Claims, versions};
use crate::document::manifest::Error;
use crate::document::record::{Body, Date, Record};

/// The claims of a record, by the projection of its kind.
///
/// # Errors
/// `LIMIT_CLAIMS` when the record states more than claims may hold.
pub fn project(record: &Record) -> Result<Claims, Error> {
    match record.body() {
        Body::TranscriptYearSecondary(year) => {
            let version = if year.transcript().grade < 10 { &versions::THCS_YEAR_1 } else { &versions::THPT_YEAR_1 };
            Claims::write(version, &year::stated(year.statement()))
        }
        Body::TranscriptSecondary(transcript) => {
            Claims::write(&versions::WHOLE_TRANSCRIPT_1, &secondary::stated(transcript.statement()))
        }
        Body::TranscriptUniversity(transcript) => {
            Claims::write(&versions::UNIVERSITY_TRANSCRIPT_1, &university::stated(transcript.statement()))
        }
        Body::CertifiedCopy(copy) => Claims::write(&versions::CERTIFIED_COPY_1, &copy::stated(copy.statement())),
    }
}

fn text(text: impl ToString) -> Stated {
    Stated::Text(text.to_string())
}

/// YYYYMMDD.
fn date(date: Date) -> Stated {
    let day = date.date();
    Stated::Number(u64::from(date.year()) * 10_000 + u64::from(day.month() * 100 + day.day()))
}

/// The text, or none: an empty one.
fn cell<T>(value: Option<T>, text: impl Fn(T) -> String) -> String {
    value.map(text).unwrap_or_default()
}
