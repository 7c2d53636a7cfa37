//! Round trips, each rule broken once, and every flipped bit.

use super::attributes::{ALGORITHM_PROTECTION, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V1};
use super::build::attribute;
use super::message::{ID_DATA, MAX_LENGTH};
use super::testing::*;
use super::timestamp::{ID_TST_INFO, Token};
use super::*;
use crate::signature::crypto::tlv::{Element, tag};
use crate::signature::crypto::{DigestAlgorithm, SignatureAlgorithm, sha256};
use der::asn1::ObjectIdentifier;

const CONTENT: &[u8] = "%PDF-1.7 Học bạ năm học 2025-2026".as_bytes();

fn p256() -> Identity {
    identity(&rcgen::PKCS_ECDSA_P256_SHA256)
}

fn codes(integrity: &Integrity) -> Vec<&'static str> {
    integrity.problems.iter().map(CmsProblem::code).collect()
}

fn judged(recipe: &Recipe, identity: &Identity) -> Integrity {
    let bytes = recipe.build(identity);
    let message = parse(&bytes).unwrap();
    assert_eq!(message.der_len(), bytes.len());
    message.verify(&[CONTENT])
}

/// The message still verifies, and breaks exactly this rule.
#[track_caller]
fn only(recipe: &Recipe, identity: &Identity, code: &str) {
    let integrity = judged(recipe, identity);
    assert_eq!(codes(&integrity), [code]);
    assert!(integrity.holds());
}

fn made(identity: &Identity) -> Vec<u8> {
    let algorithm = identity.key.algorithm();
    let attributes = ToBeSigned::pdf(&[CONTENT], &identity.certificate, algorithm).unwrap();
    let value = identity.key.sign(attributes.der()).unwrap();
    let signature = Signature::verified(&attributes, &identity.certificate, algorithm, value).unwrap();
    assemble(&attributes, &identity.certificate, std::slice::from_ref(&identity.certificate), &signature).unwrap()
}

#[test]
fn what_is_assembled_is_read_back_without_a_problem() {
    for algorithm in
        [&rcgen::PKCS_RSA_SHA256, &rcgen::PKCS_ECDSA_P256_SHA256, &rcgen::PKCS_ECDSA_P384_SHA384, &rcgen::PKCS_ED25519]
    {
        let identity = identity(algorithm);
        let mut bytes = made(&identity);
        let length = bytes.len();
        bytes.extend([0; 100]);
        let message = parse(&bytes).unwrap();
        assert_eq!(message.der_len(), length);
        assert!(message.trailing_is_zero());
        assert_eq!(message.certificates(), std::slice::from_ref(&identity.certificate));
        let integrity = message.verify(&[&CONTENT[..5], &CONTENT[5..]]);
        assert!(integrity.holds());
        assert_eq!(codes(&integrity), [""; 0]);
        assert_eq!(integrity.signer, Some(identity.certificate));
        let changed = message.verify(&[&CONTENT[1..]]);
        assert_eq!(codes(&changed), ["DIGEST_MISMATCH"]);
        assert!(changed.signature_matches && !changed.holds());
    }
}

#[test]
fn a_signature_of_another_key_is_never_packed() {
    let (one, two) = (p256(), p256());
    let algorithm = one.key.algorithm();
    let attributes = ToBeSigned::pdf(&[CONTENT], &one.certificate, algorithm).unwrap();
    let of_two = two.key.sign(attributes.der()).unwrap();
    let error = Signature::verified(&attributes, &one.certificate, algorithm, of_two).unwrap_err();
    assert_eq!(error.code(), "CMS_SIGNATURE_DOES_NOT_VERIFY");

    let of_one = one.key.sign(attributes.der()).unwrap();
    let signature = Signature::verified(&attributes, &one.certificate, algorithm, of_one).unwrap();
    let others = ToBeSigned::pdf(&[&CONTENT[..5]], &one.certificate, algorithm).unwrap();
    for (attributes, certificate) in [(&others, &one.certificate), (&attributes, &two.certificate)] {
        let error = assemble(attributes, certificate, &[], &signature).unwrap_err();
        assert_eq!(error.code(), "CMS_SIGNATURE_DOES_NOT_VERIFY");
    }
}

