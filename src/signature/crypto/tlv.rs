//! Strict DER elements that keep their raw bytes, because what is hashed and verified is always the
//! bytes as received and never a re-encoding.

use super::Oid;
use der::asn1::ObjectIdentifier;

/// Universal and context tags used in certificates and signed messages (X.690 clause 8.1.2).
pub mod tag {
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BIT_STRING: u8 = 0x03;
    pub const OCTET_STRING: u8 = 0x04;
    pub const NULL: u8 = 0x05;
    pub const OID: u8 = 0x06;
    pub const UTF8_STRING: u8 = 0x0c;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;

    /// Context-specific and constructed, as EXPLICIT tags and SEQUENCEs behind IMPLICIT ones are.
    pub const fn constructed(number: u8) -> u8 {
        0xa0 | number
    }

    /// Context-specific and primitive.
    pub const fn primitive(number: u8) -> u8 {
        0x80 | number
    }
}

/// The bytes are not strict DER, or not the element that was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("the bytes end inside an element")]
    Truncated,
    #[error("indefinite length is BER, not DER")]
    Indefinite,
    #[error("a length is not in its shortest form or is too large")]
    Length,
    #[error("a string is split in parts, which is BER, not DER")]
    ConstructedString,
    #[error("a tag above 30, or a reserved one")]
    Tag,
    #[error("another element was expected")]
    Unexpected,
    #[error("a value is not in its DER form")]
    Value,
    #[error("bytes follow where the structure has ended")]
    Trailing,
    #[error("elements are nested too deeply or there are too many")]
    Limit,
}

impl Error {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Indefinite | Error::ConstructedString => "DER_IS_BER",
            Error::Limit => "DER_LIMIT",
            _ => "DER_MALFORMED",
        }
    }
}

/// One element: its tag, its content and all of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<'a> {
    pub tag: u8,
    pub value: &'a [u8],
    pub raw: &'a [u8],
}

impl<'a> Element<'a> {
    /// The first element of `input` and the bytes after it.
    pub fn split(input: &'a [u8]) -> Result<(Self, &'a [u8]), Error> {
        let (&tag, after_tag) = input.split_first().ok_or(Error::Truncated)?;
        if tag & 0x1f == 0x1f || tag == 0 {
            return Err(Error::Tag);
        }
        let (&first, mut rest) = after_tag.split_first().ok_or(Error::Truncated)?;
        let length = match first {
            0x80 => return Err(Error::Indefinite),
            0..0x80 => usize::from(first),
            0x81..=0x84 => {
                let (digits, tail) = rest.split_at_checked(usize::from(first & 0x7f)).ok_or(Error::Truncated)?;
                rest = tail;
                let value = digits.iter().fold(0u64, |n, d| (n << 8) | u64::from(*d));
                if value < 0x80 || digits.first() == Some(&0) {
                    return Err(Error::Length);
                }
                usize::try_from(value).map_err(|_| Error::Length)?
            }
            _ => return Err(Error::Length),
        };
        let (value, after) = rest.split_at_checked(length).ok_or(Error::Truncated)?;
        let raw_len = input.len() - after.len();
        let raw = input.get(..raw_len).ok_or(Error::Truncated)?;
        Ok((Self { tag, value, raw }, after))
    }

    /// The only element of `input`.
    pub fn whole(input: &'a [u8]) -> Result<Self, Error> {
        match Self::split(input)? {
            (element, []) => Ok(element),
            _ => Err(Error::Trailing),
        }
    }

