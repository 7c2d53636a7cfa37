//! Path and revocation in the words of a signature's verdict (EN 319 102-1 clause 5.2.6), and the evidence
//! that a file carries itself.

use super::finding::{self, Finding};
use super::report::SubIndication;
use super::validate::Trust;
use crate::signature::cms::SignedMessage;
use crate::signature::pdf::{Dictionary, File, IndirectObject, Value};
use crate::signature::x509::Certificate;
use crate::signature::x509::path::{Budget, PathFailure, Paths, Purpose, Rules};
use crate::signature::x509::revocation::{
    Doubt, Evidence, Mode, Moment, PathStatus, Question, Reason, Revocation, RevocationStatus, judge_paths,
};

/// Streams of evidence that are read from one file; a chain needs about ten for each signature.
const MAX_ENCLOSED: usize = 200;
/// Their bytes in all, after their filters: room for one list of the largest size. Read into tables they
/// take five times as much memory.
const MAX_ENCLOSED_BYTES: usize = 12 * 1024 * 1024;

/// What paths and evidence mean for a signature.
pub enum Status {
    /// Nothing stands against it; the notes are told.
    Stands(Vec<Finding>),
    Doubtful(SubIndication, Finding),
    /// No path holds, or a revocation is not proven to be later than the signature.
    Refused(SubIndication, Finding),
}

/// Judges a certificate that signs, with the certificates beside it and the evidence at hand.
pub fn of_signer(
    certificate: &Certificate,
    beside: &[Certificate],
    trust: &Trust,
    evidence: &Evidence,
    moment: Moment,
    questions: &mut Vec<Question>,
) -> Status {
    let pool = [trust.intermediates.as_slice(), beside, evidence.certificates.as_slice()].concat();
    let rules = Rules::new(Purpose::Signing, Budget::default());
    let paths = Paths::new(&rules, certificate, &pool, &trust.anchors, moment.at);
    judge(paths, &pool, evidence, trust.revocation, moment, questions)
}

/// Judges a certificate over all of its paths: who was certified by two authorities may be trusted over one
/// when the other was revoked. Those of its path whose status is not known go to `questions`.
pub(super) fn judge(
    mut paths: Paths,
    pool: &[Certificate],
    evidence: &Evidence,
    mode: Mode,
    moment: Moment,
    questions: &mut Vec<Question>,
) -> Status {
    let judged = match mode {
        Mode::Ignore => paths.next().map(|_| Status::Stands(vec![finding::REVOCATION_NOT_CHECKED()])),
        Mode::Require | Mode::Prefer => judge_paths(&mut paths, pool, evidence, moment).map(|(chain, status)| {
            if let PathStatus::Unknown { unanswered, .. } = &status {
                questions.extend(Question::of_path(&chain, unanswered, pool, moment));
            }
            in_words(status, mode)
        }),
    };
    judged.unwrap_or_else(|| no_path(paths.failure()))
}

fn in_words(status: PathStatus, mode: Mode) -> Status {
    match status {
        PathStatus::Good(answers) => Status::Stands(answers.iter().filter_map(later).collect()),
        // EN 319 102-1 clause 5.2.6: a suspension may end.
        PathStatus::Revoked { certificate, revocation, .. } if revocation.reason == Reason::CertificateHold => {
            Status::Refused(SubIndication::TryLater, detailed(finding::ON_HOLD(), &certificate, &revocation))
        }
        PathStatus::Revoked { index: 0, certificate, revocation } => {
            Status::Refused(SubIndication::RevokedNoPoe, detailed(finding::REVOKED(), &certificate, &revocation))
        }
        PathStatus::Revoked { certificate, revocation, .. } => {
            let finding = detailed(finding::REVOKED_AUTHORITY(), &certificate, &revocation);
            Status::Refused(SubIndication::RevokedCaNoPoe, finding)
        }
        PathStatus::Unknown { certificate, why, .. } => {
            let finding = unknown(&certificate, &why);
            match mode.tolerates(&why) {
                true => Status::Stands(vec![finding]),
                false => Status::Doubtful(SubIndication::TryLater, finding),
            }
        }
    }
}

