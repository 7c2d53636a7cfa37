//! Digests, keys and signature checks. This module alone names the cryptography library.

mod aead;
mod algorithm;
mod digest;
mod hashed;
mod oid;
mod p256;
mod private_key;
mod public_key;
pub mod tlv;

pub use aead::MessageKey;
pub use algorithm::{SignatureAlgorithm, digest_from_der};
pub use digest::{Content, DigestAlgorithm, Hasher};
pub use hashed::Hashed;
pub use oid::Oid;
pub use p256::{P256PrivateKey, P256PublicKey};
pub use private_key::PrivateKey;
pub use public_key::{KeyKind, PublicKey};

use crate::wording::Phrase;
use aws_lc_rs::{constant_time, hkdf, rand};

/// Why something cryptographic could not be read or did not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not the strict DER of what was expected.
    #[error("{what} is not well-formed DER")]
    Malformed { what: Phrase },
    /// An object identifier that stands for no algorithm known here.
    #[error("unknown {what} algorithm {oid}")]
    UnknownAlgorithm { what: &'static str, oid: String },
    /// The signature algorithm belongs to another kind of key.
    #[error("the signature algorithm is {algorithm}, but the key is {key}")]
    KeyMismatch { algorithm: String, key: String },
    /// Parameters that the standard does not allow, or that are not accepted here.
    #[error("parameters of {algorithm} are not acceptable: {detail}")]
    Parameters { algorithm: &'static str, detail: &'static str },
    /// Key and algorithm belong together, but cannot be computed here.
    #[error("{algorithm} with a key {key} cannot be computed")]
    Unsupported { algorithm: String, key: String },
    /// The signature value does not belong to this message and this key.
    #[error("the signature value does not match the message and the key")]
    BadSignature,
    /// A private key that cannot be used for signing.
    #[error("the private key is not usable: {detail}")]
    PrivateKey { detail: &'static str },
    /// A message that cannot be sealed, or that was not sealed with this key.
    #[error("authenticated encryption: {detail}")]
    Sealed { detail: &'static str },
    /// The operating system gave no randomness.
    #[error("no randomness from the operating system")]
    Random,
}

impl Error {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Malformed { .. } => "KEY_MALFORMED",
            Error::UnknownAlgorithm { .. } => "ALGORITHM_UNKNOWN",
            Error::KeyMismatch { .. } => "ALGORITHM_KEY_MISMATCH",
            Error::Parameters { .. } => "ALGORITHM_PARAMETERS",
            Error::Unsupported { .. } => "ALGORITHM_UNSUPPORTED",
            Error::BadSignature => "SIGNATURE_VALUE_WRONG",
            Error::PrivateKey { .. } => "PRIVATE_KEY_UNUSABLE",
            Error::Sealed { .. } => "SEALED_DATA_WRONG",
            Error::Random => "NO_RANDOMNESS",
        }
    }

    /// The same message in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Malformed { what } => format!("{} không đúng cấu trúc DER", what.vi),
            Error::UnknownAlgorithm { oid, .. } => format!("thuật toán {oid} không được biết"),
            Error::KeyMismatch { algorithm, key } => {
                format!("thuật toán chữ ký là {algorithm}, nhưng khóa là {key}")
            }
            Error::Parameters { algorithm, .. } => {
                format!("tham số của {algorithm} không được chấp nhận")
            }
            Error::Unsupported { algorithm, key } => {
                format!("không tính được {algorithm} với khóa {key}")
            }
            Error::BadSignature => "giá trị chữ ký không khớp với nội dung và khóa".into(),
            Error::PrivateKey { .. } => "khóa bí mật không dùng được".into(),
            Error::Sealed { .. } => "dữ liệu mã hóa không khớp với khóa".into(),
            Error::Random => "hệ điều hành không cấp được số ngẫu nhiên".into(),
        }
    }

    /// What the person can do, in English.
    pub fn hint_en(&self) -> &'static str {
        match self {
            Error::PrivateKey { .. } => "use an RSA key of at least 2048 bits, or P-256 or P-384",
            Error::Random => "restart the computer and try again",
            _ => "ask whoever made the file or the certificate for one with a standard algorithm",
        }
    }

    /// What the person can do, in Vietnamese.
    pub fn hint_vi(&self) -> &'static str {
        match self {
            Error::PrivateKey { .. } => "hãy dùng khóa RSA từ 2048 bit, hoặc P-256, P-384",
            Error::Random => "hãy khởi động lại máy rồi thử lại",
            _ => "hãy yêu cầu nơi lập tệp hoặc cấp chứng thư dùng thuật toán tiêu chuẩn",
        }
    }
}

/// SHA-256 of `data`, FIPS 180-4.
pub fn sha256(data: &[u8]) -> [u8; 32] {
    sha256_parts(&[data])
}

/// SHA-256 of `parts`, one after another.
pub fn sha256_parts(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    for part in parts {
        context.update(part);
    }
    let mut out = [0; 32];
    // The library's digest is 32 bytes long by definition, so nothing is cut or left zero.
    for (to, from) in out.iter_mut().zip(context.finish().as_ref()) {
        *to = *from;
    }
    out
}

struct OutputLength(usize);

impl hkdf::KeyType for OutputLength {
    fn len(&self) -> usize {
        self.0
    }
}

/// HKDF with SHA-256 (RFC 5869), extract and expand, filling `out`.
///
/// # Panics
/// Never for `out` up to 8160 bytes (RFC 5869 section 2.3); longer outputs are a programming error.
pub fn hkdf_sha256(salt: &[u8], ikm: &[u8], info: &[u8], out: &mut [u8]) {
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(ikm);
    let info = [info];
    prk.expand(&info, OutputLength(out.len()))
        .and_then(|okm| okm.fill(out))
        .expect("HKDF output is at most 8160 bytes");
}

/// `N` bytes from the operating system's generator.
pub fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut out = [0; N];
    rand::fill(&mut out).map_err(|_| Error::Random)?;
    Ok(out)
}

/// Whether both are equal, in a time that depends on the lengths only.
pub fn equal_constant_time(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    #[test]
    fn sha256_of_abc_is_the_published_value() {
        assert_eq!(
            HEXLOWER.encode(&sha256(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    /// RFC 5869 appendix A.1.
    #[test]
    fn hkdf_gives_the_rfc_vector() {
        let salt = HEXLOWER.decode(b"000102030405060708090a0b0c").unwrap();
        let info = HEXLOWER.decode(b"f0f1f2f3f4f5f6f7f8f9").unwrap();
        let mut out = [0; 42];
        hkdf_sha256(&salt, &[0x0b; 22], &info, &mut out);
        assert_eq!(
            HEXLOWER.encode(&out),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        );
    }

    /// RFC 5869 appendix A.3: salt and info empty.
    #[test]
    fn hkdf_without_salt_gives_the_rfc_vector() {
        let mut out = [0; 42];
        hkdf_sha256(&[], &[0x0b; 22], &[], &mut out);
        assert_eq!(
            HEXLOWER.encode(&out),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        );
    }

    #[test]
    fn random_bytes_differ() {
        assert_ne!(random::<16>().unwrap(), random::<16>().unwrap());
    }

    #[test]
    fn equality_needs_equal_lengths() {
        assert!(equal_constant_time(b"ab", b"ab"));
        assert!(!equal_constant_time(b"ab", b"abc"));
        assert!(!equal_constant_time(b"ab", b"ac"));
    }
}
