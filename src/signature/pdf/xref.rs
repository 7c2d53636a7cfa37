//! One cross-reference section, table or stream, with its trailer and its tail
//! (ISO 32000-2 clauses 7.5.4, 7.5.5 and 7.5.8).

use std::collections::BTreeMap;

use super::filter;
use super::lexer::{Lexer, Token};
use super::parser::{parse_indirect, parse_object};
use super::{Body, Budget, Dictionary, Error, Limits, ObjectId, Value};

/// How a section is written; an appended update keeps the kind of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Table,
    Stream,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    Free,
    InFile { offset: usize, generation: u16 },
    InStream { container: u32, index: usize },
}

#[derive(Debug)]
pub struct Section {
    pub kind: Kind,
    pub offset: usize,
    /// Just behind the end-of-line that follows its `%%EOF`.
    pub end: usize,
    pub trailer: Dictionary,
    pub entries: BTreeMap<u32, Entry>,
}

/// Where the last `startxref` points. Nothing but one end-of-line may follow the last `%%EOF`.
pub fn last_offset(bytes: &[u8]) -> Result<usize, Error> {
    const TAIL: usize = 64;
    let from = bytes.len().saturating_sub(TAIL);
    let word = b"startxref";
    let place = bytes[from..].windows(word.len()).rposition(|window| window == word);
    let Some(place) = place else {
        return Err(Error::Malformed {
            code: "TRAILING_BYTES",
            at: from,
            what: "the file does not end with startxref, a number and %%EOF".into(),
        });
    };
    let (offset, end) = tail(bytes, from + place)?;
    if end != bytes.len() {
        return Err(Error::Malformed { code: "TRAILING_BYTES", at: end, what: "bytes after the last %%EOF".into() });
    }
    Ok(offset)
}

/// Reads `startxref N %%EOF` with its end-of-line; answers N and the end.
fn tail(bytes: &[u8], at: usize) -> Result<(usize, usize), Error> {
    let mut lexer = Lexer::new(bytes, at);
    let (Token::Keyword("startxref"), _) = lexer.next()? else {
        return Err(Error::xref(at, "no startxref after the trailer"));
    };
    // No comment and no sign: a reader that sees no number here rebuilds the file by its own ideas.
    skip_line_ends(bytes, &mut lexer.position);
    let digits = lexer.position;
    while bytes.get(lexer.position).is_some_and(u8::is_ascii_digit) {
        lexer.position += 1;
    }
    let offset = bytes.get(digits..lexer.position).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    let Some(offset) = offset else { return Err(Error::xref(at, "startxref without a number")) };
    skip_line_ends(bytes, &mut lexer.position);
    let rest = bytes.get(lexer.position..).and_then(|rest| rest.strip_prefix(b"%%EOF"));
    let Some(rest) = rest else { return Err(Error::xref(lexer.position, "no %%EOF after startxref")) };
    let line_end = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\n', ..] | [b'\r', ..] => 1,
        _ => 0,
    };
    Ok((offset, lexer.position + 5 + line_end))
}

fn skip_line_ends(bytes: &[u8], position: &mut usize) {
    while matches!(bytes.get(*position), Some(b' ' | b'\r' | b'\n')) {
        *position += 1;
    }
}

