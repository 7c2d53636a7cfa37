//! What the signer signs besides the document: CMS-1 to CMS-4, and CMS-15.

use super::super::der::{octets, oid, seq, set, time};
use super::super::document::{self, Form};
use super::super::keys::Hash;
use super::super::message::{CONTENT_TYPE, DATA, MESSAGE_DIGEST, Message, SIGNED_DATA, attribute};
use super::super::people::person;
use super::super::vector::Vector;
use super::{Expected, changed, older, vector};

const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";

pub fn vectors() -> Vec<Vector> {
    [content_attributes(), contents(), claimed_times()].into_iter().flatten().collect()
}

/// CMS-1 to CMS-3.
fn content_attributes() -> Vec<Vector> {
    let digest = |hash: Hash| attribute(MESSAGE_DIGEST, [octets(&hash.of(b"another document"))]);
    let own = |message: &mut Message| octets(&Hash::Sha256.of(&message.signer().direct.clone()));
    let kind = |dotted: &str| attribute(CONTENT_TYPE, [oid(dotted)]);
    vec![
        changed("CMS-1", "without-signed-attributes", |message| message.signer().attributes = None)
            .story(
                "The signature is made over the document itself, without signed attributes, which lets a forger use \
                 signatures made over other data.",
                "RFC 5652 section 5.3; ETSI EN 319 142-1 clause 6.3",
            )
            .indeterminate("NO_SIGNED_ATTRS")
            .integrity(true),
        older("CMS-1", "without-signed-attributes-older-profile", Hash::Sha256, |message| {
            message.signer().attributes = None;
        })
        .story("The same in the older profile, which allows it.", "RFC 5652 section 5.3; docs/relaxations.md")
        .indeterminate("NO_SIGNED_ATTRS")
        .integrity(true),
        changed("CMS-2", "message-digest-absent", |message| message.signer().replace(MESSAGE_DIGEST, []))
            .story("The signed attributes hold no digest, so that the signature speaks of no document.", DIGEST_CLAUSE)
            .failed("MESSAGE_DIGEST_MISSING")
            .integrity(false),
        changed("CMS-2", "message-digest-two-values", |message| {
            let other = octets(&Hash::Sha256.of(b"another document"));
            let values = [own(message), other];
            message.signer().replace(MESSAGE_DIGEST, [attribute(MESSAGE_DIGEST, values)]);
        })
        .story("One signature is to serve two documents: the attribute holds the digests of both.", DIGEST_CLAUSE)
        .failed("ATTR_VALUE_COUNT"),
        changed("CMS-2", "message-digest-without-value", |message| {
            message.signer().replace(MESSAGE_DIGEST, [attribute(MESSAGE_DIGEST, [])]);
        })
        .story("The attribute for the digest is there and empty.", DIGEST_CLAUSE)
        .failed("ATTR_VALUE_COUNT")
        .integrity(false),
        changed("CMS-2", "message-digest-twice", |message| {
            let attributes = [attribute(MESSAGE_DIGEST, [own(message)]), digest(Hash::Sha256)];
            message.signer().replace(MESSAGE_DIGEST, attributes);
        })
        .story("The attribute occurs twice, once for each of two documents; readers differ in which counts.", ONCE)
        .failed("DUPLICATE_ATTR"),
        changed("CMS-2", "message-digest-shortened", |message| {
            let half = Hash::Sha256.of(&message.signer().direct.clone())[..16].to_vec();
            message.signer().replace(MESSAGE_DIGEST, [attribute(MESSAGE_DIGEST, [octets(&half)])]);
        })
        .story("Only the first half of the digest was signed, which another document can be fitted to.", DIGEST_CLAUSE)
        .failed("MESSAGE_DIGEST_LENGTH")
        .integrity(false),
        changed("CMS-2", "message-digest-of-other-algorithm", |message| {
            let other = Hash::Sha512.of(&message.signer().direct.clone());
            message.signer().replace(MESSAGE_DIGEST, [attribute(MESSAGE_DIGEST, [octets(&other)])]);
        })
        .story("The digest is right by SHA-512, but the message names SHA-256.", DIGEST_CLAUSE)
        .failed("MESSAGE_DIGEST_LENGTH")
        .integrity(false),
        changed("CMS-2", "message-digest-of-other-document", |message| {
            message.signer().replace(MESSAGE_DIGEST, [digest(Hash::Sha256)]);
        })
        .story("A genuine signature over another document was moved into this file.", DIGEST_CLAUSE)
        .failed("DIGEST_MISMATCH")
        .integrity(false),
        changed("CMS-3", "content-type-absent", |message| message.signer().replace(CONTENT_TYPE, []))
            .story("The signed attributes do not say what kind of content was signed.", TYPE_CLAUSE)
            .failed("CONTENT_TYPE_MISSING")
            .integrity(true),
        changed("CMS-3", "content-type-twice", |message| {
            message.signer().replace(CONTENT_TYPE, [kind(DATA), kind(SIGNED_DATA)]);
        })
        .story("The kind of content is told twice, each time another.", ONCE)
        .failed("DUPLICATE_ATTR"),
        changed("CMS-3", "content-type-two-values", |message| {
            let values = [oid(DATA), oid(SIGNED_DATA)];
            message.signer().replace(CONTENT_TYPE, [attribute(CONTENT_TYPE, values)]);
        })
        .story("One attribute holds two kinds of content.", TYPE_CLAUSE)
        .failed("ATTR_VALUE_COUNT"),
        changed("CMS-3", "content-type-wrong", |message| message.signer().replace(CONTENT_TYPE, [kind(SIGNED_DATA)]))
            .story("What was signed is said to be a signed message, not data.", TYPE_CLAUSE)
            .failed("CONTENT_TYPE_MISMATCH")
            .integrity(true),
        changed("CMS-3", "econtent-type-differs", |message| message.content_type = SIGNED_DATA.to_owned())
            .story(
                "Outside the message says that it is about a signed message, inside that it is about data.",
                TYPE_CLAUSE,
            )
            .failed("CONTENT_TYPE_UNEXPECTED")
            .telling(&["CONTENT_TYPE_MISMATCH"])
            .integrity(true),
        changed("CMS-3", "both-types-foreign", |message| {
            message.content_type = SIGNED_DATA.to_owned();
            message.signer().replace(CONTENT_TYPE, [kind(SIGNED_DATA)]);
        })
        .story("The message agrees with itself that it is not about a document.", "ISO 32000-2 clause 12.8.3.3.1")
        .failed("CONTENT_TYPE_UNEXPECTED")
        .not_telling(&["CONTENT_TYPE_MISMATCH"]),
    ]
}

