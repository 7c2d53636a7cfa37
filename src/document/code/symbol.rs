//! The QR symbol of a code: three segments, error correction M (protocol.md 5.3).

use std::fmt;

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

use super::{Error, Form, parse_listed};

/// Width of the quiet zone, in modules.
pub const QUIET_ZONE: u32 = 4;
/// Least module, in micrometres.
const LEAST_MODULE_UM: u32 = 380;
/// Least side of the S form, in micrometres, without the quiet zone.
pub const LEAST_SIDE_S_UM: u32 = 18_000;
/// Least side of the F form up to version 11, and above.
const LEAST_SIDE_F_UM: [u32; 2] = [28_000, 30_000];
/// Largest version of the S form, and of the F form.
const LARGEST: [u8; 2] = [6, 13];

/// A symbol with its side fixed.
#[derive(Clone)]
pub struct Symbol {
    qr: QrCode,
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
}

/// The modules spell the secret, so they are not shown.
impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Symbol(version {}, {} µm)", self.version(), self.side_um)
    }
}

/// Encodes the text of a code for a side in micrometres without the quiet zone.
///
/// Refuses what is not a code, a version above the form's largest, a side under the form's least
/// and a module under 0.38 mm.
pub fn encode(text: &str, side_um: u32) -> Result<Symbol, Error> {
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
    let symbol = Symbol { qr, side_um };
    check_side(&symbol, is_s)?;
    Ok(symbol)
}

fn check_side(symbol: &Symbol, is_s: bool) -> Result<(), Error> {
    let (version, side_um) = (symbol.version(), symbol.side_um);
    let modules = symbol.size();
    let module_um = side_um / modules;
    if module_um < LEAST_MODULE_UM {
        return Err(Error::ModuleTooSmall { side_um, modules, module_um });
    }
    let [small, large] = LEAST_SIDE_F_UM;
    let least_um = match (is_s, version) {
        (true, _) => LEAST_SIDE_S_UM,
        (false, ..=11) => small,
        (false, _) => large,
    };
    if side_um < least_um {
        return Err(Error::SideTooSmall { version, side_um, least_um });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Code;
    use super::*;

    fn text(host_len: usize) -> String {
        let host = format!("{}.edu.vn", "a".repeat(host_len - 7));
        Code::derive(b"{}").s_text(&host).unwrap()
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
        let mut versions = Vec::new();
        for host_len in [9, 13, 14, 28, 29, 44, 60] {
            let text = text(host_len);
            let symbol = encode(&text, LEAST_SIDE_S_UM).unwrap();
            assert_eq!(read_back(&symbol), text);
            versions.push(symbol.version());
        }
        assert_eq!(versions.first(), Some(&4));
        assert_eq!(versions.last(), Some(&6));
        assert!(versions.is_sorted());
    }

    #[test]
    fn small_sides_are_refused() {
        let text = text(13);
        assert_eq!(encode(&text, 17_999).unwrap_err().code(), "CODE_SIDE_TOO_SMALL");
        assert_eq!(encode(&text, 12_000).unwrap_err().code(), "CODE_MODULE_TOO_SMALL");
        assert_eq!(encode(&text, 0).unwrap_err().code(), "CODE_MODULE_TOO_SMALL");
    }

    #[test]
    fn what_is_not_a_code_has_no_symbol() {
        assert_eq!(encode("HTTPS://EXAMPLE.VN", 20_000).unwrap_err().code(), "CODE_MALFORMED");
    }
}
