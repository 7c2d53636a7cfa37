//! OCSP requests (RFC 6960 section 4.1) and the reading of their answers.

use super::error::Error;
use crate::signature::crypto::tlv::{self, tag};
use crate::signature::crypto::{DigestAlgorithm, random};
use crate::signature::x509::revocation::{self, Nonce, Question, Response};
use der::asn1::ObjectIdentifier;

pub(super) const REQUEST_TYPE: &str = "application/ocsp-request";
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.2");
/// RFC 9654 section 2.1.
const NONCE_BYTES: usize = 32;

/// A request about one certificate, unsigned, with a nonce of its own.
pub(super) struct Request {
    pub der: Vec<u8>,
    nonce: [u8; NONCE_BYTES],
}

impl Request {
    pub fn new(question: &Question) -> Result<Self, Error> {
        let nonce = random()?;
        let octets = |content: &[u8]| tlv::encode(tag::OCTET_STRING, &[content]);
        let extension = tlv::sequence(&[&tlv::oid(NONCE), &octets(&octets(&nonce))]);
        let extensions = tlv::encode(tag::constructed(2), &[&tlv::sequence(&[&extension])]);
        let list = tlv::sequence(&[&tlv::sequence(&[&certificate_id(question)])]);
        Ok(Self { der: tlv::sequence(&[&tlv::sequence(&[&list, &extensions])]), nonce })
    }

    /// Reads the answer. One without a nonce is taken: its own time decides whether it counts.
    pub fn accept(&self, answer: &[u8], host: &str) -> Result<Response, Error> {
        let host = host.to_owned();
        match Response::from_der(answer) {
            Err(cause) => Err(Error::Evidence { host, cause }),
            Ok(response) => match response.nonce(&self.nonce) {
                Nonce::Differs => Err(Error::Nonce { host }),
                Nonce::Matches | Nonce::Missing => Ok(response),
            },
        }
    }
}

/// CertID (RFC 6960 section 4.1.1) with SHA-1, which every responder knows (RFC 5019 section 2.1.1); it
/// names the certificate and protects nothing.
pub(super) fn certificate_id(question: &Question) -> Vec<u8> {
    let digest = DigestAlgorithm::Sha1;
    let hash = |bytes: &[u8]| tlv::encode(tag::OCTET_STRING, &[&digest.digest(bytes)]);
    let issuer_key = question.above.first().map(|issuer| issuer.public_key().key_bytes()).unwrap_or_default();
    tlv::sequence(&[
        &tlv::sequence(&[&tlv::oid(digest.oid()), &tlv::encode(tag::NULL, &[])]),
        &hash(question.certificate.issuer_der()),
        &hash(issuer_key),
        question.certificate.serial_der(),
    ])
}

/// Bytes of an answer that are read.
pub(super) const MAX_ANSWER: usize = revocation::MAX_RESPONSE_BYTES;
