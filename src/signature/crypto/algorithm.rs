//! Signature algorithms as AlgorithmIdentifier names them. The key decides the family; an identifier
//! of another family is an error, never a switch of verifier.

use super::tlv::{self, Element, tag};
use super::{DigestAlgorithm, Error, KeyKind, Oid, PublicKey};
use crate::wording::Phrase;
use der::asn1::ObjectIdentifier;
use std::fmt;

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");

/// A signature algorithm with its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5, RFC 8017 section 8.2.
    RsaPkcs1(DigestAlgorithm),
    /// RSASSA-PSS with MGF1 of the same digest and a salt as long as the digest, RFC 8017 section 8.1.
    RsaPss(DigestAlgorithm),
    /// ECDSA, value as ECDSA-Sig-Value (RFC 3279 section 2.2.3).
    Ecdsa(DigestAlgorithm),
    /// EdDSA over Curve25519, RFC 8032 section 5.1; verified in files of others, never made here.
    Ed25519,
}

impl SignatureAlgorithm {
    /// Those that their object identifier names completely.
    const NAMED: [Self; 9] = {
        use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
        [
            Self::RsaPkcs1(Sha1),
            Self::RsaPkcs1(Sha256),
            Self::RsaPkcs1(Sha384),
            Self::RsaPkcs1(Sha512),
            Self::Ecdsa(Sha1),
            Self::Ecdsa(Sha256),
            Self::Ecdsa(Sha384),
            Self::Ecdsa(Sha512),
            Self::Ed25519,
        ]
    };

    /// RFC 4055 section 5, RFC 5758 section 3.2, RFC 3279 section 2.2, RFC 8410 section 3.
    fn oid(self) -> ObjectIdentifier {
        use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
        ObjectIdentifier::new_unwrap(match self {
            Self::RsaPkcs1(Sha1) => "1.2.840.113549.1.1.5",
            Self::RsaPkcs1(Sha256) => "1.2.840.113549.1.1.11",
            Self::RsaPkcs1(Sha384) => "1.2.840.113549.1.1.12",
            Self::RsaPkcs1(Sha512) => "1.2.840.113549.1.1.13",
            Self::Ecdsa(Sha1) => "1.2.840.10045.4.1",
            Self::Ecdsa(Sha256) => "1.2.840.10045.4.3.2",
            Self::Ecdsa(Sha384) => "1.2.840.10045.4.3.3",
            Self::Ecdsa(Sha512) => "1.2.840.10045.4.3.4",
            Self::RsaPss(_) => return RSA_PSS,
            Self::Ed25519 => "1.3.101.112",
        })
    }

    /// Reads an AlgorithmIdentifier and holds it against the key that will verify. `fallback` is the
    /// digest for the bare `rsaEncryption` that signed messages may carry (RFC 3370 section 3.2);
    /// `None` refuses it, as in certificates.
    ///
    /// # Errors
    /// [`Error::KeyMismatch`] when the family is not that of `key`.
    pub fn from_der(identifier: &[u8], key: &PublicKey, fallback: Option<DigestAlgorithm>) -> Result<Self, Error> {
        let algorithm = Self::from_der_without_key(identifier, fallback)?;
        algorithm.require_key(key)?;
        Ok(algorithm)
    }

    /// The same without a key, where the signer is not known yet.
    pub fn from_der_without_key(identifier: &[u8], fallback: Option<DigestAlgorithm>) -> Result<Self, Error> {
        let (oid, parameters) = split(identifier).map_err(|_| Error::Malformed {
            what: Phrase::new("định danh thuật toán", "the algorithm identifier"),
        })?;
        let null_or_absent = parameters.is_none_or(|p| p.tag == tag::NULL && p.value.is_empty());
        if oid == RSA_PSS {
            return parse_pss(parameters).map(Self::RsaPss);
        }
        let algorithm = if oid == RSA_ENCRYPTION {
            fallback.map(Self::RsaPkcs1)
        } else {
            Self::NAMED.into_iter().find(|known| oid == known.oid())
        }
        .ok_or_else(|| Error::UnknownAlgorithm { what: "signature", oid: oid.to_string() })?;
        match algorithm {
            Self::Ecdsa(_) if parameters.is_some() => {
                Err(Error::Parameters { algorithm: "ECDSA", detail: "none expected (RFC 5758 section 3.2)" })
            }
            Self::Ed25519 if parameters.is_some() => {
                Err(Error::Parameters { algorithm: "Ed25519", detail: "none expected (RFC 8410 section 3)" })
            }
            Self::RsaPkcs1(_) if !null_or_absent => {
                Err(Error::Parameters { algorithm: "RSA PKCS#1 v1.5", detail: "NULL expected (RFC 4055 section 5)" })
            }
            other => Ok(other),
        }
    }

