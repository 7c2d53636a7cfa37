//! Revocation in the verdict on a file, and evidence that OpenSSL makes.

mod common;

use std::path::Path;
use std::process::Command;

use common::minimal_pdf::{Xref, minimal_pdf};
use common::{Authority, boxes, now, sign_all};
use rcgen::RevocationReason;
use vanbang::signature::pades::Revocation;
use vanbang::signature::pdf::{Dictionary, File, Limits, ObjectId, Update, Value};
use vanbang::signature::x509::revocation::{Evidence, Moment, RevocationStatus, Source, judge};
use vanbang::signature::x509::{Certificate, read_certificates};
use vanbang::verify::{Outcome, Policy, Verdict, verify};

struct Signed {
    bytes: Vec<u8>,
    authority: Authority,
    policy: Policy,
}

/// Three roles with the serial numbers 11, 12 and 13.
fn signed() -> Signed {
    let record = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let authority = Authority::new();
    let mut people = [("Giáo viên", 11), ("Hiệu trưởng", 12), ("Nhà trường", 13)]
        .map(|(name, serial)| authority.signer(name, serial));
    let [homeroom, leader, school] = &mut people;
    let bytes = sign_all(&minimal_pdf(&record, Xref::Table), &boxes(0), &mut [homeroom, leader, school]);
    let mut policy = authority.policy(&people[2]);
    policy.trust.revocation = Revocation::Require;
    Signed { bytes, authority, policy }
}

/// The verdict, its reason, and of the second signature: sub-indication and whether it is trusted.
fn told(verdict: &Verdict) -> (Outcome, String, serde_json::Value, serde_json::Value) {
    let json = serde_json::to_value(verdict).unwrap();
    let second = json["signatures"][1].clone();
    (verdict.verdict(), verdict.reason().to_owned(), second["sub_indication"].clone(), second["trusted"].clone())
}

#[test]
fn a_file_passes_only_with_an_answer_that_is_good() {
    let Signed { bytes, authority, mut policy } = signed();
    let judged = |policy: &Policy| verify("a.pdf", &bytes, policy, now()).unwrap();
    let null = serde_json::Value::Null;
    let unanswered = judged(&policy);
    let expected = (Outcome::Indeterminate, "REVOCATION_NOT_CHECKED".to_owned(), "TRY_LATER".into(), null.clone());
    assert_eq!(told(&unanswered), expected);

    policy.trust.revocation = Revocation::Prefer;
    let preferred = judged(&policy);
    assert_eq!(told(&preferred), (Outcome::Passed, "VALID".to_owned(), null.clone(), true.into()));
    assert!(serde_json::to_string(&preferred).unwrap().contains("REVOCATION_NOT_CHECKED"));

    policy.trust.revocation = Revocation::Require;
    policy.trust.evidence = Evidence::read(&authority.revocation_list(&[])).unwrap();
    let good = judged(&policy);
    assert_eq!(told(&good), (Outcome::Passed, "VALID".to_owned(), null, true.into()));
    assert!(good.is_authentic() && !serde_json::to_string(&good).unwrap().contains("REVO"));

    for mode in [Revocation::Require, Revocation::Prefer] {
        policy.trust.revocation = mode;
        for (reason, code, sub) in [
            (RevocationReason::Superseded, "REVOKED", "REVOKED_NO_POE"),
            (RevocationReason::KeyCompromise, "REVOKED", "REVOKED_NO_POE"),
            (RevocationReason::CertificateHold, "ON_HOLD", "TRY_LATER"),
        ] {
            policy.trust.evidence = Evidence::read(&authority.revocation_list(&[(12, reason)])).unwrap();
            let verdict = judged(&policy);
            let expected = (Outcome::Indeterminate, code.to_owned(), sub.into(), false.into());
            assert_eq!(told(&verdict), expected, "{reason:?}");
            assert!(!verdict.is_authentic());
        }
    }
    policy.trust.revocation = Revocation::Ignore;
    assert!(judged(&policy).is_authentic());
}

