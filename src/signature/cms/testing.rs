//! Messages made wrong on purpose, one difference at a time.

use super::attributes::{CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2};
use super::build::attribute;
use super::message::{ID_DATA, ID_SIGNED_DATA};
use crate::signature::crypto::tlv::{self, tag};
use crate::signature::crypto::{DigestAlgorithm, SignatureAlgorithm, sha256};
use crate::signature::x509::Certificate;
use der::asn1::ObjectIdentifier;

/// A key of any kind whose signatures are verified; our own are of fewer kinds.
pub struct Key {
    pair: rcgen::KeyPair,
    algorithm: SignatureAlgorithm,
}

impl Key {
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        rcgen::SigningKey::sign(&self.pair, message)
    }
}

pub struct Identity {
    pub key: Key,
    pub certificate: Certificate,
}

pub fn identity(algorithm: &'static rcgen::SignatureAlgorithm) -> Identity {
    identity_with(algorithm, rcgen::SerialNumber::from(77))
}

pub fn identity_with(algorithm: &'static rcgen::SignatureAlgorithm, serial: rcgen::SerialNumber) -> Identity {
    let pair = rcgen::KeyPair::generate_for(algorithm).unwrap();
    let mut params = rcgen::CertificateParams::default();
    params.serial_number = Some(serial);
    params.distinguished_name.push(rcgen::DnType::CommonName, "Phạm Thị Mỹ Duyên");
    params.use_authority_key_identifier_extension = true;
    params.is_ca = rcgen::IsCa::ExplicitNoCa;
    let der = params.self_signed(&pair).unwrap();
    let certificate = Certificate::from_der(der.der()).unwrap();
    let algorithm = certificate.signature_algorithm().unwrap();
    Identity { key: Key { pair, algorithm }, certificate }
}

/// A message to be built; [`Recipe::good`] breaks no rule.
pub struct Recipe {
    /// Of SignedData.
    pub version: u8,
    pub content_type: ObjectIdentifier,
    pub content: Option<Vec<u8>>,
    pub attributes: Option<Vec<Vec<u8>>>,
    pub sort: bool,
    pub digest: Vec<u8>,
    pub digest_set: Vec<Vec<u8>>,
    pub certificates: Vec<Vec<u8>>,
    pub revocation: Vec<Vec<u8>>,
    pub signature_algorithm: Vec<u8>,
    pub signer_id: Vec<u8>,
    pub unsigned: Vec<Vec<u8>>,
    pub signers: usize,
    /// What is signed when there are no attributes.
    pub direct: Vec<u8>,
}

impl Recipe {
    pub fn good(identity: &Identity, content: &[u8]) -> Self {
        let digest = identity.key.algorithm().digest();
        Self {
            version: 1,
            content_type: ID_DATA,
            content: None,
            attributes: Some(vec![
                content_type(ID_DATA),
                message_digest(&digest.digest(content)),
                reference(&sha256(identity.certificate.der())),
            ]),
            sort: true,
            digest: digest_identifier(digest),
            digest_set: vec![digest_identifier(digest)],
            certificates: vec![identity.certificate.der().to_vec()],
            revocation: Vec::new(),
            signature_algorithm: identity.key.algorithm().to_der(),
            signer_id: tlv::sequence(&[identity.certificate.issuer_der(), identity.certificate.serial_der()]),
            unsigned: Vec::new(),
            signers: 1,
            direct: content.to_vec(),
        }
    }

    pub fn build(&self, identity: &Identity) -> Vec<u8> {
        let attributes = self.attributes.as_ref().map(|attributes| {
            let mut attributes = attributes.clone();
            attributes.sort();
            if !self.sort {
                attributes.reverse();
            }
            let parts: Vec<&[u8]> = attributes.iter().map(Vec::as_slice).collect();
            tlv::encode(tag::SET, &parts)
        });
        let signature = identity.key.sign(attributes.as_ref().unwrap_or(&self.direct)).unwrap();
        let implicit = attributes.map_or(Vec::new(), |mut attributes| {
            attributes[0] = tag::constructed(0);
            attributes
        });
        let unsigned = match self.unsigned.is_empty() {
            true => Vec::new(),
            false => tlv::set_of(tag::constructed(1), self.unsigned.clone()),
        };
        let signer = tlv::sequence(&[
            &tlv::unsigned(&[1]),
            &self.signer_id,
            &self.digest,
            &implicit,
            &self.signature_algorithm,
            &tlv::encode(tag::OCTET_STRING, &[&signature]),
            &unsigned,
        ]);
        let content = self.content.as_ref().map_or(Vec::new(), |content| {
            tlv::encode(tag::constructed(0), &[&tlv::encode(tag::OCTET_STRING, &[content])])
        });
        let revocation = match self.revocation.is_empty() {
            true => Vec::new(),
            false => tlv::set_of(tag::constructed(1), self.revocation.clone()),
        };
        let data = tlv::sequence(&[
            &tlv::unsigned(&[self.version]),
            &tlv::set_of(tag::SET, self.digest_set.clone()),
            &tlv::sequence(&[&tlv::oid(self.content_type), &content]),
            &tlv::set_of(tag::constructed(0), self.certificates.clone()),
            &revocation,
            &tlv::set_of(tag::SET, vec![signer; self.signers]),
        ]);
        tlv::sequence(&[&tlv::oid(ID_SIGNED_DATA), &tlv::encode(tag::constructed(0), &[&data])])
    }
}

pub fn digest_identifier(digest: DigestAlgorithm) -> Vec<u8> {
    tlv::sequence(&[&tlv::oid(digest.oid())])
}

pub fn content_type(oid: ObjectIdentifier) -> Vec<u8> {
    attribute(CONTENT_TYPE, &tlv::oid(oid))
}

pub fn message_digest(digest: &[u8]) -> Vec<u8> {
    attribute(MESSAGE_DIGEST, &tlv::encode(tag::OCTET_STRING, &[digest]))
}

pub fn reference(hash: &[u8]) -> Vec<u8> {
    reference_with(hash, &[])
}

/// signing-certificate-v2 with the DER of an IssuerSerial after the hash.
pub fn reference_with(hash: &[u8], issuer_serial: &[u8]) -> Vec<u8> {
    let reference = tlv::sequence(&[&tlv::encode(tag::OCTET_STRING, &[hash]), issuer_serial]);
    attribute(SIGNING_CERTIFICATE_V2, &tlv::sequence(&[&tlv::sequence(&[&reference])]))
}
