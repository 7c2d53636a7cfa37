//! Signature values that are wrong inside: CMS-9 (RSA) and CMS-10 (ECDSA).

use std::rc::Rc;

use num_bigint::{BigInt, BigUint, Sign};

use super::super::der::{Der, null, number, octets, oid, seq, tlv};
use super::super::keys::{Hash, Key, p256_order};
use super::super::people::signer;
use super::super::vector::Vector;
use super::{Expected, changed, of_signer};

pub fn vectors() -> Vec<Vector> {
    [rsa(), low_exponent(), elliptic()].into_iter().flatten().collect()
}

const RSA: &str = "RFC 8017 section 8.2.2: the whole block is compared";

/// DigestInfo of SHA-256, as it should be.
fn digest_info(message: &[u8]) -> Der {
    seq([Hash::Sha256.identifier_with_null(), octets(&Hash::Sha256.of(message))])
}

/// 00 01 FF … FF 00 and the rest, in blocks of 256 bytes.
fn block(padding: usize, rest: &[u8]) -> Vec<u8> {
    [&[0, 1][..], &vec![0xff; padding], &[0], rest].concat()
}

/// CMS-9: blocks that the private key signed as they are.
fn rsa() -> Vec<Vector> {
    let signing = |words: &str, of: fn(&[u8]) -> Vec<u8>| {
        changed("CMS-9", words, move |message| {
            message.signer().signing = Rc::new(move |key, message| key.sign_block(&of(message)));
        })
        .failed("SIGNATURE_VALUE_INVALID")
        .integrity(false)
    };
    vec![
        changed("CMS-9", "block-right", |message| {
            message.signer().signing = Rc::new(|key, message| key.sign_block(&full(&digest_info(message))));
        })
        .story("The block is put together by hand, and rightly: what the others here differ from.", RSA)
        .counts(),
        signing("junk-after-digest", |message| {
            let info = digest_info(message);
            let junk = vec![0x55; 256 - 3 - 8 - info.len()];
            block(8, &[info, junk].concat())
        })
        .story("The padding is short, and junk follows the digest: with a low exponent anyone makes such values.", RSA),
        signing("padding-absent", |message| {
            let info = digest_info(message);
            let junk = vec![0x55; 256 - 3 - info.len()];
            block(0, &[info, junk].concat())
        })
        .story("No padding at all stands before the digest.", RSA),
        signing("padding-with-other-byte", |message| {
            let mut block = full(&digest_info(message));
            block[20] = 0xfe;
            block
        })
        .story("One byte of the padding is not FF.", RSA),
        signing("padding-without-end", |message| {
            let mut block = full(&digest_info(message));
            let end = block.iter().skip(1).position(|byte| *byte == 0).expect("a zero") + 1;
            block[end] = 0xff;
            block
        })
        .story("The zero between padding and digest is missing.", RSA),
        signing("block-type-2", |message| {
            let mut block = full(&digest_info(message));
            block[1] = 2;
            block
        })
        .story("The block has the type for encryption, not for signatures.", RSA),
        signing("block-type-0", |message| {
            let mut block = full(&digest_info(message));
            block[1] = 0;
            block
        })
        .story("The block has the type 0, whose padding is not defined.", RSA),
        signing("length-of-digest-info-in-ber", |message| {
            let info = digest_info(message);
            full(&[&[0x30, 0x81], &info[1..]].concat())
        })
        .story("A length inside of the block is in BER.", RSA),
        signing("digest-info-indefinite", |message| {
            let info = digest_info(message);
            full(&[&[0x30, 0x80], &info[2..], &[0, 0]].concat())
        })
        .story("A length inside of the block is indefinite.", RSA),
        signing("null-absent", |message| full(&seq([Hash::Sha256.identifier(), octets(&Hash::Sha256.of(message))])))
            .story("NULL is missing after the digest's name inside of the block.", RSA),
        signing("null-with-content", |message| {
            let algorithm = seq([Hash::Sha256.oid(), tlv(5, b"hidden")]);
            full(&seq([algorithm, octets(&Hash::Sha256.of(message))]))
        })
        .story("NULL inside of the block has a content, in which anything can hide.", RSA),
        signing("digest-of-other-algorithm", |message| {
            full(&seq([Hash::Sha512.identifier_with_null(), octets(&Hash::Sha512.of(message))]))
        })
        .story("The block holds the right digest by another algorithm than the message names.", RSA),
        signing("digest-named-otherwise", |message| {
            full(&seq([Hash::Sha384.identifier_with_null(), octets(&Hash::Sha256.of(message))]))
        })
        .story("The block names another algorithm than its digest is by.", RSA),
        signing("digest-without-info", |message| full(&Hash::Sha256.of(message)))
            .story("The block holds the bare digest, as some tokens sign it when asked wrongly.", RSA),
        signing("digest-info-with-trailing-element", |message| {
            full(&seq([Hash::Sha256.identifier_with_null(), octets(&Hash::Sha256.of(message)), null()]))
        })
        .story("One more element follows the digest inside of its structure.", RSA),
        changed("CMS-9", "value-shortened", |message| {
            message.signer().signing = Rc::new(|key, message| key.sign(Hash::Sha256, message)[1..].to_vec());
        })
        .story("The value lacks its first byte.", "RFC 8017 section 8.2.2 step 1")
        .failed("SIGNATURE_VALUE_INVALID")
        .integrity(false),
        changed("CMS-9", "value-lengthened", |message| {
            message.signer().signing = Rc::new(|key, message| [vec![0], key.sign(Hash::Sha256, message)].concat());
        })
        .story("A zero stands before the value.", "RFC 8017 section 8.2.2 step 1")
        .failed("SIGNATURE_VALUE_INVALID")
        .integrity(false),
        changed("CMS-9", "value-plus-modulus", |message| {
            message.signer().signing = Rc::new(|key, message| {
                let Key::Rsa { modulus, .. } = key else { unreachable!("an RSA key") };
                (BigUint::from_bytes_be(&key.sign(Hash::Sha256, message)) + modulus).to_bytes_be()
            });
        })
        .story(
            "The modulus was added to the value, which an unreduced power does not notice.",
            "RFC 8017 section 5.2.2 step 1",
        )
        .failed("SIGNATURE_VALUE_INVALID")
        .integrity(false),
        changed("CMS-9", "value-empty", |message| message.signer().signing = Rc::new(|_, _| Vec::new()))
            .story("The string that should hold the value is empty.", RSA)
            .failed("SIGNATURE_VALUE_INVALID")
            .integrity(false),
    ]
}

