//! Attributes of a signer (RFC 5652 section 11, RFC 5035), kept with the bytes that were hashed.

use super::message::all;
use crate::signature::crypto::Oid;
use crate::signature::crypto::tlv::{self, Element, Reader, tag};
use crate::signature::x509::parse_time;
use chrono::{DateTime, Utc};
use der::asn1::ObjectIdentifier;

pub(super) const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
pub(super) const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
pub(super) const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");
pub(super) const SIGNING_CERTIFICATE_V1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
pub(super) const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
pub(super) const ALGORITHM_PROTECTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.52");
/// mime-type, ETSI EN 319 122-1 clause 5.2.5.
pub(super) const MEDIA_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.4.0.1733.2.1");
const REVOCATION_ARCHIVAL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.8");
/// id-ri-ocsp-response, RFC 5940 section 3.
const OCSP_RESPONSE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.16.2");

/// Attributes of which a message has one value: RFC 5652 section 11, RFC 5035 sections 3 and 4, RFC 6211
/// section 2, ISO 32000-2 clause 12.8.3.3.2, and of ETSI EN 319 122-1 clause 5.2 the content's media type, the
/// signature policy, the signer's location and the signer's attributes in both versions.
pub(super) const SINGLE_VALUED: [ObjectIdentifier; 12] = [
    CONTENT_TYPE,
    MESSAGE_DIGEST,
    SIGNING_TIME,
    SIGNING_CERTIFICATE_V1,
    SIGNING_CERTIFICATE_V2,
    ALGORITHM_PROTECTION,
    REVOCATION_ARCHIVAL,
    MEDIA_TYPE,
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.15"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.17"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.18"),
    ObjectIdentifier::new_unwrap("0.4.0.19122.1.1"),
];

/// A reference to the signer's certificate: ESSCertID or ESSCertIDv2 (RFC 5035 sections 3 and 4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EssCertificate {
    /// AlgorithmIdentifier of the hash; `None` is the default, SHA-256 (SHA-1 in version 1).
    pub hash_algorithm: Option<Vec<u8>>,
    pub hash: Vec<u8>,
    /// Issuer's name and serial number, if given.
    pub issuer_serial: Option<(Vec<u8>, Vec<u8>)>,
}

/// RFC 6211: algorithm identifiers repeated where the signature covers them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AlgorithmProtection {
    pub digest: Vec<u8>,
    pub signature: Option<Vec<u8>>,
}

#[derive(Debug, Clone)]
pub(super) struct UnsignedAttribute {
    pub oid: Oid,
    pub values: Vec<Vec<u8>>,
}

/// The signed attributes. A value that cannot be read is `None` or empty like a missing one, while
/// [`SignedAttributes::count`] tells that it was there.
#[derive(Debug, Clone)]
pub struct SignedAttributes {
    hashed: Vec<u8>,
    counts: Vec<(Oid, usize)>,
    sorted: bool,
    content_type: Option<Oid>,
    message_digest: Option<Vec<u8>>,
    signing_time: Option<DateTime<Utc>>,
    signing_time_der: Option<Vec<u8>>,
    media_type: Option<String>,
    certificates_v1: Vec<EssCertificate>,
    certificates_v2: Vec<EssCertificate>,
    archived_revocation: Vec<Vec<u8>>,
    pub(super) algorithm_protection: Option<AlgorithmProtection>,
}

impl SignedAttributes {
    /// Reads `[0] IMPLICIT SET OF Attribute`.
    pub(super) fn parse(element: Element<'_>) -> Result<Self, tlv::Error> {
        // RFC 5652 section 5.4: hashed with the tag of a SET instead of [0].
        let mut hashed = element.raw.to_vec();
        if let Some(first) = hashed.first_mut() {
            *first = tag::SET;
        }
        let mut found = Self {
            hashed,
            counts: Vec::new(),
            sorted: true,
            content_type: None,
            message_digest: None,
            signing_time: None,
            signing_time_der: None,
            media_type: None,
            certificates_v1: Vec::new(),
            certificates_v2: Vec::new(),
            archived_revocation: Vec::new(),
            algorithm_protection: None,
        };
        let mut previous: &[u8] = &[];
        let mut reader = Reader::new(element.value);
        while !reader.is_empty() {
            let attribute = reader.any()?;
            found.sorted &= previous <= attribute.raw;
            previous = attribute.raw;
            let (oid, values) = split(attribute)?;
            if let (Some(known), Some(first)) = (oid.known(), values.first()) {
                found.interpret(known, *first);
            }
            found.counts.push((oid, values.len()));
        }
        Ok(found)
    }

