//! The pupil. The personal identity number is not part of a record: whoever is shown the file would
//! read it (domain 9.1 B).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Date, Name, ValueFault};

/// A pupil as the page names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Student {
    /// Mã định danh Bộ GD&ĐT.
    pub moet_student_code: StudentCode,
    /// Họ và tên.
    pub full_name: Name,
    /// Ngày sinh.
    pub date_of_birth: Date,
    /// Giới tính.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// Nơi sinh.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_of_birth: Option<Name>,
}

/// QCVN 109:2017.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

/// The ministry's pupil code: exactly ten digits, leading zeros kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StudentCode(String);

impl StudentCode {
    /// Exactly ten ASCII digits.
    pub fn new(text: &str) -> Result<StudentCode, ValueFault> {
        if text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(StudentCode(text.to_owned()))
        } else {
            Err(ValueFault::new(text, "a pupil code of ten digits"))
        }
    }

    /// The ten digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StudentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for StudentCode {
    type Error = ValueFault;

    fn try_from(text: String) -> Result<StudentCode, ValueFault> {
        StudentCode::new(&text)
    }
}

impl From<StudentCode> for String {
    fn from(code: StudentCode) -> String {
        code.0
    }
}