/// No flipped bit in the whole message leaves both integrity and rules untouched.
#[test]
fn every_flipped_bit_is_noticed() {
    let identity = p256();
    let bytes = made(&identity);
    let mut unnoticed = Vec::new();
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        if let Ok(message) = parse(&flipped) {
            let integrity = message.verify(&[CONTENT]);
            if integrity.holds() && integrity.problems.is_empty() {
                unnoticed.push(bit / 8);
            }
        }
    }
    assert!(unnoticed.is_empty(), "{unnoticed:?}");
}

#[test]
fn the_good_recipe_breaks_no_rule() {
    let identity = p256();
    let integrity = judged(&Recipe::good(&identity, CONTENT), &identity);
    assert!(integrity.holds());
    assert_eq!(codes(&integrity), [""; 0]);
}

#[test]
fn attribute_rules() {
    let id = p256();
    let good = || Recipe::good(&id, CONTENT);
    let attributes = || good().attributes.unwrap();

    let mut recipe = good();
    recipe.sort = false;
    only(&recipe, &id, "ATTRS_NOT_DER");

    let mut recipe = good();
    recipe.attributes = None;
    only(&recipe, &id, "NO_SIGNED_ATTRS");

    let mut recipe = good();
    recipe.attributes = Some([attributes(), vec![content_type(ID_DATA)]].concat());
    only(&recipe, &id, "DUPLICATE_ATTR");

    let mut recipe = good();
    let digest = crypto::tlv::encode(tag::OCTET_STRING, &[&sha256(CONTENT)]);
    let twice = attribute(MESSAGE_DIGEST, &[digest.clone(), digest].concat());
    recipe.attributes.as_mut().unwrap()[1] = twice;
    only(&recipe, &id, "ATTR_VALUE_COUNT");

    // EN 319 122-1 clause 5.2.6.1; an attribute that nobody here knows may have several.
    for (oid, codes_expected) in [("0.4.0.19122.1.1", vec!["ATTR_VALUE_COUNT"]), ("1.2.3.4", vec![])] {
        let mut recipe = good();
        let values = [crypto::tlv::sequence(&[]), crypto::tlv::sequence(&[&[5, 0]])].concat();
        recipe.attributes.as_mut().unwrap().push(attribute(ObjectIdentifier::new_unwrap(oid), &values));
        assert_eq!(codes(&judged(&recipe, &id)), codes_expected);
    }

    let mut recipe = good();
    recipe.attributes.as_mut().unwrap().remove(0);
    only(&recipe, &id, "CONTENT_TYPE_MISSING");

    let mut recipe = good();
    recipe.attributes.as_mut().unwrap()[0] = content_type(ID_TST_INFO);
    only(&recipe, &id, "CONTENT_TYPE_MISMATCH");

    let mut recipe = good();
    recipe.attributes.as_mut().unwrap()[0] = content_type(ID_TST_INFO);
    recipe.content_type = ID_TST_INFO;
    recipe.version = 3;
    only(&recipe, &id, "CONTENT_TYPE_UNEXPECTED");

    let mut recipe = good();
    recipe.attributes.as_mut().unwrap().remove(1);
    let integrity = judged(&recipe, &id);
    assert_eq!(codes(&integrity), ["MESSAGE_DIGEST_MISSING", "DIGEST_MISMATCH"]);
    assert!(!integrity.digest_matches && integrity.signature_matches);
}

