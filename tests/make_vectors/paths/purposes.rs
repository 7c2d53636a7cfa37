//! What a key is for (KU-1, KU-2): documents, timestamps, and nothing else in their place.

use super::super::certificate::{Certificate, TIME_STAMPING, extended_key_usage, extension, key_usage};
use super::super::der::{Der, seq};
use super::super::expectation::Asked;
use super::super::vector::Vector;
use super::{MIDDLE, changed, middle, person};

const SERVER: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT: &str = "1.3.6.1.5.5.7.3.2";
const EMAIL: &str = "1.3.6.1.5.5.7.3.4";
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
const DOCUMENTS: &str = "1.3.6.1.5.5.7.3.36";
const ANY: &str = "2.5.29.37.0";

fn asked_for(purpose: &str, vector: Vector) -> Vector {
    vector.asking(Asked { purpose: Some(purpose.into()), ..Asked::default() })
}

fn usage(words: &str, bits: Option<&[u8]>) -> Vector {
    let person = person(MIDDLE).replacing("2.5.29.15", bits.map(key_usage));
    asked_for("signing", changed("KU-1", words, middle(), person))
}

fn purposes(words: &str, purpose: &str, extension: Option<Der>) -> Vector {
    let person: Certificate = person(MIDDLE).replacing("2.5.29.37", extension);
    asked_for(purpose, changed("KU-2", words, middle(), person))
}

pub fn vectors() -> Vec<Vector> {
    const USAGE: &str = "RFC 5280 section 4.2.1.3";
    const PURPOSE: &str = "RFC 5280 section 4.2.1.12; RFC 9336";
    const STAMP: &str = "RFC 3161 section 2.3";
    let signing =
        |words: &str, critical, listed: &[&str]| purposes(words, "signing", Some(extended_key_usage(critical, listed)));
    let stamping = |words: &str, extension: Option<Der>| purposes(words, "time_stamping", extension);
    vec![
        usage("digital-signature", Some(&[0])).story("A key for signatures.", USAGE),
        usage("non-repudiation", Some(&[1])).story("A key for signatures that bind.", USAGE),
        usage("not-restricted", None).story("A key that is not restricted.", USAGE),
        usage("encipherment", Some(&[2, 3]))
            .story("A key for enciphering signs a document.", USAGE)
            .failed("CERT_KEY_USAGE"),
        usage("lists", Some(&[6]))
            .story("A key for revocation lists signs a document.", USAGE)
            .failed("CERT_KEY_USAGE"),
        usage("certificates", Some(&[0, 5]))
            .story("A person's key that may also sign certificates.", "RFC 5280 section 4.2.1.9")
            .failed("CERT_NOT_CONFORMING"),
        signing("documents", true, &[DOCUMENTS]).story("A certificate for signing documents.", PURPOSE),
        signing("email-and-client", false, &[EMAIL, CLIENT])
            .story("What Vietnamese certificates for signing carry.", PURPOSE),
        signing("any", false, &[ANY]).story("A certificate for any purpose.", PURPOSE),
        signing("server", false, &[SERVER])
            .story(
                "The certificate of a server signs a document; that its purpose is not critical changes nothing.",
                PURPOSE,
            )
            .failed("CERT_EXTENDED_KEY_USAGE"),
        signing("ocsp", true, &[OCSP_SIGNING])
            .story("A responder's certificate signs a document.", PURPOSE)
            .failed("CERT_EXTENDED_KEY_USAGE"),
        purposes("none", "any", Some(extension("2.5.29.37", true, seq([]))))
            .story("A list of purposes without a purpose.", "RFC 5280 section 4.2.1.12")
            .failed("CERTIFICATE_MALFORMED"),
        stamping("stamps", Some(extended_key_usage(true, &[TIME_STAMPING]))).story("A timestamp authority.", STAMP),
        stamping("stamps-not-critical", Some(extended_key_usage(false, &[TIME_STAMPING])))
            .story("A timestamp authority whose purpose readers may pass over.", STAMP)
            .failed("CERT_EXTENDED_KEY_USAGE"),
        stamping("stamps-and-more", Some(extended_key_usage(true, &[TIME_STAMPING, EMAIL])))
            .story("A timestamp authority that signs other things with the same key.", STAMP)
            .failed("CERT_EXTENDED_KEY_USAGE"),
        stamping("a-person-stamps", None)
            .story("Someone without the purpose gives timestamps.", STAMP)
            .failed("CERT_EXTENDED_KEY_USAGE"),
    ]
}
