//! One school year of a secondary transcript (domain 9.1 C).

use serde::{Deserialize, Serialize};

use super::{
    Assessment, AssessmentKind, Error, Issue, Level, Name, Organisation, Person, Remark, SchoolYear, Student,
    SubjectCode, check,
};

/// All that a year transcript states, before it has been checked as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The school.
    pub organisation: Organisation,
    /// The pupil.
    pub student: Student,
    /// The year's results.
    pub transcript: Transcript,
    /// When, where and by whom it is issued.
    pub issue: Issue,
}

/// A year transcript whose parts agree with each other and with the rules of its `rule_set`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranscriptYear(Statement);

impl TranscriptYear {
    /// Checks a statement as a whole. A value that the rules contradict is refused, not corrected.
    ///
    /// # Errors
    /// [`Error::Contradicts`] with every contradiction found.
    pub fn new(statement: Statement) -> Result<TranscriptYear, Error> {
        let contradictions = check::contradictions(&statement);
        if contradictions.is_empty() {
            Ok(TranscriptYear(statement))
        } else {
            Err(Error::Contradicts { contradictions })
        }
    }

    /// What is stated.
    pub fn statement(&self) -> &Statement {
        &self.0
    }

    /// The school.
    pub fn organisation(&self) -> &Organisation {
        &self.0.organisation
    }

    /// The pupil.
    pub fn student(&self) -> &Student {
        &self.0.student
    }

    /// The year's results.
    pub fn transcript(&self) -> &Transcript {
        &self.0.transcript
    }

    /// When, where and by whom it is issued.
    pub fn issue(&self) -> &Issue {
        &self.0.issue
    }
}

/// The results of one school year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Transcript {
    /// Bộ quy định.
    pub rule_set: RuleSet,
    /// Năm học.
    pub school_year: SchoolYear,
    /// Khối, 6 to 12.
    #[cfg_attr(test, schemars(range(min = 6, max = 12)))]
    pub grade: u8,
    /// Lớp.
    pub class_name: Name,
    /// Giáo viên chủ nhiệm.
    pub homeroom_teacher: Person,
    /// Học sinh khuyết tật không đánh giá: then results may be absent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_assessed_disability: bool,
    /// Môn học, hoạt động giáo dục.
    #[cfg_attr(test, schemars(length(min = 1, max = 30)))]
    pub subjects: Vec<Subject>,
    /// Kết quả rèn luyện, học kì I.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conduct_s1: Option<Level>,
    /// Kết quả rèn luyện, học kì II.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conduct_s2: Option<Level>,
    /// Kết quả rèn luyện cả năm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conduct_year: Option<Level>,
    /// Kết quả học tập, học kì I.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learning_s1: Option<Level>,
    /// Kết quả học tập, học kì II.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learning_s2: Option<Level>,
    /// Kết quả học tập cả năm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learning_year: Option<Level>,
    /// Kết quả rèn luyện sau đánh giá lại.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conduct_after: Option<Level>,
    /// Kết quả học tập sau đánh giá lại.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learning_after: Option<Level>,
    /// Số buổi nghỉ, học kì I.
    pub absences_s1: Absences,
    /// Số buổi nghỉ, học kì II.
    pub absences_s2: Absences,
    /// Số buổi nghỉ cả năm.
    pub absences_year: Absences,
    /// Được lên lớp.
    pub promotion: Promotion,
    /// Hoàn thành chương trình: in grades 9 and 12, there alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programme_completion: Option<Completion>,
    /// Chứng chỉ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<Remark>,
    /// Kết quả tham gia các cuộc thi.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contests: Vec<Remark>,
    /// Khen thưởng.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub awards: Vec<Remark>,
    /// Nhận xét của giáo viên chủ nhiệm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homeroom_remark: Option<Remark>,
    /// Kết quả rèn luyện trong kì nghỉ hè.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summer_result: Option<Remark>,
    /// Phê duyệt của hiệu trưởng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_text: Option<Remark>,
}

/// One row of the marks page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Mã môn.
    pub subject_code: SubjectCode,
    /// Tên môn.
    pub subject_name: Name,
    /// Hình thức đánh giá.
    pub assessment_kind: AssessmentKind,
    /// Học kì I.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub semester1: Option<Assessment>,
    /// Học kì II.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub semester2: Option<Assessment>,
    /// Cả năm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<Assessment>,
    /// Đánh giá lại.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reassessed: Option<Assessment>,
    /// Nhận xét.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Remark>,
    /// Giáo viên môn học.
    pub teacher: Person,
}

/// Sessions missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Absences {
    /// Có phép.
    pub excused: u16,
    /// Không phép.
    pub unexcused: u16,
    /// Tổng.
    pub total: u16,
}

impl Absences {
    /// The two counts and their sum, unless that is beyond any school year.
    pub fn new(excused: u16, unexcused: u16) -> Option<Absences> {
        let total = excused.checked_add(unexcused)?;
        Some(Absences { excused, unexcused, total })
    }

    /// Both semesters together.
    pub fn and(self, other: Absences) -> Option<Absences> {
        Absences::new(self.excused.checked_add(other.excused)?, self.unexcused.checked_add(other.unexcused)?)
    }
}

/// Which circular's rules the values follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum RuleSet {
    /// Thông tư 22/2021/TT-BGDĐT.
    #[serde(rename = "tt22_2021")]
    Tt22Of2021,
}

/// Whether the pupil goes up a class (Thông tư 22/2021, Điều 12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Promotion {
    /// Được lên lớp.
    Promoted,
    /// Được lên lớp sau khi đánh giá lại hoặc rèn luyện trong kì nghỉ hè.
    PromotedAfterReassessment,
    /// Không được lên lớp.
    NotPromoted,
}

impl Promotion {
    /// The value in a record.
    pub fn code(self) -> &'static str {
        match self {
            Promotion::Promoted => "promoted",
            Promotion::PromotedAfterReassessment => "promoted_after_reassessment",
            Promotion::NotPromoted => "not_promoted",
        }
    }

    /// The words on the page.
    pub fn label_vi(self) -> &'static str {
        match self {
            Promotion::Promoted => "Được lên lớp",
            Promotion::PromotedAfterReassessment => {
                "Được lên lớp sau khi đánh giá lại môn học hoặc rèn luyện trong kì nghỉ hè"
            }
            Promotion::NotPromoted => "Không được lên lớp",
        }
    }
}

/// Whether a level of schooling is completed, in its last grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    /// Hoàn thành.
    Completed,
    /// Không hoàn thành.
    NotCompleted,
}
