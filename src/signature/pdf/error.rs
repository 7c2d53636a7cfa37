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

    /// What went wrong, in Vietnamese; of broken syntax its kind and the place.
    pub fn message_vi(&self) -> String {
        match self {
            Error::NotPdf => "đây không phải tệp PDF: không bắt đầu bằng %PDF-".to_owned(),
            Error::Malformed { code, at, .. } => format!("{} tại byte {at}, {code}", kind_vi(code)),
            Error::Unsupported { code, .. } => format!("{}, {code}", kind_vi(code)),
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

/// What stands behind a code, for people who know files and no objects.
fn kind_vi(code: &str) -> &'static str {
    match code {
        "HEADER_NOT_FIRST" => "có dữ liệu trước phần đầu của tệp PDF",
        "HEADER_INVALID" => "phần đầu tệp ghi phiên bản PDF lạ",
        "END_INVALID" | "REVISION_END" => "phần cuối của một lần lưu không đúng chuẩn",
        "TRAILING_BYTES" => "có dữ liệu thừa sau phần cuối tệp",
        "XREF_INVALID" => "mục lục của tệp chỉ sai chỗ",
        "HYBRID_XREF" | "HYBRID_DIFFERS" => "tệp có hai mục lục không khớp nhau",
        "LINEARIZED" => "phần chuẩn bị để xem qua mạng không đúng chuẩn",
        "OBJECT_STREAM_INVALID" => "một khối dữ liệu nén không đúng chuẩn",
        "DUPLICATE_KEY" => "một mục được ghi hai lần",
        "FILTER_UNSUPPORTED" => "kiểu nén chưa được hỗ trợ",
        _ => "cú pháp không đúng chuẩn",
    }
}
