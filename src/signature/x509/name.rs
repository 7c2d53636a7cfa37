//! Distinguished names: readable text (RFC 4514) and the comparison of RFC 5280 section 7.1.

use crate::signature::crypto::Oid;
use crate::signature::crypto::tlv::{self, Element, Reader, tag};
use der::asn1::ObjectIdentifier;
use unicode_normalization::UnicodeNormalization;

/// Short names of RFC 4514 section 3, and those that Vietnamese certificates use besides.
const KEYWORDS: [(&str, &str); 16] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "STREET"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "title"),
    ("2.5.4.17", "postalCode"),
    ("2.5.4.20", "telephoneNumber"),
    ("2.5.4.42", "GN"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
];
const EMAIL_ADDRESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
/// Attributes in one name; real ones have fewer than fifteen.
const MAX_ATTRIBUTES: usize = 10_000;

pub(super) struct Attribute<'a> {
    oid: Oid,
    value: Element<'a>,
    /// Further values of the same relative name, joined by `+`.
    joined: bool,
}

impl<'a> Attribute<'a> {
    /// The mailbox, if this is an emailAddress (RFC 5280 section 4.1.2.6). One that is not ASCII
    /// cannot be compared with anything and is an error.
    pub(super) fn mailbox(&self) -> Result<Option<&'a str>, tlv::Error> {
        if self.oid != EMAIL_ADDRESS {
            return Ok(None);
        }
        match std::str::from_utf8(self.value.value) {
            Ok(text) if text.is_ascii() => Ok(Some(text)),
            _ => Err(tlv::Error::Value),
        }
    }
}

/// The attributes of a Name in the order of the certificate.
pub(super) fn attributes(name: &[u8]) -> Result<Vec<Attribute<'_>>, tlv::Error> {
    let mut found = Vec::new();
    let mut relative_names = Element::whole(name)?.reader(tag::SEQUENCE)?;
    while !relative_names.is_empty() {
        let mut set: Reader<'_> = relative_names.enter(tag::SET)?;
        let mut joined = false;
        loop {
            let mut pair = set.enter(tag::SEQUENCE)?;
            let oid = pair.any()?.oid()?;
            let value = pair.any()?;
            pair.finish()?;
            found.push(Attribute { oid, value, joined });
            if found.len() > MAX_ATTRIBUTES {
                return Err(tlv::Error::Limit);
            }
            if set.is_empty() {
                break;
            }
            joined = true;
        }
    }
    Ok(found)
}

