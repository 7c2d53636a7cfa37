//! The parts of a signed message (RFC 5652 section 5) with their raw bytes.

use super::attributes::{self, SignedAttributes, UnsignedAttribute};
use super::{Error, ber};
use crate::signature::crypto::tlv::{self, Element, Reader, tag};
use crate::signature::crypto::{DigestAlgorithm, Oid, digest_from_der};
use crate::signature::x509::Certificate;
use der::asn1::ObjectIdentifier;
use memchr::memmem;

pub(super) const ID_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
pub(super) const ID_SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
pub(super) const TIMESTAMP_TOKEN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");

/// Certificates in one message; a Vietnamese chain has three or four.
const MAX_CERTIFICATES: usize = 20;
/// Bytes of one message; with timestamps and embedded status real ones stay below a tenth.
pub(super) const MAX_LENGTH: usize = 4 << 20;

/// Which certificate the signer says is theirs (RFC 5652 section 5.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignerId {
    /// Issuer's name and serial number, both as received.
    IssuerSerial {
        issuer: Vec<u8>,
        serial: Vec<u8>,
    },
    SubjectKeyIdentifier(Vec<u8>),
}

impl SignerId {
    pub(super) fn names(&self, certificate: &Certificate) -> bool {
        match self {
            Self::IssuerSerial { issuer, serial } => {
                certificate.issuer_der() == issuer && certificate.serial_der() == serial
            }
            Self::SubjectKeyIdentifier(identifier) => {
                certificate.extensions().subject_key_identifier.as_ref() == Some(identifier)
            }
        }
    }
}

/// How the bytes of a message are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Der,
    /// BER around certificates and signed attributes that stand there in DER.
    Frame,
    Ber,
}

/// A message with exactly one signer. Nothing in it is verified yet.
#[derive(Debug, Clone)]
pub struct SignedMessage {
    pub(super) der_len: usize,
    /// Of SignedData and of SignerInfo, as received.
    pub(super) versions: [Vec<u8>; 2],
    /// The least version of SignedData that the kinds of its certificates and revocation data allow.
    pub(super) least_version: u8,
    pub(super) encoding: Encoding,
    pub(super) trailing_is_zero: bool,
    pub(super) digest_algorithms: Vec<Vec<u8>>,
    pub(super) content_type: Oid,
    pub(super) content: Option<Vec<u8>>,
    pub(super) certificates: Vec<Certificate>,
    pub(super) unreadable_certificates: usize,
    /// Whether they are X.509 alone, each once, in the order of DER.
    pub(super) certificates_in_order: bool,
    /// Whether there is a place for revocation data, be it empty.
    pub(super) has_revocation: bool,
    pub(super) revocation: Vec<Vec<u8>>,
    pub(super) signer_id: SignerId,
    pub(super) digest_algorithm: Vec<u8>,
    pub(super) signature_algorithm: Vec<u8>,
    pub(super) signed: Option<SignedAttributes>,
    pub(super) signature: Vec<u8>,
    pub(super) unsigned: Vec<UnsignedAttribute>,
}

impl SignedMessage {
    /// Length of the message's encoding; the input may go on with zero padding.
    pub fn der_len(&self) -> usize {
        self.der_len
    }

    /// Whether nothing but zero bytes follows the message in the input.
    pub fn trailing_is_zero(&self) -> bool {
        self.trailing_is_zero
    }

    /// The type of the content: `id-data` for documents, `id-ct-TSTInfo` for timestamps.
    pub fn content_type(&self) -> &Oid {
        &self.content_type
    }

    /// The content, when it is inside the message.
    pub fn content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }

    /// The certificates that could be read, in the order of the message.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// CRLs and OCSP responses that came along, as received: those of the message (RFC 5652 section
    /// 10.2.1) and of Adobe's attribute (ISO 32000-2 clause 12.8.3.3.2). None of them is judged yet.
    pub fn revocation_data(&self) -> impl Iterator<Item = &[u8]> {
        let archived = self.signed.iter().flat_map(|signed| signed.archived_revocation());
        self.revocation.iter().map(Vec::as_slice).chain(archived)
    }

    pub fn signer_id(&self) -> &SignerId {
        &self.signer_id
    }

    /// What the signer signed besides the content; `None` if the content was signed directly.
    pub fn signed_attributes(&self) -> Option<&SignedAttributes> {
        self.signed.as_ref()
    }

    /// The digest that the signer names; `None` for one that is not known here.
    pub fn digest_algorithm(&self) -> Option<DigestAlgorithm> {
        digest_from_der(&self.digest_algorithm).ok()
    }

    /// The signature value. A signature timestamp is made over these bytes.
    pub fn signature_value(&self) -> &[u8] {
        &self.signature
    }

    /// The timestamp tokens on the signature (RFC 3161 appendix A), unverified.
    pub fn timestamp_tokens(&self) -> impl Iterator<Item = &[u8]> {
        self.unsigned
            .iter()
            .filter(|attribute| attribute.oid == TIMESTAMP_TOKEN)
            .flat_map(|attribute| attribute.values.iter().map(Vec::as_slice))
    }
}

