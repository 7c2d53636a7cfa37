//! A part's XML, event by event, read strictly: what is not well-formed, or declares a document type,
//! is refused.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use quick_xml::{XmlVersion, escape};

use super::limits::MAX_DEPTH;
use crate::document::roster::fault::Fault;

/// A part that cannot be read, and why.
pub(super) fn broken(detail: impl std::fmt::Display) -> Fault {
    Fault::WorkbookUnreadable { detail: detail.to_string().chars().take(200).collect() }
}

/// What comes next in a part. An empty element is an opening and a closing.
pub(super) enum Node<'a> {
    Open(BytesStart<'a>),
    Close,
    Text(Cow<'a, str>),
    End,
}

pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Xml<'a> {
    pub(super) fn new(part: &'a [u8]) -> Result<Xml<'a>, Fault> {
        let text = std::str::from_utf8(part).map_err(|_| broken("a part is not UTF-8"))?;
        let mut reader = Reader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
        reader.config_mut().expand_empty_elements = true;
        Ok(Xml { reader, depth: 0 })
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    pub(super) fn next(&mut self) -> Result<Node<'a>, Fault> {
        loop {
            return Ok(match self.reader.read_event().map_err(broken)? {
                Event::Start(element) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(broken("elements too deep"));
                    }
                    Node::Open(element)
                }
                Event::End(_) => {
                    self.depth = self.depth.checked_sub(1).ok_or_else(|| broken("an element closes twice"))?;
                    Node::Close
                }
                Event::Text(text) => Node::Text(text.xml10_content()),
                Event::CData(text) => Node::Text(text.xml10_content()),
                Event::GeneralRef(name) => Node::Text(match name.resolve_char_ref().map_err(broken)? {
                    Some(character) => character.to_string().into(),
                    None => escape::resolve_predefined_entity(&name).ok_or_else(|| broken("an entity"))?.into(),
                }),
                Event::Eof if self.depth > 0 => return Err(broken("an element is not closed")),
                Event::Eof => Node::End,
                Event::DocType(_) => return Err(broken("a document type")),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            });
        }
    }

    /// Passes over the rest of the element that was opened last.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// The text of the element that was opened last, which holds nothing else.
    pub(super) fn only_text(&mut self) -> Result<String, Fault> {
        let mut text = String::new();
        loop {
            match self.next()? {
                Node::Text(more) => text.push_str(&more),
                Node::Close => return Ok(text),
                Node::Open(element) => return Err(unexpected(&element)),
                Node::End => return Err(broken("an element is not closed")),
            }
        }
    }
}

pub(super) fn unexpected(element: &BytesStart<'_>) -> Fault {
    broken(format!("an unexpected element \"{}\"", element.local_name().as_ref()))
}

/// The values of the named attributes, in the order of the names. A name without a prefix stands for
/// itself alone; `*:id` for any prefix.
pub(super) fn attributes<const N: usize>(
    element: &BytesStart<'_>,
    names: [&str; N],
) -> Result<[Option<String>; N], Fault> {
    let mut found = [const { None }; N];
    for attribute in element.attributes() {
        let attribute = attribute.map_err(broken)?;
        let key = attribute.key.as_ref();
        let local = key.split_once(':').map(|(_, local)| local);
        let is_named = |name: &&str| name.strip_prefix("*:").map_or(*name == key, |name| Some(name) == local);
        if let Some(slot) = names.iter().position(is_named).and_then(|at| found.get_mut(at)) {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(broken)?;
            *slot = Some(value.into_owned());
        }
    }
    Ok(found)
}

/// `xsd:boolean`; absent is false.
pub(super) fn truth(value: Option<&str>) -> Result<bool, Fault> {
    match value.map(str::trim) {
        None | Some("0" | "false") => Ok(false),
        Some("1" | "true") => Ok(true),
        Some(other) => Err(broken(format!("\"{other}\" is not true or false"))),
    }
}

/// A whole number of an attribute.
pub(super) fn whole(value: &str) -> Result<u32, Fault> {
    let plain = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|_| plain).ok_or_else(|| broken(format!("\"{value}\" is not a whole number")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(part: &str) -> Result<String, Fault> {
        let mut xml = Xml::new(part.as_bytes())?;
        let mut seen = String::new();
        loop {
            match xml.next()? {
                Node::Open(element) => {
                    let [id] = attributes(&element, ["*:id"])?;
                    seen += &format!("<{}{}", element.local_name().as_ref(), id.unwrap_or_default());
                }
                Node::Close => seen.push('>'),
                Node::Text(text) => seen += &text,
                Node::End => return Ok(seen),
            }
        }
    }

    #[test]
    fn what_is_well_formed_is_read() {
        let part = "\u{feff}<?xml version=\"1.0\"?><x:a r:id=\"7\"><!-- c --><b/>1 &lt; &#50;<![CDATA[&]]></x:a>";
        assert_eq!(read(part).as_deref(), Ok("<a7<b>1 < 2&>"));
    }

    #[test]
    fn what_is_not_is_refused() {
        let deep = "<a>".repeat(MAX_DEPTH + 1) + &"</a>".repeat(MAX_DEPTH + 1);
        for part in ["<a>", "<a></b>", "</a>", "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>", "<a>&b;</a>", "<a b=1/>", &deep]
        {
            assert!(read(part).is_err(), "{part:.60}");
        }
        assert!(Xml::new(b"<a>\xff</a>").is_err());
    }
}
