//! Every signature of a file judged by policy, default deny (EN 319 102-1 clause 5).

use chrono::{DateTime, Utc};

use super::field::{Field, signature_fields};
use super::finding::{self, Finding};
use super::locate::{Located, SubFilter, locate};
use super::policy::{Judgement, judge_revisions};
use super::report::{
    ChangesAfter, Coverage, Kind, Level, MainIndication, SignatureReport, SubIndication, Time, TimeSource,
};
use super::status::{self, Status};
use crate::signature::cms::{self, CmsProblem};
use crate::signature::crypto::sha256;
use crate::signature::pdf::File;
use crate::signature::x509::Certificate;
use crate::signature::x509::path::{self, Budget, PathFailure, PathOutcome};
use crate::signature::x509::revocation::{Evidence, Moment};

pub use crate::signature::x509::revocation::Mode as Revocation;

/// What the operator trusts.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    pub anchors: Vec<Certificate>,
    /// Certificates at hand for building paths; used, never trusted.
    pub intermediates: Vec<Certificate>,
    pub revocation: Revocation,
    /// CRLs and OCSP responses at hand; judged, never trusted for lying there.
    pub evidence: Evidence,
}

/// The file as it stood after a signature that passed. Only [`validate`] can make one.
#[derive(Debug, Clone, Copy)]
pub struct Snapshot<'b> {
    bytes: &'b [u8],
    revision: usize,
}

impl<'b> Snapshot<'b> {
    /// The bytes up to the end of the signed revision.
    pub fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    /// Index of the signed revision.
    pub fn revision(&self) -> usize {
        self.revision
    }
}

#[derive(Debug, Clone, Copy)]
pub enum Indication<'b> {
    Passed(Snapshot<'b>),
    Indeterminate(SubIndication),
    Failed(SubIndication),
}

/// One judged signature.
#[derive(Debug)]
pub struct Judged<'b> {
    pub field: Field,
    pub report: SignatureReport,
    pub indication: Indication<'b>,
    pub certificate: Option<Certificate>,
    pub located: Option<Located>,
}

/// Judges all signatures at the given time, in the order of their revisions.
pub fn validate<'b>(file: &File<'b>, trust: &Trust, at: DateTime<Utc>) -> Vec<Judged<'b>> {
    let revisions = judge_revisions(file);
    let mut evidence = trust.evidence.clone();
    if trust.revocation != Revocation::Ignore {
        evidence.merge(status::enclosed_in(file));
    }
    let mut judged: Vec<Judged> = signature_fields(file, file.last())
        .into_iter()
        .filter(|field| field.value.is_some())
        .map(|field| judge_one(file, field, &revisions, trust, &evidence, at))
        .collect();
    judged.sort_by_key(|judged| judged.located.as_ref().map_or(0, |located| located.revision));
    judged
}

