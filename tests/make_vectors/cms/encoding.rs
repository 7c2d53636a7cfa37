//! How a message is written, and what stands around it: CMS-11.

use super::super::der::{self, Der, explicit, int, null, octets, oid, seq, tlv};
use super::super::document::{self, Form};
use super::super::keys::Hash;
use super::super::message::{DATA, Message, SIGNED_DATA};
use super::super::people::{colleague, person};
use super::super::vector::Vector;
use super::{Expected, changed, older, rewritten, vector};

const DER: &str = "ETSI EN 319 142-1 clause 4.1: DER; X.690 clause 10";

pub fn vectors() -> Vec<Vector> {
    [ber(), older_ber(), orders(), surroundings(), structures()].into_iter().flatten().collect()
}

/// The content of SignedData in a message.
fn signed_data(message: &[u8]) -> Vec<u8> {
    let info = der::elements(message)[0].1;
    let explicit = der::elements(info)[1].1;
    der::elements(explicit)[0].1.to_vec()
}

/// A message around a finished SignedData.
fn info(signed_data: Der) -> Der {
    seq([oid(SIGNED_DATA), explicit(0, signed_data)])
}

fn indefinite(tag: u8, content: &[u8]) -> Der {
    [&[tag, 0x80], content, &[0, 0]].concat()
}

/// An OCTET STRING in two parts.
fn in_parts(content: &[u8]) -> Der {
    let (one, two) = content.split_at(content.len() / 2);
    der::of(0x24, [octets(one), octets(two)])
}

/// An element whose length takes more bytes than it needs.
fn longer(tag: u8, content: &[u8]) -> Der {
    [&[tag, 0x84], &(content.len() as u32).to_be_bytes()[..], content].concat()
}

/// The element with the one that a path of places leads to written longer.
fn with_longer(tag: u8, content: &[u8], path: &[usize]) -> Der {
    let Some((place, rest)) = path.split_first() else { return longer(tag, content) };
    let inside = der::elements(content).into_iter().enumerate();
    der::of(
        tag,
        inside.map(|(at, (tag, inner))| if at == *place { with_longer(tag, inner, rest) } else { tlv(tag, inner) }),
    )
}

/// BER in PAdES, whose integrity is told and which never counts.
fn ber() -> Vec<Vector> {
    let outer = |message: Vec<u8>| indefinite(0x30, der::elements(&message)[0].1);
    vec![
        rewritten("CMS-11", "indefinite-length", outer)
            .story("The message has no length but an end mark, as software of the older profile writes it.", DER)
            .indeterminate("CMS_NOT_DER")
            .integrity(true),
        rewritten("CMS-11", "indefinite-lengths-inside", |message| {
            let data = indefinite(0x30, &signed_data(&message));
            indefinite(0x30, &[oid(SIGNED_DATA), indefinite(0xa0, &data)].concat())
        })
        .story("Three layers have no length but an end mark.", DER)
        .indeterminate("CMS_NOT_DER")
        .integrity(true),
        changed("CMS-11", "value-in-parts", |message| message.signer().value = in_parts)
            .story("The signature value stands in two parts, between which a reader of DER sees none.", DER)
            .indeterminate("CMS_NOT_DER")
            .integrity(true),
        rewritten("CMS-11", "length-too-long", |message| longer(0x30, der::elements(&message)[0].1))
            .story("The message's length takes more bytes than it needs.", DER)
            .indeterminate("CMS_NOT_DER")
            .integrity(true),
        rewritten("CMS-11", "length-inside-too-long", |message| info(longer(0x30, &signed_data(&message))))
            .story("A length inside of the message takes more bytes than it needs.", DER)
            .indeterminate("CMS_NOT_DER")
            .integrity(true),
    ]
}

