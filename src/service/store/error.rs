//! Why a store does not answer. It never means that something is not there.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database or the bucket refuses or does not answer: its own words.
    #[error("the store does not answer: {0}")]
    Lost(String),
    /// The database is not one of ours.
    #[error("{0} holds something else")]
    NotOurs(String),
    /// A newer program has changed the layout of the database.
    #[error("the store has layout {found}, this program knows {known}")]
    Newer { found: i64, known: i64 },
    /// The file or the folder cannot be used.
    #[error("{path}: {cause}", path = path.display())]
    File { path: PathBuf, cause: std::io::Error },
    /// The address of the database cannot be read.
    #[error("the address of the database cannot be read: {0}")]
    Address(String),
    /// A row names an object, and the bucket has none of this name, or one with other bytes.
    #[error("an object of the bucket {0}")]
    Damaged(Damage),
    /// The bucket cannot be used as it is described.
    #[error("the bucket cannot be used: {0}")]
    Bucket(String),
}

/// What became of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    #[error("is gone")]
    Gone,
    #[error("has other bytes than were put there")]
    Altered,
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Lost(_) => "STORE_LOST",
            Error::NotOurs(_) => "STORE_NOT_ONE",
            Error::Newer { .. } => "STORE_NEWER",
            Error::File { .. } => "STORE_FILE",
            Error::Address(_) => "STORE_ADDRESS",
            Error::Damaged(Damage::Gone) => "OBJECT_GONE",
            Error::Damaged(Damage::Altered) => "OBJECT_ALTERED",
            Error::Bucket(_) => "STORE_BUCKET",
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Lost(said) => format!("kho dữ liệu không trả lời: {said}"),
            Error::NotOurs(what) => format!("{what} chứa dữ liệu khác"),
            Error::Newer { found, known } => {
                format!("kho dữ liệu có cấu trúc {found}, chương trình này chỉ biết {known}")
            }
            Error::File { path, cause } => {
                format!("{}: {}", path.display(), crate::wording::system_reason_vi(cause))
            }
            Error::Address(said) => format!("không đọc được địa chỉ cơ sở dữ liệu: {said}"),
            Error::Damaged(Damage::Gone) => "một đối tượng trong kho đối tượng đã mất".to_owned(),
            Error::Damaged(Damage::Altered) => "một đối tượng trong kho đối tượng đã bị đổi nội dung".to_owned(),
            Error::Bucket(said) => format!("không dùng được kho đối tượng: {said}"),
        }
    }

    /// What the person can do: Vietnamese, then English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::Lost(_) => (
                "Kiểm tra máy chủ cơ sở dữ liệu, ổ đĩa và quyền truy cập.",
                "Check the database server, the disk and the rights to them.",
            ),
            Error::NotOurs(_) => (
                "Đặt store là tệp chưa có, tệp do vanbangd tạo, hoặc cơ sở dữ liệu trống.",
                "Let store be a new file, one that vanbangd made, or an empty database.",
            ),
            Error::Newer { .. } => (
                "Dùng phiên bản vanbangd mới hơn, hoặc phục hồi bản sao lưu.",
                "Use the newer vanbangd, or restore a backup.",
            ),
            Error::File { .. } => ("Kiểm tra đường dẫn và quyền ghi.", "Check the path and the right to write there."),
            Error::Damaged(_) => (
                "Phục hồi kho đối tượng từ bản sao lưu, hoặc công bố lại.",
                "Restore the bucket from a backup, or publish again.",
            ),
            Error::Bucket(_) => (
                "Kiểm tra bảng [bucket] trong tệp cấu hình; xem docs/service.md.",
                "Check the table [bucket] of the configuration file; see docs/service.md.",
            ),
            Error::Address(_) => {
                ("Ghi như postgresql://tài_khoản@máy/cơ_sở_dữ_liệu.", "Write it like postgresql://user@host/database.")
            }
        }
    }
}
