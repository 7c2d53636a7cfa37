//! Name constraints (PATH-6): the middle authority may name only some things, and names others.

use super::super::certificate::{Certificate, extension, name};
use super::super::der::{Der, int, of, oid, seq, set, tlv, utf8};
use super::super::vector::Vector;
use super::{BELOW, MIDDLE, PERSON, authority, changed, key, middle, path, person, person_with};

const CLAUSE: &str = "RFC 5280 section 4.2.1.10";

/// GeneralName kinds by their tags (RFC 5280 section 4.2.1.6).
const OTHER: u8 = 0xa0;
const EMAIL: u8 = 0x81;
const DNS: u8 = 0x82;
const URI: u8 = 0x86;
const IP: u8 = 0x87;
const REGISTERED: u8 = 0x88;

fn text(kind: u8, value: &str) -> Der {
    tlv(kind, value.as_bytes())
}

fn directory(name: &Der) -> Der {
    tlv(0xa4, name)
}

/// A Name of a country, and of a common name if there is one.
fn named(country: &str, common: Option<&str>) -> Der {
    let part = |kind: &str, value: Der| set([seq([oid(kind), value])]);
    let common = common.map(|common| part("2.5.4.3", utf8(common)));
    seq(std::iter::once(part("2.5.4.6", tlv(0x13, country.as_bytes()))).chain(common))
}

/// nameConstraints with these permitted and excluded bases.
fn constraints(permitted: &[Der], excluded: &[Der]) -> Der {
    let subtrees = |tag: u8, bases: &[Der]| match bases {
        [] => Vec::new(),
        bases => of(tag, bases.iter().map(|base| seq([base.clone()]))),
    };
    extension("2.5.29.30", true, seq([subtrees(0xa0, permitted), subtrees(0xa1, excluded)]))
}

/// A person with these alternative names below an authority that is constrained.
fn named_below(words: &str, constraints: Der, names: &[Der]) -> Vector {
    let person = match names {
        [] => person(MIDDLE),
        names => person(MIDDLE).with(extension("2.5.29.17", false, seq(names.iter().cloned()))),
    };
    changed("PATH-6", words, middle().with(constraints), person)
}

fn permitted(words: &str, base: Der, name: Der) -> Vector {
    named_below(words, constraints(&[base], &[]), &[name])
}

fn excluded(words: &str, base: Der, name: Der) -> Vector {
    named_below(words, constraints(&[], &[base]), &[name])
}

pub fn vectors() -> Vec<Vector> {
    [directories(), texts(), addresses(), others(), malformed()].into_iter().flatten().collect()
}

