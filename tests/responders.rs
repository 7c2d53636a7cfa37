//! Our client with real responders on loopback, and with their faulty twins (OC-1 to OC-4, T13, TS-2,
//! TS-9): what is refused, and that nothing but an answer in order is ever taken for good.

#[path = "responders/certomancer.rs"]
mod certomancer;
mod common;
mod loopback;
#[path = "common/outside.rs"]
mod outside;
#[path = "responders/twin.rs"]
mod twin;

use certomancer::{Certomancer, FORMER};
use chrono::Utc;
use common::minimal_pdf::{Xref, minimal_pdf};
use common::{boxes, directory_with, sign_all};
use loopback::{Server, network};
use tempfile::TempDir;
use twin::{Change, Relayed, Spoil, as_it_is, broken_off, flip_after, twin, whole, without};
use vanbang::signature::crypto::tlv::{self, Element, tag};
use vanbang::signature::fetch::Network;
use vanbang::signature::pades::{Revocation, Trust};
use vanbang::signature::token::Signer;
use vanbang::signature::x509::revocation::{Doubt, Evidence, Moment, Question, RevocationStatus, Source};
use vanbang::verify::{Outcome, Policy, verify_online};

/// A network that finds the authority's services at this port.
fn moved_to(folder: &TempDir, port: u16) -> Network {
    let configuration = format!(
        "hosts = [\"127.0.0.1:{port}\"]\ntsa = \"http://127.0.0.1:{port}/ca/tsa/timestamps\"\n[rewrite]\n\"{FORMER}\" = \"http://127.0.0.1:{port}\"\n"
    );
    network(folder.path(), &configuration)
}

fn question(authority: &Certomancer, person: &str) -> Question {
    let path = match person {
        "authority" => vec!["root"],
        _ => vec!["authority", "root"],
    };
    let above = path.into_iter().map(|one| authority.certificate(one)).collect();
    let certificate = authority.certificate(person);
    Question { certificate, above, pool: Vec::new(), moment: Moment::present(Utc::now()) }
}

/// The status after asking for everything, and the codes of failures.
fn ask(network: &Network, question: &Question) -> (RevocationStatus, Vec<&'static str>) {
    let mut inquiry = network.inquiry();
    let mut found = Evidence::default();
    loop {
        let status = question.answer_by(&found);
        let evidence = match status {
            RevocationStatus::Unknown { .. } => inquiry.ask(std::slice::from_ref(question)),
            _ => Evidence::default(),
        };
        if evidence.is_empty() {
            return (status, inquiry.into_failures().iter().map(|failure| failure.code()).collect());
        }
        found.merge(evidence);
    }
}

fn told(status: &RevocationStatus) -> String {
    match status {
        RevocationStatus::Good { source: Source::Ocsp, .. } => "good by OCSP".into(),
        RevocationStatus::Good { source: Source::Crl, .. } => "good by CRL".into(),
        RevocationStatus::Revoked(revocation) => format!("revoked: {}", revocation.reason.name()),
        RevocationStatus::Unknown { why } => why.iter().map(Doubt::code).collect::<Vec<_>>().join(" "),
    }
}

#[test]
fn real_responders_are_asked_and_their_answers_judged() {
    if outside::skipped() {
        return;
    }
    let authority = Certomancer::start();
    let folder = TempDir::new().unwrap();
    let network = moved_to(&folder, authority.port);
    for (person, expected) in [
        ("principal", "good by OCSP"),
        ("dismissed", "revoked: keyCompromise"),
        ("timestamps", "good by OCSP"),
        // The root has no responder.
        ("authority", "good by CRL"),
    ] {
        let (status, failures) = ask(&network, &question(&authority, person));
        assert_eq!((told(&status).as_str(), failures), (expected, vec![]), "{person}");
    }
    // Without the responder the list answers, about the one and the other.
    let list = twin(authority.port, "/crls/", as_it_is, whole);
    let folder = TempDir::new().unwrap();
    let network = moved_to(&folder, list.port);
    for (person, expected) in [("principal", "good by CRL"), ("dismissed", "revoked: keyCompromise")] {
        let (status, failures) = ask(&network, &question(&authority, person));
        assert_eq!((told(&status).as_str(), failures), (expected, vec!["FETCH_STATUS"]), "{person}");
    }
}

