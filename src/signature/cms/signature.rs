//! A signature value that was verified, and over what.

use super::{Error, ToBeSigned};
use crate::signature::crypto::{self, SignatureAlgorithm, sha256};
use crate::signature::x509::Certificate;

/// A signature over attributes that verifies with a certificate. There is no other, so whoever has one packs it
/// without verifying it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    algorithm: SignatureAlgorithm,
    value: Vec<u8>,
    /// SHA-256 of the certificate and of the attributes.
    signer: [u8; 32],
    signed: [u8; 32],
}

impl Signature {
    /// A value as it stands in messages: of ECDSA the ECDSA-Sig-Value.
    ///
    /// # Errors
    /// [`Error::SignatureDoesNotVerify`].
    pub fn verified(
        signed: &ToBeSigned,
        signer: &Certificate,
        algorithm: SignatureAlgorithm,
        value: Vec<u8>,
    ) -> Result<Self, Error> {
        match signer.public_key().verify(algorithm, signed.der(), &value) {
            Ok(()) => Ok(Self { algorithm, value, signer: signer.sha256(), signed: sha256(signed.der()) }),
            Err(cause) => Err(does_not_verify(signer, cause)),
        }
    }

    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// That it is over these attributes with this certificate, and no others.
    pub(super) fn require(&self, signed: &ToBeSigned, signer: &Certificate) -> Result<(), Error> {
        if self.signer == signer.sha256() && self.signed == sha256(signed.der()) {
            return Ok(());
        }
        Err(does_not_verify(signer, crypto::Error::BadSignature))
    }
}

fn does_not_verify(signer: &Certificate, cause: crypto::Error) -> Error {
    Error::SignatureDoesNotVerify { signer: signer.common_name().to_owned(), cause }
}
