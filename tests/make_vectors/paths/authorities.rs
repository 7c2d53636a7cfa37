//! Who may certify whom: loops, persons as authorities, path lengths, versions, anchors
//! (PATH-0 to PATH-5, PATH-12, PATH-13, TIME-1).

use super::super::certificate::{Certificate, authority as constraints, extension, key_usage, name, no_authority};
use super::super::der::{Der, boolean, explicit, int, seq, time, tlv};
use super::super::vector::Vector;
use super::{BELOW, MIDDLE, PERSON, ROOT, SECOND, authority, changed, key, middle, middle_with, path, person};

const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const KEY_USAGE: &str = "2.5.29.15";

pub fn vectors() -> Vec<Vector> {
    [loops(), persons_as_authorities(), lengths(), usages(), versions(), anchors()].into_iter().flatten().collect()
}

fn loops() -> Vec<Vector> {
    let person = person(MIDDLE).signed_by(&key(MIDDLE));
    let up = authority(MIDDLE, 2, BELOW).signed_by(&key(BELOW));
    let down = authority(BELOW, 4, MIDDLE).signed_by(&key(MIDDLE));
    let way_out = authority(BELOW, 5, ROOT).signed_by(&key(ROOT));
    let own = Certificate::person(PERSON.0, 3, &key(PERSON), PERSON.0, &key(PERSON)).signed_by(&key(PERSON));
    let lookalike = authority(ROOT, 1, ROOT);
    let lookalike = Certificate { spki: key(PERSON).spki(), ..lookalike }.signed_by(&key(PERSON));
    let by_lookalike = super::person(ROOT).signed_by(&key(PERSON));
    vec![
        path("PATH-0", "honest", &[person.clone(), middle().signed_by(&key(ROOT))])
            .story("Nothing is wrong: a person, an authority and a trusted root.", "RFC 5280 section 6.1"),
        path("PATH-1", "two-authorities-in-a-loop", &[person.clone(), up.clone(), down.clone()])
            .story("Two authorities certify each other, and nobody else does.", "RFC 5280 section 6.1")
            .failed("CERT_NO_PATH"),
        path("PATH-1", "a-loop-with-a-way-out", &[person, up, down, way_out])
            .story("Two authorities certify each other, and a root certifies one of them.", "RFC 5280 section 6.1"),
        path("PATH-2", "self-signed", &[own])
            .story("A person vouches for himself.", "RFC 5280 section 6.1")
            .failed("CERT_SELF_SIGNED"),
        path("PATH-2", "self-signed-in-the-name-of-the-root", &[by_lookalike, lookalike])
            .story(
                "Someone makes a root of his own that bears the name of the trusted one.",
                "RFC 5280 section 6.1.1 (d)",
            )
            .failed("CERT_SIGNATURE"),
    ]
}

/// The person signs for a pupil.
fn persons_as_authorities() -> Vec<Vector> {
    let by_person = |words: &str, constraints: Option<Der>, usage: &[u8]| {
        let pupil = Certificate::person("Học sinh", 6, &key(BELOW), PERSON.0, &key(PERSON)).signed_by(&key(PERSON));
        let person = person(MIDDLE).replacing(BASIC_CONSTRAINTS, constraints);
        let person = person.replacing(KEY_USAGE, Some(key_usage(usage))).signed_by(&key(MIDDLE));
        path("PATH-3", words, &[pupil, person, middle().signed_by(&key(ROOT))])
    };
    vec![
        by_person("a-person-as-authority", Some(no_authority()), &[0, 1])
            .story(
                "A person certifies someone with the key that is for signing documents.",
                "RFC 5280 section 6.1.4 (k)",
            )
            .failed("CERT_ISSUER_NOT_CA"),
        by_person("a-person-with-the-usage-of-an-authority", Some(no_authority()), &[0, 5])
            .story(
                "A person's key may sign certificates, yet the certificate is no authority's.",
                "RFC 5280 section 6.1.4 (k)",
            )
            .failed("CERT_ISSUER_NOT_CA"),
        by_person("an-authority-that-does-not-say-so", None, &[5, 6])
            .story("The issuer has no basicConstraints at all.", "RFC 5280 section 6.1.4 (k)")
            .failed("CERT_ISSUER_NOT_CA"),
    ]
}

