//! A grading scale: configuration that travels with the record, versioned by the institution (domain 3.6).

use serde::{Deserialize, Serialize};

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

impl Scale {
    /// The band of a letter.
    pub fn band(&self, letter: &Letter) -> Option<&Band> {
        self.bands.iter().find(|band| band.letter == *letter)
    }

    /// The band of a mark of ten.
    pub fn band_of_mark(&self, mark: Decimal) -> Option<&Band> {
        self.bands.iter().find(|band| mark.hundredths() >= band.from_10.hundredths())
    }

    /// The class of an average of four.
    pub fn class_of(&self, average: Decimal) -> Option<&Class> {
        self.classes.iter().find(|class| average.hundredths() >= class.from_4.hundredths())
    }
}