/// BER in the older profile, where it counts around certificates and signed attributes alone.
fn older_ber() -> Vec<Vector> {
    let clause = "docs/relaxations.md; ISO 32000-2 clause 12.8.3.3.1 and RFC 5652 section 5.3";
    let named = |words: &str| format!("{words}-older-profile");
    let rewritten = |words: &str, rewrite: &dyn Fn(Vec<u8>) -> Vec<u8>| {
        let make = |content: &[u8]| rewrite(Message::detached(&person(), Hash::Sha256, content).der());
        vector("CMS-11", &named(words), document::signed_as(&Form::new("adbe.pkcs7.detached"), make))
    };
    let valued = |words: &str, value: fn(&[u8]) -> Der| {
        older("CMS-11", &named(words), Hash::Sha256, |message| message.signer().value = value)
    };
    let within = |path: &'static [usize]| move |message: Vec<u8>| with_longer(0x30, der::elements(&message)[0].1, path);
    let marked = |message: &[u8]| {
        let data = indefinite(0x30, &signed_data(message));
        indefinite(0x30, &[oid(SIGNED_DATA), indefinite(0xa0, &data)].concat())
    };
    vec![
        valued("value-in-parts", in_parts)
            .story("The value stands in two parts: honest software of its time.", clause)
            .telling(&["CMS_NOT_DER"])
            .integrity(true),
        rewritten("indefinite-lengths", &|message| marked(&message))
            .story("Layers have no length but an end mark, as a widely used library writes them.", clause)
            .telling(&["CMS_NOT_DER"])
            .integrity(true),
        rewritten("attributes-length-too-long", &within(&[1, 0, 4, 0, 3]))
            .story("The signed attributes are not in DER: what was signed does not stand there.", clause)
            .indeterminate("CMS_NOT_DER")
            .integrity(true),
        rewritten("attribute-length-too-long", &within(&[1, 0, 4, 0, 3, 0]))
            .story("One of the signed attributes is not in DER.", clause)
            .indeterminate("CMS_NOT_DER")
            .integrity(true),
        rewritten("certificate-length-too-long", &within(&[1, 0, 3, 0]))
            .story("The signer's certificate is not in DER, so that it has two digests.", clause)
            .indeterminate("CMS_NOT_DER")
            .integrity(true),
        valued("value-of-other-parts", |value| der::of(0x24, [octets(value), int(0)]))
            .story("A number is among the parts of the value.", "X.690 clause 8.7.3.2")
            .failed("CMS_MALFORMED"),
        rewritten("end-mark-missing", &|message| {
            let mut marked = marked(&message);
            marked.truncate(marked.len() - 2);
            [marked, vec![1]].concat()
        })
        .story("The last end mark is missing; what follows is none.", "X.690 clause 8.1.3.6")
        .failed("CMS_MALFORMED"),
        rewritten("byte-after-end-mark", &|message| [marked(&message), vec![0, 1]].concat())
            .story("A byte was written behind the end mark.", "R5 of docs/standards.md: zeros alone follow")
            .failed("CMS_TRAILING_BYTES")
            .integrity(true),
        rewritten("marked-eighty-times", &|message| (0..80).fold(message, |inner, _| indefinite(0x30, &inner)))
            .story("More layers than a reader follows.", clause)
            .failed("CMS_MALFORMED"),
    ]
}

/// SET OF.
fn orders() -> Vec<Vector> {
    vec![
        changed("CMS-11", "attributes-unsorted", |message| message.signer().sorted = false)
            .story("The signed attributes stand in another order than DER's, so that readers that sort digest other bytes.", "RFC 5652 section 5.4: DER; X.690 clause 11.6")
            .failed("ATTRS_NOT_DER")
            .integrity(true),
        older("CMS-11", "attributes-unsorted-older-profile", Hash::Sha256, |message| message.signer().sorted = false)
            .story(
                "The same in the older profile, as Vietnamese tools have written it; the signature is over the order \
                 that stands there.",
                "docs/relaxations.md; RFC 5652 section 5.4",
            )
            .telling(&["ATTRS_NOT_DER"])
            .integrity(true),
        changed("CMS-11", "attributes-unsorted-signed-sorted", |message| {
            message.signer().sorted = false;
            message.signer().signs_sorted = true;
        })
        .story(
            "The attributes stand in another order than DER's; the signature is over DER's, as the standard for \
             messages asks.",
            "RFC 5652 section 5.4; ETSI EN 319 142-1 clause 4.1: DER",
        )
        .failed("ATTRS_NOT_DER")
        .integrity(true),
        changed("CMS-11", "certificates-unsorted", |message| {
            message.certificates.push(colleague().certificate);
            message.certificates.sort();
            message.certificates.reverse();
            message.sorted = false;
        })
        .story("The certificates stand in the order of the path, as many signers write them, not in DER's.", "X.690 clause 11.6; docs/relaxations.md")
        .counts(),
    ]
}

