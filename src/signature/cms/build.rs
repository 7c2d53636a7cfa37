//! The message around a signature that a token has made: signed attributes first, the rest after.

use super::attributes::{
    ALGORITHM_PROTECTION, CONTENT_TYPE, MEDIA_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2, SIGNING_TIME,
};
use super::message::{ID_DATA, ID_SIGNED_DATA, TIMESTAMP_TOKEN};
use super::{Error, Signature, ToBeSigned};
use crate::signature::crypto::tlv::{self, Element, Reader, tag};
use crate::signature::crypto::{SignatureAlgorithm, sha256};
use crate::signature::x509::{Certificate, encode_time};
use chrono::{DateTime, Utc};
use der::asn1::ObjectIdentifier;

/// Signed attributes as the DER SET that is to be signed: content-type, message-digest and
/// signing-certificate-v2, and `more`. The digest is the one of the signature algorithm.
pub(super) fn signed_attributes(message_digest: &[u8], signer: &Certificate, more: Vec<Vec<u8>>) -> Vec<u8> {
    // RFC 5035 section 4: SHA-256 is the default and therefore absent in DER.
    let reference = tlv::sequence(&[&tlv::encode(tag::OCTET_STRING, &[&sha256(signer.der())])]);
    let mut attributes = vec![
        attribute(CONTENT_TYPE, &tlv::oid(ID_DATA)),
        attribute(MESSAGE_DIGEST, &tlv::encode(tag::OCTET_STRING, &[message_digest])),
        attribute(SIGNING_CERTIFICATE_V2, &tlv::sequence(&[&tlv::sequence(&[&reference])])),
    ];
    attributes.extend(more);
    tlv::set_of(tag::SET, attributes)
}

pub(super) fn attribute(oid: ObjectIdentifier, value: &[u8]) -> Vec<u8> {
    tlv::sequence(&[&tlv::oid(oid), &tlv::encode(tag::SET, &[value])])
}

/// signing-time: UTCTime up to 2049 (RFC 5652 section 11.3).
pub(super) fn signing_time(at: DateTime<Utc>) -> Result<Vec<u8>, Error> {
    encode_time(at).map(|value| attribute(SIGNING_TIME, &value)).ok_or(Error::Time { at })
}

/// mime-type (ETSI EN 319 122-1 clause 5.2.5).
pub(super) fn media_type(text: &str) -> Vec<u8> {
    attribute(MEDIA_TYPE, &tlv::encode(tag::UTF8_STRING, &[text.as_bytes()]))
}

/// CMSAlgorithmProtection (RFC 6211 section 2).
pub(super) fn algorithm_protection(algorithm: SignatureAlgorithm) -> Vec<u8> {
    let mut signature = algorithm.to_der();
    if let Some(first) = signature.first_mut() {
        *first = tag::constructed(1);
    }
    attribute(ALGORITHM_PROTECTION, &tlv::sequence(&[&digest_identifier(algorithm), &signature]))
}

/// RFC 5754 section 2: parameters of SHA-2 identifiers are absent.
fn digest_identifier(algorithm: SignatureAlgorithm) -> Vec<u8> {
    tlv::sequence(&[&tlv::oid(algorithm.digest().oid())])
}

/// Packs `signature` over signed attributes with the certificates into a detached message.
///
/// # Errors
/// [`Error::SignatureDoesNotVerify`] if it is another's, or over something else: nothing broken is ever packed.
pub fn assemble(
    signed: &ToBeSigned,
    signer: &Certificate,
    chain: &[Certificate],
    signature: &Signature,
) -> Result<Vec<u8>, Error> {
    signature.require(signed, signer)?;
    Ok(pack(signed, None, signer, chain, signature.algorithm(), signature.value()))
}

/// The same with the content inside.
pub(super) fn assemble_enclosing(
    signed: &ToBeSigned,
    content: &[u8],
    signer: &Certificate,
    chain: &[Certificate],
    signature: &Signature,
) -> Result<Vec<u8>, Error> {
    signature.require(signed, signer)?;
    Ok(pack(signed, Some(content), signer, chain, signature.algorithm(), signature.value()))
}

