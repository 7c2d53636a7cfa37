//! The signed attributes: each missing, doubled, of another form, or saying something else.

use serde_json::Value;

use super::super::der::{elements, octets, oid, seq, time, tlv, utf8};
use super::super::keys::Hash;
use super::super::message::{
    CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2, attribute, issuer_serial, reference, reference_value,
};
use super::super::people::{colleague, person};
use super::{
    ALGORITHM_PROTECTION, MANIFEST, MEDIA_TYPE, SIGNING_TIME, broken, content, media_type, protection, signing_time,
};

pub fn rows() -> Vec<Value> {
    let mut rows = vec![
        broken("no signed attributes", "NO_SIGNED_ATTRS", |message| message.signer().attributes = None),
        broken("the attributes out of order", "ATTRS_NOT_DER", |message| message.signer().sorted = false),
        broken("an attribute more", "ATTR_FOREIGN", |message| {
            let capabilities = attribute("1.2.840.113549.1.9.15", [seq([])]);
            message.signer().attributes.as_mut().unwrap().push(capabilities);
        }),
        broken("the older reference to the certificate beside", "SIGNING_CERTIFICATE_MISMATCH", |message| {
            let older = attribute("1.2.840.113549.1.9.16.2.12", [reference_value(&Hash::Sha1.of(b""), None)]);
            message.signer().attributes.as_mut().unwrap().push(older);
        }),
    ];
    for (kind, name, missing) in [
        (CONTENT_TYPE, "content-type", "CONTENT_TYPE_MISSING"),
        (MESSAGE_DIGEST, "message-digest", "MESSAGE_DIGEST_MISSING"),
        (SIGNING_CERTIFICATE_V2, "signing-certificate-v2", "SIGNING_CERTIFICATE_MISSING"),
        (SIGNING_TIME, "signing-time", "ATTR_MISSING"),
        (MEDIA_TYPE, "mime-type", "ATTR_MISSING"),
    ] {
        rows.push(broken(&format!("no {name}"), missing, |message| message.signer().replace(kind, [])));
        rows.push(broken(&format!("{name} twice"), "DUPLICATE_ATTR", |message| {
            let attributes = message.signer().attributes.as_mut().unwrap();
            let same = attributes.iter().find(|one| holds(one, kind)).unwrap().clone();
            attributes.push(same);
        }));
        rows.push(broken(&format!("{name} with two values"), "ATTR_VALUE_COUNT", |message| {
            let attributes = message.signer().attributes.as_mut().unwrap();
            let same = attributes.iter_mut().find(|one| holds(one, kind)).unwrap();
            let value = elements(elements(same)[0].1)[1].1.to_vec();
            *same = attribute(kind, [value.clone(), value]);
        }));
    }
    rows
}

fn holds(attribute: &[u8], kind: &str) -> bool {
    elements(attribute)[0].1.starts_with(&oid(kind))
}

pub fn values() -> Vec<Value> {
    let with = |story: &str, reason: &str, kind: &str, value: Vec<u8>| {
        broken(story, reason, |message| message.signer().replace(kind, [value]))
    };
    let own = Hash::Sha256.of(&person().certificate);
    let two = seq([seq([seq([octets(&own)]), seq([octets(&own)])])]);
    let other = Hash::Sha256.of(&content()[1..]);
    let weaker = protection(Hash::Sha1.identifier(), &person().key.signature_algorithm(Hash::Sha256));
    let stronger = protection(Hash::Sha256.identifier(), &person().key.signature_algorithm(Hash::Sha512));
    let by_whom = issuer_serial(&colleague().issuer, &colleague().serial);
    vec![
        with("another content-type", "CONTENT_TYPE_MISMATCH", CONTENT_TYPE, attribute(CONTENT_TYPE, [oid("1.2.3.4")])),
        with(
            "the digest of another content",
            "DIGEST_MISMATCH",
            MESSAGE_DIGEST,
            attribute(MESSAGE_DIGEST, [octets(&other)]),
        ),
        with(
            "the media type of a statement",
            "MEDIA_TYPE_OTHER",
            MEDIA_TYPE,
            media_type(&MANIFEST.replace("manifest", "statement")),
        ),
        with(
            "the media type of a directory",
            "MEDIA_TYPE_OTHER",
            MEDIA_TYPE,
            media_type("application/vnd.vanbang.directory+json"),
        ),
        with("the media type in capitals", "MEDIA_TYPE_OTHER", MEDIA_TYPE, media_type(&MANIFEST.to_uppercase())),
        with(
            "the media type as another kind of text",
            "MEDIA_TYPE_OTHER",
            MEDIA_TYPE,
            attribute(MEDIA_TYPE, [tlv(0x16, MANIFEST.as_bytes())]),
        ),
        with(
            "signing-time a second later than the content says",
            "MANIFEST_TIMES_DIFFER",
            SIGNING_TIME,
            signing_time("260531070001Z"),
        ),
        with(
            "signing-time as GeneralizedTime",
            "SIGNING_TIME_FORM",
            SIGNING_TIME,
            attribute(SIGNING_TIME, [time("20260531070000Z")]),
        ),
        with(
            "signing-time without seconds",
            "SIGNING_TIME_FORM",
            SIGNING_TIME,
            attribute(SIGNING_TIME, [time("2605310700Z")]),
        ),
        with(
            "signing-time of no day",
            "SIGNING_TIME_FORM",
            SIGNING_TIME,
            attribute(SIGNING_TIME, [time("260231070000Z")]),
        ),
        with(
            "signing-time as text",
            "SIGNING_TIME_FORM",
            SIGNING_TIME,
            attribute(SIGNING_TIME, [utf8("260531070000Z")]),
        ),
        with(
            "the reference to another certificate",
            "SIGNING_CERTIFICATE_MISMATCH",
            SIGNING_CERTIFICATE_V2,
            reference(&colleague().certificate),
        ),
        with(
            "two references",
            "SIGNING_CERTIFICATE_COUNT",
            SIGNING_CERTIFICATE_V2,
            attribute(SIGNING_CERTIFICATE_V2, [two]),
        ),
        with(
            "the reference under another name",
            "SIGNING_CERTIFICATE_ISSUER_SERIAL",
            SIGNING_CERTIFICATE_V2,
            attribute(SIGNING_CERTIFICATE_V2, [reference_value(&own, Some(by_whom))]),
        ),
        with(
            "another digest algorithm said to be protected",
            "ALGORITHM_PROTECTION_MISMATCH",
            ALGORITHM_PROTECTION,
            weaker,
        ),
        with(
            "another signature algorithm said to be protected",
            "ALGORITHM_PROTECTION_MISMATCH",
            ALGORITHM_PROTECTION,
            stronger,
        ),
    ]
}
