//! Hostile files too large to be kept: judged as soon as they are made.

use std::fmt::Write;
use std::time::{Duration, Instant};

use vanbang::signature::x509::Certificate as Read;
use vanbang::verify::{Outcome, Policy, Revocation, Trust, Verdict, verify};

use super::super::certificate::Certificate;
use super::super::der::{bits, null, number, oid, seq};
use super::super::keys::Key;
use super::super::people::{self, CA, Identity, person};
use super::draft::{Draft, HONEST, ID, Layout, sign};
use super::letter::{CATALOG, FIELD, Letter, ROOT};

/// An optimised build needs less than two seconds for any of them.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 2 });

fn judged(bytes: &[u8]) -> Verdict {
    let root =
        Certificate::authority(CA, 1, &people::authority(), CA, &people::authority()).signed_by(&people::authority());
    let anchors = vec![Read::from_der(&root).expect("a certificate")];
    let trust = Trust { anchors, revocation: Revocation::Ignore, ..Trust::default() };
    let at = super::super::vector::AT.parse().expect("a time");
    let began = Instant::now();
    let verdict = verify("large.pdf", bytes, &Policy { trust, directory: None }, at).expect("a PDF");
    let took = began.elapsed();
    assert!(took < PATIENCE, "{took:?}");
    println!("{} bytes: {:?} {} in {took:?}", bytes.len(), verdict.verdict(), verdict.reason());
    verdict
}

fn beyond_a_limit(bytes: &[u8]) {
    let verdict = judged(bytes);
    let beyond = verdict.verdict() == Outcome::Indeterminate && verdict.reason().starts_with("LIMIT_");
    assert!(beyond, "{:?} {}", verdict.verdict(), verdict.reason());
}

/// Levels and entries that a limit allows are judged like any other file.
#[test]
fn the_honest_letter_passes() {
    assert_eq!(judged(&Letter::new().signed()).verdict(), Outcome::Passed);
}

/// ROB-8.
#[test]
fn a_million_small_objects() {
    let mut text = String::from("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n");
    let mut rows = String::from("0000000000 65535 f\r\n0000000009 00000 n\r\n");
    for number in 2..1_000_000 {
        write!(rows, "{:010} 00000 n\r\n", text.len()).expect("memory");
        writeln!(text, "{number} 0 obj\n1\nendobj").expect("memory");
    }
    let start = text.len();
    write!(text, "xref\n0 1000000\n{rows}trailer\n<< /Size 1000000 {ROOT} {ID} >>\nstartxref\n{start}\n%%EOF\n")
        .expect("memory");
    beyond_a_limit(text.as_bytes());
}

/// ROB-12.
#[test]
fn ten_megabytes_of_one_name_or_string() {
    let long = "x".repeat(10 << 20);
    for entry in [format!("/{long} 1"), format!("/Long ({long})"), format!("/Long <{}>", "0".repeat(10 << 20))] {
        let verdict = judged(&Letter::new().with(CATALOG, "/Pages", &format!("{entry} /Pages")).signed());
        assert!(matches!(verdict.verdict(), Outcome::Passed | Outcome::Indeterminate), "{}", verdict.reason());
    }
}

/// ROB-13.
#[test]
fn ten_thousand_ends() {
    let signed = Letter::new().signed();
    assert_ne!(judged(&[&signed[..], "%%EOF\n".repeat(10_000).as_bytes()].concat()).verdict(), Outcome::Passed);
    let mut draft = Draft::on(&signed);
    for _ in 0..10_000 {
        draft = draft.table_of("", ROOT);
    }
    beyond_a_limit(&draft.bytes);
}

/// ROB-14.
#[test]
fn ten_thousand_signature_fields() {
    let letter = Letter::new();
    let numbers = 100..10_100;
    let list: String = numbers.clone().map(|number| format!("{number} 0 R ")).collect();
    let field = letter.objects[&FIELD].clone();
    let many = letter.with(CATALOG, "[6 0 R]", &format!("[6 0 R {list}]"));
    beyond_a_limit(&numbers.fold(many, |letter, number| letter.and(number, &field)).signed());
}

/// ROB-1 and ROB-15, ten times as deep as the vectors of these names.
#[test]
fn ten_thousand_levels() {
    let deep = format!("/Deep {}{} /Pages", "[".repeat(10_000), "]".repeat(10_000));
    beyond_a_limit(&Letter::new().with(CATALOG, "/Pages", &deep).signed());
    let message = (0..10_000).fold(vec![5, 0], |inner, _| seq([inner]));
    assert_eq!(with_message(&message).reason(), "CMS_MALFORMED");
}

/// ROB-17, five times as long as the vector of this name.
#[test]
fn ten_thousand_arcs() {
    let mut arcs = vec![0x2a];
    arcs.extend(std::iter::repeat_n([0x81, 0x01], 10_000).flatten());
    assert_eq!(with_message(&seq([super::super::der::tlv(6, &arcs)])).reason(), "CMS_NOT_SIGNED_DATA");
}

fn with_message(message: &[u8]) -> Verdict {
    let contents = |_: &[u8]| format!("<{}>", data_encoding::HEXUPPER.encode(message)).into_bytes();
    let layout = Layout { contents: &contents, ..HONEST };
    judged(&sign(Letter::new().draft(), &person(), &layout, |draft| draft.table(ROOT)))
}

/// ROB-18: the message names a certificate of the office's authority whose key is absurd.
#[test]
fn a_modulus_of_a_million_bits() {
    let key = Key::named("person");
    let odd = num_bigint::BigUint::from_bytes_be(&[0xff; 131_072]);
    let mut certificate = Certificate::person("Hiệu trưởng", 11, &key, CA, &people::authority());
    let exponent = num_bigint::BigUint::from(65_537u32);
    certificate.spki = seq([seq([oid("1.2.840.113549.1.1.1"), null()]), bits(&seq([number(&odd), number(&exponent)]))]);
    let who = Identity::new(&key, &certificate, &people::authority());
    let bytes = sign(Letter::new().draft(), &who, &HONEST, |draft| draft.table(ROOT));
    // Nothing is computed with such a key, so nothing is said of the value.
    let verdict = judged(&bytes);
    assert_eq!((verdict.verdict(), verdict.reason()), (Outcome::Indeterminate, "KEY_WEAK"));
}