/// Length in bytes of the message that [`assemble`] makes for a PDF around a signature value of
/// `signature_length` bytes.
pub fn assembled_length(
    signer: &Certificate,
    chain: &[Certificate],
    algorithm: SignatureAlgorithm,
    signature_length: usize,
) -> usize {
    let signed = ToBeSigned::pdf_of_length(signer, algorithm);
    pack(&signed, None, signer, chain, algorithm, &vec![0; signature_length]).len()
}

fn pack(
    signed: &ToBeSigned,
    content: Option<&[u8]>,
    signer: &Certificate,
    chain: &[Certificate],
    algorithm: SignatureAlgorithm,
    signature: &[u8],
) -> Vec<u8> {
    let mut implicit = signed.der().to_vec();
    if let Some(first) = implicit.first_mut() {
        *first = tag::constructed(0);
    }
    let digest = digest_identifier(algorithm);
    let signer_info = tlv::sequence(&[
        &tlv::unsigned(&[1]),
        &tlv::sequence(&[signer.issuer_der(), signer.serial_der()]),
        &digest,
        &implicit,
        &algorithm.to_der(),
        &tlv::encode(tag::OCTET_STRING, &[signature]),
    ]);
    let mut certificates = vec![signer.der().to_vec()];
    for certificate in chain {
        if !certificates.iter().any(|known| known == certificate.der()) {
            certificates.push(certificate.der().to_vec());
        }
    }
    let inside = content
        .map_or(Vec::new(), |content| tlv::encode(tag::constructed(0), &[&tlv::encode(tag::OCTET_STRING, &[content])]));
    let signed_data = tlv::sequence(&[
        &tlv::unsigned(&[1]),
        &tlv::encode(tag::SET, &[&digest]),
        &tlv::sequence(&[&tlv::oid(ID_DATA), &inside]),
        &tlv::set_of(tag::constructed(0), certificates),
        &tlv::encode(tag::SET, &[&signer_info]),
    ]);
    tlv::sequence(&[&tlv::oid(ID_SIGNED_DATA), &tlv::encode(tag::constructed(0), &[&signed_data])])
}

/// The same message with a timestamp token as its only unsigned attribute (RFC 3161 appendix A,
/// EN 319 142-1 clause 6.3: signature-time-stamp). What may follow the message in `input` is left out.
///
/// # Errors
/// [`Error::Malformed`] for anything but a message with one signer and no unsigned attributes.
pub fn with_timestamp(input: &[u8], token: &[u8]) -> Result<Vec<u8>, Error> {
    let at = |what| move |cause| Error::Malformed { what, cause };
    let (whole, _) = Element::split(input).map_err(at("ContentInfo"))?;
    let mut info = whole.reader(tag::SEQUENCE).map_err(at("ContentInfo"))?;
    let kind = info.any().map_err(at("contentType"))?;
    let mut explicit = info.enter(tag::constructed(0)).map_err(at("content"))?;
    let data = elements(explicit.enter(tag::SEQUENCE).map_err(at("SignedData"))?).map_err(at("SignedData"))?;
    let (signers, before) = data.split_last().ok_or(at("signerInfos")(tlv::Error::Unexpected))?;
    let mut signers = signers.reader(tag::SET).map_err(at("signerInfos"))?;
    let signer = elements(signers.enter(tag::SEQUENCE).map_err(at("SignerInfo"))?).map_err(at("SignerInfo"))?;
    signers.finish().map_err(at("signerInfos"))?;
    let last = signer.last().ok_or(at("SignerInfo")(tlv::Error::Unexpected))?;
    if last.tag != tag::OCTET_STRING {
        return Err(at("unsignedAttrs")(tlv::Error::Unexpected));
    }
    let attributes = tlv::encode(tag::constructed(1), &[&attribute(TIMESTAMP_TOKEN, token)]);
    let raw = |all: &[Element]| all.iter().flat_map(|element| element.raw).copied().collect::<Vec<u8>>();
    let signers = tlv::encode(tag::SET, &[&tlv::sequence(&[&raw(&signer), &attributes])]);
    let signed_data = tlv::sequence(&[&raw(before), &signers]);
    Ok(tlv::sequence(&[kind.raw, &tlv::encode(tag::constructed(0), &[&signed_data])]))
}

fn elements(mut reader: Reader<'_>) -> Result<Vec<Element<'_>>, tlv::Error> {
    let mut found = Vec::new();
    while !reader.is_empty() {
        found.push(reader.any()?);
    }
    Ok(found)
}
