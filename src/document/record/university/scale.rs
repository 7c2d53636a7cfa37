//! A grading scale: configuration that travels with the record, versioned by the institution (domain 3.6).

use serde::{Deserialize, Serialize};

use crate::document::record::rules::university as rules;
use crate::document::record::{Code, Decimal, Name, Text};

/// Điểm chữ, such as `B+`.
pub type Letter = Text<4>;

/// Bands of marks with their letters and points, and the classes of graduates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// Mã thang điểm, with its version.
    pub id: Code,
    /// Highest first; the lowest begins at 0.
    #[cfg_attr(test, schemars(length(min = 2, max = 20)))]
    pub bands: Vec<Band>,
    /// Highest first.
    #[cfg_attr(test, schemars(length(max = 10)))]
    pub classes: Vec<Class>,
    /// The lowest letter with which a course is passed.
    pub pass_letter: Letter,
    /// Cách tính học phần học lại.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retakes: Option<Retakes>,
}

/// Marks from `from_10` up to the next band.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Điểm chữ.
    pub letter: Letter,
    /// Lowest mark of ten.
    pub from_10: Decimal,
    /// Điểm hệ 4.
    pub points_4: Decimal,
}

/// Averages from `from_4` up to the next class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Xếp loại.
    pub name: Name,
    /// Xếp loại, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<Name>,
    /// Lowest average of four.
    pub from_4: Decimal,
}

/// Which result of a course that was studied again counts; without it a course stands once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Retakes {
    /// Lần có kết quả cao nhất.
    Best,
    /// Lần học cuối, in the order of the list.
    Last,
}

impl From<Retakes> for rules::Retakes {
    fn from(retakes: Retakes) -> rules::Retakes {
        match retakes {
            Retakes::Best => rules::Retakes::Best,
            Retakes::Last => rules::Retakes::Last,
        }
    }
}
