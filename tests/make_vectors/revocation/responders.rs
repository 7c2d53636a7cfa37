//! Who may answer (OC-3).

use super::super::certificate::{Certificate, extended_key_usage, key_usage, name};
use super::super::der::{seq, time};
use super::super::paths::{MIDDLE, ROOT, SECOND, authority, key, person};
use super::super::vector::Vector;
use super::response::{Response, by_key, by_name};
use super::{RESPONDER, about, responder};

const CLAUSE: &str = "RFC 6960 section 4.2.2.2";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";

fn by(words: &str, certificate: &Certificate, issuer: (&str, &str)) -> Vector {
    about("OC-3", words, "ocsp", Response::delegated(certificate, RESPONDER, issuer).signed())
}

fn changed(words: &str, change: impl Fn(&mut Response)) -> Vector {
    let mut response = Response::delegated(&responder(ROOT, true), RESPONDER, ROOT);
    change(&mut response);
    about("OC-3", words, "ocsp", response.signed())
}

pub fn vectors() -> Vec<Vector> {
    [delegated(), strangers(), statuses(), names()].into_iter().flatten().collect()
}

fn delegated() -> Vec<Vector> {
    let unasked = || responder(ROOT, true);
    let purposes = |listed: &[&str]| Some(extended_key_usage(false, listed));
    vec![
        changed("delegated", |_| {})
            .story("A responder whom the issuer certified for it, without being asked about.", CLAUSE),
        by("without-the-purpose", &unasked().replacing(EXTENDED_KEY_USAGE, None), ROOT)
            .story("The responder's certificate has no purpose.", CLAUSE)
            .indeterminate("OCSP_RESPONDER"),
        by("for-any-purpose", &unasked().replacing(EXTENDED_KEY_USAGE, purposes(&["2.5.29.37.0"])), ROOT)
            .story("The responder's certificate is for any purpose, which is not this one.", CLAUSE)
            .indeterminate("OCSP_RESPONDER"),
        by("for-enciphering", &unasked().replacing("2.5.29.15", Some(key_usage(&[2]))), ROOT)
            .story("The responder's key is for enciphering.", "RFC 5280 section 4.2.1.3")
            .indeterminate("OCSP_RESPONDER"),
        by("expired", &Certificate { not_after: time("260531000000Z"), ..unasked() }, ROOT)
            .story("The responder's certificate expired the day before.", CLAUSE)
            .indeterminate("OCSP_RESPONDER"),
        by("not-yet-valid", &Certificate { not_before: time("260602000000Z"), ..unasked() }, ROOT)
            .story("The responder's certificate begins the day after.", CLAUSE)
            .indeterminate("OCSP_RESPONDER"),
    ]
}

fn strangers() -> Vec<Vector> {
    let other_root = responder(SECOND, true);
    let sibling = responder(MIDDLE, true);
    let middle = authority(MIDDLE, 2, ROOT).signed_by(&key(ROOT));
    let own = Certificate { issuer: name(RESPONDER.0), ..responder(ROOT, true) };
    vec![
        by("of-another-authority", &other_root, SECOND)
            .story("A responder of another authority, which the operator trusts as well.", CLAUSE)
            .indeterminate("OCSP_RESPONDER"),
        about("OC-3", "of-an-authority-below", "ocsp", {
            let mut response = Response::delegated(&sibling, RESPONDER, MIDDLE);
            response.certificates.push(middle);
            response.signed()
        })
        .story("A responder of an authority below the issuer: the issuer itself has to certify it.", CLAUSE)
        .indeterminate("OCSP_RESPONDER"),
        by("self-signed", &own, RESPONDER)
            .story("A responder that certified itself.", CLAUSE)
            .indeterminate("OCSP_RESPONDER"),
        about("OC-3", "a-person-answers", "ocsp", Response::delegated(&person(ROOT), super::PERSON, ROOT).signed())
            .story("The person answers about itself.", CLAUSE)
            .indeterminate("OCSP_RESPONDER"),
        by("in-the-name-of-the-root", &Certificate { subject: name(ROOT.0), ..own }, RESPONDER)
            .story("A responder that certified itself under the issuer's name.", CLAUSE)
            .indeterminate("OCSP_SIGNATURE"),
    ]
}

/// Whether the responder itself is good.
fn statuses() -> Vec<Vector> {
    let asked = responder(ROOT, false);
    let own_status = |words: &str| {
        let mut response = Response::delegated(&asked, RESPONDER, ROOT);
        let own = super::response::Answer {
            serial: super::super::der::int(super::SIGNERS),
            ..super::response::Answer::new()
        };
        response.answers.push(own);
        about("OC-3", words, "ocsp", response.signed())
    };
    // Its list says nothing about the person: it is of a point that only others have.
    let pointing = || asked.clone().with(super::points(&[super::full_name(super::FIRST_POINT)]));
    vec![
        by("status-not-known", &asked, ROOT)
            .story(
                "Whether the responder is revoked is to be asked, and nothing answers.",
                "RFC 6960 section 4.2.2.2.1",
            )
            .indeterminate("OCSP_RESPONDER_STATUS"),
        by("status-good", &pointing(), ROOT)
            .evidence(&["nobody-at-the-first-point.crl"])
            .story("The responder's own status is answered by a list.", "RFC 6960 section 4.2.2.2.1"),
        by("revoked", &pointing(), ROOT)
            .evidence(&["responder-revoked.crl"])
            .story("The responder is revoked.", "RFC 6960 section 4.2.2.2.1")
            .indeterminate("OCSP_RESPONDER_STATUS"),
        own_status("vouching-for-itself")
            .story("The responder answers that it is good itself.", "RFC 6960 section 4.2.2.2.1")
            .indeterminate("OCSP_RESPONDER_STATUS"),
    ]
}

fn names() -> Vec<Vector> {
    let mut flipped = Response::delegated(&responder(ROOT, true), RESPONDER, ROOT).signed();
    let place = flipped.windows(2).position(|bytes| bytes == [0x80, 0]).unwrap();
    // From good to unknown.
    flipped[place] = 0x82;
    vec![
        changed("named-by-key", |response| response.responder = by_key(&key(RESPONDER)))
            .story("The response names its responder by the key.", "RFC 6960 section 4.2.1"),
        changed("named-by-another-key", |response| response.responder = by_key(&key(SECOND)))
            .story("The response names another key than signed it.", "RFC 6960 section 4.2.1")
            .indeterminate("OCSP_RESPONDER"),
        changed("named-otherwise", |response| response.responder = by_name(name("Máy chủ khác")))
            .story("The response names another responder than the one it encloses.", "RFC 6960 section 4.2.1")
            .indeterminate("OCSP_RESPONDER"),
        changed("right-name-wrong-key", |response| response.key = key(SECOND))
            .story("The responder's certificate is enclosed, but another key signed.", "RFC 6960 section 3.2")
            .indeterminate("OCSP_SIGNATURE"),
        changed("without-its-certificate", |response| response.certificates.clear())
            .story("The responder's certificate is nowhere.", CLAUSE)
            .indeterminate("OCSP_RESPONDER"),
        about("OC-3", "changed-after-signing", "ocsp", flipped)
            .story("The answer was changed after it was signed.", "RFC 6960 section 3.2")
            .indeterminate("OCSP_SIGNATURE"),
        changed("with-strange-neighbours", |response| {
            let stranger = responder(SECOND, true).signed_by(&key(SECOND));
            response.certificates.insert(0, stranger);
            response.certificates.push(seq([]));
        })
        .story("Among the certificates is one that is none.", CLAUSE)
        .indeterminate("CERTIFICATE_MALFORMED"),
    ]
}
