//! The signing key behind one trait: a PKCS#11 token, or a key in software for demo and tests.

mod error;
mod pin;
mod software;

pub use error::Error;
pub use pin::Pin;
pub use software::{SoftwareKey, encrypt_pkcs8};

use super::crypto::SignatureAlgorithm;
use super::x509::Certificate;

/// A signature as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub algorithm: SignatureAlgorithm,
    pub value: Vec<u8>,
}

/// A key that signs, with the certificate that names its holder.
pub trait Signer: Send {
    fn certificate(&self) -> &Certificate;

    /// Certificates of the authorities above, as far as they are at hand.
    fn chain(&self) -> &[Certificate];

    /// The algorithm [`Signer::sign`] uses: SHA-256, and SHA-384 for P-384.
    fn algorithm(&self) -> SignatureAlgorithm;

    /// Signs `message`. The value has been verified with the certificate before it is returned.
    fn sign(&mut self, message: &[u8]) -> Result<Signature, Error>;

    /// Whether the key is held in software; every output names such a signature as a demo.
    fn is_software(&self) -> bool {
        false
    }
}
