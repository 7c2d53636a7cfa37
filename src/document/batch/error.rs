//! Why a batch cannot go on.

use std::path::PathBuf;

use crate::wording::{Phrase, system_reason_vi};

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("{path}: {cause}", path = path.display())]
    File { path: PathBuf, cause: std::io::Error },
    #[error("{path} is damaged: {damage}", path = path.display())]
    Damaged { path: PathBuf, damage: Damage },
    #[error("{} holds another batch: {what}", path.display())]
    OtherBatch { path: PathBuf, what: Phrase },
    #[error("another process works on {}", path.display())]
    Locked { path: PathBuf },
    #[error("no randomness from the operating system")]
    Random,
    #[error("the record cannot be written: {0}")]
    Record(#[from] crate::document::record::Error),
    #[error(transparent)]
    Manifest(#[from] crate::document::manifest::Error),
    #[error("the batch has no documents")]
    Empty,
    /// Only the roles of the kind have slots, and the seal is always digital.
    #[error("documents of kind {kind} cannot be signed so: {role}")]
    Slot { kind: &'static str, role: String },
}

/// What of a file is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Damage {
    /// Its parser's own words.
    #[error("{0}")]
    Unreadable(String),
    #[error("not the plan of this batch")]
    OtherPlan,
    #[error("not the manifest of this batch")]
    OtherManifest,
    #[error("its hash is not the one in the journal")]
    HashDiffers,
    /// A length, in bytes, that no record of the journal has.
    #[error("a record of {length} bytes at {at}")]
    RecordLength { at: usize, length: u32 },
    #[error("a record that does not match its checksum at {at}")]
    RecordChecksum { at: usize },
}

impl Damage {
    pub fn message_vi(&self) -> String {
        match self {
            Damage::Unreadable(said) => said.clone(),
            Damage::OtherPlan => "không phải kế hoạch của lô này".to_owned(),
            Damage::OtherManifest => "không phải bản kê của lô này".to_owned(),
            Damage::HashDiffers => "giá trị băm khác với nhật ký".to_owned(),
            Damage::RecordLength { at, length } => format!("mục nhật ký tại byte {at} ghi độ dài {length}"),
            Damage::RecordChecksum { at } => format!("mục nhật ký tại byte {at} không khớp mã kiểm"),
        }
    }
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
            Error::Manifest(error) => error.code(),
            Error::Empty => "BATCH_EMPTY",
            Error::Slot { .. } => "SLOT_INVALID",
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::File { path, cause } => {
                format!("không đọc hay ghi được {}: {}", path.display(), system_reason_vi(cause))
            }
            Error::Damaged { path, damage } => {
                format!("{} đã hỏng hoặc bị sửa: {}", path.display(), damage.message_vi())
            }
            Error::OtherBatch { path, what } => format!("{} là của một lô khác: {}", path.display(), what.vi),
            Error::Locked { path } => format!("một chương trình khác đang làm việc với {}", path.display()),
            Error::Random => "hệ điều hành không cấp được số ngẫu nhiên".to_owned(),
            Error::Record(error) => error.message_vi(),
            Error::Manifest(error) => error.message_vi(),
            Error::Empty => "lô không có văn bản nào".to_owned(),
            Error::Slot { kind, role } => format!("loại {kind} không thể bố trí chữ ký như vậy: {role}"),
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
                ("Hãy chọn thư mục lô khác bằng --batch.", "Choose another batch folder with --batch.")
            }
            Error::Locked { .. } => {
                ("Đợi chương trình kia xong rồi chạy lại.", "Wait for the other program to end, then run again.")
            }
            Error::Random => ("Khởi động lại máy rồi chạy lại.", "Restart the machine and run again."),
            Error::Manifest(error) => error.hint(),
            Error::Record(_) => ("Sửa dữ liệu nguồn rồi chạy lại.", "Correct the source data and run again."),
            Error::Slot { .. } => (
                "Xem lại [sign.slots] trong vanbang.toml: chỉ nêu vai trò có trong loại này; con dấu luôn ký số.",
                "See [sign.slots] in vanbang.toml: name roles of this kind only; the seal always signs digitally.",
            ),
            Error::Empty => {
                ("Kiểm tra lại sổ điểm: không có học sinh nào.", "Check the workbooks: they hold no pupil.")
            }
        }
    }
}
