//! What is at hand about revocation: lists, responses, and certificates of those who sign them.

use super::Error;
use super::crl::Crl;
use super::ocsp::Response;
use crate::signature::crypto::tlv::{Element, tag};
use crate::signature::x509::{self, Certificate};

/// Lists, responses and certificates in one pool; a trust folder of a whole country has a hundred.
const MAX_ITEMS: usize = 10_000;
/// Bytes of one file.
const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;

/// A pool of evidence. Nothing in it is trusted for lying there.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    pub crls: Vec<Crl>,
    pub responses: Vec<Response>,
    /// Certificates that may have signed lists or responses.
    pub certificates: Vec<Certificate>,
}

impl Evidence {
    /// Reads one file: DER elements one after another, or PEM blocks, between which any text may stand.
    /// Each may be a CRL, an OCSP response or a certificate. PEM blocks with other labels are passed over.
    ///
    /// # Errors
    /// [`Error::None`] when nothing of the kind is there; what cannot be read is an error, never skipped.
    pub fn read(file: &[u8]) -> Result<Self, Error> {
        if file.len() > MAX_FILE_BYTES {
            return Err(Error::Limit { what: "bytes of a file of evidence", limit: MAX_FILE_BYTES });
        }
        let mut found = Self::default();
        if file.first() == Some(&tag::SEQUENCE) {
            let mut rest = file;
            while !rest.is_empty() {
                let (element, after) =
                    Element::split(rest).map_err(|cause| Error::Malformed { what: "the file", cause })?;
                found.add(element.raw)?;
                rest = after;
            }
        } else {
            for block in pem_blocks(file)? {
                found.add(&block)?;
            }
        }
        if found.is_empty() { Err(Error::None) } else { Ok(found) }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of it, each in DER: written one after another they are a file that [`Evidence::read`] reads.
    pub fn elements(&self) -> impl Iterator<Item = &[u8]> {
        let certificates = self.certificates.iter().map(Certificate::der);
        certificates.chain(self.crls.iter().map(Crl::der)).chain(self.responses.iter().map(Response::basic_der))
    }

    fn len(&self) -> usize {
        self.crls.len() + self.responses.len() + self.certificates.len()
    }

    /// Takes over all of another pool.
    pub fn merge(&mut self, other: Evidence) {
        self.crls.extend(other.crls);
        self.responses.extend(other.responses);
        self.certificates.extend(other.certificates);
    }

    /// Takes over one element in DER if it can be read, as befits what others enclosed: a broken one
    /// among them is no evidence, and no reason to refuse the rest.
    pub fn offer(&mut self, der: &[u8]) {
        let _ = self.add(der);
    }

    /// Adds one element, told apart by its shape.
    fn add(&mut self, der: &[u8]) -> Result<(), Error> {
        if self.len() >= MAX_ITEMS {
            return Err(Error::Limit { what: "lists, responses and certificates in a file", limit: MAX_ITEMS });
        }
        match Kind::of(der) {
            Kind::Crl => self.crls.push(Crl::from_der(der)?),
            Kind::Response => self.responses.push(Response::from_der(der)?),
            Kind::BasicResponse => self.responses.push(Response::from_basic_der(der)?),
            Kind::Certificate => self.certificates.push(Certificate::from_der(der)?),
        }
        Ok(())
    }
}

enum Kind {
    Crl,
    Response,
    BasicResponse,
    Certificate,
}

impl Kind {
    /// By the first elements; what is none of the others is read as a certificate, which then fails.
    fn of(der: &[u8]) -> Self {
        const ENUMERATED: u8 = 0x0a;
        let tags = |der: &[u8]| -> Vec<u8> {
            let Ok(mut reader) = Element::split(der).and_then(|(element, _)| element.reader(tag::SEQUENCE)) else {
                return Vec::new();
            };
            let mut found = Vec::new();
            while let (true, Ok(element)) = (found.len() < 4, reader.any()) {
                found.push(element.tag);
            }
            found
        };
        if tags(der).first() == Some(&ENUMERATED) {
            return Self::Response;
        }
        let inner = Element::split(der).map(|(element, _)| tags(element.value)).unwrap_or_default();
        match inner.as_slice() {
            [0xa1 | 0xa2, ..] | [0xa0, 0xa1 | 0xa2, ..] => Self::BasicResponse,
            // Version, signature, issuer, thisUpdate.
            [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE, 0x17 | 0x18] => Self::Crl,
            [tag::SEQUENCE, tag::SEQUENCE, 0x17 | 0x18, ..] => Self::Crl,
            _ => Self::Certificate,
        }
    }
}

/// The contents of the PEM blocks that matter here.
fn pem_blocks(file: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
    const LABELS: [&str; 5] = ["X509 CRL", "CRL", "OCSP RESPONSE", "CERTIFICATE", "TRUSTED CERTIFICATE"];
    let text = String::from_utf8_lossy(file);
    let mut found = Vec::new();
    let mut body: Option<String> = None;
    let malformed = |block: usize| Error::Pem { block: block + 1 };
    for line in text.lines().map(str::trim) {
        if let Some(label) = line.strip_prefix("-----BEGIN ").and_then(|rest| rest.strip_suffix("-----")) {
            if body.is_some() {
                return Err(malformed(found.len()));
            }
            body = LABELS.contains(&label).then(String::new);
        } else if line.starts_with("-----END ") {
            let Some(body) = body.take() else { continue };
            found.push(data_encoding::BASE64.decode(body.as_bytes()).map_err(|_| malformed(found.len()))?);
            if found.len() > MAX_ITEMS {
                return Err(Error::Limit { what: "PEM blocks in a file", limit: MAX_ITEMS });
            }
        } else if let Some(body) = &mut body {
            body.extend(line.split_whitespace());
        }
    }
    if body.is_some() { Err(malformed(found.len())) } else { Ok(found) }
}

impl From<x509::Error> for Error {
    fn from(cause: x509::Error) -> Self {
        Error::Certificate(cause)
    }
}
