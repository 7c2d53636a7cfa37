//! What a response says, of whom and when (OC-0 to OC-2, OC-4, OC-5).

use super::super::certificate::{extension, name};
use super::super::der::{Der, explicit, int, null, octets, seq, time, tlv};
use super::super::keys::Hash;
use super::super::list::{COMPROMISE, HOLD, SUPERSEDED};
use super::super::paths::{PERSON, SECOND, key};
use super::super::vector::Vector;
use super::about;
use super::response::{Answer, Response, revoked, unknown};

/// The root's response with its only answer changed.
fn answered(id: &str, words: &str, change: impl Fn(&mut Answer)) -> Vector {
    let mut response = Response::direct();
    response.answers.iter_mut().for_each(change);
    about(id, words, "ocsp", response.signed())
}

fn changed(id: &str, words: &str, change: impl Fn(&mut Response)) -> Vector {
    let mut response = Response::direct();
    change(&mut response);
    about(id, words, "ocsp", response.signed())
}

pub fn vectors() -> Vec<Vector> {
    [times(), replays(), identities(), several(), forms(), revocations()].into_iter().flatten().collect()
}

fn times() -> Vec<Vector> {
    const CLAUSE: &str = "RFC 6960 sections 3.2 and 4.2.2.1";
    let from_to = |words: &str, from: &str, to: &str| {
        let (from, to) = (time(from), if to.is_empty() { Vec::new() } else { time(to) });
        let produced = from.clone();
        changed("OC-1", words, |response| {
            response.produced_at = produced.clone();
            (response.answers[0].this_update, response.answers[0].next_update) = (from.clone(), to.clone());
        })
    };
    vec![
        answered("OC-0", "good", |_| {})
            .story("The root itself answers that the person is good.", "RFC 6960 section 3.2"),
        answered("OC-0", "revoked", |answer| answer.status = revoked("20260201000000Z", COMPROMISE))
            .story("The root itself answers that the person is revoked.", "RFC 6960 section 3.2")
            .failed("REVOKED")
            .telling(&["keyCompromise"]),
        from_to("from-the-future", "20260602010000Z", "20260603010000Z")
            .story("An answer from tomorrow.", CLAUSE)
            .indeterminate("OCSP_NOT_CURRENT"),
        from_to("out-of-date", "20260530010000Z", "20260531010000Z")
            .story("Newer information was to come a day ago.", CLAUSE)
            .indeterminate("OCSP_NOT_CURRENT"),
        from_to("without-an-end-and-fresh", "20260601005000Z", "")
            .story("No end is given, and the answer is ten minutes old.", CLAUSE),
        from_to("without-an-end-and-an-hour-old", "20260531235900Z", "")
            .story("No end is given, and the answer is an hour old: newer information may be there.", CLAUSE)
            .indeterminate("OCSP_NOT_CURRENT"),
        from_to("ending-before-it-begins", "20260601003000Z", "20260530003000Z")
            .story("The answer's end lies before its beginning.", CLAUSE)
            .indeterminate("OCSP_NOT_CURRENT"),
        changed("OC-1", "produced-in-the-future", |response| response.produced_at = time("20260603000000Z"))
            .story("The answer is of today, the response around it of the day after tomorrow.", CLAUSE)
            .indeterminate("OCSP_NOT_CURRENT"),
        changed("OC-1", "produced-before-its-answer", |response| response.produced_at = time("20260501000000Z"))
            .story("The response was made a month before the answer in it.", CLAUSE)
            .indeterminate("OCSP_NOT_CURRENT"),
    ]
}

/// A nonce binds a response to a request; where a file lies at hand nobody asked, and time alone decides.
fn replays() -> Vec<Vector> {
    let nonce = || extension("1.3.6.1.5.5.7.48.1.2", false, octets(&[7; 32]));
    vec![
        changed("OC-2", "made-for-another-request", |response| response.extensions.push(nonce()))
            .story("A response to someone else's request lies at hand, and is still in force.", "RFC 9654 section 2.1"),
        answered("OC-2", "good-again-after-a-revocation", |_| {})
            .evidence(&["person-revoked.crl"])
            .story(
                "A response that is still in force says good; a list says that the person was revoked.",
                "RFC 6960 section 5",
            )
            .failed("REVOKED"),
        answered("OC-2", "good-of-yesterday", |_| {})
            .at("2026-06-03T08:00:00+07:00")
            .story("The good answer of two days ago is shown again.", "RFC 6960 section 5")
            .indeterminate("OCSP_NOT_CURRENT"),
    ]
}

fn identities() -> Vec<Vector> {
    const CLAUSE: &str = "RFC 6960 section 4.1.1";
    vec![
        answered("OC-4", "another-issuer-s-name", |answer| answer.name = name(SECOND.0))
            .story("The serial number, under the name of another issuer.", CLAUSE)
            .indeterminate("OCSP_CERT_ID"),
        answered("OC-4", "another-issuer-s-key", |answer| answer.key = key(SECOND))
            .story("The serial number and the issuer's name, under another key.", CLAUSE)
            .indeterminate("OCSP_CERT_ID"),
        answered("OC-4", "another-serial-number", |answer| answer.serial = int(4))
            .story("An answer about the next serial number.", CLAUSE)
            .indeterminate("NO_REVOCATION_DATA"),
        answered("OC-4", "identity-by-sha-256", |answer| answer.hash = Hash::Sha256)
            .story("The certificate is identified by SHA-256.", CLAUSE),
        answered("OC-4", "identity-by-sha-224", |answer| answer.hash = Hash::Sha224)
            .story("The certificate is identified by a digest that is not used here.", CLAUSE)
            .indeterminate("OCSP_CERT_ID"),
        answered("OC-4", "unknown", |answer| answer.status = unknown())
            .story("The responder does not know the certificate.", "RFC 6960 section 2.2")
            .indeterminate("OCSP_UNKNOWN"),
        answered("OC-4", "never-issued", |answer| answer.status = revoked("19700101000000Z", HOLD))
            .story("The responder answers as for a certificate that was never issued.", "RFC 6960 section 2.2")
            .failed("REVOKED"),
    ]
}

