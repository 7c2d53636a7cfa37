//! The QR symbol of a code: three segments, error correction M, and how large it is printed
//! (protocol.md 5.3).

use std::fmt;

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

use super::{Code, Error, Form, parse_listed};

/// Width of the quiet zone, in modules.
pub const QUIET_ZONE: u32 = 4;
/// Least module, in micrometres.
const LEAST_MODULE_UM: u32 = 380;
/// Least side of the S form, in micrometres, without the quiet zone.
pub const LEAST_SIDE_S_UM: u32 = 18_000;
/// Least side of the F form up to this version, and above.
const SMALL_F: u8 = 11;
const LEAST_SIDE_F_UM: [u32; 2] = [28_000, 30_000];
/// Largest version of the S form, and of the F form.
const LARGEST: [u8; 2] = [6, 13];

/// A symbol with its side fixed.
#[derive(Clone)]
pub struct Symbol {
    qr: QrCode,
    is_s: bool,
    side_um: u32,
}

impl Symbol {
    /// QR version, 1 to 40.
    pub fn version(&self) -> u8 {
        self.qr.version().value()
    }

    /// Modules along a side, without the quiet zone.
    pub fn size(&self) -> u32 {
        17 + 4 * u32::from(self.version())
    }

    /// Side in micrometres, without the quiet zone.
    pub fn side_um(&self) -> u32 {
        self.side_um
    }

    /// Whether the module at column `x`, row `y` is dark; outside of the symbol all are light.
    pub fn dark(&self, x: u32, y: u32) -> bool {
        match (i32::try_from(x), i32::try_from(y)) {
            (Ok(x), Ok(y)) => self.qr.get_module(x, y),
            _ => false,
        }
    }

    /// The same with another side.
    ///
    /// # Errors
    /// A side under the form's least, or a module under 0.38 mm.
    pub fn with_side(self, side_um: u32) -> Result<Symbol, Error> {
        let (version, modules, least_um) = (self.version(), self.size(), self.least_side_um());
        let module_um = side_um / modules;
        if module_um < LEAST_MODULE_UM {
            return Err(Error::ModuleTooSmall { side_um, modules, module_um });
        }
        if side_um < least_um {
            return Err(Error::SideTooSmall { version, side_um, least_um });
        }
        Ok(Symbol { side_um, ..self })
    }

    fn least_side_um(&self) -> u32 {
        let [small, large] = LEAST_SIDE_F_UM;
        match (self.is_s, self.version() <= SMALL_F) {
            (true, _) => LEAST_SIDE_S_UM,
            (false, true) => small,
            (false, false) => large,
        }
    }
}

/// The modules spell the secret, so they are not shown.
impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Symbol(version {}, {} µm)", self.version(), self.side_um)
    }
}

/// Encodes the text of a code, at the least side of its form and version.
///
/// # Errors
/// What is not a code, and a version above the form's largest.
pub fn encode(text: &str) -> Result<Symbol, Error> {
    let parsed = parse_listed(text, |_| true)?;
    let is_s = matches!(parsed.form, Form::S(_));
    let [largest_s, largest_f] = LARGEST;
    let limit = if is_s { largest_s } else { largest_f };
    let (address, digits) = text.split_once('#').ok_or(Error::malformed("thiếu dấu #", "there is no # in it"))?;
    let segments = [
        QrSegment::make_alphanumeric(&address.to_ascii_uppercase()),
        QrSegment::make_bytes(b"#"),
        QrSegment::make_numeric(digits),
    ];
    let qr = QrCode::encode_segments_advanced(
        &segments,
        QrCodeEcc::Medium,
        Version::new(1),
        Version::new(limit),
        None,
        false,
    )
    .map_err(|_| Error::SymbolTooLarge { limit })?;
    let symbol = Symbol { qr, is_s, side_um: 0 };
    let side_um = symbol.least_side_um();
    symbol.with_side(side_um)
}

/// Which form of its code a document prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum PrintedForm {
    /// The secret alone.
    S,
    /// The opening with its claims.
    F,
    /// S in place of F, which needs a symbol above version 13.
    SForSize,
}

