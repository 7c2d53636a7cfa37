//! OCSP responses (RFC 6960 section 4.2), read strictly. Who may have signed is judged elsewhere.

use super::entry;
use super::reason::Reason;
use super::{Error, Unusable};
use crate::signature::crypto::tlv::{self, Element, tag};
use crate::signature::crypto::{
    self, DigestAlgorithm, PublicKey, SignatureAlgorithm, digest_from_der, equal_constant_time,
};
use crate::signature::x509::extensions::extension;
use crate::signature::x509::time::generalized_time;
use crate::signature::x509::{Certificate, name};
use chrono::{DateTime, Utc};
use der::asn1::ObjectIdentifier;
use std::fmt;
use std::sync::Arc;

/// Bytes of one response; real ones have two to five thousand.
pub const MAX_RESPONSE_BYTES: usize = 256 * 1024;
/// Certificates that are answered for in one response.
const MAX_SINGLE_RESPONSES: usize = 1_000;
/// Certificates that come along.
const MAX_CERTIFICATES: usize = 20;

const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.2");
/// Archive cutoff, extended revoke, CRL references: they do not change what an answer means here.
const INFORMATIVE: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.6"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.9"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.3"),
];
const REASON_CODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");
const INVALIDITY_DATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.24");
const ENUMERATED: u8 = 0x0a;

/// A successful response with its answers, cheap to clone.
#[derive(Clone)]
pub struct Response(Arc<Parsed>);

struct Parsed {
    der: Vec<u8>,
    tbs: Vec<u8>,
    algorithm: Vec<u8>,
    signature: Vec<u8>,
    responder: Responder,
    produced_at: DateTime<Utc>,
    answers: Vec<Answer>,
    nonce: Option<Vec<u8>>,
    certificates: Vec<Certificate>,
    unusable: Option<Unusable>,
}

/// RFC 6960 section 4.2.1, ResponderID.
enum Responder {
    /// In the form that compares.
    Name(Vec<u8>),
    /// SHA-1 of the key, without tag and length.
    KeyHash(Vec<u8>),
}

/// What is said of one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Good,
    Revoked { time: DateTime<Utc>, reason: Reason },
    Unknown,
}

/// RFC 6960 section 4.2.1, SingleResponse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    digest: Option<DigestAlgorithm>,
    name_hash: Vec<u8>,
    key_hash: Vec<u8>,
    serial: Vec<u8>,
    pub(super) state: State,
    pub(super) this_update: DateTime<Utc>,
    pub(super) next_update: Option<DateTime<Utc>>,
    pub(super) invalidity_date: Option<DateTime<Utc>>,
    pub(super) unusable: Option<Unusable>,
}

/// What a response says to the nonce of a request (RFC 9654 section 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Nonce {
    /// It was made for this request.
    Matches,
    /// The responder gives none: only freshness protects from a replay.
    Missing,
    /// It was made for another request.
    Differs,
}