/// RFC 4514 text, most specific first, UTF-8, control and direction characters escaped.
pub(super) fn text(attributes: &[Attribute<'_>]) -> String {
    let mut groups: Vec<String> = Vec::new();
    for attribute in attributes {
        let oid = attribute.oid.to_string();
        let keyword = KEYWORDS.iter().find_map(|(known, keyword)| (*known == oid).then_some(*keyword)).unwrap_or(&oid);
        let value = match string(attribute.value) {
            Some(value) => escape(&value),
            None => format!("#{}", data_encoding::HEXLOWER.encode(attribute.value.raw)),
        };
        match groups.last_mut() {
            Some(group) if attribute.joined => group.push_str(&format!("+{keyword}={value}")),
            _ => groups.push(format!("{keyword}={value}")),
        }
    }
    groups.reverse();
    groups.join(",")
}

/// The last (most specific) common name.
pub(super) fn common_name(attributes: &[Attribute<'_>]) -> Option<String> {
    attributes.iter().rev().find(|attribute| attribute.oid == COMMON_NAME).and_then(|attribute| string(attribute.value))
}

/// Bytes that are equal exactly when two names match: strings compared after compatibility
/// normalisation, case folding and collapsing of spaces; everything else byte by byte.
pub(super) fn canonical(attributes: &[Attribute<'_>]) -> Vec<u8> {
    let mut groups: Vec<Vec<Vec<u8>>> = Vec::new();
    for attribute in attributes {
        let value = match string(attribute.value) {
            Some(value) => {
                let folded: String = value.nfkc().flat_map(char::to_lowercase).collect();
                let words: Vec<&str> = folded.split_whitespace().collect();
                tlv::encode(0x0c, &[words.join(" ").as_bytes()])
            }
            None => attribute.value.raw.to_vec(),
        };
        let pair = tlv::sequence(&[&tlv::encode(tag::OID, &[attribute.oid.as_bytes()]), &value]);
        match groups.last_mut() {
            Some(group) if attribute.joined => group.push(pair),
            _ => groups.push(vec![pair]),
        }
    }
    let sets: Vec<Vec<u8>> = groups.into_iter().map(|group| tlv::set_of(tag::SET, group)).collect();
    let sets: Vec<&[u8]> = sets.iter().map(Vec::as_slice).collect();
    tlv::sequence(&sets)
}

/// The text of a DirectoryString or IA5String.
fn string(value: Element<'_>) -> Option<String> {
    match value.tag {
        // UTF8String, NumericString, PrintableString, IA5String
        0x0c | 0x12 | 0x13 | 0x16 => String::from_utf8(value.value.to_vec()).ok(),
        // TeletexString, read as ISO 8859-1 as everyone does
        0x14 => Some(value.value.iter().map(|b| char::from(*b)).collect()),
        // BMPString
        0x1e if value.value.len().is_multiple_of(2) => {
            let units = value.value.chunks_exact(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0,
            });
            char::decode_utf16(units).collect::<Result<_, _>>().ok()
        }
        // UniversalString
        0x1c if value.value.len().is_multiple_of(4) => {
            let letters = value.value.chunks_exact(4).map(|four| match four {
                [a, b, c, d] => char::from_u32(u32::from_be_bytes([*a, *b, *c, *d])),
                _ => None,
            });
            letters.collect()
        }
        _ => None,
    }
}

fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let last = value.chars().count().saturating_sub(1);
    for (index, c) in value.chars().enumerate() {
        let hidden = c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if hidden {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                out.push_str(&format!("\\{byte:02X}"));
            }
            continue;
        }
        let at_edge = (index == 0 || index == last) && c == ' ';
        if at_edge || (index == 0 && c == '#') || matches!(c, ',' | '+' | '"' | '\\' | '<' | '>' | ';') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(parts: &[(&str, u8, &[u8])]) -> Vec<u8> {
        let sets: Vec<Vec<u8>> = parts
            .iter()
            .map(|(oid, tag, value)| {
                let pair = tlv::sequence(&[&tlv::oid(ObjectIdentifier::new_unwrap(oid)), &tlv::encode(*tag, &[value])]);
                tlv::set_of(tag::SET, vec![pair])
            })
            .collect();
        let sets: Vec<&[u8]> = sets.iter().map(Vec::as_slice).collect();
        tlv::sequence(&sets)
    }

    fn read(der: &[u8]) -> (String, Option<String>, Vec<u8>) {
        let attributes = attributes(der).unwrap();
        (text(&attributes), common_name(&attributes), canonical(&attributes))
    }

    #[test]
    fn vietnamese_names_are_readable_and_most_specific_first() {
        let der = name(&[
            ("2.5.4.6", 0x13, b"VN"),
            ("2.5.4.10", 0x0c, "Trường THCS Hòa Bình, xã A".as_bytes()),
            ("2.5.4.3", 0x0c, "Nguyễn Thị Hồng Nhung".as_bytes()),
        ]);
        let (text, common, _) = read(&der);
        assert_eq!(text, "CN=Nguyễn Thị Hồng Nhung,O=Trường THCS Hòa Bình\\, xã A,C=VN");
        assert_eq!(common.as_deref(), Some("Nguyễn Thị Hồng Nhung"));
    }

    #[test]
    fn direction_tricks_are_shown() {
        let der = name(&[("2.5.4.3", 0x0c, "A\u{202e}B\n".as_bytes())]);
        assert_eq!(read(&der).0, "CN=A\\E2\\80\\AEB\\0A");
    }

    #[test]
    fn comparison_folds_case_space_and_string_type() {
        let a = name(&[("2.5.4.3", 0x13, b"School  CA")]);
        let b = name(&[("2.5.4.3", 0x0c, b" school ca ")]);
        let bmp = name(&[("2.5.4.3", 0x1e, b"\0s\0c\0h\0o\0o\0l\0 \0c\0a")]);
        let c = name(&[("2.5.4.3", 0x0c, b"school cb")]);
        assert_eq!(read(&a).2, read(&b).2);
        assert_eq!(read(&a).2, read(&bmp).2);
        let wide: Vec<u8> = "school ca".chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        let universal = name(&[("2.5.4.3", 0x1c, &wide)]);
        assert_eq!(read(&a).2, read(&universal).2);
        assert_ne!(read(&a).2, read(&c).2);
    }
}
