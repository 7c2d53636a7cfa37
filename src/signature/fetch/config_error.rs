//! Why the operator's configuration is refused.

use std::io;
use std::path::PathBuf;

use crate::signature::x509;
use crate::wording::{Phrase, system_reason_vi};

/// Why the configuration is refused. It is refused as a whole.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file, or one that it names, cannot be read.
    #[error("{}: {cause}", path.display())]
    Unreadable { path: PathBuf, cause: io::Error },
    /// Larger than any configuration.
    #[error("{}: more than {limit} bytes", path.display())]
    TooLarge { path: PathBuf, limit: u64 },
    /// Not TOML, or an entry of another name or type.
    #[error("{}: line {line}: {message}", path.display())]
    Syntax { path: PathBuf, line: usize, message: String },
    /// An entry with a value that says nothing.
    #[error("{}: {entry}: \"{value}\" is not {expected}", path.display())]
    Value { path: PathBuf, entry: &'static str, value: String, expected: Phrase },
    /// A limit of zero, or one that would be none.
    #[error("{}: {entry}: {number} is not from 1 to {most}", path.display())]
    Range { path: PathBuf, entry: &'static str, number: u64, most: u64 },
    /// The file of roots does not hold certificates.
    #[error("{}: {cause}", path.display())]
    Roots { path: PathBuf, cause: x509::Error },
}

impl Error {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Unreadable { .. } => "FETCH_CONFIG_UNREADABLE",
            Error::TooLarge { .. } => "FETCH_CONFIG_LIMIT",
            Error::Syntax { .. } => "FETCH_CONFIG_SYNTAX",
            Error::Value { .. } | Error::Range { .. } => "FETCH_CONFIG_VALUE",
            Error::Roots { cause, .. } => cause.code(),
        }
    }

    /// The same message in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Unreadable { path, cause } => {
                format!("không đọc được {}: {}", path.display(), system_reason_vi(cause))
            }
            Error::TooLarge { path, limit } => format!("{} dài hơn {limit} byte", path.display()),
            Error::Syntax { path, line, message } => format!("{}: dòng {line}: {message}", path.display()),
            Error::Value { path, entry, value, expected } => {
                format!("{}: {entry}: «{value}» không phải {}", path.display(), expected.vi)
            }
            Error::Range { path, entry, number, most } => {
                format!("{}: {entry}: {number} không nằm trong khoảng từ 1 đến {most}", path.display())
            }
            Error::Roots { path, cause } => format!("{}: {}", path.display(), cause.message_vi()),
        }
    }

    /// What the person can do: Vietnamese, then English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::Roots { cause, .. } => (cause.hint_vi(), cause.hint_en()),
            _ => (
                "Hãy sửa fetch.toml theo docs/fetch.md, hoặc bỏ tệp ấy đi để không bao giờ nối mạng.",
                "Correct fetch.toml as docs/fetch.md shows, or remove it so that nothing is ever asked.",
            ),
        }
    }
}
