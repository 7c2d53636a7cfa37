//! Timestamps judged: when something existed, as an authority that is trusted for it says
//! (RFC 3161, EN 319 102-1 clause 5.4).

use chrono::{DateTime, TimeDelta, Utc};

use super::finding::{self, Finding};
use super::report::SubIndication;
use super::status::{self, Status};
use super::validate::Trust;
use crate::signature::cms::timestamp::Token;
use crate::signature::cms::{CmsProblem, Integrity};
use crate::signature::x509::path::{Budget, PathFailure, Paths, Purpose, Rules};
use crate::signature::x509::revocation::{Evidence, Moment, Question};

/// By how much an authority's clock may be ahead of ours.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);

/// What a token proves.
pub enum Stamp {
    /// The bytes existed at this time; the notes are told.
    Proves(DateTime<Utc>, Vec<Finding>),
    /// It says nothing that counts; the verdict falls back to the present.
    Doubtful(SubIndication, Finding),
    /// Whoever made it is no authority for timestamps (RFC 3161 section 2.3).
    False(SubIndication, Finding),
    /// Its bytes are not those that were stamped.
    Broken(SubIndication, Finding),
}

/// Judges a token whose bytes have been checked. Its authority must be good at `moment.at`: the time
/// that a later timestamp proves for it, else now. Certificates whose status is not known go to
/// `questions`.
pub fn judge(
    token: &Token,
    integrity: &Integrity,
    trust: &Trust,
    evidence: &Evidence,
    moment: Moment,
    questions: &mut Vec<Question>,
) -> Stamp {
    if integrity.outcome() == Some(false) {
        return Stamp::Broken(SubIndication::HashFailure, finding::TIMESTAMP_BROKEN());
    }
    let Some(authority) = &integrity.signer else {
        return Stamp::Doubtful(SubIndication::NoSigningCertificateFound, finding::SIGNER_CERTIFICATE_MISSING());
    };
    // RFC 3161 section 2.4.2 itself names the older attribute; its hash has been compared.
    let problem = integrity.problems.iter().find(|problem| **problem != CmsProblem::SigningCertificateV1Only);
    if let Some(problem) = problem {
        let finding = Finding::worded(problem.code(), problem.message_vi(), problem.message_en());
        return Stamp::Doubtful(SubIndication::SigConstraintsFailure, finding);
    }
    let time = token.info.gen_time;
    if time > moment.now + CLOCK_SKEW {
        let finding = finding::TIMESTAMP_IN_FUTURE().with(time.to_rfc3339());
        return Stamp::Doubtful(SubIndication::SigConstraintsFailure, finding);
    }
    // The path is judged at another time than the token's.
    if time < authority.not_before() {
        let (subject, not_before) = (authority.subject().to_owned(), authority.not_before());
        let reason = PathFailure::NotYetValid { subject, not_before, at: time };
        let finding = Finding::worded(reason.code(), reason.message_vi(), reason.message_en());
        return Stamp::Doubtful(SubIndication::OutOfBoundsNoPoe, finding);
    }
    let mut evidence = evidence.clone();
    evidence.merge(status::enclosed_with(&token.message));
    let pool =
        [trust.intermediates.as_slice(), token.message.certificates(), evidence.certificates.as_slice()].concat();
    let anchors = if trust.tsa_anchors.is_empty() { &trust.anchors } else { &trust.tsa_anchors };
    let rules = Rules::new(Purpose::TimeStamping, Budget::default());
    let paths = Paths::new(&rules, authority, &pool, anchors, moment.at);
    match status::judge(paths, &pool, &evidence, trust.revocation, moment, questions) {
        Status::Stands(notes) => Stamp::Proves(time, notes),
        Status::Refused(sub, finding) if finding.code == "CERT_EXTENDED_KEY_USAGE" => Stamp::False(sub, finding),
        Status::Doubtful(sub, finding) | Status::Refused(sub, finding) => Stamp::Doubtful(sub, finding),
    }
}
