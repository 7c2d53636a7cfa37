//! The public name of a document: 16 bytes, 26 characters.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};

use super::Error;

/// The identifier of protocol.md 2.3, which reaches the server.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id([u8; 16]);

impl Id {
    /// Number of characters of the text form.
    pub const TEXT_LEN: usize = 26;

    /// Wraps 16 bytes that are already known to be an identifier.
    pub const fn from_bytes(bytes: [u8; 16]) -> Id {
        Id(bytes)
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Base32 in upper case without padding (protocol.md 2.4).
    pub fn text(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// Reads the 26 characters in either case; the two unused bits must be zero (protocol.md 2.4).
    pub fn parse(text: &str) -> Result<Id, Error> {
        if text.len() != Id::TEXT_LEN {
            return Err(Error::malformed("mã định danh phải có 26 ký tự", "an identifier has 26 characters"));
        }
        let bytes = BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes()).map_err(|_| {
            Error::malformed("mã định danh không phải base32 chuẩn", "the identifier is not canonical base32")
        })?;
        match <[u8; 16]>::try_from(bytes) {
            Ok(bytes) => Ok(Id(bytes)),
            Err(_) => Err(Error::malformed("mã định danh phải có 16 byte", "an identifier has 16 bytes")),
        }
    }
}

impl TryFrom<String> for Id {
    type Error = Error;

    fn try_from(text: String) -> Result<Id, Error> {
        Id::parse(&text)
    }
}

impl From<Id> for String {
    fn from(id: Id) -> String {
        id.text()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_case_is_read_and_upper_case_is_written() {
        let id = Id::parse("srebt4pbd5yyo2dv7kizgx2sf4").unwrap();
        assert_eq!(id.text(), "SREBT4PBD5YYO2DV7KIZGX2SF4");
    }

    #[test]
    fn only_eight_last_characters_are_canonical() {
        let canonical: Vec<char> = ('A'..='Z')
            .chain('2'..='7')
            .filter(|last| Id::parse(&format!("SREBT4PBD5YYO2DV7KIZGX2SF{last}")).is_ok())
            .collect();
        assert_eq!(canonical, ['A', 'E', 'I', 'M', 'Q', 'U', 'Y', '4']);
    }

    #[test]
    fn other_lengths_and_letters_are_refused() {
        for text in ["", "SREBT4PBD5YYO2DV7KIZGX2SF", "SREBT4PBD5YYO2DV7KIZGX2SF44", "0REBT4PBD5YYO2DV7KIZGX2SF4"] {
            assert_eq!(Id::parse(text).unwrap_err().code(), "CODE_MALFORMED", "{text}");
        }
    }
}