impl Response {
    /// Reads exactly one OCSPResponse in strict DER.
    ///
    /// # Errors
    /// [`Error::OcspStatus`] when the responder refused to answer.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let at = |what| move |cause| Error::Malformed { what, cause };
        let whole = strict(der)?;
        let mut fields = whole.reader(tag::SEQUENCE).map_err(at("the OCSP response"))?;
        let status = fields.take(ENUMERATED).map_err(at("responseStatus"))?;
        match status.value {
            [0] => {}
            [status] => return Err(Error::OcspStatus { status: *status }),
            _ => return Err(Error::Malformed { what: "responseStatus", cause: tlv::Error::Value }),
        }
        let explicit = fields.take(tag::constructed(0)).map_err(at("responseBytes"))?;
        fields.finish().map_err(at("the end of the OCSP response"))?;
        let mut body = Element::whole(explicit.value)
            .and_then(|bytes| bytes.reader(tag::SEQUENCE))
            .map_err(at("responseBytes"))?;
        let kind = body.any().and_then(|oid| oid.oid()).map_err(at("responseType"))?;
        if kind != BASIC {
            return Err(Error::Malformed { what: "responseType", cause: tlv::Error::Value });
        }
        let basic = body.any().and_then(|octets| octets.octets()).map_err(at("response"))?;
        body.finish().map_err(at("the end of responseBytes"))?;
        Self::from_basic_der(basic)
    }

    /// Reads exactly one BasicOCSPResponse, as signed messages and document stores carry them too.
    pub fn from_basic_der(der: &[u8]) -> Result<Self, Error> {
        let at = |what| move |cause| Error::Malformed { what, cause };
        let mut outer = strict(der)?.reader(tag::SEQUENCE).map_err(at("BasicOCSPResponse"))?;
        let tbs = outer.take(tag::SEQUENCE).map_err(at("tbsResponseData"))?;
        let algorithm = outer.take(tag::SEQUENCE).map_err(at("signatureAlgorithm"))?;
        let signature = outer.take(tag::BIT_STRING).and_then(|bits| bits.bits()).map_err(at("signature"))?;
        let mut certificates = Vec::new();
        if let Some(explicit) = outer.optional(tag::constructed(0)).map_err(at("certs"))? {
            let mut list = Element::whole(explicit.value).and_then(|l| l.reader(tag::SEQUENCE)).map_err(at("certs"))?;
            while !list.is_empty() {
                if certificates.len() >= MAX_CERTIFICATES {
                    return Err(Error::Limit { what: "certificates of an OCSP response", limit: MAX_CERTIFICATES });
                }
                certificates.push(Certificate::from_der(list.any().map_err(at("certs"))?.raw)?);
            }
        }
        outer.finish().map_err(at("the end of BasicOCSPResponse"))?;

        let mut fields = tbs.reader(tag::SEQUENCE).map_err(at("tbsResponseData"))?;
        // DER: version 1 is the default and so is absent; there is no other.
        if fields.optional(tag::constructed(0)).map_err(at("version"))?.is_some() {
            return Err(Error::Malformed { what: "version", cause: tlv::Error::Value });
        }
        let responder = fields.any().and_then(Responder::parse).map_err(at("responderID"))?;
        let produced_at = fields.any().and_then(generalized_time).map_err(at("producedAt"))?;
        let mut list = fields.enter(tag::SEQUENCE).map_err(at("responses"))?;
        let mut answers = Vec::new();
        while !list.is_empty() {
            if answers.len() >= MAX_SINGLE_RESPONSES {
                return Err(Error::Limit { what: "answers of an OCSP response", limit: MAX_SINGLE_RESPONSES });
            }
            answers.push(list.take(tag::SEQUENCE).and_then(Answer::parse).map_err(at("an answer"))?);
        }
        let (mut nonce, mut unusable) = (None, None);
        if let Some(explicit) = fields.optional(tag::constructed(1)).map_err(at("responseExtensions"))? {
            let noted = each_extension(explicit, |oid, value| {
                if oid != Some(NONCE) {
                    return Ok(oid.is_some_and(|oid| INFORMATIVE.contains(&oid)));
                }
                nonce = Some(Element::whole(value)?.octets()?.to_vec());
                Ok(true)
            });
            unusable = noted.map_err(at("responseExtensions"))?;
        }
        fields.finish().map_err(at("the end of tbsResponseData"))?;
        Ok(Self(Arc::new(Parsed {
            der: der.to_vec(),
            tbs: tbs.raw.to_vec(),
            algorithm: algorithm.raw.to_vec(),
            signature: signature.to_vec(),
            responder,
            produced_at,
            answers,
            nonce,
            certificates,
            unusable,
        })))
    }

    /// The BasicOCSPResponse.
    pub fn basic_der(&self) -> &[u8] {
        &self.0.der
    }

    pub fn produced_at(&self) -> DateTime<Utc> {
        self.0.produced_at
    }

    /// Certificates that came along; used for finding the responder, never trusted.
    pub fn certificates(&self) -> &[Certificate] {
        &self.0.certificates
    }

    /// Compares the nonce with the one that was sent.
    pub fn nonce(&self, sent: &[u8]) -> Nonce {
        match &self.0.nonce {
            None => Nonce::Missing,
            Some(nonce) if !sent.is_empty() && equal_constant_time(nonce, sent) => Nonce::Matches,
            Some(_) => Nonce::Differs,
        }
    }

    pub(super) fn answers(&self) -> &[Answer] {
        &self.0.answers
    }

    pub(super) fn unusable(&self) -> Option<&Unusable> {
        self.0.unusable.as_ref()
    }

    /// Whether it names this certificate as its signer.
    pub(super) fn is_by(&self, certificate: &Certificate) -> bool {
        match &self.0.responder {
            Responder::Name(canonical) => canonical == certificate.subject_canonical(),
            Responder::KeyHash(hash) => *hash == DigestAlgorithm::Sha1.digest(certificate.public_key().key_bytes()),
        }
    }

    /// Checks the signature over the raw bytes of what is signed, and that the algorithm may count.
    pub(super) fn verify_signed_by(&self, key: &PublicKey) -> Result<(), crypto::Error> {
        let algorithm = SignatureAlgorithm::from_der(&self.0.algorithm, key, None)?;
        if !algorithm.is_acceptable() || !key.is_acceptable() {
            return Err(crypto::Error::Parameters { algorithm: "OCSP", detail: "weak" });
        }
        key.verify(algorithm, &self.0.tbs, &self.0.signature)
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({}, {} answers)", self.produced_at(), self.0.answers.len())
    }
}

