//! The small values of a transcript: marks, levels, dates, school years.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Why a value is refused: what was read, and what the field holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{value}\" is not {expected}")]
pub struct ValueFault {
    /// The text that was read.
    pub value: String,
    /// What the field holds.
    pub expected: &'static str,
}

impl ValueFault {
    pub(crate) fn new(value: &str, expected: &'static str) -> ValueFault {
        ValueFault { value: value.chars().take(80).collect(), expected }
    }
}

/// A mark from 0.0 to 10.0 with one decimal, kept in tenths: never a binary fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mark(u8);

impl Mark {
    /// 0.0.
    pub const LOWEST: Mark = Mark(0);
    /// 10.0.
    pub const HIGHEST: Mark = Mark(100);

    /// A mark of that many tenths, at most 100.
    pub const fn from_tenths(tenths: u8) -> Option<Mark> {
        if tenths <= 100 { Some(Mark(tenths)) } else { None }
    }

    /// The mark in tenths, 0 to 100.
    pub const fn tenths(self) -> u8 {
        self.0
    }

    /// Exactly one digit after a dot, as records write it: `8.3`, `10.0`.
    pub fn parse(text: &str) -> Result<Mark, ValueFault> {
        let digit = |b: &u8| b.is_ascii_digit().then(|| b - b'0');
        let mark = match text.as_bytes() {
            b"10.0" => Some(Mark::HIGHEST),
            [whole, b'.', tenth] => digit(whole).zip(digit(tenth)).and_then(|(w, t)| Mark::from_tenths(w * 10 + t)),
            _ => None,
        };
        mark.ok_or_else(|| ValueFault::new(text, "a mark from 0.0 to 10.0"))
    }

    /// With a decimal comma, as Vietnamese pages print it: `8,3`.
    pub fn text_vi(self) -> String {
        format!("{},{}", self.0 / 10, self.0 % 10)
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// Result of a subject that is assessed by comments alone: Đạt or Chưa đạt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PassFail {
    /// Chưa đạt (CĐ).
    Fail,
    /// Đạt (Đ).
    Pass,
}

/// What a subject is given in a semester or a year: a mark, or Đạt / Chưa đạt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Assessment {
    /// On the 10-point scale.
    Mark(Mark),
    /// By comments.
    Result(PassFail),
}

impl Assessment {
    /// Which of the two it is.
    pub fn kind(self) -> AssessmentKind {
        match self {
            Assessment::Mark(_) => AssessmentKind::Marked,
            Assessment::Result(_) => AssessmentKind::CommentOnly,
        }
    }

    /// The mark, where it is one.
    pub fn mark(self) -> Option<Mark> {
        match self {
            Assessment::Mark(mark) => Some(mark),
            Assessment::Result(_) => None,
        }
    }

    /// As a Vietnamese page prints it: `8,3`, `Đạt`, `Chưa đạt`.
    pub fn text_vi(self) -> String {
        match self {
            Assessment::Mark(mark) => mark.text_vi(),
            Assessment::Result(PassFail::Pass) => "Đạt".to_owned(),
            Assessment::Result(PassFail::Fail) => "Chưa đạt".to_owned(),
        }
    }
}

impl fmt::Display for Assessment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Assessment::Mark(mark) => mark.fmt(f),
            Assessment::Result(PassFail::Pass) => f.write_str("pass"),
            Assessment::Result(PassFail::Fail) => f.write_str("fail"),
        }
    }
}

/// How a subject is assessed (Thông tư 22/2021, Điều 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AssessmentKind {
    /// Comments and marks.
    Marked,
    /// Comments alone.
    CommentOnly,
}

impl AssessmentKind {
    /// The best that a subject of this kind can be given.
    pub fn best(self) -> Assessment {
        match self {
            AssessmentKind::Marked => Assessment::Mark(Mark::HIGHEST),
            AssessmentKind::CommentOnly => Assessment::Result(PassFail::Pass),
        }
    }

    /// The words on the page.
    pub fn label_vi(self) -> &'static str {
        match self {
            AssessmentKind::Marked => "nhận xét kết hợp điểm số",
            AssessmentKind::CommentOnly => "nhận xét",
        }
    }

    /// The value in a record.
    pub fn code(self) -> &'static str {
        match self {
            AssessmentKind::Marked => "marked",
            AssessmentKind::CommentOnly => "comment_only",
        }
    }
}

/// A level of learning or conduct, in the words of either circular; each circular's own levels stand
/// lowest first (`RuleSet::learning_levels`, `RuleSet::conduct_levels`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Kém (Thông tư 58/2011).
    Kem,
    /// Yếu (Thông tư 58/2011).
    Yeu,
    /// Trung bình (Thông tư 58/2011).
    TrungBinh,
    /// Chưa đạt (Thông tư 22/2021).
    ChuaDat,
    /// Đạt (Thông tư 22/2021).
    Dat,
    /// Khá.
    Kha,
    /// Giỏi (Thông tư 58/2011).
    Gioi,
    /// Tốt.
    Tot,
}