fn lengths() -> Vec<Vector> {
    let limited = |length: Option<u64>| middle().replacing(BASIC_CONSTRAINTS, Some(constraints(length)));
    // Root, middle authority of some length, authority below it, person.
    let two = |words: &str, length: u64, below: Certificate| {
        let issuer = if below.subject == name(MIDDLE.0) { MIDDLE } else { BELOW };
        let person = Certificate::person(PERSON.0, 3, &key(PERSON), issuer.0, &key(BELOW)).signed_by(&key(BELOW));
        path("PATH-3", words, &[person, below.signed_by(&key(MIDDLE)), limited(Some(length)).signed_by(&key(ROOT))])
    };
    let below = authority(BELOW, 4, MIDDLE);
    let renewed = Certificate { subject: name(MIDDLE.0), ..below.clone() };
    let last = Certificate { spki: key(PERSON).spki(), ..authority(PERSON, 3, MIDDLE) };
    let negative = extension(BASIC_CONSTRAINTS, true, seq([boolean(true), tlv(2, &[0xff])]));
    vec![
        changed("PATH-3", "length-0-and-a-person", limited(Some(0)), person(MIDDLE))
            .story("An authority that may have none below it certifies a person.", "RFC 5280 section 4.2.1.9"),
        changed("PATH-3", "length-0-and-an-authority-at-the-end", limited(Some(0)), last).story(
            "The certificate in question is an authority's; the last certificate does not count.",
            "RFC 5280 section 4.2.1.9",
        ),
        two("length-0-and-an-authority", 0, below.clone())
            .story("An authority that may have none below it certifies one.", "RFC 5280 section 6.1.4 (l)")
            .failed("CERT_PATH_LENGTH"),
        two("length-1-and-an-authority", 1, below)
            .story("An authority that may have one below it certifies one.", "RFC 5280 section 6.1.4 (l)"),
        two("length-0-and-a-new-key", 0, renewed).story(
            "An authority that may have none below it certifies its own new key; self-issued certificates do not count.",
            "RFC 5280 section 6.1.4 (l)",
        ),
        changed("PATH-3", "length-negative", middle().replacing(BASIC_CONSTRAINTS, Some(negative)), person(MIDDLE))
            .story("The path length of the authority is negative.", "RFC 5280 section 4.2.1.9")
            .failed("CERTIFICATE_MALFORMED"),
    ]
}

fn usages() -> Vec<Vector> {
    let with = |words: &str, usage: Option<Der>| {
        changed("PATH-4", words, middle().replacing(KEY_USAGE, usage), person(MIDDLE))
    };
    vec![
        with("usage-without-certificates", Some(key_usage(&[0, 6])))
            .story(
                "The authority's key is for documents and lists, not for certificates.",
                "RFC 5280 section 6.1.4 (n)",
            )
            .failed("CERT_ISSUER_KEY_USAGE"),
        with("usage-not-given", None).story(
            "The authority does not restrict its key; the check is only made if it does.",
            "RFC 5280 section 6.1.4 (n)",
        ),
        with("usage-of-no-bit", Some(extension(KEY_USAGE, true, tlv(3, &[0]))))
            .story("The authority's key is for nothing at all.", "RFC 5280 section 4.2.1.3")
            .failed("CERTIFICATE_MALFORMED"),
    ]
}

