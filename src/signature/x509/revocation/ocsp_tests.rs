//! OCSP responses made right, and wrong in one point at a time (threats OC-1 to OC-5).

use super::testing::*;
use super::*;
use crate::signature::crypto::DigestAlgorithm;
use crate::signature::crypto::tlv::{self, tag};
use rcgen::{ExtendedKeyUsagePurpose, date_time_ymd};

#[test]
fn the_issuer_answers_by_name_or_by_key() {
    let (root, leaf) = pair();
    let mut reply = Reply::of(&root, &root);
    assert_eq!(told(ask(&leaf, &[&root], &reply.signed(&root.key))), "good");
    let hash = DigestAlgorithm::Sha1.digest(root.certificate.public_key().key_bytes());
    reply.responder = tlv::encode(tag::constructed(2), &[&tlv::encode(tag::OCTET_STRING, &[&hash])]);
    reply.digest = DigestAlgorithm::Sha256;
    assert!(matches!(
        ask(&leaf, &[&root], &reply.signed(&root.key)),
        RevocationStatus::Good { source: Source::Ocsp, .. }
    ));
    let basic = reply.signed(&root.key).responses[0].basic_der().to_vec();
    assert_eq!(told(ask(&leaf, &[&root], &Evidence::read(&basic).unwrap())), "good");
}

#[test]
fn revoked_and_unknown_are_not_good() {
    let (root, leaf) = pair();
    let mut reply = Reply::of(&root, &root);
    reply.state = UNKNOWN.to_vec();
    assert_eq!(told(ask(&leaf, &[&root], &reply.signed(&root.key))), "OCSP_UNKNOWN");
    let date = generalized(time("2026-06-01T00:00:00Z"));
    let reason = tlv::encode(tag::constructed(0), &[&[0x0a, 1, 4]]);
    reply.state = tlv::encode(tag::constructed(1), &[&date, &reason]);
    let evidence = reply.signed(&root.key);
    assert_eq!(told(ask(&leaf, &[&root], &evidence)), "revoked superseded");
    let before = Moment { at: time("2026-05-01T00:00:00Z"), now: now() };
    assert_eq!(told(ask_at(&leaf, &[&root], &evidence, before)), "good, later superseded");
    // A compromise with an invalidity date that reaches back.
    reply.state = tlv::encode(tag::constructed(1), &[&date, &tlv::encode(tag::constructed(0), &[&[0x0a, 1, 1]])]);
    reply.single_extensions = vec![invalid_since("2026-04-01T00:00:00Z")];
    assert_eq!(told(ask_at(&leaf, &[&root], &reply.signed(&root.key), before)), "revoked keyCompromise");
}

#[test]
fn all_of_the_certificate_id_is_compared() {
    let (root, leaf) = pair();
    let other = root_with(ca_params("Gốc khác"));
    let code = |change: &dyn Fn(&mut Reply)| {
        let mut reply = Reply::of(&root, &root);
        change(&mut reply);
        told(ask(&leaf, &[&root], &reply.signed(&root.key)))
    };
    assert_eq!(code(&|reply| reply.issuer_name = other.certificate.subject_der().to_vec()), "OCSP_CERT_ID");
    assert_eq!(code(&|reply| reply.issuer_key = other.certificate.public_key().key_bytes().to_vec()), "OCSP_CERT_ID");
    assert_eq!(code(&|reply| reply.serial = vec![8]), "NO_REVOCATION_DATA");
}

#[test]
fn an_answer_counts_only_while_it_is_fresh() {
    let (root, leaf) = pair();
    let code = |this: &str, next: Option<&str>, produced: &str| {
        let mut reply = Reply::of(&root, &root);
        (reply.this_update, reply.next_update) = (time(this), next.map(time));
        reply.produced_at = time(produced);
        told(ask(&leaf, &[&root], &reply.signed(&root.key)))
    };
    let (hour_ago, soon) = ("2026-11-20T23:00:00Z", Some("2026-11-21T12:00:00Z"));
    assert_eq!(code(hour_ago, soon, hour_ago), "good");
    assert_eq!(code(hour_ago, Some("2026-11-20T23:30:00Z"), hour_ago), "OCSP_NOT_CURRENT");
    assert_eq!(code("2026-11-21T01:00:00Z", soon, hour_ago), "OCSP_NOT_CURRENT");
    assert_eq!(code(hour_ago, soon, "2026-11-21T01:00:00Z"), "OCSP_NOT_CURRENT");
    assert_eq!(code(hour_ago, soon, "2026-11-20T20:00:00Z"), "OCSP_NOT_CURRENT");
    // Without an end it holds for half an hour.
    assert_eq!(code("2026-11-20T23:45:00Z", None, "2026-11-20T23:45:00Z"), "good");
    assert_eq!(code(hour_ago, None, hour_ago), "OCSP_NOT_CURRENT");
    // From before the certificate was issued.
    assert_eq!(code("2025-12-01T00:00:00Z", Some("2026-12-01T00:00:00Z"), hour_ago), "OCSP_NOT_CURRENT");
}

