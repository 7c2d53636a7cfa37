//! Two metadata streams (XMP, ISO 16684-1) compared element by element, except for what an honest
//! update changes. Nothing is expanded: a document type or an entity of its own ends the comparison.

use std::collections::{BTreeMap, BTreeSet};

/// Properties that an update may change.
const RENEWED: [&str; 5] = ["xmp:ModifyDate", "xmp:MetadataDate", "pdf:Producer", "xmpMM:InstanceID", "xmpMM:History"];
/// Properties that it may write where there was no metadata.
const ADDED: [&str; 2] = ["xmp:CreateDate", "xmp:CreatorTool"];
/// What holds the properties.
const FRAME: [&str; 3] = ["x:xmpmeta", "rdf:RDF", "rdf:Description"];

const DEPTH: usize = 32;

#[derive(Debug, PartialEq, Eq)]
enum Event<'x> {
    Start(&'x str, BTreeMap<&'x str, &'x str>),
    End(&'x str),
    Text(&'x str),
}

/// Whether `new` says the same as `old` but for dates, producer and history.
pub(super) fn only_dates_differ(old: Option<&[u8]>, new: &[u8]) -> bool {
    let Some(new) = events(new, &RENEWED) else { return false };
    match old {
        Some(old) => events(old, &RENEWED).is_some_and(|old| old == new),
        None => new.iter().all(|event| match event {
            Event::Start(name, attributes) => {
                let ours = |key: &&str| ADDED.contains(key) || *key == "rdf:about" || key.starts_with("xmlns:");
                ADDED.contains(name) || FRAME.contains(name) && attributes.keys().all(ours)
            }
            Event::End(name) => ADDED.contains(name) || FRAME.contains(name),
            Event::Text(text) => text.len() <= 128,
        }),
    }
}

/// The document without the properties named in `ignored`; `None` when it is not plain XML.
fn events<'x>(bytes: &'x [u8], ignored: &[&str]) -> Option<Vec<Event<'x>>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut open: Vec<&str> = Vec::new();
    let mut skipping: Option<usize> = None;
    let mut found = Vec::new();
    while !rest.is_empty() {
        let Some(tag) = rest.strip_prefix('<') else {
            let (words, next) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            if !words.trim().is_empty() {
                if open.is_empty() || !has_own_entities_only(words) {
                    return None;
                }
                if skipping.is_none() {
                    found.push(Event::Text(words.trim()));
                }
            }
            rest = next;
            continue;
        };
        if let Some(instruction) = tag.strip_prefix('?') {
            let (instruction, next) = instruction.split_once("?>")?;
            if !instruction.starts_with("xpacket") && !instruction.starts_with("xml ") {
                return None;
            }
            rest = next;
            continue;
        }
        let (inside, next) = tag.split_once('>')?;
        rest = next;
        if let Some(name) = inside.strip_prefix('/') {
            let name = name.trim_end();
            if open.pop() != Some(name) {
                return None;
            }
            match skipping {
                Some(depth) if depth == open.len() => skipping = None,
                Some(_) => {}
                None => found.push(Event::End(name)),
            }
            continue;
        }
        let (inside, closed) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
        let (name, attributes) = start_tag(inside, ignored)?;
        if skipping.is_none() && ignored.contains(&name) && !open.is_empty() {
            skipping = Some(open.len());
        }
        if skipping.is_none() {
            found.push(Event::Start(name, attributes));
        }
        if !closed {
            open.push(name);
        } else if skipping == Some(open.len()) {
            skipping = None;
        } else if skipping.is_none() {
            found.push(Event::End(name));
        }
        if open.len() > DEPTH {
            return None;
        }
    }
    open.is_empty().then(|| without_unused_prefixes(found))
}

/// The five entities of XML itself, and characters by their number.
fn has_own_entities_only(words: &str) -> bool {
    const OWN: [&str; 6] = ["amp;", "lt;", "gt;", "quot;", "apos;", "#"];
    words.split('&').skip(1).all(|part| OWN.iter().any(|entity| part.starts_with(entity)))
}

