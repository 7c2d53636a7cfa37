//! Why a document cannot be drawn.

use crate::document::code;

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
    LayoutUnreadable { path: String, reason: String },
    /// Bytes that are not a font, or faces of different families.
    #[error("the fonts cannot be used: {reason}")]
    Fonts { reason: String },
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
    BoxInvalid { field: String, reason: &'static str },
    /// Words that would run off the paper.
    #[error("page {page}: {text:?} runs off the paper")]
    TextOutside { page: usize, text: String },
    /// The template changed what the main file draws.
    #[error("page {page}: {reason}")]
    PageChanged { page: usize, reason: &'static str },
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
            Error::LayoutUnreadable { .. } => "TEMPLATE_UNREADABLE",
            Error::Fonts { .. } => "TEMPLATE_FONTS",
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

    /// What the person can do, Vietnamese first.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::LayoutUnknown { .. } => (
                "Kiểm tra loại tài liệu và phiên bản mẫu.",
                "Check the kind of document and the version of its template.",
            ),
            Error::LayoutUnreadable { .. } => (
                "Kiểm tra thư mục templates/ và quyền đọc tệp.",
                "Check the templates/ folder and that the file may be read.",
            ),
            Error::Fonts { .. } => (
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