    fn interpret(&mut self, oid: ObjectIdentifier, value: Element<'_>) {
        match oid {
            CONTENT_TYPE => self.content_type = value.oid().ok(),
            MESSAGE_DIGEST => self.message_digest = value.octets().ok().map(<[u8]>::to_vec),
            SIGNING_TIME => {
                self.signing_time = parse_time(value).ok();
                self.signing_time_der = Some(value.raw.to_vec());
            }
            MEDIA_TYPE => self.media_type = value.utf8().ok().map(str::to_owned),
            SIGNING_CERTIFICATE_V1 => self.certificates_v1 = ess(value, false).unwrap_or_default(),
            SIGNING_CERTIFICATE_V2 => self.certificates_v2 = ess(value, true).unwrap_or_default(),
            REVOCATION_ARCHIVAL => self.archived_revocation = archived(value).unwrap_or_default(),
            ALGORITHM_PROTECTION => self.algorithm_protection = protection(value).ok(),
            _ => {}
        }
    }

    /// The bytes the signature is over: a SET OF, as received.
    pub fn hashed(&self) -> &[u8] {
        &self.hashed
    }

    /// The same in the order of DER; `None` if they stand so already.
    pub(super) fn hashed_in_order(&self) -> Option<Vec<u8>> {
        if self.sorted {
            return None;
        }
        let attributes = Element::whole(&self.hashed).and_then(|set| all(Reader::new(set.value), Ok)).ok()?;
        Some(tlv::set_of(tag::SET, attributes.iter().map(|attribute| attribute.raw.to_vec()).collect()))
    }

    /// How often an attribute occurs, and with how many values in each.
    pub fn count(&self, oid: ObjectIdentifier) -> Vec<usize> {
        self.counts.iter().filter(|(found, _)| *found == oid).map(|(_, values)| *values).collect()
    }

    /// Every attribute with the number of its values, in the order of the message.
    pub(super) fn all(&self) -> &[(Oid, usize)] {
        &self.counts
    }

    /// Whether they stand in the order that DER asks for (X.690 clause 11.6).
    pub fn is_sorted(&self) -> bool {
        self.sorted
    }

    pub fn content_type(&self) -> Option<&Oid> {
        self.content_type.as_ref()
    }

    pub fn message_digest(&self) -> Option<&[u8]> {
        self.message_digest.as_deref()
    }

    /// The time the signer claims; no proof of anything.
    pub fn signing_time(&self) -> Option<DateTime<Utc>> {
        self.signing_time
    }

    /// Whether the signer claims a time here, in whatever form.
    pub fn claims_time(&self) -> bool {
        !self.count(SIGNING_TIME).is_empty()
    }

    /// The value of signing-time as received.
    pub(super) fn signing_time_der(&self) -> Option<&[u8]> {
        self.signing_time_der.as_deref()
    }

    /// What the signer says the content is (mime-type).
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// Whether the signer says what the content is, in whatever form.
    pub fn names_media_type(&self) -> bool {
        !self.count(MEDIA_TYPE).is_empty()
    }

    /// References of signing-certificate-v2, the signer's own first.
    pub fn signing_certificates_v2(&self) -> &[EssCertificate] {
        &self.certificates_v2
    }

    /// The CRLs and OCSP responses of Adobe's revocation archive.
    pub(super) fn archived_revocation(&self) -> impl Iterator<Item = &[u8]> {
        self.archived_revocation.iter().map(Vec::as_slice)
    }

    /// Whether Adobe's revocation archive is there, whatever it holds.
    pub fn archives_revocation(&self) -> bool {
        !self.count(REVOCATION_ARCHIVAL).is_empty()
    }

