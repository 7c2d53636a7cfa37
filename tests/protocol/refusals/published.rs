//! What of a batch goes to a server: publication lists and envelopes.

use serde_json::{Value, json};
use vanbang::signature::crypto::{MessageKey, hkdf_sha256};

use super::{case, flipped, limited, padded, refused, taken};
use crate::given::{array, bytes, hex, made, unhex};

pub fn lists(vectors: &Value) -> Vec<Value> {
    let honest = bytes(vectors, "publication_list");
    let (one, two) = (&honest[4..54], &honest[54..104]);
    const MALFORMED: &str = "PUBLICATION_LIST_MALFORMED";
    let broken = |story, list: Vec<u8>| refused("publication_list", story, &list, MALFORMED);
    let mut cases = vec![
        broken("another magic", [b"VBP2", &honest[4..]].concat()),
        broken("no magic", honest[4..].to_vec()),
        broken("a record of 49 bytes", honest[..honest.len() - 1].to_vec()),
        broken("out of order", [b"VBP1", two, one].concat()),
        broken("an identifier twice", [b"VBP1", one, one].concat()),
        taken("publication_list", "as it is", &honest),
        taken("publication_list", "of nothing", b"VBP1"),
    ];
    // 4096 identifiers that are all the same.
    for (records, code) in [(4096, MALFORMED), (4097, "LIMIT_PUBLISHED")] {
        cases.push(case("publication_list", format!("{records} records"), padded(b"VBP1", 50 * records), Some(code)));
    }
    cases
}

const SALT: [u8; 32] = [6; 32];

fn keys(id: &[u8; 16], secret: &[u8]) -> (MessageKey, Vec<u8>) {
    let mut okm = [0; 64];
    hkdf_sha256(&SALT, secret, &[b"vanbang envelope 1".as_slice(), id].concat(), &mut okm);
    let (key, commitment) = okm.split_first_chunk().unwrap();
    (MessageKey::new(key).unwrap(), commitment.to_vec())
}

/// Another secret.
const OTHER: [u8; 16] = [1; 16];

/// The plaintext with the sixteen bytes in its path under which the tag of its ciphertext is right for the key of
/// [`OTHER`], too: GCM alone binds no key.
fn two_keys(mut plaintext: Vec<u8>) -> Vec<u8> {
    plaintext[32..48].copy_from_slice(&unhex("b1578f73242d7d040b7ab5467f4401a1"));
    plaintext
}

/// An envelope around any plaintext, under the keys of the document's secret.
fn sealed(id: &[u8; 16], secret: &[u8], plaintext: Vec<u8>) -> Vec<u8> {
    let (key, commitment) = keys(id, secret);
    let mut envelope = [b"VBE1".as_slice(), id, &SALT, &commitment].concat();
    let sealed = key.seal(&envelope, plaintext).unwrap();
    envelope.extend_from_slice(&sealed);
    envelope
}

pub fn envelopes(vectors: &Value) -> Vec<Value> {
    let document = &vectors["documents"][0];
    let (id, secret): ([u8; 16], Vec<u8>) = (array(document, "id"), bytes(document, "secret"));
    let honest = bytes(vectors, "envelope_of_index_0");
    let opening = bytes(document, "opening");
    let mut plaintext = [u32::try_from(opening.len()).unwrap().to_be_bytes().to_vec(), opening].concat();
    plaintext.resize(plaintext.len().next_multiple_of(512), 0);
    let given = |secret: &[u8], envelope: Value| json!({"id": hex(&id), "secret": hex(secret), "envelope": envelope});
    let opened = |story: &str, secret: &[u8], bytes: &[u8], code: Option<&str>| {
        case("envelope", story, given(secret, hex(bytes).into()), code)
    };
    let refused = |story: &str, bytes: &[u8], code: &str| opened(story, &secret, bytes, Some(code));
    let flipped = |place| flipped(&honest, place);
    let forged = |change: fn(&mut Vec<u8>)| {
        let mut plaintext = plaintext.clone();
        change(&mut plaintext);
        sealed(&id, &secret, plaintext)
    };
    let invalid = "ENVELOPE_INVALID";
    let mut cases = vec![
        refused("magic", &flipped(3), invalid),
        refused("of another identifier", &flipped(4), invalid),
        refused("salt", &flipped(20), "CODE_DOES_NOT_OPEN"),
        refused("commitment", &flipped(83), "CODE_DOES_NOT_OPEN"),
        refused("ciphertext", &flipped(84), invalid),
        refused("tag", &flipped(honest.len() - 1), invalid),
        refused("a byte more", &[&honest[..], &[0]].concat(), invalid),
        refused("cut in the commitment", &honest[..83], invalid),
        refused("padding that is not zero", &forged(|p| *p.last_mut().unwrap() = 1), invalid),
        refused("a block of padding too many", &forged(|p| p.resize(p.len() + 512, 0)), invalid),
        refused("a length beyond", &forged(|p| p[0] = 1), invalid),
        refused("an opening with another secret", &forged(|p| p[15] ^= 1), invalid),
        refused("a malformed opening", &forged(|p| p[4] = 1), invalid),
    ];
    cases.push(opened("another secret", &OTHER, &honest, Some("CODE_DOES_NOT_OPEN")));
    let begun = [b"VBE1".as_slice(), &id].concat();
    for mut case in limited("envelope", &begun, 128 << 10, "CODE_DOES_NOT_OPEN", "LIMIT_ENVELOPE") {
        case["given"] = given(&secret, case["given"].take());
        cases.push(case);
    }
    let twice = sealed(&id, &secret, two_keys(plaintext));
    cases.push(opened("a body that opens under two keys", &secret, &twice, None));
    cases.push(opened("a body that opens under two keys, by the other", &OTHER, &twice, Some("CODE_DOES_NOT_OPEN")));
    cases.push(opened("as it is", &secret, &honest, None));
    cases
}

/// What the table says of the body with two keys is so: both open it.
#[test]
fn two_keys_open_one_body() {
    let table = envelopes(&made());
    let of_two: Vec<&Value> =
        table.iter().filter(|case| case["story"].as_str().unwrap().contains("two keys")).collect();
    assert_eq!(of_two.len(), 2);
    for case in of_two {
        let (id, envelope) = (array(&case["given"], "id"), bytes(&case["given"], "envelope"));
        let (key, _) = keys(&id, &bytes(&case["given"], "secret"));
        assert!(key.open(&envelope[..84], &envelope[84..]).is_ok());
    }
}
