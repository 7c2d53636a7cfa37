//! The signed reference to the signer's certificate: CMS-5.

use super::super::certificate::name;
use super::super::der::{Der, octets, seq};
use super::super::keys::Hash;
use super::super::message::{SIGNING_CERTIFICATE_V2, attribute, issuer_serial, reference, reference_value};
use super::super::people::{Identity, colleague, person, signer};
use super::super::vector::Vector;
use super::{Expected, changed, older};

const SIGNING_CERTIFICATE_V1: &str = "1.2.840.113549.1.9.16.2.12";

pub fn vectors() -> Vec<Vector> {
    [references(), odd_references()].into_iter().flatten().collect()
}

const REFERENCE_CLAUSE: &str = "ETSI EN 319 122-1 clause 5.2.2; RFC 5035 section 3";

/// CMS-5: references that are wrong.
fn references() -> Vec<Vector> {
    let person = person();
    // The same name and key, certified once more.
    let again = signer("Hiệu trưởng", 13, "person");
    let hash = |who: &Identity| Hash::Sha256.of(&who.certificate);
    let v2 = |value: Der| attribute(SIGNING_CERTIFICATE_V2, [value]);
    let referring = |words: &str, attributes: Vec<Der>| {
        changed("CMS-5", words, move |message| {
            message.signer().replace(SIGNING_CERTIFICATE_V2, attributes.clone());
        })
    };
    vec![
        referring("reference-absent", vec![])
            .story(
                "The signature does not say which certificate it was made for; another one can be put in its place.",
                REFERENCE_CLAUSE,
            )
            .indeterminate("SIGNING_CERTIFICATE_MISSING")
            .integrity(true),
        older("CMS-5", "reference-absent-older-profile", Hash::Sha256, |message| {
            message.signer().replace(SIGNING_CERTIFICATE_V2, []);
        })
        .story(
            "The older profile does not ask for the reference, and Vietnamese tools leave it out. It is told.",
            "ISO 32000-2 clause 12.8.3.3",
        )
        .telling(&["SIGNING_CERTIFICATE_MISSING"])
        .signature(&[
            ("indication", "total-passed".into()),
            ("integrity", true.into()),
            ("level", "none".into()),
        ]),
        referring("reference-hash-wrong", vec![v2(reference_value(&[7; 32], None))])
            .story("The signed reference is to no certificate that anyone has.", REFERENCE_CLAUSE)
            .failed("SIGNING_CERTIFICATE_MISMATCH")
            .integrity(true),
        referring("reference-to-colleague", vec![reference(&colleague().certificate)])
            .story("The signed reference is to a colleague's certificate.", REFERENCE_CLAUSE)
            .failed("SIGNING_CERTIFICATE_MISMATCH"),
        changed("CMS-5", "reference-to-other-certificate-of-key", {
            let again = again.clone();
            move |message| {
                message.certificates.push(again.certificate.clone());
                message.signer().replace(SIGNING_CERTIFICATE_V2, [reference(&again.certificate)]);
            }
        })
        .story(
            "Two certificates are for one key. The signer referred to one; the message was made to name the other, \
             which may have other powers.",
            REFERENCE_CLAUSE,
        )
        .failed("SIGNING_CERTIFICATE_MISMATCH")
        .integrity(true),
        referring(
            "reference-two-values",
            vec![attribute(
                SIGNING_CERTIFICATE_V2,
                [reference_value(&hash(&person), None), reference_value(&hash(&again), None)],
            )],
        )
        .story("The attribute has two values, each with a reference of its own.", REFERENCE_CLAUSE)
        .failed("ATTR_VALUE_COUNT"),
        referring("reference-twice", vec![reference(&person.certificate), reference(&again.certificate)])
            .story(
                "The attribute occurs twice and refers to two certificates.",
                "RFC 5652 section 5.3: an attribute occurs once",
            )
            .failed("DUPLICATE_ATTR"),
        referring("reference-without-certificates", vec![v2(seq([seq([])]))])
            .story("The attribute is there and refers to nothing.", REFERENCE_CLAUSE)
            .failed("SIGNING_CERTIFICATE_MISMATCH"),
        referring(
            "reference-serial-wrong",
            vec![v2(reference_value(&hash(&person), Some(issuer_serial(&person.issuer, &again.serial))))],
        )
        .story("Hash and serial number in the reference are of two certificates.", REFERENCE_CLAUSE)
        .failed("SIGNING_CERTIFICATE_ISSUER_SERIAL")
        .integrity(true),
        referring(
            "reference-issuer-wrong",
            vec![v2(reference_value(&hash(&person), Some(issuer_serial(&name("CA khác"), &person.serial))))],
        )
        .story("The reference names another issuer than the certificate does.", REFERENCE_CLAUSE)
        .failed("SIGNING_CERTIFICATE_ISSUER_SERIAL"),
    ]
}

/// CMS-5: references that are old, or right in an unusual way.
fn odd_references() -> Vec<Vector> {
    let person = person();
    let by = |hash: Hash| {
        let fields = [hash.identifier(), octets(&hash.of(&person.certificate))];
        attribute(SIGNING_CERTIFICATE_V2, [seq([seq([seq(fields)])])])
    };
    let v1 = |hash: &[u8]| attribute(SIGNING_CERTIFICATE_V1, [reference_value(hash, None)]);
    let right_v1 = v1(&Hash::Sha1.of(&person.certificate));
    let right_v2 = reference(&person.certificate);
    let full = issuer_serial(&person.issuer, &person.serial);
    let full = attribute(SIGNING_CERTIFICATE_V2, [reference_value(&Hash::Sha256.of(&person.certificate), Some(full))]);
    let referring = |words: &str, attributes: Vec<Der>| {
        changed("CMS-5", words, move |message| {
            message.signer().replace(SIGNING_CERTIFICATE_V2, attributes.clone());
        })
    };
    vec![
        referring("reference-by-sha1-only", vec![right_v1.clone()])
            .story("Only the older attribute refers to the certificate, by SHA-1. It binds; it is told, and not of our form.", REFERENCE_CLAUSE)
            .telling(&["SIGNING_CERTIFICATE_V1"])
            .counts(),
        referring("reference-by-sha1-in-newer-attribute", vec![by(Hash::Sha1)])
            .story("The newer attribute names SHA-1 as its digest, which it was made to replace. It binds as the older one does.", REFERENCE_CLAUSE)
            .telling(&["SIGNING_CERTIFICATE_V1"])
            .counts(),
        referring("reference-by-sha224", vec![by(Hash::Sha224)])
            .story("The reference is by SHA-224, which nothing here computes, so that it names no certificate.", REFERENCE_CLAUSE)
            .indeterminate("DIGEST_UNKNOWN")
            .integrity(true),
        referring("reference-older-one-wrong", vec![right_v2.clone(), v1(&[7; 20])])
            .story("Of two references, the newer is right and the older is to another certificate.", REFERENCE_CLAUSE)
            .failed("SIGNING_CERTIFICATE_MISMATCH"),
        referring("reference-in-both-attributes", vec![right_v2, right_v1])
            .story(
                "Software that serves old readers too refers to the certificate in both attributes.",
                REFERENCE_CLAUSE,
            )
            .counts(),
        referring("reference-by-sha512", vec![by(Hash::Sha512)])
            .story("The reference is by a stronger digest than the usual one.", REFERENCE_CLAUSE)
            .counts(),
        referring("reference-with-issuer-and-serial", vec![full])
            .story("The reference names issuer and serial number too, and rightly.", REFERENCE_CLAUSE)
            .counts(),
    ]
}
