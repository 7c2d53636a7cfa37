//! Paths made wrong on purpose, one difference at a time.

mod conformity;
mod names;
mod policies;

use super::*;
use crate::signature::crypto::Oid;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};

struct Node {
    params: CertificateParams,
    key: KeyPair,
    certificate: Certificate,
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2027, 1, 1);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params
}

fn ca_params(name: &str, constraint: BasicConstraints) -> CertificateParams {
    let mut params = params(name);
    params.is_ca = IsCa::Ca(constraint);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn root_with(params: CertificateParams) -> Node {
    let key = KeyPair::generate().unwrap();
    let certificate = Certificate::from_der(params.self_signed(&key).unwrap().der()).unwrap();
    Node { params, key, certificate }
}

fn root() -> Node {
    root_with(ca_params("Gốc", BasicConstraints::Unconstrained))
}

fn below(issuer: &Node, params: CertificateParams) -> Node {
    below_with_key(issuer, params, KeyPair::generate().unwrap())
}

fn below_with_key(issuer: &Node, params: CertificateParams, key: KeyPair) -> Node {
    let authority = Issuer::from_params(&issuer.params, &issuer.key);
    let der = params.signed_by(&key, &authority).unwrap();
    Node { certificate: Certificate::from_der(der.der()).unwrap(), params, key }
}

fn ca_below(issuer: &Node, name: &str) -> Node {
    below(issuer, ca_params(name, BasicConstraints::Unconstrained))
}

fn at() -> DateTime<Utc> {
    "2026-11-21T00:00:00Z".parse().unwrap()
}

fn judge(leaf: &Node, pool: &[&Node], anchors: &[&Node]) -> PathOutcome {
    let all = |nodes: &[&Node]| nodes.iter().map(|n| n.certificate.clone()).collect::<Vec<_>>();
    validate(&leaf.certificate, &all(pool), &all(anchors), Budget::default(), at())
}

fn code(outcome: &PathOutcome) -> &'static str {
    match outcome {
        PathOutcome::Trusted { .. } => "trusted",
        PathOutcome::Untrusted { reason } => reason.code(),
    }
}

#[test]
fn a_chain_of_three_is_trusted_and_says_what_was_not_judged() {
    let root = root();
    let middle = ca_below(&root, "Trung gian");
    let leaf = below(&middle, params("Hiệu trưởng"));
    let PathOutcome::Trusted { chain, not_judged } = judge(&leaf, &[&middle], &[&root]) else {
        panic!("untrusted");
    };
    assert_eq!(chain, [leaf.certificate.clone(), middle.certificate.clone(), root.certificate.clone()]);
    assert_eq!(not_judged, [NotJudged::Revocation]);
    // An intermediate may be the anchor as well.
    assert_eq!(code(&judge(&leaf, &[], &[&middle])), "trusted");
}

#[test]
fn without_its_issuer_it_is_untrusted() {
    let (root, other) = (root(), root_with(ca_params("Khác", BasicConstraints::Unconstrained)));
    let middle = ca_below(&root, "Trung gian");
    let leaf = below(&middle, params("Hiệu trưởng"));
    assert_eq!(code(&judge(&leaf, &[], &[&root])), "CERT_NO_PATH");
    assert_eq!(code(&judge(&leaf, &[&middle], &[&other])), "CERT_NO_PATH");
    assert_eq!(code(&judge(&leaf, &[&middle, &root], &[])), "CERT_NO_PATH");
    let alone = root_with(params("Tự ký"));
    assert_eq!(code(&judge(&alone, &[], &[&root])), "CERT_SELF_SIGNED");
}

#[test]
fn an_issuer_of_the_same_name_with_another_key_is_refused() {
    let (root, twin) = (root(), root());
    let leaf = below(&root, params("Hiệu trưởng"));
    assert_eq!(code(&judge(&leaf, &[], &[&twin])), "CERT_SIGNATURE");
    assert_eq!(code(&judge(&leaf, &[], &[&twin, &root])), "trusted");
}

#[test]
fn an_anchor_that_is_the_leaf_is_trusted_only_as_itself() {
    let leaf = root_with(params("Tự ký"));
    assert_eq!(code(&judge(&leaf, &[], &[&leaf])), "trusted");
    let child = below(&leaf, params("Con"));
    assert_eq!(code(&judge(&child, &[], &[&leaf])), "CERT_ISSUER_NOT_CA");
}