    /// The digest of the content that goes with it; for Ed25519 the one of RFC 8419 section 2.3.
    pub fn digest(self) -> DigestAlgorithm {
        match self {
            Self::RsaPkcs1(digest) | Self::RsaPss(digest) | Self::Ecdsa(digest) => digest,
            Self::Ed25519 => DigestAlgorithm::Sha512,
        }
    }

    /// Whether a signature made with it may count.
    pub fn is_acceptable(self) -> bool {
        self.digest().is_acceptable()
    }

    /// The AlgorithmIdentifier, as signed messages carry it.
    pub fn to_der(self) -> Vec<u8> {
        let null = tlv::encode(tag::NULL, &[]);
        if let Self::RsaPss(digest) = self {
            let hash = tlv::sequence(&[&tlv::oid(digest.oid()), &null]);
            let mask = tlv::sequence(&[&tlv::oid(MGF1), &hash]);
            let salt = tlv::unsigned(&(digest.output_len() as u32).to_be_bytes());
            return tlv::sequence(&[
                &tlv::oid(self.oid()),
                &tlv::sequence(&[
                    &tlv::encode(tag::constructed(0), &[&hash]),
                    &tlv::encode(tag::constructed(1), &[&mask]),
                    &tlv::encode(tag::constructed(2), &[&salt]),
                ]),
            ]);
        }
        let oid = tlv::oid(self.oid());
        match self {
            Self::Ecdsa(_) | Self::Ed25519 => tlv::sequence(&[&oid]),
            _ => tlv::sequence(&[&oid, &null]),
        }
    }

    pub(super) fn require_key(self, key: &PublicKey) -> Result<(), Error> {
        let fits = match self {
            Self::RsaPkcs1(_) | Self::RsaPss(_) => matches!(key.kind(), KeyKind::Rsa { .. }),
            Self::Ecdsa(_) => {
                matches!(key.kind(), KeyKind::P256 | KeyKind::P384 | KeyKind::P521)
            }
            Self::Ed25519 => *key.kind() == KeyKind::Ed25519,
        };
        if fits { Ok(()) } else { Err(Error::KeyMismatch { algorithm: self.to_string(), key: key.kind().to_string() }) }
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RsaPkcs1(digest) => write!(f, "RSA PKCS#1 v1.5/{digest}"),
            Self::RsaPss(digest) => write!(f, "RSA-PSS/{digest}"),
            Self::Ecdsa(digest) => write!(f, "ECDSA/{digest}"),
            Self::Ed25519 => f.write_str("Ed25519"),
        }
    }
}

fn split(identifier: &[u8]) -> Result<(Oid, Option<Element<'_>>), tlv::Error> {
    let mut reader = Element::whole(identifier)?.reader(tag::SEQUENCE)?;
    let oid = reader.any()?.oid()?;
    let parameters = match reader.is_empty() {
        true => None,
        false => Some(reader.any()?),
    };
    reader.finish()?;
    Ok((oid, parameters))
}

/// The digest of a DigestAlgorithmIdentifier; parameters NULL or absent (RFC 5754 section 2).
pub fn digest_from_der(identifier: &[u8]) -> Result<DigestAlgorithm, Error> {
    let malformed =
        Error::Malformed { what: Phrase::new("định danh thuật toán băm", "the digest algorithm identifier") };
    let (oid, parameters) = split(identifier).map_err(|_| malformed.clone())?;
    if parameters.is_some_and(|p| p.tag != tag::NULL || !p.value.is_empty()) {
        return Err(malformed);
    }
    DigestAlgorithm::from_oid(&oid)
}