/// The one symbol that a document prints: of the F form when an opening is given and fits, else of the
/// S form.
///
/// # Errors
/// A host that cannot stand in a code, an opening of another record.
pub fn printed(code: &Code, host: &str, opening: Option<&[u8]>) -> Result<(Symbol, PrintedForm), Error> {
    let form = match opening.map(|opening| code.f_text(host, opening).and_then(|text| encode(&text))) {
        Some(Ok(symbol)) => return Ok((symbol, PrintedForm::F)),
        Some(Err(Error::SymbolTooLarge { .. } | Error::TextTooLong { .. })) => PrintedForm::SForSize,
        Some(Err(error)) => return Err(error),
        None => PrintedForm::S,
    };
    Ok((encode(&code.s_text(host)?)?, form))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(length: usize) -> String {
        format!("{}.edu.vn", "a".repeat(length - 7))
    }

    /// An opening of so many bytes, of the largest number they can be.
    fn opening(code: &Code, length: usize) -> Vec<u8> {
        let mut bytes = vec![0xff; length];
        bytes[0] = 2;
        bytes[11..27].copy_from_slice(code.secret().expose());
        bytes
    }

    /// Draws eight pixels a module with the quiet zone and reads it back with another library.
    fn read_back(symbol: &Symbol) -> String {
        let side = (symbol.size() + 2 * QUIET_ZONE) as usize * 8;
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
            let module = |at: usize| (at as u32 / 8).checked_sub(QUIET_ZONE);
            match (module(x), module(y)) {
                (Some(x), Some(y)) if symbol.dark(x, y) => 0,
                _ => 255,
            }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        grids[0].decode().unwrap().1
    }

    #[test]
    fn every_host_length_fits_versions_4_to_6_and_reads_back() {
        for (length, version) in [(9, 4), (13, 4), (24, 5), (35, 5), (60, 6)] {
            let text = Code::derive(b"{}").s_text(&host(length)).unwrap();
            let symbol = encode(&text).unwrap();
            assert_eq!(read_back(&symbol), text);
            assert_eq!((symbol.version(), symbol.side_um()), (version, 18_000), "{length}");
        }
    }

    /// The largest openings of each version, by the length of the host.
    #[test]
    fn the_f_form_is_as_large_as_it_must_be() {
        let code = Code::derive(b"{}");
        for (length, largest) in [(13, [174, 212, 247, 291]), (24, [166, 204, 240, 284]), (35, [159, 197, 232, 276])] {
            for (version, bytes) in (10..).zip(largest) {
                let text = code.f_text(&host(length), &opening(&code, bytes)).unwrap();
                let symbol = encode(&text).unwrap();
                assert_eq!(read_back(&symbol), text);
                assert_eq!(symbol.version(), version, "{bytes} bytes, host of {length}");
                assert_eq!(symbol.side_um(), if version <= 11 { 28_000 } else { 30_000 });
                let (symbol, form) = printed(&code, &host(length), Some(&opening(&code, bytes + 1))).unwrap();
                let (expected, next) = match version {
                    13 => (PrintedForm::SForSize, 4 + u8::from(length > 13)),
                    _ => (PrintedForm::F, version + 1),
                };
                assert_eq!((form, symbol.version()), (expected, next), "{bytes} bytes, host of {length}");
            }
        }
    }

    #[test]
    fn what_has_no_digits_left_is_printed_in_the_s_form() {
        let code = Code::derive(b"{}");
        let (symbol, form) = printed(&code, &host(13), Some(&opening(&code, 600))).unwrap();
        assert_eq!((symbol.side_um(), form), (LEAST_SIDE_S_UM, PrintedForm::SForSize));
        assert_eq!(printed(&code, &host(13), None).unwrap().1, PrintedForm::S);
        let other = printed(&Code::derive(b"[]"), &host(13), Some(&opening(&code, 100)));
        assert_eq!(other.unwrap_err(), Error::OpeningOfAnother);
    }

    #[test]
    fn small_sides_are_refused() {
        let code = Code::derive(b"{}");
        let refused = |text: String, side_um| encode(&text).unwrap().with_side(side_um).unwrap_err().code();
        let s = || code.s_text(&host(13)).unwrap();
        let f = |bytes| code.f_text(&host(13), &opening(&code, bytes)).unwrap();
        assert_eq!(refused(s(), 17_999), "CODE_SIDE_TOO_SMALL");
        assert_eq!(refused(s(), 12_000), "CODE_MODULE_TOO_SMALL");
        assert_eq!(refused(s(), 0), "CODE_MODULE_TOO_SMALL");
        assert_eq!(refused(f(212), 27_999), "CODE_SIDE_TOO_SMALL");
        assert_eq!(refused(f(213), 29_999), "CODE_SIDE_TOO_SMALL");
        assert_eq!(refused(f(291), 26_219), "CODE_MODULE_TOO_SMALL");
        assert_eq!(encode(&f(291)).unwrap().with_side(40_000).unwrap().side_um(), 40_000);
    }

    #[test]
    fn what_is_not_a_code_has_no_symbol() {
        assert_eq!(encode("HTTPS://EXAMPLE.VN").unwrap_err().code(), "CODE_MALFORMED");
    }
}
