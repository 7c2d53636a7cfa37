//! Signed messages in files, threats CMS-1 to CMS-15.

use super::document;
use super::keys::Hash;
use super::message::{MESSAGE_DIGEST, Message};
use super::people::person;
use super::vector::Vector;

/// A file whose message is honest but for one change.
fn changed(id: &str, words: &str, change: impl Fn(&mut Message)) -> Vector {
    let person = person();
    let file = document::signed(|content| {
        let mut message = Message::detached(&person, Hash::Sha256, content);
        change(&mut message);
        message.der()
    });
    Vector::new("cms", id, words, "pdf", "office", file)
}

pub fn vectors() -> Vec<Vector> {
    vec![
        changed("CMS-0", "honest", |_| {})
            .story("Nothing is wrong: what all other messages here are made from.", "ETSI EN 319 142-1 clause 6.3")
            .signature(&[("indication", "total-passed".into()), ("level", "B-B".into())]),
        changed("CMS-1", "without-signed-attributes", |message| message.signer().attributes = None)
            .story(
                "The signature is made over the document itself, without signed attributes, which lets a forger use \
                 signatures made over other data.",
                "RFC 5652 section 5.3; ETSI EN 319 142-1 clause 6.3",
            )
            .indeterminate("NO_SIGNED_ATTRS")
            .signature(&[("integrity", true.into())]),
        changed("CMS-2", "message-digest-absent", |message| message.signer().replace(MESSAGE_DIGEST, []))
            .story(
                "The digest of the document is missing among the signed attributes, so that the signature speaks of no \
                 document.",
                "RFC 5652 section 11.2",
            )
            .failed("MESSAGE_DIGEST_MISSING")
            .signature(&[("integrity", false.into())]),
    ]
}
