//! One signed message judged: its bytes, its signer's path, the time that is proven for it.

use chrono::{DateTime, Utc};

use super::field::Field;
use super::finding::{self, Finding};
use super::locate::{Located, SubFilter};
use super::policy::Judgement;
use super::report::{Kind, Level, SignatureReport, SubIndication, Time, TimeSource};
use super::seed;
use super::signed_bytes::SignedBytes;
use super::stamp::{self, Stamp};
use super::status::{self, Status};
use super::validate::Trust;
use crate::signature::cms::timestamp::Token;
use crate::signature::cms::{self, CmsProblem, SignedMessage};
use crate::signature::crypto;
use crate::signature::pdf::File;
use crate::signature::x509::Certificate;
use crate::signature::x509::revocation::{Evidence, Moment, Question};

/// Timestamps on one signature that are looked at; there is one, or one more for each renewal.
const MAX_TIMESTAMPS: usize = 8;

/// What all signatures of a file are judged with.
pub(super) struct Context<'c, 'b> {
    pub file: &'c File<'b>,
    pub signed: &'c SignedBytes<'b>,
    pub revisions: &'c [Judgement],
    pub trust: &'c Trust,
    pub evidence: &'c Evidence,
    /// Revisions that a trusted document timestamp closes, newest first.
    pub stamps: Vec<usize>,
    /// For the signature at hand: the earliest time that later timestamps prove, else now.
    pub moment: Moment,
}