impl Responder {
    fn parse(element: Element<'_>) -> Result<Self, tlv::Error> {
        if element.tag == tag::constructed(1) {
            return Ok(Self::Name(name::canonical(&name::attributes(element.value)?)));
        }
        if element.tag == tag::constructed(2) {
            return Ok(Self::KeyHash(Element::whole(element.value)?.octets()?.to_vec()));
        }
        Err(tlv::Error::Unexpected)
    }
}

impl Answer {
    fn parse(element: Element<'_>) -> Result<Self, tlv::Error> {
        let mut fields = element.reader(tag::SEQUENCE)?;
        let mut id = fields.enter(tag::SEQUENCE)?;
        // SHA-1 is what requests carry in practice: it names the issuer here and protects nothing.
        let digest = digest_from_der(id.take(tag::SEQUENCE)?.raw).ok();
        let (name_hash, key_hash) = (id.any()?.octets()?, id.any()?.octets()?);
        let serial = id.take(tag::INTEGER)?.value;
        id.finish()?;
        let status = fields.any()?;
        let state = match status.tag {
            0x80 if status.value.is_empty() => State::Good,
            0x82 if status.value.is_empty() => State::Unknown,
            0xa1 => revoked(status)?,
            _ => return Err(tlv::Error::Unexpected),
        };
        let this_update = generalized_time(fields.any()?)?;
        let next_update = match fields.optional(tag::constructed(0))? {
            Some(explicit) => Some(generalized_time(Element::whole(explicit.value)?)?),
            None => None,
        };
        let (mut invalidity_date, mut unusable) = (None, None);
        if let Some(explicit) = fields.optional(tag::constructed(1))? {
            unusable = each_extension(explicit, |oid, value| {
                if oid == Some(INVALIDITY_DATE) {
                    invalidity_date = Some(generalized_time(Element::whole(value)?)?);
                }
                Ok(oid.is_some_and(|oid| oid == INVALIDITY_DATE || oid == REASON_CODE || INFORMATIVE.contains(&oid)))
            })?;
        }
        fields.finish()?;
        Ok(Self {
            digest,
            name_hash: name_hash.to_vec(),
            key_hash: key_hash.to_vec(),
            serial: serial.to_vec(),
            state,
            this_update,
            next_update,
            invalidity_date,
            unusable,
        })
    }

    /// Whether the serial number is this certificate's.
    pub(super) fn has_serial_of(&self, certificate: &Certificate) -> bool {
        Element::whole(certificate.serial_der()).is_ok_and(|serial| serial.value == self.serial)
    }

    /// Whether name and key are those of this issuer (RFC 6960 section 4.1.1).
    pub(super) fn is_of_issuer(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        self.digest.is_some_and(|digest| {
            digest.digest(certificate.issuer_der()) == self.name_hash
                && digest.digest(issuer.public_key().key_bytes()) == self.key_hash
        })
    }
}

/// RevokedInfo behind an IMPLICIT tag.
fn revoked(element: Element<'_>) -> Result<State, tlv::Error> {
    let mut fields = tlv::Reader::new(element.value);
    let time = generalized_time(fields.any()?)?;
    let reason = match fields.optional(tag::constructed(0))? {
        Some(explicit) => entry::reason(explicit.value)?,
        None => Reason::Unspecified,
    };
    fields.finish()?;
    Ok(State::Revoked { time, reason })
}

/// Goes over an EXPLICIT Extensions; `understood` says of each whether it is, and the first critical one
/// that is not makes the answer unusable.
fn each_extension(
    explicit: Element<'_>,
    mut understood: impl FnMut(Option<ObjectIdentifier>, &[u8]) -> Result<bool, tlv::Error>,
) -> Result<Option<Unusable>, tlv::Error> {
    let mut unusable = None;
    let mut seen = Vec::new();
    let mut list = Element::whole(explicit.value)?.reader(tag::SEQUENCE)?;
    while !list.is_empty() {
        let (oid, critical, value) = extension(list.take(tag::SEQUENCE)?)?;
        if seen.contains(&oid) || seen.len() > 64 {
            return Err(tlv::Error::Value);
        }
        if !understood(oid.known(), value)? && critical {
            unusable.get_or_insert(Unusable::UnknownCritical { oid: oid.to_string() });
        }
        seen.push(oid);
    }
    Ok(unusable)
}

fn strict(der: &[u8]) -> Result<Element<'_>, Error> {
    if der.len() > MAX_RESPONSE_BYTES {
        return Err(Error::Limit { what: "bytes of an OCSP response", limit: MAX_RESPONSE_BYTES });
    }
    let malformed = |cause| Error::Malformed { what: "the OCSP response", cause };
    let whole = Element::whole(der).map_err(malformed)?;
    tlv::check_strict(whole).map_err(malformed)?;
    Ok(whole)
}