/// Reads the section at `offset`.
pub fn read(bytes: &[u8], offset: usize, limits: &Limits, budget: &mut Budget) -> Result<Section, Error> {
    let mut lexer = Lexer::new(bytes, offset);
    let (kind, trailer, entries, position) = match lexer.next()? {
        (Token::Keyword("xref"), at) if at == offset => {
            let entries = table(bytes, &mut lexer, limits)?;
            let node = parse_object(&mut lexer, limits, budget)?;
            let Value::Dictionary(trailer) = node.value else {
                return Err(Error::xref(node.start, "a trailer that is no dictionary"));
            };
            if trailer.get("XRefStm").is_some() {
                return Err(Error::Unsupported {
                    code: "HYBRID_XREF",
                    what: "a file with two cross-references (hybrid)".into(),
                });
            }
            (Kind::Table, trailer, entries, lexer.position)
        }
        (Token::Integer(_), at) if at == offset => {
            let object = parse_indirect(bytes, offset, limits, budget, &|_| None)?;
            let Body::Stream { dictionary, data } = object.body else {
                return Err(Error::xref(offset, "startxref points at an object that is no stream"));
            };
            let entries = stream(&dictionary, &bytes[data], limits, budget)?;
            (Kind::Stream, dictionary, entries, object.span.end)
        }
        _ => return Err(Error::xref(offset, "startxref points at neither xref nor a cross-reference stream")),
    };
    if trailer.get("Encrypt").is_some() {
        return Err(Error::Unsupported { code: "ENCRYPTED", what: "the file is encrypted".into() });
    }
    let mut at = Lexer::new(bytes, position);
    at.skip_white_space();
    let (stated, end) = tail(bytes, at.position)?;
    if stated != offset {
        let code = if stated > offset || stated == 0 { "LINEARIZED" } else { "XREF_INVALID" };
        return Err(match code {
            "LINEARIZED" => Error::Unsupported { code, what: "the file is linearized".into() },
            _ => Error::xref(at.position, "startxref does not name the section before it"),
        });
    }
    let size = trailer.integer("Size").unwrap_or(-1);
    if entries.keys().next_back().is_some_and(|last| i64::from(*last) >= size) {
        return Err(Error::xref(offset, "an object number that /Size does not allow"));
    }
    Ok(Section { kind, offset, end, trailer, entries })
}

fn table(bytes: &[u8], lexer: &mut Lexer, limits: &Limits) -> Result<BTreeMap<u32, Entry>, Error> {
    let mut entries = BTreeMap::new();
    let start = lexer.position;
    loop {
        let (first, count) = match (lexer.next()?, lexer.clone().next()?) {
            ((Token::Keyword("trailer"), at), _) => {
                let plain = |byte: &u8| matches!(byte, b'0'..=b'9' | b' ' | b'n' | b'f' | b'\r' | b'\n');
                return match bytes.get(start..at) {
                    Some(table) if table.iter().all(plain) => Ok(entries),
                    _ => Err(Error::xref(start, "a table with more in it than entries")),
                };
            }
            ((Token::Integer(first), _), (Token::Integer(count), _)) => (first, count),
            ((_, at), _) => return Err(Error::xref(at, "neither a subsection nor the trailer")),
        };
        lexer.next()?;
        skip_line_ends(bytes, &mut lexer.position);
        let (Ok(first), Ok(count)) = (u32::try_from(first), u32::try_from(count)) else {
            return Err(Error::xref(lexer.position, "a subsection out of range"));
        };
        if entries.len() as u64 + u64::from(count) > limits.objects {
            return Err(Error::Limit { name: "objects", limit: limits.objects });
        }
        for i in 0..count {
            let at = lexer.position;
            let line = bytes.get(at..at + 20).ok_or_else(|| Error::xref(at, "a table that is cut short"))?;
            let entry =
                table_entry(line).ok_or_else(|| Error::xref(at, "an entry that is not 20 bytes of the known form"))?;
            let number = first.checked_add(i).ok_or_else(|| Error::xref(at, "an object number out of range"))?;
            insert(&mut entries, number, entry)?;
            lexer.position += 20;
        }
    }
}

fn table_entry(line: &[u8]) -> Option<Entry> {
    let digits = |range: std::ops::Range<usize>| {
        let text = std::str::from_utf8(line.get(range)?).ok()?;
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>().ok())?
    };
    let offset = usize::try_from(digits(0..10)?).ok()?;
    let generation = u16::try_from(digits(11..16)?).ok()?;
    if line.get(10) != Some(&b' ')
        || line.get(16) != Some(&b' ')
        || !matches!(line.get(18..20)?, b"\r\n" | b" \n" | b" \r")
    {
        return None;
    }
    match line.get(17)? {
        b'n' => Some(Entry::InFile { offset, generation }),
        b'f' => Some(Entry::Free),
        _ => None,
    }
}

