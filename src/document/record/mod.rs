//! What a school states about a pupil: parsed types that hold only checked values, and their JSON.

mod check;
mod diploma;
mod directory;
mod directory_error;
mod error;
mod facts;
mod identity;
mod json;
mod kind;
mod organisation;
pub mod rules;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod schema;
mod student;
mod subject;
mod text;
mod transcript;
mod value;

pub use check::Contradiction;
pub use diploma::{Code, CredentialType, Diploma, Form, Holder, fold};
pub use directory::{Directory, DirectoryHost, DirectoryOrganisation, Pin, PinRole};
pub use directory_error::DirectoryError;
pub use error::Error;
pub use facts::{Fact, MarkRow};
pub use identity::{OrgId, Salt};
pub use json::{Body, MAX_RECORD_BYTES, Record};
pub use kind::{Kind, Role};
pub use organisation::{Issue, Leader, Organisation, OrganisationKind, Person, SignPrefix};
pub use student::{Gender, Student, StudentCode};
pub use subject::{LOWER_SECONDARY_SUBJECTS, SubjectCode, SubjectName};
pub use text::{Name, Remark, Text, TextFault, first_forbidden};
pub use transcript::{Absences, Completion, Promotion, RuleSet, Statement, Subject, Transcript, TranscriptYear};
pub use value::{Assessment, AssessmentKind, Date, Level, Mark, PassFail, SchoolYear, ValueFault};
