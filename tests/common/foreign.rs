//! Signed files as other software makes them: one page, one field, and a message with one oddity.
#![allow(dead_code, reason = "each test binary uses its own part")]

use der::asn1::ObjectIdentifier;
use rcgen::{KeyPair, SigningKey};
use vanbang::signature::crypto::tlv::{self, tag};
use vanbang::signature::crypto::{DigestAlgorithm, SignatureAlgorithm};
use vanbang::signature::x509::Certificate;

use crate::common::minimal_pdf::{Xref, assemble, stream};

/// Bytes kept for a message.
const ROOM: usize = 6000;

const ID_DATA: &str = "1.2.840.113549.1.7.1";
const ID_TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
const TIMESTAMP_TOKEN: &str = "1.2.840.113549.1.9.16.2.14";

/// How the signer's certificate is referred to.
#[derive(Clone, Copy, PartialEq)]
pub enum Reference {
    None,
    V1,
    V2,
}

/// A message; [`Message::good`] breaks no rule.
pub struct Message<'m> {
    pub signer: &'m (Certificate, KeyPair),
    pub algorithm: SignatureAlgorithm,
    pub digest: DigestAlgorithm,
    pub reference: Reference,
    pub sorted: bool,
    pub content: Option<Vec<u8>>,
    pub content_type: &'static str,
    pub signers: usize,
    /// Whether the signer's certificate comes along.
    pub with_certificate: bool,
    /// Signed attributes besides.
    pub more: Vec<Vec<u8>>,
    /// Who made a token over the signature value.
    pub stamped_by: Option<&'m (Certificate, KeyPair)>,
}

impl<'m> Message<'m> {
    pub fn good(signer: &'m (Certificate, KeyPair)) -> Self {
        let algorithm = match signer.1.algorithm() {
            other if other == &rcgen::PKCS_ED25519 => SignatureAlgorithm::Ed25519,
            other if other == &rcgen::PKCS_RSA_SHA256 => SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
            _ => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
        };
        Message {
            signer,
            algorithm,
            digest: algorithm.digest(),
            reference: Reference::V2,
            sorted: true,
            content: None,
            content_type: ID_DATA,
            signers: 1,
            with_certificate: true,
            more: Vec::new(),
            stamped_by: None,
        }
    }

    /// The message over the concatenation of `parts`, or over its own content.
    pub fn over(&self, parts: &[&[u8]]) -> Vec<u8> {
        let (certificate, key) = self.signer;
        let digest = tlv::sequence(&[&tlv::oid(self.digest.oid())]);
        let hashed = match &self.content {
            Some(content) if !content.is_empty() => self.digest.digest(content),
            _ => self.digest.digest_parts(parts),
        };
        let mut attributes = vec![
            attribute("1.2.840.113549.1.9.3", &tlv::oid(oid(self.content_type))),
            attribute("1.2.840.113549.1.9.4", &tlv::encode(tag::OCTET_STRING, &[&hashed])),
        ];
        let reference = |digest: DigestAlgorithm| {
            let hash = tlv::encode(tag::OCTET_STRING, &[&digest.digest(certificate.der())]);
            tlv::sequence(&[&tlv::sequence(&[&tlv::sequence(&[&hash])])])
        };
        match self.reference {
            Reference::None => {}
            Reference::V1 => {
                attributes.push(attribute("1.2.840.113549.1.9.16.2.12", &reference(DigestAlgorithm::Sha1)));
            }
            Reference::V2 => {
                attributes.push(attribute("1.2.840.113549.1.9.16.2.47", &reference(DigestAlgorithm::Sha256)));
            }
        }
        attributes.extend(self.more.iter().cloned());
        attributes.sort();
        if !self.sorted {
            attributes.reverse();
        }
        let parts: Vec<&[u8]> = attributes.iter().map(Vec::as_slice).collect();
        let value = key.sign(&tlv::encode(tag::SET, &parts)).unwrap();
        let unsigned = self.stamped_by.map_or(Vec::new(), |authority| {
            let token = token(authority, &[&value]);
            tlv::encode(tag::constructed(1), &[&attribute(TIMESTAMP_TOKEN, &token)])
        });
        let signer = tlv::sequence(&[
            &tlv::unsigned(&[1]),
            &tlv::sequence(&[certificate.issuer_der(), certificate.serial_der()]),
            &digest,
            &tlv::encode(tag::constructed(0), &parts),
            &self.algorithm.to_der(),
            &tlv::encode(tag::OCTET_STRING, &[&value]),
            &unsigned,
        ]);
        let content = self.content.as_ref().map_or(Vec::new(), |content| {
            tlv::encode(tag::constructed(0), &[&tlv::encode(tag::OCTET_STRING, &[content])])
        });
        let certificates = match self.with_certificate {
            true => tlv::encode(tag::constructed(0), &[certificate.der()]),
            false => Vec::new(),
        };
        let version = if self.content_type == ID_DATA { 1 } else { 3 };
        let data = tlv::sequence(&[
            &tlv::unsigned(&[version]),
            &tlv::encode(tag::SET, &[&digest]),
            &tlv::sequence(&[&tlv::oid(oid(self.content_type)), &content]),
            &certificates,
            &tlv::encode(tag::SET, &[&signer.repeat(self.signers)]),
        ]);
        tlv::sequence(&[&tlv::oid(oid("1.2.840.113549.1.7.2")), &tlv::encode(tag::constructed(0), &[&data])])
    }
}

