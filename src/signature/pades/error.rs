//! Why a signature could not be made.

use crate::signature::{cms, pdf};
use crate::wording::Phrase;

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("the file cannot be read: {0}")]
    Pdf(#[from] pdf::Error),
    #[error("the message cannot be built: {0}")]
    Cms(#[from] cms::Error),
    #[cfg(feature = "token")]
    #[error("{0}")]
    Token(#[from] crate::signature::token::Error),
    #[error("the file is not as our drawing makes it: {0}")]
    NotAsDrawn(Phrase),
    #[error("there is no signature field {0}")]
    FieldMissing(String),
    #[error("the signature field {0} is signed already")]
    AlreadySigned(String),
    #[error("the signature in {0} is not one that a timestamp can still be added to")]
    NotToBeStamped(String),
    #[error("the signature's appearance cannot be drawn: {0}")]
    Appearance(Phrase),
    #[error("the font of the signature text has no glyph for {0:?}")]
    GlyphMissing(char),
    #[error("the signed message has {needed} bytes, the file has room for {room}")]
    MessageTooLarge { room: usize, needed: usize },
}

impl Error {
    pub(super) fn not_as_drawn(vi: &'static str, en: &'static str) -> Error {
        Error::NotAsDrawn(Phrase::new(vi, en))
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Pdf(error) => format!("không đọc được cấu trúc PDF của tệp ({})", error.message_vi()),
            Error::Cms(error) => error.message_vi(),
            #[cfg(feature = "token")]
            Error::Token(error) => error.message_vi(),
            Error::NotAsDrawn(what) => format!("tệp không giống như vanbang vẽ ra: {}", what.vi),
            Error::FieldMissing(field) => format!("tệp không có ô chữ ký {field}"),
            Error::AlreadySigned(field) => format!("ô chữ ký {field} đã được ký"),
            Error::NotToBeStamped(field) => format!("chữ ký ở ô {field} không còn nhận được dấu thời gian"),
            Error::Appearance(what) => format!("không vẽ được hình chữ ký: {}", what.vi),
            Error::GlyphMissing(letter) => format!("phông chữ của dòng chữ ký không có chữ «{letter}»"),
            Error::MessageTooLarge { room, needed } => {
                format!("chữ ký cần {needed} byte, trong tệp chỉ chừa {room} byte")
            }
        }
    }

    pub fn code(&self) -> &'static str {
        match self {
            Error::Pdf(error) => error.code(),
            Error::Cms(error) => error.code(),
            #[cfg(feature = "token")]
            Error::Token(error) => error.code(),
            Error::NotAsDrawn(_) => "NOT_AS_DRAWN",
            Error::FieldMissing(_) => "FIELD_MISSING",
            Error::AlreadySigned(_) => "FIELD_ALREADY_SIGNED",
            Error::NotToBeStamped(_) => "SIGNATURE_NOT_TO_BE_STAMPED",
            Error::Appearance(_) => "APPEARANCE_INVALID",
            Error::GlyphMissing(_) => "GLYPH_MISSING",
            Error::MessageTooLarge { .. } => "MESSAGE_TOO_LARGE",
        }
    }
}