#[test]
fn reference_rules() {
    let id = p256();
    let good = || Recipe::good(&id, CONTENT);

    let mut recipe = good();
    recipe.attributes.as_mut().unwrap().remove(2);
    only(&recipe, &id, "SIGNING_CERTIFICATE_MISSING");
    let message = parse(&recipe.build(&id)).unwrap();
    let plain = message.verify_as(Profile::Pkcs7Detached, &[CONTENT]);
    assert_eq!(codes(&plain), ["SIGNING_CERTIFICATE_MISSING"]);

    let mut recipe = good();
    let sha1 = DigestAlgorithm::Sha1.digest(id.certificate.der());
    let reference_v1 =
        crypto::tlv::sequence(&[&crypto::tlv::sequence(&[&crypto::tlv::sequence(&[&crypto::tlv::encode(
            tag::OCTET_STRING,
            &[&sha1],
        )])])]);
    recipe.attributes.as_mut().unwrap()[2] = attribute(SIGNING_CERTIFICATE_V1, &reference_v1);
    only(&recipe, &id, "SIGNING_CERTIFICATE_V1");

    let mut recipe = good();
    recipe.attributes.as_mut().unwrap()[2] = reference(&[7; 32]);
    only(&recipe, &id, "SIGNING_CERTIFICATE_MISMATCH");

    let issuer_serial = |serial: &[u8]| {
        let name = crypto::tlv::encode(tag::constructed(4), &[id.certificate.issuer_der()]);
        crypto::tlv::sequence(&[&crypto::tlv::sequence(&[&name]), serial])
    };
    let hash = sha256(id.certificate.der());
    let mut recipe = good();
    recipe.attributes.as_mut().unwrap()[2] = reference_with(&hash, &issuer_serial(id.certificate.serial_der()));
    assert_eq!(codes(&judged(&recipe, &id)), [""; 0]);
    recipe.attributes.as_mut().unwrap()[2] = reference_with(&hash, &issuer_serial(&[2, 1, 1]));
    only(&recipe, &id, "SIGNING_CERTIFICATE_ISSUER_SERIAL");
}

/// RFC 5652 section 5.1: attribute certificates and other formats raise the version.
#[test]
fn the_version_follows_from_what_is_inside() {
    let id = p256();
    for (choice, version) in [(1, 3), (2, 4), (3, 5)] {
        let mut recipe = Recipe::good(&id, CONTENT);
        recipe.certificates.push(tlv::encode(tag::constructed(choice), &[&[5, 0]]));
        only(&recipe, &id, "CMS_VERSION");
        recipe.version = version;
        assert_eq!(codes(&judged(&recipe, &id)), [""; 0], "{choice}");
    }
}

#[test]
fn certificate_rules() {
    let id = p256();
    let good = || Recipe::good(&id, CONTENT);

    let mut recipe = good();
    recipe.certificates.clear();
    let integrity = judged(&recipe, &id);
    assert_eq!(codes(&integrity), ["SIGNER_CERTIFICATE_NOT_FOUND"]);
    assert!(integrity.digest_matches && integrity.signer.is_none() && integrity.outcome().is_none());

    // Same issuer name and serial number, another key: the signed reference tells which is meant.
    let twin = p256();
    let mut recipe = good();
    recipe.certificates.push(twin.certificate.der().to_vec());
    let integrity = judged(&recipe, &id);
    assert_eq!(codes(&integrity), ["SIGNER_CERTIFICATE_AMBIGUOUS"]);
    assert_eq!(integrity.signer.as_ref(), Some(&id.certificate));

    let mut recipe = good();
    recipe.certificates.push(crypto::tlv::sequence(&[&[5, 0]]));
    only(&recipe, &id, "CERTIFICATE_IN_MESSAGE_MALFORMED");

    let mut recipe = good();
    recipe.certificates = (0..21).map(|n| crypto::tlv::sequence(&[&[2, 1, n]])).collect();
    assert_eq!(parse(&recipe.build(&id)).unwrap_err().code(), "CMS_LIMIT");
}