/// A timestamp token over the concatenation of `parts`, of 2026-05-31.
pub fn token(authority: &(Certificate, KeyPair), parts: &[&[u8]]) -> Vec<u8> {
    token_of("20260531070509Z", authority, parts)
}

/// The same of another time, as GeneralizedTime.
pub fn token_of(time: &str, authority: &(Certificate, KeyPair), parts: &[&[u8]]) -> Vec<u8> {
    let digest = DigestAlgorithm::Sha256;
    let info = tlv::sequence(&[
        &tlv::unsigned(&[1]),
        &tlv::oid(oid("1.2.3.4.1")),
        &tlv::sequence(&[
            &tlv::sequence(&[&tlv::oid(digest.oid())]),
            &tlv::encode(tag::OCTET_STRING, &[&digest.digest_parts(parts)]),
        ]),
        &tlv::unsigned(&[7]),
        &tlv::encode(0x18, &[time.as_bytes()]),
    ]);
    Message { content: Some(info), content_type: ID_TST_INFO, ..Message::good(authority) }.over(&[])
}

/// The text field of [`signed_pdf`], which is empty and shows nothing.
pub const NOTE: u32 = 7;

/// A file with a signature field and a text field. `signature` are the entries of its signature dictionary besides the range and
/// the message, `field` more entries of the field.
pub fn signed_pdf(signature: &str, field: &str, make: impl Fn(&[&[u8]]) -> Vec<u8>) -> Vec<u8> {
    let hole = "0".repeat(ROOM * 2);
    let bodies = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R 7 0 R] /SigFlags 3 >> >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> /Annots [5 0 R 7 0 R] >>"
            .to_vec(),
        stream("", b"0.2 w 50 700 200 20 re S"),
        format!(
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sig) /F 132 /Rect [0 0 0 0] /P 3 0 R /V 6 0 R {field} >>"
        )
        .into_bytes(),
        format!("<< {signature} /Filter /Adobe.PPKLite /ByteRange [0 {:32}] /Contents <{hole}> >>", "").into_bytes(),
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Note) /F 4 /Rect [50 600 250 620] /P 3 0 R >>".to_vec(),
    ];
    let mut out = assemble(&bodies, Xref::Table);
    let place = |part: &[u8]| out.windows(part.len()).position(|window| window == part).unwrap() + part.len();
    let (numbers, start) = (place(b"/ByteRange [0 "), place(b"/Contents <") - 1);
    let end = start + ROOM * 2 + 2;
    let text = format!("{start} {end} {}", out.len() - end);
    out[numbers..numbers + text.len()].copy_from_slice(text.as_bytes());
    let digits = data_encoding::HEXLOWER.encode(&make(&[&out[..start], &out[end..]]));
    out[start + 1..start + 1 + digits.len()].copy_from_slice(digits.as_bytes());
    out
}

/// The file with another message in the hole of its last signature.
pub fn with_last_message(pdf: &[u8], make: impl Fn(&[&[u8]]) -> Vec<u8>) -> Vec<u8> {
    let mut out = pdf.to_vec();
    let key = b"/Contents <";
    let start = out.windows(key.len()).rposition(|window| window == key).unwrap() + key.len() - 1;
    let end = start + out[start..].iter().position(|byte| *byte == b'>').unwrap() + 1;
    let digits = data_encoding::HEXLOWER.encode(&make(&[&out[..start], &out[end..]]));
    let hole = end - start - 2;
    out[start + 1..end - 1].copy_from_slice(format!("{digits:0<hole$}").as_bytes());
    out
}

fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

pub fn attribute(kind: &str, value: &[u8]) -> Vec<u8> {
    tlv::sequence(&[&tlv::oid(oid(kind)), &tlv::encode(tag::SET, &[value])])
}
