//! Private keys in software, for the demo and for tests. A school's key never leaves its token.

use super::{DigestAlgorithm, Error, KeyKind, PublicKey, SignatureAlgorithm};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair as _};
use std::fmt;

enum Pair {
    Rsa(rsa::KeyPair),
    Ecdsa(EcdsaKeyPair),
}

/// A private key that signs. The library wipes its memory when it is dropped.
pub struct PrivateKey {
    pair: Pair,
    algorithm: SignatureAlgorithm,
    public: PublicKey,
}

impl PrivateKey {
    /// Reads an unencrypted PKCS#8 key (RFC 5958): RSA from 2048 bits, P-256 or P-384.
    ///
    /// # Errors
    /// [`Error::PrivateKey`] for anything else.
    pub fn from_pkcs8_der(pkcs8: &[u8]) -> Result<Self, Error> {
        if let Ok(pair) = rsa::KeyPair::from_pkcs8(pkcs8) {
            let public = spki(pair.public_key())?;
            return Ok(Self {
                pair: Pair::Rsa(pair),
                algorithm: SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
                public,
            });
        }
        for (curve, digest) in [
            (&signature::ECDSA_P256_SHA256_ASN1_SIGNING, DigestAlgorithm::Sha256),
            (&signature::ECDSA_P384_SHA384_ASN1_SIGNING, DigestAlgorithm::Sha384),
        ] {
            if let Ok(pair) = EcdsaKeyPair::from_pkcs8(curve, pkcs8) {
                let public = spki(pair.public_key())?;
                return Ok(Self { pair: Pair::Ecdsa(pair), algorithm: SignatureAlgorithm::Ecdsa(digest), public });
            }
        }
        Err(Error::PrivateKey { detail: "not a PKCS#8 key of RSA (2048 bits or more), P-256 or P-384" })
    }

    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The algorithm that [`PrivateKey::sign`] uses: SHA-256, and SHA-384 for P-384.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// Signs `message`.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let failed = |_| Error::PrivateKey { detail: "signing failed" };
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut value = vec![0; pair.public_modulus_len()];
                pair.sign(&signature::RSA_PKCS1_SHA256, &random, message, &mut value).map_err(failed)?;
                Ok(value)
            }
            Pair::Ecdsa(pair) => Ok(pair.sign(&random, message).map_err(failed)?.as_ref().to_vec()),
        }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.public.kind())
    }
}

fn spki<K: AsDer<PublicKeyX509Der<'static>>>(key: &K) -> Result<PublicKey, Error> {
    let der = key.as_der().map_err(|_| Error::PrivateKey { detail: "no public key in it" })?;
    let public = PublicKey::from_spki_der(der.as_ref())?;
    match public.kind() {
        KeyKind::Ed25519 | KeyKind::Other(_) => Err(Error::PrivateKey { detail: "unknown kind" }),
        _ => Ok(public),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(algorithm: &'static rcgen::SignatureAlgorithm) -> PrivateKey {
        let pair = rcgen::KeyPair::generate_for(algorithm).unwrap();
        PrivateKey::from_pkcs8_der(&pair.serialize_der()).unwrap()
    }

    #[test]
    fn signatures_verify_and_flipped_ones_do_not() {
        for algorithm in [&rcgen::PKCS_RSA_SHA256, &rcgen::PKCS_ECDSA_P256_SHA256, &rcgen::PKCS_ECDSA_P384_SHA384] {
            let key = key(algorithm);
            let value = key.sign(b"bang diem").unwrap();
            let public = key.public_key();
            public.verify(key.algorithm(), b"bang diem", &value).unwrap();
            assert_eq!(public.verify(key.algorithm(), b"bang diem.", &value), Err(Error::BadSignature));
            for bit in 0..value.len() * 8 {
                let mut flipped = value.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                assert!(public.verify(key.algorithm(), b"bang diem", &flipped).is_err());
            }
        }
    }

    #[test]
    fn the_key_decides_the_verifier() {
        let key = key(&rcgen::PKCS_ECDSA_P256_SHA256);
        let error = key
            .public_key()
            .verify(SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256), b"x", &[0; 256])
            .unwrap_err();
        assert_eq!(error.code(), "ALGORITHM_KEY_MISMATCH");
    }

    #[test]
    fn junk_is_not_a_key() {
        assert_eq!(PrivateKey::from_pkcs8_der(b"junk").unwrap_err().code(), "PRIVATE_KEY_UNUSABLE");
    }
}