fn no_path(reason: &PathFailure) -> Status {
    let sub = match reason {
        PathFailure::Expired { .. } | PathFailure::NotYetValid { .. } => SubIndication::OutOfBoundsNoPoe,
        PathFailure::WeakAlgorithm { .. } | PathFailure::WeakKey { .. } => SubIndication::CryptoConstraintsFailure,
        PathFailure::SelfSigned { .. } | PathFailure::NoIssuer { .. } | PathFailure::Budget => {
            SubIndication::NoCertificateChainFound
        }
        _ => SubIndication::ChainConstraintsFailure,
    };
    Status::Refused(sub, Finding::worded(reason.code(), reason.message_vi(), reason.message_en()))
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
    // A stream that breaks off counts too: the same one can be listed a thousand times.
    let mut budget = file.limits().budget();
    let mut bytes = 0;
    for object in streams.take(MAX_ENCLOSED) {
        let Ok(stream) = file.stream_data_within(object, &mut budget) else { continue };
        bytes += stream.len();
        if bytes > MAX_ENCLOSED_BYTES {
            break;
        }
        found.offer(&stream);
    }
    found
}

fn streams<'f>(file: &'f File, store: &'f Dictionary, list: &str) -> impl Iterator<Item = &'f IndirectObject> {
    let last = file.last();
    let nodes = file.entry(last, store, list).and_then(Value::as_array).unwrap_or_default();
    nodes.iter().filter_map(move |node| file.object(last, node.value.as_reference()?))
}

/// The evidence that a signer enclosed in the signed message.
pub(super) fn enclosed_with(message: &SignedMessage) -> Evidence {
    let mut found = Evidence::default();
    for der in message.revocation_data().take(MAX_ENCLOSED) {
        found.offer(der);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use rcgen::{
        BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer, KeyIdMethod,
        KeyPair, RevocationReason, RevokedCertParams, SerialNumber, date_time_ymd,
    };

    type Node = (Issuer<'static, KeyPair>, Certificate);

    fn node(name: &str, serial: u64, above: Option<&Node>) -> Node {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.serial_number = Some(SerialNumber::from(serial));
        params.not_before = date_time_ymd(2026, 1, 1);
        params.not_after = date_time_ymd(2027, 1, 1);
        let key = KeyPair::generate().unwrap();
        let der = match above {
            Some((issuer, _)) => params.signed_by(&key, issuer).unwrap(),
            None => params.self_signed(&key).unwrap(),
        };
        (Issuer::new(params, key), Certificate::from_der(der.der()).unwrap())
    }

    fn list(issuer: &Node, revoked: Option<u64>) -> Evidence {
        let entry = |serial: u64| RevokedCertParams {
            serial_number: SerialNumber::from(serial),
            revocation_time: date_time_ymd(2026, 6, 1),
            reason_code: Some(RevocationReason::Superseded),
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: date_time_ymd(2026, 7, 1),
            next_update: date_time_ymd(2026, 9, 1),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: revoked.map(entry).into_iter().collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        Evidence::read(list.signed_by(&issuer.0).unwrap().der()).unwrap()
    }

    #[test]
    fn an_authority_or_a_proven_time_change_what_a_revocation_means() {
        let root = node("Gốc", 1, None);
        let middle = node("Trung gian", 2, Some(&root));
        let leaf = node("Hiệu trưởng", 3, Some(&middle));
        let (leaf, pool, anchors) = (leaf.1, [middle.1.clone()], [root.1.clone()]);
        let time = |text: &str| -> DateTime<Utc> { text.parse().unwrap() };
        let now = time("2026-08-01T00:00:00Z");
        let judged = |upper: Option<u64>, lower: Option<u64>, at| {
            let mut evidence = list(&root, upper);
            evidence.merge(list(&middle, lower));
            let rules = Rules::new(Purpose::Any, Budget::default());
            let paths = Paths::new(&rules, &leaf, &pool, &anchors, at);
            match judge(paths, &pool, &evidence, Mode::Require, Moment { at, now }, &mut Vec::new()) {
                Status::Stands(notes) => ("stands", notes.first().map(|note| note.code).unwrap_or_default()),
                Status::Doubtful(_, finding) => ("doubtful", finding.code),
                Status::Refused(SubIndication::RevokedCaNoPoe, finding) => ("revoked above", finding.code),
                Status::Refused(_, finding) => ("refused", finding.code),
            }
        };
        assert_eq!(judged(None, None, now), ("stands", ""));
        assert_eq!(judged(None, Some(3), now), ("refused", "REVOKED"));
        assert_eq!(judged(Some(2), Some(3), now), ("revoked above", "REVOKED_AUTHORITY"));
        assert_eq!(judged(None, Some(3), time("2026-05-01T00:00:00Z")), ("stands", "REVOKED_LATER"));
        assert_eq!(judged(None, None, time("2025-12-31T00:00:00Z")), ("refused", "CERT_NOT_YET_VALID"));
    }
}
