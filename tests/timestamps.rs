//! Document timestamps by OpenSSL's authority: what a trusted one proves, and what no other does.

mod common;
#[path = "common/outside.rs"]
#[allow(dead_code, reason = "other tests read text")]
mod outside;

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use common::minimal_pdf::{Xref, minimal_pdf};
use common::{Authority, boxes, sign_all};
use vanbang::signature::crypto::sha256;
use vanbang::signature::pades::report::TimeSource;
use vanbang::signature::pdf::{Dictionary, File, Limits, Node, ObjectId, Update, Value};
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

/// A closed file whose signers' certificates end in 2030; the root goes on until 2035.
fn office() -> Office {
    let record = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let authority = Authority::new();
    let mut people = ["Giáo viên", "Hiệu trưởng", "Nhà trường"].map(|name| authority.signer(name, 11));
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
