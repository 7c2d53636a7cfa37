//! The story of one document: record and code in, PDF and signature boxes out.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Label, NativeElement, Selector, Smart};
use typst::introspection::Introspector;
use typst::pdf::AttachElem;
use typst::syntax::Source;
use typst::utils::PicoStr;
use typst::{World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::boxes;
use super::compile::{self, Expected};
use super::imprint::{Files, Imprint};
use super::sheet::Sheet;
use super::{Error, Fonts, Layout, glyphs, room, runs};
use crate::document::code::Code;
use crate::document::code::symbol::PrintedForm;
use crate::document::record::SignatureBox;
use crate::wording::Phrase;

/// A4 in PDF points, and how far a page may differ from it by rounding.
const PAGE: [f64; 2] = [595.28, 841.89];
const ROUNDING: f64 = 0.05;
/// Every so many documents, cached results are dropped that nobody asked for since the time before.
/// Looking through the cache after each document would cost more than keeping a few documents' results.
const CACHED_DOCUMENTS: usize = 8;
static DRAWN: AtomicUsize = AtomicUsize::new(0);

/// A drawn document, not yet signed.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// The file: PDF/A-3a and PDF/UA-1.
    pub pdf: Vec<u8>,
    /// One box for each role of the kind, in signing order.
    pub boxes: Vec<SignatureBox>,
    /// Number of pages.
    pub pages: usize,
    /// The form of the code on each of them.
    pub form: PrintedForm,
}

/// Draws a record, given by the exact bytes that will be attached, with its code. The same arguments
/// give the same bytes; any thread may call it.
///
/// # Errors
/// All missing glyphs at once; a template that does not compile or warns, that leaves out a
/// signature box, or that changes paper, footer or attachment; what PDF/A-3a or PDF/UA-1 forbids.
pub fn draw<'a>(
    layout: &Layout,
    fonts: &Fonts,
    record_json: &[u8],
    imprint: impl Into<Imprint<'a>>,
) -> Result<Drawn, Error> {
    let record: Value =
        serde_json::from_slice(record_json).map_err(|error| Error::Record { reason: error.to_string() })?;
    let files = Files::new(layout, fonts, record_json, imprint.into())?;
    let sheet = Sheet::new(layout, fonts, &files.named)?;
    let drawn = draw_sheet(&sheet, compile::expected(layout, fonts), &record, &files);
    if DRAWN.fetch_add(1, Ordering::Relaxed).is_multiple_of(CACHED_DOCUMENTS) {
        comemo::evict(1);
    }
    drawn
}

/// All that Typst is given for a document, by its path, so that another compiler can be measured on
/// the same: our main file, what it imports and reads, and the fonts.
///
/// # Errors
/// What keeps the code from being printed.
pub fn inputs<'a>(
    layout: &Layout,
    fonts: &Fonts,
    record_json: &[u8],
    imprint: impl Into<Imprint<'a>>,
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let own = Files::new(layout, fonts, record_json, imprint.into())?;
    let sources = [&layout.main, &layout.template].into_iter().chain(&layout.shared);
    let name = |source: &Source| source.id().get().vpath().get_without_slash().to_owned();
    let mut files: Vec<_> = sources.map(|source| (name(source), source.text().as_bytes().to_vec())).collect();
    files.extend(own.named.into_iter().map(|(path, bytes)| (path.trim_start_matches('/').to_owned(), bytes)));
    files.extend(
        fonts.faces.iter().enumerate().map(|(index, face)| (format!("fonts/{index}.ttf"), face.data().to_vec())),
    );
    Ok(files)
}

fn draw_sheet(sheet: &Sheet<'_>, expected: Option<Expected>, record: &Value, files: &Files) -> Result<Drawn, Error> {
    let compiled = compile::compile(sheet, expected);
    let document = compiled.output.map_err(|errors| refusal(sheet, &errors))?;
    if !compiled.warnings.is_empty() {
        return Err(Error::Compile(tell(sheet, &compiled.warnings)));
    }
    let pages = runs::marks(&document);
    let missing = glyphs::missing(&pages, record);
    if !missing.is_empty() {
        return Err(Error::MissingGlyphs(missing));
    }
    check_pages(&document, &files.attached())?;
    let boxes = boxes::find(&document, sheet.layout.kind())?;
    room::check(&pages, &boxes)?;
    let pdf =
        typst_pdf::pdf(&document, &options(&files.code)?).map_err(|errors| Error::Standard(tell(sheet, &errors)))?;
    Ok(Drawn { pdf, boxes, pages: document.pages().len(), form: files.form })
}

