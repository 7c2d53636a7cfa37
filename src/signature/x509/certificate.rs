//! One certificate: its bytes, and what they say (RFC 5280 section 4.1).

use super::extensions::Extensions;
use super::{Error, name, time};
use crate::signature::crypto::tlv::{self, Element, tag};
use crate::signature::crypto::{self, PublicKey, SignatureAlgorithm, sha256};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Certificates in one file; real trust lists have a few hundred.
const MAX_CERTIFICATES: usize = 10_000;

/// A certificate, cheap to clone. Two are equal when their bytes are.
#[derive(Clone)]
pub struct Certificate(Arc<Parsed>);

struct Parsed {
    der: Vec<u8>,
    sha256: [u8; 32],
    tbs: Vec<u8>,
    serial: Vec<u8>,
    inner_algorithm: Vec<u8>,
    outer_algorithm: Vec<u8>,
    signature: Vec<u8>,
    issuer: Name,
    subject: Name,
    not_before: DateTime<Utc>,
    not_after: DateTime<Utc>,
    public_key: PublicKey,
    extensions: Extensions,
    /// The key under which the signature held: neither changes, so it need not be computed again.
    holds_under: OnceLock<[u8; 32]>,
}

struct Name {
    der: Vec<u8>,
    canonical: Vec<u8>,
    text: String,
    common_name: Option<String>,
}

impl Name {
    fn parse(element: Element<'_>) -> Result<Self, tlv::Error> {
        let attributes = name::attributes(element.raw)?;
        Ok(Self {
            der: element.raw.to_vec(),
            canonical: name::canonical(&attributes),
            text: name::text(&attributes),
            common_name: name::common_name(&attributes),
        })
    }
}

impl Certificate {
    /// Reads exactly one certificate in strict DER.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let at = |what| move |cause| Error::Malformed { what, cause };
        let whole = Element::whole(der).map_err(at("the outer structure"))?;
        tlv::check_strict(whole).map_err(at("an inner element"))?;
        let mut outer = whole.reader(tag::SEQUENCE).map_err(at("the outer structure"))?;
        let tbs = outer.take(tag::SEQUENCE).map_err(at("tbsCertificate"))?;
        let outer_algorithm = outer.take(tag::SEQUENCE).map_err(at("signatureAlgorithm"))?;
        // One that is not of whole bytes verifies with no key; that is told where it is checked.
        let signature = outer.take(tag::BIT_STRING).map_err(at("signatureValue"))?;
        let signature = signature.bits().unwrap_or_default();
        outer.finish().map_err(at("the end"))?;

        let mut fields = tbs.reader(tag::SEQUENCE).map_err(at("tbsCertificate"))?;
        let version = match fields.optional(tag::constructed(0)).map_err(at("version"))? {
            Some(explicit) => Element::whole(explicit.value).and_then(|v| v.small_unsigned()).map_err(at("version"))?,
            None => 0,
        };
        if version > 2 {
            return Err(Error::Value("an unknown version"));
        }
        let serial = fields.take(tag::INTEGER).map_err(at("serialNumber"))?;
        let inner_algorithm = fields.take(tag::SEQUENCE).map_err(at("signature"))?;
        let issuer = fields.take(tag::SEQUENCE).and_then(Name::parse).map_err(at("issuer"))?;
        let mut validity = fields.enter(tag::SEQUENCE).map_err(at("validity"))?;
        let not_before = validity.any().and_then(time::parse_time).map_err(at("notBefore"))?;
        let not_after = validity.any().and_then(time::parse_time).map_err(at("notAfter"))?;
        validity.finish().map_err(at("validity"))?;
        let subject = fields.take(tag::SEQUENCE).and_then(Name::parse).map_err(at("subject"))?;
        let key = fields.take(tag::SEQUENCE).map_err(at("subjectPublicKeyInfo"))?;
        for unique_identifier in [1, 2] {
            fields.optional(tag::primitive(unique_identifier)).map_err(at("a unique identifier"))?;
        }
        let extensions = match fields.optional(tag::constructed(3)).map_err(at("extensions"))? {
            Some(_) if version != 2 => {
                return Err(Error::Value("extensions without being version 3"));
            }
            Some(explicit) => Element::whole(explicit.value).and_then(Extensions::parse).map_err(at("extensions"))?,
            None => Extensions::default(),
        };
        fields.finish().map_err(at("the end of tbsCertificate"))?;

