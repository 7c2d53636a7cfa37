//! Envelopes that were changed, swapped, or made by somebody who does not keep to the protocol.

use super::*;
use crate::document::manifest::{BatchId, Claims, KindNumber};

const ID: Id = Id::from_bytes([9; 16]);

fn secret(byte: u8) -> Secret {
    Secret::from_bytes([byte; 16])
}

fn claims(name_letters: usize) -> Claims {
    let mut writer = crate::document::manifest::cbor::Writer::new();
    writer.map(10).unsigned(1).unsigned(u64::from(KindNumber::CERTIFIED_COPY.number())).unsigned(2).unsigned(1);
    writer.unsigned(3).text(&"a".repeat(name_letters)).unsigned(4).unsigned(20_051_231);
    writer.unsigned(5).text("A 1").unsigned(6).text("2").unsigned(7).unsigned(2023).unsigned(8).text("");
    writer.unsigned(9).unsigned(20_261_121).unsigned(12).unsigned(3);
    Claims::parse(&writer.finish()).unwrap()
}

fn opening(name_letters: usize) -> Opening {
    Opening::new(BatchId::from_bytes([1; 8]), 3, secret(4), vec![[5; 32]], claims(name_letters))
}

/// An envelope around any plaintext, with a commitment and a key that need not belong together.
fn forged(plaintext: Vec<u8>, committed: &Secret, sealed_by: &Secret) -> Vec<u8> {
    let salt = [6; 32];
    let commitment = Keys::derive(&ID, committed, &salt).commitment;
    let mut bytes = [MAGIC.as_slice(), ID.as_bytes(), &salt, &commitment].concat();
    let sealed = Keys::derive(&ID, sealed_by, &salt).message().unwrap().seal(beside(&bytes), plaintext).unwrap();
    bytes.extend_from_slice(&sealed);
    bytes
}

fn refusal(bytes: &[u8]) -> &'static str {
    Envelope::open(bytes, &ID, &secret(4)).expect_err("it opens").code()
}

#[test]
fn an_opening_of_any_length_is_opened_and_says_only_its_blocks() {
    let mut lengths = Vec::new();
    for letters in [0, 1, 300, 360, 361, 362, 363, 364, 365, 366, 367, 368, 4000, 65_000] {
        let opening = opening(letters);
        let envelope = Envelope::seal(&ID, &opening, &[6; 32]).unwrap();
        assert_eq!((envelope.bytes().len() - 84 - 16) % 512, 0);
        assert_eq!(envelope.bytes().len() - 84 - 16, (4 + opening.to_bytes().len()).div_ceil(512) * 512);
        assert_eq!(Envelope::open(envelope.bytes(), &ID, &secret(4)), Ok(opening));
        lengths.push(envelope.bytes().len());
    }
    assert_eq!(lengths[0], 84 + 528);
    assert_eq!(lengths[0], lengths[2]);
    // One encryption of an opening says nothing of another: neither salt nor key are the same.
    let twice = [[6; 32], [7; 32]].map(|salt| Envelope::seal(&ID, &opening(9), &salt).unwrap());
    assert_ne!(twice[0].bytes()[84..], twice[1].bytes()[84..]);
    assert_ne!(twice[0].bytes()[52..84], twice[1].bytes()[52..84]);
    assert_eq!(Envelope::seal(&ID, &opening(9), &[6; 32]), Ok(twice[0].clone()), "the same salt, the same bytes");
}

#[test]
fn no_byte_can_be_changed() {
    let envelope = Envelope::seal(&ID, &opening(9), &[6; 32]).unwrap();
    for place in 0..envelope.bytes().len() {
        let mut bytes = envelope.bytes().to_vec();
        bytes[place] ^= 0x10;
        // Salt and commitment belong to the secret; all else to the maker.
        let expected = if (20..84).contains(&place) { "CODE_DOES_NOT_OPEN" } else { "ENVELOPE_INVALID" };
        assert_eq!(refusal(&bytes), expected, "byte {place}");
        assert!(Envelope::open(&envelope.bytes()[..place], &ID, &secret(4)).is_err(), "cut at {place}");
    }
    assert_eq!(refusal(&[envelope.bytes(), &[0]].concat()), "ENVELOPE_INVALID");
}

#[test]
fn another_secret_or_identifier_opens_nothing() {
    let envelope = Envelope::seal(&ID, &opening(9), &[6; 32]).unwrap();
    let opened = |id, secret| Envelope::open(envelope.bytes(), &id, &secret).expect_err("it opens").code();
    assert_eq!(opened(ID, secret(5)), "CODE_DOES_NOT_OPEN");
    assert_eq!(opened(Id::from_bytes([8; 16]), secret(4)), "ENVELOPE_INVALID");
}

#[test]
fn what_its_maker_made_wrong_is_refused() {
    let honest = padded(&opening(9).to_bytes());
    let with = |change: fn(&mut Vec<u8>)| {
        let mut plaintext = honest.clone();
        change(&mut plaintext);
        forged(plaintext, &secret(4), &secret(4))
    };
    assert!(Envelope::open(&with(|_| ()), &ID, &secret(4)).is_ok());
    for (story, change) in [
        ("padding", (|p| p[511] = 1) as fn(&mut Vec<u8>)),
        ("length beyond", |p| p[0] = 1),
        ("length of all", |p| p[2..4].copy_from_slice(&[2, 0])),
        ("length nought", |p| p[2..4].copy_from_slice(&[0, 0])),
        ("a block more", |p| p.resize(1024, 0)),
        ("no block", |p| p.truncate(500)),
        ("another secret inside", |p| p[15] = 5),
        ("no opening", |p| p[4] = 1),
        ("claims cut", |p| p[3] -= 1),
    ] {
        assert_eq!(refusal(&with(change)), "ENVELOPE_INVALID", "{story}");
    }
    // The right commitment over a body under another key, and the other way round: it opens under one secret only.
    assert_eq!(refusal(&forged(honest.clone(), &secret(4), &secret(5))), "ENVELOPE_INVALID");
    assert_eq!(refusal(&forged(honest.clone(), &secret(5), &secret(4))), "CODE_DOES_NOT_OPEN");
    let mut unknown = honest;
    let kind = unknown.iter().rposition(|byte| *byte == 16).unwrap();
    unknown[kind] = 17;
    assert_eq!(refusal(&forged(unknown, &secret(4), &secret(4))), "CLAIMS_VERSION_UNKNOWN");
}

#[test]
fn the_limit_is_exact() {
    let with = |length| {
        let mut bytes = Envelope::seal(&ID, &opening(9), &[6; 32]).unwrap().bytes().to_vec();
        bytes.resize(length, 0);
        refusal(&bytes)
    };
    assert_eq!(with(128 * 1024), "ENVELOPE_INVALID");
    assert_eq!(with(128 * 1024 + 1), "LIMIT_ENVELOPE");
}
