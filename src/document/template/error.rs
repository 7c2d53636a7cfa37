//! Why a document cannot be drawn.

use crate::document::code;
use crate::wording::Phrase;

/// A letter that no face of the fonts has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingGlyph {
    /// The letter.
    pub letter: char,
    /// The run of text in which it was to be drawn.
    pub text: String,
    /// Members of the record that hold it, such as `/student/full_name`; none when the template
    /// itself asks for it.
    pub fields: Vec<String>,
}

/// Where words run to that have no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overflow {
    /// Over the margins, or off the paper.
    Paper,
    /// Over the rule of a table.
    Cell,
    /// Over other words.
    Words,
    /// Into the box of a signature, whose picture would cover them.
    Signature,
}

impl Overflow {
    fn phrase(self) -> Phrase {
        match self {
            Overflow::Paper => Phrase::new("tràn ra ngoài lề giấy", "runs off the paper"),
            Overflow::Cell => Phrase::new("tràn ra ngoài ô của bảng", "runs over the rule of its cell"),
            Overflow::Words => Phrase::new("đè lên chữ khác", "runs over other words"),
            Overflow::Signature => Phrase::new("nằm trong ô chữ ký", "stands in the box of a signature"),
        }
    }
}

/// A refusal; nothing was drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such layout.
    #[error("there is no layout {kind}/{version}")]
    LayoutUnknown { kind: String, version: u32 },
    /// A file of an office's template folder cannot be read.
    #[error("{path}: {reason}")]
    LayoutUnreadable { path: String, reason: String, reason_vi: String },
    /// A template file larger than any template, in bytes.
    #[error("{path}: {size} bytes, the limit is {most}")]
    LayoutTooLarge { path: String, size: u64, most: u64 },
    /// Bytes that are not a font; files are counted from 1.
    #[error("the fonts cannot be used: file {number} is not a font")]
    FontUnreadable { number: usize },
    /// Nothing to set the document in.
    #[error("the fonts cannot be used: there is no font file")]
    FontsMissing,
    /// Faces of different families.
    #[error("the fonts cannot be used: {first} and {second} are two families")]
    FontsMixed { first: String, second: String },
    /// The record is not JSON.
    #[error("the record is not JSON: {reason}")]
    Record { reason: String },
    /// The code cannot be printed.
    #[error(transparent)]
    Code(#[from] code::Error),
    /// Letters without a glyph, all of them.
    #[error("{}", list_glyphs(.0))]
    MissingGlyphs(Vec<MissingGlyph>),
    /// Typst's own errors, each with its place.
    #[error("the template does not compile: {}", .0.join("; "))]
    Compile(Vec<String>),
    /// Members that the template asks for and the record, or its schema, does not have.
    #[error("the template asks for what the record does not have: {}", .0.join("; "))]
    FieldUnknown(Vec<String>),
    /// The template took more than a child process may take.
    #[error("the template {reason}")]
    Limit { reason: Phrase },
    /// What another process that draws in this one's place refused, in its words.
    #[error("{message}")]
    Elsewhere { code: &'static str, message_vi: String, message: String },
    /// PDF/A-3a or PDF/UA-1 forbids what the template draws.
    #[error("the document breaks PDF/A-3 or PDF/UA-1: {}", .0.join("; "))]
    Standard(Vec<String>),
    /// Signature boxes that the kind needs and the template does not declare once.
    #[error("signature box {field:?} is declared {found} times, once is needed")]
    BoxCount { field: String, found: usize },
    /// A box that the kind does not know, or whose metadata is incomplete.
    #[error("signature box {field:?}: {reason}")]
    BoxInvalid { field: String, reason: Phrase },
    /// Words for which there is no room.
    #[error("page {page}: {text:?} {}", over.phrase())]
    TextOutside { page: usize, text: String, over: Overflow },
    /// The template changed what the main file draws.
    #[error("page {page}: {reason}")]
    PageChanged { page: usize, reason: Phrase },
}

impl MissingGlyph {
    fn message_vi(&self) -> String {
        let place = if self.fields.is_empty() { "mẫu".to_owned() } else { self.fields.join(", ") };
        let MissingGlyph { letter, text, .. } = self;
        format!("phông chữ không có chữ «{letter}» (U+{:04X}) trong «{text}», lấy từ {place}", u32::from(*letter))
    }
}

fn list_glyphs(missing: &[MissingGlyph]) -> String {
    let lines: Vec<String> = missing
        .iter()
        .map(|glyph| {
            let place = if glyph.fields.is_empty() { "the template".to_owned() } else { glyph.fields.join(", ") };
            format!(
                "no glyph for {:?} (U+{:04X}) in {:?}, from {place}",
                glyph.letter,
                u32::from(glyph.letter),
                glyph.text
            )
        })
        .collect();
    lines.join("; ")
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::LayoutUnknown { .. } => "TEMPLATE_UNKNOWN",
            Error::LayoutUnreadable { .. } | Error::LayoutTooLarge { .. } => "TEMPLATE_UNREADABLE",
            Error::FontUnreadable { .. } | Error::FontsMissing | Error::FontsMixed { .. } => "TEMPLATE_FONTS",
            Error::Record { .. } => "TEMPLATE_RECORD",
            Error::Code(error) => error.code(),
            Error::MissingGlyphs(_) => "TEMPLATE_GLYPH_MISSING",
            Error::Compile(_) => "TEMPLATE_COMPILE",
            Error::FieldUnknown(_) => "TEMPLATE_FIELD_UNKNOWN",
            Error::Limit { .. } => "TEMPLATE_LIMIT",
            Error::Elsewhere { code, .. } => code,
            Error::Standard(_) => "TEMPLATE_STANDARD",
            Error::BoxCount { .. } => "TEMPLATE_BOX_COUNT",
            Error::BoxInvalid { .. } => "TEMPLATE_BOX_INVALID",
            Error::TextOutside { .. } => "TEMPLATE_TEXT_OUTSIDE",
            Error::PageChanged { .. } => "TEMPLATE_PAGE_CHANGED",
        }
    }

    /// What went wrong, in Vietnamese. What Typst and parsers say stays as they say it.
    pub fn message_vi(&self) -> String {
        match self {
            Error::LayoutUnknown { kind, version } => format!("không có mẫu {kind} phiên bản {version}"),
            Error::LayoutUnreadable { path, reason_vi, .. } => format!("không đọc được mẫu {path}: {reason_vi}"),
            Error::LayoutTooLarge { path, size, most } => {
                format!("mẫu {path} dài {size} byte, nhiều nhất là {most} byte")
            }
            Error::FontUnreadable { number } => format!("tệp phông chữ thứ {number} không phải là phông chữ"),
            Error::FontsMissing => "không có tệp phông chữ nào".to_owned(),
            Error::FontsMixed { first, second } => format!("các tệp phông chữ thuộc hai họ {first} và {second}"),
            Error::Record { reason } => format!("dữ liệu học bạ không phải JSON: {reason}"),
            Error::Code(error) => error.message_vi(),
            Error::MissingGlyphs(missing) => {
                missing.iter().map(MissingGlyph::message_vi).collect::<Vec<_>>().join("; ")
            }
            Error::Compile(said) => format!("mẫu không dịch được: {}", said.join("; ")),
            Error::FieldUnknown(fields) => format!("mẫu hỏi mục mà dữ liệu không có: {}", fields.join("; ")),
            Error::Limit { reason } => format!("mẫu {}", reason.vi),
            Error::Elsewhere { message_vi, .. } => message_vi.clone(),
            Error::Standard(said) => format!("văn bản không đạt chuẩn PDF/A-3 hoặc PDF/UA-1: {}", said.join("; ")),
            Error::BoxCount { field, found } => format!("mẫu khai báo ô chữ ký {field} {found} lần, phải đúng một lần"),
            Error::BoxInvalid { field, reason } => format!("ô chữ ký {field}: {}", reason.vi),
            Error::TextOutside { page, text, over } => format!("trang {page}: chữ «{text}» {}", over.phrase().vi),
            Error::PageChanged { page, reason } => format!("trang {page}: {}", reason.vi),
        }
    }

    /// What the person can do, Vietnamese first.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::Code(error) => error.hint(),
            other => hint_of(other.code()),
        }
    }

    /// What another process refused, by the code and the words that it gave.
    pub fn elsewhere(code: &str, message_vi: String, message: String) -> Error {
        let code = HINTS.iter().map(|(known, ..)| *known).find(|known| *known == code).unwrap_or("TEMPLATE_REFUSED");
        Error::Elsewhere { code, message_vi, message }
    }
}