        Ok(Self(Arc::new(Parsed {
            der: der.to_vec(),
            sha256: sha256(der),
            tbs: tbs.raw.to_vec(),
            serial: serial.raw.to_vec(),
            inner_algorithm: inner_algorithm.raw.to_vec(),
            outer_algorithm: outer_algorithm.raw.to_vec(),
            signature: signature.to_vec(),
            issuer,
            subject,
            not_before,
            not_after,
            public_key: PublicKey::from_spki_der(key.raw)?,
            extensions,
            holds_under: OnceLock::new(),
        })))
    }

    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// SHA-256 of the whole certificate, the fingerprint that people compare.
    pub fn sha256(&self) -> [u8; 32] {
        self.0.sha256
    }

    /// The subject as RFC 4514 text in UTF-8.
    pub fn subject(&self) -> &str {
        &self.0.subject.text
    }

    /// The subject's common name, or the whole subject when it has none.
    pub fn common_name(&self) -> &str {
        self.0.subject.common_name.as_deref().unwrap_or(&self.0.subject.text)
    }

    /// The issuer as RFC 4514 text in UTF-8.
    pub fn issuer(&self) -> &str {
        &self.0.issuer.text
    }

    /// The subject as received.
    pub fn subject_der(&self) -> &[u8] {
        &self.0.subject.der
    }

    /// The issuer as received.
    pub fn issuer_der(&self) -> &[u8] {
        &self.0.issuer.der
    }

    /// The subject in the form that compares (RFC 5280 section 7.1).
    pub(super) fn subject_canonical(&self) -> &[u8] {
        &self.0.subject.canonical
    }

    /// The issuer in the form that compares.
    pub(super) fn issuer_canonical(&self) -> &[u8] {
        &self.0.issuer.canonical
    }

    /// The serial number's INTEGER as received.
    pub fn serial_der(&self) -> &[u8] {
        &self.0.serial
    }

    /// The serial number in hexadecimal, as received.
    pub fn serial_hex(&self) -> String {
        Element::whole(&self.0.serial).map(|serial| HEXLOWER.encode(serial.value)).unwrap_or_default()
    }

    /// Whether the serial number is neither zero nor longer than 20 octets (RFC 5280 section 4.1.2.2).
    /// Negative ones occur and count (NIST PKITS 4.4.14).
    pub fn has_usual_serial(&self) -> bool {
        const MAX_OCTETS: usize = 20;
        Element::whole(&self.0.serial).is_ok_and(|serial| serial.value != [0] && serial.value.len() <= MAX_OCTETS)
    }

    /// First second of validity.
    pub fn not_before(&self) -> DateTime<Utc> {
        self.0.not_before
    }

    /// Last second of validity, inclusive (RFC 5280 section 4.1.2.5).
    pub fn not_after(&self) -> DateTime<Utc> {
        self.0.not_after
    }

    /// Whether `at` lies in the period of validity, both ends included.
    pub fn is_valid_at(&self, at: DateTime<Utc>) -> bool {
        // The last second counts in full.
        self.not_before() <= at && at.timestamp() <= self.not_after().timestamp()
    }

    pub fn public_key(&self) -> &PublicKey {
        &self.0.public_key
    }

    pub fn extensions(&self) -> &Extensions {
        &self.0.extensions
    }

    /// Whether it may sign documents as far as its key usage says (absent: no restriction).
    pub fn may_sign_documents(&self) -> bool {
        self.extensions().key_usage.is_none_or(|usage| usage.digital_signature() || usage.non_repudiation())
    }

    /// Whether it is the certificate of an authority.
    pub fn is_ca(&self) -> bool {
        self.extensions().basic_constraints.is_some_and(|b| b.ca)
    }

    /// Whether subject and issuer are the same name.
    pub fn is_self_issued(&self) -> bool {
        self.0.subject.canonical == self.0.issuer.canonical
    }

    /// Whether the subject is empty, which only certificates of persons may be.
    pub fn has_no_subject(&self) -> bool {
        self.0.subject.text.is_empty()
    }

    /// Whether both bear the same subject name.
    pub fn has_subject_of(&self, other: &Certificate) -> bool {
        self.0.subject.canonical == other.0.subject.canonical
    }

    /// Whether `issuer` bears the name that this certificate gives for its issuer.
    pub fn names_as_issuer(&self, issuer: &Certificate) -> bool {
        self.0.issuer.canonical == issuer.0.subject.canonical
    }

    /// Whether the algorithm inside what is signed equals the one outside (RFC 5280 section 4.1.1.2).
    pub fn algorithms_agree(&self) -> bool {
        self.0.inner_algorithm == self.0.outer_algorithm
    }

    /// The algorithm of the issuer's signature.
    pub fn signature_algorithm(&self) -> Result<SignatureAlgorithm, crypto::Error> {
        SignatureAlgorithm::from_der_without_key(&self.0.outer_algorithm, None)
    }

    /// Checks the issuer's signature over the raw bytes of what is signed.
    pub fn verify_signed_by(&self, issuer: &PublicKey) -> Result<SignatureAlgorithm, crypto::Error> {
        let algorithm = SignatureAlgorithm::from_der(&self.0.outer_algorithm, issuer, None)?;
        let identity = sha256(issuer.spki_der());
        if self.0.holds_under.get() != Some(&identity) {
            issuer.verify(algorithm, &self.0.tbs, &self.0.signature)?;
            // Another key was first: the signature is then computed each time, which is only slower.
            let _ = self.0.holds_under.set(identity);
        }
        Ok(algorithm)
    }

    /// The certificate as PEM.
    pub fn to_pem(&self) -> String {
        let body = data_encoding::BASE64.encode(self.der());
        let mut out = String::from("-----BEGIN CERTIFICATE-----\n");
        let mut rest = body.as_str();
        while !rest.is_empty() {
            let (line, tail) = rest.split_at(rest.len().min(64));
            out.push_str(line);
            out.push('\n');
            rest = tail;
        }
        out.push_str("-----END CERTIFICATE-----\n");
        out
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({})", self.subject())
    }
}

