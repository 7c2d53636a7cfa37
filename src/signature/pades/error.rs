//! Why a signature could not be made.

use crate::signature::{cms, pdf};

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
    NotAsDrawn(&'static str),
    #[error("there is no signature field {0}")]
    FieldMissing(String),
    #[error("the signature field {0} is signed already")]
    AlreadySigned(String),
    #[error("the signature's appearance cannot be drawn: {0}")]
    Appearance(String),
    #[error("the font of the signature text has no glyph for {0:?}")]
    GlyphMissing(char),
    #[error("the signed message has {needed} bytes, the file has room for {room}")]
    MessageTooLarge { room: usize, needed: usize },
}

impl Error {
    pub fn code(&self) -> &'static str {
        match self {
            Error::Pdf(error) => error.code(),
            Error::Cms(error) => error.code(),
            #[cfg(feature = "token")]
            Error::Token(error) => error.code(),
            Error::NotAsDrawn(_) => "NOT_AS_DRAWN",
            Error::FieldMissing(_) => "FIELD_MISSING",
            Error::AlreadySigned(_) => "FIELD_ALREADY_SIGNED",
            Error::Appearance(_) => "APPEARANCE_INVALID",
            Error::GlyphMissing(_) => "GLYPH_MISSING",
            Error::MessageTooLarge { .. } => "MESSAGE_TOO_LARGE",
        }
    }
}
