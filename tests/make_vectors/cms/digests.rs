//! Which digests are named, and whether they agree: CMS-7.

use std::rc::Rc;

use super::super::der::{Der, null, octets, oid, retagged, seq};
use super::super::keys::{Hash, Key};
use super::super::message::{MESSAGE_DIGEST, Message, attribute};
use super::super::people::{person, signer};
use super::super::vector::Vector;
use super::{Expected, changed, of_signer, older};

const ALGORITHM_PROTECTION: &str = "1.2.840.113549.1.9.52";
const MD5: &str = "1.2.840.113549.2.5";
const R13: &str = "R13 of docs/standards.md; ETSI TS 119 312";

pub fn vectors() -> Vec<Vector> {
    [digests(), weak_digests(), digest_sets(), protections()].into_iter().flatten().collect()
}

/// Makes the message say and use another digest, while the signature's algorithm stays.
fn digest_by(message: &mut Message, hash: Hash) {
    let digest = hash.of(&message.signer().direct.clone());
    message.signer().replace(MESSAGE_DIGEST, [attribute(MESSAGE_DIGEST, [octets(&digest)])]);
    message.signer().digest_algorithm = hash.identifier();
    message.digest_algorithms = vec![hash.identifier()];
}

/// CMS-7: the digest of the message and that of the signature.
fn digests() -> Vec<Vector> {
    vec![
        changed("CMS-7", "digest-sha512-signature-sha256", |message| digest_by(message, Hash::Sha512))
            .story(
                "The message says SHA-512, its signature SHA-256: the attributes were digested by the weaker one.",
                R13,
            )
            .failed("DIGEST_ALGORITHM_MISMATCH")
            .integrity(true),
        changed("CMS-7", "digest-sha1-signature-sha256", |message| digest_by(message, Hash::Sha1))
            .story(
                "The signature is by SHA-256, but the document only by SHA-1, for which a second one can be made.",
                R13,
            )
            .failed("DIGEST_ALGORITHM_MISMATCH")
            .telling(&["DIGEST_WEAK"])
            .integrity(true),
        changed("CMS-7", "digest-sha256-signature-sha1", |message| {
            let signer = message.signer();
            signer.signature_algorithm = signer.key.signature_algorithm(Hash::Sha1);
            signer.signing = Rc::new(|key, message| key.sign(Hash::Sha1, message));
        })
        .story("The document is by SHA-256, but the attributes only by SHA-1, for which others can be made.", R13)
        .failed("DIGEST_ALGORITHM_MISMATCH")
        .telling(&["DIGEST_WEAK"])
        .integrity(true),
        changed("CMS-7", "signature-sha224", |message| {
            let signer = message.signer();
            signer.signature_algorithm = signer.key.signature_algorithm(Hash::Sha224);
            signer.signing = Rc::new(|key, message| key.sign(Hash::Sha224, message));
        })
        .story("The attributes are by SHA-224, which nothing here computes.", R13)
        .indeterminate("ALGORITHM_UNKNOWN")
        .integrity_unknown(),
        changed("CMS-7", "digest-named-sha512-value-of-sha256", |message| {
            message.signer().digest_algorithm = Hash::Sha512.identifier();
            message.digest_algorithms = vec![Hash::Sha512.identifier()];
        })
        .story("The algorithm of the digest, which nothing signs, was exchanged for another.", R13)
        .failed("MESSAGE_DIGEST_LENGTH")
        .integrity(false),
        of_signer("CMS-7", "sha384", &person(), Hash::Sha384, |_| {})
            .story("All is by SHA-384, which counts.", R13)
            .counts(),
        of_signer("CMS-7", "sha512", &person(), Hash::Sha512, |_| {})
            .story("All is by SHA-512, which counts.", R13)
            .counts(),
        changed("CMS-7", "null-parameters", |message| {
            message.signer().digest_algorithm = Hash::Sha256.identifier_with_null();
            message.digest_algorithms = vec![Hash::Sha256.identifier_with_null()];
        })
        .story("Older software writes NULL after the digest's name.", "RFC 5754 section 2: NULL or absent")
        .counts(),
        changed("CMS-7", "null-parameters-in-one-place", |message| {
            message.signer().digest_algorithm = Hash::Sha256.identifier_with_null();
        })
        .story("NULL stands after the digest's name in one of two places.", "RFC 5754 section 2: NULL or absent")
        .counts(),
        changed("CMS-7", "parameters-of-digest-strange", |message| {
            message.signer().digest_algorithm = seq([Hash::Sha256.oid(), octets(b"salt")]);
        })
        .story(
            "The digest's name is followed by parameters that no standard knows.",
            "RFC 5754 section 2: NULL or absent",
        )
        .indeterminate("DIGEST_UNKNOWN"),
    ]
}

