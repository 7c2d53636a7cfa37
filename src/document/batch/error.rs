//! Why a batch cannot go on.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("{path}: {cause}", path = path.display())]
    File { path: PathBuf, cause: std::io::Error },
    #[error("{path} is damaged: {what}", path = path.display())]
    Damaged { path: PathBuf, what: String },
    #[error("{} holds another batch: {what}", path.display())]
    OtherBatch { path: PathBuf, what: &'static str },
    #[error("another process works on {}", path.display())]
    Locked { path: PathBuf },
    #[error("no randomness from the operating system")]
    Random,
    #[error("the record cannot be written: {0}")]
    Record(#[from] crate::document::record::Error),
    #[error("the batch has no documents")]
    Empty,
}

impl Error {
    pub fn code(&self) -> &'static str {
        match self {
            Error::File { .. } => "BATCH_FILE",
            Error::Damaged { .. } => "BATCH_DAMAGED",
            Error::OtherBatch { .. } => "BATCH_OTHER",
            Error::Locked { .. } => "BATCH_LOCKED",
            Error::Random => "NO_RANDOMNESS",
            Error::Record(error) => error.code(),
            Error::Empty => "BATCH_EMPTY",
        }
    }

    /// What to do, in Vietnamese and English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::File { .. } => (
                "Kiểm tra quyền ghi và dung lượng của thư mục rồi chạy lại đúng lệnh này.",
                "Check the folder's permissions and free space, then run the same command again.",
            ),
            Error::Damaged { .. } => (
                "Thư mục lô đã bị sửa hoặc hỏng; khôi phục từ bản sao lưu hoặc lập lô mới.",
                "The batch folder was altered or damaged; restore it from a backup or make a new batch.",
            ),
            Error::OtherBatch { .. } => {
                ("Hãy chọn thư mục lô khác cho dữ liệu này.", "Choose another batch folder for this data.")
            }
            Error::Locked { .. } => {
                ("Đợi chương trình kia xong rồi chạy lại.", "Wait for the other program to end, then run again.")
            }
            Error::Random => ("Khởi động lại máy rồi chạy lại.", "Restart the machine and run again."),
            Error::Record(_) => ("Sửa dữ liệu nguồn rồi chạy lại.", "Correct the source data and run again."),
            Error::Empty => {
                ("Kiểm tra lại bảng điểm: không có học sinh nào.", "Check the workbooks: they hold no pupil.")
            }
        }
    }
}