const DIGEST_CLAUSE: &str = "RFC 5652 section 11.2";
const TYPE_CLAUSE: &str = "RFC 5652 section 11.1";
const ONCE: &str = "RFC 5652 section 5.3: an attribute occurs once";

/// A file of `adbe.pkcs7.sha1`.
fn oldest(words: &str, message: impl Fn(&[u8]) -> Vec<u8>) -> Vector {
    vector("CMS-4", words, document::signed_as(&Form::new("adbe.pkcs7.sha1"), message))
}

/// CMS-4.
fn contents() -> Vec<Vector> {
    let detached = "ISO 32000-2 clause 12.8.3.3.1: no data is encapsulated";
    vec![
        changed("CMS-4", "content-besides-document", |message| message.content = Some(octets(b"other content")))
            .story(
                "A signature over the file carries other content of its own, which some readers would show.",
                detached,
            )
            .failed("ENCAPSULATED_CONTENT")
            .integrity(true),
        vector("CMS-4", "content-instead-of-document", {
            let person = person();
            document::signed(|_| Message::enclosing(&person, Hash::Sha256, DATA, b"another letter").der())
        })
        .story("A genuine signature over an enclosed letter is passed off as one over the file.", detached)
        .failed("ENCAPSULATED_CONTENT")
        .telling(&["DIGEST_MISMATCH"])
        .integrity(false),
        changed("CMS-4", "content-empty", |message| message.content = Some(octets(b"")))
            .story("Software of some authorities writes an empty content where there is to be none.", detached)
            .indeterminate("EMPTY_CONTENT")
            .integrity(true),
        oldest("digest-enclosed", |content| {
            Message::enclosing(&person(), Hash::Sha256, DATA, &Hash::Sha1.of(content)).der()
        })
        .story(
            "The oldest profile encloses the document's digest by SHA-1. It is intact, and never counts.",
            "ISO 32000-1 clause 12.8.3.3, taken back by ISO 32000-2; docs/relaxations.md",
        )
        .indeterminate("DIGEST_WEAK")
        .integrity(true),
        oldest("digest-of-other-document-enclosed", |_| {
            Message::enclosing(&person(), Hash::Sha256, DATA, &Hash::Sha1.of(b"another document")).der()
        })
        .story("The oldest profile, with the digest of another document.", "ISO 32000-1 clause 12.8.3.3")
        .failed("DIGEST_MISMATCH")
        .integrity(false),
        oldest("nothing-enclosed", |content| Message::detached(&person(), Hash::Sha256, content).der())
            .story("The oldest profile, whose message encloses no digest.", "ISO 32000-1 clause 12.8.3.3")
            .failed("CONTENT_MISSING")
            .integrity(false),
        older("CMS-4", "content-empty-older-profile", Hash::Sha256, |message| message.content = Some(octets(b"")))
            .story("The same in the older profile, as Vietnamese signing tools make it.", detached)
            .indeterminate("EMPTY_CONTENT")
            .integrity(true),
    ]
}

