//! A writer of DER that shares nothing with the library, and writes what it is told, right or wrong.

use num_bigint::BigUint;

pub type Der = Vec<u8>;

/// An element out of its tag and its content.
pub fn tlv(tag: u8, content: &[u8]) -> Der {
    let mut out = vec![tag];
    match content.len() {
        short @ 0..0x80 => out.push(short as u8),
        long => {
            let digits: Vec<u8> = long.to_be_bytes().into_iter().skip_while(|digit| *digit == 0).collect();
            out.push(0x80 | digits.len() as u8);
            out.extend(digits);
        }
    }
    out.extend_from_slice(content);
    out
}

/// An element out of its tag and its parts, in the order given.
pub fn of(tag: u8, parts: impl IntoIterator<Item = Der>) -> Der {
    tlv(tag, &parts.into_iter().collect::<Vec<Der>>().concat())
}

pub fn seq(parts: impl IntoIterator<Item = Der>) -> Der {
    of(0x30, parts)
}

/// SET OF: sorted, as DER asks.
pub fn set(parts: impl IntoIterator<Item = Der>) -> Der {
    let mut parts: Vec<Der> = parts.into_iter().collect();
    parts.sort();
    of(0x31, parts)
}

/// `[number]` around something.
pub fn explicit(number: u8, inner: Der) -> Der {
    tlv(0xa0 | number, &inner)
}

/// The same content behind another tag.
pub fn retagged(tag: u8, mut element: Der) -> Der {
    element[0] = tag;
    element
}

pub fn null() -> Der {
    vec![5, 0]
}

pub fn boolean(value: bool) -> Der {
    vec![1, 1, if value { 0xff } else { 0 }]
}

/// INTEGER out of a number that is not negative.
pub fn number(value: &BigUint) -> Der {
    let mut bytes = value.to_bytes_be();
    if bytes[0] & 0x80 != 0 {
        bytes.insert(0, 0);
    }
    tlv(2, &bytes)
}

pub fn int(value: u64) -> Der {
    number(&BigUint::from(value))
}

pub fn octets(content: &[u8]) -> Der {
    tlv(4, content)
}

/// BIT STRING of whole bytes.
pub fn bits(content: &[u8]) -> Der {
    tlv(3, &[&[0], content].concat())
}

pub fn utf8(text: &str) -> Der {
    tlv(0x0c, text.as_bytes())
}

/// GeneralizedTime or UTCTime as written, such as `20260601010000Z` and `260601010000Z`.
pub fn time(text: &str) -> Der {
    tlv(if text.len() > 13 { 0x18 } else { 0x17 }, text.as_bytes())
}

/// OBJECT IDENTIFIER out of its dotted text.
pub fn oid(dotted: &str) -> Der {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut content = Vec::new();
    for arc in std::iter::once(arcs[0] * 40 + arcs[1]).chain(arcs[2..].iter().copied()) {
        let mut groups = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            groups.insert(0, 0x80 | (rest & 0x7f) as u8);
            rest >>= 7;
        }
        content.extend(groups);
    }
    tlv(6, &content)
}

/// The elements one after another in some content: tag and content of each.
pub fn elements(mut content: &[u8]) -> Vec<(u8, &[u8])> {
    let mut found = Vec::new();
    while !content.is_empty() {
        let (length, header) = match content[1] {
            short @ 0..0x80 => (usize::from(short), 2),
            long => {
                let count = usize::from(long & 0x7f);
                (content[2..2 + count].iter().fold(0, |n, digit| n << 8 | usize::from(*digit)), 2 + count)
            }
        };
        found.push((content[0], &content[header..header + length]));
        content = &content[header + length..];
    }
    found
}

/// `-----BEGIN label-----` around the bytes.
pub fn pem(label: &str, der: &[u8]) -> String {
    let text = data_encoding::BASE64.encode(der);
    let lines: Vec<&str> = (0..text.len()).step_by(64).map(|at| &text[at..text.len().min(at + 64)]).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
