//! What would take too long: meshes, crowds and huge lists, made here because they are too large to keep.
//! Each must end in time, by the budget that is named for it, and never with a pass.

#[allow(dead_code, reason = "only some of it is needed here")]
#[path = "make_vectors/certificate.rs"]
mod certificate;
#[allow(dead_code, reason = "only some of it is needed here")]
#[path = "make_vectors/der.rs"]
mod der;
#[allow(dead_code, reason = "only some of it is needed here")]
#[path = "make_vectors/keys.rs"]
mod keys;
#[allow(dead_code, reason = "only some of it is needed here")]
#[path = "make_vectors/list.rs"]
mod list;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use certificate::Certificate as Writer;
use chrono::{DateTime, Utc};
use der::{Der, bits, int, oid, seq, time};
use keys::Key;
use list::List;
use vanbang::signature::x509::Certificate;
use vanbang::signature::x509::path::{Budget, Paths, Purpose, Rules};
use vanbang::signature::x509::revocation::{Error, Evidence, MAX_CRL_BYTES, MAX_ENTRIES, Mode};
use vanbang::signature::x509::revocation::{Moment, PathStatus, judge_paths};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("test-vectors")
}

const ROOT: (&str, &str) = ("Gốc thứ nhất", "path-root");
const MIDDLE: (&str, &str) = ("CA trung gian", "path-middle");
const PERSON: (&str, &str) = ("Hiệu trưởng", "path-person");
/// Far more than any of this takes, without optimisation and on a busy machine, and far less than without
/// a budget.
const IN_TIME: Duration = Duration::from_secs(10);

fn key(of: (&str, &str)) -> Key {
    Key::named(of.1)
}

fn at() -> DateTime<Utc> {
    "2026-06-01T01:00:00Z".parse().unwrap()
}

fn read(der: &[u8]) -> Certificate {
    Certificate::from_der(der).unwrap()
}

fn authority(name: &str, serial: u64, key: &Key, issuer: &str, issuer_key: &Key) -> Certificate {
    read(&Writer::authority(name, serial, key, issuer, issuer_key).signed_by(issuer_key))
}

fn anchor() -> Certificate {
    authority(ROOT.0, 1, &key(ROOT), ROOT.0, &key(ROOT))
}

fn person(issuer: &str, issuer_key: &Key) -> Certificate {
    read(&Writer::person(PERSON.0, 3, &key(PERSON), issuer, issuer_key).signed_by(issuer_key))
}

/// The code of the answer: of the path, else of the status.
fn told(leaf: &Certificate, pool: &[Certificate], evidence: Option<&Evidence>) -> &'static str {
    let (at, began) = (at(), Instant::now());
    let (rules, anchors) = (Rules::new(Purpose::Any, Budget::default()), [anchor()]);
    let mut paths = Paths::new(&rules, leaf, pool, &anchors, at);
    let code = match evidence {
        None => paths.next().map(|_| "VALID"),
        Some(evidence) => {
            judge_paths(&mut paths, pool, evidence, Moment::present(at)).map(|(_, status)| match status {
                PathStatus::Good(_) => "VALID",
                PathStatus::Revoked { .. } => "REVOKED",
                PathStatus::Unknown { why, .. } => why.last().map_or("NO_REVOCATION_DATA", |doubt| doubt.code()),
            })
        }
    };
    assert!(began.elapsed() < IN_TIME, "{:?}", began.elapsed());
    code.unwrap_or_else(|| paths.failure().code())
}