/// CMS-15.
fn claimed_times() -> Vec<Vector> {
    let clause = "ETSI EN 319 142-1 clause 6.3: the claimed time stands in /M; docs/relaxations.md";
    let claiming = |words: &str, at: &'static str| {
        changed("CMS-15", words, move |message| {
            let attributes = message.signer().attributes.as_mut().expect("signed attributes");
            attributes.push(seq([oid(SIGNING_TIME), set([time(at)])]));
        })
    };
    let dated = |words: &str, entries: &'static str| {
        let person = person();
        let form = Form { entries, ..Form::new("ETSI.CAdES.detached") };
        vector(
            "CMS-15",
            words,
            document::signed_as(&form, |content| Message::detached(&person, Hash::Sha256, content).der()),
        )
    };
    let claim =
        |value: &str| [("time.source", "claimed".into()), ("time.value", value.into()), ("level", "B-B".into())];
    let told = "2026-05-31T14:05:09+07:00";
    vec![
        claiming("signing-time-in-future", "400101000000Z")
            .story("The signer's clock claims a time to come. It is a claim and moves nothing.", clause)
            .telling(&["TIME_CLAIMED"])
            .signature(&claim(told)),
        claiming("signing-time-before-certificate", "200101000000Z")
            .story("The signer claims to have signed before the certificate existed.", clause)
            .telling(&["TIME_CLAIMED"])
            .signature(&claim(told)),
        claiming("signing-time-differs", "260530000000Z")
            .story("The signed attribute and /M claim two times.", clause)
            .telling(&["TIME_CLAIMED"])
            .signature(&claim(told)),
        dated("m-in-future", "/M (D:20400101000000+07'00')")
            .story("/M claims a time to come.", clause)
            .telling(&["TIME_CLAIMED"])
            .signature(&claim("2040-01-01T00:00:00+07:00")),
        dated("m-before-certificate", "/M (D:20200101000000+07'00')")
            .story("/M claims a time before the certificate existed.", clause)
            .telling(&["TIME_CLAIMED"])
            .signature(&claim("2020-01-01T00:00:00+07:00")),
        dated("m-absent", "")
            .story("Nobody claims a time.", clause)
            .telling(&["TIME_CLAIMED"])
            .signature(&[("time.source", "none".into()), ("time.value", "null".into())]),
        dated("m-saves-no-expired-certificate", "/M (D:20260531140509+07'00')")
            .at("2031-01-01T00:00:00Z")
            .story(
                "The certificate has expired, and only /M claims that it was in force when it signed.",
                "ETSI EN 319 102-1 clause 5.5.4",
            )
            .indeterminate("CERT_EXPIRED")
            .signature(&[("sub_indication", "OUT_OF_BOUNDS_NO_POE".into()), ("time.source", "claimed".into())]),
    ]
}
