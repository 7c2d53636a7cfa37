//! Why a picture cannot be looked at.

use crate::signature::render;

/// A refusal; it says nothing about any code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub enum Error {
    /// Neither PNG nor JPEG.
    #[error("the file is neither a PNG nor a JPEG picture")]
    Unknown,
    /// A PDF that does not open.
    #[error(transparent)]
    Pages(#[from] render::Error),
    /// The picture does not decode.
    #[error("the picture is damaged")]
    Damaged,
    /// More pixels than are looked at.
    #[error("the picture has {pixels} pixels, at most {most} are looked at")]
    TooLarge { pixels: u64, most: u64 },
}

impl Error {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Error::Pages(error) => error.code(),
            Error::Unknown => "PICTURE_UNKNOWN",
            Error::Damaged => "PICTURE_DAMAGED",
            Error::TooLarge { .. } => "LIMIT_PICTURE",
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(self) -> String {
        match self {
            Error::Pages(error) => error.message_vi().to_owned(),
            Error::Unknown => "tệp không phải ảnh PNG hay JPEG".to_owned(),
            Error::Damaged => "ảnh bị hỏng".to_owned(),
            Error::TooLarge { pixels, most } => format!("ảnh có {pixels} điểm ảnh, chỉ xem được {most}"),
        }
    }

    /// What the person can do, Vietnamese first.
    pub fn hint(self) -> (&'static str, &'static str) {
        match self {
            Error::Pages(error) => (error.hint_vi(), "Ask for the original PDF, without a password."),
            Error::Unknown => (
                "Chụp hoặc quét lại và lưu dạng JPEG hay PNG; tệp PDF cũng được.",
                "Photograph or scan it again as JPEG or PNG; a PDF will do too.",
            ),
            Error::Damaged => ("Chụp hoặc quét lại.", "Photograph or scan it again."),
            Error::TooLarge { .. } => (
                "Cắt lấy phần có mã, hoặc chụp ở độ phân giải thấp hơn.",
                "Cut out the part with the code, or take the picture with fewer pixels.",
            ),
        }
    }
}