/// The facts as they come in, and the gravest decision so far.
struct Draft {
    findings: Vec<Finding>,
    failed: Option<(SubIndication, &'static str)>,
    doubtful: Option<(SubIndication, &'static str)>,
}

impl Draft {
    fn note(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn fail(&mut self, sub: SubIndication, finding: Finding) {
        self.failed.get_or_insert((sub, finding.code));
        self.note(finding);
    }

    fn doubt(&mut self, sub: SubIndication, finding: Finding) {
        self.doubtful.get_or_insert((sub, finding.code));
        self.note(finding);
    }
}

fn judge_one<'b>(
    file: &File<'b>,
    field: Field,
    revisions: &[Judgement],
    trust: &Trust,
    evidence: &Evidence,
    at: DateTime<Utc>,
) -> Judged<'b> {
    let mut draft = Draft { findings: Vec::new(), failed: None, doubtful: None };
    let mut report = SignatureReport {
        field: field.name.clone(),
        kind: Kind::Signature,
        indication: MainIndication::TotalFailed,
        sub_indication: None,
        reason: "",
        integrity: None,
        trusted: None,
        level: Level::None,
        coverage: Coverage::Partial,
        changes_after: ChangesAfter::None,
        signer: None,
        certificate_sha256: None,
        time: Time { value: None, source: TimeSource::None },
        findings: Vec::new(),
    };
    let mut message = None;
    let located = match locate(file, &field) {
        Ok(located) => Some(located),
        Err(finding) if finding.code == "SUBFILTER_UNSUPPORTED" => {
            draft.doubt(SubIndication::FormatFailure, *finding);
            None
        }
        Err(finding) => {
            draft.fail(SubIndication::FormatFailure, *finding);
            None
        }
    };
    if let Some(located) = &located {
        report.coverage = located.coverage;
        if located.coverage == Coverage::Partial {
            draft.fail(SubIndication::FormatFailure, finding::COVERAGE_PARTIAL());
        }
        judge_changes(located, revisions, &mut report, &mut draft);
        message = judge_message(file, located, &mut report, &mut draft);
        if let Some(Signer { certificate, beside, enclosed }) = &message {
            report.signer = Some(certificate.subject().to_owned());
            report.certificate_sha256 = Some(data_encoding::HEXLOWER.encode(&certificate.sha256()));
            if located.sub_filter != SubFilter::Rfc3161 {
                let mut evidence = evidence.clone();
                evidence.merge(enclosed.clone());
                judge_path(certificate, beside, trust, &evidence, &mut report, &mut draft, at);
            }
        }
        if located.sub_filter == SubFilter::CadesDetached && draft.failed.is_none() && report.integrity == Some(true) {
            report.level = Level::Basic;
        }
    }
    let indication = match (draft.failed, draft.doubtful, &located) {
        (Some((sub, reason)), ..) => {
            report.reason = reason;
            Indication::Failed(sub)
        }
        (None, Some((sub, reason)), _) => {
            report.reason = reason;
            Indication::Indeterminate(sub)
        }
        (None, None, Some(located)) if report.integrity == Some(true) && report.trusted == Some(true) => {
            report.reason = "VALID";
            let end = located.byte_range.end();
            Indication::Passed(Snapshot {
                bytes: file.bytes().get(..end).unwrap_or_default(),
                revision: located.revision,
            })
        }
        _ => {
            report.reason = "SIG_DICT_MALFORMED";
            Indication::Failed(SubIndication::FormatFailure)
        }
    };
    (report.indication, report.sub_indication) = match indication {
        Indication::Passed(_) => (MainIndication::TotalPassed, None),
        Indication::Indeterminate(sub) => (MainIndication::Indeterminate, Some(sub)),
        Indication::Failed(sub) => (MainIndication::TotalFailed, Some(sub)),
    };
    report.findings = draft.findings;
    Judged { field, report, indication, certificate: message.map(|signer| signer.certificate), located }
}

fn judge_changes(located: &Located, revisions: &[Judgement], report: &mut SignatureReport, draft: &mut Draft) {
    let later = revisions.get(located.revision + 1..).unwrap_or_default();
    report.changes_after = later.iter().map(|judgement| judgement.changes).max().unwrap_or(ChangesAfter::None);
    if located.coverage != Coverage::Partial && report.changes_after >= ChangesAfter::FormFilling {
        let offending: Vec<String> = later.iter().flat_map(|judgement| judgement.offending.clone()).take(8).collect();
        draft.fail(SubIndication::FormatFailure, finding::MODIFIED_AFTER_SIGNING().with(offending.join(", ")));
    }
    let signed_later = later.iter().filter(|judgement| judgement.changes == ChangesAfter::Signing);
    let locked = |name: &String| {
        located.transforms.doc_mdp == Some(1)
            || located.transforms.field_mdp.as_ref().is_some_and(|lock| lock.covers(name))
    };
    if let Some(name) = signed_later.flat_map(|judgement| &judgement.signed).find(|name| locked(name)) {
        draft.fail(SubIndication::SigConstraintsFailure, finding::LOCK_BROKEN().with(name));
    }
}

/// Who signed, and the certificates that came along: used for the path, never trusted for it.
struct Signer {
    certificate: Certificate,
    beside: Vec<Certificate>,
    enclosed: Evidence,
}

/// The signed message: digest, value, attributes. Answers the signer, when there is one.
fn judge_message(file: &File, located: &Located, report: &mut SignatureReport, draft: &mut Draft) -> Option<Signer> {
    if let Some(claimed) = &located.claimed {
        report.time = Time { value: rfc3339(claimed), source: TimeSource::Claimed };
    }
    let message = match cms::parse_tolerant(&located.contents) {
        Ok(message) => message,
        Err(error) => {
            draft.fail(SubIndication::FormatFailure, finding::CMS_MALFORMED().with_both(error.message_vi(), error));
            return None;
        }
    };
    let parts = located.byte_range.parts(file.bytes());
    let profile = match located.sub_filter {
        SubFilter::CadesDetached => cms::Profile::CadesDetached,
        SubFilter::Pkcs7Detached => cms::Profile::Pkcs7Detached,
        SubFilter::Pkcs7Sha1 => cms::Profile::Pkcs7Sha1,
        SubFilter::Rfc3161 => return judge_timestamp(&located.contents, &parts, report, draft),
    };
    let integrity = message.verify_as(profile, &parts);
    report.integrity = Some(integrity.holds());
    for problem in &integrity.problems {
        judge_problem(problem, located.sub_filter, draft);
    }
    if !integrity.digest_matches {
        draft.fail(SubIndication::HashFailure, finding::DIGEST_MISMATCH());
    } else if !integrity.signature_matches && integrity.signer.is_some() {
        draft.fail(SubIndication::SigCryptoFailure, finding::SIGNATURE_VALUE_INVALID());
    }
    if integrity.signer.is_none() {
        draft.doubt(SubIndication::NoSigningCertificateFound, finding::SIGNER_CERTIFICATE_MISSING());
    }
    draft.note(finding::TIME_CLAIMED());
    let enclosed = status::enclosed_with(&message);
    Some(Signer { certificate: integrity.signer?, beside: message.certificates().to_vec(), enclosed })
}

fn judge_problem(problem: &CmsProblem, sub_filter: SubFilter, draft: &mut Draft) {
    let finding = Finding::new(problem.code(), problem.message_vi(), problem.message_en());
    match problem {
        CmsProblem::DigestMismatch | CmsProblem::SignatureMismatch | CmsProblem::SignerNotFound => {}
        // ISO 32000-2 does not ask for the attribute in adbe.pkcs7.detached.
        CmsProblem::SigningCertificateMissing | CmsProblem::SigningCertificateV1Only
            if sub_filter == SubFilter::Pkcs7Detached =>
        {
            draft.note(finding)
        }
        // ISO 32000-2 asks for DER too, but honest software of the older profile writes BER.
        CmsProblem::NotDer if sub_filter != SubFilter::CadesDetached => {
            draft.doubt(SubIndication::SigConstraintsFailure, finding);
        }
        CmsProblem::NoSignedAttributes
        | CmsProblem::SigningCertificateMissing
        | CmsProblem::SigningCertificateV1Only
        | CmsProblem::UnreadableCertificates { .. }
        | CmsProblem::Version => draft.doubt(SubIndication::SigConstraintsFailure, finding),
        CmsProblem::WeakDigest { .. } | CmsProblem::UnknownDigest { .. } | CmsProblem::WeakKey { .. } => {
            draft.doubt(SubIndication::CryptoConstraintsFailure, finding);
        }
        CmsProblem::SignatureAlgorithm { .. } => draft.doubt(SubIndication::CryptoConstraintsFailure, finding),
        _ => draft.fail(SubIndication::FormatFailure, finding),
    }
}

/// A document timestamp: its integrity. Its trust is not judged yet, so it never passes.
fn judge_timestamp(
    contents: &[u8],
    parts: &[&[u8]],
    report: &mut SignatureReport,
    draft: &mut Draft,
) -> Option<Signer> {
    report.kind = Kind::DocumentTimestamp;
    let token = match cms::timestamp::Token::parse_tolerant(contents) {
        Ok(token) => token,
        Err(error) => {
            draft.fail(SubIndication::FormatFailure, finding::CMS_MALFORMED().with_both(error.message_vi(), error));
            return None;
        }
    };
    let integrity = token.verify(parts);
    report.integrity = Some(integrity.holds());
    report.time = Time { value: Some(token.info.gen_time.to_rfc3339()), source: TimeSource::Claimed };
    if integrity.holds() {
        draft.doubt(SubIndication::TryLater, finding::TIMESTAMP_NOT_JUDGED());
    } else {
        draft.fail(SubIndication::HashFailure, finding::DIGEST_MISMATCH());
    }
    let enclosed = status::enclosed_with(&token.message);
    Some(Signer { certificate: integrity.signer?, beside: token.message.certificates().to_vec(), enclosed })
}

fn judge_path(
    certificate: &Certificate,
    beside: &[Certificate],
    trust: &Trust,
    evidence: &Evidence,
    report: &mut SignatureReport,
    draft: &mut Draft,
    at: DateTime<Utc>,
) {
    let pool = [trust.intermediates.as_slice(), beside, evidence.certificates.as_slice()].concat();
    match path::validate(certificate, &pool, &trust.anchors, Budget::default(), at) {
        PathOutcome::Trusted { chain, .. } => {
            // Without a trusted timestamp nothing proves an earlier time than now.
            match status::judge(&chain, &pool, evidence, trust.revocation, Moment::present(at)) {
                Status::Stands(notes) => {
                    report.trusted = Some(true);
                    notes.into_iter().for_each(|finding| draft.note(finding));
                }
                Status::Doubtful(sub, finding) => {
                    report.trusted = None;
                    draft.doubt(sub, finding);
                }
                Status::Revoked(sub, finding) => {
                    report.trusted = Some(false);
                    draft.doubt(sub, finding);
                }
            }
        }
        PathOutcome::Untrusted { reason } => {
            let finding = Finding::new(reason.code(), reason.message_vi(), reason.message_en());
            report.trusted = Some(false);
            let sub = match reason {
                PathFailure::Expired { .. } | PathFailure::NotYetValid { .. } => SubIndication::OutOfBoundsNoPoe,
                PathFailure::WeakAlgorithm { .. } | PathFailure::WeakKey { .. } => {
                    SubIndication::CryptoConstraintsFailure
                }
                PathFailure::SelfSigned { .. } | PathFailure::NoIssuer { .. } | PathFailure::Budget => {
                    SubIndication::NoCertificateChainFound
                }
                _ => SubIndication::ChainConstraintsFailure,
            };
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

/// SHA-256 of a file, as reports name it.
pub fn file_sha256(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&sha256(bytes))
}
