//! The whole transcript (học bạ) of a stage of secondary school: its data page, its history, its years.

mod check;
mod facts;

use serde::{Deserialize, Serialize};

use super::wire::statement;
use super::year::{Transcript, mark_rows};
use super::{
    Checked, Code, Contradiction, Fact, Issue, Kind, MarkRow, Name, Organisation, SchoolYear, Stated, Student,
    Supersedes,
};

/// Which stage of secondary school a transcript is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Trung học cơ sở, grades 6 to 9.
    LowerSecondary,
    /// Trung học phổ thông, grades 10 to 12.
    UpperSecondary,
}

impl Stage {
    /// The words on the cover, in lower case.
    pub fn label_vi(self) -> &'static str {
        match self {
            Stage::LowerSecondary => "trung học cơ sở",
            Stage::UpperSecondary => "trung học phổ thông",
        }
    }

    /// The same for English readers.
    pub fn label_en(self) -> &'static str {
        match self {
            Stage::LowerSecondary => "lower secondary",
            Stage::UpperSecondary => "upper secondary",
        }
    }

    /// First and last grade.
    pub fn grades(self) -> (u8, u8) {
        match self {
            Stage::LowerSecondary => (6, 9),
            Stage::UpperSecondary => (10, 12),
        }
    }
}

/// The data page (domain 8.1 page 3), beside what `student` says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StudentPage {
    /// Dân tộc: sensitive; printed on the page, never among the facts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ethnicity: Option<Name>,
    /// Quốc tịch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nationality: Option<Name>,
    /// Đối tượng chính sách.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_group: Option<Name>,
    /// Quê quán.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_town: Option<Name>,
    /// Chỗ ở hiện tại.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_address: Option<Name>,
    /// Họ và tên cha.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub father_name: Option<Name>,
    /// Nghề nghiệp của cha.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub father_occupation: Option<Name>,
    /// Họ và tên mẹ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mother_name: Option<Name>,
    /// Nghề nghiệp của mẹ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mother_occupation: Option<Name>,
    /// Họ và tên người giám hộ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian_name: Option<Name>,
    /// Nghề nghiệp của người giám hộ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian_occupation: Option<Name>,
    /// Số sổ đăng bộ PCGD, printed `<số>/THCS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_register_no: Option<Code>,
    /// When, where and by whom the transcript was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Issue>,
}

/// A line of the history (quá trình học tập).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Attendance {
    /// Năm học.
    pub school_year: SchoolYear,
    /// Lớp.
    pub class_name: Name,
    /// Tên trường.
    pub school_name: Name,
    /// Xã, phường hoặc đặc khu.
    pub ward: Name,
    /// Tỉnh hoặc thành phố.
    pub province: Name,
}

statement! {
    /// All that a whole transcript states, before it has been checked as a whole.
    SecondaryStatement, TranscriptSecondary1, "transcript-secondary/1",
    "The whole transcript (học bạ) of lower or upper secondary school. What no schema can say (grades without gaps, \
     the history, and for each year what its rule_set says) is checked by the reader." {
        /// The school that issues it.
        organisation: Organisation,
        /// The pupil.
        student: Student,
        /// Cấp học.
        stage: Stage,
        /// The data page.
        #[serde(default, skip_serializing_if = "is_empty")]
        student_page: StudentPage,
        /// Quá trình học tập, oldest first.
        #[cfg_attr(test, schemars(length(min = 1, max = 8)))]
        history: Vec<Attendance>,
        /// Kết quả từng năm học, oldest first.
        #[cfg_attr(test, schemars(length(min = 1, max = 8)))]
        years: Vec<Transcript>,
        /// When, where and by whom it is issued.
        issue: Issue,
        /// The document that this one replaces.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        supersedes: Option<Supersedes>,
    }
}

fn is_empty(page: &StudentPage) -> bool {
    *page == StudentPage::default()
}

/// A whole transcript whose parts agree with each other and with the rules of each year.
pub type TranscriptSecondary = Checked<SecondaryStatement>;

impl Stated for SecondaryStatement {
    fn kind(&self) -> Kind {
        Kind::TranscriptSecondary
    }

    fn holder(&self) -> &Name {
        &self.student.full_name
    }

    /// The last class.
    fn group(&self) -> String {
        self.years.last().map(|year| year.class_name.to_string()).unwrap_or_default()
    }

    fn key(&self) -> String {
        format!("{} {}", self.student.moet_student_code, self.stage.label_en())
    }

    fn facts(&self) -> Vec<Fact> {
        facts::facts(self)
    }

    fn mark_rows(&self) -> Vec<MarkRow> {
        self.years.iter().flat_map(mark_rows).collect()
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        check::contradictions(self)
    }
}
