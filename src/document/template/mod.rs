//! A record and its code become a PDF/A-3 document: Typst sets the template of the kind inside our
//! own page, footer and attachment.

mod boxes;
mod draw;
mod error;
mod fonts;
mod glyphs;
mod layout;
mod outline;
mod runs;
mod sheet;

pub use boxes::SignatureBox;
pub use draw::{Drawn, draw};
pub use error::{Error, MissingGlyph};
pub use fonts::Fonts;
pub use layout::Layout;
