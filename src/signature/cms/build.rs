//! The message around a signature that a token has made: signed attributes first, the rest after.

use super::Error;
use super::attributes::{CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2};
use super::message::{ID_DATA, ID_SIGNED_DATA, TIMESTAMP_TOKEN};
use crate::signature::crypto::tlv::{self, Element, Reader, tag};
use crate::signature::crypto::{DigestAlgorithm, SignatureAlgorithm, sha256};
use crate::signature::x509::Certificate;
use der::asn1::ObjectIdentifier;

/// The signed attributes of ETSI EN 319 142-1 clause 6.3 as the DER SET that is to be signed:
/// content-type, message-digest and signing-certificate-v2, and no signing-time (PAdES has it in the
/// signature dictionary). `message_digest` was made with the digest of the signature algorithm.
pub fn signed_attributes(digest: DigestAlgorithm, message_digest: &[u8], signer: &Certificate) -> Vec<u8> {
    debug_assert_eq!(message_digest.len(), digest.output_len());
    // RFC 5035 section 4: SHA-256 is the default and therefore absent in DER.
    let reference = tlv::sequence(&[&tlv::encode(tag::OCTET_STRING, &[&sha256(signer.der())])]);
    tlv::set_of(
        tag::SET,
        vec![
            attribute(CONTENT_TYPE, &tlv::oid(ID_DATA)),
            attribute(MESSAGE_DIGEST, &tlv::encode(tag::OCTET_STRING, &[message_digest])),
            attribute(SIGNING_CERTIFICATE_V2, &tlv::sequence(&[&tlv::sequence(&[&reference])])),
        ],
    )
}

pub(super) fn attribute(oid: ObjectIdentifier, value: &[u8]) -> Vec<u8> {
    tlv::sequence(&[&tlv::oid(oid), &tlv::encode(tag::SET, &[value])])
}

/// Packs `signature` over `signed_attributes` with the certificates into a ContentInfo.
///
/// # Errors
/// [`Error::SignatureDoesNotVerify`] if it is not the signer's: nothing broken is ever packed.
pub fn assemble(
    signed_attributes: &[u8],
    signer: &Certificate,
    chain: &[Certificate],
    algorithm: SignatureAlgorithm,
    signature: &[u8],
) -> Result<Vec<u8>, Error> {
    signer
        .public_key()
        .verify(algorithm, signed_attributes, signature)
        .map_err(|cause| Error::SignatureDoesNotVerify { signer: signer.common_name().to_owned(), cause })?;
    Ok(pack(signed_attributes, signer, chain, algorithm, signature))
}

/// Length in bytes of the message that [`assemble`] makes around a signature value of
/// `signature_length` bytes.
pub fn assembled_length(
    signer: &Certificate,
    chain: &[Certificate],
    algorithm: SignatureAlgorithm,
    signature_length: usize,
) -> usize {
    let digest = algorithm.digest();
    let attributes = signed_attributes(digest, &vec![0; digest.output_len()], signer);
    pack(&attributes, signer, chain, algorithm, &vec![0; signature_length]).len()
}

fn pack(
    signed_attributes: &[u8],
    signer: &Certificate,
    chain: &[Certificate],
    algorithm: SignatureAlgorithm,
    signature: &[u8],
) -> Vec<u8> {
    let mut implicit = signed_attributes.to_vec();
    if let Some(first) = implicit.first_mut() {
        *first = tag::constructed(0);
    }
    // RFC 5754 section 2: parameters of SHA-2 identifiers are absent.
    let digest = tlv::sequence(&[&tlv::oid(algorithm.digest().oid())]);
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
    let signed_data = tlv::sequence(&[
        &tlv::unsigned(&[1]),
        &tlv::encode(tag::SET, &[&digest]),
        &tlv::sequence(&[&tlv::oid(ID_DATA)]),
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