#[test]
fn validity_is_judged_at_the_given_time_for_all() {
    let root = root();
    let leaf = below(&root, params("Hiệu trưởng"));
    let run = |at: &str| {
        let at = at.parse().unwrap();
        let anchors = [root.certificate.clone()];
        code(&validate(&leaf.certificate, &[], &anchors, Budget::default(), at))
    };
    assert_eq!(run("2025-12-31T23:59:59Z"), "CERT_NOT_YET_VALID");
    assert_eq!(run("2026-01-01T00:00:00Z"), "trusted");
    assert_eq!(run("2027-01-01T00:00:00.9Z"), "trusted");
    assert_eq!(run("2027-01-01T00:00:01Z"), "CERT_EXPIRED");

    let mut old = ca_params("Gốc cũ", BasicConstraints::Unconstrained);
    old.not_after = date_time_ymd(2026, 6, 1);
    let old = root_with(old);
    let leaf = below(&old, params("Hiệu trưởng"));
    assert_eq!(code(&judge(&leaf, &[], &[&old])), "CERT_EXPIRED");
}

#[test]
fn only_authorities_issue() {
    let root = root();
    let mut plain = params("Không phải CA");
    plain.is_ca = IsCa::ExplicitNoCa;
    plain.key_usages.push(KeyUsagePurpose::KeyCertSign);
    let plain = below(&root, plain);
    let leaf = below(&plain, params("Hiệu trưởng"));
    assert_eq!(code(&judge(&leaf, &[&plain], &[&root])), "CERT_ISSUER_NOT_CA");

    let bare = below(&root, params("Không có basicConstraints"));
    let leaf = below(&bare, params("Hiệu trưởng"));
    assert_eq!(code(&judge(&leaf, &[&bare], &[&root])), "CERT_ISSUER_NOT_CA");

    let mut silent = ca_params("Thiếu keyCertSign", BasicConstraints::Unconstrained);
    silent.key_usages = vec![KeyUsagePurpose::CrlSign];
    let silent = below(&root, silent);
    let leaf = below(&silent, params("Hiệu trưởng"));
    assert_eq!(code(&judge(&leaf, &[&silent], &[&root])), "CERT_ISSUER_KEY_USAGE");
}

#[test]
fn path_length_counts_authorities_below_but_not_self_issued_ones() {
    let root = root_with(ca_params("Gốc", BasicConstraints::Constrained(0)));
    let leaf = below(&root, params("Hiệu trưởng"));
    assert_eq!(code(&judge(&leaf, &[], &[&root])), "trusted");
    let middle = ca_below(&root, "Trung gian");
    let leaf = below(&middle, params("Hiệu trưởng"));
    assert_eq!(code(&judge(&leaf, &[&middle], &[&root])), "CERT_PATH_LENGTH");
    // A new key of the root itself, named and issued by the old one.
    let renewed = ca_below(&root, "Gốc");
    let leaf = below(&renewed, params("Hiệu trưởng"));
    assert_eq!(code(&judge(&leaf, &[&renewed], &[&root])), "trusted");
}

#[test]
fn critical_extensions_that_nobody_knows_are_refused_anywhere() {
    let unknown = |critical| {
        let mut extension = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
        extension.set_criticality(critical);
        extension
    };
    let root = root();
    for (critical, expected) in [(true, "CERT_UNKNOWN_CRITICAL_EXTENSION"), (false, "trusted")] {
        let mut leaf = params("Hiệu trưởng");
        leaf.custom_extensions = vec![unknown(critical)];
        let leaf = below(&root, leaf);
        assert_eq!(code(&judge(&leaf, &[], &[&root])), expected);
        let mut middle = ca_params("Trung gian", BasicConstraints::Unconstrained);
        middle.custom_extensions = vec![unknown(critical)];
        let middle = below(&root, middle);
        let leaf = below(&middle, params("Hiệu trưởng"));
        assert_eq!(code(&judge(&leaf, &[&middle], &[&root])), expected);
    }
}

/// RFC 5280 sections 4.2.1.1, 4.2.1.2 and 4.2.2.1: these are never critical.
#[test]
fn extensions_that_must_not_be_critical_are_refused_when_they_are() {
    let root = root();
    for (oid, content) in [
        (&[2u64, 5, 29, 14][..], vec![4, 1, 7]),
        (&[2, 5, 29, 35], vec![0x30, 0]),
        (&[1, 3, 6, 1, 5, 5, 7, 1, 1], vec![0x30, 0]),
    ] {
        let mut extension = CustomExtension::from_oid_content(oid, content);
        extension.set_criticality(true);
        let mut leaf = params("Hiệu trưởng");
        leaf.custom_extensions = vec![extension];
        let leaf = below(&root, leaf);
        assert_eq!(code(&judge(&leaf, &[], &[&root])), "CERT_UNKNOWN_CRITICAL_EXTENSION");
    }
}

