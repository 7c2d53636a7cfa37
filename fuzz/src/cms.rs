//! Signed messages: what holds was signed, attributes and content alike.

use std::sync::LazyLock;

use vanbang::signature::cms::timestamp::Token;
use vanbang::signature::cms::{Profile, SignedAttributes, SignedMessage, parse, parse_tolerant};
use vanbang::signature::crypto::tlv::{Element, tag};
use vanbang::signature::x509::revocation::Evidence;

use super::genuine::seed;

/// What the seeds sign.
pub const CONTENT: &[u8] = "Học bạ năm học 2025-2026".as_bytes();

/// Signed attributes of the seeds; a message without any signs the content itself.
static GENUINE: LazyLock<Vec<Option<Vec<Vec<u8>>>>> = LazyLock::new(|| {
    let seeds = [
        seed!("cms/detached.der"),
        seed!("cms/rsa.der"),
        seed!("cms/without-attributes.der"),
        seed!("cms/by-key-identifier.der"),
        seed!("cms/not-pades.der"),
        seed!("cms/enclosed.der"),
        seed!("cms/ber.der"),
        seed!("cms/pss.der"),
    ];
    seeds.iter().map(|seed| attributes(&parse_tolerant(seed).expect("a seed reads"))).collect()
});

/// See [`crate::TARGETS`].
pub fn check(input: &[u8]) {
    let strict = parse(input);
    let Ok(message) = parse_tolerant(input) else {
        assert!(strict.is_err(), "the strict reader takes more than the tolerant one");
        return;
    };
    assert!(message.der_len() <= input.len());
    for profile in [Profile::CadesDetached, Profile::Pkcs7Detached, Profile::Pkcs7Sha1, Profile::Timestamp] {
        let integrity = message.verify_as(profile, &[CONTENT]);
        let again = message.verify_as(profile, &[CONTENT]);
        assert_eq!(integrity.problems, again.problems, "two judgements of one message");
        for problem in &integrity.problems {
            assert!(!problem.message_vi().is_empty() && !problem.message_en().is_empty());
        }
        if integrity.holds() {
            assert!(GENUINE.contains(&attributes(&message)), "attributes that nobody signed");
            let sorted = message.signed_attributes().is_none_or(SignedAttributes::is_sorted);
            assert!(sorted || !integrity.problems.is_empty(), "attributes out of order that count");
            assert!(message.content().is_none_or(|content| content == CONTENT) || is_detached(profile));
        }
        if strict.is_err() {
            assert!(!integrity.problems.is_empty(), "a message in BER that counts");
        }
    }
    let mut evidence = Evidence::default();
    message.revocation_data().for_each(|der| evidence.offer(der));
    for token in message.timestamp_tokens() {
        let _ = Token::parse_tolerant(token).map(|token| token.verify(&[message.signature_value()]));
    }
}

fn is_detached(profile: Profile) -> bool {
    matches!(profile, Profile::CadesDetached | Profile::Pkcs7Detached)
}

/// One by one in the order in which they are signed (RFC 5652 section 5.4): a message in another order has
/// its integrity told, and a problem.
fn attributes(message: &SignedMessage) -> Option<Vec<Vec<u8>>> {
    let whole = Element::whole(message.signed_attributes()?.hashed()).expect("a set");
    let mut rest = whole.reader(tag::SET).expect("a set");
    let mut found = Vec::new();
    while let Ok(attribute) = rest.any() {
        found.push(attribute.raw.to_vec());
    }
    found.sort();
    Some(found)
}
