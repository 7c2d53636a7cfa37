//! What a school states about a pupil, a student, a diploma: parsed types that hold only checked values, and
//! their JSON, one kind of record a folder.

mod check;
mod contradiction;
mod copy;
mod decimal;
mod diploma;
mod directory;
mod error;
mod facts;
mod fields;
mod identity;
mod json;
mod kind;
#[cfg(test)]
mod kinds_tests;
mod language;
mod organisation;
pub mod rules;
#[cfg(test)]
mod sample;
#[cfg(test)]
pub mod schema;
mod secondary;
mod signature_box;
mod stated;
mod student;
mod subject;
mod supersedes;
mod text;
mod university;
mod value;
mod wire;
mod year;

pub use contradiction::{Clause, Contradiction, Said};
pub use copy::{AmendmentKind, AmendmentLine, CertifiedCopy, CopyLine, CopyStatement, EntryHash};
pub use decimal::Decimal;
pub use diploma::{Code, CredentialType, Diploma, Form, Holder, fold};
pub use directory::{
    Directory, DirectoryError, DirectoryHost, DirectoryOrganisation, Pin, PinRole, PinStanding, PinTime,
};
pub use error::Error;
pub use facts::{Fact, MarkRow};
pub use identity::{OrgId, Salt};
pub use json::{Body, MAX_RECORD_BYTES, Record};
pub use kind::{Kind, Role};
pub use language::Language;
pub use organisation::{Issue, Leader, Organisation, OrganisationKind, Person, SignPrefix};
pub use secondary::{Attendance, SecondaryStatement, Stage, StudentPage, TranscriptSecondary};
pub use signature_box::SignatureBox;
pub use stated::{Checked, Issued, Stated};
pub use student::{Gender, Student, StudentCode};
pub use subject::{LOWER_SECONDARY_SUBJECTS, SubjectCode, SubjectName, UPPER_SECONDARY_SUBJECTS};
pub use supersedes::{DocumentId, Supersedes};
pub use text::{Name, Remark, Text, TextFault, first_forbidden, hidden};
pub use university::{
    Band, Class, Course, Learner, Letter, Programme, Retakes, Scale, TranscriptUniversity, UniversityStatement,
};
pub use value::{Assessment, AssessmentKind, Date, Level, Mark, PassFail, SchoolYear, ValueFault};
pub use year::{
    Absences, Completion, CorrectedMember, Correction, Promotion, RuleSet, Subject, Transcript, TranscriptYear,
    YearStatement,
};
