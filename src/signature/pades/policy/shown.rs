//! What the appearance of a form field says, read without drawing it. Only plain appearances are
//! understood: letters in fonts whose glyphs are the reader's own, on a background and within a border.
//! What glyphs of the file's look like, nothing in it proves: neither their names nor a /ToUnicode.

use crate::signature::pdf::{Body, Dictionary, File, IndirectObject, Operations, Value};

/// What an appearance stream shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    /// These letters and nothing else.
    Text(String),
    /// Something that cannot be read as text: pictures, drawings, fonts with glyphs of their own.
    Unclear,
}

/// Operators that only set how letters and boxes look, or mark them.
const SETTINGS: [&[u8]; 36] = [
    b"q", b"Q", b"w", b"J", b"j", b"M", b"d", b"ri", b"i", b"g", b"G", b"rg", b"RG", b"k", b"K", b"cs", b"CS", b"sc",
    b"SC", b"scn", b"SCN", b"BT", b"ET", b"Td", b"TD", b"Tm", b"T*", b"Tc", b"Tw", b"Tz", b"TL", b"Ts", b"BMC", b"BDC",
    b"EMC", b"MP",
];

/// Encodings with the letters of ASCII at their codes (ISO 32000-2 annex D.2), unlike MacExpertEncoding.
const ENCODINGS: [&[u8]; 4] = [b"StandardEncoding", b"MacRomanEncoding", b"WinAnsiEncoding", b"PDFDocEncoding"];

/// Reads the form XObject `object` of a revision.
pub(super) fn shown(file: &File, revision: usize, object: &IndirectObject) -> Shown {
    let mut reader = Reader { file, revision, font: None, text: String::new(), path: Path::Empty };
    match reader.read(object) {
        Some(()) => Shown::Text(reader.text),
        None => Shown::Unclear,
    }
}

/// The current path, as far as it may be painted.
enum Path {
    Empty,
    /// One rectangle: width and height.
    Rectangle(f64, f64),
    /// Anything that could be a letter.
    Drawn,
}

struct Reader<'f, 'b> {
    file: &'f File<'b>,
    revision: usize,
    font: Option<&'f Dictionary>,
    text: String,
    path: Path,
}