fn insert(entries: &mut BTreeMap<u32, Entry>, number: u32, entry: Entry) -> Result<(), Error> {
    if number == 0 && entry != Entry::Free {
        return Err(Error::xref(0, "an object with the number 0"));
    }
    match entries.insert(number, entry) {
        None => Ok(()),
        Some(_) => Err(Error::xref(0, format!("object {number} stands twice in one cross-reference"))),
    }
}

fn stream(
    dictionary: &Dictionary,
    data: &[u8],
    limits: &Limits,
    budget: &mut Budget,
) -> Result<BTreeMap<u32, Entry>, Error> {
    let broken = |what: &str| Error::xref(0, format!("cross-reference stream: {what}"));
    if dictionary.name("Type") != Some(b"XRef") {
        return Err(broken("its /Type is not /XRef"));
    }
    let integers = |value: &Value| -> Option<Vec<usize>> {
        value.as_array()?.iter().map(|node| usize::try_from(node.value.as_integer()?).ok()).collect()
    };
    let size =
        dictionary.integer("Size").and_then(|size| usize::try_from(size).ok()).ok_or_else(|| broken("no /Size"))?;
    let index = match dictionary.value("Index") {
        None => vec![0, size],
        Some(value) => integers(value).ok_or_else(|| broken("an /Index that is not integers"))?,
    };
    let widths = dictionary.value("W").and_then(integers).unwrap_or_default();
    let [type_width, second_width, third_width] = widths[..] else {
        return Err(broken("a /W that is not three widths"));
    };
    let row_length = type_width.saturating_add(second_width).saturating_add(third_width);
    if index.len() % 2 != 0 || widths.iter().any(|width| *width > 8) || row_length == 0 {
        return Err(broken("an /Index or /W out of range"));
    }
    let decoded = filter::decode(dictionary, data, limits, budget)?;
    let mut rows = decoded.chunks_exact(row_length);
    let mut entries = BTreeMap::new();
    for pair in index.chunks_exact(2) {
        let [first, count] = pair else { break };
        for i in 0..*count {
            if entries.len() as u64 >= limits.objects {
                return Err(Error::Limit { name: "objects", limit: limits.objects });
            }
            let row = rows.next().ok_or_else(|| broken("fewer rows than /Index says"))?;
            let (kind, rest) = row.split_at(type_width);
            let (second, third) = rest.split_at(second_width);
            let kind = if type_width == 0 { 1 } else { big_endian(kind) };
            let number = first
                .checked_add(i)
                .and_then(|n| u32::try_from(n).ok())
                .ok_or_else(|| broken("a number out of range"))?;
            let (second, third) = (big_endian(second), big_endian(third));
            let entry = match kind {
                0 => Some(Entry::Free),
                1 => usize::try_from(second)
                    .ok()
                    .zip(u16::try_from(third).ok())
                    .map(|(offset, generation)| Entry::InFile { offset, generation }),
                2 => u32::try_from(second)
                    .ok()
                    .zip(usize::try_from(third).ok())
                    .map(|(container, index)| Entry::InStream { container, index }),
                _ => None,
            };
            insert(&mut entries, number, entry.ok_or_else(|| broken("an entry out of range"))?)?;
        }
    }
    if rows.next().is_some() || !rows.remainder().is_empty() {
        return Err(broken("more rows than /Index says"));
    }
    Ok(entries)
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

/// The `/Prev` of a trailer.
pub fn previous(trailer: &Dictionary, offset: usize) -> Result<Option<usize>, Error> {
    match trailer.value("Prev") {
        None => Ok(None),
        Some(Value::Integer(previous)) => match usize::try_from(*previous) {
            Ok(previous) if previous < offset => Ok(Some(previous)),
            _ => Err(Error::xref(offset, "/Prev does not point backwards")),
        },
        Some(_) => Err(Error::xref(offset, "/Prev is not an integer")),
    }
}

/// Which entry a reference means: the newest section that has it.
pub fn lookup(sections: &[Section], id: ObjectId) -> Option<Entry> {
    sections.iter().rev().find_map(|section| section.entries.get(&id.number)).copied()
}
