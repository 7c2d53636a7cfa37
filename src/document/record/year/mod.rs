//! One school year of a secondary transcript: what it states and what it must keep to.

mod check;
mod correction;
mod facts;
mod transcript;

pub use correction::{CorrectedMember, Correction};
pub use transcript::{Absences, Completion, Promotion, RuleSet, Subject, Transcript};

pub(super) use check::{born_before, of_year};
pub(super) use facts::mark_rows;

use super::wire::statement;
use super::{Checked, Contradiction, Fact, Issue, Kind, MarkRow, Name, Organisation, Stated, Student, Supersedes};

statement! {
    /// All that a year transcript states, before it has been checked as a whole.
    YearStatement, TranscriptYearSecondary1, "transcript-year-secondary/1",
    "One school year of a secondary school transcript (học bạ, Thông tư 22/2021/TT-BGDĐT). What no schema can say \
     (year values, levels, sums, promotion) is checked by the reader." {
        /// The school.
        organisation: Organisation,
        /// The pupil.
        student: Student,
        /// The year's results.
        transcript: Transcript,
        /// When, where and by whom it is issued.
        issue: Issue,
        /// The document that this one replaces.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        supersedes: Option<Supersedes>,
    }
}

/// A year transcript whose parts agree with each other and with the rules of its `rule_set`.
pub type TranscriptYear = Checked<YearStatement>;

impl TranscriptYear {
    /// The school.
    pub fn organisation(&self) -> &Organisation {
        &self.statement().organisation
    }

    /// The pupil.
    pub fn student(&self) -> &Student {
        &self.statement().student
    }

    /// The year's results.
    pub fn transcript(&self) -> &Transcript {
        &self.statement().transcript
    }

    /// When, where and by whom it is issued.
    pub fn issue(&self) -> &Issue {
        &self.statement().issue
    }
}

impl Stated for YearStatement {
    fn kind(&self) -> Kind {
        Kind::TranscriptYearSecondary
    }

    fn holder(&self) -> &Name {
        &self.student.full_name
    }

    fn group(&self) -> String {
        self.transcript.class_name.to_string()
    }

    fn key(&self) -> String {
        format!("{} {}", self.student.moet_student_code, self.transcript.school_year)
    }

    fn facts(&self) -> Vec<Fact> {
        facts::facts(self)
    }

    fn mark_rows(&self) -> Vec<MarkRow> {
        mark_rows(&self.transcript)
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        check::contradictions(self)
    }
}