    /// A reader over the content, if the tag is the expected one.
    pub fn reader(&self, expected: u8) -> Result<Reader<'a>, Error> {
        if self.tag == expected { Ok(Reader::new(self.value)) } else { Err(Error::Unexpected) }
    }

    pub fn oid(&self) -> Result<Oid, Error> {
        self.expect(tag::OID)?;
        Oid::from_bytes(self.value).ok_or(Error::Value)
    }

    /// The content of an INTEGER that is not negative, without its sign byte.
    pub fn unsigned(&self) -> Result<&'a [u8], Error> {
        self.expect(tag::INTEGER)?;
        match self.value {
            [] => Err(Error::Value),
            [0] => Ok(self.value),
            [0, next, ..] if next & 0x80 == 0 => Err(Error::Value),
            [0, rest @ ..] => Ok(rest),
            [first, ..] if first & 0x80 != 0 => Err(Error::Value),
            value => Ok(value),
        }
    }

    /// An INTEGER between 0 and 2^32 - 1.
    pub fn small_unsigned(&self) -> Result<u32, Error> {
        let digits = self.unsigned()?;
        if digits.len() > 4 {
            return Err(Error::Value);
        }
        Ok(digits.iter().fold(0, |n, d| (n << 8) | u32::from(*d)))
    }

    pub fn boolean(&self) -> Result<bool, Error> {
        self.expect(tag::BOOLEAN)?;
        match self.value {
            [0x00] => Ok(false),
            [0xff] => Ok(true),
            _ => Err(Error::Value),
        }
    }

    pub fn octets(&self) -> Result<&'a [u8], Error> {
        self.expect(tag::OCTET_STRING)?;
        Ok(self.value)
    }

    pub fn utf8(&self) -> Result<&'a str, Error> {
        self.expect(tag::UTF8_STRING)?;
        std::str::from_utf8(self.value).map_err(|_| Error::Value)
    }

    /// The content of a BIT STRING with a whole number of bytes.
    pub fn bits(&self) -> Result<&'a [u8], Error> {
        self.expect(tag::BIT_STRING)?;
        match self.value {
            [0, bytes @ ..] => Ok(bytes),
            _ => Err(Error::Value),
        }
    }

    fn expect(&self, expected: u8) -> Result<(), Error> {
        if self.tag == expected { Ok(()) } else { Err(Error::Unexpected) }
    }
}

/// Reads elements one after another.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(input: &'a [u8]) -> Self {
        Self { rest: input }
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub fn any(&mut self) -> Result<Element<'a>, Error> {
        let (element, rest) = Element::split(self.rest)?;
        self.rest = rest;
        Ok(element)
    }

    /// The next element, which must carry this tag.
    pub fn take(&mut self, tag: u8) -> Result<Element<'a>, Error> {
        self.optional(tag)?.ok_or(Error::Unexpected)
    }

    /// The next element if it carries this tag.
    pub fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, Error> {
        if self.rest.first() == Some(&tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// A reader over the content of the next element, which must carry this tag.
    pub fn enter(&mut self, tag: u8) -> Result<Reader<'a>, Error> {
        Ok(Reader::new(self.take(tag)?.value))
    }

    /// Nothing may follow.
    pub fn finish(self) -> Result<(), Error> {
        if self.rest.is_empty() { Ok(()) } else { Err(Error::Trailing) }
    }
}

/// Elements in one structure; a signed message with twenty certificates has about 2,000.
const MAX_ELEMENTS: usize = 50_000;
/// Nesting; a signed message with a timestamp token has about 20.
const MAX_DEPTH: usize = 64;

/// Whether every element down to the last one is DER: definite and shortest lengths, strings in one
/// piece, booleans of 00 or FF (X.690 clauses 10 and 11). Works on a stack of its own.
pub fn check_strict(element: Element<'_>) -> Result<(), Error> {
    check_strict_within(element, MAX_ELEMENTS)
}

/// The same for a structure that may have more elements, as long lists do.
pub fn check_strict_within(element: Element<'_>, max_elements: usize) -> Result<(), Error> {
    let mut open = vec![Reader::new(element.raw)];
    let mut seen = 0;
    while let Some(reader) = open.last_mut() {
        if reader.is_empty() {
            open.pop();
            continue;
        }
        let next = reader.any()?;
        seen += 1;
        if seen > max_elements || open.len() > MAX_DEPTH {
            return Err(Error::Limit);
        }
        let universal = next.tag & 0xc0 == 0;
        if next.tag & 0x20 != 0 {
            if universal && !matches!(next.tag, tag::SEQUENCE | tag::SET | 0x28 | 0x2b) {
                return Err(Error::ConstructedString);
            }
            open.push(Reader::new(next.value));
        } else {
            match next.tag {
                tag::BOOLEAN => drop(next.boolean()?),
                tag::NULL if !next.value.is_empty() => return Err(Error::Value),
                tag::INTEGER => check_integer(next.value)?,
                0x10 | 0x11 => return Err(Error::Tag),
                _ => {}
            }
        }
    }
    Ok(())
}

/// X.690 clause 8.3.2: the first nine bits are neither all ones nor all zero.
fn check_integer(value: &[u8]) -> Result<(), Error> {
    match value {
        [] => Err(Error::Value),
        [0x00, next, ..] if next & 0x80 == 0 => Err(Error::Value),
        [0xff, next, ..] if next & 0x80 != 0 => Err(Error::Value),
        _ => Ok(()),
    }
}

