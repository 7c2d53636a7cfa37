//! What anyone may add to a message or take away from it: CMS-12.

use std::rc::Rc;

use super::super::der::{Der, int, octets, oid, seq, tlv};
use super::super::keys::Hash;
use super::super::message::{Message, Signer, attribute};
use super::super::people::colleague;
use super::super::token::{Stamp, tokens};
use super::super::vector::Vector;
use super::{Expected, changed};

/// After the signer's certificate has expired, and before the timestamp authority's.
const LATER: &str = "2031-01-01T00:00:00Z";
const CLAUSE: &str = "ETSI EN 319 122-1 clause 5.3; RFC 3161 appendix A";

pub fn vectors() -> Vec<Vector> {
    [timestamps(), others()].into_iter().flatten().collect()
}

fn stamped(words: &str, unsigned: impl Fn(&[u8]) -> Vec<Der> + 'static) -> Vector {
    let unsigned: super::super::message::Unsigned = Rc::new(unsigned);
    changed("CMS-12", words, move |message| message.signer().unsigned = unsigned.clone())
}

fn timestamps() -> Vec<Vector> {
    let honest = || Stamp::honest();
    let level = |level: &str| [("level", level.into()), ("indication", "total-passed".into())];
    vec![
        stamped("timestamp", move |value| vec![honest().attribute(value)])
            .story("A signature with an honest timestamp.", CLAUSE)
            .signature(&[
                ("level", "B-T".into()),
                ("time.source", "timestamp".into()),
                ("time.value", "2026-05-31T08:00:00+00:00".into()),
            ]),
        stamped("timestamp-outlives-certificate", move |value| vec![honest().attribute(value)])
            .at(LATER)
            .story(
                "The signer's certificate has expired; the timestamp proves that it signed before.",
                "ETSI EN 319 102-1 clause 5.5.4",
            )
            .signature(&level("B-T")),
        changed("CMS-12", "timestamp-stripped", |_| {})
            .story(
                "The timestamp was taken away while the certificate is in force: less is proven, nothing is wrong.",
                CLAUSE,
            )
            .telling(&["TIME_CLAIMED"])
            .signature(&level("B-B")),
        changed("CMS-12", "timestamp-stripped-after-expiry", |_| {})
            .at(LATER)
            .story(
                "The timestamp was taken away, and the certificate has expired since.",
                "ETSI EN 319 102-1 clause 5.5.4",
            )
            .indeterminate("CERT_EXPIRED")
            .signature(&[("integrity", true.into()), ("sub_indication", "OUT_OF_BOUNDS_NO_POE".into())]),
        stamped("timestamp-twice", move |value| vec![honest().attribute(value), honest().attribute(value)])
            .story("The same token stands there twice.", CLAUSE)
            .signature(&level("B-T")),
        stamped("timestamps-in-one-attribute", move |value| {
            let earlier = Stamp { time: "20260531070000Z", ..honest() };
            vec![tokens([honest().token(value), earlier.token(value)])]
        })
        .story("Two tokens of two hours: the earlier one counts.", CLAUSE)
        .signature(&[("level", "B-T".into()), ("time.value", "2026-05-31T07:00:00+00:00".into())]),
        stamped("timestamp-of-other-signature", move |_| vec![honest().attribute(b"another signature")])
            .story("The token was taken from another signature, to borrow its time.", CLAUSE)
            .telling(&["TIMESTAMP_BROKEN", "TIMESTAMP_NOT_TRUSTED", "TIME_CLAIMED"])
            .signature(&level("B-B")),
        stamped("timestamp-of-other-signature-after-expiry", move |_| vec![honest().attribute(b"another signature")])
            .at(LATER)
            .story("The token was taken from another signature, to save an expired certificate.", CLAUSE)
            .indeterminate("CERT_EXPIRED")
            .telling(&["TIMESTAMP_BROKEN"]),
        stamped("good-timestamp-beside-foreign-one", move |value| {
            let earlier = Stamp { time: "20260501000000Z", ..honest() };
            vec![tokens([earlier.token(b"another signature"), honest().token(value)])]
        })
        .story("Beside the genuine token lies a foreign one that names an earlier time.", CLAUSE)
        .telling(&["TIMESTAMP_BROKEN"])
        .signature(&[("level", "B-T".into()), ("time.value", "2026-05-31T08:00:00+00:00".into())]),
        stamped("timestamp-unreadable", |_| vec![tokens([seq([int(1)])])])
            .story("What stands in the place of a token is none.", CLAUSE)
            .telling(&["TIMESTAMP_MALFORMED", "TIME_CLAIMED"])
            .signature(&level("B-B")),
    ]
}

fn others() -> Vec<Vector> {
    vec![
        stamped("countersignature", |value| {
            let colleague = colleague();
            let mut signer = Signer::of(&colleague, Hash::Sha256, value, "1.2.840.113549.1.7.1");
            signer.replace("1.2.840.113549.1.9.3", []);
            vec![attribute("1.2.840.113549.1.9.6", [signer.finished()])]
        })
        .story(
            "Someone added a countersignature of their own. It says nothing of the document and is nobody's consent.",
            "RFC 5652 section 11.4",
        )
        .counts(),
        stamped("unknown-attribute", |_| vec![attribute("1.2.3.4.5", [octets(&[7; 1000])])])
            .story("Someone added an attribute that nobody knows.", "RFC 5652 section 5.3: unsigned attributes")
            .counts(),
        stamped("attribute-malformed", |_| vec![seq([oid("1.2.3.4.5"), tlv(0x30, &[])])])
            .story(
                "Someone added an attribute that is not built as one, so that the message is none any more.",
                "RFC 5652 section 5.3",
            )
            .failed("CMS_MALFORMED"),
    ]
}

/// A message with an unsigned attribute of `length` bytes, which is too long to be kept as a file.
pub fn swollen(content: &[u8], length: usize) -> Der {
    let mut message = Message::detached(&super::super::people::person(), Hash::Sha256, content);
    message.signer().unsigned = Rc::new(move |_| vec![attribute("1.2.3.4.5", [octets(&vec![7; length])])]);
    message.der()
}
