//! The check of a whole item, container by container, without recursion.

use unicode_normalization::is_nfc;

use super::head::{self, Major};
use super::{Fault, MAX_INTEGER, MAX_NESTING};
use crate::document::record::hidden;

/// A map or an array that is being read.
enum Open {
    Array { left: u64 },
    Map { left: u64, last: Option<u64> },
}

/// Whether `bytes` are exactly one item of strict CBOR.
pub fn check(bytes: &[u8]) -> Result<(), Fault> {
    let mut input = bytes;
    let mut open: Vec<Open> = Vec::with_capacity(MAX_NESTING);
    loop {
        if let Some(inner) = item(&mut input)? {
            if open.len() == MAX_NESTING {
                return Err(Fault::Nesting);
            }
            open.push(inner);
        }
        while open.last().is_some_and(Open::is_done) {
            open.pop();
        }
        match open.last_mut() {
            None if input.is_empty() => return Ok(()),
            None => return Err(Fault::Trailing),
            Some(around) => around.before_next(&mut input)?,
        }
    }
}

/// Checks one item; answers the map or array whose items follow.
fn item(input: &mut &[u8]) -> Result<Option<Open>, Fault> {
    let (major, number) = head::take(input)?;
    match major {
        Major::Unsigned if number > MAX_INTEGER => Err(Fault::TooLarge),
        Major::Unsigned => Ok(None),
        Major::Bytes => head::bytes(input, number).map(|_| None),
        Major::Text => text(head::bytes(input, number)?).map(|()| None),
        Major::Array => Ok(Some(Open::Array { left: number })),
        Major::Map => Ok(Some(Open::Map { left: number, last: None })),
    }
}

fn text(bytes: &[u8]) -> Result<(), Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::NotUtf8)?;
    if let Some(character) = text.chars().find(|character| hidden(*character)) {
        return Err(Fault::Forbidden(character));
    }
    if is_nfc(text) { Ok(()) } else { Err(Fault::NotNfc) }
}

impl Open {
    fn is_done(&self) -> bool {
        matches!(self, Open::Array { left: 0 } | Open::Map { left: 0, .. })
    }

    /// Counts the item that comes next; in a map its key is read first.
    fn before_next(&mut self, input: &mut &[u8]) -> Result<(), Fault> {
        match self {
            Open::Array { left } => *left -= 1,
            Open::Map { left, last } => {
                *left -= 1;
                let key = key(input)?;
                if last.is_some_and(|last| key <= last) {
                    return Err(Fault::KeyOrder(key));
                }
                *last = Some(key);
            }
        }
        Ok(())
    }
}

fn key(input: &mut &[u8]) -> Result<u64, Fault> {
    match head::take(input)? {
        (Major::Unsigned, key) if key <= MAX_INTEGER => Ok(key),
        (Major::Unsigned, _) => Err(Fault::TooLarge),
        _ => Err(Fault::KeyType),
    }
}
