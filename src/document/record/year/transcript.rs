//! The results of one school year (domain 9.1 C).

use serde::{Deserialize, Serialize};

use super::Correction;
use crate::document::record::{Assessment, AssessmentKind, Level, Mark, Name, Person, Remark, SchoolYear, SubjectCode};

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
    /// Điểm trung bình các môn học, học kì I: under Thông tư 58/2011, there alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average_s1: Option<Mark>,
    /// Điểm trung bình các môn học, học kì II.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average_s2: Option<Mark>,
    /// Điểm trung bình các môn học cả năm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average_year: Option<Mark>,
    /// Điểm trung bình các môn học cả năm sau kiểm tra lại: under Thông tư 58/2011, there alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average_after: Option<Mark>,
    /// Môn chuyên of a specialised class: under Thông tư 58/2011, there alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub specialised_subject: Option<SubjectCode>,
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
    /// Sửa chữa: what was corrected on the page before it was issued.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(length(max = 30)))]
    pub corrections: Vec<Correction>,
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
    /// Thông tư 58/2011/TT-BGDĐT, for years before a cohort came under the later circular.
    #[serde(rename = "tt58_2011")]
    Tt58Of2011,
}

impl RuleSet {
    /// The rules of a grade in a school year: those of Thông tư 22/2021 came grade by grade (its Điều
    /// 21). `None` for years before Thông tư 58/2011.
    pub fn of(year: SchoolYear, grade: u8) -> Option<RuleSet> {
        let first = match grade {
            ..=6 => 2021,
            7 | 10 => 2022,
            8 | 11 => 2023,
            _ => 2024,
        };
        match year.start() {
            start if start >= first => Some(RuleSet::Tt22Of2021),
            2011.. => Some(RuleSet::Tt58Of2011),
            _ => None,
        }
    }

    /// The value in a record.
    pub fn code(self) -> &'static str {
        match self {
            RuleSet::Tt22Of2021 => "tt22_2021",
            RuleSet::Tt58Of2011 => "tt58_2011",
        }
    }

    /// The circular's number.
    pub fn label_vi(self) -> &'static str {
        match self {
            RuleSet::Tt22Of2021 => "Thông tư 22/2021/TT-BGDĐT",
            RuleSet::Tt58Of2011 => "Thông tư 58/2011/TT-BGDĐT",
        }
    }

    /// The levels of learning, highest first.
    pub fn learning_levels(self) -> &'static [Level] {
        match self {
            RuleSet::Tt22Of2021 => &[Level::Tot, Level::Kha, Level::Dat, Level::ChuaDat],
            RuleSet::Tt58Of2011 => &[Level::Gioi, Level::Kha, Level::TrungBinh, Level::Yeu, Level::Kem],
        }
    }

    /// The levels of conduct, highest first.
    pub fn conduct_levels(self) -> &'static [Level] {
        match self {
            RuleSet::Tt22Of2021 => &[Level::Tot, Level::Kha, Level::Dat, Level::ChuaDat],
            RuleSet::Tt58Of2011 => &[Level::Tot, Level::Kha, Level::TrungBinh, Level::Yeu],
        }
    }
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

impl Completion {
    /// The value in a record.
    pub fn code(self) -> &'static str {
        match self {
            Completion::Completed => "completed",
            Completion::NotCompleted => "not_completed",
        }
    }

    /// The words on the page.
    pub fn label_vi(self) -> &'static str {
        match self {
            Completion::Completed => "Hoàn thành",
            Completion::NotCompleted => "Không hoàn thành",
        }
    }
}