#[test]
fn the_leaf_must_be_for_signing() {
    let root = root();
    let mut cipher = params("Mã hóa");
    cipher.key_usages = vec![KeyUsagePurpose::KeyEncipherment];
    let cipher = below(&root, cipher);
    assert_eq!(code(&judge(&cipher, &[], &[&root])), "CERT_KEY_USAGE");
    for (purpose, expected) in [
        (ExtendedKeyUsagePurpose::ServerAuth, "CERT_EXTENDED_KEY_USAGE"),
        (ExtendedKeyUsagePurpose::EmailProtection, "trusted"),
    ] {
        let mut leaf = params("Hiệu trưởng");
        leaf.extended_key_usages = vec![purpose];
        let leaf = below(&root, leaf);
        assert_eq!(code(&judge(&leaf, &[], &[&root])), expected);
    }
}

#[test]
fn a_timestamp_certificate_is_for_nothing_else_and_says_so_critically() {
    let root = root();
    let judged = |leaf: &Node| {
        let anchors = [root.certificate.clone()];
        let outcome = validate_for(Purpose::TimeStamping, &leaf.certificate, &[], &anchors, Budget::default(), at());
        code(&outcome)
    };
    let mut lax = params("TSA");
    lax.extended_key_usages = vec![ExtendedKeyUsagePurpose::TimeStamping];
    assert_eq!(judged(&below(&root, lax)), "CERT_EXTENDED_KEY_USAGE");
    let mut strict = params("TSA");
    let content = vec![0x30, 10, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 8];
    let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 37], content);
    extension.set_criticality(true);
    strict.custom_extensions = vec![extension];
    assert_eq!(judged(&below(&root, strict)), "trusted");
}

/// Authorities that certify each other in every direction: the search ends, within its budget.
#[test]
fn a_mesh_of_loops_ends() {
    let names: Vec<String> = (0..7).map(|n| format!("Vòng {n}")).collect();
    let nodes: Vec<Node> =
        names.iter().map(|name| root_with(ca_params(name, BasicConstraints::Unconstrained))).collect();
    let mut pool = Vec::new();
    for issuer in &nodes {
        for subject in &nodes {
            let der =
                subject.params.signed_by(&subject.key, &Issuer::from_params(&issuer.params, &issuer.key)).unwrap();
            pool.push(Certificate::from_der(der.der()).unwrap());
        }
    }
    let leaf = below(&nodes[0], params("Hiệu trưởng"));
    let other = root();
    let anchors = [other.certificate.clone()];
    let outcome = validate(&leaf.certificate, &pool, &anchors, Budget::default(), at());
    assert_eq!(code(&outcome), "CERT_PATH_BUDGET");
    // With the anchor among them, it is found at once.
    let anchors = [nodes[0].certificate.clone()];
    let outcome = validate(&leaf.certificate, &pool, &anchors, Budget::default(), at());
    assert_eq!(code(&outcome), "trusted");
}

#[test]
fn budgets_of_steps_and_depth_hold() {
    let root = root();
    let one = ca_below(&root, "Một");
    let two = ca_below(&one, "Hai");
    let leaf = below(&two, params("Hiệu trưởng"));
    let pool = [one.certificate.clone(), two.certificate.clone()];
    let anchors = [root.certificate.clone()];
    let run = |budget| code(&validate(&leaf.certificate, &pool, &anchors, budget, at()));
    let full = Budget::default();
    assert_eq!(run(full), "trusted");
    assert_eq!(run(Budget { steps: 2, ..full }), "CERT_PATH_BUDGET");
    assert_eq!(run(Budget { signature_checks: 2, ..full }), "CERT_PATH_BUDGET");
    assert_eq!(run(Budget { intermediates: 1, ..full }), "CERT_PATH_TOO_LONG");
}

/// RFC 5280 section 4.1.1.2: the algorithm that was signed and the one outside are the same.
#[test]
fn two_different_algorithm_names_in_one_certificate_are_refused() {
    let root = root();
    let leaf = below(&root, params("Hiệu trưởng"));
    // ecdsa-with-SHA256 becomes ecdsa-with-SHA384 outside only.
    let mut der = leaf.certificate.der().to_vec();
    let outer = der.windows(8).rposition(|w| w == [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]).unwrap();
    der[outer + 7] = 3;
    let changed = Certificate::from_der(&der).unwrap();
    let anchors = [root.certificate];
    assert_eq!(code(&validate(&changed, &[], &anchors, Budget::default(), at())), "CERT_ALGORITHMS_DISAGREE");
}
