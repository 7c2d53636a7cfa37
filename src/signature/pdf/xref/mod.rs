//! One cross-reference section, table or stream, with its trailer and its tail
//! (ISO 32000-2 clauses 7.5.4, 7.5.5 and 7.5.8).

mod entries;
mod stream;
mod table;
pub mod tail;

use std::collections::BTreeSet;

pub use entries::{Entries, Entry};
pub use stream::write as write_rows;

use super::lexer::{Lexer, Token, after_white_space};
use super::parser::{Parser, parse_object};
use super::{Body, Budget, Dictionary, Error, Limits, Relaxation, Value};

/// How a section is written; an appended update keeps the kind of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Table,
    Stream,
}

#[derive(Debug)]
pub struct Section {
    pub kind: Kind,
    /// Where the word `xref`, or the stream's object, begins.
    pub offset: usize,
    /// What its `startxref` says; nothing for the stream of a hybrid section.
    pub stated: Option<usize>,
    /// Just behind the end-of-line that follows its `%%EOF`; of a hybrid section's stream, behind `endobj`.
    pub end: usize,
    pub trailer: Dictionary,
    pub entries: Entries,
    /// Where its own words `trailer` and `startxref` begin.
    pub words: Vec<usize>,
    pub relaxed: BTreeSet<Relaxation>,
}

/// Reads the section that `startxref` or `/Prev` names by `offset`.
pub fn read(bytes: &[u8], offset: usize, limits: &Limits, budget: &mut Budget) -> Result<Section, Error> {
    let mut section = read_entries(bytes, offset, limits, budget)?;
    let mut lexer = Lexer::new(bytes, section.end);
    lexer.skip_white_space();
    if section.kind == Kind::Stream && bytes.get(lexer.position..).is_some_and(|rest| rest.starts_with(b"trailer")) {
        section.words.push(lexer.position);
        section.relaxed.insert(Relaxation::TrailerAfterStream);
        needless_trailer(&mut lexer, &section, limits, budget)?;
        lexer.skip_white_space();
    }
    section.words.push(lexer.position);
    let tail = tail::read(bytes, lexer.position)?;
    (section.stated, section.end) = (Some(tail.stated), tail.end);
    Ok(section)
}

/// A trailer behind a cross-reference stream may only repeat what the stream's dictionary says.
fn needless_trailer(lexer: &mut Lexer, section: &Section, limits: &Limits, budget: &mut Budget) -> Result<(), Error> {
    let at = lexer.position;
    lexer.next()?;
    let node = parse_object(lexer, limits, budget)?;
    let repeats = node.value.as_dictionary().is_some_and(|trailer| {
        let said = |key: &[u8]| section.trailer.entries.iter().find(|(other, _)| other == key);
        let mut entries = trailer.entries.iter();
        entries.all(|(key, node)| said(key).is_some_and(|(_, said)| super::same_value(&said.value, &node.value)))
    });
    if repeats { Ok(()) } else { Err(Error::xref(at, "a stream and a trailer that contradict each other")) }
}

/// Reads the cross-reference stream that a table's trailer names (ISO 32000-2 clause 7.5.8.4). It
/// has no tail, and says nothing that the trailer does not say.
pub fn read_hybrid(bytes: &[u8], table: &Section, limits: &Limits, budget: &mut Budget) -> Result<Section, Error> {
    let wrong = |what: &str| Error::Malformed { code: "HYBRID_XREF", at: table.offset, what: what.into() };
    let offset = table.trailer.integer("XRefStm").and_then(|offset| usize::try_from(offset).ok());
    let offset = offset.filter(|offset| *offset < table.offset).ok_or_else(|| wrong("a wild /XRefStm"))?;
    let section = read_entries(bytes, offset, limits, budget)?;
    let says_else = ["Root", "Info", "Prev", "Encrypt"].iter().any(|key| {
        section
            .trailer
            .value(key)
            .is_some_and(|own| table.trailer.value(key).is_none_or(|other| !super::same_value(own, other)))
    });
    if section.kind != Kind::Stream || section.end > table.offset || says_else {
        return Err(wrong("a table and a stream that are not two views of one file"));
    }
    Ok(section)
}

fn read_entries(bytes: &[u8], named: usize, limits: &Limits, budget: &mut Budget) -> Result<Section, Error> {
    let offset = after_white_space(bytes, named);
    let mut relaxed = BTreeSet::new();
    if offset != named {
        relaxed.insert(Relaxation::SpaceBeforeXref);
    }
    let mut words = Vec::new();
    let mut lexer = Lexer::new(bytes, offset);
    let (kind, trailer, entries, end) = match lexer.next()? {
        (Token::Keyword("xref"), _) => {
            let table = table::read(bytes, &mut lexer, limits)?;
            words.push(table.trailer_at);
            if !table.standard_width {
                relaxed.insert(Relaxation::EntryLineEnd);
            }
            let node = parse_object(&mut lexer, limits, budget)?;
            let Value::Dictionary(trailer) = node.value else {
                return Err(Error::xref(node.start, "a trailer that is no dictionary"));
            };
            (Kind::Table, trailer, table.entries, lexer.position)
        }
        (Token::Integer(_), at) if at == offset => {
            let object = Parser::new(limits).indirect(bytes, offset, budget, &|_| None)?;
            let Body::Stream { dictionary, data } = object.body else {
                return Err(Error::xref(offset, "startxref points at an object that is no stream"));
            };
            let data = bytes.get(data).unwrap_or_default();
            let entries = stream::read(&dictionary, data, limits, budget)?;
            (Kind::Stream, dictionary, entries, object.span.end)
        }
        _ => return Err(Error::xref(named, "startxref points at neither xref nor a cross-reference stream")),
    };
    let size = trailer.integer("Size").filter(|size| (0..=MAX_SIZE).contains(size));
    let size = size.ok_or_else(|| Error::xref(offset, "a /Size that is missing or beyond all files"))?;
    if entries.highest().is_some_and(|last| i64::from(last) >= size) {
        return Err(Error::xref(offset, "an object number that /Size does not allow"));
    }
    Ok(Section { kind, offset, stated: None, end, trailer, entries, words, relaxed })
}

/// ISO 32000-1 Annex C: the highest object number, and one.
const MAX_SIZE: i64 = 8_388_608;
/// ISO 32000-2 clause 7.5.4: a number with this generation is never used again.
const LAST_GENERATION: u16 = 65_535;