fn directories() -> Vec<Vector> {
    let vietnam = directory(&named("VN", None));
    let elsewhere = directory(&named("US", None));
    let alone = directory(&name("Một người khác"));
    let outside = Certificate { subject: named("US", Some(PERSON.0)), ..person(MIDDLE) };
    let only_vietnam = || middle().with(constraints(std::slice::from_ref(&vietnam), &[]));
    // The authority's new key bears the authority's name, which lies outside; the person's does not.
    let new_key = Certificate { spki: key(BELOW).spki(), ..authority(MIDDLE, 4, MIDDLE) };
    let by_new_key = Certificate::person(PERSON.0, 3, &key(PERSON), MIDDLE.0, &key(BELOW));
    let only_person = middle().with(constraints(&[directory(&name(PERSON.0))], &[]));
    vec![
        changed("PATH-6", "directory-inside", only_vietnam(), person(MIDDLE))
            .story("The authority may name people of one country, and names one.", CLAUSE),
        changed("PATH-6", "directory-outside", only_vietnam(), outside)
            .story("The authority may name people of one country, and names one of another.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
        changed("PATH-6", "directory-not-excluded", middle().with(constraints(&[], &[elsewhere])), person(MIDDLE))
            .story("The authority may name nobody of some other country.", CLAUSE),
        changed("PATH-6", "directory-excluded", middle().with(constraints(&[], &[vietnam])), person(MIDDLE))
            .story("The authority may name nobody of a country, and names one of it.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
        changed("PATH-6", "directory-of-another", middle().with(constraints(&[alone], &[])), person(MIDDLE))
            .story("The authority may name one person, and names another.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
        path(
            "PATH-6",
            "directory-of-a-new-key",
            &[
                by_new_key.signed_by(&key(BELOW)),
                new_key.signed_by(&key(MIDDLE)),
                only_person.signed_by(&key(super::ROOT)),
            ],
        )
        .story(
            "The authority may name one person, and certifies its own new key before: self-issued certificates in \
             between are not held to the constraints.",
            "RFC 5280 section 6.1.3 (b)",
        ),
    ]
}

fn texts() -> Vec<Vector> {
    let in_subject = |mailbox: &str| {
        let attribute = set([seq([oid("1.2.840.113549.1.9.1"), tlv(0x16, mailbox.as_bytes())])]);
        Certificate { subject: seq([attribute]), ..person(MIDDLE) }
    };
    let only_edu = || middle().with(constraints(&[text(EMAIL, "edu.vn")], &[]));
    vec![
        permitted("email-inside", text(EMAIL, "edu.vn"), text(EMAIL, "hieu@EDU.vn"))
            .story("A mailbox of the one host that the authority may name.", CLAUSE),
        permitted("email-outside", text(EMAIL, "edu.vn"), text(EMAIL, "hieu@hue.edu.vn"))
            .story(
                "A mailbox of a host below the one that the authority may name: a host without a dot is that host.",
                CLAUSE,
            )
            .failed("CERT_NAME_CONSTRAINTS"),
        changed("PATH-6", "email-in-the-subject-outside", only_edu(), in_subject("hieu@example.com"))
            .story("The mailbox stands in the subject, as old certificates have it, and not in subjectAltName.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
        permitted("dns-inside", text(DNS, "edu.vn"), text(DNS, "hue.edu.vn"))
            .story("A host below the permitted one.", CLAUSE),
        permitted("dns-that-only-ends-so", text(DNS, "edu.vn"), text(DNS, "fakeedu.vn"))
            .story("A host whose name ends with the letters of the permitted one, but not with its labels.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
        excluded("email-in-the-excluded", text(EMAIL, "example.com"), text(EMAIL, "hieu@Example.com"))
            .story("A mailbox of the host that the authority may not name.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
        excluded("dns-in-the-excluded", text(DNS, "example.com"), text(DNS, "www.EXAMPLE.com"))
            .story("A host below the one that the authority may not name.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
        excluded("uri-in-the-excluded", text(URI, ".example.com"), text(URI, "https://www.example.com/"))
            .story("A URI on a host below the one that the authority may not name.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
        excluded("dns-wildcard-over-the-excluded", text(DNS, "hue.edu.vn"), text(DNS, "*.edu.vn"))
            .story(
                "A wildcard that also stands for the host that is excluded.",
                "RFC 5280 section 4.2.1.10; RFC 9525 section 6.3",
            )
            .failed("CERT_NAME_CONSTRAINTS"),
        permitted("uri-inside", text(URI, ".edu.vn"), text(URI, "https://tra@hue.edu.vn:8443/x"))
            .story("A URI whose host lies below the permitted domain.", CLAUSE),
        permitted("uri-outside", text(URI, ".edu.vn"), text(URI, "https://hue.edu.vn@example.com/"))
            .story("A URI that shows the permitted host as the name of a user on another one.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
        excluded("uri-without-a-host", text(URI, ".example.com"), text(URI, "urn:isbn:0451450523"))
            .story("URIs are constrained, and one has no host: it cannot be judged.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
        excluded("uri-of-an-address", text(URI, ".example.com"), text(URI, "https://192.0.2.1/"))
            .story("URIs are constrained, and one has an address for its host: it cannot be judged.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
    ]
}

fn addresses() -> Vec<Vector> {
    let range = || tlv(IP, &[192, 0, 2, 0, 255, 255, 255, 0]);
    vec![
        permitted("address-inside", range(), tlv(IP, &[192, 0, 2, 77]))
            .story("An address of the permitted range.", CLAUSE),
        permitted("address-outside", range(), tlv(IP, &[192, 0, 3, 77]))
            .story("An address beside the permitted range.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
        permitted("address-of-the-other-kind", range(), tlv(IP, &[0; 16]))
            .story("An address of version 6 where one range of version 4 is permitted.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
        excluded("address-in-the-excluded", range(), tlv(IP, &[192, 0, 2, 1]))
            .story("An address of the excluded range.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
    ]
}

fn others() -> Vec<Vector> {
    let unknown = || of(OTHER, [oid("1.3.6.1.4.1.55555.1"), tlv(0xa0, &utf8("x"))]);
    let registered = |last: u8| tlv(REGISTERED, &[0x2a, last]);
    let many = |count: u8, letter: u8| -> Vec<Der> {
        (0..count)
            .flat_map(|i| (0..count / 4).map(move |j| tlv(DNS, &[letter, b'a' + i % 26, b'a' + j % 26])))
            .collect()
    };
    vec![
        permitted("unknown-kind-permitted", unknown(), unknown())
            .story("A kind of name that is not understood is constrained, and one occurs: it cannot be judged.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
        excluded("unknown-kind-excluded", registered(1), registered(2))
            .story("A kind of name that is not understood is excluded, and another one of it occurs.", CLAUSE)
            .failed("CERT_NAME_CONSTRAINTS"),
        named_below("unknown-kind-that-does-not-occur", constraints(&[], &[unknown()]), &[])
            .story("A kind of name that is not understood is constrained, and none occurs.", CLAUSE),
        named_below("huge", constraints(&[], &many(48, b'x')), &many(48, b'y'))
            .story("576 names against 576 constraints, which is more comparing than any honest path needs.", CLAUSE)
            .indeterminate("CERT_PATH_BUDGET"),
    ]
}

fn malformed() -> Vec<Vector> {
    let raw = |value: Der| extension("2.5.29.30", true, value);
    let minimum = of(0xa0, [seq([text(DNS, "edu.vn"), super::super::der::retagged(0x80, int(1))])]);
    let lax = extension("2.5.29.30", false, seq([of(0xa0, [seq([text(DNS, "edu.vn")])])]));
    let mask = tlv(IP, &[192, 0, 2, 0, 255, 0, 255, 0]);
    vec![
        named_below("neither-permitted-nor-excluded", raw(seq([])), &[])
            .story("Constraints that constrain nothing, which may have been meant otherwise.", CLAUSE)
            .failed("CERT_EXTENSION_MALFORMED"),
        named_below("with-a-minimum", raw(seq([minimum])), &[])
            .story("A subtree with a minimum other than 0, which no reader agrees on.", CLAUSE)
            .failed("CERT_EXTENSION_MALFORMED"),
        named_below("a-mask-with-holes", constraints(&[mask], &[]), &[])
            .story("A range of addresses whose mask has zeros between its ones.", CLAUSE)
            .failed("CERT_EXTENSION_MALFORMED"),
        named_below("not-critical", lax, &[])
            .story("Constraints that readers may pass over.", CLAUSE)
            .failed("CERT_NOT_CONFORMING"),
        person_with("PATH-6", "on-a-person", |person| {
            person.extensions.push(constraints(&[], &[text(DNS, "edu.vn")]));
        })
        .story("A person's certificate carries constraints, which only authorities have.", CLAUSE)
        .failed("CERT_NOT_CONFORMING"),
    ]
}
