//! Which mechanism signs with a key, what it is fed, and what its answer looks like in a message.

use crate::signature::crypto::tlv::{self, Element, tag};
use crate::signature::crypto::{DigestAlgorithm, KeyKind, SignatureAlgorithm};
use crate::signature::token::Error;
use cryptoki::mechanism::{Mechanism, MechanismType};

/// How the token is asked for a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// The token hashes and pads: CKM_SHA256_RSA_PKCS.
    RsaHashed,
    /// The token pads a DigestInfo: CKM_RSA_PKCS.
    RsaDigestInfo,
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
            KeyKind::Rsa { .. } => &[Self::RsaHashed, Self::RsaDigestInfo],
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
        matches!(self, Self::RsaHashed | Self::EcdsaHashed(_))
    }

    pub fn mechanism(self) -> Mechanism<'static> {
        match self {
            Self::RsaHashed => Mechanism::Sha256RsaPkcs,
            Self::RsaDigestInfo => Mechanism::RsaPkcs,
            Self::Ecdsa(_) => Mechanism::Ecdsa,
            Self::EcdsaHashed(DigestAlgorithm::Sha384) => Mechanism::EcdsaSha384,
            Self::EcdsaHashed(DigestAlgorithm::Sha512) => Mechanism::EcdsaSha512,
            Self::EcdsaHashed(_) => Mechanism::EcdsaSha256,
        }
    }

    pub fn algorithm(self) -> SignatureAlgorithm {
        match self {
            Self::RsaHashed | Self::RsaDigestInfo => SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
            Self::Ecdsa(digest) | Self::EcdsaHashed(digest) => SignatureAlgorithm::Ecdsa(digest),
        }
    }

    /// What the mechanism is fed for `message`.
    pub fn input(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::RsaHashed | Self::EcdsaHashed(_) => message.to_vec(),
            Self::RsaDigestInfo => digest_info(&DigestAlgorithm::Sha256.digest(message)),
            Self::Ecdsa(digest) => digest.digest(message),
        }
    }

    /// The forms the answer may have in a message, the standard's first: PKCS#11 gives r and s side by
    /// side, some drivers give the ECDSA-Sig-Value that messages use. Which is right, verifying tells.
    pub fn values(self, answer: Vec<u8>) -> Vec<Vec<u8>> {
        match self {
            Self::RsaHashed | Self::RsaDigestInfo => vec![answer],
            Self::Ecdsa(_) | Self::EcdsaHashed(_) => {
                let mut values = Vec::new();
                if answer.len().is_multiple_of(2) && !answer.is_empty() {
                    let (r, s) = answer.split_at(answer.len() / 2);
                    values.push(tlv::sequence(&[&tlv::unsigned(r), &tlv::unsigned(s)]));
                }
                if Element::whole(&answer).is_ok_and(|e| e.tag == tag::SEQUENCE) {
                    values.push(answer);
                }
                values
            }
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

    #[test]
    fn raw_pairs_become_der_with_shortest_integers() {
        let scheme = Scheme::Ecdsa(DigestAlgorithm::Sha256);
        let mut raw = vec![0; 64];
        raw[31] = 5;
        raw[32] = 0x80;
        let value = scheme.values(raw).remove(0);
        assert_eq!(&value[..7], [0x30, 38, 2, 1, 5, 2, 33]);
        assert!(scheme.values(vec![]).is_empty());
    }
}
