//! Items that were checked as a whole, read one by one.

use super::head::{self, Major};
use super::{Fault, Fields, strict};

/// One item of checked bytes, as received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    Unsigned(u64),
    Bytes(&'a [u8]),
    Text(&'a str),
    Array(Items<'a>),
    Map(Entries<'a>),
}

impl<'a> Value<'a> {
    /// The one item that `bytes` are.
    ///
    /// # Errors
    /// The first [`Fault`] of what is not strict CBOR.
    pub fn read(bytes: &'a [u8]) -> Result<Value<'a>, Fault> {
        strict::check(bytes)?;
        let mut input = bytes;
        next(&mut input).ok_or(Fault::Cut)
    }

    /// The entries of the one map that `bytes` are.
    ///
    /// # Errors
    /// As [`Value::read`], and [`Fault::NotAMap`].
    pub fn read_map(bytes: &'a [u8]) -> Result<Fields<'a>, Fault> {
        match Value::read(bytes)? {
            Value::Map(entries) => Ok(Fields::new(entries)),
            _ => Err(Fault::NotAMap),
        }
    }
}

/// The items of an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Items<'a> {
    left: u64,
    input: &'a [u8],
}

impl<'a> Iterator for Items<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        self.left = self.left.checked_sub(1)?;
        next(&mut self.input)
    }
}

/// The entries of a map, by ascending key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entries<'a> {
    left: u64,
    input: &'a [u8],
}

impl<'a> Iterator for Entries<'a> {
    type Item = (u64, Value<'a>);

    fn next(&mut self) -> Option<(u64, Value<'a>)> {
        self.left = self.left.checked_sub(1)?;
        let (_, key) = head::take(&mut self.input).ok()?;
        Some((key, next(&mut self.input)?))
    }
}

/// The next item. Only checked bytes come here, so there is one.
fn next<'a>(input: &mut &'a [u8]) -> Option<Value<'a>> {
    let (major, number) = head::take(input).ok()?;
    Some(match major {
        Major::Unsigned => Value::Unsigned(number),
        Major::Bytes => Value::Bytes(head::bytes(input, number).ok()?),
        Major::Text => Value::Text(std::str::from_utf8(head::bytes(input, number).ok()?).ok()?),
        Major::Array => Value::Array(Items { left: number, input: inside(input, number)? }),
        Major::Map => Value::Map(Entries { left: number, input: inside(input, number.checked_mul(2)?)? }),
    })
}

/// Takes the next `count` items, whatever they hold.
fn inside<'a>(input: &mut &'a [u8], count: u64) -> Option<&'a [u8]> {
    let whole = *input;
    let mut pending = count;
    while let Some(left) = pending.checked_sub(1) {
        let (major, number) = head::take(input).ok()?;
        pending = match major {
            Major::Unsigned => left,
            Major::Bytes | Major::Text => head::bytes(input, number).map(|_| left).ok()?,
            Major::Array => left.checked_add(number)?,
            Major::Map => left.checked_add(number.checked_mul(2)?)?,
        };
    }
    whole.get(..whole.len() - input.len())
}
