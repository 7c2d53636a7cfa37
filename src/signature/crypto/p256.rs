//! ECDSA on P-256 with SHA-256 in its plain form: an uncompressed point as the key, `r ‖ s` of 32 bytes each
//! as the signature (IEEE P1363), without any ASN.1 around them.

use super::Error;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, UnparsedPublicKey,
};
use std::fmt;
use zeroize::Zeroizing;

/// A public key: `04 ‖ x ‖ y` (SEC 1 section 2.3.3).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct P256PublicKey([u8; 65]);

impl P256PublicKey {
    /// Takes an uncompressed point. Whether it lies on the curve is seen when a signature is verified: with a
    /// point beside it none does.
    pub fn from_point(point: &[u8]) -> Option<Self> {
        <[u8; 65]>::try_from(point).ok().filter(|point| point.first() == Some(&4)).map(Self)
    }

    pub fn as_bytes(&self) -> &[u8; 65] {
        &self.0
    }

    /// # Errors
    /// [`Error::BadSignature`].
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), Error> {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &self.0)
            .verify(message, signature)
            .map_err(|_| Error::BadSignature)
    }
}

impl fmt::Debug for P256PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P256PublicKey({})", data_encoding::HEXLOWER.encode(&self.0))
    }
}

/// A private key that signs in the plain form. The library wipes its memory when it is dropped.
pub struct P256PrivateKey {
    pair: EcdsaKeyPair,
    public: P256PublicKey,
}

impl P256PrivateKey {
    /// A new key, and its unencrypted PKCS#8 (RFC 5958) for whoever keeps it.
    ///
    /// # Errors
    /// [`Error::Random`].
    pub fn generate() -> Result<(Self, Zeroizing<Vec<u8>>), Error> {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .map_err(|_| Error::Random)?;
        let pkcs8 = Zeroizing::new(document.as_ref().to_vec());
        Ok((Self::from_pkcs8_der(&pkcs8)?, pkcs8))
    }

    /// Reads an unencrypted PKCS#8 key.
    ///
    /// # Errors
    /// [`Error::PrivateKey`] for anything but a key on P-256.
    pub fn from_pkcs8_der(pkcs8: &[u8]) -> Result<Self, Error> {
        let refused = Error::PrivateKey { detail: "not a PKCS#8 key of P-256" };
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map_err(|_| refused.clone())?;
        let public = P256PublicKey::from_point(pair.public_key().as_ref()).ok_or(refused)?;
        Ok(Self { pair, public })
    }

    pub fn public_key(&self) -> &P256PublicKey {
        &self.public
    }

    /// `r ‖ s` over `message`.
    ///
    /// # Errors
    /// [`Error::PrivateKey`] when the library fails.
    pub fn sign(&self, message: &[u8]) -> Result<[u8; 64], Error> {
        let failed = Error::PrivateKey { detail: "signing failed" };
        let signature = self.pair.sign(&SystemRandom::new(), message).map_err(|_| failed.clone())?;
        signature.as_ref().try_into().map_err(|_| failed)
    }
}

impl fmt::Debug for P256PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P256PrivateKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_message_and_key_alone() {
        let (key, pkcs8) = P256PrivateKey::generate().unwrap();
        let again = P256PrivateKey::from_pkcs8_der(&pkcs8).unwrap();
        assert_eq!(key.public_key(), again.public_key());
        let signature = again.sign(b"head").unwrap();
        key.public_key().verify(b"head", &signature).unwrap();
        assert_eq!(key.public_key().verify(b"heat", &signature), Err(Error::BadSignature));
        let (other, _) = P256PrivateKey::generate().unwrap();
        assert_eq!(other.public_key().verify(b"head", &signature), Err(Error::BadSignature));
        for place in 0..64 {
            let mut changed = signature;
            changed[place] ^= 1;
            assert!(key.public_key().verify(b"head", &changed).is_err());
        }
    }

    #[test]
    fn points_are_uncompressed_and_lie_on_the_curve() {
        let (key, _) = P256PrivateKey::generate().unwrap();
        let mut point = *key.public_key().as_bytes();
        let signature = key.sign(b"head").unwrap();
        point[64] ^= 1;
        let beside = P256PublicKey::from_point(&point).unwrap();
        assert_eq!(beside.verify(b"head", &signature), Err(Error::BadSignature));
        point[0] = 2;
        assert_eq!(P256PublicKey::from_point(&point), None);
        assert_eq!(P256PublicKey::from_point(&point[..33]), None);
        assert_eq!(P256PrivateKey::from_pkcs8_der(b"junk").unwrap_err().code(), "PRIVATE_KEY_UNUSABLE");
    }
}