/// Reads a file of certificates: one in DER, or PEM blocks, between which any text may stand. Blocks
/// with other labels are passed over.
///
/// # Errors
/// [`Error::None`] when there is no certificate; one that cannot be read is an error, never skipped.
pub fn read_certificates(file: &[u8]) -> Result<Vec<Certificate>, Error> {
    if file.first() == Some(&tag::SEQUENCE) {
        return Ok(vec![Certificate::from_der(file)?]);
    }
    let text = String::from_utf8_lossy(file);
    let mut found = Vec::new();
    let mut body: Option<String> = None;
    for line in text.lines().map(str::trim) {
        if line == "-----BEGIN CERTIFICATE-----" || line == "-----BEGIN TRUSTED CERTIFICATE-----" {
            body = Some(String::new());
        } else if line.starts_with("-----END ") {
            let Some(body) = body.take() else { continue };
            let block = found.len() + 1;
            if block > MAX_CERTIFICATES {
                return Err(Error::Pem { block });
            }
            let der = data_encoding::BASE64.decode(body.as_bytes()).map_err(|_| Error::Pem { block })?;
            found.push(Certificate::from_der(&der)?);
        } else if let Some(body) = &mut body {
            body.extend(line.split_whitespace());
        }
    }
    if body.is_some() {
        return Err(Error::Pem { block: found.len() + 1 });
    }
    if found.is_empty() {
        return Err(Error::None);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        let mut params = rcgen::CertificateParams::default();
        params.distinguished_name.push(rcgen::DnType::CommonName, "Trần Văn Hiệu");
        let key = rcgen::KeyPair::generate().unwrap();
        params.self_signed(&key).unwrap().der().to_vec()
    }

    #[test]
    fn a_self_signed_certificate_reads_and_verifies() {
        let certificate = Certificate::from_der(&sample()).unwrap();
        assert_eq!(certificate.common_name(), "Trần Văn Hiệu");
        assert!(certificate.is_self_issued());
        assert!(certificate.algorithms_agree());
        certificate.verify_signed_by(certificate.public_key()).unwrap();
        assert_eq!(read_certificates(certificate.to_pem().as_bytes()).unwrap(), [certificate]);
    }

    #[test]
    fn a_signature_that_held_is_not_believed_under_another_key() {
        let (one, two) = (Certificate::from_der(&sample()).unwrap(), Certificate::from_der(&sample()).unwrap());
        for _ in 0..2 {
            assert!(one.verify_signed_by(two.public_key()).is_err());
            one.verify_signed_by(one.public_key()).unwrap();
        }
    }

    #[test]
    fn several_pem_blocks_are_all_read() {
        let one = Certificate::from_der(&sample()).unwrap();
        let two = Certificate::from_der(&sample()).unwrap();
        let file = format!("ghi chú\n{}\r\n{}", one.to_pem(), two.to_pem());
        assert_eq!(read_certificates(file.as_bytes()).unwrap(), [one, two]);
        assert_eq!(read_certificates(b"xin chao"), Err(Error::None));
        assert_eq!(
            read_certificates(b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----").unwrap_err().code(),
            "PEM_MALFORMED"
        );
    }

    #[test]
    fn no_truncation_or_byte_change_panics() {
        let der = sample();
        for end in 0..der.len() {
            assert!(Certificate::from_der(&der[..end]).is_err());
        }
        let mut longer = der.clone();
        longer.push(0);
        assert!(Certificate::from_der(&longer).is_err());
        let original = Certificate::from_der(&der).unwrap();
        for index in 0..der.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut changed = der.clone();
                changed[index] ^= flip;
                if let Ok(certificate) = Certificate::from_der(&changed) {
                    assert!(
                        certificate.verify_signed_by(original.public_key()).is_err() || !certificate.algorithms_agree(),
                        "byte {index}"
                    );
                }
            }
        }
    }
}
