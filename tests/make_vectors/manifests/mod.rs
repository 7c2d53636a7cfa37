//! Signed manifests (docs/protocol.md 6.3), each rule broken once: `manifest/signed.json`. The code of a row is what
//! every reader answers; the reason is what ours says.

mod attributes;
mod frame;

use serde_json::{Value, json};

use super::Shared;
use super::der::{Der, octets, seq, tlv, utf8};
use super::keys::Hash;
use super::message::{Message, attribute};
use super::people::{Identity, person};

const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
const MEDIA_TYPE: &str = "0.4.0.1733.2.1";
const ALGORITHM_PROTECTION: &str = "1.2.840.113549.1.9.52";
/// The time in the content.
const SEALED: &str = "260531070000Z";

/// A manifest of no documents (6.1), written out.
fn content() -> Vec<u8> {
    let text = |text: &[u8]| [&[0x60 | text.len() as u8], text].concat();
    [
        b"\xab\x00".as_slice(),
        &text(b"vanbang manifest 1"),
        b"\x01",
        &text(b"thpt-mau.hue"),
        b"\x02\x48batch-01\x03\x1a\x6a\x1b\xdc\x70\x04\x00\x05\x00\x06\x40\x07\x40\x08\x19\x07\xea\x09\x80\x0a\x40",
    ]
    .concat()
}

fn media_type(value: &str) -> Der {
    attribute(MEDIA_TYPE, [utf8(value)])
}

const MANIFEST: &str = "application/vnd.vanbang.manifest+cbor";

fn signing_time(time: &str) -> Der {
    attribute(SIGNING_TIME, [super::der::time(time)])
}

/// CMSAlgorithmProtection (RFC 6211): the digest, and the signature behind `[1]`.
fn protection(digest: Der, signature: &[u8]) -> Der {
    attribute(ALGORITHM_PROTECTION, [seq([digest, tlv(0xa1, &signature[2..])])])
}

/// What an honest sealer makes of some content.
fn honest(who: &Identity, hash: Hash, content: &[u8]) -> Message {
    let mut message = Message::enclosing(who, hash, super::message::DATA, content);
    let signer = message.signer();
    let protection = protection(signer.digest_algorithm.clone(), &signer.signature_algorithm);
    let attributes = signer.attributes.as_mut().unwrap();
    attributes.extend([signing_time(SEALED), media_type(MANIFEST), protection]);
    message
}

fn row(story: &str, message: &[u8], reason: Option<&str>) -> Value {
    let given = data_encoding::HEXLOWER.encode(message);
    json!({"what": "signed_manifest", "story": story, "given": given,
        "code": reason.map(|_| "MANIFEST_REJECTED"), "reason": reason})
}

/// A message with one difference, and what we say of it.
fn broken(story: &str, reason: &str, change: impl FnOnce(&mut Message)) -> Value {
    let mut message = honest(&person(), Hash::Sha256, &content());
    change(&mut message);
    row(story, &message.der(), Some(reason))
}

fn taken(story: &str, change: impl FnOnce(&mut Message)) -> Value {
    let mut message = honest(&person(), Hash::Sha256, &content());
    change(&mut message);
    row(story, &message.der(), None)
}

/// The octets of a content with its tag.
fn enclosed(content: &[u8]) -> Option<Der> {
    Some(octets(content))
}

pub fn shared() -> Vec<Shared> {
    let rows = [attributes::rows(), attributes::values(), frame::rows(), frame::packed_anew(), frame::honest_forms()];
    let text = serde_json::to_string_pretty(&rows.concat()).unwrap() + "\n";
    vec![("manifest/signed.json".to_owned(), text.into_bytes())]
}
