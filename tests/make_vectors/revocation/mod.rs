//! Vectors of revocation lists and OCSP responses, threats CRL-1 to CRL-10, OC-1 to OC-5 and REV-1. Each
//! is asked about a person whom the trusted root itself certified.

mod lists;
mod responders;
mod response;
mod responses;
mod scopes;

use super::Shared;
use super::certificate::{Certificate, extended_key_usage, extension, key_usage, name};
use super::der::{Der, null, of, oid, pem, retagged, seq, set, tlv, utf8};
use super::list::{self, List};
use super::paths::{MIDDLE, PERSON, ROOT, authority, key, person};
use super::vector::Vector;

pub const RESPONDER: (&str, &str) = ("Máy chủ OCSP", "path-responder");
pub const LISTER: (&str, &str) = ("Nơi ký danh sách", "path-responder");
/// Serial numbers: of the person, and of those who sign lists or responses.
pub const PERSONS: u64 = 3;
pub const SIGNERS: u64 = 8;

/// A piece of evidence about the person.
pub fn about(id: &str, words: &str, extension: &str, bytes: Vec<u8>) -> Vector {
    Vector::new("revocation", id, words, extension, "path", bytes).about("person.pem")
}

/// A responder that `by` certified for the purpose; `unasked`: its own status need not be asked.
pub fn responder(by: (&str, &str), unasked: bool) -> Certificate {
    let certificate = Certificate::person(RESPONDER.0, SIGNERS, &key(RESPONDER), by.0, &key(by))
        .replacing("2.5.29.15", Some(key_usage(&[0])))
        .with(extended_key_usage(false, &["1.3.6.1.5.5.7.3.9"]));
    if unasked { certificate.with(extension("1.3.6.1.5.5.7.48.1.5", false, null())) } else { certificate }
}

/// The certificate of one who only signs lists, by the root.
pub fn lister(whose: (&str, &str)) -> Certificate {
    Certificate::person(whose.0, SIGNERS, &key(whose), ROOT.0, &key(ROOT)).replacing("2.5.29.15", Some(key_usage(&[6])))
}

/// A URI as a distribution point's name: fullName.
pub fn full_name(uri: &str) -> Der {
    of(0xa0, [of(0xa0, [tlv(0x86, uri.as_bytes())])])
}

/// The same relative to the issuer: nameRelativeToCRLIssuer.
pub fn relative_name(common: &str) -> Der {
    of(0xa0, [retagged(0xa1, set([seq([oid("2.5.4.3"), utf8(common)])]))])
}

pub const FIRST_POINT: &str = "http://crl.example.vn/1.crl";
pub const OTHER_POINT: &str = "http://crl.example.vn/2.crl";

/// cRLDistributionPoints out of the fields of each.
fn points(fields: &[Der]) -> Der {
    extension("2.5.29.31", false, seq(fields.iter().map(|point| seq([point.clone()]))))
}

pub fn vectors() -> Vec<Vector> {
    let areas = [lists::vectors, scopes::vectors, responses::vectors, responders::vectors];
    areas.iter().flat_map(|area| area()).collect()
}

/// The certificates that are asked about, and what is at hand besides.
pub fn shared() -> Vec<Shared> {
    let certificates = |file: &str, all: &[Der]| -> Shared {
        let blocks: String = all.iter().map(|der| pem("CERTIFICATE", der)).collect();
        (format!("evidence/{file}"), blocks.into_bytes())
    };
    let by_root = |certificate: Certificate| certificate.signed_by(&key(ROOT));
    let list = |file: &str, list: List| -> Shared { (format!("evidence/{file}"), list.signed()) };
    let cannot_list = authority(MIDDLE, 2, ROOT).replacing("2.5.29.15", Some(key_usage(&[5])));
    let of_lister = retagged(0xa2, seq([tlv(0xa4, &name(LISTER.0))]));
    let negative = Certificate { serial: tlv(2, &[0x80]), ..person(ROOT) };
    // Of a point that the person does not have, and so about others.
    let at_first_point = || List::of(ROOT).scoped([full_name(FIRST_POINT)]);
    vec![
        certificates("person.pem", &[by_root(person(ROOT))]),
        certificates("person-of-negative-serial.pem", &[by_root(negative)]),
        certificates(
            "person-at-two-points.pem",
            &[by_root(person(ROOT).with(points(&[full_name(FIRST_POINT), full_name(OTHER_POINT)])))],
        ),
        certificates(
            "person-at-a-relative-point.pem",
            &[by_root(person(ROOT).with(points(&[relative_name("Danh sách")])))],
        ),
        certificates("person-at-another-issuer.pem", &[by_root(person(ROOT).with(points(&[of_lister])))]),
        certificates("person-at-a-broken-point.pem", &[by_root(person(ROOT).with(points(&[tlv(0xa7, &[])])))]),
        certificates(
            "person-below-an-authority-without-lists.pem",
            &[person(MIDDLE).signed_by(&key(MIDDLE)), by_root(cannot_list)],
        ),
        certificates("signer-of-lists.pem", &[by_root(lister(LISTER).with(points(&[full_name(FIRST_POINT)])))]),
        certificates("signer-of-lists-in-the-name-of-the-root.pem", &[by_root(lister((ROOT.0, LISTER.1)))]),
        certificates(
            "signer-of-lists-without-the-usage.pem",
            &[by_root(lister((ROOT.0, LISTER.1)).replacing("2.5.29.15", Some(key_usage(&[0]))))],
        ),
        list("nobody.crl", List::of(ROOT)),
        list("nobody-at-the-first-point.crl", at_first_point()),
        list("responder-revoked.crl", at_first_point().revoking(SIGNERS, list::SUPERSEDED)),
        list("person-revoked.crl", List::of(ROOT).revoking(PERSONS, list::COMPROMISE)),
    ]
}
