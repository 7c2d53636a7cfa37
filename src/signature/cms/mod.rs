//! Signed messages (CMS, RFC 5652) as PDF signatures and timestamps carry them: strict DER, one
//! signer, verified over the raw bytes; those that enclose their content, to the letter; and the building of
//! both around a signature made elsewhere, for one purpose of a closed list.

mod attributes;
mod ber;
mod build;
mod enclosed;
mod message;
mod problem;
mod purpose;
mod signature;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod timestamp;
mod verify;

pub use attributes::{EssCertificate, SignedAttributes};
pub use build::{assemble, assembled_length, with_timestamp};
pub use enclosed::{Draft, Enclosed, MOST_CERTIFICATES as MOST_ENCLOSED_CERTIFICATES};
pub use message::{SignedMessage, SignerId, parse, parse_tolerant};
pub use problem::CmsProblem;
pub use purpose::{Form, Purpose, ToBeSigned};
pub use signature::Signature;
pub use verify::{Integrity, Profile};

use super::crypto::{self, tlv};
use chrono::{DateTime, Utc};

/// Why bytes could not be read as a signed message, or one could not be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Not DER, or not the structure of RFC 5652.
    #[error("the signed message is malformed at {what}: {cause}")]
    Malformed { what: &'static str, cause: tlv::Error },
    /// BER that is not DER, which ETSI EN 319 142-1 clause 4.1 does not allow.
    #[error("the signed message is in BER, not in DER: {cause}")]
    NotDer { cause: tlv::Error },
    /// Some other content than SignedData.
    #[error("the message is of type {oid}, not signed data")]
    NotSignedData { oid: String },
    /// ETSI EN 319 142-1 clause 6.3: exactly one signer.
    #[error("the message has {count} signers instead of one")]
    Signers { count: usize },
    /// More certificates or bytes than any honest message has.
    #[error("the message has {found} {what}, more than {limit}")]
    Limit { what: &'static str, found: usize, limit: usize },
    /// Building: the signature does not verify with the certificate it is to be packed with.
    #[error("the signature to be packed does not verify with the certificate of {signer}: {cause}")]
    SignatureDoesNotVerify { signer: String, cause: crypto::Error },
    /// Building: the content is not of the purpose that it is to be signed for.
    #[error("the content is not what the purpose of the signature asks for")]
    OtherContent,
    /// Building: a time that signing-time cannot say.
    #[error("{at} cannot be written as a signing time")]
    Time { at: DateTime<Utc> },
    /// A message that encloses its content breaks a rule; none is tolerated.
    #[error("the message breaks a rule: {}", problem.message_en())]
    Broken { problem: Box<CmsProblem> },
}

impl Error {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Malformed { .. } => "CMS_MALFORMED",
            Error::NotDer { .. } => "CMS_NOT_DER",
            Error::NotSignedData { .. } => "CMS_NOT_SIGNED_DATA",
            Error::Signers { .. } => "CMS_SIGNER_COUNT",
            Error::Limit { .. } => "CMS_LIMIT",
            Error::SignatureDoesNotVerify { .. } => "CMS_SIGNATURE_DOES_NOT_VERIFY",
            Error::OtherContent => "CMS_OTHER_CONTENT",
            Error::Time { .. } => "CMS_TIME",
            Error::Broken { problem } => problem.code(),
        }
    }

    /// The same message in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Malformed { what, .. } => format!("khối chữ ký số sai cấu trúc tại {what}"),
            Error::NotDer { .. } => "khối chữ ký số mã hóa kiểu BER, không phải DER".into(),
            Error::NotSignedData { oid } => {
                format!("khối chữ ký số thuộc loại {oid}, không phải dữ liệu đã ký")
            }
            Error::Signers { count } => {
                format!("khối chữ ký số có {count} người ký thay vì một")
            }
            Error::Limit { found, limit, .. } => {
                format!("khối chữ ký số quá lớn: {found}, giới hạn là {limit}")
            }
            Error::SignatureDoesNotVerify { signer, .. } => {
                format!("chữ ký vừa tạo không khớp với chứng thư số của {signer}")
            }
            Error::OtherContent => "nội dung không thuộc đúng mục đích của chữ ký".into(),
            Error::Time { at } => format!("không ghi được thời điểm {at} làm thời điểm ký"),
            Error::Broken { problem } => problem.message_vi(),
        }
    }

    /// What the person can do, in English.
    pub fn hint_en(&self) -> &'static str {
        match self {
            Error::SignatureDoesNotVerify { .. } => {
                "check that key and certificate on the token belong together (vanbang token check)"
            }
            _ => "ask the sender for the original file; programs that save or print again break it",
        }
    }

    /// What the person can do, in Vietnamese.
    pub fn hint_vi(&self) -> &'static str {
        match self {
            Error::SignatureDoesNotVerify { .. } => {
                "hãy kiểm tra khóa và chứng thư số trên token có cùng một cặp (vanbang token check)"
            }
            _ => "hãy xin lại tệp gốc; lưu hoặc in lại bằng phần mềm khác làm hỏng chữ ký",
        }
    }
}