/// A name and its attributes; the tool kit that wrote the frame is no property.
fn start_tag<'x>(inside: &'x str, ignored: &[&str]) -> Option<(&'x str, BTreeMap<&'x str, &'x str>)> {
    let (name, mut rest) = inside.split_at(inside.find(char::is_whitespace).unwrap_or(inside.len()));
    let plain = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, ':' | '_' | '-' | '.'))
    };
    if !plain(name) {
        return None;
    }
    let mut attributes = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Some((name, attributes));
        }
        let (key, value) = rest.split_once('=')?;
        let (key, value) = (key.trim_end(), value.trim_start());
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, next) = value.get(1..)?.split_once(quote)?;
        rest = next;
        let ignored = ignored.contains(&key) || name == "x:xmpmeta" && key == "x:xmptk";
        if !plain(key) || value.contains('<') || attributes.contains_key(key) {
            return None;
        }
        if !ignored {
            attributes.insert(key, value);
        }
    }
}

/// Prefixes count only where a name that is left uses them.
fn without_unused_prefixes(mut events: Vec<Event>) -> Vec<Event> {
    let prefix = |name: &str| name.split_once(':').map(|(prefix, _)| prefix.to_owned());
    let mut used = BTreeSet::new();
    for event in &events {
        if let Event::Start(name, attributes) = event {
            let names = std::iter::once(name).chain(attributes.keys()).filter(|name| !name.starts_with("xmlns:"));
            used.extend(names.filter_map(|name| prefix(name)));
        }
    }
    for event in &mut events {
        if let Event::Start(_, attributes) = event {
            attributes.retain(|key, _| key.strip_prefix("xmlns:").is_none_or(|prefix| used.contains(prefix)));
        }
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(properties: &str) -> Vec<u8> {
        format!(
            "<?xpacket begin=\"\u{feff}\" id=\"a\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk=\"b\"><rdf:RDF \
             xmlns:rdf=\"r\"><rdf:Description rdf:about=\"\" xmlns:xmp=\"u\" xmlns:dc=\"d\">{properties}\
             </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"
        )
        .into_bytes()
    }

    #[test]
    fn dates_change_and_titles_stay() {
        let title = "<dc:title>Bảng điểm</dc:title>";
        let old = packet(&format!("{title}<xmp:ModifyDate>2026-01-01</xmp:ModifyDate>"));
        let same = |properties: &str| only_dates_differ(Some(&old), &packet(properties));
        assert!(same(&format!("{title}<xmp:ModifyDate>2026-02-02</xmp:ModifyDate>")));
        assert!(same(&format!("{title}<xmpMM:History><rdf:Seq><rdf:li>x</rdf:li></rdf:Seq></xmpMM:History>")));
        assert!(!same("<dc:title>Bằng khen</dc:title>"));
        assert!(!same("<xmp:ModifyDate>2026-01-01</xmp:ModifyDate>"));
        assert!(!same(&format!("{title}<xmp:CreatorTool>x</xmp:CreatorTool>")));
    }

    #[test]
    fn metadata_where_there_was_none_says_no_more_than_dates() {
        assert!(only_dates_differ(None, &packet("<xmp:CreateDate>2026</xmp:CreateDate>")));
        assert!(!only_dates_differ(None, &packet("<dc:title>Bảng điểm</dc:title>")));
    }

    #[test]
    fn what_is_not_plain_xml_is_never_the_same() {
        let good = packet("<dc:title>a</dc:title>");
        for broken in [
            &b"<a>"[..],
            b"<a></b>",
            b"a",
            b"\xff",
            b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
            b"<a>&b;</a>",
            b"<a b='1' b='2'/>",
            b"<a b='<'/>",
            b"<!-- a --><a/>",
        ] {
            assert!(events(broken, &RENEWED).is_none(), "{}", String::from_utf8_lossy(broken));
            assert!(!only_dates_differ(Some(broken), &good) && !only_dates_differ(Some(&good), broken));
        }
        assert!(only_dates_differ(Some(&good), &good));
    }
}
