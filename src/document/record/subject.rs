//! The subjects of secondary school under Thông tư 22/2021 (domain 3.3) and how each is assessed.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{AssessmentKind, ValueFault};

/// A subject's code: `[a-z][a-z0-9_]{0,39}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SubjectCode(String);

impl SubjectCode {
    /// Checks the shape; a code need not be in the table of this module.
    pub fn new(text: &str) -> Result<SubjectCode, ValueFault> {
        let shaped = text.len() <= 40
            && text.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
            && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        if shaped { Ok(SubjectCode(text.to_owned())) } else { Err(ValueFault::new(text, "a subject code")) }
    }

    /// The code as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SubjectCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for SubjectCode {
    type Error = ValueFault;

    fn try_from(text: String) -> Result<SubjectCode, ValueFault> {
        SubjectCode::new(&text)
    }
}

impl From<SubjectCode> for String {
    fn from(code: SubjectCode) -> String {
        code.0
    }
}

/// What a subject is called, and how it is assessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubjectName {
    /// The code in a record.
    pub code: &'static str,
    /// The row's name on the page.
    pub name_vi: &'static str,
    /// The name in an English rendering.
    pub name_en: &'static str,
    /// Marked, or by comments alone (Thông tư 22/2021, Điều 5).
    pub kind: AssessmentKind,
}

const fn marked(code: &'static str, name_vi: &'static str, name_en: &'static str) -> SubjectName {
    SubjectName { code, name_vi, name_en, kind: AssessmentKind::Marked }
}

const fn comment(code: &'static str, name_vi: &'static str, name_en: &'static str) -> SubjectName {
    SubjectName { code, name_vi, name_en, kind: AssessmentKind::CommentOnly }
}

/// The subjects of lower secondary school in the order in which records list them.
pub const LOWER_SECONDARY_SUBJECTS: &[SubjectName] = &[
    marked("literature", "Ngữ văn", "Literature"),
    marked("mathematics", "Toán học", "Mathematics"),
    marked("foreign_language_1", "Ngoại ngữ 1", "Foreign language 1"),
    marked("civic_education", "Giáo dục công dân", "Civic education"),
    marked("history_geography", "Lịch sử và Địa lí", "History and geography"),
    marked("natural_science", "Khoa học tự nhiên", "Natural science"),
    marked("technology", "Công nghệ", "Technology"),
    marked("informatics", "Tin học", "Informatics"),
    comment("physical_education", "Giáo dục thể chất", "Physical education"),
    comment("arts", "Nghệ thuật", "Arts"),
    comment("local_education", "Nội dung giáo dục của địa phương", "Local education"),
    comment("experiential_career", "Hoạt động trải nghiệm, hướng nghiệp", "Experiential and career activities"),
    marked("foreign_language_2", "Ngoại ngữ 2", "Foreign language 2"),
];

/// The subjects of upper secondary school, and those that Thông tư 58/2011 knew: the compulsory ones,
/// the electives, the optional ones.
pub const UPPER_SECONDARY_SUBJECTS: &[SubjectName] = &[
    marked("literature", "Ngữ văn", "Literature"),
    marked("mathematics", "Toán", "Mathematics"),
    marked("foreign_language_1", "Ngoại ngữ 1", "Foreign language 1"),
    marked("history", "Lịch sử", "History"),
    comment("physical_education", "Giáo dục thể chất", "Physical education"),
    marked("defence_security", "Giáo dục quốc phòng và an ninh", "Defence and security"),
    comment("experiential_career", "Hoạt động trải nghiệm, hướng nghiệp", "Experiential and career activities"),
    comment("local_education", "Nội dung giáo dục của địa phương", "Local education"),
    marked("geography", "Địa lí", "Geography"),
    marked("economics_law", "Giáo dục kinh tế và pháp luật", "Economics and law"),
    marked("civic_education", "Giáo dục công dân", "Civic education"),
    marked("physics", "Vật lí", "Physics"),
    marked("chemistry", "Hóa học", "Chemistry"),
    marked("biology", "Sinh học", "Biology"),
    marked("technology", "Công nghệ", "Technology"),
    marked("informatics", "Tin học", "Informatics"),
    comment("music", "Âm nhạc", "Music"),
    comment("art", "Mĩ thuật", "Fine art"),
    marked("minority_language", "Tiếng dân tộc thiểu số", "Ethnic minority language"),
    marked("foreign_language_2", "Ngoại ngữ 2", "Foreign language 2"),
];

impl SubjectName {
    /// The subject of that code, if the tables have it.
    pub fn of(code: &str) -> Option<&'static SubjectName> {
        LOWER_SECONDARY_SUBJECTS.iter().chain(UPPER_SECONDARY_SUBJECTS).find(|subject| subject.code == code)
    }
}
