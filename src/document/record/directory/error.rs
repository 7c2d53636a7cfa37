//! Why an organisation directory is refused.

use super::{FORMAT, MAX_BYTES, MAX_ORGANISATIONS};

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
    /// More organisations than are read.
    #[error("the directory has {count} organisations, at most {MAX_ORGANISATIONS} are read")]
    TooMany {
        /// Organisations given.
        count: usize,
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
            DirectoryError::TooLarge { .. } => "LIMIT_DIRECTORY",
            DirectoryError::TooMany { .. } => "LIMIT_ORGANISATIONS",
            DirectoryError::Json { .. } => "DIRECTORY_MALFORMED",
            DirectoryError::Format { .. } => "DIRECTORY_FORMAT_UNKNOWN",
            DirectoryError::Value { .. } => "DIRECTORY_VALUE_INVALID",
            DirectoryError::OrgTwice { .. } => "DIRECTORY_ORG_TWICE",
            DirectoryError::NamesAlike { .. } => "DIRECTORY_NAMES_ALIKE",
            DirectoryError::CertificateShared { .. } => "DIRECTORY_CERTIFICATE_SHARED",
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            DirectoryError::TooLarge { size } => {
                format!("danh bạ đơn vị dài {size} byte, chỉ đọc nhiều nhất {MAX_BYTES} byte")
            }
            DirectoryError::TooMany { count } => {
                format!("danh bạ ghi {count} đơn vị, chỉ đọc nhiều nhất {MAX_ORGANISATIONS}")
            }
            DirectoryError::Json { detail } => format!("không đọc được danh bạ đơn vị: {detail}"),
            DirectoryError::Format { format } => {
                format!("danh bạ đơn vị ghi định dạng «{format}», không phải «{FORMAT}»")
            }
            DirectoryError::Value { org, what, value } => {
                format!("đơn vị {org} trong danh bạ: mục {what} có giá trị «{value}» không hợp lệ")
            }
            DirectoryError::OrgTwice { org } => format!("danh bạ ghi đơn vị {org} hai lần"),
            DirectoryError::NamesAlike { first, second } => {
                format!("tên của {first} và {second} trong danh bạ giống nhau đến mức dễ nhầm")
            }
            DirectoryError::CertificateShared { sha256, first, second } => {
                format!("chứng thư số {sha256} trong danh bạ đóng dấu cho cả {first} và {second}")
            }
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