/// Reads one message from the start of `input`. What follows it is not an error here: see
/// [`SignedMessage::trailing_is_zero`].
///
/// # Errors
/// [`Error::NotDer`] for BER, [`Error::Malformed`], [`Error::Signers`] unless there is exactly one.
pub fn parse(input: &[u8]) -> Result<SignedMessage, Error> {
    let (whole, trailing) = Element::split(input).map_err(at("ContentInfo"))?;
    read(whole, whole.raw.len(), trailing)
}

/// Reads a message in BER too, as some makers write it, so that its integrity can be told. Verifying
/// one that is not DER always reports [`super::CmsProblem::NotDer`].
pub fn parse_tolerant(input: &[u8]) -> Result<SignedMessage, Error> {
    match parse(input) {
        Err(Error::NotDer { .. } | Error::Malformed { .. }) => {}
        other => return other,
    }
    let (der, length) = ber::to_der(input).map_err(at("ContentInfo"))?;
    let whole = Element::whole(&der).map_err(at("ContentInfo"))?;
    let trailing = input.get(length..).unwrap_or_default();
    let message = read(whole, length, trailing)?;
    let stands_there = |part: &[u8]| memmem::find(input, part).is_some();
    let certificates = message.certificates.iter().all(|certificate| stands_there(certificate.der()));
    // Their tag is another one where they are hashed.
    let attributes = message.signed.as_ref().and_then(|signed| signed.hashed().get(1..)).is_none_or(stands_there);
    let encoding = if certificates && attributes { Encoding::Frame } else { Encoding::Ber };
    Ok(SignedMessage { encoding, ..message })
}

fn read(whole: Element<'_>, der_len: usize, trailing: &[u8]) -> Result<SignedMessage, Error> {
    if whole.raw.len() > MAX_LENGTH {
        return Err(Error::Limit { what: "bytes", found: whole.raw.len(), limit: MAX_LENGTH });
    }
    tlv::check_strict(whole).map_err(at("TLV"))?;

    let mut info = whole.reader(tag::SEQUENCE).map_err(at("ContentInfo"))?;
    let kind = info.any().and_then(|e| e.oid()).map_err(at("contentType"))?;
    if kind != ID_SIGNED_DATA {
        return Err(Error::NotSignedData { oid: kind.to_string() });
    }
    let mut explicit = info.enter(tag::constructed(0)).map_err(at("content"))?;
    info.finish().map_err(at("ContentInfo"))?;
    let mut data = explicit.enter(tag::SEQUENCE).map_err(at("SignedData"))?;
    explicit.finish().map_err(at("content"))?;

    let version = data.take(tag::INTEGER).map_err(at("version"))?.value.to_vec();
    let digest_algorithms =
        data.enter(tag::SET).and_then(|set| all(set, |e| Ok(e.raw.to_vec()))).map_err(at("digestAlgorithms"))?;
    let (content_type, content) = data.enter(tag::SEQUENCE).and_then(encapsulated).map_err(at("encapContentInfo"))?;
    let certificates = data
        .optional(tag::constructed(0))
        .and_then(|set| match set {
            Some(set) => all(Reader::new(set.value), Ok),
            None => Ok(Vec::new()),
        })
        .map_err(at("certificates"))?;
    let certificates_in_order = certificates.iter().all(|element| element.tag == tag::SEQUENCE)
        && certificates.is_sorted_by(|one, next| one.raw < next.raw);
    let crls = data.optional(tag::constructed(1)).map_err(at("crls"))?;
    let has_revocation = crls.is_some();
    let crls = crls.map_or(Ok(Vec::new()), |set| all(Reader::new(set.value), Ok)).map_err(at("crls"))?;
    let least_version = least_version(&certificates, &crls);
    let (certificates, unreadable_certificates) = read_certificates(&certificates)?;
    let signers = data.enter(tag::SET).and_then(|set| all(set, Ok)).map_err(at("signerInfos"))?;
    data.finish().map_err(at("SignedData"))?;
    let [signer] = signers.as_slice() else {
        return Err(Error::Signers { count: signers.len() });
    };

    let mut signer = signer.reader(tag::SEQUENCE).map_err(at("SignerInfo"))?;
    let signer_version = signer.take(tag::INTEGER).map_err(at("SignerInfo version"))?.value.to_vec();
    let signer_id = signer.any().and_then(signer_id).map_err(at("sid"))?;
    let digest_algorithm = signer.take(tag::SEQUENCE).map_err(at("digestAlgorithm"))?;
    let signed = signer
        .optional(tag::constructed(0))
        .and_then(|found| found.map(SignedAttributes::parse).transpose())
        .map_err(at("signedAttrs"))?;
    let signature_algorithm = signer.take(tag::SEQUENCE).map_err(at("signatureAlgorithm"))?;
    let signature = signer.any().and_then(|e| e.octets()).map_err(at("signature"))?;
    let unsigned = signer
        .optional(tag::constructed(1))
        .and_then(|found| match found {
            Some(set) => all(Reader::new(set.value), attributes::unsigned),
            None => Ok(Vec::new()),
        })
        .map_err(at("unsignedAttrs"))?;
    signer.finish().map_err(at("SignerInfo"))?;

    Ok(SignedMessage {
        der_len,
        versions: [version, signer_version],
        least_version,
        encoding: Encoding::Der,
        trailing_is_zero: trailing.iter().all(|b| *b == 0),
        digest_algorithms,
        content_type,
        content: content.map(<[u8]>::to_vec),
        certificates,
        unreadable_certificates,
        certificates_in_order,
        has_revocation,
        revocation: crls.into_iter().filter_map(attributes::revocation_choice).collect(),
        signer_id,
        digest_algorithm: digest_algorithm.raw.to_vec(),
        signature_algorithm: signature_algorithm.raw.to_vec(),
        signed,
        signature: signature.to_vec(),
        unsigned,
    })
}