    /// References of the older signing-certificate attribute, by SHA-1.
    pub fn signing_certificates_v1(&self) -> &[EssCertificate] {
        &self.certificates_v1
    }
}

/// RevocationInfoArchival: lists and responses; other kinds are passed over.
fn archived(value: Element<'_>) -> Result<Vec<Vec<u8>>, tlv::Error> {
    let mut fields = value.reader(tag::SEQUENCE)?;
    let mut found = Vec::new();
    for number in [0, 1] {
        if let Some(explicit) = fields.optional(tag::constructed(number))? {
            let list = Element::whole(explicit.value)?.reader(tag::SEQUENCE)?;
            found.extend(all(list, |item| Ok(item.raw.to_vec()))?);
        }
    }
    Ok(found)
}

/// RevocationInfoChoice: a list, or an OCSP response behind its type; `None` for anything else.
pub(super) fn revocation_choice(choice: Element<'_>) -> Option<Vec<u8>> {
    if choice.tag == tag::SEQUENCE {
        return Some(choice.raw.to_vec());
    }
    let mut fields = choice.reader(tag::constructed(1)).ok()?;
    let is_ocsp = fields.any().and_then(|oid| oid.oid()).ok()? == OCSP_RESPONSE;
    fields.any().ok().filter(|_| is_ocsp).map(|response| response.raw.to_vec())
}

fn split(attribute: Element<'_>) -> Result<(Oid, Vec<Element<'_>>), tlv::Error> {
    let mut reader = attribute.reader(tag::SEQUENCE)?;
    let oid = reader.any()?.oid()?;
    let values = all(reader.enter(tag::SET)?, Ok)?;
    reader.finish()?;
    Ok((oid, values))
}

pub(super) fn unsigned(attribute: Element<'_>) -> Result<UnsignedAttribute, tlv::Error> {
    let (oid, values) = split(attribute)?;
    Ok(UnsignedAttribute { oid, values: values.iter().map(|value| value.raw.to_vec()).collect() })
}

/// SigningCertificate and SigningCertificateV2; policies after the list are not looked at.
fn ess(value: Element<'_>, version_2: bool) -> Result<Vec<EssCertificate>, tlv::Error> {
    let mut outer = value.reader(tag::SEQUENCE)?;
    all(outer.enter(tag::SEQUENCE)?, |reference| {
        let mut fields = reference.reader(tag::SEQUENCE)?;
        let hash_algorithm = match version_2 {
            true => fields.optional(tag::SEQUENCE)?.map(|e| e.raw.to_vec()),
            false => None,
        };
        let hash = fields.any()?.octets()?.to_vec();
        let issuer_serial = fields.optional(tag::SEQUENCE)?.map(issuer_serial).transpose()?;
        fields.finish()?;
        Ok(EssCertificate { hash_algorithm, hash, issuer_serial })
    })
}

/// IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber }; the one name is a directoryName.
fn issuer_serial(element: Element<'_>) -> Result<(Vec<u8>, Vec<u8>), tlv::Error> {
    let mut fields = element.reader(tag::SEQUENCE)?;
    let mut names = fields.enter(tag::SEQUENCE)?;
    let directory_name = names.take(tag::constructed(4))?;
    names.finish()?;
    let serial = fields.take(tag::INTEGER)?;
    fields.finish()?;
    Ok((directory_name.value.to_vec(), serial.raw.to_vec()))
}

/// CMSAlgorithmProtection, RFC 6211 section 2.
fn protection(value: Element<'_>) -> Result<AlgorithmProtection, tlv::Error> {
    let mut fields = value.reader(tag::SEQUENCE)?;
    let digest = fields.take(tag::SEQUENCE)?.raw.to_vec();
    let signature = fields.optional(tag::constructed(1))?.map(|implicit| {
        let mut identifier = implicit.raw.to_vec();
        if let Some(first) = identifier.first_mut() {
            *first = tag::SEQUENCE;
        }
        identifier
    });
    fields.finish()?;
    Ok(AlgorithmProtection { digest, signature })
}
