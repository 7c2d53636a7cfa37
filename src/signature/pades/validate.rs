//! Every signature of a file judged by policy, default deny (EN 319 102-1 clause 5).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::field::{Field, form_nodes, signature_fields};
use super::finding::{self, Finding};
use super::locate::{Located, SubFilter, locate};
use super::message::{Context, Draft, Signer, judge_document_timestamp, judge_message};
use super::policy::{Change, Judgement, Placed, What, judge_revisions};
use super::report::{
    ChangesAfter, Coverage, Kind, Level, MainIndication, SignatureReport, SubIndication, Time, TimeSource,
};
use super::signed_bytes::SignedBytes;
use super::status;
use crate::signature::crypto::sha256;
use crate::signature::pdf::File;
use crate::signature::x509::Certificate;
use crate::signature::x509::revocation::{Evidence, Moment, Question};

pub use crate::signature::x509::revocation::Mode as Revocation;

/// What the operator trusts.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    pub anchors: Vec<Certificate>,
    /// Anchors of timestamp authorities; where there are none, `anchors` serve both.
    pub tsa_anchors: Vec<Certificate>,
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
    /// What later revisions did, allowed or not.
    pub changes: Vec<Change>,
    /// The best proven time of the signature, else the time of judging.
    pub time: DateTime<Utc>,
    /// Certificates of its paths whose status no evidence tells, here or in the file.
    pub questions: Vec<Question>,
    /// Its message breaks no rule at all, not even one that is tolerated in files of others.
    pub flawless: bool,
    /// The time in a document timestamp.
    stamped: Option<DateTime<Utc>>,
}

/// Judges all signatures at the time `at`, in the order of their revisions. The newest come first, so
/// that a timestamp can prove when everything before it existed.
pub fn validate<'b>(file: &File<'b>, trust: &Trust, at: DateTime<Utc>) -> Vec<Judged<'b>> {
    let mut evidence = trust.evidence.clone();
    if trust.revocation != Revocation::Ignore {
        evidence.merge(status::enclosed_in(file));
    }
    let fields = signature_fields(file, file.last()).into_iter().filter(|field| field.value.is_some());
    let mut located: Vec<(Field, Result<Located, Box<Finding>>)> =
        fields.map(|field| (field.clone(), locate(file, &field))).collect();
    located.sort_by_key(|(_, place)| place.as_ref().map_or(0, |located| located.revision));
    let signed = located.iter().filter_map(|(_, place)| Some(place.as_ref().ok()?.revision)).min();
    let revisions = judge_revisions(file, signed.unwrap_or(file.last()));
    let ranges = located.iter().filter_map(|(_, place)| Some(place.as_ref().ok()?.byte_range));
    let mut context = Context {
        file,
        signed: &SignedBytes::new(file.bytes(), file.hashed(), ranges),
        revisions: &revisions,
        trust,
        evidence: &evidence,
        stamps: Vec::new(),
        moment: Moment::present(at),
    };
    let mut judged = Vec::new();
    for (field, place) in located.into_iter().rev() {
        let one = judge_one(&context, field, place);
        if let (Some(time), Indication::Passed(snapshot)) = (one.stamped, one.indication) {
            context.stamps.push(snapshot.revision);
            context.moment.at = context.moment.at.min(time);
        }
        judged.push(one);
    }
    judged.reverse();
    judged
}