/// A crowd of false lists that uses up what may be computed must not hide a revocation, not even where no
/// answer is demanded.
#[test]
fn what_was_given_up_is_not_an_answer_that_nobody_demanded() {
    let Signed { bytes, authority, mut policy } = signed();
    // Another key under the same name.
    let other = Authority::new();
    policy.trust.revocation = Revocation::Prefer;
    let mut crowd = |count: u8| {
        policy.trust.evidence = Evidence::default();
        for number in 0..count {
            let false_one =
                other.revocation_list_of((2026, 5, 1 + number % 28), (2027, 1 + number / 28, 1), Vec::new());
            policy.trust.evidence.merge(Evidence::read(&false_one).unwrap());
        }
        let true_one = authority.revocation_list(&[(12, RevocationReason::KeyCompromise)]);
        policy.trust.evidence.merge(Evidence::read(&true_one).unwrap());
        let verdict = verify("a.pdf", &bytes, &policy, now()).unwrap();
        (verdict.verdict(), verdict.reason().to_owned())
    };
    assert_eq!(crowd(20), (Outcome::Indeterminate, "REVOKED".to_owned()));
    assert_eq!(crowd(120), (Outcome::Indeterminate, "REVOCATION_NOT_CHECKED".to_owned()));
}

/// What lies in the file's own store is used, whichever way it answers.
#[test]
fn evidence_in_the_file_is_judged_like_any_other() {
    let Signed { bytes, authority, policy } = signed();
    let other = Authority::new();
    for (list, outcome, reason) in [
        (authority.revocation_list(&[]), Outcome::Passed, "VALID"),
        (authority.revocation_list(&[(12, RevocationReason::KeyCompromise)]), Outcome::Indeterminate, "REVOKED"),
        (other.revocation_list(&[]), Outcome::Indeterminate, "REVOCATION_NOT_CHECKED"),
        (vec![0x30, 0], Outcome::Indeterminate, "REVOCATION_NOT_CHECKED"),
    ] {
        let verdict = verify("a.pdf", &with_store(&bytes, list), &policy, now()).unwrap();
        assert_eq!((verdict.verdict(), verdict.reason()), (outcome, reason));
    }
}

/// Appends a document security store with one list, as a validator would.
fn with_store(bytes: &[u8], list: Vec<u8>) -> Vec<u8> {
    const CATALOG: ObjectId = ObjectId { number: 1, generation: 0 };
    let file = File::open(bytes, Limits::default()).unwrap();
    let mut update = Update::new(&file).unwrap();
    let stream = update.add_stream(Dictionary::default(), list);
    let mut store = Dictionary::default();
    store.set("CRLs", Value::array([Value::Reference(stream)]));
    let mut catalog = file.object(file.last(), CATALOG).unwrap().dictionary().unwrap().clone();
    catalog.set("DSS", Value::Reference(update.add(Value::Dictionary(store))));
    update.set(CATALOG, Value::Dictionary(catalog));
    update.finish(bytes).unwrap().bytes
}

/// A seal whose authority two roots certified, one of which withdrew it later.
#[test]
fn a_signer_is_trusted_over_another_path_when_an_authority_was_revoked() {
    let record = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let (one, two) = (Authority::new(), Authority::named("CA Thử nghiệm hai"));
    let middle = one.authority("Trung gian", 21);
    let mut people =
        [("Giáo viên", 11), ("Hiệu trưởng", 12), ("Nhà trường", 13)].map(|(name, serial)| middle.signer(name, serial));
    let [homeroom, leader, school] = &mut people;
    let bytes = sign_all(&minimal_pdf(&record, Xref::Table), &boxes(0), &mut [homeroom, leader, school]);
    let mut policy = one.policy(&people[2]);
    policy.trust.anchors.push(two.root.clone());
    policy.trust.intermediates = vec![middle.root.clone(), two.certify_again(&middle, 22)];
    policy.trust.revocation = Revocation::Require;
    let withdrawn = |serial| [(serial, RevocationReason::CaCompromise)];
    let mut told = |lists: &[Vec<u8>]| {
        policy.trust.evidence = Evidence::default();
        for list in lists.iter().chain([&middle.revocation_list(&[])]) {
            policy.trust.evidence.merge(Evidence::read(list).unwrap());
        }
        let verdict = verify("a.pdf", &bytes, &policy, now()).unwrap();
        (verdict.verdict(), verdict.reason().to_owned())
    };
    let passed = (Outcome::Passed, "VALID".to_owned());
    let doubtful = |reason: &str| (Outcome::Indeterminate, reason.to_owned());
    assert_eq!(told(&[one.revocation_list(&withdrawn(21)), two.revocation_list(&[])]), passed);
    assert_eq!(told(&[one.revocation_list(&[]), two.revocation_list(&withdrawn(22))]), passed);
    assert_eq!(told(&[one.revocation_list(&withdrawn(21))]), doubtful("REVOCATION_NOT_CHECKED"));
    let both = [one.revocation_list(&withdrawn(21)), two.revocation_list(&withdrawn(22))];
    assert_eq!(told(&both), doubtful("REVOKED_AUTHORITY"));
}