/// An element with this tag and content.
pub fn encode(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length + 6);
    out.push(tag);
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let digits = length.to_be_bytes();
        let skipped = digits.iter().take_while(|d| **d == 0).count();
        out.push(0x80 | (digits.len() - skipped) as u8);
        out.extend(digits.iter().skip(skipped));
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// A SEQUENCE of these elements.
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    encode(tag::SEQUENCE, parts)
}

/// A set with this tag, its elements sorted by their bytes (X.690 clause 11.6).
pub fn set_of(tag: u8, mut parts: Vec<Vec<u8>>) -> Vec<u8> {
    parts.sort();
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    encode(tag, &parts)
}

/// An OBJECT IDENTIFIER.
pub fn oid(oid: ObjectIdentifier) -> Vec<u8> {
    encode(tag::OID, &[oid.as_bytes()])
}

/// An INTEGER from unsigned big-endian bytes, in its shortest form.
pub fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let skipped = bytes.iter().take_while(|b| **b == 0).count();
    let digits = bytes.get(skipped..).unwrap_or_default();
    match digits.first() {
        None => encode(tag::INTEGER, &[&[0]]),
        Some(first) if first & 0x80 != 0 => encode(tag::INTEGER, &[&[0], digits]),
        Some(_) => encode(tag::INTEGER, &[digits]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strict(bytes: &[u8]) -> Result<(), Error> {
        Element::whole(bytes).and_then(check_strict)
    }

    #[test]
    fn lengths_must_be_shortest_and_definite() {
        assert_eq!(Element::whole(&[4, 1, 7]).map(|e| e.value), Ok(&[7u8][..]));
        assert_eq!(Element::whole(&[4, 0x81, 1, 7]), Err(Error::Length));
        assert_eq!(Element::whole(&[4, 0x82, 0, 0x80]), Err(Error::Length));
        assert_eq!(Element::whole(&[0x30, 0x80, 0, 0]), Err(Error::Indefinite));
        assert_eq!(Element::whole(&[4, 2, 7]), Err(Error::Truncated));
        assert_eq!(Element::whole(&[4, 1, 7, 0]), Err(Error::Trailing));
        assert_eq!(Element::whole(&[4, 0x88, 0x7f, 255, 255, 255, 255, 255, 255, 255]), Err(Error::Length));
    }

    #[test]
    fn strictness_reaches_inner_elements() {
        assert_eq!(strict(&[0x30, 3, 1, 1, 0xff]), Ok(()));
        assert_eq!(strict(&[0x30, 3, 1, 1, 1]), Err(Error::Value));
        assert_eq!(strict(&[0x30, 4, 2, 2, 0, 1]), Err(Error::Value));
        assert_eq!(strict(&[0x30, 5, 0x24, 3, 4, 1, 0]), Err(Error::ConstructedString));
    }

    #[test]
    fn limits_are_exact() {
        let nested = |depth: usize| (1..depth).fold(vec![0x30, 0], |inner, _| encode(tag::SEQUENCE, &[&inner]));
        assert_eq!(strict(&nested(MAX_DEPTH)), Ok(()));
        assert_eq!(strict(&nested(MAX_DEPTH + 1)), Err(Error::Limit));
        let many = |elements: usize| encode(tag::SEQUENCE, &[&[5, 0].repeat(elements - 1)]);
        assert_eq!(strict(&many(MAX_ELEMENTS)), Ok(()));
        assert_eq!(strict(&many(MAX_ELEMENTS + 1)), Err(Error::Limit));
    }

    #[test]
    fn ten_thousand_nested_elements_are_refused_without_recursion() {
        let mut bytes = Vec::new();
        for _ in 0..10_000 {
            bytes = encode(tag::SEQUENCE, &[&bytes]);
        }
        assert_eq!(strict(&bytes), Err(Error::Limit));
    }

    #[test]
    fn what_is_written_is_read_back() {
        for length in [0usize, 1, 127, 128, 255, 256, 70_000] {
            let bytes = encode(tag::OCTET_STRING, &[&vec![9; length]]);
            assert_eq!(Element::whole(&bytes).unwrap().value.len(), length);
        }
        assert_eq!(unsigned(&[0, 0, 0x80]), [2, 2, 0, 0x80]);
        assert_eq!(unsigned(&[]), [2, 1, 0]);
    }
}