/// CMS-7: what no longer counts.
fn weak_digests() -> Vec<Vector> {
    let named = |words: &str, algorithm: Der, length: usize| {
        changed("CMS-7", words, move |message| {
            message.signer().digest_algorithm = algorithm.clone();
            message.digest_algorithms = vec![algorithm.clone()];
            message.signer().replace(MESSAGE_DIGEST, [attribute(MESSAGE_DIGEST, [octets(&vec![7; length])])]);
        })
    };
    let weak_key = signer("Khóa ngắn", 15, "rsa-1024");
    vec![
        of_signer("CMS-7", "sha1", &person(), Hash::Sha1, |_| {})
            .story("All is by SHA-1. It is intact, and a second document with the same digest can be made.", R13)
            .indeterminate("DIGEST_WEAK")
            .signature(&[("integrity", true.into()), ("sub_indication", "CRYPTO_CONSTRAINTS_FAILURE".into())]),
        older("CMS-7", "sha1-older-profile", Hash::Sha1, |_| {})
            .story("The older profile with SHA-1, as Vietnamese signing tools made it for years.", R13)
            .indeterminate("DIGEST_WEAK")
            .integrity(true),
        named("sha224", Hash::Sha224.identifier(), 28)
            .story("The digest is by SHA-224, which nothing here computes: nothing can be said of the content.", R13)
            .indeterminate("DIGEST_UNKNOWN")
            .integrity_unknown(),
        named("md5", seq([oid(MD5), null()]), 16)
            .story("The digest is by MD5, for which anyone makes a second document.", R13)
            .indeterminate("DIGEST_UNKNOWN")
            .integrity_unknown(),
        of_signer("CMS-7", "key-of-1024-bits", &weak_key, Hash::Sha256, |_| {})
            .story(
                "The signer's key has 1,024 bits, which others can factor.",
                "Thông tư 15/2025/TT-BKHCN: RSA from 2048 bits",
            )
            .indeterminate("KEY_WEAK")
            .integrity(true),
    ]
}

/// CMS-7: digestAlgorithms.
fn digest_sets() -> Vec<Vector> {
    let clause = "RFC 5652 section 5.1; R13 of docs/standards.md";
    let listing = |words: &str, algorithms: Vec<Der>| {
        changed("CMS-7", words, move |message| message.digest_algorithms = algorithms.clone())
    };
    vec![
        listing("digest-set-empty", vec![])
            .story("The list of digests, which readers prepare by, is empty.", clause)
            .failed("DIGEST_ALGORITHM_SET")
            .integrity(true),
        listing("digest-set-other", vec![Hash::Sha1.identifier()])
            .story("The list of digests names another than the signer does.", clause)
            .failed("DIGEST_ALGORITHM_SET")
            .integrity(true),
        listing("digest-set-two", vec![Hash::Sha1.identifier(), Hash::Sha256.identifier()])
            .story("The list of digests names a second, weaker one.", clause)
            .failed("DIGEST_ALGORITHM_SET")
            .integrity(true),
    ]
}

/// CMS-7: RFC 6211.
fn protections() -> Vec<Vector> {
    let clause = "RFC 6211 section 3";
    let signed = |key: &Key, hash: Hash| retagged(0xa1, key.signature_algorithm(hash));
    let rsa = person().key;
    let with = |words: &str, values: Vec<Der>| {
        changed("CMS-7", words, move |message| {
            let attributes = message.signer().attributes.as_mut().expect("signed attributes");
            attributes.push(attribute(ALGORITHM_PROTECTION, values.clone()));
        })
    };
    let right = seq([Hash::Sha256.identifier(), signed(&rsa, Hash::Sha256)]);
    vec![
        with("protection-right", vec![right.clone()])
            .story("The algorithms are repeated where they are signed, and agree.", clause)
            .counts(),
        with("protection-digest-other", vec![seq([Hash::Sha512.identifier(), signed(&rsa, Hash::Sha256)])])
            .story("The signed repetition names another digest: the one outside was exchanged.", clause)
            .failed("ALGORITHM_PROTECTION_MISMATCH")
            .integrity(true),
        with("protection-signature-other", vec![seq([Hash::Sha256.identifier(), signed(&rsa, Hash::Sha512)])])
            .story("The signed repetition names another signature algorithm.", clause)
            .failed("ALGORITHM_PROTECTION_MISMATCH")
            .integrity(true),
        with("protection-of-mac", vec![seq([Hash::Sha256.identifier(), retagged(0xa2, signed(&rsa, Hash::Sha256))])])
            .story("The signed repetition is of a message authentication code, not of a signature.", clause)
            .failed("ALGORITHM_PROTECTION_MISMATCH"),
        with("protection-two-values", vec![right, seq([Hash::Sha512.identifier(), signed(&rsa, Hash::Sha512)])])
            .story("The algorithms are repeated twice, each time others.", clause)
            .failed("ATTR_VALUE_COUNT"),
    ]
}
