//! A record and its code become a PDF/A-3 document: Typst sets the template of the kind inside our
//! own page, footer and attachment.

mod asks;
mod boxes;
mod compile;
mod draw;
mod error;
mod fonts;
mod glyphs;
mod imprint;
mod layout;
mod outline;
mod press;
mod room;
mod runs;
mod sheet;
mod tryout;

pub use draw::{Drawn, draw, inputs};
pub use error::{Error, MissingGlyph, Overflow};
pub use fonts::Fonts;
pub use imprint::Imprint;
pub use layout::Layout;
pub use press::{OwnPress, Press};
pub use tryout::{example, try_out};
