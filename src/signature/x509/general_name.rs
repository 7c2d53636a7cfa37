//! GeneralName (RFC 5280 section 4.2.1.6): the kinds of names that a certificate can bear or be
//! restricted to, borrowed from its bytes.

use super::name;
use crate::signature::crypto::tlv::{self, Element, Reader, tag};

/// One name. Texts are not checked here beyond being ASCII (IA5String).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum GeneralName<'a> {
    /// rfc822Name: a mailbox, or in a constraint also a host or a domain.
    Email(&'a str),
    Dns(&'a str),
    /// A distinguished name in the form that compares (RFC 5280 section 7.1): its relative names,
    /// one element after another, so that a subtree is a prefix.
    Directory(Vec<u8>),
    Uri(&'a str),
    /// Four or sixteen bytes; in a constraint twice as many.
    Ip(&'a [u8]),
    /// otherName, x400Address, ediPartyName, registeredID, by the number of the tag.
    Other(u8),
}

impl<'a> GeneralName<'a> {
    pub(super) fn parse(element: Element<'a>) -> Result<Self, tlv::Error> {
        let text = || match std::str::from_utf8(element.value) {
            Ok(text) if text.is_ascii() => Ok(text),
            _ => Err(tlv::Error::Value),
        };
        Ok(match element.tag {
            0x81 => Self::Email(text()?),
            0x82 => Self::Dns(text()?),
            // A CHOICE is tagged explicitly.
            0xa4 => Self::Directory(relative_names(element.value)?),
            0x86 => Self::Uri(text()?),
            0x87 => Self::Ip(element.value),
            0xa0 | 0xa3 | 0xa5 | 0x88 => Self::Other(element.tag & 0x1f),
            _ => return Err(tlv::Error::Unexpected),
        })
    }

    /// A GeneralNames, as an alternative name is; an empty one is not allowed.
    pub(super) fn parse_all(names: &'a [u8]) -> Result<Vec<Self>, tlv::Error> {
        let mut reader: Reader<'a> = Element::whole(names)?.reader(tag::SEQUENCE)?;
        let mut found = Vec::new();
        while !reader.is_empty() {
            found.push(Self::parse(reader.any()?)?);
        }
        if found.is_empty() { Err(tlv::Error::Value) } else { Ok(found) }
    }

    /// How the kind is called in the standard.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Email(_) => "rfc822Name",
            Self::Dns(_) => "dNSName",
            Self::Directory(_) => "directoryName",
            Self::Uri(_) => "uniformResourceIdentifier",
            Self::Ip(_) => "iPAddress",
            Self::Other(0) => "otherName",
            Self::Other(3) => "x400Address",
            Self::Other(5) => "ediPartyName",
            Self::Other(_) => "registeredID",
        }
    }

    /// Whether both are of the same kind.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.kind() == other.kind()
    }
}

/// The relative names of a Name in the form that compares.
pub(super) fn relative_names(name: &[u8]) -> Result<Vec<u8>, tlv::Error> {
    let canonical = name::canonical(&name::attributes(name)?);
    Ok(Element::whole(&canonical)?.value.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_told_apart_and_nothing_else_is_a_name() {
        let parsed = |tag: u8, value: &[u8]| {
            let bytes = tlv::encode(tag, &[value]);
            GeneralName::parse(Element::whole(&bytes).unwrap()).map(|name| name.kind())
        };
        assert_eq!(parsed(0x81, b"a@b"), Ok("rfc822Name"));
        assert_eq!(parsed(0x82, b"edu.vn"), Ok("dNSName"));
        assert_eq!(parsed(0xa4, &[0x30, 0]), Ok("directoryName"));
        assert_eq!(parsed(0x86, b"http://edu.vn"), Ok("uniformResourceIdentifier"));
        assert_eq!(parsed(0x87, &[127, 0, 0, 1]), Ok("iPAddress"));
        assert_eq!(parsed(0xa0, &[]), Ok("otherName"));
        assert_eq!(parsed(0x88, &[42]), Ok("registeredID"));
        assert!(parsed(0x82, "trường.vn".as_bytes()).is_err());
        assert!(parsed(0xa1, &[]).is_err());
        assert!(parsed(0x0c, b"a").is_err());
        assert!(GeneralName::parse_all(&[0x30, 0]).is_err());
    }
}
