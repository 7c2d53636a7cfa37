//! The digest algorithms that signed documents use, FIPS 180-4.

use super::{Error, Oid};
use aws_lc_rs::digest::{self, Context};
use der::asn1::ObjectIdentifier;
use std::fmt;

/// A digest algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DigestAlgorithm {
    /// Only so that the integrity of old files can be computed; never acceptable.
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl DigestAlgorithm {
    const ALL: [DigestAlgorithm; 4] = [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512];

    /// The object identifier: RFC 5754 section 2 and RFC 3370 section 2.1.
    pub fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha1 => ObjectIdentifier::new_unwrap("1.3.14.3.2.26"),
            Self::Sha256 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"),
            Self::Sha384 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"),
            Self::Sha512 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"),
        }
    }

    /// The algorithm of an object identifier.
    ///
    /// # Errors
    /// [`Error::UnknownAlgorithm`] for anything else, SHA-224 and MD5 included.
    pub fn from_oid(oid: &Oid) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|algorithm| *oid == algorithm.oid())
            .ok_or_else(|| Error::UnknownAlgorithm { what: "digest", oid: oid.to_string() })
    }

    /// Whether a signature made with it may count: Vietnamese rules ask for SHA-256 or stronger.
    pub fn is_acceptable(self) -> bool {
        self != Self::Sha1
    }

    /// Length of the digest in bytes.
    pub fn output_len(self) -> usize {
        self.implementation().output_len()
    }

    /// The digest of `data`.
    pub fn digest(self, data: &[u8]) -> Vec<u8> {
        self.digest_parts(&[data])
    }

    /// The digest of `parts`, one after another.
    pub fn digest_parts(self, parts: &[&[u8]]) -> Vec<u8> {
        let mut hasher = self.hasher();
        for part in parts {
            hasher.update(part);
        }
        hasher.finish()
    }

    /// A digest that is fed piece by piece.
    pub fn hasher(self) -> Hasher {
        Hasher(Context::new(self.implementation()))
    }

    fn implementation(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }
}

impl fmt::Display for DigestAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        })
    }
}

/// What a message was made over, and what it says a digest of.
pub trait Content {
    /// The digest of all of it.
    fn digest(&self, algorithm: DigestAlgorithm) -> Vec<u8>;

    /// All of it.
    fn bytes(&self) -> Vec<u8>;

    /// Whether its first part begins so.
    fn starts_with(&self, label: &[u8]) -> bool;
}

/// Parts that follow one another.
impl<B: AsRef<[u8]>, const N: usize> Content for [B; N] {
    fn digest(&self, algorithm: DigestAlgorithm) -> Vec<u8> {
        algorithm.digest_parts(&self.each_ref().map(AsRef::as_ref))
    }

    fn bytes(&self) -> Vec<u8> {
        self.each_ref().map(AsRef::as_ref).concat()
    }

    fn starts_with(&self, label: &[u8]) -> bool {
        self.first().is_some_and(|first| first.as_ref().starts_with(label))
    }
}

/// A digest in the making; a copy goes on by itself.
#[derive(Clone)]
pub struct Hasher(Context);

impl Hasher {
    /// Adds `data` to what is hashed.
    pub fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    /// The digest of everything added.
    pub fn finish(self) -> Vec<u8> {
        self.0.finish().as_ref().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_concatenated() {
        for algorithm in DigestAlgorithm::ALL {
            assert_eq!(algorithm.digest(b"hoc ba"), algorithm.digest_parts(&[b"hoc", b"", b" ba"]));
            assert_eq!(algorithm.digest(b"").len(), algorithm.output_len());
            assert_eq!(DigestAlgorithm::from_oid(&algorithm.oid().into()), Ok(algorithm));
        }
    }

    #[test]
    fn sha1_and_unknown_digests_never_count() {
        assert!(!DigestAlgorithm::Sha1.is_acceptable());
        let md5 = ObjectIdentifier::new_unwrap("1.2.840.113549.2.5");
        assert_eq!(DigestAlgorithm::from_oid(&md5.into()).unwrap_err().code(), "ALGORITHM_UNKNOWN");
    }
}
