//! Why an organisation directory is refused.

use super::directory::{FORMAT, MAX_BYTES};

/// Why a directory is refused, as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DirectoryError {
    /// More than 4 MiB.
    #[error("the directory has {size} bytes, at most {MAX_BYTES} are read")]
    TooLarge {
        /// Bytes given.
        size: usize,
    },
    /// Not JSON of the expected members.
    #[error("the directory cannot be read: {detail}")]
    Json {
        /// What the reader met.
        detail: String,
    },
    /// Another format or version.
    #[error("the directory's format is \"{format}\", not \"{FORMAT}\"")]
    Format {
        /// The format named.
        format: String,
    },
    /// A value of the wrong shape.
    #[error("organisation {org}: {what} \"{value}\" is not valid")]
    Value {
        /// In which entry.
        org: String,
        /// Which member.
        what: &'static str,
        /// The value.
        value: String,
    },
    /// Two entries share an identifier.
    #[error("organisation {org} is listed twice")]
    OrgTwice {
        /// The identifier.
        org: String,
    },
    /// Two names that a person cannot tell apart.
    #[error("the names of {first} and {second} are alike")]
    NamesAlike {
        /// One identifier.
        first: String,
        /// The other.
        second: String,
    },
    /// One certificate seals for two organisations.
    #[error("certificate {sha256} seals for both {first} and {second}")]
    CertificateShared {
        /// Hexadecimal digest.
        sha256: String,
        /// One identifier.
        first: String,
        /// The other.
        second: String,
    },
}

impl DirectoryError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            DirectoryError::TooLarge { .. } => "DIRECTORY_TOO_LARGE",
            DirectoryError::Json { .. } => "DIRECTORY_MALFORMED",
            DirectoryError::Format { .. } => "DIRECTORY_FORMAT_UNKNOWN",
            DirectoryError::Value { .. } => "DIRECTORY_VALUE_INVALID",
            DirectoryError::OrgTwice { .. } => "DIRECTORY_ORG_TWICE",
            DirectoryError::NamesAlike { .. } => "DIRECTORY_NAMES_ALIKE",
            DirectoryError::CertificateShared { .. } => "DIRECTORY_CERTIFICATE_SHARED",
        }
    }

    /// What the person can do about it: Vietnamese, then English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        (
            "Danh bạ bị từ chối toàn bộ; hãy sửa tệp directory.json rồi chạy lại.",
            "The whole directory is refused; correct directory.json and run again.",
        )
    }
}