/// What follows the message in `/Contents`.
fn surroundings() -> Vec<Vector> {
    let clause = "R5 of docs/standards.md: zeros alone follow";
    let followed = |words: &str, after: Vec<u8>| {
        let person = person();
        let form = Form { after, ..Form::new("ETSI.CAdES.detached") };
        let make = |content: &[u8]| Message::detached(&person, Hash::Sha256, content).der();
        vector("CMS-11", words, document::signed_as(&form, make))
    };
    vec![
        followed("many-zeros-after", vec![0; 512]).story("A large room was reserved and stays zero.", clause).counts(),
        followed("byte-after", vec![1])
            .story("A byte was written behind the message, where no signature looks.", clause)
            .failed("CMS_TRAILING_BYTES")
            .integrity(true),
        followed("letter-after-zeros", [&[0; 64][..], b"meet me at noon"].concat())
            .story("A letter is hidden behind the zeros (Didier Stevens 2013).", clause)
            .failed("CMS_TRAILING_BYTES")
            .integrity(true),
        followed("second-message-after", Message::detached(&colleague(), Hash::Sha256, b"another document").der())
            .story("A second message stands behind the first, for readers that take the last.", clause)
            .failed("CMS_TRAILING_BYTES")
            .integrity(true),
        rewritten("CMS-11", "zero-before", |message| [vec![0], message].concat())
            .story("A zero stands before the message.", DER)
            .failed("CMS_MALFORMED"),
    ]
}

/// Not the structure of a signed message.
fn structures() -> Vec<Vector> {
    let clause = "RFC 5652 sections 3 and 5.1";
    let broken =
        |words: &str, rewrite: fn(Vec<u8>) -> Vec<u8>| rewritten("CMS-11", words, rewrite).failed("CMS_MALFORMED");
    vec![
        broken("element-after-content", |message| {
            let content = der::elements(&message)[0].1;
            tlv(0x30, &[content, &null()].concat())
        })
        .story("A further element stands inside of the outer structure.", clause),
        broken("element-after-signers", |message| info(tlv(0x30, &[signed_data(&message), null()].concat())))
            .story("A further element stands behind the signers.", clause),
        broken("version-in-two-bytes", |message| {
            let content = signed_data(&message);
            info(tlv(0x30, &[&[2, 2, 0, 1], &content[3..]].concat()))
        })
        .story("The version is written with a zero in front, so that one message has two encodings.", DER),
        broken("cut-short", |message| message[..message.len() - 20].to_vec())
            .story("The message ends in the middle of the signature value.", clause),
        broken("no-message", |message| b"not a message ".repeat(message.len() / 14))
            .story("The hole is filled with text.", clause),
        rewritten("CMS-11", "plain-data", |_| seq([oid(DATA), explicit(0, octets(b"approved"))]))
            .story("In place of a signed message stands plain data, which nobody signed.", clause)
            .failed("CMS_NOT_SIGNED_DATA"),
        rewritten("CMS-11", "enveloped-data", |_| seq([oid("1.2.840.113549.1.7.3"), explicit(0, seq([int(0)]))]))
            .story("In place of a signed message stands an encrypted one.", clause)
            .failed("CMS_NOT_SIGNED_DATA"),
    ]
}
