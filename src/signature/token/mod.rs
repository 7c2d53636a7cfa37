//! The signing key behind one trait: a PKCS#11 token, or a key in software for demo and tests.

mod answer;
mod attempts;
pub mod driver;
mod enclosing;
mod error;
pub mod modules;
mod pin;
pub mod pkcs11;
mod software;
mod statement;

pub use attempts::{Attempts, Hold};
pub use driver::{DriverLogin, DriverProcess, DriverToken};
pub use enclosing::enclose;
pub use error::Error;
pub use pin::Pin;
pub use pkcs11::{
    CertificateSelector, Check, Consent, Pkcs11Selection, Pkcs11Token, TokenCertificate, TokenInfo, check, list,
};
pub use software::{SoftwareKey, decrypt_pkcs8, encrypt_pkcs8};
pub use statement::{Action, Statement};

pub use super::cms::Signature;

use super::cms::ToBeSigned;
use super::crypto::SignatureAlgorithm;
use super::x509::Certificate;
use chrono::{DateTime, Utc};

/// A key that signs, with the certificate that names its holder.
pub trait Signer: Send {
    fn certificate(&self) -> &Certificate;

    /// Certificates of the authorities above, as far as they are at hand.
    fn chain(&self) -> &[Certificate];

    /// The algorithm [`Signer::sign`] uses: SHA-256, and SHA-384 for P-384.
    fn algorithm(&self) -> SignatureAlgorithm;

    /// Signs attributes that were built for one purpose; there is no way to sign anything else.
    fn sign(&mut self, message: &ToBeSigned) -> Result<Signature, Error>;

    /// Hands over a message early, so that a key in another process need not wait for it. [`Signer::sign`] follows for
    /// every message that was handed over, in the same order.
    ///
    /// # Errors
    /// The process cannot be asked any more.
    fn hand_over(&mut self, _message: &ToBeSigned) -> Result<(), Error> {
        Ok(())
    }

    /// Whether the key is held in software; every output names such a signature as a demo.
    fn is_software(&self) -> bool {
        false
    }
}

/// Adds authorities that a chain does not hold yet.
fn lengthen(chain: &mut Vec<Certificate>, signer: &Certificate, authorities: &[Certificate]) {
    for authority in authorities {
        if !chain.contains(authority) && authority != signer {
            chain.push(authority.clone());
        }
    }
}

/// Whether a certificate is fit to sign a document at `at`: its validity, key usage and key.
///
/// # Errors
/// The first that it is not fit for, with what disagreed.
pub fn check_certificate(certificate: &Certificate, at: DateTime<Utc>) -> Result<(), Error> {
    let name = certificate.common_name().to_owned();
    if at < certificate.not_before() {
        return Err(Error::CertificateNotYetValid { certificate: name, not_before: certificate.not_before(), at });
    }
    if !certificate.is_valid_at(at) {
        return Err(Error::CertificateExpired { certificate: name, not_after: certificate.not_after(), at });
    }
    if !certificate.may_sign_documents() {
        return Err(Error::CertificateNotForSigning { certificate: name });
    }
    if !certificate.public_key().is_acceptable() {
        return Err(Error::KeyNotAcceptable { certificate: name, key: certificate.public_key().kind().to_string() });
    }
    Ok(())
}