#[test]
fn algorithm_rules() {
    let id = p256();
    let good = || Recipe::good(&id, CONTENT);
    let sha384 = digest_identifier(DigestAlgorithm::Sha384);

    let mut recipe = good();
    recipe.digest_set = vec![sha384.clone()];
    only(&recipe, &id, "DIGEST_ALGORITHM_SET");

    let mut recipe = good();
    recipe.digest = sha384.clone();
    recipe.digest_set = vec![sha384];
    recipe.attributes.as_mut().unwrap()[1] = message_digest(&DigestAlgorithm::Sha384.digest(CONTENT));
    only(&recipe, &id, "DIGEST_ALGORITHM_MISMATCH");

    let mut recipe = good();
    let sha1 = digest_identifier(DigestAlgorithm::Sha1);
    recipe.digest = sha1.clone();
    recipe.digest_set = vec![sha1];
    recipe.attributes.as_mut().unwrap()[1] = message_digest(&DigestAlgorithm::Sha1.digest(CONTENT));
    let integrity = judged(&recipe, &id);
    assert_eq!(codes(&integrity), ["DIGEST_WEAK", "DIGEST_ALGORITHM_MISMATCH"]);
    assert!(integrity.holds(), "integrity is computed for SHA-1 too");

    let mut recipe = good();
    let md5 = ObjectIdentifier::new_unwrap("1.2.840.113549.2.5");
    recipe.digest = crypto::tlv::sequence(&[&crypto::tlv::oid(md5)]);
    let integrity = judged(&recipe, &id);
    assert_eq!(codes(&integrity), ["DIGEST_UNKNOWN"]);
    assert_eq!((integrity.outcome(), integrity.holds()), (None, false), "nobody knows whether it was changed");

    let mut recipe = good();
    recipe.signature_algorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256).to_der();
    let integrity = judged(&recipe, &id);
    assert_eq!(codes(&integrity), ["ALGORITHM_KEY_MISMATCH", "SIGNATURE_MISMATCH"]);

    let protection = |signature: SignatureAlgorithm| {
        let mut implicit = signature.to_der();
        implicit[0] = tag::constructed(1);
        let digest = digest_identifier(DigestAlgorithm::Sha256);
        attribute(ALGORITHM_PROTECTION, &crypto::tlv::sequence(&[&digest, &implicit]))
    };
    let mut recipe = good();
    recipe.attributes.as_mut().unwrap().push(protection(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)));
    assert_eq!(codes(&judged(&recipe, &id)), [""; 0]);
    recipe.attributes.as_mut().unwrap()[3] = protection(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512));
    only(&recipe, &id, "ALGORITHM_PROTECTION_MISMATCH");
}

#[test]
fn content_and_framing_rules() {
    let id = p256();
    let mut recipe = Recipe::good(&id, CONTENT);
    recipe.content = Some(CONTENT.to_vec());
    only(&recipe, &id, "ENCAPSULATED_CONTENT");
    recipe.content = Some(Vec::new());
    only(&recipe, &id, "EMPTY_CONTENT");

    let bytes = Recipe::good(&id, CONTENT).build(&id);
    let message = parse(&bytes).unwrap();
    let enclosed = message.verify_as(Profile::Pkcs7Sha1, &[CONTENT]);
    assert!(codes(&enclosed).contains(&"CONTENT_MISSING") && !enclosed.digest_matches);

    let mut trailing = bytes.clone();
    trailing.extend([0, 0, 1]);
    let message = parse(&trailing).unwrap();
    assert!(!message.trailing_is_zero());
    assert_eq!(codes(&message.verify(&[CONTENT])), ["CMS_TRAILING_BYTES"]);

    for signers in [0, 2] {
        let mut recipe = Recipe::good(&id, CONTENT);
        recipe.signers = signers;
        assert_eq!(parse(&recipe.build(&id)).unwrap_err(), Error::Signers { count: signers });
    }
    for end in 0..bytes.len() {
        assert!(parse(&bytes[..end]).is_err());
    }
    let data = crypto::tlv::sequence(&[&crypto::tlv::oid(ID_DATA)]);
    assert_eq!(parse(&data).unwrap_err().code(), "CMS_NOT_SIGNED_DATA");
    assert_eq!(parse(&[0x30, 0x80, 0, 0]).unwrap_err().code(), "CMS_NOT_DER");
}

#[test]
fn a_message_may_be_as_long_as_its_limit() {
    let of_length = |length: usize| {
        let padding = crypto::tlv::encode(tag::OCTET_STRING, &[&vec![0; length - 10]]);
        crypto::tlv::sequence(&[&padding])
    };
    assert_eq!(of_length(MAX_LENGTH).len(), MAX_LENGTH);
    assert_eq!(parse(&of_length(MAX_LENGTH)).unwrap_err().code(), "CMS_MALFORMED");
    assert_eq!(parse(&of_length(MAX_LENGTH + 1)).unwrap_err().code(), "CMS_LIMIT");
}

