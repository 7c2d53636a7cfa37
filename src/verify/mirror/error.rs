//! Why a folder of published objects cannot be used.

use std::path::PathBuf;

use super::{MAX_BYTES, MAX_FILES};
use crate::wording::system_reason_vi;

/// Nothing is concluded from half a folder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A folder or file that cannot be read.
    #[error("{}: {cause}", path.display())]
    Unreadable { path: PathBuf, cause: std::io::Error },
    /// What earlier runs remember cannot be read or written.
    #[error("{}: {cause}", path.display())]
    Memory { path: PathBuf, cause: std::io::Error },
    /// The file of what earlier runs remember is not what this program wrote.
    #[error("{}: not what this program remembers of published status", path.display())]
    MemoryInvalid { path: PathBuf },
    /// More manifests than are held at once.
    #[error("{}: more than {MAX_FILES} manifests, or {} MiB of them", path.display(), MAX_BYTES >> 20)]
    TooMany { path: PathBuf },
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Unreadable { .. } => "MANIFESTS_UNREADABLE",
            Error::Memory { .. } => "STATUS_MEMORY",
            Error::MemoryInvalid { .. } => "STATUS_MEMORY_INVALID",
            Error::TooMany { .. } => "MANIFESTS_LIMIT",
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Unreadable { path, cause } => {
                format!("không đọc được {}: {}", path.display(), system_reason_vi(cause))
            }
            Error::Memory { path, cause } => {
                format!("không đọc hoặc ghi được {}: {}", path.display(), system_reason_vi(cause))
            }
            Error::MemoryInvalid { path } => {
                format!("{} không phải là những gì chương trình này ghi nhớ về tình trạng đã công bố", path.display())
            }
            Error::TooMany { path } => {
                let mib = MAX_BYTES >> 20;
                format!("{} có hơn {MAX_FILES} bản kê, hoặc hơn {mib} MiB bản kê", path.display())
            }
        }
    }

    /// What the person can do: Vietnamese, then English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::Unreadable { .. } => (
                "Kiểm tra đường dẫn và quyền đọc: --manifests cần thư mục mà vanbang publish --to đã lập, hoặc bản sao.",
                "Check the path and that it may be read: --manifests takes a folder that vanbang publish --to made, or a \
                 copy of one.",
            ),
            Error::Memory { .. } => (
                "Kiểm tra quyền đọc và ghi tệp này: trong đó là tình trạng mới nhất mà bạn đã thấy của mỗi đơn vị.",
                "Check that this file may be read and written: it keeps the newest status that you saw of each organisation.",
            ),
            Error::MemoryInvalid { .. } => (
                "Ai đã sửa tệp này? Nếu xóa nó, một bản công bố cũ có thể lại được tin cho đến khi hết hạn.",
                "Who changed this file? If you delete it, an older publication may be believed again until it ends.",
            ),
            Error::TooMany { .. } => (
                "Hãy chỉ để vào thư mục các bản kê của đơn vị cần kiểm tra.",
                "Keep in the folder only the manifests of the organisation in question.",
            ),
        }
    }
}
