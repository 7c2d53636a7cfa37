//! What stands around the attributes: versions, algorithms, certificates, signers, values; and messages that were made
//! for something else.

use std::rc::Rc;

use serde_json::{Value, json};

use super::super::der::{Der, elements, explicit, int, octets, of, oid, retagged, seq, set, tlv};
use super::super::keys::{Hash, pss_algorithm};
use super::super::message::{DATA, MESSAGE_DIGEST, Message, SIGNED_DATA, attribute};
use super::super::people::{colleague, person, signer};
use super::super::token::Stamp;
use super::{ALGORITHM_PROTECTION, broken, content, enclosed, honest, protection, row, signing_time, taken};

const TIMESTAMP: &str = "1.2.840.113549.1.9.16.2.14";

pub fn rows() -> Vec<Value> {
    [versions(), certificates(), signers(), unsigned(), encodings()].concat()
}

fn versions() -> Vec<Value> {
    let digest = |hash: Hash| {
        move |message: &mut Message| {
            message.digest_algorithms = vec![hash.identifier()];
            message.signer().digest_algorithm = hash.identifier();
        }
    };
    vec![
        broken("version 3", "CMS_VERSION", |message| message.version = 3),
        broken("a signer of version 3", "CMS_VERSION", |message| message.signer().version = 3),
        broken("two digest algorithms", "DIGEST_ALGORITHM_SET", |message| {
            message.digest_algorithms.push(Hash::Sha512.identifier());
        }),
        broken("no digest algorithm", "DIGEST_ALGORITHM_SET", |message| message.digest_algorithms.clear()),
        broken("another digest algorithm outside", "DIGEST_ALGORITHM_SET", |message| {
            message.digest_algorithms = vec![Hash::Sha512.identifier()];
        }),
        broken("SHA-1", "DIGEST_WEAK", digest(Hash::Sha1)),
        broken("SHA-224", "DIGEST_UNKNOWN", digest(Hash::Sha224)),
        broken("another type of content", "CONTENT_TYPE_UNEXPECTED", |message| {
            message.content_type = "1.2.840.113549.1.9.16.1.4".to_owned();
        }),
        broken("no content inside", "CONTENT_MISSING", |message| message.content = None),
        broken("a content in two pieces", "CMS_NOT_DER", |message| {
            let (one, two) = (content()[..9].to_vec(), content()[9..].to_vec());
            message.content = Some(of(0x24, [octets(&one), octets(&two)]));
        }),
        broken("a content that is no string of octets", "CMS_MALFORMED", |message| {
            message.content = Some(retagged(0x0c, octets(&content())));
        }),
    ]
}

fn certificates() -> Vec<Value> {
    let others = |count: u64| (0..count).map(|number| signer("Người khác", 100 + number, "colleague").certificate);
    vec![
        broken("no certificate", "CMS_CERTIFICATE_SET", |message| message.certificates.clear()),
        broken("another's certificate alone", "SIGNER_CERTIFICATE_NOT_FOUND", |message| {
            message.certificates = vec![colleague().certificate];
        }),
        broken("a certificate twice", "CMS_CERTIFICATE_SET", |message| {
            message.certificates.push(person().certificate);
        }),
        broken("nine certificates", "CMS_CERTIFICATE_SET", |message| message.certificates.extend(others(8))),
        broken("an attribute certificate", "CMS_CERTIFICATE_SET", |message| {
            message.certificates.push(retagged(0xa2, seq([])));
        }),
        broken("certificates out of order", "CMS_CERTIFICATE_SET", |message| {
            message.certificates.extend(others(1));
            message.certificates.sort_by(|one, other| other.cmp(one));
            message.sorted = false;
        }),
        taken("eight certificates", |message| message.certificates.extend(others(7))),
    ]
}

fn signers() -> Vec<Value> {
    vec![
        broken("two signers", "CMS_SIGNER_COUNT", |message| message.signers.push(message.signers[0].clone())),
        broken("no signer", "CMS_SIGNER_COUNT", |message| message.signers.clear()),
        broken("a signer named by a key", "CMS_SIGNER_IDENTIFIER", |message| {
            message.signer().sid = tlv(0x80, &person().key.identifier());
        }),
        broken("a signer named by another number", "SIGNER_CERTIFICATE_NOT_FOUND", |message| {
            message.signer().sid = seq([person().issuer, int(99)]);
        }),
        broken("a signature by another key", "SIGNATURE_MISMATCH", |message| message.signer().key = colleague().key),
        broken("a signature with a bit flipped", "SIGNATURE_MISMATCH", |message| {
            message.signer().value = |value| {
                let mut value = value.to_vec();
                *value.last_mut().unwrap() ^= 1;
                octets(&value)
            };
        }),
        row(
            "an RSA key of 1024 bits",
            &honest(&signer("Con dấu", 14, "rsa-1024"), Hash::Sha256, &content()).der(),
            Some("KEY_WEAK"),
        ),
        broken("the algorithm of another kind of key", "ALGORITHM_KEY_MISMATCH", |message| {
            message.signer().signature_algorithm = seq([oid("1.2.840.10045.4.3.2")]);
            message.signer().replace(ALGORITHM_PROTECTION, []);
        }),
    ]
}

