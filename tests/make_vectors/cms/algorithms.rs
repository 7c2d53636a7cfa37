//! Which signature algorithm is named, and whether it goes with the key: CMS-8.

use std::rc::Rc;

use super::super::certificate::Certificate;
use super::super::der::{Der, bits, null, number, octets, oid, seq};
use super::super::document::{self, Form};
use super::super::keys::{Hash, Key, pss_algorithm};
use super::super::message::Message;
use super::super::people::{CA, Identity, authority, person, signer};
use super::super::vector::Vector;
use super::{Expected, changed, of_signer, vector};

pub fn vectors() -> Vec<Vector> {
    [families(), pss()].into_iter().flatten().collect()
}

/// CMS-8: the key decides the family.
fn families() -> Vec<Vector> {
    let clause = "RFC 5652 section 5.3: the algorithm with the signer's key";
    let elliptic = signer("Khóa P-256", 14, "p256");
    let rsa_sha256 = person().key.signature_algorithm(Hash::Sha256);
    let ecdsa_sha256 = elliptic.key.signature_algorithm(Hash::Sha256);
    let pss_sha256 = pss_algorithm(Hash::Sha256, Hash::Sha256, 32, None);
    let named = |words: &str, algorithm: &Der| {
        let algorithm = algorithm.clone();
        changed("CMS-8", words, move |message| message.signer().signature_algorithm = algorithm.clone())
    };
    let of_elliptic = |words: &str, algorithm: &Der| {
        let algorithm = algorithm.clone();
        of_signer("CMS-8", words, &elliptic, Hash::Sha256, move |message| {
            message.signer().signature_algorithm = algorithm.clone();
        })
    };
    vec![
        of_elliptic("ecdsa", &ecdsa_sha256).story("An honest signature by ECDSA on P-256.", clause).counts(),
        named("ecdsa-named-key-is-rsa", &ecdsa_sha256)
            .story("The message names ECDSA, the signer's key is RSA.", clause)
            .failed("ALGORITHM_KEY_MISMATCH"),
        of_elliptic("rsa-named-key-is-p256", &rsa_sha256)
            .story("The message names RSA, the signer's key is on P-256.", clause)
            .failed("ALGORITHM_KEY_MISMATCH"),
        of_elliptic("pss-named-key-is-p256", &pss_sha256)
            .story("The message names RSA-PSS, the signer's key is on P-256.", clause)
            .failed("ALGORITHM_KEY_MISMATCH"),
        named("ed25519-named-key-is-rsa", &seq([oid("1.3.101.112")]))
            .story("The message names Ed25519, the signer's key is RSA.", clause)
            .failed("ALGORITHM_KEY_MISMATCH"),
        of_elliptic("ed25519-named-key-is-p256", &seq([oid("1.3.101.112")]))
            .story("The message names Ed25519, the signer's key is on P-256.", clause)
            .failed("ALGORITHM_KEY_MISMATCH"),
        of_elliptic("rsa-encryption-named-key-is-p256", &seq([oid("1.2.840.113549.1.1.1"), null()]))
            .story("The message names the bare rsaEncryption, the signer's key is on P-256.", clause)
            .failed("ALGORITHM_KEY_MISMATCH"),
        named("rsa-encryption-named", &seq([oid("1.2.840.113549.1.1.1"), null()]))
            .story(
                "The signature algorithm is the bare rsaEncryption, as most signers write it.",
                "RFC 3370 section 3.2",
            )
            .counts(),
        named("rsa-parameters-absent", &seq([oid("1.2.840.113549.1.1.11")]))
            .story("NULL is missing after the algorithm of an RSA signature.", "RFC 4055 section 5: accept it")
            .counts(),
        named("rsa-parameters-strange", &seq([oid("1.2.840.113549.1.1.11"), octets(b"x")]))
            .story("Something else than NULL follows the algorithm of an RSA signature.", "RFC 4055 section 5")
            .indeterminate("ALGORITHM_PARAMETERS"),
        of_elliptic("ecdsa-with-null", &seq([oid("1.2.840.10045.4.3.2"), null()]))
            .story("NULL follows the algorithm of an ECDSA signature, which has no parameters.", "RFC 5758 section 3.2")
            .indeterminate("ALGORITHM_PARAMETERS"),
        named("unknown-algorithm", &seq([oid("1.2.3.4.5")]))
            .story("The signature is by an algorithm that nobody here knows: nothing can be said of it.", clause)
            .indeterminate("ALGORITHM_UNKNOWN")
            .integrity_unknown(),
        named("pss-named-value-is-pkcs1", &pss_sha256)
            .story("The message names RSA-PSS, the value is of PKCS#1 v1.5.", "RFC 8017 section 8.1.2")
            .failed("SIGNATURE_VALUE_INVALID")
            .integrity(false),
    ]
}