/// The outer SEQUENCEs and [0] with indefinite lengths, as some makers write them.
#[test]
fn a_ber_message_has_its_integrity_told() {
    let id = p256();
    let der = made(&id);
    let outer = Element::whole(&der).unwrap();
    let mut ber = vec![0x30, 0x80];
    ber.extend(outer.value);
    ber.extend([0, 0]);
    assert_eq!(parse(&ber).unwrap_err().code(), "CMS_NOT_DER");
    let message = parse_tolerant(&ber).unwrap();
    assert_eq!(message.der_len(), ber.len());
    let integrity = message.verify(&[CONTENT]);
    assert!(integrity.holds());
    assert_eq!(integrity.problems, [CmsProblem::NotDer { frame_only: true }]);
    let strict = parse_tolerant(&der).unwrap().verify(&[CONTENT]);
    assert_eq!(codes(&strict), [""; 0]);
}

#[test]
fn the_old_enclosed_digest_has_its_integrity_computed() {
    let id = identity(&rcgen::PKCS_RSA_SHA256);
    let enclosed = DigestAlgorithm::Sha1.digest(CONTENT);
    let mut recipe = Recipe::good(&id, &enclosed);
    recipe.content = Some(enclosed);
    let message = parse(&recipe.build(&id)).unwrap();
    let integrity = message.verify_as(Profile::Pkcs7Sha1, &[CONTENT]);
    assert!(integrity.holds());
    assert_eq!(codes(&integrity), ["DIGEST_WEAK"]);
    let changed = message.verify_as(Profile::Pkcs7Sha1, &[b"other"]);
    assert!(!changed.digest_matches && changed.signature_matches);
}

/// RFC 5652 section 10.2.1, RFC 5940, ISO 32000-2 clause 12.8.3.3.2.
#[test]
fn enclosed_revocation_data_is_given_as_received() {
    let identity = p256();
    let (list, response) = (tlv::sequence(&[&[5, 0]]), tlv::sequence(&[&[0x0a, 1, 0]]));
    let kind = |oid| tlv::oid(ObjectIdentifier::new_unwrap(oid));
    let other = |oid| tlv::encode(tag::constructed(1), &[&kind(oid), &response]);
    let mut recipe = Recipe::good(&identity, CONTENT);
    recipe.revocation = vec![list.clone(), other("1.3.6.1.5.5.7.16.2"), other("1.3.6.1.5.5.7.16.4")];
    let archive = tlv::sequence(&[
        &tlv::encode(tag::constructed(0), &[&tlv::sequence(&[&list, &list])]),
        &tlv::encode(tag::constructed(1), &[&tlv::sequence(&[&response])]),
    ]);
    let oid = ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.8");
    recipe.attributes.as_mut().unwrap().push(attribute(oid, &archive));
    let message = parse(&recipe.build(&identity)).unwrap();
    let count = |der: &Vec<u8>| message.revocation_data().filter(|found| found == der).count();
    assert_eq!((count(&list), count(&response), message.revocation_data().count()), (3, 2, 5));
}

#[test]
fn unsigned_attributes_give_their_tokens() {
    let id = p256();
    let mut recipe = Recipe::good(&id, CONTENT);
    let oid = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
    recipe.unsigned = vec![attribute(oid, &[0x30, 0])];
    let bytes = recipe.build(&id);
    let message = parse(&bytes).unwrap();
    assert_eq!(message.timestamp_tokens().collect::<Vec<_>>(), [&[0x30, 0]]);
    assert_eq!(codes(&message.verify(&[CONTENT])), [""; 0]);
    assert_eq!(Element::whole(&bytes).unwrap().raw.len(), bytes.len());
}

proptest::proptest! {
    /// Whatever the bytes are, reading them ends with an answer.
    #[test]
    fn no_bytes_make_reading_panic(
        junk in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..40),
        at in 0usize..1200,
        cut in 0usize..40,
    ) {
        static MESSAGE: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| made(&p256()));
        let at = at.min(MESSAGE.len());
        let after = MESSAGE.get(at + cut..).unwrap_or_default();
        let spliced = [&MESSAGE[..at], &junk, after].concat();
        for bytes in [&junk, &spliced] {
            if let Ok(message) = parse_tolerant(bytes) {
                let _ = message.verify(&[CONTENT]);
            }
            let _ = Token::parse_tolerant(bytes);
            let _ = crate::signature::x509::Certificate::from_der(bytes);
            let _ = crate::signature::x509::read_certificates(bytes);
        }
    }
}
