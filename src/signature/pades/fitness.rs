//! Whether a certificate may sign now, asked before its key is used: by the path and the status that a
//! verdict on its signature would ask for, and in the same words.

use chrono::{DateTime, Utc};

use super::finding::Finding;
use super::status::{self, Status};
use super::validate::Trust;
use crate::signature::x509::Certificate;
use crate::signature::x509::revocation::{Moment, Question};

/// What speaks for and against a certificate that is about to sign.
#[derive(Debug)]
#[must_use]
pub struct Fitness {
    /// Why it must not sign.
    pub objection: Option<Finding>,
    /// What does not stand against it and should be known.
    pub notes: Vec<Finding>,
    /// Whose status is not known.
    pub questions: Vec<Question>,
}

/// Judges a certificate that is about to sign, with the certificates beside it.
pub fn judge_signer(certificate: &Certificate, beside: &[Certificate], trust: &Trust, at: DateTime<Utc>) -> Fitness {
    let mut questions = Vec::new();
    let moment = Moment::present(at);
    let (objection, notes) =
        match status::of_signer(certificate, beside, trust, &trust.evidence, moment, &mut questions) {
            Status::Stands(notes) => (None, notes),
            Status::Doubtful(_, finding) | Status::Refused(_, finding) => (Some(finding), Vec::new()),
        };
    Fitness { objection, notes, questions }
}
