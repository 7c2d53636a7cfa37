//! A university transcript (bảng điểm): who, which programme, which courses by which scale (domain 9.1 E).

mod check;
mod facts;
mod scale;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use scale::{Band, Class, Letter, Retakes, Scale};

use super::wire::statement;
use super::{
    Checked, Code, Contradiction, Date, Decimal, Fact, Gender, Issue, Kind, MarkRow, Name, Organisation, Remark,
    Stated, Supersedes,
};

/// The student as the page names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Learner {
    /// Họ và tên.
    pub full_name: Name,
    /// Ngày sinh.
    pub date_of_birth: Date,
    /// Nơi sinh.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_of_birth: Option<Name>,
    /// Giới tính.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// Mã số sinh viên.
    pub university_student_code: Code,
}

/// What was studied, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Ngành.
    pub major: Name,
    /// Ngành, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub major_en: Option<Name>,
    /// Mã ngành.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub major_code: Option<Code>,
    /// Chuyên ngành.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub specialisation: Option<Name>,
    /// Chuyên ngành, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub specialisation_en: Option<Name>,
    /// Trình độ.
    pub level: Name,
    /// Trình độ, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level_en: Option<Name>,
    /// Hình thức đào tạo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Name>,
    /// Hình thức đào tạo, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode_en: Option<Name>,
    /// Ngôn ngữ đào tạo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Name>,
    /// Ngôn ngữ đào tạo, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language_en: Option<Name>,
    /// Thời gian đào tạo, in years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_years: Option<Decimal>,
    /// Khóa.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cohort: Option<Name>,
    /// Ngày nhập học.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission_date: Option<Date>,
    /// Ngày tốt nghiệp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub graduation_date: Option<Date>,
}

/// One course (học phần).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// Mã học phần.
    pub code: Code,
    /// Tên học phần.
    pub name: Name,
    /// Tên học phần, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<Name>,
    /// Số tín chỉ.
    pub credits: Decimal,
    /// Điểm hệ 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark_10: Option<Decimal>,
    /// Điểm chữ.
    pub letter: Letter,
    /// Điểm hệ 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark_4: Option<Decimal>,
    /// Học kỳ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Name>,
    /// Công nhận từ: the other institution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognised_from: Option<Name>,
    /// Không tính vào tín chỉ tích lũy và điểm trung bình.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub excluded: bool,
}

statement! {
    /// All that a university transcript states, before it has been checked as a whole.
    UniversityStatement, TranscriptUniversity1, "transcript-university/1",
    "A university transcript (bảng điểm) with its grading scale. What no schema can say (marks, letters and points by \
     the scale; credits, averages and classification by the courses) is checked by the reader." {
        /// The institution.
        organisation: Organisation,
        /// Người học.
        learner: Learner,
        /// Chương trình đào tạo.
        programme: Programme,
        /// Số bảng điểm.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document_no: Option<Code>,
        /// Thang điểm.
        scale: Scale,
        /// Học phần, in the order of the page.
        #[cfg_attr(test, schemars(length(min = 1, max = 200)))]
        courses: Vec<Course>,
        /// Tổng số tín chỉ tích lũy.
        total_credits: Decimal,
        /// Điểm trung bình chung tích lũy, hệ 10.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        average_10: Option<Decimal>,
        /// Điểm trung bình chung tích lũy, hệ 4.
        average_4: Decimal,
        /// Tên khóa luận, luận văn, luận án.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        thesis_title: Option<Remark>,
        /// The same in English.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        thesis_title_en: Option<Remark>,
        /// Điểm khóa luận, hệ 10.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        thesis_mark: Option<Decimal>,
        /// Xếp loại tốt nghiệp: the name of one of the scale's classes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        classification: Option<Name>,
        /// Hạng tốt nghiệp bị giảm một mức.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        classification_lowered: bool,
        /// Số hiệu văn bằng.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        diploma_serial: Option<Code>,
        /// Số vào sổ gốc.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        register_no: Option<Code>,
        /// Số quyết định công nhận tốt nghiệp.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decision_no: Option<Code>,
        /// Ngày quyết định.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decision_date: Option<Date>,
        /// When, where and by whom it is issued.
        issue: Issue,
        /// The document that this one replaces.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        supersedes: Option<Supersedes>,
    }
}

impl UniversityStatement {
    /// What a page in two languages has in Vietnamese alone, in the order of the page, each once.
    pub fn without_english(&self) -> Vec<&str> {
        let Programme { major, specialisation, level, mode, language, .. } = &self.programme;
        let programme = [
            (Some(major), &self.programme.major_en),
            (specialisation.as_ref(), &self.programme.specialisation_en),
            (Some(level), &self.programme.level_en),
            (mode.as_ref(), &self.programme.mode_en),
            (language.as_ref(), &self.programme.language_en),
        ];
        let courses = self.courses.iter().map(|course| (Some(&course.name), &course.name_en));
        let class = self.classification.as_ref();
        let class = class.and_then(|name| self.scale.classes.iter().find(|class| class.name == *name));
        let named = programme.into_iter().chain(courses).chain(class.map(|class| (Some(&class.name), &class.name_en)));
        let names = named.filter(|(_, en)| en.is_none()).filter_map(|(vi, _)| vi).map(Name::as_str);
        let thesis = self.thesis_title.as_ref().filter(|_| self.thesis_title_en.is_none()).map(Remark::as_str);
        let mut seen = BTreeSet::new();
        names.chain(thesis).filter(|name| seen.insert(*name)).collect()
    }
}

/// A university transcript whose parts agree with each other and with its scale.
pub type TranscriptUniversity = Checked<UniversityStatement>;

impl Stated for UniversityStatement {
    fn kind(&self) -> Kind {
        Kind::TranscriptUniversity
    }

    fn holder(&self) -> &Name {
        &self.learner.full_name
    }

    fn group(&self) -> String {
        self.programme.major.to_string()
    }

    fn key(&self) -> String {
        format!("{} {}", self.learner.university_student_code.folded(), self.programme.major)
    }

    fn facts(&self) -> Vec<Fact> {
        facts::facts(self)
    }

    fn mark_rows(&self) -> Vec<MarkRow> {
        self.courses.iter().map(facts::mark_row).collect()
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        check::contradictions(self)
    }
}

#[cfg(test)]
mod tests;
