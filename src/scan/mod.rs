//! Story: a photograph, a scan or a PDF → the texts of the codes in it. A PDF's pages are drawn as a person
//! would see them and then looked at, so what is found is ink, and evidence of nothing else.

mod error;
mod picture;
mod symbols;

pub use error::Error;
pub use picture::{Grey, MAX_PIXELS};
pub use symbols::texts;

use crate::signature::render::Pages;

/// Pages of a PDF that are looked at; a document's code stands on each of its pages.
pub const MAX_PAGES: usize = 20;
/// Dots an inch at which pages are drawn: more than three for the smallest module that may be printed, 0.38 mm.
const DPI: f32 = 220.0;

/// The texts of the QR symbols in a PNG, a JPEG or a PDF, each once; of a PDF those of the first page that has
/// any. Decoding and drawing take time and memory that only a process with limits can bound.
///
/// # Errors
/// A file that is none of these, does not open, or is too large.
pub fn texts_in(file: &[u8]) -> Result<Vec<String>, Error> {
    if !file.starts_with(b"%PDF-") {
        return Ok(texts(&Grey::from_file(file)?));
    }
    let pages = Pages::open(file)?;
    for index in 0..pages.count().min(MAX_PAGES) {
        let Some(drawn) = pages.draw_at(index, DPI) else { continue };
        let found = texts(&Grey::from_samples(drawn.width.into(), drawn.height.into(), &drawn.rgba, 4)?);
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}