fn options(code: &Code) -> Result<PdfOptions, Error> {
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|error| Error::Standard(vec![error.message().to_string()]))?;
    Ok(PdfOptions {
        ident: Smart::Custom(code.id().text()),
        creator: Smart::Custom(Some(concat!("vanbang ", env!("CARGO_PKG_VERSION")).to_owned())),
        standards,
        ..PdfOptions::default()
    })
}

/// A template runs inside our main file and could still undo what that file set.
fn check_pages(document: &PagedDocument, expected: &[&[u8]]) -> Result<(), Error> {
    let changed = |page, vi, en| Err(Error::PageChanged { page, reason: Phrase::new(vi, en) });
    let [width, height] = PAGE;
    for (place, page) in document.pages().iter().enumerate() {
        let size = page.frame.size();
        let off = (size.x.to_pt() - width).abs().max((size.y.to_pt() - height).abs());
        if off > ROUNDING {
            return changed(place + 1, "khổ giấy không phải A4 đứng", "the paper is not A4 upright");
        }
    }
    let introspector = document.introspector();
    let strips = Label::new(PicoStr::intern("vanbang-strip"))
        .map(|label| introspector.query(&Selector::Label(label)))
        .unwrap_or_default();
    let mut pages: Vec<usize> = strips
        .iter()
        .filter_map(|strip| strip.location())
        .filter_map(|location| introspector.position(location))
        .map(|position| position.page.get())
        .collect();
    pages.sort_unstable();
    for page in 1..=document.pages().len() {
        if pages.iter().filter(|at| **at == page).count() != 1 {
            return changed(
                page,
                "dải chân trang có mã không xuất hiện đúng một lần",
                "the footer strip with the code is not there once",
            );
        }
    }
    let attachments = introspector.query(&AttachElem::ELEM.select());
    let attached: Vec<&[u8]> = attachments
        .iter()
        .filter_map(|element| element.to_packed::<AttachElem>())
        .map(|attached| attached.data.as_slice())
        .collect();
    if attached != expected {
        return changed(1, "các tệp đính kèm không còn như trước", "the attachments are not as they were");
    }
    Ok(())
}

/// A member that the record does not have has words of its own; all else is told as Typst tells it.
fn refusal(sheet: &Sheet<'_>, errors: &[SourceDiagnostic]) -> Error {
    let missing = |error: &SourceDiagnostic| {
        let rest = error.message.strip_prefix("dictionary does not contain key \"")?;
        Some(format!("{}«{}»", place(sheet, error), rest.split('"').next()?))
    };
    let fields: Vec<String> = errors.iter().filter_map(missing).collect();
    if fields.is_empty() { Error::Compile(tell(sheet, errors)) } else { Error::FieldUnknown(fields) }
}

/// Messages with file and line where Typst knows them.
fn tell(sheet: &Sheet<'_>, diagnostics: &[SourceDiagnostic]) -> Vec<String> {
    diagnostics
        .iter()
        .map(|diagnostic| {
            let hints: String = diagnostic.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
            format!("{}{}{hints}", place(sheet, diagnostic), diagnostic.message)
        })
        .collect()
}

/// `template.typ:12: `, or nothing where Typst does not know.
fn place(sheet: &Sheet<'_>, diagnostic: &SourceDiagnostic) -> String {
    let known = || {
        let id = diagnostic.span.id()?;
        let source = sheet.source(id).ok()?;
        let start = sheet.range(diagnostic.span)?.start;
        let line = source.lines().byte_to_line(start)? + 1;
        Some(format!("{}:{line}: ", id.get().vpath().get_without_slash()))
    };
    known().unwrap_or_default()
}
