//! Who signs, without the key: all that preparing a signature and building its message need.

use crate::signature::crypto::SignatureAlgorithm;
use crate::signature::token::Signer;
use crate::signature::x509::Certificate;

/// A signer's certificate, the authorities above it, and what the key signs with. It may be shared by
/// threads while one of them holds the key.
#[derive(Debug, Clone)]
pub struct Identity {
    pub certificate: Certificate,
    pub chain: Vec<Certificate>,
    pub algorithm: SignatureAlgorithm,
}

impl Identity {
    pub fn of(signer: &dyn Signer) -> Self {
        Identity {
            certificate: signer.certificate().clone(),
            chain: signer.chain().to_vec(),
            algorithm: signer.algorithm(),
        }
    }
}
