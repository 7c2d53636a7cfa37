//! Revocation: lists (RFC 5280 sections 5 and 6.3), OCSP responses (RFC 6960), and what they say of a
//! certificate at a time. Evidence is judged as it lies at hand; nothing is fetched here.

mod by_crl;
mod by_ocsp;
mod choice;
mod crl;
#[cfg(test)]
mod crl_tests;
mod entry;
mod evidence;
#[cfg(test)]
mod evidence_tests;
mod judge;
mod ocsp;
#[cfg(test)]
mod ocsp_tests;
mod points;
mod question;
mod reason;
mod status;
#[cfg(test)]
mod testing;

pub use choice::judge_paths;
pub use crl::{Crl, MAX_CRL_BYTES};
pub use entry::MAX_ENTRIES;
pub use evidence::Evidence;
pub use judge::{Moment, PathStatus, judge, judge_path};
pub use ocsp::{MAX_RESPONSE_BYTES, Nonce, Response};
pub use question::Question;
pub use reason::Reason;
pub use status::{Doubt, Revocation, RevocationStatus, Source};

use super::Error as CertificateError;
use crate::signature::crypto::tlv;

/// What is asked about revocation. `Ignore` is for those who decide so in writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Every certificate below the anchor needs an answer, and a good one.
    #[default]
    Require,
    /// No answer is accepted and told; a revocation counts.
    Prefer,
    /// Nothing is asked, and that is told.
    Ignore,
}

impl Mode {
    /// Whether a status without an answer may stand: where none is demanded, and none was given up, since a
    /// crowd of false evidence must not hide the true one.
    pub fn tolerates(self, why: &[Doubt]) -> bool {
        self == Self::Ignore || (self == Self::Prefer && !why.contains(&Doubt::Budget))
    }
}

/// Why evidence that could be read must not be used (RFC 5280 sections 5.2 and 5.3, RFC 6960 4.4).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unusable {
    /// A critical extension that is not understood here.
    UnknownCritical { oid: String },
    /// Signed by an algorithm or key that no longer counts, or by another than it says.
    Algorithm,
    /// A list without a number (RFC 5280 section 5.2.3).
    NoNumber,
    /// Entries of other issuers in a list that does not say that it is indirect.
    IndirectEntries,
}

impl Unusable {
    pub fn message_vi(&self) -> String {
        match self {
            Self::Algorithm => "thuật toán hoặc khóa ký không còn được chấp nhận, hoặc không khớp".into(),
            Self::UnknownCritical { oid } => format!("có phần mở rộng bắt buộc không được biết ({oid})"),
            Self::NoNumber => "không có số thứ tự (cRLNumber)".into(),
            Self::IndirectEntries => "có mục của nơi cấp khác nhưng không phải danh sách gián tiếp".into(),
        }
    }

    pub fn message_en(&self) -> String {
        match self {
            Self::Algorithm => "its signature algorithm or key is not acceptable, or not the one it names".into(),
            Self::UnknownCritical { oid } => format!("it has an unknown critical extension ({oid})"),
            Self::NoNumber => "it has no number (cRLNumber)".into(),
            Self::IndirectEntries => "it has entries of other issuers but is not an indirect list".into(),
        }
    }
}

/// Why evidence could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Not the strict DER of a list or a response.
    #[error("the revocation data is malformed at {what}: {cause}")]
    Malformed { what: &'static str, cause: tlv::Error },
    /// More than is read.
    #[error("more than {limit} {what}")]
    Limit { what: &'static str, limit: usize },
    /// The responder gave no answer; the number is that of RFC 6960 section 4.2.1.
    #[error("the OCSP responder refused to answer (status {status})")]
    OcspStatus { status: u8 },
    /// A certificate beside the evidence.
    #[error(transparent)]
    Certificate(CertificateError),
    /// Text that is not PEM.
    #[error("PEM block {block} cannot be read")]
    Pem { block: usize },
    /// Nothing of the kind.
    #[error("there is no CRL, OCSP response or certificate in the file")]
    None,
}

impl Error {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Malformed { .. } => "EVIDENCE_MALFORMED",
            Error::Limit { .. } => "EVIDENCE_LIMIT",
            Error::OcspStatus { .. } => "OCSP_REFUSED",
            Error::Certificate(cause) => cause.code(),
            Error::Pem { .. } => "PEM_MALFORMED",
            Error::None => "NO_EVIDENCE",
        }
    }

    /// The same message in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Malformed { what, .. } => format!("dữ liệu thu hồi sai cấu trúc tại {what}"),
            Error::Limit { limit, .. } => format!("dữ liệu thu hồi vượt giới hạn {limit}"),
            Error::OcspStatus { status } => format!("máy chủ OCSP từ chối trả lời (mã {status})"),
            Error::Certificate(cause) => cause.message_vi(),
            Error::Pem { block } => format!("không đọc được khối PEM thứ {block}"),
            Error::None => "tệp không có danh sách thu hồi, phản hồi OCSP hay chứng thư số nào".into(),
        }
    }

    /// What the person can do, in English.
    pub fn hint_en(&self) -> &'static str {
        match self {
            Error::OcspStatus { .. } => "ask again later, or use the authority's revocation list",
            _ => "download the revocation list again from the authority's site, as DER or PEM (.crl)",
        }
    }

    /// What the person can do, in Vietnamese.
    pub fn hint_vi(&self) -> &'static str {
        match self {
            Error::OcspStatus { .. } => "hãy hỏi lại sau, hoặc dùng danh sách thu hồi của nơi cấp",
            _ => "hãy tải lại danh sách thu hồi từ trang của nơi cấp, dạng DER hoặc PEM (.crl)",
        }
    }
}
