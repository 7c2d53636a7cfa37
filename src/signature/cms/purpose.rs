//! What a key is ever applied to: the signed attributes that were built here for exactly one purpose of a
//! closed list. Media type, label and place of the content keep the purposes apart.

use super::attributes::{
    ALGORITHM_PROTECTION, CONTENT_TYPE, MEDIA_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2, SIGNING_TIME,
    SignedAttributes,
};
use super::build;
use super::message::ID_DATA;
use super::{CmsProblem, Error};
use crate::signature::crypto::tlv::{self, Element, tag};
use crate::signature::crypto::{Content, SignatureAlgorithm};
use crate::signature::x509::Certificate;
use chrono::{DateTime, Utc};
use der::asn1::ObjectIdentifier;

/// What a signature is for. The list is closed: a key signs nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A PDF; the message is detached from it.
    Pdf,
    /// The list that closes a batch, inside the message.
    Manifest,
    /// What the key's holder states to a machine, inside the message.
    Statement,
    /// A directory of organisations, inside the message.
    Directory,
}

/// How the content of a purpose is enclosed.
#[derive(Debug, PartialEq, Eq)]
pub struct Form {
    /// The mime-type attribute (ETSI EN 319 122-1 clause 5.2.5).
    pub media_type: &'static str,
    /// The bytes that every content of the purpose begins with.
    pub label: &'static [u8],
    /// Bytes of a whole message.
    pub most_bytes: usize,
}

/// A map of eleven pairs, its first key, its first value.
const MANIFEST: Form = Form {
    media_type: "application/vnd.vanbang.manifest+cbor",
    label: b"\xab\x00\x72vanbang manifest 1",
    most_bytes: 64 << 10,
};
/// A map of five pairs, its first key, its first value.
const STATEMENT: Form = Form {
    media_type: "application/vnd.vanbang.statement+cbor",
    label: b"\xa5\x00\x73vanbang statement 1",
    most_bytes: 64 << 10,
};
/// JSON; its `format` is read with the rest.
const DIRECTORY: Form =
    Form { media_type: "application/vnd.vanbang.directory+json", label: b"{", most_bytes: super::message::MAX_LENGTH };

const PDF_LABEL: &[u8] = b"%PDF-";

const OF_PDF: [ObjectIdentifier; 3] = [CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2];
const OF_ENCLOSED: [ObjectIdentifier; 5] =
    [CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, SIGNING_CERTIFICATE_V2, MEDIA_TYPE];

impl Purpose {
    const ENCLOSING: [Self; 3] = [Self::Manifest, Self::Statement, Self::Directory];

    /// How its content is enclosed; `None` where it is detached.
    pub fn form(self) -> Option<&'static Form> {
        match self {
            Self::Pdf => None,
            Self::Manifest => Some(&MANIFEST),
            Self::Statement => Some(&STATEMENT),
            Self::Directory => Some(&DIRECTORY),
        }
    }

    /// The first rule on the set of attributes that these break: each once with one value, no other one. The
    /// algorithms may be repeated only in what encloses its content.
    pub(super) fn objection(self, attributes: &SignedAttributes) -> Option<CmsProblem> {
        let (needed, allowed): (&[_], &[_]) = match self {
            Self::Pdf => (&OF_PDF, &[]),
            _ => (&OF_ENCLOSED, &[ALGORITHM_PROTECTION]),
        };
        for (oid, values) in attributes.all() {
            if !needed.iter().chain(allowed).any(|known| oid == known) {
                return Some(CmsProblem::ForeignAttribute { oid: oid.to_string() });
            }
            if *values != 1 {
                return Some(CmsProblem::AttributeValues { oid: oid.to_string(), count: *values });
            }
        }
        for oid in needed.iter().chain(allowed) {
            match attributes.count(*oid).len() {
                0 if needed.contains(oid) => return Some(CmsProblem::AttributeMissing { oid: oid.to_string() }),
                0 | 1 => {}
                _ => return Some(CmsProblem::DuplicateAttribute { oid: oid.to_string() }),
            }
        }
        let expected = self.form().map(|form| form.media_type);
        let found = attributes.media_type();
        (found != expected).then(|| CmsProblem::MediaType { found: found.unwrap_or_default().to_owned() })
    }
}

/// The DER of signed attributes, built for one purpose. Nothing else is ever given to a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToBeSigned {
    purpose: Purpose,
    der: Vec<u8>,
}

impl ToBeSigned {
    /// Over what the byte range of a PDF covers: the attributes of ETSI EN 319 142-1 clause 6.3, without
    /// signing-time, which PAdES has in the signature dictionary.
    ///
    /// # Errors
    /// [`Error::OtherContent`] for anything that does not begin as a PDF does.
    pub fn pdf(covered: &dyn Content, signer: &Certificate, algorithm: SignatureAlgorithm) -> Result<Self, Error> {
        if !covered.starts_with(PDF_LABEL) {
            return Err(Error::OtherContent);
        }
        let digest = covered.digest(algorithm.digest());
        Ok(Self { purpose: Purpose::Pdf, der: build::signed_attributes(&digest, signer, Vec::new()) })
    }

    /// As long as [`ToBeSigned::pdf`] makes it.
    pub(super) fn pdf_of_length(signer: &Certificate, algorithm: SignatureAlgorithm) -> Self {
        let digest = vec![0; algorithm.digest().output_len()];
        Self { purpose: Purpose::Pdf, der: build::signed_attributes(&digest, signer, Vec::new()) }
    }

    /// Over a content that its message encloses. `at` has whole seconds.
    pub(super) fn enclosing(
        purpose: Purpose,
        content: &[u8],
        signer: &Certificate,
        algorithm: SignatureAlgorithm,
        at: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let form = purpose.form().filter(|form| content.starts_with(form.label)).ok_or(Error::OtherContent)?;
        let digest = algorithm.digest().digest(content);
        let more =
            vec![build::signing_time(at)?, build::media_type(form.media_type), build::algorithm_protection(algorithm)];
        Ok(Self { purpose, der: build::signed_attributes(&digest, signer, more) })
    }

    /// Reads what another process of this program built; anything else is none.
    pub fn read(der: &[u8]) -> Option<Self> {
        let set = Element::whole(der).ok().filter(|element| element.tag == tag::SET)?;
        tlv::check_strict(set).ok()?;
        let attributes = SignedAttributes::parse(set).ok()?;
        let purpose = match attributes.media_type() {
            None => Purpose::Pdf,
            Some(found) => Purpose::ENCLOSING
                .into_iter()
                .find(|known| known.form().is_some_and(|form| form.media_type == found))?,
        };
        let sound = attributes.is_sorted()
            && attributes.content_type().is_some_and(|oid| *oid == ID_DATA)
            && attributes.message_digest().is_some()
            && !attributes.signing_certificates_v2().is_empty()
            && purpose.objection(&attributes).is_none();
        sound.then(|| Self { purpose, der: der.to_vec() })
    }

    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The bytes that the key signs: a SET OF Attribute (RFC 5652 section 5.4).
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}
