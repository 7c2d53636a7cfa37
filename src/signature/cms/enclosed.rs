//! Messages that enclose their content, made for one purpose and read to the letter: a rule that is broken
//! refuses the message.

use super::message::{TIMESTAMP_TOKEN, parse};
use super::verify::Profile;
use super::{CmsProblem, Error, Integrity, Purpose, Signature, SignedMessage, SignerId, ToBeSigned, build};
use crate::signature::crypto::{KeyKind, SignatureAlgorithm};
use crate::signature::x509::{Certificate, encode_time};
use chrono::{DateTime, Utc};

/// Certificates in a message: the signer's and those of its authorities.
pub const MOST_CERTIFICATES: usize = 8;

/// A message that is complete but for its signature value.
#[derive(Debug)]
pub struct Draft {
    content: Vec<u8>,
    to_be_signed: ToBeSigned,
    signer: Certificate,
    chain: Vec<Certificate>,
}

impl Draft {
    /// Encloses a content for a purpose. `at`, in whole seconds, becomes signing-time.
    ///
    /// # Errors
    /// [`Error::OtherContent`] when the content does not begin with the purpose's label, or the purpose
    /// encloses nothing.
    pub fn new(
        purpose: Purpose,
        content: Vec<u8>,
        signer: &Certificate,
        chain: &[Certificate],
        algorithm: SignatureAlgorithm,
        at: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let to_be_signed = ToBeSigned::enclosing(purpose, &content, signer, algorithm, at)?;
        Ok(Self { content, to_be_signed, signer: signer.clone(), chain: chain.to_vec() })
    }

    /// What the key signs.
    pub fn to_be_signed(&self) -> &ToBeSigned {
        &self.to_be_signed
    }

    /// The message around the signature, read back as any verifier would.
    ///
    /// # Errors
    /// [`Error::SignatureDoesNotVerify`], and every rule of [`Enclosed::read`].
    pub fn finish(self, signature: &Signature) -> Result<Vec<u8>, Error> {
        let Self { content, to_be_signed, signer, chain } = self;
        let message = build::assemble_enclosing(&to_be_signed, &content, &signer, &chain, signature)?;
        Enclosed::read(&message, to_be_signed.purpose())?;
        Ok(message)
    }
}

/// A message that keeps every rule of its form, whose signature verifies over the bytes as received. Whether
/// its signer is trusted is another question.
#[derive(Debug, Clone)]
pub struct Enclosed {
    message: SignedMessage,
    signer: Certificate,
    signing_time: DateTime<Utc>,
}

impl Enclosed {
    /// Reads and verifies a message that was made for `purpose`.
    ///
    /// # Errors
    /// [`Error::Broken`] with the first rule that is broken, [`Error::Limit`], or what [`parse`] refuses.
    pub fn read(input: &[u8], purpose: Purpose) -> Result<Self, Error> {
        let form = purpose.form().ok_or(Error::OtherContent)?;
        if input.len() > form.most_bytes {
            return Err(Error::Limit { what: "bytes", found: input.len(), limit: form.most_bytes });
        }
        let message = parse(input)?;
        let integrity = message.verify_as(Profile::Enclosed, &[b""]);
        if let Some(problem) = framing(&message, input).or_else(|| first(&integrity)) {
            return Err(broken(problem));
        }
        let attributes = message.signed_attributes().ok_or_else(|| broken(CmsProblem::NoSignedAttributes))?;
        if let Some(problem) = purpose.objection(attributes) {
            return Err(broken(problem));
        }
        let references = attributes.signing_certificates_v2().len();
        if references != 1 {
            return Err(broken(CmsProblem::CertificateReferences { count: references }));
        }
        let one_form = |at: &DateTime<Utc>| encode_time(*at).as_deref() == attributes.signing_time_der();
        let signing_time = attributes.signing_time().filter(one_form);
        let signing_time = signing_time.ok_or_else(|| broken(CmsProblem::SigningTimeForm))?;
        if !message.content().is_some_and(|content| content.starts_with(form.label)) {
            return Err(broken(CmsProblem::Label));
        }
        let signer = integrity.signer.clone().filter(|_| integrity.holds());
        let signer = signer.ok_or_else(|| broken(CmsProblem::SignatureMismatch))?;
        match signer.public_key().kind() {
            KeyKind::Rsa { .. } | KeyKind::P256 | KeyKind::P384 => Ok(Self { message, signer, signing_time }),
            other => Err(broken(CmsProblem::UnsupportedKey { kind: other.to_string() })),
        }
    }

    /// What was signed.
    pub fn content(&self) -> &[u8] {
        self.message.content().unwrap_or_default()
    }

    /// The certificate that the signature verifies with.
    pub fn signer(&self) -> &Certificate {
        &self.signer
    }

    /// Every certificate of the message, the signer's among them.
    pub fn certificates(&self) -> &[Certificate] {
        self.message.certificates()
    }

    /// The time that the signer claims.
    pub fn signing_time(&self) -> DateTime<Utc> {
        self.signing_time
    }

    /// What a signature timestamp is made over.
    pub fn signature_value(&self) -> &[u8] {
        self.message.signature_value()
    }

    /// The timestamp token on the signature, unverified.
    pub fn timestamp_token(&self) -> Option<&[u8]> {
        self.message.timestamp_tokens().next()
    }
}

fn broken(problem: CmsProblem) -> Error {
    Error::Broken { problem: Box::new(problem) }
}

fn first(integrity: &Integrity) -> Option<CmsProblem> {
    integrity.problems.first().cloned()
}

/// The rules on everything around the signed attributes.
fn framing(message: &SignedMessage, input: &[u8]) -> Option<CmsProblem> {
    if message.der_len() != input.len() {
        return Some(CmsProblem::Trailing { bytes: input.len() - message.der_len() });
    }
    if message.versions != [[1], [1]] {
        return Some(CmsProblem::Version);
    }
    if !matches!(message.signer_id(), SignerId::IssuerSerial { .. }) {
        return Some(CmsProblem::SignerIdentifier);
    }
    let count = message.certificates().len();
    if !message.certificates_in_order || !(1..=MOST_CERTIFICATES).contains(&count) {
        return Some(CmsProblem::CertificateSet);
    }
    if message.has_revocation {
        return Some(CmsProblem::RevocationInside);
    }
    match message.unsigned.as_slice() {
        [] => {}
        [one] if one.oid == TIMESTAMP_TOKEN && one.values.len() == 1 => {}
        [one] | [_, one, ..] => return Some(CmsProblem::UnsignedAttribute { oid: one.oid.to_string() }),
    }
    None
}

#[cfg(test)]
#[path = "enclosed_tests.rs"]
mod tests;