#[test]
fn a_file_passes_with_what_real_responders_say() {
    if outside::skipped() {
        return;
    }
    let authority = Certomancer::start();
    let record = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let judged = |person: &str, port: u16| {
        let mut people = ["principal", "principal", person].map(|one| authority.signer(one));
        let [homeroom, leader, school] = &mut people;
        let bytes = sign_all(&minimal_pdf(&record, Xref::Table), &boxes(0), &mut [homeroom, leader, school]);
        let trust = Trust {
            anchors: vec![authority.certificate("root")],
            intermediates: vec![authority.certificate("authority")],
            revocation: Revocation::Require,
            ..Trust::default()
        };
        let policy = Policy { trust, directory: Some(directory_with(people[2].certificate())) };
        let folder = TempDir::new().unwrap();
        let network = moved_to(&folder, port);
        let found = &mut Evidence::default();
        let online = verify_online("a.pdf", &bytes, &policy, &network, found, Utc::now()).unwrap();
        (online.verdict.verdict(), online.verdict.reason(), online.verdict.is_authentic())
    };
    assert_eq!(judged("principal", authority.port), (Outcome::Passed, "VALID", true));
    assert_eq!(judged("dismissed", authority.port), (Outcome::Indeterminate, "REVOKED", false));
    let nobody = twin(authority.port, "/nowhere/", as_it_is, whole);
    assert_eq!(judged("principal", nobody.port), (Outcome::Indeterminate, "REVOCATION_NOT_CHECKED", false));
}

/// Serial numbers in CertIDs; both have the same length.
fn ask_about_another(relayed: &mut Relayed) {
    let place = relayed.body.windows(4).position(|window| window[..2] == [2, 2] && window[2] == 0x10).unwrap();
    relayed.body[place + 3] ^= 1;
}

fn without_nonce(relayed: &mut Relayed) {
    let request = Element::whole(&relayed.body).unwrap().value;
    relayed.body = tlv::sequence(&[&without(request, 1)]);
}

/// The OID of the nonce, and the heads of the two OCTET STRINGs around it.
const NONCE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 2, 4, 34, 4, 32];

#[test]
fn faulty_responders_are_never_good() {
    if outside::skipped() {
        return;
    }
    let authority = Certomancer::start();
    let rows: [(&str, Change, Spoil, &str, &[&str]); 12] = [
        ("in order", as_it_is, whole, "good by OCSP", &[]),
        ("no nonce, fresh", without_nonce, whole, "good by OCSP", &[]),
        (
            "another nonce, signed",
            |relayed| flip_after(&mut relayed.body, NONCE),
            whole,
            "NO_REVOCATION_DATA",
            &["OCSP_NONCE"],
        ),
        (
            "another nonce, forged",
            as_it_is,
            |mut answer| {
                flip_after(&mut answer, NONCE);
                answer
            },
            "NO_REVOCATION_DATA",
            &["OCSP_NONCE"],
        ),
        (
            "no nonce, yesterday's",
            |relayed| {
                without_nonce(relayed);
                relayed.at(&(Utc::now() - chrono::TimeDelta::days(1)).to_rfc3339());
            },
            whole,
            "OCSP_NOT_CURRENT",
            &[],
        ),
        (
            "our nonce, yesterday's",
            |relayed| relayed.at(&(Utc::now() - chrono::TimeDelta::days(1)).to_rfc3339()),
            whole,
            "OCSP_NOT_CURRENT",
            &[],
        ),
        (
            "from tomorrow",
            |relayed| relayed.at(&(Utc::now() + chrono::TimeDelta::days(1)).to_rfc3339()),
            whole,
            "OCSP_NOT_CURRENT",
            &[],
        ),
        ("about another certificate", ask_about_another, whole, "NO_REVOCATION_DATA", &[]),
        (
            "altered after signing",
            as_it_is,
            |mut answer| {
                // producedAt: the last digit of its seconds.
                let place = answer.windows(2).position(|window| window == b"20").unwrap();
                answer[place + 13] ^= 1;
                answer
            },
            "OCSP_SIGNATURE",
            &[],
        ),
        (
            "by somebody else",
            |relayed| relayed.path = relayed.path.replace("responder", "impostor"),
            whole,
            "OCSP_RESPONDER",
            &[],
        ),
        ("try later", as_it_is, |_| vec![0x30, 3, 0x0a, 1, 3], "NO_REVOCATION_DATA", &["OCSP_REFUSED"]),
        ("broken off", as_it_is, broken_off, "NO_REVOCATION_DATA", &["EVIDENCE_MALFORMED"]),
    ];
    for (what, change, spoil, expected, codes) in rows {
        let twin = twin(authority.port, "/ocsp/", change, spoil);
        let folder = TempDir::new().unwrap();
        let network = moved_to(&folder, twin.port);
        let (status, failures) = ask(&network, &question(&authority, "principal"));
        assert_eq!(told(&status), expected, "{what}");
        // The list is not there.
        let failures: Vec<_> = failures.into_iter().filter(|code| *code != "FETCH_STATUS").collect();
        assert_eq!(failures, codes, "{what}");
        assert_eq!(
            folder.path().join("cache").exists(),
            expected.starts_with("good"),
            "{what}: only good ones are kept"
        );
    }
}