/// A key that nobody keeps.
fn stranger() -> Der {
    let point = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let algorithm = seq([oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")]);
    seq([algorithm, bits(rcgen::PublicKeyData::der_bytes(&point))])
}

/// Threat PATH-1: a thousand authorities of one name, of which at most one is the issuer.
#[test]
fn a_thousand_authorities_of_one_name() {
    let crowd: Vec<Certificate> = (0..1000)
        .map(|number| {
            let mut one = Writer::authority(MIDDLE.0, 100 + number, &key(MIDDLE), ROOT.0, &key(ROOT));
            one.spki = stranger();
            one = one.replacing("2.5.29.14", Some(certificate::extension("2.5.29.14", false, der::octets(&[7; 20]))));
            read(&one.signed_by(&key(ROOT)))
        })
        .collect();
    let leaf = person(MIDDLE.0, &key(MIDDLE));
    assert_eq!(told(&leaf, &crowd, None), "CERT_PATH_BUDGET");
    // Whose key identifier fits is looked at first, wherever it lies.
    let issuer = authority(MIDDLE.0, 2, &key(MIDDLE), ROOT.0, &key(ROOT));
    assert_eq!(told(&leaf, &[crowd, vec![issuer]].concat(), None), "VALID");
}

/// Threat PATH-1: twelve authorities, each certified by each other, is 665,280 paths of six.
#[test]
fn a_mesh_of_authorities() {
    let keys = ["path-middle", "path-below", "path-second", "path-responder", "p256", "path-person"].map(Key::named);
    let name = |one: usize| format!("CA {one}");
    let owner = |one: usize| &keys[one % keys.len()];
    let mut mesh = Vec::new();
    for (one, other) in (0..12).flat_map(|one| (0..12).map(move |other| (one, other))).filter(|(a, b)| a != b) {
        mesh.push(authority(&name(one), 10 + 12 * one as u64 + other as u64, owner(one), &name(other), owner(other)));
    }
    let leaf = person(&name(0), owner(0));
    assert_eq!(told(&leaf, &mesh, None), "CERT_PATH_BUDGET");
    // A way out at its very beginning is found.
    let out = authority(&name(0), 9, owner(0), ROOT.0, &key(ROOT));
    assert_eq!(told(&leaf, &[vec![out], mesh].concat(), None), "VALID");
}

/// The root's list of this many serial numbers, from 4 on.
fn huge(entries: usize) -> Der {
    let entry = |number: usize| seq([int(4 + number as u64), time("260201000000Z")]);
    List::of(ROOT).listing((0..entries).map(entry)).signed()
}

/// Threat CRL-10: the longest list is read and searched; a longer one is no evidence.
#[test]
fn a_list_of_two_hundred_thousand() {
    let (longest, longer) = (huge(MAX_ENTRIES), huge(MAX_ENTRIES + 1));
    let began = Instant::now();
    let evidence = Evidence::read(&longest).unwrap();
    let error = Evidence::read(&longer).unwrap_err();
    assert!(began.elapsed() < 2 * IN_TIME, "{:?}", began.elapsed());
    assert_eq!(evidence.crls[0].entries(), 200_000);
    assert_eq!(error, Error::Limit { what: "entries of a CRL", limit: MAX_ENTRIES });
    let with_serial = |serial: u64| {
        let key = key(PERSON);
        read(&Writer::person(PERSON.0, serial, &key, ROOT.0, &self::key(ROOT)).signed_by(&self::key(ROOT)))
    };
    for (serial, expected) in
        [(3, "VALID"), (4, "REVOKED"), (100_000, "REVOKED"), (200_003, "REVOKED"), (200_004, "VALID")]
    {
        assert_eq!(told(&with_serial(serial), &[], Some(&evidence)), expected, "{serial}");
    }
}

/// Threat REV-1: what is larger than any list is not looked into.
#[test]
fn a_list_of_more_bytes_than_are_read() {
    let start = seq([int(1), seq([]), seq([]), time("260501000000Z")]);
    let list = der::tlv(0x30, &[start, vec![0; MAX_CRL_BYTES]].concat());
    let error = Evidence::read(&list).unwrap_err();
    assert_eq!(error, Error::Limit { what: "bytes of a CRL", limit: MAX_CRL_BYTES });
}

/// A crowd of lists in the issuer's name, none of which the issuer signed, hides the true one; it never
/// makes a pass.
#[test]
fn a_thousand_lists_of_one_name() {
    let leaf = person(ROOT.0, &key(ROOT));
    let list = |number: u64, key: &str| {
        let mut list = List::of(ROOT).numbered(Some(certificate::extension(list::NUMBER, false, int(number))));
        list.key = key.to_owned();
        list.signed()
    };
    let mut lists: Vec<Der> = (0..1000).map(|number| list(number, "path-second")).collect();
    // Given up on the authority: that nobody answers for the person below is the lesser doubt.
    let (rules, anchors) = (Rules::new(Purpose::Any, Budget::default()), [anchor()]);
    let (below, pool) = (person(MIDDLE.0, &key(MIDDLE)), [authority(MIDDLE.0, 2, &key(MIDDLE), ROOT.0, &key(ROOT))]);
    let paths = Paths::new(&rules, &below, &pool, &anchors, at());
    let evidence = Evidence::read(&lists[..120].concat()).unwrap();
    let Some((_, PathStatus::Unknown { why, .. })) = judge_paths(paths, &pool, &evidence, Moment::present(at())) else {
        panic!("an answer")
    };
    assert!(!Mode::Prefer.tolerates(&why) && Mode::Prefer.tolerates(&[]), "{why:?}");
    let crowd = |lists: &[Der]| Evidence::read(&lists.concat()).unwrap();
    lists.insert(50, list(2000, ROOT.1));
    assert_eq!(told(&leaf, &[], Some(&crowd(&lists[..90]))), "VALID");
    assert_eq!(told(&leaf, &[], Some(&crowd(&lists))), "REVOCATION_BUDGET");
}
