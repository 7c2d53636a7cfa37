//! The thirteen characters a person types when the symbol cannot be read (protocol.md 5.4).

use std::fmt;

use super::{Error, Id};
use crate::signature::crypto;

const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The first 12 characters of an identifier and a check character. It names a document, it does
/// not prove one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ShortCode {
    head: String,
    check: char,
}

impl ShortCode {
    /// The short code of an identifier.
    pub fn of(id: &Id) -> ShortCode {
        let head: String = id.text().chars().take(12).collect();
        let check = check_character(&head);
        ShortCode { head, check }
    }

    /// Reads what a person typed: either case; spaces and hyphens are skipped.
    pub fn parse(typed: &str) -> Result<ShortCode, Error> {
        if typed.len() > 64 {
            return Err(Error::malformed("mã ngắn phải có 13 ký tự", "a short code has 13 characters"));
        }
        let mut head: String =
            typed.chars().filter(|c| !matches!(c, ' ' | '-')).map(|c| c.to_ascii_uppercase()).collect();
        if !head.bytes().all(|byte| LETTERS.contains(&byte)) || head.len() != 13 {
            return Err(Error::malformed(
                "mã ngắn gồm 13 ký tự A-Z và 2-7",
                "a short code has 13 characters of A-Z and 2-7",
            ));
        }
        let found = head.pop().unwrap_or_default();
        let expected = check_character(&head);
        if found != expected {
            return Err(Error::ShortCodeCheck { expected, found });
        }
        Ok(ShortCode { head, check: found })
    }

    /// The twelve characters that an identifier must start with.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// The lowest and the highest identifier that it may stand for.
    pub fn range(&self) -> ([u8; 16], [u8; 16]) {
        let ending = |ending: &str| {
            // Twelve characters of the alphabet and a canonical ending are an identifier.
            Id::parse(&format!("{}{ending}", self.head)).map_or([0; 16], |id| *id.as_bytes())
        };
        (ending("AAAAAAAAAAAAAA"), ending("77777777777774"))
    }

    /// The thirteen characters without groups, as in `GET /api/v1/short/<13 characters>`.
    pub fn compact(&self) -> String {
        format!("{}{}", self.head, self.check)
    }
}

/// `XXXX-XXXX-XXXXX`, as printed.
impl fmt::Display for ShortCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, letter) in self.head.chars().enumerate() {
            if place == 4 || place == 8 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        write!(f, "{}", self.check)
    }
}

fn check_character(head: &str) -> char {
    let mut message = b"vanbang short 1".to_vec();
    message.extend_from_slice(head.as_bytes());
    let [first, ..] = crypto::sha256(&message);
    LETTERS.get(usize::from(first >> 3)).map_or('A', |letter| char::from(*letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> ShortCode {
        ShortCode::of(&Id::parse("SREBT4PBD5YYO2DV7KIZGX2SF4").unwrap())
    }

    #[test]
    fn printed_in_groups_and_read_as_typed() {
        let short = sample();
        let printed = short.to_string();
        assert_eq!(&printed[..14], "SREB-T4PB-D5YY");
        assert_eq!(printed.len(), 15);
        assert_eq!(ShortCode::parse(&printed.to_lowercase()).unwrap(), short);
        assert_eq!(ShortCode::parse(&format!(" {} ", short.compact())).unwrap(), short);
    }

    #[test]
    fn a_mistyped_character_is_told() {
        let wrong = sample().compact().replacen('S', "T", 1);
        assert_eq!(ShortCode::parse(&wrong).unwrap_err().code(), "CODE_SHORT_CHECK");
        for typed in ["", "SREB-T4PB-D5YY", "SREB-T4PB-D5Y10", "ÉREB-T4PB-D5YYA"] {
            assert_eq!(ShortCode::parse(typed).unwrap_err().code(), "CODE_MALFORMED", "{typed}");
        }
    }
}