#[test]
fn faulty_lists_are_never_good() {
    if outside::skipped() {
        return;
    }
    let authority = Certomancer::start();
    let rows: [(&str, Change, Spoil, &str); 6] = [
        ("in order", as_it_is, whole, "good by CRL"),
        (
            "its signature altered",
            as_it_is,
            |mut answer| {
                *answer.last_mut().unwrap() ^= 1;
                answer
            },
            "CRL_SIGNATURE",
        ),
        (
            "a hundred days old",
            |relayed| relayed.at(&(Utc::now() - chrono::TimeDelta::days(100)).to_rfc3339()),
            whole,
            "CRL_NOT_CURRENT",
        ),
        (
            "of another authority",
            |relayed| relayed.path = relayed.path.replace("authority", "root"),
            whole,
            "NO_REVOCATION_DATA",
        ),
        ("broken off", as_it_is, broken_off, "NO_REVOCATION_DATA"),
        ("a page", as_it_is, |_| b"<html>".to_vec(), "NO_REVOCATION_DATA"),
    ];
    for (what, change, spoil, expected) in rows {
        let twin = twin(authority.port, "/crls/", change, spoil);
        let folder = TempDir::new().unwrap();
        let (status, _) = ask(&moved_to(&folder, twin.port), &question(&authority, "principal"));
        assert_eq!(told(&status), expected, "{what}");
        assert_eq!(folder.path().join("cache").exists(), expected.starts_with("good"), "{what}");
    }
}

/// What was stamped in the tests.
const SIGNED: &[u8] = "giá trị chữ ký".as_bytes();

#[test]
fn a_real_timestamp_is_taken_and_none_of_a_faulty_twin() {
    if outside::skipped() {
        return;
    }
    let authority = Certomancer::start();
    let folder = TempDir::new().unwrap();
    let stamp = moved_to(&folder, authority.port).timestamp(&[&SIGNED[..5], &SIGNED[5..]]).unwrap();
    assert!(stamp.token.verify(&[SIGNED]).holds());
    let stamper = authority.certificate("timestamps");
    assert_eq!(stamp.token.message.certificates()[0].public_key().spki_der(), stamper.public_key().spki_der());
    assert!((Utc::now() - stamp.token.info.gen_time).num_seconds().abs() < 60);
    assert_eq!(stamp.der.len(), stamp.token.message.der_len());

    let rows: [(&str, Change, Spoil, &str); 10] = [
        (
            "another nonce",
            |relayed| {
                let place = relayed.body.len() - 4;
                relayed.body[place] ^= 1;
            },
            whole,
            "TSA_NONCE",
        ),
        ("no nonce", |relayed| relayed.body = without(&relayed.body, 2), whole, "TSA_NONCE"),
        ("other data", |relayed| flip_after(&mut relayed.body, &[5, 0, 4, 32]), whole, "TSA_IMPRINT"),
        ("no certificate", as_it_is, without_certificates, "TSA_SIGNATURE"),
        (
            "its signature altered",
            as_it_is,
            |mut answer| {
                *answer.last_mut().unwrap() ^= 1;
                answer
            },
            "TSA_SIGNATURE",
        ),
        (
            "its time altered",
            as_it_is,
            |mut answer| {
                // genTime in TSTInfo: the last digit of the minutes.
                let place = answer.windows(2).position(|window| window == b"20").unwrap();
                answer[place + 11] ^= 1;
                answer
            },
            "TSA_SIGNATURE",
        ),
        ("refused", as_it_is, |_| vec![0x30, 5, 0x30, 3, 2, 1, 2], "TSA_REFUSED"),
        ("granted and empty", as_it_is, |_| vec![0x30, 5, 0x30, 3, 2, 1, 0], "TSA_MALFORMED"),
        ("broken off", as_it_is, broken_off, "TSA_MALFORMED"),
        ("a page", as_it_is, |_| b"<html>".to_vec(), "FETCH_WEB_PAGE"),
    ];
    for (what, change, spoil, code) in rows {
        let twin = twin(authority.port, "/tsa/", change, spoil);
        let answer = moved_to(&folder, twin.port).timestamp(&[SIGNED]);
        assert_eq!(answer.err().map(|error| error.code()), Some(code), "{what}");
    }
    let replay = Server::serving(granting(&stamp.der));
    assert_eq!(moved_to(&folder, replay.port).timestamp(&[SIGNED]).unwrap_err().code(), "TSA_NONCE");
}

/// A TimeStampResp that grants a token.
fn granting(token: &[u8]) -> Vec<u8> {
    tlv::sequence(&[&[0x30, 3, 2, 1, 0], token])
}

/// SignedData's certificates are its fourth element, and signed by nobody.
fn without_certificates(answer: Vec<u8>) -> Vec<u8> {
    let elements = |bytes: &[u8], tag: u8| {
        let mut reader = Element::whole(bytes).unwrap().reader(tag).unwrap();
        let mut found = Vec::new();
        while !reader.is_empty() {
            found.push(reader.any().unwrap().raw.to_vec());
        }
        found
    };
    let content_info = elements(&elements(&answer, tag::SEQUENCE)[1], tag::SEQUENCE);
    let signed_data = &elements(&content_info[1], tag::constructed(0))[0];
    let explicit = tlv::encode(tag::constructed(0), &[&without(signed_data, 3)]);
    granting(&tlv::sequence(&[&content_info[0], &explicit]))
}