fn judge_one<'b>(context: &Context<'_, 'b>, field: Field, place: Result<Located, Box<Finding>>) -> Judged<'b> {
    let file = context.file;
    let mut draft = Draft { findings: Vec::new(), failed: None, doubtful: None, questions: Vec::new() };
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
    let located = match place {
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
        for doubt in &located.doubts {
            draft.doubt(SubIndication::FormatFailure, doubt.clone());
        }
        judge_changes(file, located, context.revisions, &mut report, &mut draft);
        message = match located.sub_filter {
            SubFilter::Rfc3161 => judge_document_timestamp(context, located, &mut report, &mut draft),
            _ => judge_message(context, &field, located, &mut report, &mut draft),
        };
        if let Some(Signer { certificate, .. }) = &message {
            report.signer = Some(certificate.subject().to_owned());
            report.certificate_sha256 = Some(data_encoding::HEXLOWER.encode(&certificate.sha256()));
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
    let stamped = message.as_ref().and_then(|signer| signer.stamped);
    let flawless = message.as_ref().is_some_and(|signer| signer.flawless);
    let time = message.as_ref().map_or(context.moment.now, |signer| signer.time);
    let (certificate, questions) = (message.map(|signer| signer.certificate), draft.questions);
    let changes = located.as_ref().map(|located| changes_after(located, context.revisions).cloned().collect());
    let changes = changes.unwrap_or_default();
    Judged { field, report, indication, certificate, located, changes, time, flawless, questions, stamped }
}

fn changes_after<'r>(located: &Located, revisions: &'r [Judgement]) -> impl Iterator<Item = &'r Change> {
    revisions.get(located.revision + 1..).unwrap_or_default().iter().flat_map(|judgement| &judgement.changes)
}

/// ISO 32000-2 clauses 12.8.2.2 and 12.8.2.4: what the signature lets follow, and which fields it locks.
fn judge_changes(
    file: &File,
    located: &Located,
    revisions: &[Judgement],
    report: &mut SignatureReport,
    draft: &mut Draft,
) {
    let changes = || changes_after(located, revisions);
    report.changes_after = changes().map(|change| change.what.kind()).max().unwrap_or(ChangesAfter::None);
    if located.coverage == Coverage::Partial {
        return;
    }
    let level = located.transforms.level();
    // P=3 allows comments; they are refused all the same: what lies over a page is what is seen.
    if changes().any(|change| change.what.kind() >= ChangesAfter::Annotation) {
        draft.fail(SubIndication::FormatFailure, finding::MODIFIED_AFTER_SIGNING());
    }
    let touched = |change: &&Change| matches!(change.what.kind(), ChangesAfter::Signing | ChangesAfter::FormFilling);
    let locked = |name: &&str| level.is_some_and(|level| level <= 1) || located.transforms.locks(name);
    if let Some(name) = changes().filter(touched).filter_map(|change| change.what.field()).find(locked) {
        draft.fail(SubIndication::SigConstraintsFailure, finding::LOCK_BROKEN().with(name));
    }
    let placed = newly_placed(file, located, changes());
    // Who certifies a document says where it will be signed.
    if located.transforms.doc_mdp.is_some() && !placed.is_empty() {
        draft.fail(SubIndication::SigConstraintsFailure, finding::LOCK_BROKEN());
    }
    if placed.contains(&Placed::Over) {
        draft.doubt(SubIndication::SigConstraintsFailure, finding::SIGNED_OVER_CONTENT());
    }
    if changes().any(|change| matches!(change.what, What::Filled { readable: false, .. })) {
        draft.doubt(SubIndication::SigConstraintsFailure, finding::FIELD_NOT_COMPARED());
    }
}

/// Where later signatures can be seen, but for those in fields that the signed revision already had.
fn newly_placed<'c>(file: &File, located: &Located, changes: impl Iterator<Item = &'c Change>) -> Vec<Placed> {
    let seen = changes.filter_map(|change| match change.what {
        What::Signed { placed: placed @ (Placed::Apart | Placed::Over), .. } => Some((change.object, placed)),
        _ => None,
    });
    let mut seen: Vec<_> = seen.collect();
    if !seen.is_empty() {
        let kept: BTreeSet<u32> = form_nodes(file, located.revision).iter().map(|node| node.id.number).collect();
        seen.retain(|(object, _)| object.is_none_or(|object| !kept.contains(&object)));
    }
    seen.into_iter().map(|(_, placed)| placed).collect()
}

/// SHA-256 of a file, as reports name it.
pub fn file_sha256(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&sha256(bytes))
}