fn versions() -> Vec<Vector> {
    let bare = |version: Der| {
        move |certificate: &mut Certificate| {
            certificate.version = version.clone();
            certificate.extensions.clear();
        }
    };
    vec![
        middle_with("PATH-5", "version-1-authority", bare(Vec::new()))
            .story(
                "The authority in between is of version 1 and so cannot say that it is one.",
                "RFC 5280 section 6.1.4 (k)",
            )
            .failed("CERT_ISSUER_NOT_CA"),
        middle_with("PATH-5", "version-1-with-extensions", |middle| middle.version.clear())
            .story(
                "A certificate of version 1 carries extensions, which that version does not have.",
                "RFC 5280 section 4.1.2.9",
            )
            .failed("CERTIFICATE_VALUE"),
        middle_with("PATH-5", "version-1-written-out", bare(explicit(0, int(0))))
            .story(
                "Version 1 is written out though it is the default, which is read all the same; it is no authority.",
                "X.690 clause 11.5",
            )
            .failed("CERT_ISSUER_NOT_CA"),
        middle_with("PATH-5", "version-4", |middle| middle.version = explicit(0, int(3)))
            .story("A version that does not exist.", "RFC 5280 section 4.1.2.1")
            .failed("CERTIFICATE_VALUE"),
    ]
}

fn anchors() -> Vec<Vector> {
    let long = |mut certificate: Certificate| {
        certificate.not_after = time("490101000000Z");
        certificate
    };
    let other_name = ("CA trung gian khác", MIDDLE.1);
    let renamed = authority(other_name, 4, ROOT).signed_by(&key(ROOT));
    let other_key = Certificate { spki: key(BELOW).spki(), ..authority(MIDDLE, 4, SECOND) }.signed_by(&key(SECOND));
    let person = person(MIDDLE).signed_by(&key(MIDDLE));
    let honest = middle().signed_by(&key(ROOT));
    let spaced = Certificate { issuer: name("ca  TRUNG gian"), ..super::person(MIDDLE) };
    let short = Certificate { not_after: time("270101000000Z"), ..middle() };
    vec![
        changed("PATH-12", "anchor-expired", long(middle()), long(super::person(MIDDLE)))
            .at("2036-01-01T00:00:00Z")
            .story(
                "The trusted root has expired; the operator who trusts it has to decide about its successor.",
                "ETSI EN 319 102-1 clause 5.2.6; default deny beyond RFC 5280 section 6.1",
            )
            .failed("CERT_EXPIRED"),
        path("PATH-13", "the-key-under-another-name", &[person.clone(), renamed.clone()])
            .story(
                "The authority that is at hand has the issuer's key, but another name.",
                "RFC 5280 section 6.1.3 (a) (4)",
            )
            .failed("CERT_NO_PATH"),
        path("PATH-13", "one-key-with-two-names", &[person.clone(), renamed, honest.clone()]).story(
            "One key has two certificates under two names, of which one is the issuer's.",
            "RFC 5280 section 6.1",
        ),
        path("PATH-13", "one-name-with-two-keys", &[person, other_key, honest]).story(
            "Two roots certified two keys under one name, of which one signed for the person.",
            "RFC 5280 section 6.1",
        ),
        changed("PATH-13", "a-name-in-other-letters", middle(), spaced).story(
            "The person's certificate writes its issuer with other spaces and letters, which is the same name.",
            "RFC 5280 section 7.1",
        ),
        changed("TIME-1", "authority-expired", short.clone(), super::person(MIDDLE))
            .at("2027-06-01T00:00:00Z")
            .story(
                "The authority has expired, the person's certificate has not. All of the path is judged at one time; \
                 that each held when the next was issued is not enough.",
                "ETSI EN 319 102-1 clause 5.2.6 (shell model)",
            )
            .failed("CERT_EXPIRED"),
        changed("TIME-1", "before-the-authority-expired", short, super::person(MIDDLE))
            .at("2026-12-31T23:59:59Z")
            .story("The same path at a time at which all of it held.", "ETSI EN 319 102-1 clause 5.2.6 (shell model)"),
    ]
}
