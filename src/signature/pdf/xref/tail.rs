//! How a revision ends: `startxref`, a number, `%%EOF` (ISO 32000-2 clause 7.5.5).

use crate::signature::pdf::Error;
use crate::signature::pdf::lexer::{Lexer, Token, is_white_space};

/// `startxref N %%EOF` with its end-of-line.
pub struct Tail {
    /// N.
    pub stated: usize,
    /// Just behind the end-of-line that follows `%%EOF`.
    pub end: usize,
}

/// The tail of the whole file. Only white space may follow it.
pub fn last(bytes: &[u8]) -> Result<Tail, Error> {
    const NEAR: usize = 64;
    const STRUCTURE: [&[u8]; 3] = [b"obj", b"xref", b"trailer"];
    let no_end = |at| {
        let what = "the file does not end with startxref, a number and %%EOF".into();
        Error::Malformed { code: "END_INVALID", at, what }
    };
    let written = bytes.iter().rposition(|byte| !is_white_space(*byte)).map_or(0, |last| last + 1);
    let from = written.saturating_sub(NEAR);
    let word = b"startxref";
    let place = bytes.get(from..written).and_then(|near| near.windows(word.len()).rposition(|window| window == word));
    let tail = read(bytes, from + place.ok_or_else(|| no_end(from))?)?;
    let more = bytes.get(tail.end..written).unwrap_or_default();
    if STRUCTURE.iter().any(|word| more.windows(word.len()).any(|window| window == *word)) {
        return Err(no_end(tail.end));
    }
    match more {
        [] => Ok(tail),
        _ => Err(Error::Malformed { code: "TRAILING_BYTES", at: tail.end, what: "bytes after the last %%EOF".into() }),
    }
}

/// Reads a tail at the keyword itself.
pub fn read(bytes: &[u8], at: usize) -> Result<Tail, Error> {
    let mut lexer = Lexer::new(bytes, at);
    let (Token::Keyword("startxref"), _) = lexer.next()? else {
        return Err(Error::xref(at, "no startxref after the trailer"));
    };
    // No comment and no sign: a reader that sees no number here rebuilds the file by its own ideas.
    skip_spaces(bytes, &mut lexer.position);
    let digits = lexer.position;
    while bytes.get(lexer.position).is_some_and(u8::is_ascii_digit) {
        lexer.position += 1;
    }
    let stated = bytes.get(digits..lexer.position).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    let Some(stated) = stated else { return Err(Error::xref(at, "startxref without a number")) };
    skip_spaces(bytes, &mut lexer.position);
    let rest = bytes.get(lexer.position..).and_then(|rest| rest.strip_prefix(b"%%EOF"));
    let Some(rest) = rest else { return Err(Error::xref(lexer.position, "no %%EOF after startxref")) };
    let line_end = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\n', ..] | [b'\r', ..] => 1,
        _ => 0,
    };
    Ok(Tail { stated, end: lexer.position + 5 + line_end })
}

/// Spaces and ends of lines, no other white space and no comments.
pub fn skip_spaces(bytes: &[u8], position: &mut usize) {
    while matches!(bytes.get(*position), Some(b' ' | b'\r' | b'\n')) {
        *position += 1;
    }
}
