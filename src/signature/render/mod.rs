//! Pages as pictures, and where two of them differ: for a person's eyes. It reads as viewers do,
//! repairs included, so it decides nothing.

mod difference;
mod fonts;

pub use difference::{Area, differences, mark};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};

/// Dots an inch of a picture to be looked at, where the page is not larger than [`MAX_SIDE`] lets it be.
const DPI: f32 = 108.0;
/// The longest side of such a picture, in pixels.
pub const MAX_SIDE: u16 = 1_600;
/// The same of a picture of any resolution.
const MAX_SIDE_AT: u16 = 4_400;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub enum Error {
    #[error("the file is encrypted: without its password no page can be drawn")]
    Encrypted,
    #[error("no page can be drawn: the file does not open as a PDF")]
    NotDrawable,
}

impl Error {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Encrypted => "RENDER_ENCRYPTED",
            Error::NotDrawable => "RENDER_NOT_DRAWABLE",
        }
    }

    pub fn message_vi(&self) -> &'static str {
        match self {
            Error::Encrypted => "tệp bị mã hóa: không có mật khẩu thì không vẽ được trang nào",
            Error::NotDrawable => "không vẽ được trang nào: tệp không mở được như một tệp PDF",
        }
    }

    /// What the person can do.
    pub fn hint_vi(&self) -> &'static str {
        match self {
            Error::Encrypted => "hãy xin bản không đặt mật khẩu",
            Error::NotDrawable => "hãy xin lại tệp PDF gốc",
        }
    }
}

/// A page, drawn: rows from the top, four bytes a pixel (red, green, blue, 255).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub width: u16,
    pub height: u16,
    pub rgba: Vec<u8>,
}

/// An opened file whose pages can be drawn.
pub struct Pages {
    pdf: Pdf,
}

impl Pages {
    /// # Errors
    /// [`Error`] when no reader could open the file.
    pub fn open(bytes: &[u8]) -> Result<Self, Error> {
        match Pdf::new(bytes.to_vec()) {
            Ok(pdf) => Ok(Pages { pdf }),
            Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => Err(Error::Encrypted),
            Err(_) => Err(Error::NotDrawable),
        }
    }

    pub fn count(&self) -> usize {
        self.pdf.pages().len()
    }

    /// The page with this index from 0, on white; `None` where there is none, or none of any size.
    pub fn draw(&self, index: usize) -> Option<Picture> {
        self.draw_within(index, DPI, MAX_SIDE)
    }

    /// As [`Pages::draw`], with so many dots an inch where the page is not too large for it.
    pub fn draw_at(&self, index: usize, dpi: f32) -> Option<Picture> {
        self.draw_within(index, dpi, MAX_SIDE_AT)
    }

    fn draw_within(&self, index: usize, dpi: f32, most: u16) -> Option<Picture> {
        let page = self.pdf.pages().get(index)?;
        let (width, height) = page.render_dimensions();
        let scale = (dpi / 72.0).min(f32::from(most) / width.max(height));
        // Neither a page without size nor one that is all length can be looked at; no number is neither.
        if !(width * scale >= 1.0 && height * scale >= 1.0) {
            return None;
        }
        let interpreter = InterpreterSettings { font_resolver: fonts::resolver(), ..InterpreterSettings::default() };
        let settings = RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
        let drawn = render(page, &RenderCache::new(), &interpreter, &settings);
        // On an opaque ground the bytes are the same with and without premultiplication.
        Some(Picture { width: drawn.width(), height: drawn.height(), rgba: drawn.data_as_u8_slice().to_vec() })
    }
}

impl Picture {
    /// The picture as a PNG file; `None` when it has no pixels.
    pub fn png(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width.into(), self.height.into());
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header().ok()?.write_image_data(&self.rgba).ok()?;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_pdf_is_not_drawn() {
        assert_eq!(Pages::open(b"not a PDF").err(), Some(Error::NotDrawable));
    }
}
