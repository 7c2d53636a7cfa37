//! Which mechanism signs with a key, and what it is fed.

use crate::signature::crypto::tlv::{self, tag};
use crate::signature::crypto::{DigestAlgorithm, KeyKind, SignatureAlgorithm};
use crate::signature::token::Error;
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};

/// MGF1 of the same digest and a salt as long as it (RFC 4055 section 3.1).
const PSS: PkcsPssParams =
    PkcsPssParams { hash_alg: MechanismType::SHA256, mgf: PkcsMgfType::MGF1_SHA256, s_len: SALT };
const SALT: cryptoki::types::Ulong = cryptoki::types::Ulong::new(32);

/// How the token is asked for a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// The token hashes and pads: CKM_SHA256_RSA_PKCS.
    RsaHashed,
    /// The token pads a DigestInfo: CKM_RSA_PKCS.
    RsaDigestInfo,
    /// The token hashes and pads: CKM_SHA256_RSA_PKCS_PSS, where it knows nothing older.
    RsaPssHashed,
    /// CKM_RSA_PKCS_PSS over a digest.
    RsaPss,
    /// CKM_ECDSA over a digest.
    Ecdsa(DigestAlgorithm),
    /// The token hashes, which keys that ask for a PIN each time need (multi-part signing).
    EcdsaHashed(DigestAlgorithm),
}

impl Scheme {
    /// The scheme for a key, of those the token offers. `multi_part` demands one that takes the
    /// message in parts.
    pub fn choose(key: &KeyKind, offered: &[MechanismType], multi_part: bool) -> Result<Self, Error> {
        let digest = match key {
            KeyKind::P384 => DigestAlgorithm::Sha384,
            KeyKind::P521 => DigestAlgorithm::Sha512,
            _ => DigestAlgorithm::Sha256,
        };
        let preferred: &[Scheme] = match key {
            KeyKind::Rsa { .. } => &[Self::RsaHashed, Self::RsaDigestInfo, Self::RsaPssHashed, Self::RsaPss],
            KeyKind::P256 | KeyKind::P384 | KeyKind::P521 => &[Self::Ecdsa(digest), Self::EcdsaHashed(digest)],
            KeyKind::Ed25519 | KeyKind::Other(_) => &[],
        };
        preferred
            .iter()
            .copied()
            .filter(|scheme| !multi_part || scheme.takes_parts())
            .find(|scheme| offered.contains(&scheme.mechanism().mechanism_type()))
            .ok_or_else(|| Error::Mechanism { key: key.to_string() })
    }

    pub fn takes_parts(self) -> bool {
        matches!(self, Self::RsaHashed | Self::RsaPssHashed | Self::EcdsaHashed(_))
    }

    pub fn mechanism(self) -> Mechanism<'static> {
        match self {
            Self::RsaHashed => Mechanism::Sha256RsaPkcs,
            Self::RsaDigestInfo => Mechanism::RsaPkcs,
            Self::RsaPssHashed => Mechanism::Sha256RsaPkcsPss(PSS),
            Self::RsaPss => Mechanism::RsaPkcsPss(PSS),
            Self::Ecdsa(_) => Mechanism::Ecdsa,
            Self::EcdsaHashed(DigestAlgorithm::Sha384) => Mechanism::EcdsaSha384,
            Self::EcdsaHashed(DigestAlgorithm::Sha512) => Mechanism::EcdsaSha512,
            Self::EcdsaHashed(_) => Mechanism::EcdsaSha256,
        }
    }

    pub fn algorithm(self) -> SignatureAlgorithm {
        match self {
            Self::RsaHashed | Self::RsaDigestInfo => SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
            Self::RsaPssHashed | Self::RsaPss => SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha256),
            Self::Ecdsa(digest) | Self::EcdsaHashed(digest) => SignatureAlgorithm::Ecdsa(digest),
        }
    }

    /// What the mechanism is fed for `message`.
    pub fn input(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::RsaHashed | Self::RsaPssHashed | Self::EcdsaHashed(_) => message.to_vec(),
            Self::RsaDigestInfo => digest_info(&DigestAlgorithm::Sha256.digest(message)),
            Self::RsaPss => DigestAlgorithm::Sha256.digest(message),
            Self::Ecdsa(digest) => digest.digest(message),
        }
    }
}

/// DigestInfo of a SHA-256 digest, RFC 8017 section 9.2 note 1.
fn digest_info(digest: &[u8]) -> Vec<u8> {
    let algorithm = tlv::sequence(&[&tlv::oid(DigestAlgorithm::Sha256.oid()), &tlv::encode(tag::NULL, &[])]);
    tlv::sequence(&[&algorithm, &tlv::encode(tag::OCTET_STRING, &[digest])])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_info_has_the_published_prefix() {
        let expected = data_encoding::HEXLOWER.decode(b"3031300d060960864801650304020105000420").unwrap();
        assert_eq!(digest_info(&[7; 32]), [expected, vec![7; 32]].concat());
    }

    #[test]
    fn what_the_token_offers_decides() {
        let rsa = KeyKind::Rsa { bits: 2048 };
        let both = [MechanismType::RSA_PKCS, MechanismType::SHA256_RSA_PKCS];
        assert_eq!(Scheme::choose(&rsa, &both, false), Ok(Scheme::RsaHashed));
        assert_eq!(Scheme::choose(&rsa, &both[..1], false), Ok(Scheme::RsaDigestInfo));
        assert_eq!(Scheme::choose(&rsa, &both[..1], true).unwrap_err().code(), "TOKEN_MECHANISM");
        assert_eq!(
            Scheme::choose(&KeyKind::P384, &[MechanismType::ECDSA], false),
            Ok(Scheme::Ecdsa(DigestAlgorithm::Sha384))
        );
    }
}
