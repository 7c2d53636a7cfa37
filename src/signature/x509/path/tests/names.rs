//! Name constraints along paths: each kind, both lists, and who is exempt.

use super::*;
use crate::signature::crypto::tlv::{self, tag};

/// nameConstraints by hand, because rcgen writes only some kinds.
fn constraints(permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> CustomExtension {
    let list = |number, names: &[Vec<u8>]| {
        let subtrees: Vec<Vec<u8>> = names.iter().map(|name| tlv::sequence(&[name])).collect();
        let subtrees: Vec<&[u8]> = subtrees.iter().map(Vec::as_slice).collect();
        if subtrees.is_empty() { Vec::new() } else { tlv::encode(tag::constructed(number), &subtrees) }
    };
    let value = tlv::sequence(&[&list(0, permitted), &list(1, excluded)]);
    critical(&[2, 5, 29, 30], value)
}

fn critical(oid: &[u64], value: Vec<u8>) -> CustomExtension {
    let mut extension = CustomExtension::from_oid_content(oid, value);
    extension.set_criticality(true);
    extension
}

fn dns(host: &str) -> Vec<u8> {
    tlv::encode(0x82, &[host.as_bytes()])
}

fn email(mailbox: &str) -> Vec<u8> {
    tlv::encode(0x81, &[mailbox.as_bytes()])
}

/// A directoryName of one organisation.
fn directory(organisation: &str) -> Vec<u8> {
    let oid = ObjectIdentifier::new_unwrap("2.5.4.10");
    let pair = tlv::sequence(&[&tlv::oid(oid), &tlv::encode(0x0c, &[organisation.as_bytes()])]);
    tlv::encode(0xa4, &[&tlv::sequence(&[&tlv::set_of(tag::SET, vec![pair])])])
}

fn alternative(names: &[Vec<u8>]) -> CustomExtension {
    let names: Vec<&[u8]> = names.iter().map(Vec::as_slice).collect();
    CustomExtension::from_oid_content(&[2, 5, 29, 17], tlv::sequence(&names))
}

fn constrained_root(permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> Node {
    let mut root = ca_params("Gốc", BasicConstraints::Unconstrained);
    root.custom_extensions = vec![constraints(permitted, excluded)];
    root_with(root)
}

fn named(root: &Node, names: &[Vec<u8>]) -> Node {
    let mut leaf = params("Hiệu trưởng");
    leaf.custom_extensions = vec![alternative(names)];
    below(root, leaf)
}

#[test]
fn every_kind_is_held_to_its_subtrees() {
    let cases: [(Vec<u8>, Vec<u8>, Vec<u8>); 5] = [
        (dns("edu.vn"), dns("hue.edu.vn"), dns("hue.com.vn")),
        (email("edu.vn"), email("an@edu.vn"), email("an@com.vn")),
        (tlv::encode(0x86, &[b".edu.vn"]), tlv::encode(0x86, &[b"https://a.edu.vn/"]), tlv::encode(0x86, &[b"x:y"])),
        (
            tlv::encode(0x87, &[&[10, 0, 0, 0, 255, 0, 0, 0]]),
            tlv::encode(0x87, &[&[10, 1, 1, 1]]),
            tlv::encode(0x87, &[&[11, 1, 1, 1]]),
        ),
        (dns(""), dns("com.vn"), dns("not a host")),
    ];
    for (base, inside, outside) in cases {
        let permits = constrained_root(std::slice::from_ref(&base), &[]);
        let excludes = constrained_root(&[], &[base]);
        let run = |root: &Node, names: &[Vec<u8>]| code(&judge(&named(root, names), &[], &[root]));
        assert_eq!(run(&permits, std::slice::from_ref(&inside)), "trusted");
        assert_eq!(run(&permits, std::slice::from_ref(&outside)), "CERT_NAME_CONSTRAINTS");
        assert_eq!(run(&permits, &[inside.clone(), outside]), "CERT_NAME_CONSTRAINTS");
        assert_eq!(run(&excludes, &[inside]), "CERT_NAME_CONSTRAINTS");
    }
}

#[test]
fn the_subject_is_held_to_them_without_regard_to_case() {
    let run = |organisation: &str| {
        let permits = constrained_root(&[directory("Sở GDĐT")], &[]);
        let mut leaf = CertificateParams::default();
        leaf.not_before = date_time_ymd(2026, 1, 1);
        leaf.not_after = date_time_ymd(2027, 1, 1);
        leaf.distinguished_name = rcgen::DistinguishedName::new();
        leaf.distinguished_name.push(DnType::OrganizationName, organisation);
        leaf.distinguished_name.push(DnType::CommonName, "Hiệu trưởng");
        code(&judge(&below(&permits, leaf), &[], &[&permits]))
    };
    assert_eq!(run("SỞ  gdđt"), "trusted");
    assert_eq!(run("Sở khác"), "CERT_NAME_CONSTRAINTS");
}

/// RFC 5280 section 4.2.1.10: a mail address written into the subject counts as one.
#[test]
fn a_mail_address_in_the_subject_counts() {
    let root = constrained_root(&[], &[email("com.vn")]);
    for (mailbox, expected) in [("an@com.vn", "CERT_NAME_CONSTRAINTS"), ("an@edu.vn", "trusted")] {
        let mut leaf = params("Hiệu trưởng");
        let oid = DnType::CustomDnType(vec![1, 2, 840, 113_549, 1, 9, 1]);
        leaf.distinguished_name.push(oid, rcgen::DnValue::Ia5String(mailbox.try_into().unwrap()));
        assert_eq!(code(&judge(&below(&root, leaf), &[], &[&root])), expected);
    }
}

#[test]
fn a_kind_that_is_not_supported_fails_only_where_it_occurs() {
    let other = tlv::encode(0xa0, &[&[6, 2, 0x2a, 3], &tlv::encode(0xa0, &[&[5, 0]])]);
    for root in
        [constrained_root(std::slice::from_ref(&other), &[]), constrained_root(&[], std::slice::from_ref(&other))]
    {
        let run = |names: &[Vec<u8>]| code(&judge(&named(&root, names), &[], &[&root]));
        assert_eq!(run(&[dns("edu.vn")]), "trusted");
        assert_eq!(run(std::slice::from_ref(&other)), "CERT_NAME_CONSTRAINTS");
    }
}

#[test]
fn self_issued_authorities_are_exempt_but_not_the_last_certificate() {
    let mut params = ca_params("Gốc", BasicConstraints::Unconstrained);
    params.custom_extensions = vec![constraints(&[directory("Sở GDĐT")], &[])];
    let root = root_with(params);
    let renewed = ca_below(&root, "Gốc");
    let mut leaf = CertificateParams::default();
    leaf.not_before = date_time_ymd(2026, 1, 1);
    leaf.not_after = date_time_ymd(2027, 1, 1);
    leaf.distinguished_name = rcgen::DistinguishedName::new();
    leaf.distinguished_name.push(DnType::OrganizationName, "Sở GDĐT");
    assert_eq!(code(&judge(&below(&renewed, leaf), &[&renewed], &[&root])), "trusted");
    assert_eq!(code(&judge(&renewed, &[], &[&root])), "CERT_KEY_USAGE");
    let last = below(&root, super::params("Gốc"));
    assert_eq!(code(&judge(&last, &[], &[&root])), "CERT_NAME_CONSTRAINTS");
}

/// An authority below may narrow what it was allowed, never widen it.
#[test]
fn authorities_below_only_narrow() {
    let root = constrained_root(&[dns("edu.vn")], &[]);
    let mut wide = ca_params("Trung gian", BasicConstraints::Unconstrained);
    wide.custom_extensions = vec![constraints(&[dns("com.vn"), dns("hue.edu.vn")], &[])];
    let wide = below(&root, wide);
    let run = |host: &str| code(&judge(&named(&wide, &[dns(host)]), &[&wide], &[&root]));
    assert_eq!(run("a.hue.edu.vn"), "trusted");
    assert_eq!(run("a.com.vn"), "CERT_NAME_CONSTRAINTS");
    assert_eq!(run("dalat.edu.vn"), "CERT_NAME_CONSTRAINTS");
}

#[test]
fn malformed_constraints_refuse_every_path() {
    let range = tlv::encode(0x87, &[&[10, 0, 0, 0, 255, 0, 255, 0]]);
    let minimum = tlv::sequence(&[&tlv::encode(0xa0, &[&tlv::sequence(&[&dns("edu.vn"), &[0x80, 1, 1]])])]);
    for malformed in [
        constraints(&[], &[]),
        constraints(&[dns(".edu.vn")], &[]),
        constraints(&[dns("*.edu.vn")], &[]),
        constraints(&[], &[range]),
        critical(&[2, 5, 29, 30], minimum),
    ] {
        let mut root = ca_params("Gốc", BasicConstraints::Unconstrained);
        root.custom_extensions = vec![malformed];
        let root = root_with(root);
        let leaf = below(&root, params("Hiệu trưởng"));
        assert_eq!(code(&judge(&leaf, &[], &[&root])), "CERT_EXTENSION_MALFORMED");
    }
}

#[test]
fn many_names_against_many_constraints_end_within_the_budget() {
    let hosts = |prefix: &str| (0..600).map(|n| dns(&format!("{prefix}{n}.vn"))).collect::<Vec<_>>();
    let root = constrained_root(&[], &hosts("a"));
    let leaf = named(&root, &hosts("b"));
    assert_eq!(code(&judge(&leaf, &[], &[&root])), "CERT_PATH_BUDGET");
}