/// RSASSA-PSS-params, RFC 4055 section 3.1.
fn parse_pss(parameters: Option<Element<'_>>) -> Result<DigestAlgorithm, Error> {
    let wrong = |detail| Error::Parameters { algorithm: "RSA-PSS", detail };
    let parameters = parameters.ok_or(wrong("parameters are missing"))?;
    let malformed = |_: tlv::Error| wrong("malformed");
    let mut reader = parameters.reader(tag::SEQUENCE).map_err(malformed)?;
    let mut field = |number| -> Result<Option<Element<'_>>, Error> {
        reader
            .optional(tag::constructed(number))
            .and_then(|found| found.map(|f| Element::whole(f.value)).transpose())
            .map_err(malformed)
    };
    let (hash, mask, salt, trailer) = (field(0)?, field(1)?, field(2)?, field(3)?);
    reader.finish().map_err(malformed)?;

    let digest = match hash {
        Some(hash) => digest_from_der(hash.raw)?,
        None => DigestAlgorithm::Sha1,
    };
    let mask_digest = match mask {
        Some(mask) => {
            let (oid, hash) = split(mask.raw).map_err(malformed)?;
            if oid != MGF1 {
                return Err(wrong("mask generation other than MGF1"));
            }
            digest_from_der(hash.ok_or(wrong("MGF1 without a digest"))?.raw)?
        }
        None => DigestAlgorithm::Sha1,
    };
    if mask_digest != digest {
        return Err(wrong("MGF1 uses another digest"));
    }
    let salt = salt.map_or(Ok(20), |s| s.small_unsigned()).map_err(malformed)?;
    if salt as usize != digest.output_len() {
        return Err(wrong("the salt is not as long as the digest"));
    }
    let trailer = trailer.map_or(Ok(1), |t| t.small_unsigned()).map_err(malformed)?;
    if trailer != 1 {
        return Err(wrong("trailer field other than 1"));
    }
    Ok(digest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use DigestAlgorithm::{Sha256, Sha384, Sha512};

    #[test]
    fn every_algorithm_is_read_back() {
        for algorithm in SignatureAlgorithm::NAMED.into_iter().chain([
            SignatureAlgorithm::RsaPss(Sha256),
            SignatureAlgorithm::RsaPss(Sha384),
            SignatureAlgorithm::RsaPss(Sha512),
        ]) {
            let der = algorithm.to_der();
            assert_eq!(SignatureAlgorithm::from_der_without_key(&der, None), Ok(algorithm));
        }
    }

    #[test]
    fn bare_rsa_needs_a_digest_from_elsewhere() {
        let bare = tlv::sequence(&[&tlv::oid(RSA_ENCRYPTION), &tlv::encode(tag::NULL, &[])]);
        assert!(SignatureAlgorithm::from_der_without_key(&bare, None).is_err());
        assert_eq!(
            SignatureAlgorithm::from_der_without_key(&bare, Some(Sha256)),
            Ok(SignatureAlgorithm::RsaPkcs1(Sha256))
        );
    }

    #[test]
    fn pss_parameters_out_of_line_are_refused() {
        let good = SignatureAlgorithm::RsaPss(Sha256).to_der();
        let salt = good.len() - 1;
        let mut short_salt = good.clone();
        short_salt[salt] = 20;
        assert_eq!(
            SignatureAlgorithm::from_der_without_key(&short_salt, None).unwrap_err().code(),
            "ALGORITHM_PARAMETERS"
        );
        let missing = tlv::sequence(&[&tlv::oid(RSA_PSS)]);
        assert!(SignatureAlgorithm::from_der_without_key(&missing, None).is_err());
        let null = tlv::encode(tag::NULL, &[]);
        for named in ["1.2.840.10045.4.3.2", "1.3.101.112"] {
            let with_null = tlv::sequence(&[&tlv::oid(ObjectIdentifier::new_unwrap(named)), &null]);
            assert!(SignatureAlgorithm::from_der_without_key(&with_null, None).is_err());
        }
    }
}
