//! Certificates and the paths between them (RFC 5280). What is verified is always the raw bytes.

mod addresses;
mod certificate;
mod extensions;
mod general_name;
mod name;
pub mod path;
pub mod revocation;
mod time;

pub use certificate::{Certificate, read_certificates};
pub use extensions::{BasicConstraints, Extension, Extensions, KeyUsage};
pub use time::{encode_time, generalized_time, parse_time};

use super::crypto::{self, tlv};

/// Why certificates could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Not the strict DER of a certificate.
    #[error("the certificate is malformed at {what}: {cause}")]
    Malformed { what: &'static str, cause: tlv::Error },
    /// A value that RFC 5280 does not allow.
    #[error("the certificate has {0}")]
    Value(&'static str),
    /// The subject's public key cannot be read.
    #[error("the certificate's key cannot be read: {0}")]
    Key(#[from] crypto::Error),
    /// Text around certificates that is not PEM.
    #[error("PEM block {block} cannot be read")]
    Pem { block: usize },
    /// Nothing in it is a certificate.
    #[error("there is no certificate in the file")]
    None,
}

impl Error {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Malformed { .. } => "CERTIFICATE_MALFORMED",
            Error::Value(_) => "CERTIFICATE_VALUE",
            Error::Key(_) => "CERTIFICATE_KEY",
            Error::Pem { .. } => "PEM_MALFORMED",
            Error::None => "NO_CERTIFICATE",
        }
    }

    /// The same message in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Malformed { what, .. } => format!("chứng thư số sai cấu trúc tại {what}"),
            Error::Value(what) => format!("chứng thư số có giá trị không hợp lệ: {what}"),
            Error::Key(cause) => format!("không đọc được khóa công khai trong chứng thư số: {}", cause.message_vi()),
            Error::Pem { block } => format!("không đọc được khối PEM thứ {block}"),
            Error::None => "tệp không chứa chứng thư số nào".into(),
        }
    }

    /// What the person can do, in English.
    pub fn hint_en(&self) -> &'static str {
        "export the certificate again from the token or the issuer's site, as PEM or DER (.crt, .cer)"
    }

    /// What the person can do, in Vietnamese.
    pub fn hint_vi(&self) -> &'static str {
        "hãy xuất lại chứng thư số từ USB token hoặc trang của nơi cấp, dạng PEM hoặc DER (.crt, .cer)"
    }
}