fn at(what: &'static str) -> impl Fn(tlv::Error) -> Error {
    move |cause| match cause {
        tlv::Error::Indefinite | tlv::Error::ConstructedString => Error::NotDer { cause },
        cause => Error::Malformed { what, cause },
    }
}

pub(super) fn all<'a, T>(
    mut reader: Reader<'a>,
    read: impl Fn(Element<'a>) -> Result<T, tlv::Error>,
) -> Result<Vec<T>, tlv::Error> {
    let mut found = Vec::new();
    while !reader.is_empty() {
        found.push(read(reader.any()?)?);
    }
    Ok(found)
}

fn encapsulated(mut info: Reader<'_>) -> Result<(Oid, Option<&[u8]>), tlv::Error> {
    let content_type = info.any()?.oid()?;
    let content = match info.optional(tag::constructed(0))? {
        Some(explicit) => Some(Element::whole(explicit.value)?.octets()?),
        None => None,
    };
    info.finish()?;
    Ok((content_type, content))
}

/// RFC 5652 section 5.1: attribute certificates and other formats raise the version.
fn least_version(certificates: &[Element<'_>], crls: &[Element<'_>]) -> u8 {
    let of_certificate = |element: &Element<'_>| match element.tag {
        found if found == tag::constructed(3) => 5,
        found if found == tag::constructed(2) => 4,
        found if found == tag::constructed(1) => 3,
        _ => 1,
    };
    let of_crl = |element: &Element<'_>| if element.tag == tag::constructed(1) { 5 } else { 1 };
    certificates.iter().map(of_certificate).chain(crls.iter().map(of_crl)).max().unwrap_or(1)
}

/// Certificates of X.509; the other choices of RFC 5652 section 10.2.2 are passed over.
fn read_certificates(found: &[Element<'_>]) -> Result<(Vec<Certificate>, usize), Error> {
    if found.len() > MAX_CERTIFICATES {
        return Err(Error::Limit { what: "certificates", found: found.len(), limit: MAX_CERTIFICATES });
    }
    let mut certificates = Vec::new();
    let mut unreadable = 0;
    for element in found.iter().filter(|e| e.tag == tag::SEQUENCE) {
        match Certificate::from_der(element.raw) {
            Ok(certificate) => certificates.push(certificate),
            Err(_) => unreadable += 1,
        }
    }
    Ok((certificates, unreadable))
}

fn signer_id(element: Element<'_>) -> Result<SignerId, tlv::Error> {
    if element.tag == tag::primitive(0) {
        return Ok(SignerId::SubjectKeyIdentifier(element.value.to_vec()));
    }
    let mut reader = element.reader(tag::SEQUENCE)?;
    let issuer = reader.take(tag::SEQUENCE)?.raw.to_vec();
    let serial = reader.take(tag::INTEGER)?.raw.to_vec();
    reader.finish()?;
    Ok(SignerId::IssuerSerial { issuer, serial })
}
