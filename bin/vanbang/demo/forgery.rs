//! A forger's work, to be refused: one mark on the first page raised to nine, in the page's own font
//! and place, by an appended update. Viewers that do not check signatures show the new mark.

use std::collections::BTreeMap;
use std::ops::Range;

use vanbang::signature::pdf::{Dictionary, File, IndirectObject, Limits, ObjectId, Update, Value};

/// A forged file and what was changed in it.
pub struct Forged {
    pub bytes: Vec<u8>,
    pub before: String,
    pub after: String,
}

/// Raises the lowest mark below nine that the first page shows; `None` when there is none.
pub fn raise_a_mark(pdf: &[u8]) -> Option<Forged> {
    let file = File::open(pdf, Limits::default()).ok()?;
    let page = first_page(&file)?;
    let content_id = page.value("Contents")?.as_reference()?;
    let content = file.stream_data(file.object(file.last(), content_id)?).ok()?;
    let fonts = fonts(&file, page)?;
    let shown = texts(&content).into_iter().filter_map(|shown| {
        let letters = fonts.get(&shown.font)?;
        let text: String = shown.codes.iter().map(|code| letters.get(code)).collect::<Option<_>>()?;
        let mark = text.split_once(',').filter(|(whole, tenths)| {
            whole.len() == 1 && tenths.len() == 1 && ("0"..="8").contains(whole) && tenths.parse::<u8>().is_ok()
        });
        let nine = *letters.iter().find(|(_, letter)| **letter == '9')?.0;
        mark.map(|(_, tenths)| (shown, format!("9,{tenths}"), nine, text.clone()))
    });
    // A forger raises the worst one.
    let (shown, after, nine, before) = shown.min_by(|one, other| one.3.cmp(&other.3))?;
    let mut forged = content.get(..shown.place.start)?.to_vec();
    let digits: String =
        std::iter::once(nine).chain(shown.codes.iter().skip(1).copied()).map(|code| format!("{code:04X}")).collect();
    forged.extend_from_slice(format!("<{digits}>").as_bytes());
    forged.extend_from_slice(content.get(shown.place.end..)?);
    let mut update = Update::new(&file).ok()?;
    update.set_stream(content_id, Dictionary::default(), forged);
    Some(Forged { bytes: update.finish(pdf).ok()?.bytes, before, after })
}

fn first_page<'f>(file: &'f File) -> Option<&'f Dictionary> {
    let mut node = file.entry(file.last(), file.catalog(file.last())?, "Pages")?.as_dictionary()?;
    // A page tree is a few levels deep; one that is not ends here without a page.
    for _ in 0..8 {
        if node.name("Type") == Some(b"Page") {
            return Some(node);
        }
        let first = file.entry(file.last(), node, "Kids")?.as_array()?.first()?;
        node = file.resolve(file.last(), &first.value)?.as_dictionary()?;
    }
    None
}

/// For each font of the page, its two-byte codes and the letters they stand for.
fn fonts(file: &File, page: &Dictionary) -> Option<BTreeMap<Vec<u8>, BTreeMap<u16, char>>> {
    let last = file.last();
    let listed = file.entry(last, file.entry(last, page, "Resources")?.as_dictionary()?, "Font")?.as_dictionary()?;
    let mut fonts = BTreeMap::new();
    for name in listed.keys() {
        let key = std::str::from_utf8(name).ok()?;
        let font = file.entry(last, listed, key)?.as_dictionary()?;
        let id: ObjectId = font.value("ToUnicode").and_then(Value::as_reference)?;
        let object: &IndirectObject = file.object(last, id)?;
        fonts.insert(name.to_vec(), letters(&file.stream_data(object).ok()?));
    }
    Some(fonts)
}

/// The `<code> <letter>` lines of a ToUnicode map.
fn letters(map: &[u8]) -> BTreeMap<u16, char> {
    let text = String::from_utf8_lossy(map);
    let number = |part: &str| u16::from_str_radix(part.trim_start_matches('<').trim_end_matches('>'), 16).ok();
    let line = |line: &str| {
        let (code, letter) = line.split_once(' ')?;
        Some((number(code)?, char::from_u32(u32::from(number(letter)?))?))
    };
    text.lines().filter_map(line).collect()
}

struct Shown {
    font: Vec<u8>,
    codes: Vec<u16>,
    /// Of the string operand in the content, parentheses included.
    place: Range<usize>,
}

/// Every text of the content that is one string without kerning: `/font size Tf … [(…)]TJ`.
fn texts(content: &[u8]) -> Vec<Shown> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = find(content, from, b"[(") {
        from = at + 2;
        let Some((string, end)) = literal(content, at + 1) else { continue };
        from = end;
        let before = content.get(..at).unwrap_or_default();
        let font = before.windows(2).rposition(|pair| pair == b"/f").and_then(|slash| {
            let rest = before.get(slash + 1..)?;
            rest.iter().position(u8::is_ascii_whitespace).and_then(|length| rest.get(..length))
        });
        if let (Some(font), Some(b"]TJ")) = (font, content.get(end..end + 3)) {
            let codes = string.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            found.push(Shown { font: font.to_vec(), codes, place: at + 1..end });
        }
    }
    found
}

fn find(within: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    let rest = within.get(from..)?;
    rest.windows(wanted.len()).position(|window| window == wanted).map(|at| from + at)
}

/// A literal string (ISO 32000-2 clause 7.3.4.2) that opens at `start`, and where it ends.
fn literal(content: &[u8], start: usize) -> Option<(Vec<u8>, usize)> {
    let mut string = Vec::new();
    let mut depth = 0_usize;
    let mut at = start;
    loop {
        let byte = *content.get(at)?;
        at += 1;
        match byte {
            b'(' => {
                depth += 1;
                if depth > 1 {
                    string.push(byte);
                }
            }
            b')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some((string, at));
                }
                string.push(byte);
            }
            b'\\' => {
                let escaped = *content.get(at)?;
                at += 1;
                string.push(match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    b'0'..=b'7' => {
                        let mut value = u32::from(escaped - b'0');
                        for _ in 0..2 {
                            let Some(digit @ b'0'..=b'7') = content.get(at) else { break };
                            value = value * 8 + u32::from(digit - b'0');
                            at += 1;
                        }
                        u8::try_from(value & 0xff).ok()?
                    }
                    other => other,
                });
            }
            _ => string.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_read_with_their_escapes() {
        let content = br"BT /f0 11 Tf[(\000/\0002\000!)]TJ ET BT /f1 9 Tf[(\000\(\000\n)]TJ [(\0001)3(\000)]TJ";
        let shown = texts(content);
        assert_eq!(shown.len(), 2);
        assert_eq!((shown[0].font.as_slice(), shown[0].codes.as_slice()), (&b"f0"[..], &[0x2f, 0x32, 0x21][..]));
        assert_eq!(&content[shown[0].place.clone()], br"(\000/\0002\000!)");
        assert_eq!(shown[1].codes, [0x28, 0x0a]);
    }

    #[test]
    fn broken_strings_and_files_end_without_a_forgery() {
        assert!(literal(b"(abc", 0).is_none() && literal(b"(a\\", 0).is_none());
        assert!(raise_a_mark(b"%PDF-1.7").is_none());
    }
}
