//! Document timestamps by OpenSSL's authority: what a trusted one proves, and what no other does.

mod common;
#[path = "common/outside.rs"]
mod outside;

use std::path::Path;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use common::minimal_pdf::{Xref, minimal_pdf};
use common::{Authority, boxes, sign_all};
use rcgen::{RevocationReason, RevokedCertParams, SerialNumber};
use vanbang::signature::crypto::sha256;
use vanbang::signature::pades::Revocation;
use vanbang::signature::pades::report::TimeSource;
use vanbang::signature::pdf::{Dictionary, File, Limits, Node, ObjectId, Update, Value};
use vanbang::signature::x509::revocation::Evidence;
use vanbang::verify::{Outcome, Policy, Verdict, verify};

/// Bytes kept for a token.
const ROOM: usize = 6000;
const CATALOG: ObjectId = ObjectId { number: 1, generation: 0 };
const PAGE: ObjectId = ObjectId { number: 3, generation: 0 };

fn dictionary(file: &File, id: ObjectId) -> Dictionary {
    file.object(file.last(), id).unwrap().dictionary().unwrap().clone()
}

fn listed_too(file: &File, update: &mut Update, holder: ObjectId, key: &str, item: ObjectId) {
    let mut changed = dictionary(file, holder);
    let mut list = changed.value(key).unwrap().as_array().unwrap().to_vec();
    list.push(Node::new(Value::Reference(item)));
    changed.set(key, Value::Array(list));
    update.set(holder, Value::Dictionary(changed));
}

/// Appends an invisible timestamp field whose hole `stamp` fills, given the digest of all other bytes.
fn stamped(bytes: &[u8], stamp: impl Fn([u8; 32]) -> Vec<u8>) -> Vec<u8> {
    let file = File::open(bytes, Limits::default()).unwrap();
    let mut update = Update::new(&file).unwrap();
    let token = update.allocate();
    let head = "<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 /ByteRange [0 ";
    let raw = format!("{head}{:32}] /Contents <{}> >>", "", "0".repeat(ROOM * 2));
    update.set_raw(token, raw.into_bytes());
    let mut widget = Dictionary::default();
    for (key, value) in [
        ("Type", Value::name("Annot")),
        ("Subtype", Value::name("Widget")),
        ("FT", Value::name("Sig")),
        ("T", Value::String { bytes: b"timestamp".to_vec(), hexadecimal: true }),
        ("F", Value::Integer(132)),
        ("Rect", Value::array([0, 0, 0, 0].map(Value::Integer))),
        ("P", Value::Reference(PAGE)),
        ("V", Value::Reference(token)),
    ] {
        widget.set(key, value);
    }
    let widget = update.add(Value::Dictionary(widget));
    listed_too(&file, &mut update, PAGE, "Annots", widget);
    let form = dictionary(&file, CATALOG).value("AcroForm").unwrap().as_reference().unwrap();
    listed_too(&file, &mut update, form, "Fields", widget);
    let mut out = update.finish(bytes).unwrap().bytes;
    let place = |part: &[u8]| out.windows(part.len()).rposition(|window| window == part).unwrap() + part.len();
    let (numbers, hole) = (place(b"/SubFilter /ETSI.RFC3161 /ByteRange [0 "), place(b"/Contents <") - 1);
    let end = hole + ROOM * 2 + 2;
    let text = format!("{hole} {end} {}", out.len() - end);
    out[numbers..numbers + text.len()].copy_from_slice(text.as_bytes());
    let answer = stamp(sha256(&[&out[..hole], &out[end..]].concat()));
    let digits = data_encoding::HEXUPPER.encode(&answer);
    out[hole + 1..hole + 1 + digits.len()].copy_from_slice(digits.as_bytes());
    out
}

