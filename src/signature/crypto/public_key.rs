//! Public keys as certificates carry them (SubjectPublicKeyInfo, RFC 5280 section 4.1.2.7), and the
//! check of a signature with them.

use super::tlv::{self, Element, tag};
use super::{DigestAlgorithm, Error, Oid, SignatureAlgorithm};
use crate::wording::Phrase;
use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use der::asn1::ObjectIdentifier;
use std::fmt;

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// What kind of key it is; `Other` holds the name or object identifier of one that is not used here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA with this many bits in its modulus.
    Rsa {
        bits: u32,
    },
    P256,
    P384,
    P521,
    Ed25519,
    Other(String),
}

impl KeyKind {
    /// Strong enough to count: RSA of 2048 to 8192 bits, a NIST curve from P-256 on, or Ed25519.
    /// Thông tư 15/2025/TT-BKHCN: RSA at least 2048 bits, ECDSA at least 256; Ed25519 is of that
    /// strength (RFC 8032 section 1).
    pub fn is_acceptable(&self) -> bool {
        match self {
            KeyKind::Rsa { bits } => (2048..=8192).contains(bits),
            KeyKind::P256 | KeyKind::P384 | KeyKind::P521 | KeyKind::Ed25519 => true,
            KeyKind::Other(_) => false,
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyKind::Rsa { bits } => write!(f, "RSA-{bits}"),
            KeyKind::P256 => f.write_str("P-256"),
            KeyKind::P384 => f.write_str("P-384"),
            KeyKind::P521 => f.write_str("P-521"),
            KeyKind::Ed25519 => f.write_str("Ed25519"),
            KeyKind::Other(name) => f.write_str(name),
        }
    }
}

