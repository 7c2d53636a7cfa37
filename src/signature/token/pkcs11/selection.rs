//! Which token and which certificate on it are meant.

use super::inventory::TokenCertificate;
use crate::signature::token::Error;
use crate::signature::x509::Certificate;
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use unicode_normalization::UnicodeNormalization;

/// Where a signing key is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pkcs11Selection {
    /// The driver's library file.
    pub module: PathBuf,
    /// Label or serial number; needed only when several tokens are plugged in.
    pub token: Option<String>,
    /// Needed only when the token has several certificates for signing.
    pub certificate: Option<CertificateSelector>,
}

/// How a certificate on a token is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CertificateSelector {
    /// CKA_LABEL, UTF-8.
    Label(String),
    /// CKA_ID.
    Id(Vec<u8>),
    /// SHA-256 of the certificate.
    Fingerprint([u8; 32]),
}

impl CertificateSelector {
    /// Reads `label:…`, `id:HEX` or `sha256:HEX`; without a prefix, 64 hex digits are a fingerprint
    /// and anything else is a label. Colons and spaces between hex digits do not count.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = |text: &str| {
            let digits: String = text.chars().filter(|c| !matches!(c, ':' | ' ' | '-')).collect();
            HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()
        };
        if let Some(label) = text.strip_prefix("label:") {
            return Some(Self::Label(label.to_owned()));
        }
        if let Some(id) = text.strip_prefix("id:") {
            return hex(id).filter(|id| !id.is_empty()).map(Self::Id);
        }
        if let Some(fingerprint) = text.strip_prefix("sha256:") {
            return hex(fingerprint)?.try_into().ok().map(Self::Fingerprint);
        }
        match hex(text).and_then(|bytes| bytes.try_into().ok()) {
            Some(fingerprint) => Some(Self::Fingerprint(fingerprint)),
            None if text.is_empty() => None,
            None => Some(Self::Label(text.to_owned())),
        }
    }

    pub(super) fn matches(&self, found: &TokenCertificate) -> bool {
        match self {
            Self::Label(label) => same_text(label, &found.label),
            Self::Id(id) => *id == found.id,
            Self::Fingerprint(fingerprint) => *fingerprint == found.certificate.sha256(),
        }
    }
}

impl std::fmt::Display for CertificateSelector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Label(label) => write!(f, "\"{label}\""),
            Self::Id(id) => write!(f, "id:{}", HEXLOWER.encode(id)),
            Self::Fingerprint(hash) => write!(f, "sha256:{}", HEXLOWER.encode(hash)),
        }
    }
}

/// Whether two labels are the same text; Vietnamese letters have two spellings in Unicode.
pub(super) fn same_text(a: &str, b: &str) -> bool {
    a.trim().nfc().eq(b.trim().nfc())
}

/// Whether it may be the certificate of someone who signs.
pub(super) fn is_for_signing(certificate: &Certificate) -> bool {
    !certificate.is_ca() && certificate.may_sign_documents()
}

/// The one certificate that is meant.
pub(super) fn choose<'a>(
    token: &str,
    found: &'a [TokenCertificate],
    wanted: Option<&CertificateSelector>,
) -> Result<&'a TokenCertificate, Error> {
    let candidates: Vec<&TokenCertificate> = match wanted {
        Some(selector) => found.iter().filter(|c| selector.matches(c)).collect(),
        None => found.iter().filter(|c| is_for_signing(&c.certificate)).collect(),
    };
    // The same certificate is sometimes stored twice.
    let mut distinct: Vec<&TokenCertificate> = Vec::new();
    for candidate in candidates {
        if !distinct.iter().any(|d| d.certificate == candidate.certificate) {
            distinct.push(candidate);
        }
    }
    let token = token.to_owned();
    let named = |list: &[&TokenCertificate]| list.iter().map(|c| c.to_string()).collect();
    match (distinct.as_slice(), wanted) {
        ([one], _) => Ok(one),
        ([], _) if found.is_empty() => Err(Error::NoCertificate { token }),
        ([], wanted) => Err(Error::CertificateNotFound {
            token,
            wanted: wanted.map_or("for signing".into(), ToString::to_string),
            present: named(&found.iter().collect::<Vec<_>>()),
        }),
        (several, _) => Err(Error::SeveralCertificates { token, present: named(several) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_read_from_text() {
        use CertificateSelector::{Fingerprint, Id, Label};
        let parse = CertificateSelector::parse;
        assert_eq!(parse("Hiệu trưởng"), Some(Label("Hiệu trưởng".into())));
        assert_eq!(parse("label:a1"), Some(Label("a1".into())));
        assert_eq!(parse("id:A1:0f"), Some(Id(vec![0xa1, 0x0f])));
        assert_eq!(parse(&"ab".repeat(32)), Some(Fingerprint([0xab; 32])));
        assert_eq!(parse(&["AB"; 32].join(":")), Some(Fingerprint([0xab; 32])));
        assert_eq!(parse("sha256:ab"), None);
        assert_eq!(parse("id:"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn both_spellings_of_vietnamese_letters_are_one_label() {
        let decomposed: String = "Hiệu trưởng".nfd().collect();
        assert!(same_text("Hiệu trưởng", &format!("{decomposed}  ")));
    }
}