/// A token by `openssl ts`, as a timestamp authority would answer.
fn token(folder: &Path, (certificate, key): &(String, String), digest: [u8; 32]) -> Vec<u8> {
    let path = |name: &str| folder.join(name).display().to_string();
    std::fs::write(path("tsa.pem"), certificate).unwrap();
    std::fs::write(path("tsa.key"), key).unwrap();
    let settings = format!(
        "[tsa]\ndefault_tsa = one\n[one]\nserial = {}\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256\nordering = no\ness_cert_id_alg = sha256\n",
        path("serial")
    );
    std::fs::write(path("tsa.cnf"), settings).unwrap();
    std::fs::write(path("serial"), "01\n").unwrap();
    let digest = data_encoding::HEXLOWER.encode(&digest);
    let (query, answer) = (path("query"), path("answer"));
    for arguments in [
        vec!["ts", "-query", "-digest", &digest, "-sha256", "-cert", "-out", &query],
        vec![
            "ts",
            "-reply",
            "-config",
            &path("tsa.cnf"),
            "-queryfile",
            &query,
            "-signer",
            &path("tsa.pem"),
            "-inkey",
            &path("tsa.key"),
            "-token_out",
            "-out",
            &answer,
        ],
    ] {
        let made = outside::run("openssl", &arguments);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    std::fs::read(answer).unwrap()
}

struct Office {
    authority: Authority,
    closed: Vec<u8>,
    policy: Policy,
}

impl Office {
    /// The same trust, and revocation asked for.
    fn asking(&self) -> Policy {
        let mut trust = self.policy.trust.clone();
        trust.revocation = Revocation::Require;
        Policy { trust, directory: self.policy.directory.clone() }
    }
}

/// A closed file whose signers' certificates end in 2030; the root goes on until 2035.
fn office() -> Office {
    office_until(2030)
}

fn office_until(year: i32) -> Office {
    let record = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let authority = Authority::new();
    let mut people = ["Giáo viên", "Hiệu trưởng", "Nhà trường"]
        .map(|name| authority.signer_with(name, 11, &rcgen::PKCS_RSA_SHA256, (2025, year)));
    let [homeroom, leader, school] = &mut people;
    let closed = sign_all(&minimal_pdf(&record, Xref::Table), &boxes(0), &mut [homeroom, leader, school]);
    let policy = authority.policy(&people[2]);
    Office { authority, closed, policy }
}

fn judged(office: &Office, bytes: &[u8], at: DateTime<Utc>) -> Verdict {
    verify("a.pdf", bytes, &office.policy, at).unwrap()
}

fn after_the_signers() -> DateTime<Utc> {
    common::at("2031-06-01T00:00:00Z")
}

#[test]
fn a_trusted_timestamp_outlives_the_signers() {
    if outside::skipped() {
        return;
    }
    let (office, folder) = (office(), tempfile::tempdir().unwrap());
    let alone = judged(&office, &office.closed, after_the_signers());
    assert_eq!((alone.verdict(), alone.reason()), (Outcome::Indeterminate, "CERT_EXPIRED"));

    let authority = office.authority.timestamper("Dấu thời gian", (2025, 2034));
    let bytes = stamped(&office.closed, |digest| token(folder.path(), &authority, digest));
    for at in [Utc::now() + TimeDelta::minutes(1), after_the_signers()] {
        let verdict = judged(&office, &bytes, at);
        let shown = serde_json::to_string_pretty(&verdict).unwrap();
        assert_eq!((verdict.verdict(), verdict.is_authentic()), (Outcome::Passed, true), "{shown}");
        assert!(verdict.signatures().iter().all(|one| one.time.source == TimeSource::Timestamp), "{shown}");
        assert_eq!(serde_json::to_value(verdict.signatures()).unwrap()[0]["level"], "B-T");
        assert_eq!(serde_json::to_value(verdict.signatures()).unwrap()[3]["kind"], "document_timestamp");
    }
}

#[test]
fn no_other_timestamp_proves_anything() {
    if outside::skipped() {
        return;
    }
    let (mut office, folder) = (office(), tempfile::tempdir().unwrap());
    let authority = office.authority.timestamper("Dấu thời gian", (2025, 2034));
    let good = stamped(&office.closed, |digest| token(folder.path(), &authority, digest));

    let ended = office.authority.timestamper("Đã hết hạn", (2025, 2027));
    let other = stamped(&office.closed, |digest| token(folder.path(), &authority, sha256(&digest)));
    let expired = stamped(&office.closed, |digest| token(folder.path(), &ended, digest));
    for (bytes, outcome) in [(other, Outcome::Failed), (expired, Outcome::Indeterminate)] {
        let verdict = judged(&office, &bytes, after_the_signers());
        assert_eq!(verdict.verdict(), outcome, "{}", serde_json::to_string_pretty(&verdict).unwrap());
    }

    // An authority that the operator does not trust for timestamps.
    office.policy.trust.tsa_anchors = vec![Authority::new().root];
    let verdict = judged(&office, &good, after_the_signers());
    assert_eq!(verdict.verdict(), Outcome::Indeterminate);
    assert!(verdict.signatures()[..3].iter().all(|one| one.time.source == TimeSource::Claimed));

    // Bytes behind the timestamp are nobody's.
    office.policy.trust.tsa_anchors.clear();
    let longer = [good.as_slice(), b"\n"].concat();
    assert_ne!(judged(&office, &longer, after_the_signers()).verdict(), Outcome::Passed);
}

fn day(at: DateTime<Utc>) -> (i32, u8, u8) {
    (at.year(), at.month() as u8, at.day() as u8)
}

/// What happened to the signers' certificates.
#[derive(Debug, Clone, Copy)]
struct Event {
    reason: RevocationReason,
    /// Days before the event since when the key is feared to be in other hands.
    invalid_before: Option<i64>,
}

/// The time matrix: no timestamp, one before the event, one after it; against expiry, a replaced
/// certificate, a lost key, and a key lost before the timestamp.
#[test]
fn the_time_matrix() {
    if outside::skipped() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let now = Utc::now();
    let stamp = |office: &Office| {
        let authority = office.authority.timestamper("Dấu thời gian", (2025, 2034));
        stamped(&office.closed, |digest| token(folder.path(), &authority, digest))
    };
    let (lasting, ended) = (office(), office_until(2026));
    let (lasting_stamped, ended_stamped) = (stamp(&lasting), stamp(&ended));
    let told = |verdict: &Verdict| (verdict.verdict(), verdict.reason().to_owned());
    let doubtful = |code: &str| (Outcome::Indeterminate, code.to_owned());
    let valid = (Outcome::Passed, "VALID".to_owned());

    // Expired: the first column.
    assert_eq!(told(&judged(&lasting, &lasting.closed, after_the_signers())), doubtful("CERT_EXPIRED"));
    assert_eq!(told(&judged(&lasting, &lasting_stamped, after_the_signers())), valid);
    assert_eq!(told(&judged(&ended, &ended_stamped, now + TimeDelta::minutes(1))), doubtful("CERT_EXPIRED"));

    let judging = now + TimeDelta::days(40);
    let ask = |bytes: &[u8], event: DateTime<Utc>, Event { reason, invalid_before }: Event| {
        let date = |at: DateTime<Utc>| {
            let (year, month, day) = day(at);
            rcgen::date_time_ymd(year, month, day)
        };
        let entry = RevokedCertParams {
            serial_number: SerialNumber::from(11),
            revocation_time: date(event),
            reason_code: Some(reason),
            invalidity_date: invalid_before.map(|days| date(event - TimeDelta::days(days))),
        };
        let (from, until) = (day(judging - TimeDelta::days(2)), day(judging + TimeDelta::days(2)));
        let list = lasting.authority.revocation_list_of(from, until, vec![entry]);
        let mut policy = lasting.asking();
        policy.trust.evidence = Evidence::read(&list).unwrap();
        told(&verify("a.pdf", bytes, &policy, judging).unwrap())
    };
    let (later, earlier) = (now + TimeDelta::days(20), now - TimeDelta::days(20));
    let superseded = Event { reason: RevocationReason::Superseded, invalid_before: None };
    let lost = Event { reason: RevocationReason::KeyCompromise, invalid_before: None };
    let lost_before = Event { reason: RevocationReason::KeyCompromise, invalid_before: Some(30) };
    for (event, with_stamp_before) in [(superseded, &valid), (lost, &valid), (lost_before, &doubtful("REVOKED"))] {
        assert_eq!(ask(&lasting.closed, later, event), doubtful("REVOKED"), "no timestamp: {event:?}");
        assert_eq!(ask(&lasting_stamped, later, event), *with_stamp_before, "timestamp before: {event:?}");
        assert_eq!(ask(&lasting_stamped, earlier, event), doubtful("REVOKED"), "timestamp after: {event:?}");
    }
}
