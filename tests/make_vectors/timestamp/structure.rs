//! How the token is built: TS-11.

use std::rc::Rc;

use super::super::der::{self, boolean, int, octets, oid, seq, tlv};
use super::super::keys::Hash;
use super::super::message::{MESSAGE_DIGEST, Message, attribute};
use super::super::people::colleague;
use super::super::token::Stamp;
use super::super::vector::Vector;
use super::{Expected, on_signature};

pub fn vectors() -> Vec<Vector> {
    [attributes(), messages()].into_iter().flatten().collect()
}

fn attributes() -> Vec<Vector> {
    let clause = "RFC 3161 section 2.4.2; RFC 5652 section 5.3";
    let adding = |words: &str, added: Vec<u8>| {
        let stamp =
            Stamp::honest().changing(move |signer| signer.attributes.as_mut().expect("attributes").push(added.clone()));
        on_signature("TS-11", words, &stamp)
    };
    let unsigned = Stamp::honest().changing(|signer| {
        signer.unsigned = Rc::new(|_| vec![attribute("1.2.3.4.5", [octets(b"anything")])]);
    });
    vec![
        adding("attribute-unknown", attribute("1.2.3.4.5", [octets(b"anything")]))
            .story("The stamper signed an attribute that nobody knows.", clause)
            .proves(),
        on_signature("TS-11", "unsigned-attribute-unknown", &unsigned)
            .story("Someone added an attribute to the token that nobody knows.", clause)
            .proves(),
        adding("attribute-malformed", seq([oid("1.2.3.4.5"), tlv(0x30, &[])]))
            .story("An attribute of the token is not built as one.", clause)
            .proves_nothing("TIMESTAMP_MALFORMED"),
        adding("attribute-without-value", attribute("1.2.3.4.5", []))
            .story("An attribute of the token has no value.", clause)
            .proves_nothing("ATTR_VALUE_COUNT"),
        on_signature(
            "TS-11",
            "message-digest-absent",
            &Stamp::honest().changing(|signer| signer.replace(MESSAGE_DIGEST, [])),
        )
        .story("The token's signature does not cover what the token says.", clause)
        .proves_nothing("TIMESTAMP_BROKEN"),
        on_signature(
            "TS-11",
            "value-wrong",
            &Stamp::honest().changing(|signer| {
                signer.signing = Rc::new(|key, _| key.sign(Hash::Sha256, b"another token"));
            }),
        )
        .story("The token's signature is of another token.", clause)
        .proves_nothing("TIMESTAMP_BROKEN"),
    ]
}

fn messages() -> Vec<Vector> {
    let clause = "RFC 3161 section 2.4.2";
    let changing = |words: &str, change: fn(&mut Message)| {
        on_signature("TS-11", words, &Stamp { change: Rc::new(change), ..Stamp::honest() })
    };
    let critical = |critical: bool| {
        let flag = if critical { boolean(true) } else { Vec::new() };
        let extension = seq([oid("1.2.3.4.5"), flag, octets(b"x")]);
        Stamp { further: vec![der::retagged(0xa1, seq([extension]))], ..Stamp::honest() }
    };
    vec![
        changing("no-tst-info", |message| message.content = Some(octets(b"31 May 2026")))
            .story("The token holds a text in place of the time.", clause)
            .proves_nothing("TIMESTAMP_MALFORMED"),
        changing("content-absent", |message| message.content = None)
            .story("The token holds nothing.", clause)
            .proves_nothing("TIMESTAMP_MALFORMED"),
        changing("content-type-of-data", |message| message.content_type = super::super::message::DATA.to_owned())
            .story("The token says that it holds data, not a time.", clause)
            .proves_nothing("TIMESTAMP_MALFORMED"),
        changing("version-2", |message| {
            let info = message.content.take().expect("a content");
            let fields = der::elements(der::elements(&info)[0].1)[0].1.to_vec();
            message.content = Some(octets(&tlv(0x30, &[int(2), fields[3..].to_vec()].concat())));
        })
        .story("The token is of a version that does not exist.", clause)
        .proves_nothing("TIMESTAMP_MALFORMED"),
        changing("two-signers", |message| {
            let mut other = message.signer().clone();
            other.sid = seq([colleague().issuer, colleague().serial]);
            message.signers.push(other);
        })
        .story("Two authorities signed one token.", "RFC 3161 section 2.4.2: one SignerInfo")
        .proves_nothing("TIMESTAMP_MALFORMED"),
        on_signature("TS-11", "critical-extension-unknown", &critical(true))
            .story(
                "The token has a critical extension that nobody knows: it may say that the time means something else.",
                "RFC 3161 section 2.4.2; RFC 5280 section 4.2",
            )
            .proves_nothing("TIMESTAMP_EXTENSION"),
        on_signature("TS-11", "extension-unknown", &critical(false))
            .story("The token has an extension that nobody knows and that is not critical.", "RFC 3161 section 2.4.2")
            .proves(),
    ]
}