/// CMS-8: RSA-PSS and its parameters.
fn pss() -> Vec<Vector> {
    let clause = "RFC 4055 section 3.1; RFC 8017 section 9.1";
    let signed = |words: &str, algorithm: Der, hash: Hash, mask: Hash, salt: usize| {
        of_signer("CMS-8", words, &person(), hash, move |message| {
            message.signer().signature_algorithm = algorithm.clone();
            message.signer().signing = Rc::new(move |key, message| key.sign_pss(hash, mask, salt, message));
        })
    };
    let (sha1, sha256, sha384) = (Hash::Sha1, Hash::Sha256, Hash::Sha384);
    vec![
        signed("pss-sha256", pss_algorithm(sha256, sha256, 32, None), sha256, sha256, 32)
            .story("An honest signature by RSA-PSS.", clause)
            .counts(),
        signed("pss-sha384", pss_algorithm(sha384, sha384, 48, None), sha384, sha384, 48)
            .story("An honest signature by RSA-PSS with SHA-384.", clause)
            .counts(),
        signed("pss-trailer-written", pss_algorithm(sha256, sha256, 32, Some(1)), sha256, sha256, 32)
            .story("The default trailer is written out.", clause)
            .counts(),
        signed("pkcs1-named-value-is-pss", person().key.signature_algorithm(sha256), sha256, sha256, 32)
            .story("The message names PKCS#1 v1.5, the value is of RSA-PSS.", clause)
            .failed("SIGNATURE_VALUE_INVALID")
            .integrity(false),
        signed("pss-parameters-absent", seq([oid("1.2.840.113549.1.1.10")]), sha256, sha256, 32)
            .story("The parameters are missing, which would leave all of it to defaults of SHA-1.", clause)
            .indeterminate("ALGORITHM_PARAMETERS")
            .integrity_unknown(),
        signed("pss-parameters-default", seq([oid("1.2.840.113549.1.1.10"), seq([])]), sha1, sha1, 20)
            .story("All parameters are defaults: SHA-1 throughout.", clause)
            .indeterminate("DIGEST_WEAK"),
        signed("pss-salt-empty", pss_algorithm(sha256, sha256, 0, None), sha256, sha256, 0)
            .story("The salt is empty, so that the scheme loses what its proof rests on.", clause)
            .indeterminate("ALGORITHM_PARAMETERS")
            .integrity_unknown(),
        signed("pss-salt-short", pss_algorithm(sha256, sha256, 20, None), sha256, sha256, 20)
            .story("The salt has the 20 bytes of SHA-1's default beside SHA-256.", clause)
            .indeterminate("ALGORITHM_PARAMETERS")
            .integrity_unknown(),
        signed("pss-salt-named-otherwise", pss_algorithm(sha256, sha256, 32, None), sha256, sha256, 20)
            .story("The parameters name a salt of another length than the value has.", clause)
            .failed("SIGNATURE_VALUE_INVALID")
            .integrity(false),
        signed("pss-mask-by-sha1", pss_algorithm(sha256, sha1, 32, None), sha256, sha1, 32)
            .story("The mask is by SHA-1, the rest by SHA-256.", clause)
            .indeterminate("ALGORITHM_PARAMETERS")
            .integrity_unknown(),
        signed("pss-trailer-2", pss_algorithm(sha256, sha256, 32, Some(2)), sha256, sha256, 32)
            .story("The parameters name a trailer that no standard knows.", clause)
            .indeterminate("ALGORITHM_PARAMETERS")
            .integrity_unknown(),
        signed("pss-digest-other", pss_algorithm(sha384, sha384, 48, None), sha256, sha256, 32)
            .story("The message says SHA-256, the parameters SHA-384.", clause)
            .failed("DIGEST_ALGORITHM_MISMATCH")
            .integrity(false),
        pss_only_key(),
    ]
}

/// A key that its certificate allows for RSA-PSS alone (RFC 4055 section 1.2).
fn pss_only_key() -> Vector {
    let key = Key::named("person");
    let mut certificate = Certificate::person("Khóa PSS", 16, &key, CA, &authority());
    let Key::Rsa { modulus, exponent, .. } = &key else { unreachable!("an RSA key") };
    let algorithm = seq([oid("1.2.840.113549.1.1.10")]);
    certificate.spki = seq([algorithm, bits(&seq([number(modulus), number(exponent)]))]);
    let who = Identity::new(&key, &certificate, &authority());
    let file = document::signed_as(&Form::new("ETSI.CAdES.detached"), |content| {
        let mut message = Message::detached(&who, Hash::Sha256, content);
        message.signer().signature_algorithm = pss_algorithm(Hash::Sha256, Hash::Sha256, 32, None);
        message.signer().signing = Rc::new(|key, message| key.sign_pss(Hash::Sha256, Hash::Sha256, 32, message));
        message.der()
    });
    vector("CMS-8", "pss-only-key", file)
        .story(
            "The certificate allows its key for RSA-PSS alone. Such keys are not read here: nothing is said of it.",
            "RFC 4055 section 1.2",
        )
        .indeterminate("KEY_UNSUPPORTED")
        .integrity_unknown()
}
