//! Rules that every certificate of a path keeps.

use super::*;

fn key_identifiers(leaf: &Node, pool: &[&Node], root: &Node) -> &'static str {
    let pool: Vec<Certificate> = pool.iter().map(|node| node.certificate.clone()).collect();
    let rules = Rules { key_identifiers: true, ..Rules::new(Purpose::Any, Budget::default()) };
    code(&validate_by(&rules, &leaf.certificate, &pool, std::slice::from_ref(&root.certificate), at()))
}

#[test]
fn missing_key_identifiers_count_where_they_are_asked_for() {
    let root = root();
    let bare = below(&root, params("Hiệu trưởng"));
    assert_eq!(code(&judge(&bare, &[], &[&root])), "trusted");
    assert_eq!(key_identifiers(&bare, &[], &root), "CERT_NOT_CONFORMING");
    let mut named = params("Hiệu trưởng");
    named.use_authority_key_identifier_extension = true;
    assert_eq!(key_identifiers(&below(&root, named), &[], &root), "trusted");
}

#[test]
fn a_serial_number_is_not_zero_and_not_endless() {
    let root = root();
    for (serial, expected) in [
        (vec![0], "CERT_NOT_CONFORMING"),
        (vec![1], "trusted"),
        (vec![0x7f; 20], "trusted"),
        (vec![0x7f; 21], "CERT_NOT_CONFORMING"),
    ] {
        let mut leaf = params("Hiệu trưởng");
        leaf.serial_number = Some(serial.into());
        assert_eq!(code(&judge(&below(&root, leaf), &[], &[&root])), expected);
    }
}

#[test]
fn who_is_no_authority_has_no_powers_of_one() {
    let root = root();
    let mut signs = params("Hiệu trưởng");
    signs.key_usages.push(KeyUsagePurpose::KeyCertSign);
    assert_eq!(code(&judge(&below(&root, signs), &[], &[&root])), "CERT_NOT_CONFORMING");
    let mut constrains = params("Hiệu trưởng");
    let content = vec![0x30, 8, 0xa0, 6, 0x30, 4, 0x82, 2, b'v', b'n'];
    constrains.custom_extensions = vec![CustomExtension::from_oid_content(&[2, 5, 29, 30], content.clone())];
    assert_eq!(code(&judge(&below(&root, constrains), &[], &[&root])), "CERT_NOT_CONFORMING");
}

#[test]
fn name_constraints_are_critical() {
    let root = root();
    for (critical, expected) in [(true, "trusted"), (false, "CERT_NOT_CONFORMING")] {
        let mut middle = ca_params("Trung gian", BasicConstraints::Unconstrained);
        let content = vec![0x30, 8, 0xa0, 6, 0x30, 4, 0x82, 2, b'v', b'n'];
        let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 30], content);
        extension.set_criticality(critical);
        middle.custom_extensions = vec![extension];
        let middle = below(&root, middle);
        let leaf = below(&middle, params("Hiệu trưởng"));
        assert_eq!(code(&judge(&leaf, &[&middle], &[&root])), expected);
    }
}

/// NIST PKITS (4.6.4, 4.8.6, 4.10.1) holds these to be valid; they are evaluated all the same.
#[test]
fn other_constraints_count_without_being_critical() {
    let root = root();
    let mut middle = ca_params("Trung gian", BasicConstraints::Unconstrained);
    middle.custom_extensions = vec![CustomExtension::from_oid_content(&[2, 5, 29, 36], vec![0x30, 3, 0x80, 1, 0])];
    let middle = below(&root, middle);
    assert_eq!(code(&judge(&below(&middle, params("Hiệu trưởng")), &[&middle], &[&root])), "CERT_POLICY");
    let mut short = params("Trung gian");
    short.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let content = vec![0x30, 6, 1, 1, 0xff, 2, 1, 0];
    short.custom_extensions = vec![CustomExtension::from_oid_content(&[2, 5, 29, 19], content)];
    let short = below(&root, short);
    let leaf = below(&short, params("Hiệu trưởng"));
    assert_eq!(code(&judge(&leaf, &[&short], &[&root])), "trusted");
    let deep = ca_below(&short, "Dưới nữa");
    let leaf = below(&deep, params("Hiệu trưởng"));
    assert_eq!(code(&judge(&leaf, &[&short, &deep], &[&root])), "CERT_PATH_LENGTH");
}
