//! What was corrected on a year's pages before they were issued (domain 9.1 C, 8.1 page 2).

use serde::{Deserialize, Serialize};

use crate::document::record::{Date, Person, Remark, SubjectCode};

/// One correction: on paper a red strike-through, the new value above it, and a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Thuộc môn học, hoạt động giáo dục.
    pub subject_code: SubjectCode,
    /// Ô được sửa.
    pub member: CorrectedMember,
    /// Giá trị cũ, as the record writes values.
    pub old: Remark,
    /// Giá trị mới.
    pub new: Remark,
    /// Người sửa.
    pub corrected_by: Person,
    /// Ngày sửa.
    pub corrected_on: Date,
}

/// The cell of a subject's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CorrectedMember {
    /// Học kì I.
    Semester1,
    /// Học kì II.
    Semester2,
    /// Cả năm.
    Year,
    /// Đánh giá lại.
    Reassessed,
    /// Nhận xét.
    Remark,
}