fn unsigned() -> Vec<Value> {
    let with = |story: &str, make: fn(&[u8]) -> Vec<Der>| {
        broken(story, "ATTR_UNSIGNED_FOREIGN", |message| message.signer().unsigned = Rc::new(make))
    };
    vec![
        with("two timestamps", |value| vec![Stamp::honest().attribute(value), attribute(TIMESTAMP, [seq([])])]),
        with("a timestamp attribute with two values", |_| vec![attribute(TIMESTAMP, [seq([]), int(1)])]),
        with("an unsigned attribute of another kind", |_| vec![attribute(MESSAGE_DIGEST, [octets(&[0; 32])])]),
        taken("one timestamp", |message| {
            message.signer().unsigned = Rc::new(|value| vec![Stamp::honest().attribute(value)]);
        }),
    ]
}

fn encodings() -> Vec<Value> {
    let message = honest(&person(), Hash::Sha256, &content()).der();
    let inner = elements(&message)[0].1;
    let behind = row("bytes behind", &[&message[..], &[0]].concat(), Some("CMS_TRAILING_BYTES"));
    let endless = [&[0x30, 0x80], inner, &[0, 0]].concat();
    let long = [&[0x30, 0x84, 0, 0], &(inner.len() as u16).to_be_bytes()[..], inner].concat();
    let cut = &message[..message.len() - 1];
    let listed = with_revocation_data(&message);
    let mut large = behind.clone();
    large["story"] = "65537 bytes".into();
    large["given"] = json!({"begin": "30840000fffb", "zeros": 65_531});
    large["reason"] = "CMS_LIMIT".into();
    vec![
        behind,
        large,
        row("a length without an end", &endless, Some("CMS_NOT_DER")),
        row("a length in a long form", &long, Some("CMS_MALFORMED")),
        row("a byte less", cut, Some("CMS_MALFORMED")),
        row("a place for revocation data, empty", &listed, Some("CMS_REVOCATION_INSIDE")),
        row("no message", b"%PDF-1.7", Some("CMS_MALFORMED")),
    ]
}

/// The message with an empty `[1]` behind its certificates.
fn with_revocation_data(message: &[u8]) -> Der {
    let data = elements(elements(elements(message)[0].1)[1].1)[0].1;
    let parts = elements(data).into_iter().map(|(tag, content)| tlv(tag, content));
    let mut parts: Vec<Der> = parts.collect();
    parts.insert(4, retagged(0xa1, set([])));
    seq([oid(SIGNED_DATA), explicit(0, seq(parts))])
}

/// Signatures of the same key for something else, put into the form of a manifest.
pub fn packed_anew() -> Vec<Value> {
    let statement = b"\xa5\x00\x73vanbang statement 1".to_vec();
    let cut = content()[..content().len() - 1].to_vec();
    let of = |content: &[u8]| honest(&person(), Hash::Sha256, content);
    let mut of_pdf = Message::detached(&person(), Hash::Sha256, b"%PDF-1.7");
    of_pdf.content = enclosed(b"%PDF-1.7");
    let mut general = Message::enclosing(&person(), Hash::Sha256, DATA, &content());
    general.signer().attributes.as_mut().unwrap().push(signing_time(super::SEALED));
    // The attributes of an honest message as a content, which the same value would sign.
    let mut reread = of(&content());
    let attributes = set(reread.signer().attributes.take().unwrap());
    (reread.content, reread.signer().direct) = (enclosed(&attributes), attributes);
    let mut swapped = of(&content());
    swapped.content = enclosed(&cut);
    vec![
        row("a signature over a PDF file, its content put in", &of_pdf.der(), Some("ATTR_MISSING")),
        row("the right content, signed by a general program", &general.der(), Some("ATTR_MISSING")),
        row("the attributes taken for the content", &reread.der(), Some("NO_SIGNED_ATTRS")),
        row("another content put in", &swapped.der(), Some("DIGEST_MISMATCH")),
        row("a statement under the media type of a manifest", &of(&statement).der(), Some("CONTENT_LABEL")),
        row("a manifest without its last byte", &of(&cut).der(), Some("MANIFEST_MALFORMED")),
    ]
}

pub fn honest_forms() -> Vec<Value> {
    let pss = |message: &mut Message| {
        let algorithm = pss_algorithm(Hash::Sha256, Hash::Sha256, 32, None);
        let signer = message.signer();
        signer.replace(ALGORITHM_PROTECTION, [protection(Hash::Sha256.identifier(), &algorithm)]);
        signer.signature_algorithm = algorithm;
        signer.signing = Rc::new(|key, message| key.sign_pss(Hash::Sha256, Hash::Sha256, 32, message));
    };
    let of = |who, hash| honest(who, hash, &content()).der();
    vec![
        taken("as it is", |_| ()),
        taken("algorithms that are not repeated", |message| message.signer().replace(ALGORITHM_PROTECTION, [])),
        taken("RSASSA-PSS", pss),
        row("SHA-384", &of(&person(), Hash::Sha384), None),
        row("SHA-512", &of(&person(), Hash::Sha512), None),
        row("ECDSA on P-256", &of(&signer("Con dấu", 13, "p256"), Hash::Sha256), None),
    ]
}
