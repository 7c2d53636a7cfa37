//! The texts of the QR symbols in a picture.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::{GlobalHistogramBinarizer, HybridBinarizer};
use rxing::multi::MultipleBarcodeReader;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{Binarizer, BinaryBitmap, DecodeHints, Luma8LuminanceSource};

use super::Grey;
use crate::document::code::parse_listed;

/// Pictures up to this many pixels are also looked at twice as large.
const SMALL: usize = 4_000_000;
/// Longer than any code, in characters.
const MAX_TEXT: usize = 4_096;

/// The texts of all QR symbols that are found, each once. A picture is looked at in several ways until one
/// shows a code; it takes memory of about ten times its pixels.
pub fn texts(picture: &Grey) -> Vec<String> {
    let mut found = Vec::new();
    for look in LOOKS {
        let Some(seen) = look(picture) else { continue };
        for text in seen {
            if text.len() <= MAX_TEXT && !found.contains(&text) {
                found.push(text);
            }
        }
        if found.iter().any(|text| parse_listed(text, |_| true).is_ok()) {
            break;
        }
    }
    found
}

/// A way of looking, `None` where it is not of use.
type Look = fn(&Grey) -> Option<Vec<String>>;

const LOOKS: [Look; 4] = [
    |picture| read(picture, HybridBinarizer::new),
    |picture| {
        (picture.pixels().len() <= SMALL).then(|| picture.doubled()).and_then(|seen| read(&seen, HybridBinarizer::new))
    },
    |picture| read(&picture.halved(), HybridBinarizer::new),
    |picture| read(picture, GlobalHistogramBinarizer::new),
];

/// A decoder's panic is as if nothing had been seen.
fn read<B: Binarizer>(picture: &Grey, binarizer: impl Fn(Luma8LuminanceSource) -> B) -> Option<Vec<String>> {
    let look = || {
        let (width, height) = (u32::try_from(picture.width()).ok()?, u32::try_from(picture.height()).ok()?);
        let source = Luma8LuminanceSource::new(picture.pixels().to_vec(), width, height).ok()?;
        let hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
        let found = QrReader.decode_multiple_with_hints(&mut BinaryBitmap::new(binarizer(source)), &hints);
        Some(found.ok()?.into_iter().map(|one| one.getText().to_owned()).collect())
    };
    catch_unwind(AssertUnwindSafe(look)).unwrap_or_default()
}
