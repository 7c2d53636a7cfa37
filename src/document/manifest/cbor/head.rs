//! The first bytes of an item: its major type and its number, in the only form allowed.

use super::Fault;

/// The major types that are used (RFC 8949 section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Major {
    Unsigned = 0,
    Bytes = 2,
    Text = 3,
    Array = 4,
    Map = 5,
}

/// Takes the head of the next item from `input`: its major type, and its value, length or count.
pub fn take(input: &mut &[u8]) -> Result<(Major, u64), Fault> {
    let first = *bytes(input, 1)?.first().ok_or(Fault::Cut)?;
    let major = match first >> 5 {
        0 => Major::Unsigned,
        2 => Major::Bytes,
        3 => Major::Text,
        4 => Major::Array,
        5 => Major::Map,
        other => return Err(Fault::MajorType(other)),
    };
    let (width, least) = match first & 0x1f {
        short @ 0..=23 => return Ok((major, u64::from(short))),
        24 => (1, 24),
        25 => (2, 1 << 8),
        26 => (4, 1 << 16),
        27 => (8, 1 << 32),
        _ => return Err(Fault::Indefinite),
    };
    let number = bytes(input, width)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
    if number < least { Err(Fault::NotShortest) } else { Ok((major, number)) }
}

/// Takes the next `count` bytes from `input`.
pub fn bytes<'a>(input: &mut &'a [u8], count: u64) -> Result<&'a [u8], Fault> {
    let (taken, rest) =
        usize::try_from(count).ok().and_then(|count| input.split_at_checked(count)).ok_or(Fault::Cut)?;
    *input = rest;
    Ok(taken)
}
