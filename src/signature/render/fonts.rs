//! Fonts for pages that do not bring their own: always ours, never the system's, so that two drawings
//! on two machines are the same.

use std::sync::Arc;

use hayro::hayro_interpret::FontResolverFn;
use hayro::hayro_interpret::font::{FontData, FontQuery, StandardFont};

const REGULAR: &[u8] = include_bytes!("../../../fonts/Tinos-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../fonts/Tinos-Bold.ttf");
const ITALIC: &[u8] = include_bytes!("../../../fonts/Tinos-Italic.ttf");
const BOLD_ITALIC: &[u8] = include_bytes!("../../../fonts/Tinos-BoldItalic.ttf");

pub(super) fn resolver() -> FontResolverFn {
    Arc::new(|query| {
        let (bold, italic) = style(query);
        let face = match (bold, italic) {
            (false, false) => REGULAR,
            (true, false) => BOLD,
            (false, true) => ITALIC,
            (true, true) => BOLD_ITALIC,
        };
        let data: FontData = Arc::new(face);
        Some((data, 0))
    })
}

fn style(query: &FontQuery) -> (bool, bool) {
    use StandardFont::{
        CourierBold, CourierBoldOblique, CourierOblique, HelveticaBold, HelveticaBoldOblique, HelveticaOblique,
        TimesBold, TimesBoldItalic, TimesItalic,
    };
    match query {
        FontQuery::Standard(font) => match font {
            HelveticaBold | CourierBold | TimesBold => (true, false),
            HelveticaOblique | CourierOblique | TimesItalic => (false, true),
            HelveticaBoldOblique | CourierBoldOblique | TimesBoldItalic => (true, true),
            _ => (false, false),
        },
        FontQuery::Fallback(font) => (font.is_bold || font.font_weight >= 600, font.is_italic),
    }
}
