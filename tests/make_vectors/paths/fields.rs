//! Serial numbers, times and extensions (PATH-8 to PATH-10).

use super::super::certificate::extension;
use super::super::der::{self, Der, null, time, tlv};
use super::super::vector::Vector;
use super::{middle_with, person_with};

pub fn vectors() -> Vec<Vector> {
    [serials(), moments(), forms_of_time(), extensions()].into_iter().flatten().collect()
}

fn serials() -> Vec<Vector> {
    let with = |words: &str, content: &[u8]| {
        let serial = tlv(2, content);
        person_with("PATH-8", words, |person| person.serial = serial.clone())
    };
    vec![
        with("serial-negative", &[0xff]).story(
            "The serial number is negative, as some old authorities have it.",
            "RFC 5280 section 4.1.2.2; NIST PKITS 4.4.14",
        ),
        with("serial-zero", &[0])
            .story("The serial number is zero.", "RFC 5280 section 4.1.2.2")
            .failed("CERT_NOT_CONFORMING"),
        with("serial-of-20-bytes", &[0x7f; 20])
            .story("The longest serial number that is allowed.", "RFC 5280 section 4.1.2.2"),
        with("serial-of-21-bytes", &[0x7f; 21])
            .story("A serial number that is one byte too long.", "RFC 5280 section 4.1.2.2")
            .failed("CERT_NOT_CONFORMING"),
        with("serial-with-a-leading-zero", &[0, 3])
            .story(
                "A serial number with a byte that DER leaves out, so that it could be listed under two spellings.",
                "X.690 clause 8.3.2",
            )
            .failed("CERTIFICATE_MALFORMED"),
        with("serial-empty", &[])
            .story("A serial number without a digit.", "X.690 clause 8.3.1")
            .failed("CERTIFICATE_MALFORMED"),
    ]
}

/// In force from 2026-01-01 until 2026-12-31, 12:00:00 UTC.
fn moments() -> Vec<Vector> {
    let at = |words: &str, moment: &str| {
        let vector = person_with("PATH-9", words, |person| {
            (person.not_before, person.not_after) = (time("260101120000Z"), time("261231120000Z"));
        });
        vector.at(moment)
    };
    const CLAUSE: &str = "RFC 5280 section 4.1.2.5";
    vec![
        at("first-second", "2026-01-01T12:00:00Z")
            .story("Judged at notBefore itself, which belongs to the period.", CLAUSE),
        at("before-the-first-second", "2026-01-01T11:59:59Z")
            .story("Judged a second before notBefore.", CLAUSE)
            .failed("CERT_NOT_YET_VALID"),
        at("last-second", "2026-12-31T19:00:00+07:00")
            .story("Judged at notAfter itself, which belongs to the period.", CLAUSE),
        at("within-the-last-second", "2026-12-31T12:00:00.9Z").story("Judged within the second of notAfter.", CLAUSE),
        at("after-the-last-second", "2026-12-31T12:00:01Z")
            .story("Judged a second after notAfter.", CLAUSE)
            .failed("CERT_EXPIRED"),
    ]
}

fn forms_of_time() -> Vec<Vector> {
    let until =
        |words: &str, not_after: Der| person_with("PATH-9", words, |person| person.not_after = not_after.clone());
    let malformed = |words: &str, text: &str, story: &str| {
        until(words, time(text)).story(story, "RFC 5280 section 4.1.2.5").failed("CERTIFICATE_MALFORMED")
    };
    vec![
        until("without-end", time("99991231235959Z"))
            .story("A certificate without a well-defined end.", "RFC 5280 section 4.1.2.5"),
        until("generalized-time-before-2050", time("20300101000000Z"))
            .story("A time before 2050 in the form for later ones; readers handle either.", "RFC 5280 section 4.1.2.5"),
        until("of-the-last-century", time("500101000000Z"))
            .story("The year 50 is 1950, not 2050.", "RFC 5280 section 4.1.2.5.1")
            .failed("CERT_EXPIRED"),
        person_with("PATH-9", "ending-before-it-begins", |person| {
            (person.not_before, person.not_after) = (time("270101000000Z"), time("250101000000Z"));
        })
        .story("The period ends before it begins; every time is outside.", "RFC 5280 section 4.1.2.5")
        .failed("CERT_NOT_YET_VALID"),
        malformed("without-seconds", "3001010000Z", "A time without seconds."),
        malformed("with-an-offset", "300101000000+0700", "A time of another zone."),
        malformed("with-a-fraction", "20300101000000.5Z", "A time with a fraction of a second."),
        malformed("on-31-february", "300231000000Z", "A day that does not exist."),
        malformed("at-25-hours", "300101250000Z", "An hour that does not exist."),
        malformed("with-a-space", "30010100000 Z", "A space in place of a digit."),
    ]
}

fn extensions() -> Vec<Vector> {
    const CLAUSE: &str = "RFC 5280 section 4.2";
    let unknown = |critical| extension("1.3.6.1.4.1.55555.3", critical, null());
    let again = |certificate: &mut super::Certificate| {
        let first = certificate.extensions.first().cloned();
        certificate.extensions.extend(first);
    };
    vec![
        person_with("PATH-10", "unknown-critical-on-the-person", |person| person.extensions.push(unknown(true)))
            .story("A critical extension that is not understood may restrict anything.", CLAUSE)
            .failed("CERT_UNKNOWN_CRITICAL_EXTENSION"),
        middle_with("PATH-10", "unknown-critical-on-the-authority", |middle| middle.extensions.push(unknown(true)))
            .story("A critical extension that is not understood, on the authority.", CLAUSE)
            .failed("CERT_UNKNOWN_CRITICAL_EXTENSION"),
        person_with("PATH-10", "unknown", |person| person.extensions.push(unknown(false)))
            .story("An extension that is not understood and need not be.", CLAUSE),
        person_with("PATH-10", "key-identifier-critical", |person| {
            let value = der::seq([]);
            *person = person.clone().replacing("2.5.29.35", Some(extension("2.5.29.35", true, value)));
        })
        .story("An extension that must not be critical is.", "RFC 5280 section 4.2.1.1")
        .failed("CERT_UNKNOWN_CRITICAL_EXTENSION"),
        person_with("PATH-10", "an-extension-twice", again)
            .story("An extension stands there twice, so that two readers may use different ones.", CLAUSE)
            .failed("CERTIFICATE_MALFORMED"),
        person_with("PATH-10", "defaults-written-out", |person| {
            let no = || der::boolean(false);
            let constraints = der::octets(&der::seq([no()]));
            *person = person.clone().replacing("2.5.29.19", Some(der::seq([der::oid("2.5.29.19"), no(), constraints])));
        })
        .story(
            "An extension says in so many words that it is not critical, and that the person is no authority. DER \
             leaves both out; old issuing software does not, and nobody reads them otherwise.",
            "X.690 clause 11.5",
        ),
    ]
}
