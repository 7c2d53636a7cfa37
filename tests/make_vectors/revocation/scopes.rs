//! Of which certificates and reasons a list speaks (CRL-6 to CRL-9).

use super::super::der::{Der, int, pem, seq, tlv};
use super::super::list::{COMPROMISE, List, entry, of_issuer};
use super::super::paths::{ROOT, SECOND};
use super::super::vector::Vector;
use super::{FIRST_POINT, LISTER, OTHER_POINT, PERSONS, about, full_name, relative_name};

/// A flag of issuingDistributionPoint that is set: 1 users, 2 authorities, 4 indirect, 5 attributes.
fn only(number: u8) -> Der {
    tlv(0x80 | number, &[0xff])
}

/// onlySomeReasons with these bits.
fn reasons(unused: u8, bits: &[u8]) -> Der {
    tlv(0x83, &[&[unused], bits].concat())
}

fn scoped(id: &str, words: &str, fields: &[Der]) -> Vector {
    about(id, words, "crl", List::of(ROOT).scoped(fields.iter().cloned()).signed())
}

pub fn vectors() -> Vec<Vector> {
    [holders(), some_reasons(), points(), indirect()].into_iter().flatten().collect()
}

fn holders() -> Vec<Vector> {
    const CLAUSE: &str = "RFC 5280 sections 5.2.5 and 6.3.3 (b) (2)";
    vec![
        scoped("CRL-6", "users-only", &[only(1)])
            .story("A list of users' certificates, and the person is a user.", CLAUSE),
        scoped("CRL-6", "authorities-only", &[only(2)])
            .story("A list of authorities' certificates says nothing about a person.", CLAUSE)
            .indeterminate("CRL_SCOPE"),
        scoped("CRL-6", "attributes-only", &[only(5)])
            .story("A list of attribute certificates says nothing about a person.", CLAUSE)
            .indeterminate("CRL_SCOPE"),
        scoped("CRL-6", "users-only-and-authorities-only", &[only(1), only(2)])
            .story("A list of two kinds, each of them alone.", "RFC 5280 section 5.2.5")
            .indeterminate("EVIDENCE_MALFORMED"),
    ]
}

fn some_reasons() -> Vec<Vector> {
    const CLAUSE: &str = "RFC 5280 section 6.3.3 (d) and (e)";
    // Bits 1 to 8 are the reasons; keyCompromise is bit 1.
    let compromise = || List::of(ROOT).scoped([reasons(6, &[0x40])]);
    let rest = || List::of(ROOT).scoped([reasons(7, &[0x3f, 0x80])]);
    let both = format!("{}{}", pem("X509 CRL", &compromise().signed()), pem("X509 CRL", &rest().signed()));
    vec![
        about("CRL-7", "some-reasons", "crl", compromise().signed())
            .story("The list speaks of compromised keys alone; other reasons stay open.", CLAUSE)
            .indeterminate("CRL_REASONS"),
        about("CRL-7", "some-reasons-and-the-rest", "crl", both.into_bytes())
            .story("Two lists together speak of all reasons.", CLAUSE),
        about("CRL-7", "some-reasons-and-revoked", "crl", compromise().revoking(PERSONS, COMPROMISE).signed())
            .story("The list speaks of compromised keys alone, and the person's is one.", CLAUSE)
            .failed("REVOKED"),
    ]
}

