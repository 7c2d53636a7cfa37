//! Files of evidence, whole paths, and every combination of several pieces.

#![allow(clippy::cloned_ref_to_slice_refs, reason = "one of a list of lists reads alike everywhere")]

use super::testing::*;
use super::*;
use crate::signature::x509::Certificate;

/// One piece, and whether it speaks against the certificate.
struct Piece {
    name: &'static str,
    evidence: Evidence,
    is_against: bool,
}

fn pieces(root: &Node) -> Vec<Piece> {
    let piece = |name, list: List, is_against| Piece { name, evidence: crls(&[list.signed(&root.key)]), is_against };
    let some = |unused: u8, bits: u8, second: u8| List::of(root).scope(&[&[0x83, 3, unused, bits, second]]);
    let mut stale = List::of(root);
    stale.next_update = Some(time("2026-11-20T12:00:00Z"));
    let hold = List::of(root).number(5).revoking("2026-06-01T00:00:00Z", &[reason(6)]);
    let lifted = List::of(root).number(6).with("2.5.29.27", true, &[2, 1, 5]);
    let lifted = lifted.revoking("2026-06-01T00:00:00Z", &[reason(8)]);
    let mut unknown = Reply::of(root, root);
    unknown.state = UNKNOWN.to_vec();
    vec![
        piece("stale", stale, false),
        piece("some reasons", some(7, 0b0110_0000, 0x80), false),
        piece("the other reasons", some(0, 0b0001_1111, 0), false),
        piece("authorities only", List::of(root).scope(&[&[0x82, 1, 0xff]]), false),
        piece("hold", hold, true),
        piece("hold lifted", lifted, false),
        piece("revoked long ago", List::of(root).revoking("2026-02-01T00:00:00Z", &[reason(1)]), true),
        Piece { name: "answer good", evidence: Reply::of(root, root).signed(&root.key), is_against: false },
        Piece { name: "answer unknown", evidence: unknown.signed(&root.key), is_against: false },
    ]
}

/// Taking proof away never improves the verdict, and what speaks against the certificate is never
/// outvoted: only a hold can be lifted, by changes to that very list.
#[test]
fn taking_proof_away_never_improves_the_verdict() {
    let (root, leaf) = pair();
    let pieces = pieces(&root);
    let good: Vec<bool> = (0..1usize << pieces.len())
        .map(|set| {
            let mut evidence = Evidence::default();
            let inside = |index: usize| set & 1 << index != 0;
            for (_, piece) in pieces.iter().enumerate().filter(|(index, _)| inside(*index)) {
                evidence.merge(piece.evidence.clone());
            }
            let is_good = ask(&leaf, &[&root], &evidence).is_good();
            let (hold, lifted, revoked, answered) = (inside(4), inside(5), inside(6), inside(7));
            let complete = answered || (inside(1) && inside(2)) || (hold && lifted);
            assert_eq!(is_good, complete && !revoked && (!hold || lifted), "{set:b}");
            is_good
        })
        .collect();
    for (set, was_good) in good.iter().enumerate() {
        for (index, piece) in
            pieces.iter().enumerate().filter(|(index, piece)| set & 1 << index != 0 && !piece.is_against)
        {
            assert!(*was_good || !good[set & !(1 << index)], "without {}: {set:b}", piece.name);
        }
    }
}

/// The last named algorithm is the one outside of what is signed: here ecdsa-with-SHA256, which becomes
/// SHA-384 or one that nobody knows.
#[test]
fn another_algorithm_makes_evidence_unusable() {
    let (root, leaf) = pair();
    let oid = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    let with_algorithm = |mut der: Vec<u8>, number: u8| {
        let at = der.windows(oid.len()).rposition(|window| window == oid).unwrap();
        der[at + oid.len() - 1] = number;
        Evidence::read(&der).unwrap()
    };
    let list = List::of(&root).der(&root.key);
    assert_eq!(told(ask(&leaf, &[&root], &with_algorithm(list.clone(), 2))), "good");
    assert_eq!(told(ask(&leaf, &[&root], &with_algorithm(list, 3))), "CRL_UNUSABLE");
    let reply = Reply::of(&root, &root).der(&root.key);
    assert_eq!(told(ask(&leaf, &[&root], &with_algorithm(reply.clone(), 2))), "good");
    assert_eq!(told(ask(&leaf, &[&root], &with_algorithm(reply, 3))), "OCSP_SIGNATURE");
    assert_eq!(told(ask(&leaf, &[&root], &with_algorithm(Reply::of(&root, &root).der(&root.key), 9))), "OCSP_UNUSABLE");
}

#[test]
fn a_file_may_be_der_or_pem_and_hold_several() {
    let (root, leaf) = pair();
    let list = List::of(&root).der(&root.key);
    let pem = |label: &str, der: &[u8]| {
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", data_encoding::BASE64.encode(der))
    };
    let reply = Reply::of(&root, &root).der(&root.key);
    let two = [list.as_slice(), &list].concat();
    assert_eq!(Evidence::read(&two).unwrap().crls.len(), 2);
    let text = format!(
        "tải từ http://crl.example\n{}{}{}{}",
        pem("X509 CRL", &list),
        pem("OCSP RESPONSE", &reply),
        root.certificate.to_pem(),
        pem("PRIVATE KEY", b"not looked at")
    );
    let read = Evidence::read(text.as_bytes()).unwrap();
    assert_eq!((read.crls.len(), read.responses.len(), read.certificates.len()), (1, 1, 1));
    assert_eq!(told(ask(&leaf, &[&root], &read)), "good");
    assert_eq!(Evidence::read(leaf.certificate.der()).unwrap().certificates, [leaf.certificate.clone()]);
    let code = |bytes: &[u8]| Evidence::read(bytes).unwrap_err().code();
    assert_eq!(code(b"<html>"), "NO_EVIDENCE");
    assert_eq!(code(b"-----BEGIN X509 CRL-----\n!\n-----END X509 CRL-----"), "PEM_MALFORMED");
    assert_eq!(code(b"-----BEGIN X509 CRL-----\nMA==\n"), "PEM_MALFORMED");
    assert_eq!(code(&list[..list.len() - 1]), "EVIDENCE_MALFORMED");
    assert_eq!(code(&[0x30, 2, 5, 0]), "CERTIFICATE_MALFORMED");
}

#[test]
fn a_path_needs_an_answer_for_each_below_the_anchor() {
    let root = root_with(ca_params("Gốc"));
    let middle = below(&root, ca_params("Trung gian"));
    let leaf = below(&middle, params("Hiệu trưởng"));
    let chain: Vec<Certificate> = [&leaf, &middle, &root].map(|node| node.certificate.clone()).to_vec();
    let (upper, lower) = (List::of(&root).signed(&root.key), List::of(&middle).signed(&middle.key));
    let judged = |lists: &[Crl]| judge_path(&chain, &[], &crls(lists), Moment::present(now()));
    assert!(matches!(judged(&[upper.clone(), lower.clone()]), PathStatus::Good(answers) if answers.len() == 2));
    assert!(matches!(judged(&[lower.clone()]), PathStatus::Unknown { certificate, .. } if certificate == chain[1]));
    let revoked = List::of(&root).revoking("2026-06-01T00:00:00Z", &[reason(2)]).signed(&root.key);
    assert!(matches!(judged(&[revoked, lower]), PathStatus::Revoked { index: 1, .. }));
    assert!(matches!(judge_path(&chain[2..], &[], &crls(&[]), Moment::present(now())), PathStatus::Good(_)));
}
