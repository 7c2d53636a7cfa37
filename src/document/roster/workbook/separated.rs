//! Tables as text with separators, in the encodings that spreadsheet programs write. All cells are
//! text, so no zeros are lost.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1258};

use super::grid::{Grid, Value};
use super::xml::broken;
use crate::document::roster::fault::Fault;
use crate::document::roster::fold::fold;

/// Separated by semicolons, as spreadsheet programs write it in Vietnam, or by commas or tabs: by what
/// the line with most of them has.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Grid, Fault> {
    let text = decoded(bytes)?.replace("\r\n", "\n");
    let counts = |line: &str| [';', '\t', ','].map(|separator| (line.matches(separator).count(), separator));
    let most = text.lines().take(40).flat_map(counts).max_by_key(|(count, _)| *count);
    let separator = most.and_then(|(_, separator)| u8::try_from(separator).ok()).unwrap_or(b';');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let mut grid = Grid::named(file.rsplit_once('.').map_or(file, |(sheet, _)| sheet).to_owned());
    grid.separated = true;
    let mut row = 0u32;
    for record in reader.records() {
        let record = record.map_err(broken)?;
        // The reader passes over empty lines; a spreadsheet counts them.
        let start = record.position().and_then(|position| usize::try_from(position.byte()).ok());
        let rest = start.and_then(|start| text.get(start..)).unwrap_or_default();
        let empty = rest.bytes().take_while(|byte| *byte == b'\n').count();
        row = row.saturating_add(u32::try_from(empty).unwrap_or(u32::MAX));
        for (column, text) in (0..).zip(&record) {
            if let Some(value) = Value::text(text.to_owned()) {
                grid.insert((row, column), value)?;
            }
        }
        row = row.saturating_add(1);
    }
    Ok(grid)
}

/// UTF-8, or UTF-16 with its mark ("Unicode text" of Excel), or Windows-1258 if it reads as Vietnamese.
fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Fault> {
    let unknown = || Fault::TextEncoding;
    let strict = |encoding: &'static encoding_rs::Encoding, bytes| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(unknown)
    };
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => strict(UTF_16LE, rest)?,
        [0xFE, 0xFF, rest @ ..] => strict(UTF_16BE, rest)?,
        [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest).map_err(|_| unknown())?.into(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => Some(strict(WINDOWS_1258, bytes)?).filter(|text| is_vietnamese(text)).ok_or_else(unknown)?,
        },
    };
    if text.contains('\0') { Err(unknown()) } else { Ok(text) }
}

/// A code page has no mark, and old fonts put other letters into the same bytes: the words that every
/// table of ours has must come out.
fn is_vietnamese(text: &str) -> bool {
    let folded = fold(text);
    folded.contains("họvàtên") || folded.contains("họtên")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "Mã học sinh;Họ và tên;Điểm\n0123456789;Nguyễn Ân;8,5\n\n;\"b;c\";\n";

    type Shown = ((u32, u32), String);

    fn cells(bytes: &[u8]) -> Result<Vec<Shown>, Fault> {
        Ok(read("thu-muc/lop.csv", bytes)?.cells.into_iter().map(|(at, value)| (at, value.shown())).collect())
    }

    #[test]
    fn every_encoding_says_the_same() {
        let plain = cells(TABLE.as_bytes()).unwrap();
        assert_eq!(plain.len(), 7);
        assert_eq!(plain[3], ((1, 0), "0123456789".to_owned()));
        assert_eq!(plain[6], ((3, 1), "b;c".to_owned()));
        let units = |order: fn(u16) -> [u8; 2]| TABLE.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let little = [b"\xFF\xFE".as_slice(), &units(u16::to_le_bytes)].concat();
        let big = [b"\xFE\xFF".as_slice(), &units(u16::to_be_bytes)].concat();
        let marked = [b"\xEF\xBB\xBF".as_slice(), TABLE.as_bytes()].concat();
        for bytes in [little, big, marked] {
            assert_eq!(cells(&bytes), Ok(plain.clone()));
        }
        for (separator, name) in [(',', "a,b"), ('\t', "tab")] {
            let other = "x;y\n1;2\n".replace(';', &separator.to_string());
            assert_eq!(cells(other.as_bytes()).unwrap().len(), 4, "{name}");
        }
    }

    #[test]
    fn a_code_page_is_read_only_if_it_is_the_right_one() {
        // Windows-1258 writes the tone after the letter.
        let (bytes, ..) =
            WINDOWS_1258.encode("Ma\u{303} s\u{f4};Ho\u{323} va\u{300} t\u{ea}n\n1;Tr\u{e2}\u{300}n An\n");
        assert_eq!(fold(&cells(&bytes).unwrap()[3].1), "trầnan");
        // TCVN3 under an old font.
        let old = b"M\xB7;H\xE4 v\xB5 t\xAAn\n1;Tr\xC7n An\n";
        assert_eq!(cells(old), Err(Fault::TextEncoding));
        assert_eq!(cells(b"H\xFF\0"), Err(Fault::TextEncoding));
        assert_eq!(cells(b"\xFF\xFEa"), Err(Fault::TextEncoding));
    }
}