fn hint_of(code: &str) -> (&'static str, &'static str) {
    HINTS.iter().find(|(of, ..)| *of == code).map_or(("", ""), |(_, vi, en)| (vi, en))
}

const CORRECT_VI: &str = "Sửa tệp mẫu theo thông báo, hoặc dùng lại mẫu kèm theo chương trình.";
const CORRECT: &str = "Correct the template, or go back to the one that comes with the program.";
const BOXES_VI: &str = "Mẫu phải khai báo mỗi ô chữ ký đúng một lần, nằm trọn trong trang.";
const BOXES: &str = "The template declares each signature box once, wholly inside the page.";

/// For each code of this module what the person can do.
const HINTS: [(&str, &str, &str); 14] = [
    (
        "TEMPLATE_UNKNOWN",
        "Kiểm tra loại tài liệu và phiên bản mẫu.",
        "Check the kind of document and the version of its template.",
    ),
    (
        "TEMPLATE_UNREADABLE",
        "Kiểm tra thư mục templates/ và quyền đọc tệp.",
        "Check the templates/ folder and that the file may be read.",
    ),
    (
        "TEMPLATE_FONTS",
        "Cần đủ bốn kiểu của một phông: thường, đậm, nghiêng, đậm nghiêng.",
        "Give the four faces of one family: regular, bold, italic, bold italic.",
    ),
    ("TEMPLATE_RECORD", "Tạo lại bản ghi từ bảng điểm.", "Make the record again from the workbook."),
    (
        "TEMPLATE_GLYPH_MISSING",
        "Sửa chữ trong dữ liệu, hoặc dùng phông có đủ các chữ này.",
        "Correct the letters in the data, or use fonts that have them.",
    ),
    ("TEMPLATE_COMPILE", CORRECT_VI, CORRECT),
    (
        "TEMPLATE_FIELD_UNKNOWN",
        "Kiểm tra tên mục trong docs/schemas; mục không bắt buộc thì hỏi bằng .at(\"tên\", default: none).",
        "Check the names in docs/schemas; what is optional is asked for by .at(\"name\", default: none).",
    ),
    ("TEMPLATE_LIMIT", CORRECT_VI, CORRECT),
    ("TEMPLATE_REFUSED", CORRECT_VI, CORRECT),
    ("TEMPLATE_STANDARD", CORRECT_VI, CORRECT),
    ("TEMPLATE_BOX_COUNT", BOXES_VI, BOXES),
    ("TEMPLATE_BOX_INVALID", BOXES_VI, BOXES),
    (
        "TEMPLATE_TEXT_OUTSIDE",
        "Chia chữ quá dài thành nhiều từ, rút gọn, hoặc sửa mẫu.",
        "Divide the overlong word, shorten the text, or correct the template.",
    ),
    (
        "TEMPLATE_PAGE_CHANGED",
        "Mẫu không được đổi khổ giấy, chân trang hay tệp đính kèm.",
        "A template must not change the paper, the footer or the attachments.",
    ),
];
