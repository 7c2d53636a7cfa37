//! Whether a certificate may sign now, asked before its key is used: by the path and the status that a
//! verdict on its signature would ask for, and in the same words.

use chrono::{DateTime, Utc};

use super::finding::Finding;
use super::relevant::relevant;
use super::status::{self, Status};
use super::validate::Trust;
use crate::signature::x509::Certificate;
use crate::signature::x509::revocation::{Evidence, Moment, Question};

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
    /// The certificate, the authorities above it, and what is at hand about their status.
    pub evidence: Evidence,
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
    let mut evidence = relevant(trust, std::iter::once((certificate.clone(), beside.to_vec())));
    evidence.certificates.insert(0, certificate.clone());
    Fitness { objection, notes, questions, evidence }
}