fn full(rest: &[u8]) -> Vec<u8> {
    block(256 - 3 - rest.len(), rest)
}

/// CMS-9: the exponent 3.
fn low_exponent() -> Vec<Vector> {
    let who = signer("Số mũ ba", 17, "rsa-e3");
    vec![
        of_signer("CMS-9", "exponent-3", &who, Hash::Sha256, |_| {})
            .story(
                "An honest signature with a key whose exponent is 3.",
                "R13 of docs/standards.md: exponent from 65537",
            )
            .indeterminate("KEY_WEAK")
            .integrity(true),
        of_signer("CMS-9", "exponent-3-cube-root", &who, Hash::Sha256, |message| {
            message.signer().signing = Rc::new(|key, message| {
                let info = digest_info(message);
                let junk = vec![0; 256 - 3 - 8 - info.len()];
                let wanted = BigUint::from_bytes_be(&block(8, &[info, junk].concat()));
                let root = (wanted.cbrt() + BigUint::from(1u8)).to_bytes_be();
                [vec![0; key.modulus_len() - root.len()], root].concat()
            });
        })
        .story(
            "Nobody signed: with the exponent 3 the value is the cube root of a block with short padding and junk \
             (Bleichenbacher 2006).",
            RSA,
        )
        .failed("SIGNATURE_VALUE_INVALID")
        .integrity(false),
    ]
}

