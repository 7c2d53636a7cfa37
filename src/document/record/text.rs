//! Text that people read: NFC, trimmed, bounded, and without characters that hide or reorder it.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A person's name, a title, a place: at most 120 characters.
pub type Name = Text<120>;
/// A remark: at most 500 characters (domain 9.1 C).
pub type Remark = Text<500>;

/// One line of checked text of 1 to `MAX` characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Takes text as it stands, or says what is wrong with it.
    pub fn new(text: &str) -> Result<Text<MAX>, TextFault> {
        if let Some(character) = first_forbidden(text) {
            return Err(TextFault::Forbidden { character });
        }
        if text.is_empty() {
            return Err(TextFault::Empty);
        }
        if text.trim() != text {
            return Err(TextFault::NotTrimmed);
        }
        if !is_nfc(text) {
            return Err(TextFault::NotNfc);
        }
        let length = text.chars().count();
        if length > MAX {
            return Err(TextFault::TooLong { length, most: MAX });
        }
        Ok(Text(text.to_owned()))
    }

    /// Takes text from a person's file: composed to NFC, runs of spaces made one, then checked.
    pub fn tidy(text: &str) -> Result<Text<MAX>, TextFault> {
        if let Some(character) = first_forbidden(text) {
            return Err(TextFault::Forbidden { character });
        }
        let composed: String = text.nfc().collect();
        Text::new(&composed.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = TextFault;

    fn try_from(text: String) -> Result<Text<MAX>, TextFault> {
        Text::new(&text)
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> String {
        text.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextFault {
    /// No characters.
    #[error("the text is empty")]
    Empty,
    /// White space at either end.
    #[error("white space before or after the text")]
    NotTrimmed,
    /// A decomposed letter.
    #[error("the text is not in Unicode form NFC")]
    NotNfc,
    /// A control, bidirectional, invisible or private character.
    #[error("character U+{:04X} is not allowed", *character as u32)]
    Forbidden {
        /// The first such character.
        character: char,
    },
    /// More characters than the field holds.
    #[error("{length} characters where {most} are the most")]
    TooLong {
        /// Characters found.
        length: usize,
        /// Characters allowed.
        most: usize,
    },
}

impl TextFault {
    /// The same in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            TextFault::Empty => "chưa có nội dung".to_owned(),
            TextFault::NotTrimmed => "có khoảng trắng thừa ở đầu hoặc cuối".to_owned(),
            TextFault::NotNfc => "chữ có dấu không ở dạng Unicode dựng sẵn (NFC)".to_owned(),
            TextFault::Forbidden { character } => {
                format!("có ký tự không được dùng U+{:04X}", *character as u32)
            }
            TextFault::TooLong { length, most } => {
                format!("dài {length} ký tự, nhiều nhất là {most}")
            }
        }
    }
}

/// The first character that a record's text does not take: a hidden one, a reserved one, a noncharacter.
///
/// Such characters can hide text or show it in another order than it is read (protocol 0).
pub fn first_forbidden(text: &str) -> Option<char> {
    text.chars().find(|c| hidden(*c) || is_reserved(*c))
}

/// Whether a character is of the Unicode categories Cc, Cf, Co, Zl or Zp (protocol 0).
pub fn hidden(c: char) -> bool {
    c.is_control() || is_format(c) || is_private(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Category Cf of Unicode 17.
fn is_format(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{0600}'..='\u{0605}' | '\u{061C}' | '\u{06DD}' | '\u{070F}'
        | '\u{0890}'..='\u{0891}' | '\u{08E2}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{1343F}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0001}' | '\u{E0020}'..='\u{E007F}')
}

/// Category Co.
fn is_private(c: char) -> bool {
    matches!(c as u32, 0xE000..=0xF8FF | 0xF_0000..=0xF_FFFD | 0x10_0000..=0x10_FFFD)
}

/// Characters that are kept for hidden ones to come, and noncharacters.
fn is_reserved(c: char) -> bool {
    let point = c as u32;
    matches!(point, 0x2065 | 0xE_0000..=0xE_0FFF | 0xFDD0..=0xFDEF) || point & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_text_passes() {
        for good in ["Nguyễn Thị Mỹ Duyên", "Đặng Hữu Phước", "Y Bhăm Niê", "H'Hen Kđăm"] {
            assert!(Name::new(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn each_fault_is_named() {
        assert_eq!(Name::new(""), Err(TextFault::Empty));
        assert_eq!(Name::new(" An"), Err(TextFault::NotTrimmed));
        assert_eq!(Name::new("Thu\u{0309}y"), Err(TextFault::NotNfc));
        assert_eq!(Text::<2>::new("abc"), Err(TextFault::TooLong { length: 3, most: 2 }));
        for bad in ['\u{202E}', '\u{200B}', '\0', '\n', '\u{E000}', '\u{FFFF}', '\u{2028}', '\u{AD}'] {
            let text = format!("A{bad}B");
            assert_eq!(Name::new(&text), Err(TextFault::Forbidden { character: bad }));
        }
    }

    #[test]
    fn tidy_composes_and_joins_spaces() {
        assert_eq!(Name::tidy(" Nguye\u{0302}\u{0303}n  An ").as_ref().map(Text::as_str), Ok("Nguyễn An"));
        assert_eq!(Name::tidy("   "), Err(TextFault::Empty));
    }
}
