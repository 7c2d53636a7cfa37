//! A file that is to be signed, and what is known of it.

use super::Error;
use crate::signature::crypto::Hashed;
use crate::signature::pdf::{Beginning, Limits};

/// A file that is to be signed.
pub enum Source {
    /// It is read as a whole before it is signed.
    Unread(Hashed),
    /// The same bytes were read as a whole before and found [plain](is_plain): only what signing touches is read again.
    Plain(Hashed),
}

impl<B: Into<Hashed>> From<B> for Source {
    fn from(bytes: B) -> Self {
        Source::Unread(bytes.into())
    }
}

impl Source {
    /// What is signed further ends in an end-of-line, as whole revisions do.
    pub(super) fn beginning(self) -> Result<Beginning, Error> {
        let (read, mut pdf): (fn(Hashed, Limits) -> _, _) = match self {
            Source::Unread(pdf) => (Beginning::read, pdf),
            Source::Plain(pdf) => (Beginning::reread, pdf),
        };
        if !pdf.bytes().ends_with(b"\n") {
            pdf.push(b"\n");
        }
        Ok(read(pdf, Limits::default())?)
    }
}

/// Reads a file that will be signed as a whole, and says whether it is strictly what the standard asks for, with
/// nothing in it that belongs to nothing.
pub fn is_plain(pdf: impl Into<Hashed>) -> bool {
    Source::Unread(pdf.into()).beginning().is_ok_and(|beginning| beginning.is_plain())
}
