//! Who draws: this process, or whatever else draws in its place.

use super::{Drawn, Error, Fonts, Imprint, Layout, draw};
use crate::document::record::Kind;

/// Draws documents by one layout with one set of fonts, on any thread.
pub trait Press: Sync {
    /// The layout.
    fn layout(&self) -> &Layout;

    /// The fonts.
    fn fonts(&self) -> &Fonts;

    /// As [`draw`].
    fn draw(&self, record_json: &[u8], imprint: Imprint<'_>) -> Result<Drawn, Error>;
}

/// Draws in this process: for the templates that come with the program.
pub struct OwnPress {
    /// The layout.
    pub layout: Layout,
    /// The fonts.
    pub fonts: Fonts,
}

impl OwnPress {
    /// The first version of a kind's template in Vietnamese, with the vendored fonts.
    pub fn vendored(kind: Kind) -> Result<OwnPress, Error> {
        Ok(OwnPress { layout: Layout::load(kind, 1)?, fonts: Fonts::vendored()? })
    }
}

impl Press for OwnPress {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    fn draw(&self, record_json: &[u8], imprint: Imprint<'_>) -> Result<Drawn, Error> {
        draw(&self.layout, &self.fonts, record_json, imprint)
    }
}