/// The facts as they come in, and the gravest decision so far.
pub(super) struct Draft {
    pub findings: Vec<Finding>,
    pub failed: Option<(SubIndication, &'static str)>,
    pub doubtful: Option<(SubIndication, &'static str)>,
    /// Certificates on the way whose status is not known.
    pub questions: Vec<Question>,
}

impl Draft {
    pub fn note(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    pub fn fail(&mut self, sub: SubIndication, finding: Finding) {
        self.failed.get_or_insert((sub, finding.code));
        self.note(finding);
    }

    pub fn doubt(&mut self, sub: SubIndication, finding: Finding) {
        self.doubtful.get_or_insert((sub, finding.code));
        self.note(finding);
    }
}

/// Who signed.
pub(super) struct Signer {
    pub certificate: Certificate,
    pub stamped: Option<DateTime<Utc>>,
    /// The best proven time, else the present.
    pub time: DateTime<Utc>,
    /// The message breaks no rule at all, not even one that is tolerated in files of others.
    pub flawless: bool,
}

/// The signed message: digest, value, attributes, then the path at the best proven time. Answers the
/// signer, when there is one.
pub(super) fn judge_message(
    context: &Context,
    field: &Field,
    located: &Located,
    report: &mut SignatureReport,
    draft: &mut Draft,
) -> Option<Signer> {
    if let Some(claimed) = &located.claimed {
        report.time = Time { value: rfc3339(claimed), source: TimeSource::Claimed };
    }
    let message = match cms::parse_tolerant(&located.contents) {
        Ok(message) => message,
        Err(error) => {
            unreadable(&error, draft);
            return None;
        }
    };
    let profile = match located.sub_filter {
        SubFilter::CadesDetached => cms::Profile::CadesDetached,
        SubFilter::Pkcs7Detached => cms::Profile::Pkcs7Detached,
        SubFilter::Pkcs7Sha1 => cms::Profile::Pkcs7Sha1,
        SubFilter::Rfc3161 => return None,
    };
    let integrity = message.verify_as(profile, &context.signed.of(located.byte_range));
    report.integrity = integrity.outcome();
    for problem in &integrity.problems {
        judge_problem(problem, located.sub_filter, draft);
    }
    // PAdES has the claimed time in the signature dictionary; what we make has it nowhere else.
    let claims_time = message.signed_attributes().is_some_and(|attributes| attributes.claims_time());
    let flawless = integrity.problems.is_empty() && !claims_time;
    let certificate = integrity.signer?;
    let signed = seed::Signed { file: context.file, field, located, message: &message, signer: &certificate };
    if let Some(finding) = seed::objection(&signed) {
        draft.doubt(SubIndication::SigConstraintsFailure, finding);
    }
    let mut evidence = context.evidence.clone();
    evidence.merge(status::enclosed_with(&message));
    let moment = best_time(context, &message, report, draft);
    judge_path(&certificate, message.certificates(), context.trust, &evidence, report, draft, moment);
    if located.sub_filter == SubFilter::CadesDetached && draft.failed.is_none() && report.integrity == Some(true) {
        report.level = level(context, located, report.time.source);
    }
    Some(Signer { certificate, stamped: None, time: moment.at, flawless })
}

/// Bytes that cannot be taken for a signed message: broken, or beyond a limit.
fn unreadable(error: &cms::Error, draft: &mut Draft) {
    let finding = Finding::worded(error.code(), error.message_vi(), error.to_string());
    match error {
        cms::Error::Limit { .. } => draft.doubt(SubIndication::SigConstraintsFailure, finding),
        _ => draft.fail(SubIndication::FormatFailure, finding),
    }
}

/// EN 319 102-1 clause 5.5: the earliest time that a trusted timestamp proves, on the signature itself
/// or on a later revision.
fn best_time(context: &Context, message: &SignedMessage, report: &mut SignatureReport, draft: &mut Draft) -> Moment {
    let mut moment = context.moment;
    let mut proven = !context.stamps.is_empty();
    for bytes in message.timestamp_tokens().take(MAX_TIMESTAMPS) {
        let token = match Token::parse_tolerant(bytes) {
            Ok(token) => token,
            Err(error) => {
                let finding = finding::TIMESTAMP_MALFORMED().with_both(error.message_vi(), error);
                draft.note(finding::TIMESTAMP_NOT_TRUSTED().with(finding.code));
                draft.note(finding);
                continue;
            }
        };
        let integrity = token.verify(&[message.signature_value()]);
        match stamp::judge(&token, &integrity, context.trust, context.evidence, context.moment, &mut draft.questions) {
            Stamp::Proves(time, notes) => {
                proven = true;
                moment.at = moment.at.min(time);
                notes.into_iter().for_each(|finding| draft.note(finding));
            }
            // A false proof is not merely none: whoever added it made it to deceive, or knew no better.
            Stamp::False(sub, finding) => {
                draft.doubt(sub, finding::TIMESTAMP_FALSE());
                draft.note(finding);
            }
            // A timestamp that proves nothing takes nothing away: the present is asked instead.
            Stamp::Doubtful(_, finding) | Stamp::Broken(_, finding) => {
                draft.note(finding::TIMESTAMP_NOT_TRUSTED().with(finding.code));
                draft.note(finding);
            }
        }
    }
    if proven {
        report.time = Time { value: Some(moment.at.to_rfc3339()), source: TimeSource::Timestamp };
    } else {
        draft.note(finding::TIME_CLAIMED());
    }
    moment
}

/// EN 319 142-1 clause 6: what the file holds for this signature; whether it is enough is judged apart.
fn level(context: &Context, located: &Located, time: TimeSource) -> Level {
    let has_store =
        |revision: &usize| context.file.catalog(*revision).is_some_and(|catalog| catalog.get("DSS").is_some());
    let store = (located.revision..=context.file.last()).find(has_store);
    let archived = context.stamps.iter().any(|stamp| store.is_some_and(|store| *stamp > store));
    match (time, store) {
        (TimeSource::Timestamp, Some(_)) if archived => Level::Archive,
        (TimeSource::Timestamp, Some(_)) => Level::LongTerm,
        (TimeSource::Timestamp, None) => Level::Timestamp,
        _ => Level::Basic,
    }
}

fn judge_problem(problem: &CmsProblem, sub_filter: SubFilter, draft: &mut Draft) {
    let finding = Finding::worded(problem.code(), problem.message_vi(), problem.message_en());
    match problem {
        CmsProblem::DigestMismatch => draft.fail(SubIndication::HashFailure, finding::DIGEST_MISMATCH()),
        CmsProblem::SignatureMismatch => {
            draft.fail(SubIndication::SigCryptoFailure, finding::SIGNATURE_VALUE_INVALID());
        }
        CmsProblem::SignerNotFound => {
            draft.doubt(SubIndication::NoSigningCertificateFound, finding::SIGNER_CERTIFICATE_MISSING());
        }
        // The older attribute binds the certificate too: whatever took its place would need the same key,
        // a trusted issuer and the same SHA-1.
        CmsProblem::SigningCertificateV1Only => draft.note(finding),
        // ISO 32000-2 does not ask for the reference in adbe.pkcs7.detached.
        CmsProblem::SigningCertificateMissing if sub_filter == SubFilter::Pkcs7Detached => draft.note(finding),
        // The signature is over the attributes as they stand, each once: another order says nothing else.
        // Honest software of the older profile writes it so; PAdES asks for DER.
        CmsProblem::AttributesNotSorted if sub_filter == SubFilter::Pkcs7Detached => draft.note(finding),
        // RFC 5652 lets a message be in BER around its certificates and signed attributes, and no signature
        // covers what is around them.
        CmsProblem::NotDer { frame_only: true } if sub_filter == SubFilter::Pkcs7Detached => draft.note(finding),
        CmsProblem::SignatureAlgorithm { cause: crypto::Error::KeyMismatch { .. } } => {
            draft.fail(SubIndication::SigCryptoFailure, finding);
        }
        CmsProblem::NoSignedAttributes
        | CmsProblem::NotDer { .. }
        | CmsProblem::EmptyContent
        | CmsProblem::SigningCertificateMissing
        | CmsProblem::UnreadableCertificates { .. }
        | CmsProblem::MediaType { .. }
        | CmsProblem::Version => draft.doubt(SubIndication::SigConstraintsFailure, finding),
        CmsProblem::WeakDigest { .. }
        | CmsProblem::UnknownDigest { .. }
        | CmsProblem::WeakKey { .. }
        | CmsProblem::UnsupportedKey { .. }
        | CmsProblem::SignatureAlgorithm { .. } => draft.doubt(SubIndication::CryptoConstraintsFailure, finding),
        _ => draft.fail(SubIndication::FormatFailure, finding),
    }
}

/// A document timestamp: over all bytes but its own hole.
pub(super) fn judge_document_timestamp(
    context: &Context,
    located: &Located,
    report: &mut SignatureReport,
    draft: &mut Draft,
) -> Option<Signer> {
    report.kind = Kind::DocumentTimestamp;
    let token = match Token::parse_tolerant(&located.contents) {
        Ok(token) => token,
        Err(error @ cms::Error::Limit { .. }) => {
            unreadable(&error, draft);
            return None;
        }
        Err(error) => {
            let finding = finding::TIMESTAMP_MALFORMED().with_both(error.message_vi(), error);
            draft.fail(SubIndication::FormatFailure, finding);
            return None;
        }
    };
    let integrity = token.verify(&context.signed.of(located.byte_range));
    report.integrity = integrity.outcome();
    report.time = Time { value: Some(token.info.gen_time.to_rfc3339()), source: TimeSource::Claimed };
    let mut stamped = None;
    match stamp::judge(&token, &integrity, context.trust, context.evidence, context.moment, &mut draft.questions) {
        Stamp::Broken(sub, finding) => draft.fail(sub, finding),
        Stamp::Proves(time, notes) => {
            report.trusted = Some(true);
            // What is not beyond doubt proves nothing.
            if located.doubts.is_empty() {
                report.time.source = TimeSource::Timestamp;
                stamped = Some(time);
            }
            notes.into_iter().for_each(|finding| draft.note(finding));
        }
        Stamp::Doubtful(sub, finding) | Stamp::False(sub, finding) => draft.doubt(sub, finding),
    }
    let flawless = integrity.problems.is_empty();
    Some(Signer { certificate: integrity.signer?, stamped, time: context.moment.at, flawless })
}

fn judge_path(
    certificate: &Certificate,
    beside: &[Certificate],
    trust: &Trust,
    evidence: &Evidence,
    report: &mut SignatureReport,
    draft: &mut Draft,
    moment: Moment,
) {
    match status::of_signer(certificate, beside, trust, evidence, moment, &mut draft.questions) {
        Status::Stands(notes) => {
            report.trusted = Some(true);
            notes.into_iter().for_each(|finding| draft.note(finding));
        }
        Status::Doubtful(sub, finding) => {
            report.trusted = None;
            draft.doubt(sub, finding);
        }
        Status::Refused(sub, finding) => {
            report.trusted = Some(false);
            draft.doubt(sub, finding);
        }
    }
}

/// `D:YYYYMMDDHHmmSS+HH'mm'` (ISO 32000-2 clause 7.9.4) as RFC 3339; anything else is not shown.
fn rfc3339(date: &str) -> Option<String> {
    let digits = date.strip_prefix("D:")?;
    let (stamp, zone) = digits.split_at_checked(14)?;
    let zone = match zone.replace('\'', "").as_str() {
        "" | "Z" | "Z0000" => "+0000".to_owned(),
        zone => zone.to_owned(),
    };
    let time = DateTime::parse_from_str(&format!("{stamp}{zone}"), "%Y%m%d%H%M%S%z").ok()?;
    Some(time.to_rfc3339())
}