fn several() -> Vec<Vector> {
    const CLAUSE: &str = "RFC 6960 section 4.2.1";
    let with = |words: &str, answers: &[Answer]| changed("OC-4", words, |response| response.answers = answers.to_vec());
    let is_revoked = Answer { status: revoked("20260201000000Z", SUPERSEDED), ..Answer::new() };
    let other_revoked = Answer { serial: int(4), ..is_revoked.clone() };
    vec![
        with("someone-else-revoked-beside", &[other_revoked, Answer::new()])
            .story("Two answers in one response; the other one's certificate is revoked.", CLAUSE),
        with("someone-else-good-beside", &[Answer { serial: int(4), ..Answer::new() }, is_revoked.clone()])
            .story("Two answers in one response; the first is about someone who is good.", CLAUSE)
            .failed("REVOKED"),
        with("good-and-revoked", &[Answer::new(), is_revoked])
            .story("Two answers about the person that contradict each other.", CLAUSE)
            .failed("REVOKED"),
        with("no-answer", &[]).story("A response without an answer.", CLAUSE).indeterminate("NO_REVOCATION_DATA"),
    ]
}

fn forms() -> Vec<Vector> {
    const CLAUSE: &str = "RFC 6960 section 4.2.1";
    let unknown_critical = || extension("1.3.6.1.4.1.55555.3", true, null());
    let refused = seq([tlv(0x0a, &[3])]);
    let trailing = [Response::direct().signed(), vec![0]].concat();
    vec![
        about("OC-4", "try-later", "ocsp", refused)
            .story("The responder asks to come again later.", CLAUSE)
            .indeterminate("OCSP_REFUSED"),
        changed("OC-4", "refused-and-answered", |response| response.status = 6)
            .story("The responder says that it may not answer, and encloses an answer.", CLAUSE)
            .indeterminate("OCSP_REFUSED"),
        changed("OC-4", "of-another-kind", |response| response.kind = "1.3.6.1.5.5.7.48.1.55")
            .story("A kind of response that is not known.", CLAUSE)
            .indeterminate("EVIDENCE_MALFORMED"),
        changed("OC-4", "version-written-out", |response| response.version = explicit(0, int(0)))
            .story("Version 1 is the default, which DER leaves out.", "X.690 clause 11.5")
            .indeterminate("EVIDENCE_MALFORMED"),
        about("OC-4", "with-a-byte-behind", "ocsp", trailing)
            .story("A byte follows the response.", "X.690 clause 10")
            .indeterminate("EVIDENCE_MALFORMED"),
        changed("OC-4", "unknown-critical", |response| response.extensions.push(unknown_critical()))
            .story("A critical extension of the response that is not understood.", "RFC 6960 section 4.4")
            .indeterminate("OCSP_UNUSABLE"),
        answered("OC-4", "unknown-critical-at-the-answer", |answer| answer.extensions.push(unknown_critical()))
            .story("A critical extension of the answer that is not understood.", "RFC 6960 section 4.4")
            .indeterminate("OCSP_UNUSABLE"),
        changed("OC-4", "sha-1", |response| response.hash = Hash::Sha1)
            .story("The response is signed with SHA-1, for which collisions are known.", "ETSI TS 119 312 clause 5")
            .indeterminate("OCSP_UNUSABLE"),
    ]
}

/// Moments before and after the certificate and its revocation.
fn revocations() -> Vec<Vector> {
    let before_issue = || {
        let time: Der = time("20241231120000Z");
        changed("OC-5", "from-before-the-certificate", |response| {
            response.produced_at = time.clone();
            response.answers[0].this_update = time.clone();
            response.answers[0].next_update = super::super::der::time("20270101000000Z");
        })
    };
    let compromised_before = extension("2.5.29.24", false, time("20260501000000Z"));
    let planned = |words: &str, reason: u8, more: Option<Der>| {
        answered("OC-5", words, move |answer| {
            answer.status = revoked("20260601010200Z", reason);
            answer.extensions.extend(more.clone());
        })
    };
    vec![
        before_issue()
            .story(
                "The answer is older than the certificate, which at that time nobody had issued.",
                "RFC 6960 section 4.2.2.1; RFC 5280 section 6.3",
            )
            .indeterminate("OCSP_NOT_CURRENT"),
        planned("revoked-just-after", SUPERSEDED, None)
            .story("The certificate ends two minutes after the moment of judging.", "ETSI EN 319 102-1 clause 5.2.6"),
        planned("compromised-before-and-revoked-after", COMPROMISE, Some(compromised_before.clone()))
            .story(
                "The certificate is revoked after the moment of judging, but its key was in other hands before.",
                "RFC 5280 section 5.3.2; ETSI EN 319 102-1 clause 5.2.6",
            )
            .failed("REVOKED")
            .telling(&["keyCompromise"]),
        planned("superseded-with-an-earlier-date", SUPERSEDED, Some(compromised_before)).story(
            "A planned end after the moment of judging; an invalidity date says nothing about a key that is only \
             superseded.",
            "RFC 5280 section 5.3.2; ETSI EN 319 102-1 clause 5.2.6",
        ),
        answered("OC-5", "good-about-someone-of-the-same-name", |answer| answer.name = name(PERSON.0))
            .story("The answer names the person where the issuer belongs.", "RFC 6960 section 4.1.1")
            .indeterminate("OCSP_CERT_ID"),
    ]
}