impl Level {
    /// The word on the page.
    pub fn label_vi(self) -> &'static str {
        match self {
            Level::Kem => "Kém",
            Level::Yeu => "Yếu",
            Level::TrungBinh => "Trung bình",
            Level::ChuaDat => "Chưa đạt",
            Level::Dat => "Đạt",
            Level::Kha => "Khá",
            Level::Gioi => "Giỏi",
            Level::Tot => "Tốt",
        }
    }

    /// The word of an English rendering.
    pub fn label_en(self) -> &'static str {
        match self {
            Level::Kem => "Very weak",
            Level::Yeu => "Weak",
            Level::TrungBinh => "Average",
            Level::ChuaDat => "Unsatisfactory",
            Level::Dat => "Satisfactory",
            Level::Kha => "Fair",
            Level::Gioi => "Very good",
            Level::Tot => "Good",
        }
    }

    /// The value in a record.
    pub fn code(self) -> &'static str {
        match self {
            Level::Kem => "kem",
            Level::Yeu => "yeu",
            Level::TrungBinh => "trung_binh",
            Level::ChuaDat => "chua_dat",
            Level::Dat => "dat",
            Level::Kha => "kha",
            Level::Gioi => "gioi",
            Level::Tot => "tot",
        }
    }

    /// One level up in Thông tư 22/2021; the highest stays.
    pub fn raised(self) -> Level {
        match self {
            Level::ChuaDat => Level::Dat,
            Level::Dat => Level::Kha,
            Level::Kha => Level::Tot,
            other => other,
        }
    }
}

/// A calendar date from 1900 to 2199, written `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(NaiveDate);

impl Date {
    /// A date of the calendar within the bounds.
    pub fn new(date: NaiveDate) -> Option<Date> {
        (1900..2200).contains(&date.year()).then_some(Date(date))
    }

    /// Exactly `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Result<Date, ValueFault> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .and_then(Date::new)
            .filter(|date| date.to_string() == text)
            .ok_or_else(|| ValueFault::new(text, "a date YYYY-MM-DD"))
    }

    /// The calendar date.
    pub fn date(self) -> NaiveDate {
        self.0
    }

    /// The calendar year.
    pub fn year(self) -> u16 {
        u16::try_from(self.0.year()).unwrap_or_default()
    }

    /// As tables print it: `05/03/2014`.
    pub fn text_vi(self) -> String {
        self.0.format("%d/%m/%Y").to_string()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

/// A school year: `2025-2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SchoolYear(u16);

impl SchoolYear {
    /// The year that begins in that calendar year, 1976 to 2199.
    pub fn starting(year: u16) -> Option<SchoolYear> {
        (1976..2200).contains(&year).then_some(SchoolYear(year))
    }

    /// Exactly `YYYY-YYYY`, the second one more than the first.
    pub fn parse(text: &str) -> Result<SchoolYear, ValueFault> {
        let fault = || ValueFault::new(text, "a school year YYYY-YYYY");
        let start = text.get(..4).and_then(|first| first.parse().ok()).ok_or_else(fault)?;
        SchoolYear::starting(start).filter(|year| year.to_string() == text).ok_or_else(fault)
    }

    /// The calendar year in which it begins.
    pub fn start(self) -> u16 {
        self.0
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:04}", self.0, self.0 + 1)
    }
}

impl TryFrom<String> for Assessment {
    type Error = ValueFault;

    fn try_from(text: String) -> Result<Assessment, ValueFault> {
        match text.as_str() {
            "pass" => Ok(Assessment::Result(PassFail::Pass)),
            "fail" => Ok(Assessment::Result(PassFail::Fail)),
            other => Mark::parse(other)
                .map(Assessment::Mark)
                .map_err(|_| ValueFault::new(other, "a mark from 0.0 to 10.0, pass or fail")),
        }
    }
}

macro_rules! text_form {
    ($($type:ty: $parse:expr),* $(,)?) => {$(
        impl TryFrom<String> for $type {
            type Error = ValueFault;

            fn try_from(text: String) -> Result<$type, ValueFault> {
                $parse(&text)
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> String {
                value.to_string()
            }
        }
    )*};
}
text_form!(Mark: Mark::parse, Date: Date::parse, SchoolYear: SchoolYear::parse);

impl From<Assessment> for String {
    fn from(value: Assessment) -> String {
        value.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_survives_its_text() {
        for tenths in 0..=100 {
            let mark = Mark::from_tenths(tenths).unwrap();
            assert_eq!(Mark::parse(&mark.to_string()), Ok(mark));
        }
        assert_eq!(Mark::from_tenths(101), None);
        for bad in ["", "8", "8,3", "8.35", "10.1", "08.3", "-1.0", "8.3 ", "١.٠", "1e1"] {
            assert!(Mark::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn dates_and_school_years_are_canonical() {
        assert_eq!(Date::parse("2014-03-05").map(Date::text_vi), Ok("05/03/2014".to_owned()));
        for bad in ["2014-3-5", "2014-02-30", "05/03/2014", "1899-12-31", "+2014-03-05", ""] {
            assert!(Date::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(SchoolYear::parse("2025-2026").map(SchoolYear::start), Ok(2025));
        for bad in ["2025-2027", "2025 - 2026", "2025", "ữữữữ", "1900-1901", "+025-0026"] {
            assert!(SchoolYear::parse(bad).is_err(), "{bad}");
        }
    }
}
