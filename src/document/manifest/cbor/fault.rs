//! What is wrong with bytes that are not strict CBOR, or not what was to be read.

use crate::wording::Phrase;

/// The first thing that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    #[error("it ends in the middle of an item")]
    Cut,
    #[error("bytes follow the item")]
    Trailing,
    /// Major type 1, 6 or 7: negative numbers, tags, floats, booleans, null.
    #[error("an item of major type {0}")]
    MajorType(u8),
    #[error("an item of indefinite or reserved length")]
    Indefinite,
    #[error("a number or length that is not in its shortest form")]
    NotShortest,
    #[error("an integer above 2^53 - 1")]
    TooLarge,
    #[error("maps and arrays nested deeper than {}", super::MAX_NESTING)]
    Nesting,
    #[error("a map key that is not a number")]
    KeyType,
    #[error("the map key {0} does not stand in ascending order, once")]
    KeyOrder(u64),
    #[error("text that is not UTF-8")]
    NotUtf8,
    #[error("text that is not in Unicode form NFC")]
    NotNfc,
    #[error("text with the character U+{:04X}", *.0 as u32)]
    Forbidden(char),
    #[error("the map key {0} is not there")]
    KeyMissing(u64),
    #[error("the map key {0} is not defined")]
    KeyUnknown(u64),
    /// Another type, or a value that the protocol does not define there.
    #[error("the value of the map key {0} is not what is defined")]
    ValueOf(u64),
    #[error("not a map")]
    NotAMap,
    /// Of a layout outside CBOR.
    #[error("{0}")]
    Layout(Phrase),
}

impl Fault {
    pub(in crate::document::manifest) const fn layout(vi: &'static str, en: &'static str) -> Fault {
        Fault::Layout(Phrase::new(vi, en))
    }

    /// The same in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Fault::Cut => "kết thúc giữa chừng".to_owned(),
            Fault::Trailing => "còn byte thừa phía sau".to_owned(),
            Fault::MajorType(number) => format!("có mục thuộc kiểu {number} không được dùng"),
            Fault::Indefinite => "có mục không ghi rõ độ dài".to_owned(),
            Fault::NotShortest => "có số hoặc độ dài không ở dạng ngắn nhất".to_owned(),
            Fault::TooLarge => "có số lớn hơn 2^53 - 1".to_owned(),
            Fault::Nesting => format!("lồng nhau quá {} tầng", super::MAX_NESTING),
            Fault::KeyType => "có khóa không phải là số".to_owned(),
            Fault::KeyOrder(key) => format!("khóa {key} không theo thứ tự tăng dần hoặc bị lặp"),
            Fault::NotUtf8 => "có chữ không phải UTF-8".to_owned(),
            Fault::NotNfc => "có chữ không ở dạng Unicode dựng sẵn (NFC)".to_owned(),
            Fault::Forbidden(character) => format!("có ký tự không được dùng U+{:04X}", *character as u32),
            Fault::KeyMissing(key) => format!("thiếu khóa {key}"),
            Fault::KeyUnknown(key) => format!("có khóa {key} không được quy định"),
            Fault::ValueOf(key) => format!("giá trị của khóa {key} không đúng quy định"),
            Fault::NotAMap => "không phải là bảng khóa và giá trị".to_owned(),
            Fault::Layout(phrase) => phrase.vi.to_owned(),
        }
    }
}
