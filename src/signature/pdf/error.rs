//! Why a file could not be read as PDF.

use super::Limit;

/// A file that cannot be read; the variants say what the answer to it may be.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// No `%PDF-` header at all.
    #[error("this is not a PDF file: it does not begin with %PDF-")]
    NotPdf,
    /// Broken or ambiguous syntax (threats: XR, DK, EOF, OS).
    #[error("{code} at byte {at}: {what}")]
    Malformed { code: &'static str, at: usize, what: String },
    /// Legal PDF that this version does not judge.
    #[error("{code}: {what}")]
    Unsupported { code: &'static str, what: String },
    /// Strings and streams of the file are encrypted; its structure was read.
    #[error("ENCRYPTED: the file is encrypted")]
    Encrypted {
        /// Whether it holds a signature, which is never encrypted (ISO 32000-2 clause 7.6.2).
        signed: bool,
    },
    /// A named limit was reached; never success.
    #[error("limit reached: more than {allowed} {}", .limit.name())]
    Limit { limit: Limit, allowed: u64 },
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::NotPdf => "NOT_A_PDF",
            Error::Malformed { code, .. } | Error::Unsupported { code, .. } => code,
            Error::Encrypted { .. } => "ENCRYPTED",
            Error::Limit { limit, .. } => limit.code(),
        }
    }

    /// What went wrong, in Vietnamese: the code and the place; what was met there stays English.
    pub fn message_vi(&self) -> String {
        match self {
            Error::NotPdf => "đây không phải tệp PDF: không bắt đầu bằng %PDF-".to_owned(),
            Error::Malformed { code, at, .. } => format!("{code} tại byte {at}"),
            Error::Unsupported { code, .. } => (*code).to_owned(),
            Error::Encrypted { .. } => "tệp bị mã hóa".to_owned(),
            Error::Limit { limit, allowed } => format!("vượt giới hạn {allowed} {}", limit.name_vi()),
        }
    }

    pub(super) fn over(limit: Limit, allowed: u64) -> Self {
        Error::Limit { limit, allowed }
    }

    pub(super) fn syntax(at: usize, what: impl Into<String>) -> Self {
        Error::Malformed { code: "SYNTAX_INVALID", at, what: what.into() }
    }

    pub(super) fn xref(at: usize, what: impl Into<String>) -> Self {
        Error::Malformed { code: "XREF_INVALID", at, what: what.into() }
    }
}