fn openssl(folder: &Path, arguments: &str) {
    let output = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output();
    let output = output.expect("the openssl program is needed for this test");
    assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

const CONFIGURATION: &str = "[ca]
default_ca = own
[own]
database = index
new_certs_dir = .
certificate = root
private_key = root.key
serial = serial
crlnumber = crlnumber
crl_extensions = list
default_md = sha256
default_days = 30
default_crl_days = 30
policy = any
x509_extensions = person
unique_subject = no
[any]
commonName = supplied
[list]
authorityKeyIdentifier = keyid
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[person]
basicConstraints = CA:false
keyUsage = critical,digitalSignature
[responder]
extendedKeyUsage = OCSPSigning
noCheck = ignored
[req]
distinguished_name = name
[name]
";

/// A root, two people and a responder by OpenSSL; the second person is revoked.
fn openssl_authority(folder: &Path) {
    let file = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    file("ca.cnf", CONFIGURATION);
    file("index", "");
    file("serial", "1000\n");
    file("crlnumber", "01\n");
    openssl(
        folder,
        "req -x509 -config ca.cnf -extensions root -newkey rsa:2048 -nodes -subj /CN=Goc -keyout root.key -out root -days 60",
    );
    for (name, extensions) in [("good", "person"), ("bad", "person"), ("responder", "responder")] {
        openssl(
            folder,
            &format!("req -config ca.cnf -newkey rsa:2048 -nodes -subj /CN={name} -keyout {name}.key -out {name}.req"),
        );
        openssl(
            folder,
            &format!("ca -config ca.cnf -batch -notext -extensions {extensions} -in {name}.req -out {name}"),
        );
    }
    openssl(folder, "ca -config ca.cnf -revoke bad -crl_reason superseded");
}

#[test]
fn lists_and_responses_by_openssl_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    openssl_authority(folder);
    openssl(folder, "ca -config ca.cnf -gencrl -out list.pem");
    openssl(folder, "crl -in list.pem -outform DER -out list.der");
    for name in ["good", "bad"] {
        openssl(folder, &format!("ocsp -issuer root -cert {name} -no_nonce -reqout {name}.request"));
        openssl(
            folder,
            &format!(
                "ocsp -index index -CA root -rsigner responder -rkey responder.key -reqin {name}.request -respout {name}.response -ndays 1"
            ),
        );
        openssl(
            folder,
            &format!(
                "ocsp -index index -CA root -rsigner root -rkey root.key -reqin {name}.request -respout {name}.direct -ndays 1"
            ),
        );
    }
    let bytes = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let certificate = |name: &str| read_certificates(&bytes(name)).unwrap().remove(0);
    let root = [certificate("root")];
    let ask = |person: &Certificate, evidence: &str| {
        let evidence = Evidence::read(&bytes(evidence)).unwrap();
        judge(person, &root, &[], &evidence, Moment::present(chrono::Utc::now()))
    };
    let (good, bad) = (certificate("good"), certificate("bad"));
    for list in ["list.pem", "list.der"] {
        assert!(matches!(ask(&good, list), RevocationStatus::Good { source: Source::Crl, .. }), "{list}");
        assert!(matches!(ask(&bad, list), RevocationStatus::Revoked(found) if found.reason.name() == "superseded"));
    }
    for kind in ["response", "direct"] {
        let answer = ask(&good, &format!("good.{kind}"));
        assert!(matches!(answer, RevocationStatus::Good { source: Source::Ocsp, .. }), "{kind}: {answer:?}");
        let answer = ask(&bad, &format!("bad.{kind}"));
        assert!(matches!(answer, RevocationStatus::Revoked(found) if found.source == Source::Ocsp), "{kind}");
        // Each is an answer about one certificate only.
        assert!(matches!(ask(&bad, &format!("good.{kind}")), RevocationStatus::Unknown { .. }), "{kind}");
    }
}
