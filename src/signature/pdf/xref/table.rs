//! Cross-reference tables (ISO 32000-2 clause 7.5.4).

use super::tail::skip_spaces;
use super::{Entries, Entry};
use crate::signature::pdf::lexer::{Lexer, Token};
use crate::signature::pdf::{Error, Limit, Limits};

/// The entries of a table, and where the word `trailer` behind it begins.
pub struct Table {
    pub entries: Entries,
    pub trailer_at: usize,
    /// Whether every entry has the 20 bytes of the standard.
    pub standard_width: bool,
}

/// Without its end-of-line.
const ENTRY: usize = 18;

/// Reads on behind the word `xref`, up to and with the word `trailer`.
pub fn read(bytes: &[u8], lexer: &mut Lexer, limits: &Limits) -> Result<Table, Error> {
    let mut entries = Vec::new();
    let mut line_end: Option<usize> = None;
    let start = lexer.position;
    loop {
        let (first, count) = match (lexer.next()?, lexer.clone().next()?) {
            ((Token::Keyword("trailer"), at), _) => {
                let plain = |byte: &u8| matches!(byte, b'0'..=b'9' | b' ' | b'n' | b'f' | b'\r' | b'\n');
                return match bytes.get(start..at) {
                    Some(table) if table.iter().all(plain) => Ok(Table {
                        entries: Entries::of_section(entries)?,
                        trailer_at: at,
                        standard_width: line_end.is_none_or(|length| length == 2),
                    }),
                    _ => Err(Error::xref(start, "a table with more in it than entries")),
                };
            }
            ((Token::Integer(first), _), (Token::Integer(count), _)) => (first, count),
            ((_, at), _) => return Err(Error::xref(at, "neither a subsection nor the trailer")),
        };
        lexer.next()?;
        skip_spaces(bytes, &mut lexer.position);
        let (Ok(first), Ok(count)) = (u32::try_from(first), u32::try_from(count)) else {
            return Err(Error::xref(lexer.position, "a subsection out of range"));
        };
        if entries.len() as u64 + u64::from(count) > limits.objects {
            return Err(Error::over(Limit::Objects, limits.objects));
        }
        for i in 0..count {
            let at = lexer.position;
            let rest = bytes.get(at..).unwrap_or_default();
            let (entry, length) =
                entry(rest).ok_or_else(|| Error::xref(at, "an entry that is not of the known form"))?;
            if *line_end.get_or_insert(length) != length {
                return Err(Error::xref(at, "a table with entries of two lengths"));
            }
            let number = first.checked_add(i).ok_or_else(|| Error::xref(at, "an object number out of range"))?;
            entries.push((number, entry));
            lexer.position += ENTRY + length;
        }
    }
}

/// `oooooooooo ggggg n`, and how many bytes its end-of-line has: two by the standard, one or three
/// with older producers.
fn entry(line: &[u8]) -> Option<(Entry, usize)> {
    // ten digits at most
    let digits = |range: std::ops::Range<usize>| {
        let mut digits = line.get(range)?.iter();
        digits.try_fold(0, |number: u64, digit| digit.is_ascii_digit().then(|| 10 * number + u64::from(digit - b'0')))
    };
    let offset = usize::try_from(digits(0..10)?).ok()?;
    let generation = u16::try_from(digits(11..16)?).ok()?;
    if line.get(10) != Some(&b' ') || line.get(16) != Some(&b' ') {
        return None;
    }
    let entry = match line.get(17)? {
        b'n' => Entry::InFile { offset, generation },
        b'f' => Entry::Free { generation },
        _ => return None,
    };
    let line_end = match line.get(ENTRY..)? {
        [b' ', b'\r', b'\n', ..] => 3,
        [b'\r', b'\n', ..] | [b' ', b'\r' | b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => return None,
    };
    Some((entry, line_end))
}