#[test]
fn a_delegated_responder_needs_its_purpose_from_the_very_issuer() {
    let (root, leaf) = pair();
    let other = root_with(ca_params("Gốc"));
    let told_by = |responder: &Node| {
        let mut reply = Reply::of(&root, responder);
        reply.certificates = vec![responder.certificate.clone()];
        told(ask(&leaf, &[&root], &reply.signed(&responder.key)))
    };
    let good = below(&root, responder_params(true));
    assert_eq!(told_by(&good), "good");
    let mut at_hand = Reply::of(&root, &good).signed(&good.key);
    assert_eq!(told(ask(&leaf, &[&root], &at_hand)), "OCSP_RESPONDER");
    at_hand.certificates.push(good.certificate.clone());
    assert_eq!(told(ask(&leaf, &[&root], &at_hand)), "good");

    let mut purpose = responder_params(true);
    purpose.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let mut expired = responder_params(true);
    expired.not_after = date_time_ymd(2026, 11, 1);
    for unfit in [below(&root, purpose), below(&root, expired), below(&other, responder_params(true))] {
        assert_eq!(told_by(&unfit), "OCSP_RESPONDER");
    }
    assert_eq!(told_by(&root_with(responder_params(true))), "OCSP_RESPONDER");
    // The right name, another key.
    let mut forged = Reply::of(&root, &good);
    forged.certificates = vec![good.certificate.clone()];
    assert_eq!(told(ask(&leaf, &[&root], &forged.signed(&other.key))), "OCSP_SIGNATURE");
}

#[test]
fn a_responder_without_nocheck_is_asked_about_too() {
    let (root, leaf) = pair();
    let responder = below(&root, responder_params(false));
    let mut reply = Reply::of(&root, &responder);
    reply.certificates = vec![responder.certificate.clone()];
    let answer = |reply: &Reply, list: Option<List>| {
        let mut evidence = reply.signed(&responder.key);
        evidence.crls.extend(list.map(|list| list.signed(&root.key)));
        told(ask(&leaf, &[&root], &evidence))
    };
    assert_eq!(answer(&reply, None), "OCSP_RESPONDER_STATUS");
    // Its own word about itself is none.
    let mut itself = reply.clone();
    itself.serial = vec![8];
    let mut both = reply.signed(&responder.key);
    both.merge(itself.signed(&responder.key));
    assert_eq!(told(ask(&leaf, &[&root], &both)), "OCSP_RESPONDER_STATUS");
    // A list that covers users of the root only for the responder: here it speaks of the person too.
    assert_eq!(answer(&reply, Some(List::of(&root))), "good");
    let mut revoked = List::of(&root);
    revoked.entries = vec![entry(&[8], time("2026-06-01T00:00:00Z"), &[])];
    revoked.next_update = Some(time("2026-11-20T12:00:00Z"));
    assert_eq!(answer(&reply, Some(revoked)), "OCSP_RESPONDER_STATUS CRL_NOT_CURRENT");
}

#[test]
fn unknown_critical_extensions_make_an_answer_unusable() {
    let (root, leaf) = pair();
    for critical in [false, true] {
        let private = extension("1.3.6.1.4.1.99999.1", critical, &[5, 0]);
        let expected = if critical { "OCSP_UNUSABLE" } else { "good" };
        let mut whole = Reply::of(&root, &root);
        whole.extensions = vec![private.clone()];
        let mut single = Reply::of(&root, &root);
        single.single_extensions = vec![private];
        assert_eq!(told(ask(&leaf, &[&root], &whole.signed(&root.key))), expected);
        assert_eq!(told(ask(&leaf, &[&root], &single.signed(&root.key))), expected);
    }
}

#[test]
fn a_nonce_is_compared_with_what_was_sent() {
    let (root, _) = pair();
    let mut reply = Reply::of(&root, &root);
    let nonce = |reply: &Reply, sent: &[u8]| reply.signed(&root.key).responses[0].nonce(sent);
    assert_eq!(nonce(&reply, &[1, 2, 3]), Nonce::Missing);
    reply.extensions = vec![extension("1.3.6.1.5.5.7.48.1.2", false, &[4, 3, 1, 2, 3])];
    assert_eq!(nonce(&reply, &[1, 2, 3]), Nonce::Matches);
    assert_eq!(nonce(&reply, &[1, 2, 4]), Nonce::Differs);
    assert_eq!(nonce(&reply, &[]), Nonce::Differs);
}

#[test]
fn refusals_and_other_shapes_are_errors() {
    let code = |der: &[u8]| Response::from_der(der).unwrap_err().code();
    assert_eq!(code(&[0x30, 3, 0x0a, 1, 6]), "OCSP_REFUSED");
    assert_eq!(Evidence::read(&[0x30, 3, 0x0a, 1, 3]).unwrap_err(), Error::OcspStatus { status: 3 });
    assert_eq!(code(&[0x30, 3, 0x0a, 1, 0]), "EVIDENCE_MALFORMED");
    assert_eq!(code(&vec![0x30; MAX_RESPONSE_BYTES + 1]), "EVIDENCE_LIMIT");
    for error in [Error::None, Error::Pem { block: 1 }, Error::OcspStatus { status: 1 }] {
        assert!(!error.message_vi().is_empty() && !error.hint_vi().is_empty() && !error.hint_en().is_empty());
    }
}

#[test]
fn no_bit_flip_of_a_response_gives_good() {
    let (root, leaf) = pair();
    let responder = below(&root, responder_params(true));
    let mut reply = Reply::of(&root, &responder);
    reply.certificates = vec![responder.certificate.clone()];
    let der = reply.der(&responder.key);
    // Which bytes the signature or the comparison of certificates protects: all but the frame.
    for bit in 0..der.len() * 8 {
        let mut changed = der.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let Ok(evidence) = Evidence::read(&changed) else { continue };
        assert!(!ask(&leaf, &[&root], &evidence).is_good(), "bit {bit}");
    }
    for end in 0..der.len() {
        assert!(Response::from_der(&der[..end]).is_err());
    }
}
