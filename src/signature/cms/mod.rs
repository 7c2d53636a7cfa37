//! Signed messages (CMS, RFC 5652) as PDF signatures and timestamps carry them: strict DER, one
//! signer, verified over the raw bytes; and the building of one around a signature made elsewhere.

mod attributes;
mod ber;
mod build;
mod message;
mod problem;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod timestamp;
mod verify;

pub use attributes::{EssCertificate, SignedAttributes};
pub use build::{assemble, assembled_length, signed_attributes, with_timestamp};
pub use message::{SignedMessage, SignerId, parse, parse_tolerant};
pub use problem::CmsProblem;
pub use verify::{Integrity, Profile};

use super::crypto::{self, tlv};

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