fn points() -> Vec<Vector> {
    const CLAUSE: &str = "RFC 5280 section 6.3.3 (b) (2) (i)";
    let at = |words: &str, point: Der, who: &str| scoped("CRL-8", words, &[point]).about(who);
    let revoking = List::of(ROOT).scoped([full_name(OTHER_POINT)]).revoking(PERSONS, COMPROMISE);
    vec![
        at("of-a-point-that-is-not-the-person-s", full_name("http://crl.example.vn/3.crl"), "person-at-two-points.pem")
            .story("The list of another point, which says nothing about the person.", CLAUSE)
            .indeterminate("CRL_SCOPE"),
        at("of-a-point-where-none-is-named", full_name(FIRST_POINT), "person.pem")
            .story("The list of some point, and the person's certificate names none.", CLAUSE)
            .indeterminate("CRL_SCOPE"),
        at("of-the-first-point", full_name(FIRST_POINT), "person-at-two-points.pem")
            .story("The list of the first of two points.", CLAUSE),
        at("of-the-second-point", full_name(OTHER_POINT), "person-at-two-points.pem")
            .story("The list of the second of two points.", CLAUSE),
        about("CRL-8", "revoked-at-the-second-point", "crl", revoking.signed())
            .about("person-at-two-points.pem")
            .evidence(&["nobody.crl"])
            .story("Revoked at the second of two points; who reads the first alone does not see it.", CLAUSE)
            .failed("REVOKED"),
        at("of-a-relative-point", relative_name("Danh sách"), "person-at-a-relative-point.pem")
            .story("List and certificate name the point relative to the issuer.", CLAUSE),
        at("of-another-relative-point", relative_name("Danh sách khác"), "person-at-a-relative-point.pem")
            .story("List and certificate name different points relative to the issuer.", CLAUSE)
            .indeterminate("CRL_SCOPE"),
        about("CRL-8", "of-a-point-that-cannot-be-read", "crl", List::of(ROOT).signed())
            .about("person-at-a-broken-point.pem")
            .story("Where the person's status is told cannot be read.", "RFC 5280 section 4.2.1.13")
            .indeterminate("DISTRIBUTION_POINTS_MALFORMED"),
    ]
}

fn indirect() -> Vec<Vector> {
    const CLAUSE: &str = "RFC 5280 sections 5.3.3 and 6.3.3 (b) (1)";
    let of_lister = || List::of(LISTER).scoped([only(4)]);
    let asked = |words: &str, list: List| {
        about("CRL-9", words, "crl", list.signed())
            .about("person-at-another-issuer.pem")
            .evidence(&["signer-of-lists.pem", "nobody-at-the-first-point.crl"])
    };
    let someone = |issuer: &str| entry(int(4), COMPROMISE, &[of_issuer(issuer)]);
    let person = |issuer: &str| entry(int(PERSONS), COMPROMISE, &[of_issuer(issuer)]);
    let follows = || entry(int(PERSONS), COMPROMISE, &[]);
    vec![
        asked("nobody", of_lister()).story("Another one than the root signs lists for it, and revokes nobody.", CLAUSE),
        asked("the-person", of_lister().listing([person(ROOT.0)]))
            .story("Another one than the root signs lists for it, and revokes the person.", CLAUSE)
            .failed("REVOKED"),
        asked("the-person-after-someone", of_lister().listing([someone(ROOT.0), follows()]))
            .story("The entry before names the issuer, and it holds for those after it.", CLAUSE)
            .failed("REVOKED"),
        asked("the-serial-of-another-issuer", of_lister().listing([person(SECOND.0)]))
            .story("The same serial number of another issuer is revoked.", CLAUSE),
        asked("the-serial-after-another-issuer", of_lister().listing([someone(SECOND.0), follows()]))
            .story("The same serial number stands after the entry of another issuer, and so is that one's.", CLAUSE),
        asked("not-said-to-be-indirect", List::of(LISTER).listing([person(ROOT.0)]))
            .story("The one who signs lists for the root does not say that the list is one of those.", CLAUSE)
            .indeterminate("CRL_SCOPE"),
        about("CRL-9", "someone-of-another-issuer", "crl", List::of(ROOT).listing([someone(SECOND.0)]).signed())
            .story("The root's own list has an entry of another issuer and does not say that it may.", CLAUSE)
            .indeterminate("CRL_UNUSABLE"),
        about("CRL-9", "not-asked-for", "crl", of_lister().signed())
            .evidence(&["signer-of-lists.pem"])
            .story("The person's certificate does not say that another one signs lists for its issuer.", CLAUSE)
            .indeterminate("NO_REVOCATION_DATA"),
        about("CRL-9", "two-issuers-at-one-entry", "crl", {
            let two = super::super::certificate::extension(
                "2.5.29.29",
                true,
                seq([ROOT.0, SECOND.0].map(|whose| tlv(0xa4, &super::super::certificate::name(whose)))),
            );
            of_lister().listing([entry(int(PERSONS), COMPROMISE, &[two])]).signed()
        })
        .about("person-at-another-issuer.pem")
        .story("An entry names two issuers, so that it is open whose certificate it revokes.", CLAUSE)
        .indeterminate("EVIDENCE_MALFORMED"),
    ]
}