/// A public key. Two are equal when kind and key are, whatever the encoding around them.
#[derive(Clone)]
pub struct PublicKey {
    spki: Vec<u8>,
    key: Vec<u8>,
    kind: KeyKind,
    odd_exponent: bool,
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo. Keys of unknown kinds are read too and verify nothing.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::Parameters`] for elliptic curve keys without a named curve.
    pub fn from_spki_der(spki: &[u8]) -> Result<Self, Error> {
        let malformed =
            |_| Error::Malformed { what: Phrase::new("phần khóa công khai", "the public key information") };
        let (algorithm, parameters, key) = split_spki(spki).map_err(malformed)?;
        let mut acceptable_exponent = true;
        let kind = if algorithm == RSA_ENCRYPTION {
            match parameters {
                None => {}
                Some(null) if null.tag == tag::NULL && null.value.is_empty() => {}
                Some(_) => {
                    return Err(Error::Parameters { algorithm: "RSA", detail: "NULL expected" });
                }
            }
            let (bits, exponent) = rsa_numbers(key).map_err(malformed)?;
            acceptable_exponent = exponent;
            KeyKind::Rsa { bits }
        } else if algorithm == EC_PUBLIC_KEY {
            // RFC 5480 section 2.1.1: only namedCurve (explicit parameters: CVE-2020-0601).
            let curve = parameters
                .and_then(|p| p.oid().ok())
                .ok_or(Error::Parameters { algorithm: "EC", detail: "a named curve expected" })?;
            match curve.known() {
                Some(P256) => KeyKind::P256,
                Some(P384) => KeyKind::P384,
                Some(P521) => KeyKind::P521,
                _ => KeyKind::Other(format!("EC {curve}")),
            }
        } else if algorithm == ED25519 {
            // RFC 8410 section 3: the parameters are absent.
            if parameters.is_some() {
                return Err(Error::Parameters { algorithm: "Ed25519", detail: "none expected" });
            }
            KeyKind::Ed25519
        } else {
            KeyKind::Other(name_of(&algorithm))
        };
        Ok(Self { spki: spki.to_vec(), key: key.to_vec(), kind, odd_exponent: acceptable_exponent })
    }

    /// An RSA key from its big-endian numbers, as a token stores them.
    pub fn from_rsa_numbers(modulus: &[u8], exponent: &[u8]) -> Result<Self, Error> {
        let key = tlv::sequence(&[&tlv::unsigned(modulus), &tlv::unsigned(exponent)]);
        let algorithm = tlv::sequence(&[&tlv::oid(RSA_ENCRYPTION), &tlv::encode(tag::NULL, &[])]);
        Self::from_spki_der(&tlv::sequence(&[&algorithm, &tlv::encode(tag::BIT_STRING, &[&[0], &key])]))
    }

    /// An elliptic curve key from the DER of its curve (CKA_EC_PARAMS) and its point.
    pub fn from_ec_point(curve_der: &[u8], point: &[u8]) -> Result<Self, Error> {
        let algorithm = tlv::sequence(&[&tlv::oid(EC_PUBLIC_KEY), curve_der]);
        Self::from_spki_der(&tlv::sequence(&[&algorithm, &tlv::encode(tag::BIT_STRING, &[&[0], point])]))
    }

    pub fn kind(&self) -> &KeyKind {
        &self.kind
    }

    /// Whether kind, size and exponent let a signature by this key count.
    pub fn is_acceptable(&self) -> bool {
        self.kind.is_acceptable() && self.odd_exponent
    }

    /// The SubjectPublicKeyInfo as it was received.
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// The key itself: RSAPublicKey, or the point.
    pub fn key_bytes(&self) -> &[u8] {
        &self.key
    }

    /// Checks `signature` over `message`. SHA-1 and RSA from 1024 bits are computed too; whether
    /// they may count is for the caller's policy.
    ///
    /// # Errors
    /// [`Error::BadSignature`]; [`Error::KeyMismatch`] or [`Error::Unsupported`] when the algorithm
    /// does not go with this key.
    pub fn verify(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        let implementation = self.implementation(algorithm)?;
        UnparsedPublicKey::new(implementation, &self.key).verify(message, signature).map_err(|_| Error::BadSignature)
    }

    fn implementation(&self, algorithm: SignatureAlgorithm) -> Result<&'static dyn VerificationAlgorithm, Error> {
        use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
        use SignatureAlgorithm::{Ecdsa, Ed25519, RsaPkcs1, RsaPss};
        algorithm.require_key(self)?;
        if let KeyKind::Rsa { bits } = self.kind {
            let least = if matches!(algorithm, RsaPkcs1(Sha384) | RsaPss(_)) { 2048 } else { 1024 };
            if !(least..=8192).contains(&bits) {
                return Err(Error::Unsupported { algorithm: algorithm.to_string(), key: self.kind.to_string() });
            }
        }
        let implementation: &'static dyn VerificationAlgorithm = match (&self.kind, algorithm) {
            (KeyKind::Rsa { .. }, RsaPkcs1(Sha1)) => &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
            (KeyKind::Rsa { .. }, RsaPkcs1(Sha256)) => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
            (KeyKind::Rsa { .. }, RsaPkcs1(Sha384)) => &signature::RSA_PKCS1_2048_8192_SHA384,
            (KeyKind::Rsa { .. }, RsaPkcs1(Sha512)) => &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
            (KeyKind::Rsa { .. }, RsaPss(Sha256)) => &signature::RSA_PSS_2048_8192_SHA256,
            (KeyKind::Rsa { .. }, RsaPss(Sha384)) => &signature::RSA_PSS_2048_8192_SHA384,
            (KeyKind::Rsa { .. }, RsaPss(Sha512)) => &signature::RSA_PSS_2048_8192_SHA512,
            (KeyKind::P256, Ecdsa(Sha1)) => &signature::ECDSA_P256_SHA1_ASN1,
            (KeyKind::P256, Ecdsa(Sha256)) => &signature::ECDSA_P256_SHA256_ASN1,
            (KeyKind::P256, Ecdsa(Sha384)) => &signature::ECDSA_P256_SHA384_ASN1,
            (KeyKind::P256, Ecdsa(Sha512)) => &signature::ECDSA_P256_SHA512_ASN1,
            (KeyKind::P384, Ecdsa(Sha256)) => &signature::ECDSA_P384_SHA256_ASN1,
            (KeyKind::P384, Ecdsa(Sha384)) => &signature::ECDSA_P384_SHA384_ASN1,
            (KeyKind::P384, Ecdsa(Sha512)) => &signature::ECDSA_P384_SHA512_ASN1,
            (KeyKind::P521, Ecdsa(Sha1)) => &signature::ECDSA_P521_SHA1_ASN1,
            (KeyKind::P521, Ecdsa(Sha256)) => &signature::ECDSA_P521_SHA256_ASN1,
            (KeyKind::P521, Ecdsa(Sha384)) => &signature::ECDSA_P521_SHA384_ASN1,
            (KeyKind::P521, Ecdsa(Sha512)) => &signature::ECDSA_P521_SHA512_ASN1,
            (KeyKind::Ed25519, Ed25519) => &signature::ED25519,
            _ => {
                return Err(Error::Unsupported { algorithm: algorithm.to_string(), key: self.kind.to_string() });
            }
        };
        Ok(implementation)
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.key == other.key
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.kind)
    }
}

type Spki<'a> = (Oid, Option<Element<'a>>, &'a [u8]);

fn split_spki(spki: &[u8]) -> Result<Spki<'_>, tlv::Error> {
    let mut outer = Element::whole(spki)?.reader(tag::SEQUENCE)?;
    let mut algorithm = outer.enter(tag::SEQUENCE)?;
    let oid = algorithm.any()?.oid()?;
    let parameters = match algorithm.is_empty() {
        true => None,
        false => Some(algorithm.any()?),
    };
    algorithm.finish()?;
    let key = outer.any()?.bits()?;
    outer.finish()?;
    Ok((oid, parameters, key))
}

/// Bits of the modulus, and whether the exponent is odd and at least 65537.
fn rsa_numbers(key: &[u8]) -> Result<(u32, bool), tlv::Error> {
    let mut reader = Element::whole(key)?.reader(tag::SEQUENCE)?;
    let modulus = reader.any()?.unsigned()?;
    let exponent = reader.any()?.unsigned()?;
    reader.finish()?;
    let first = modulus.first().ok_or(tlv::Error::Value)?;
    let bits = modulus.len() as u64 * 8 - u64::from(first.leading_zeros());
    let odd = exponent.last().is_some_and(|last| last & 1 == 1);
    let large = exponent.len() > 3 || matches!(exponent, [_, _, _]);
    Ok((u32::try_from(bits).map_err(|_| tlv::Error::Value)?, odd && large))
}

fn name_of(algorithm: &Oid) -> String {
    match algorithm.to_string().as_str() {
        "1.2.840.10040.4.1" => "DSA".into(),
        "1.2.840.113549.1.1.10" => "RSASSA-PSS".into(),
        "1.3.101.113" => "Ed448".into(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    #[test]
    fn keys_of_a_size_count() {
        let counts = |bits| KeyKind::Rsa { bits }.is_acceptable();
        assert!(counts(2048) && counts(8192));
        assert!(!counts(2047) && !counts(8193));
    }

    fn ed25519(parameters: &[u8]) -> Result<PublicKey, Error> {
        let key = HEXLOWER.decode(b"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").unwrap();
        let algorithm = tlv::sequence(&[&tlv::oid(ED25519), parameters]);
        PublicKey::from_spki_der(&tlv::sequence(&[&algorithm, &tlv::encode(tag::BIT_STRING, &[&[0], &key])]))
    }

    /// RFC 8032 section 7.1, test 2.
    #[test]
    fn ed25519_gives_the_rfc_vector() {
        let key = ed25519(&[]).unwrap();
        let value = HEXLOWER
            .decode(b"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
            .unwrap();
        assert_eq!(key.verify(SignatureAlgorithm::Ed25519, &[0x72], &value), Ok(()));
        assert_eq!(key.verify(SignatureAlgorithm::Ed25519, &[0x73], &value), Err(Error::BadSignature));
        let other = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
        assert_eq!(key.verify(other, &[0x72], &value).unwrap_err().code(), "ALGORITHM_KEY_MISMATCH");
        assert!(key.is_acceptable());
        assert_eq!(ed25519(&[5, 0]).unwrap_err().code(), "ALGORITHM_PARAMETERS");
    }
}