/// CMS-10.
fn elliptic() -> Vec<Vector> {
    let clause = "FIPS 186-5 section 6.4.2; RFC 3279 section 2.2.3";
    let who = signer("Khóa P-256", 14, "p256");
    let value = |words: &str, of: fn(BigUint, BigUint) -> Der| {
        of_signer("CMS-10", words, &who, Hash::Sha256, move |message| {
            message.signer().signing = Rc::new(move |key, message| {
                let (r, s) = key.ecdsa(Hash::Sha256, message);
                of(r, s)
            });
        })
    };
    let bad = |words: &str, of: fn(BigUint, BigUint) -> Der| {
        value(words, of).failed("SIGNATURE_VALUE_INVALID").integrity(false)
    };
    vec![
        value("s-negated", |r, s| pair(&r, &(p256_order() - s)))
            .story(
                "s was exchanged for n − s, which anyone can do and which stays valid: the bytes of a file are no \
                 identity of it.",
                clause,
            )
            .counts(),
        bad("r-zero", |_, s| pair(&0u8.into(), &s)).story("r is 0, which no honest signature has.", WIDE),
        bad("s-zero", |r, _| pair(&r, &0u8.into())).story("s is 0, which no honest signature has.", WIDE),
        bad("both-zero", |_, _| pair(&0u8.into(), &0u8.into()))
            .story("r and s are 0, which fits every message where they are not checked.", clause),
        bad("r-is-order", |_, s| pair(&p256_order(), &s))
            .story("r is the order of the curve, that is 0 again.", clause),
        bad("s-is-order", |r, _| pair(&r, &p256_order()))
            .story("s is the order of the curve, that is 0 again.", clause),
        bad("r-plus-order", |r, s| pair(&(r + p256_order()), &s))
            .story("r was raised by the order of the curve.", clause),
        bad("s-plus-order", |r, s| pair(&r, &(s + p256_order())))
            .story("s was raised by the order of the curve.", clause),
        bad("r-negative", |r, s| seq([negative(&r), number(&s)])).story("r was given a minus sign.", clause),
        bad("s-negative", |r, s| seq([number(&r), negative(&s)])).story("s was given a minus sign.", clause),
        bad("r-with-leading-zeros", |r, s| seq([tlv(2, &[&[0, 0], &r.to_bytes_be()[..]].concat()), number(&s)]))
            .story("Zeros stand before r, so that one signature has many encodings.", clause),
        bad("s-with-leading-zeros", |r, s| seq([number(&r), tlv(2, &[&[0, 0], &s.to_bytes_be()[..]].concat())]))
            .story("Zeros stand before s, so that one signature has many encodings.", clause),
        bad("length-in-ber", |r, s| {
            let der = pair(&r, &s);
            [&[0x30, 0x81], &der[1..]].concat()
        })
        .story("The length of the value is in BER.", clause),
        bad("indefinite-length", |r, s| {
            let der = pair(&r, &s);
            [&[0x30, 0x80], &der[2..], &[0, 0]].concat()
        })
        .story("The length of the value is indefinite.", clause),
        bad("trailing-bytes", |r, s| [pair(&r, &s), vec![0]].concat())
            .story("A byte follows the value inside of its string.", WIDE),
        bad("trailing-element", |r, s| seq([number(&r), number(&s), null()]))
            .story("A third element follows r and s.", clause),
        bad("s-absent", |r, _| seq([number(&r)])).story("The value is r alone, and s is missing.", WIDE),
        bad("plain-numbers", |r, s| [r.to_bytes_be(), s.to_bytes_be()].concat())
            .story("r and s stand one after another without their structure, as tokens give them.", clause),
        bad("values-exchanged", |r, s| pair(&s, &r)).story("r and s stand in each other's place.", WIDE),
        bad("object-identifier-instead", |_, _| oid("1.2.840.10045.4.3.2"))
            .story("An object identifier stands in place of the value.", clause),
    ]
}

const WIDE: &str = "FIPS 186-5 section 6.4.2 step 1";

fn pair(r: &BigUint, s: &BigUint) -> Der {
    seq([number(r), number(s)])
}

fn negative(value: &BigUint) -> Der {
    tlv(2, &BigInt::from_biguint(Sign::Minus, value.clone()).to_signed_bytes_be())
}
