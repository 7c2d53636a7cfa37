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
    /// PDF/A-3a or PDF/UA-1 forbids what the template draws.
    #[error("the document breaks PDF/A-3 or PDF/UA-1: {}", .0.join("; "))]
    Standard(Vec<String>),
    /// Signature boxes that the kind needs and the template does not declare once.
    #[error("signature box {field:?} is declared {found} times, once is needed")]
    BoxCount { field: String, found: usize },
    /// A box that the kind does not know, or whose metadata is incomplete.
    #[error("signature box {field:?}: {reason}")]
    BoxInvalid { field: String, reason: Phrase },
    /// Words that would run off the paper.
    #[error("page {page}: {text:?} runs off the paper")]
    TextOutside { page: usize, text: String },
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
            Error::Standard(said) => format!("văn bản không đạt chuẩn PDF/A-3 hoặc PDF/UA-1: {}", said.join("; ")),
            Error::BoxCount { field, found } => format!("mẫu khai báo ô chữ ký {field} {found} lần, phải đúng một lần"),
            Error::BoxInvalid { field, reason } => format!("ô chữ ký {field}: {}", reason.vi),
            Error::TextOutside { page, text } => format!("trang {page}: chữ «{text}» tràn ra ngoài giấy"),
            Error::PageChanged { page, reason } => format!("trang {page}: {}", reason.vi),
        }
    }

    /// What the person can do, Vietnamese first.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::LayoutUnknown { .. } => (
                "Kiểm tra loại tài liệu và phiên bản mẫu.",
                "Check the kind of document and the version of its template.",
            ),
            Error::LayoutUnreadable { .. } | Error::LayoutTooLarge { .. } => (
                "Kiểm tra thư mục templates/ và quyền đọc tệp.",
                "Check the templates/ folder and that the file may be read.",
            ),
            Error::FontUnreadable { .. } | Error::FontsMissing | Error::FontsMixed { .. } => (
                "Cần đủ bốn kiểu của một phông: thường, đậm, nghiêng, đậm nghiêng.",
                "Give the four faces of one family: regular, bold, italic, bold italic.",
            ),
            Error::Record { .. } => ("Tạo lại bản ghi từ bảng điểm.", "Make the record again from the workbook."),
            Error::Code(error) => error.hint(),
            Error::MissingGlyphs(_) => (
                "Sửa chữ trong dữ liệu, hoặc dùng phông có đủ các chữ này.",
                "Correct the letters in the data, or use fonts that have them.",
            ),
            Error::Compile(_) | Error::Standard(_) => (
                "Sửa tệp mẫu theo thông báo, hoặc dùng lại mẫu kèm theo chương trình.",
                "Correct the template, or go back to the one that comes with the program.",
            ),
            Error::BoxCount { .. } | Error::BoxInvalid { .. } => (
                "Mẫu phải khai báo mỗi ô chữ ký đúng một lần, nằm trọn trong trang.",
                "The template declares each signature box once, wholly inside the page.",
            ),
            Error::TextOutside { .. } => {
                ("Chia chữ quá dài thành nhiều từ, hoặc sửa mẫu.", "Divide the overlong word, or correct the template.")
            }
            Error::PageChanged { .. } => (
                "Mẫu không được đổi khổ giấy, chân trang hay tệp đính kèm.",
                "A template must not change the paper, the footer or the attachments.",
            ),
        }
    }
}