impl<'f> Reader<'f, '_> {
    /// `None` as soon as something is not understood.
    fn read(&mut self, object: &'f IndirectObject) -> Option<()> {
        let Body::Stream { dictionary, .. } = &object.body else { return None };
        let (width, height) = self.size(dictionary)?;
        let mut budget = self.file.limits().budget();
        let content = self.file.stream_data_within(object, &mut budget).ok()?;
        for operation in Operations::new(&content, self.file.limits(), &mut budget) {
            let operation = operation.ok()?;
            let operands = operation.operands.as_slice();
            match (operation.operator, operands) {
                (b"Tf", [Value::Name(name), _]) => self.font = Some(self.font_named(dictionary, name)?),
                (b"Tr", [Value::Integer(0)]) => {}
                (b"Tj" | b"'", [Value::String { bytes, .. }]) => self.say(bytes)?,
                (b"\"", [_, _, Value::String { bytes, .. }]) => self.say(bytes)?,
                (b"TJ", [Value::Array(parts)]) => {
                    for part in parts {
                        match &part.value {
                            Value::String { bytes, .. } => self.say(bytes)?,
                            _ => part.value.as_number().map(drop)?,
                        }
                    }
                }
                (b"re", [_, _, w, h]) => {
                    self.path = match self.path {
                        Path::Empty => Path::Rectangle(w.as_number()?.abs(), h.as_number()?.abs()),
                        _ => Path::Drawn,
                    };
                }
                (b"m" | b"l" | b"h", _) => self.path = Path::Drawn,
                (b"W" | b"W*", []) => {}
                (b"n", []) => self.path = Path::Empty,
                (b"f" | b"F" | b"f*" | b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*", []) => {
                    match std::mem::replace(&mut self.path, Path::Empty) {
                        Path::Rectangle(w, h) if w >= 0.8 * width && h >= 0.8 * height => {}
                        Path::Empty => {}
                        _ => return None,
                    }
                }
                (b"cm", _) if self.text.is_empty() => {}
                (operator, _) if SETTINGS.contains(&operator) => {}
                _ => return None,
            }
        }
        Some(())
    }

    fn size(&self, form: &Dictionary) -> Option<(f64, f64)> {
        let corners = self.file.entry(self.revision, form, "BBox")?.as_array()?;
        let [left, bottom, right, top] = corners else { return None };
        let [left, bottom, right, top] =
            [left.value.as_number()?, bottom.value.as_number()?, right.value.as_number()?, top.value.as_number()?];
        Some(((right - left).abs(), (top - bottom).abs()))
    }

    /// A font of the appearance's own resources, else of the form's (ISO 32000-2 clause 12.7.4.3).
    /// One that is nowhere is the reader's own.
    fn font_named(&self, form: &'f Dictionary, name: &[u8]) -> Option<&'f Dictionary> {
        static READERS_OWN: Dictionary = Dictionary { entries: Vec::new() };
        let name = std::str::from_utf8(name).ok()?;
        let of = |holder: &'f Dictionary, key: &str| {
            let resources = self.file.entry(self.revision, holder, key)?.as_dictionary()?;
            let fonts = self.file.entry(self.revision, resources, "Font")?.as_dictionary()?;
            self.file.entry(self.revision, fonts, name)?.as_dictionary()
        };
        let form_dictionary = || {
            let catalog = self.file.catalog(self.revision)?;
            self.file.entry(self.revision, catalog, "AcroForm")?.as_dictionary()
        };
        match of(form, "Resources").or_else(|| of(form_dictionary()?, "DR")) {
            Some(font) => is_of_the_reader(self.file, self.revision, font).then_some(font),
            None => Some(&READERS_OWN),
        }
    }

    fn say(&mut self, bytes: &[u8]) -> Option<()> {
        let font = self.font?;
        for byte in bytes {
            self.text.push(self.letter(font, *byte)?);
        }
        Some(())
    }

    /// A letter of a simple font; its usual encodings agree on what is printable in ASCII.
    fn letter(&self, font: &Dictionary, byte: u8) -> Option<char> {
        let encoding = self.file.entry(self.revision, font, "Encoding");
        let base = match encoding {
            Some(Value::Dictionary(encoding)) => self.file.entry(self.revision, encoding, "BaseEncoding"),
            named => named,
        };
        let usual = base.is_none_or(|base| base.as_name().is_some_and(|base| ENCODINGS.contains(&base)));
        let symbols = matches!(font.name("BaseFont"), Some(b"ZapfDingbats" | b"Symbol"));
        let latin = byte >= 0xa0 && encoding.and_then(Value::as_name) == Some(b"WinAnsiEncoding");
        let printable = (0x20..0x7f).contains(&byte) || latin;
        (usual && !symbols && printable && !self.is_renamed(font, byte)).then(|| char::from(byte))
    }

    /// Whether the font's encoding gives this code another letter (ISO 32000-2 clause 9.6.5).
    fn is_renamed(&self, font: &Dictionary, byte: u8) -> bool {
        let Some(Value::Dictionary(encoding)) = self.file.entry(self.revision, font, "Encoding") else { return false };
        let Some(differences) = self.file.entry(self.revision, encoding, "Differences") else { return false };
        let Some(differences) = differences.as_array() else { return true };
        let mut code = 0;
        for node in differences {
            match &node.value {
                Value::Integer(start) => code = *start,
                Value::Name(name) if code == i64::from(byte) => {
                    return glyph_name(byte).as_deref() != Some(name.as_slice());
                }
                _ => code = code.saturating_add(1),
            }
        }
        false
    }
}

/// A font whose letters are the reader's: no glyphs of its own.
pub(super) fn is_of_the_reader(file: &File, revision: usize, font: &Dictionary) -> bool {
    let descriptor = file.entry(revision, font, "FontDescriptor").and_then(Value::as_dictionary);
    let files = ["FontFile", "FontFile2", "FontFile3"];
    let embedded = descriptor.is_some_and(|descriptor| files.iter().any(|key| descriptor.get(key).is_some()));
    matches!(font.name("Subtype"), Some(b"Type1" | b"TrueType")) && !embedded
}

/// The glyph names of what values are mostly made of (Adobe Glyph List).
const GLYPHS: &[(u8, &[u8])] = &[
    (b' ', b"space"),
    (b'(', b"parenleft"),
    (b')', b"parenright"),
    (b',', b"comma"),
    (b'-', b"hyphen"),
    (b'.', b"period"),
    (b'/', b"slash"),
    (b'0', b"zero"),
    (b'1', b"one"),
    (b'2', b"two"),
    (b'3', b"three"),
    (b'4', b"four"),
    (b'5', b"five"),
    (b'6', b"six"),
    (b'7', b"seven"),
    (b'8', b"eight"),
    (b'9', b"nine"),
    (b':', b"colon"),
];

fn glyph_name(byte: u8) -> Option<Vec<u8>> {
    let named = || GLYPHS.iter().find(|(code, _)| *code == byte).map(|(_, name)| name.to_vec());
    if byte.is_ascii_alphabetic() { Some(vec![byte]) } else { named() }
}
