//! Revocation in the words of a signature's verdict (EN 319 102-1 clause 5.2.6), and the evidence that a
//! file carries itself.

use super::finding::{self, Finding};
use super::report::SubIndication;
use crate::signature::cms::SignedMessage;
use crate::signature::pdf::{Dictionary, File, Value};
use crate::signature::x509::Certificate;
use crate::signature::x509::revocation::{
    Doubt, Evidence, Mode, Moment, PathStatus, Reason, Revocation, RevocationStatus, judge_path,
};

/// Streams of evidence that are read from one file; a chain needs about ten for each signature.
const MAX_ENCLOSED: usize = 200;
/// Their bytes in all, after their filters.
const MAX_ENCLOSED_BYTES: usize = 32 * 1024 * 1024;

/// What the evidence means for a signature.
pub(super) enum Status {
    /// Nothing stands against it; the notes are told.
    Stands(Vec<Finding>),
    Doubtful(SubIndication, Finding),
    /// A revocation that nothing proves to be later than the signature.
    Revoked(SubIndication, Finding),
}

/// Judges the path's certificates as `mode` asks.
pub(super) fn judge(
    chain: &[Certificate],
    pool: &[Certificate],
    evidence: &Evidence,
    mode: Mode,
    moment: Moment,
) -> Status {
    if mode == Mode::Ignore {
        return Status::Stands(vec![finding::REVOCATION_NOT_CHECKED()]);
    }
    match judge_path(chain, pool, evidence, moment) {
        PathStatus::Good(answers) => Status::Stands(answers.iter().filter_map(later).collect()),
        // EN 319 102-1 clause 5.2.6: a suspension may end.
        PathStatus::Revoked { certificate, revocation, .. } if revocation.reason == Reason::CertificateHold => {
            Status::Revoked(SubIndication::TryLater, detailed(finding::ON_HOLD(), &certificate, &revocation))
        }
        PathStatus::Revoked { index: 0, certificate, revocation } => {
            Status::Revoked(SubIndication::RevokedNoPoe, detailed(finding::REVOKED(), &certificate, &revocation))
        }
        PathStatus::Revoked { certificate, revocation, .. } => {
            let finding = detailed(finding::REVOKED_AUTHORITY(), &certificate, &revocation);
            Status::Revoked(SubIndication::RevokedCaNoPoe, finding)
        }
        PathStatus::Unknown { certificate, why } => {
            let finding = unknown(&certificate, &why);
            match mode {
                Mode::Prefer => Status::Stands(vec![finding]),
                _ => Status::Doubtful(SubIndication::TryLater, finding),
            }
        }
    }
}

fn later(answer: &RevocationStatus) -> Option<Finding> {
    let RevocationStatus::Good { revoked_later: Some(revocation), .. } = answer else {
        return None;
    };
    let time = revocation.time.to_rfc3339();
    let mut finding = finding::REVOKED_LATER();
    finding.message_vi = format!("{} ({time}, {})", finding.message_vi, revocation.reason.name_vi());
    finding.message_en = format!("{} ({time}, {})", finding.message_en, revocation.reason.name());
    Some(finding)
}

fn detailed(mut finding: Finding, certificate: &Certificate, revocation: &Revocation) -> Finding {
    let (name, time) = (certificate.subject(), revocation.time.to_rfc3339());
    finding.message_vi = format!("{} ({name}; {time}; {})", finding.message_vi, revocation.reason.name_vi());
    finding.message_en = format!("{} ({name}; {time}; {})", finding.message_en, revocation.reason.name());
    finding
}

fn unknown(certificate: &Certificate, why: &[Doubt]) -> Finding {
    let mut finding = finding::REVOCATION_NOT_CHECKED();
    let name = certificate.subject();
    // The first doubts are of what came nearest to an answer.
    let told = |words: fn(&Doubt) -> String| why.iter().take(3).map(words).collect::<Vec<_>>().join("; ");
    finding.message_vi = format!("{} ({name}: {})", finding.message_vi, told(Doubt::message_vi));
    finding.message_en = format!("{} ({name}: {})", finding.message_en, told(Doubt::message_en));
    finding
}

/// The evidence in a file's document security store (EN 319 142-1 clause 5.4.2), as it is in the last
/// revision. What cannot be read is none.
pub(super) fn enclosed_in(file: &File) -> Evidence {
    let mut found = Evidence::default();
    let last = file.last();
    let store = file.catalog(last).and_then(|catalog| file.entry(last, catalog, "DSS"));
    let Some(store) = store.and_then(Value::as_dictionary) else {
        return found;
    };
    let streams = ["CRLs", "OCSPs", "Certs"].into_iter().flat_map(|list| streams(file, store, list));
    let mut bytes = 0;
    for stream in streams.take(MAX_ENCLOSED) {
        bytes += stream.len();
        if bytes > MAX_ENCLOSED_BYTES {
            break;
        }
        found.offer(&stream);
    }
    found
}

fn streams<'f>(file: &'f File, store: &'f Dictionary, list: &str) -> impl Iterator<Item = Vec<u8>> {
    let last = file.last();
    let nodes = file.entry(last, store, list).and_then(Value::as_array).unwrap_or_default();
    nodes.iter().filter_map(move |node| {
        let object = file.object(last, node.value.as_reference()?)?;
        file.stream_data(object).ok()
    })
}

/// The evidence that a signer enclosed in the signed message.
pub(super) fn enclosed_with(message: &SignedMessage) -> Evidence {
    let mut found = Evidence::default();
    for der in message.revocation_data().take(MAX_ENCLOSED) {
        found.offer(der);
    }
    found
}
