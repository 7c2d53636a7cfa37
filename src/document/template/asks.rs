//! What a template asks a record for, held against the published schema of the kind: a name that no
//! schema has would print nothing, on every document.

use std::collections::BTreeSet;

use serde_json::Value;
use typst::syntax::{LinkedNode, Source, ast};

use super::{Error, Layout};
use crate::document::record::Kind;

/// The published JSON Schema of a kind's records.
pub(super) fn schema(kind: Kind) -> &'static str {
    match kind {
        Kind::TranscriptYearSecondary => include_str!("../../../docs/schemas/transcript-year-secondary-1.json"),
        Kind::TranscriptSecondary => include_str!("../../../docs/schemas/transcript-secondary-1.json"),
        Kind::TranscriptUniversity => include_str!("../../../docs/schemas/transcript-university-1.json"),
        Kind::CertifiedCopy => include_str!("../../../docs/schemas/certified-copy-1.json"),
    }
}

/// Refuses `….at("NAME", default: …)` where neither the schema, nor a dictionary of the template or
/// of the files it may import, has that name. Other ways to ask for what is not there do not compile.
pub(super) fn check(layout: &Layout) -> Result<(), Error> {
    let mut known = members(schema(layout.kind()))?;
    for source in layout.shared.iter().chain([&layout.template]) {
        known.extend(dictionary_keys(source));
    }
    let unknown: Vec<String> =
        asked(&layout.template).into_iter().filter(|(_, name)| !known.contains(name)).map(told).collect();
    if unknown.is_empty() { Ok(()) } else { Err(Error::FieldUnknown(unknown)) }
}

fn told((line, name): (usize, String)) -> String {
    format!("template.typ:{line}: «{name}»")
}

/// Every member of any object that a JSON Schema describes.
fn members(schema: &str) -> Result<BTreeSet<String>, Error> {
    let schema: Value = serde_json::from_str(schema).map_err(|error| Error::Record { reason: error.to_string() })?;
    let mut names = BTreeSet::new();
    let mut open = vec![&schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(entries) => {
                if let Some(Value::Object(properties)) = entries.get("properties") {
                    names.extend(properties.keys().cloned());
                }
                open.extend(entries.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    Ok(names)
}

fn nodes(source: &Source) -> Vec<LinkedNode<'_>> {
    let mut found = Vec::new();
    let mut open = vec![LinkedNode::new(source.root())];
    while let Some(node) = open.pop() {
        open.extend(node.children());
        found.push(node);
    }
    found
}

fn dictionary_keys(source: &Source) -> Vec<String> {
    let key = |node: LinkedNode<'_>| {
        let text = |expression| match expression {
            ast::Expr::Str(text) => Some(text.get().to_string()),
            _ => None,
        };
        let named = node.cast::<ast::Named>().map(|named| named.name().as_str().to_owned());
        named.or_else(|| node.cast::<ast::Keyed>().and_then(|keyed| text(keyed.key())))
    };
    nodes(source).into_iter().filter_map(key).collect()
}

/// The lines, from 1, and names of all literal questions.
fn asked(source: &Source) -> BTreeSet<(usize, String)> {
    let question = |node: LinkedNode<'_>| {
        let call = node.cast::<ast::FuncCall>()?;
        let ast::Expr::FieldAccess(access) = call.callee() else { return None };
        if access.field().as_str() != "at" {
            return None;
        }
        let Some(ast::Arg::Pos(ast::Expr::Str(name))) = call.args().items().next() else { return None };
        Some((source.lines().byte_to_line(node.offset())? + 1, name.get().to_string()))
    };
    nodes(source).into_iter().filter_map(question).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(body: &str) -> Option<Error> {
        let text = format!("#import \"/vanbang.typ\": *\n#let body(record) = {{\n{body}\n}}");
        check(&Layout::from_source(Kind::TranscriptYearSecondary, 1, &text).unwrap()).err()
    }

    #[test]
    fn a_name_that_no_schema_has_is_told_with_its_line() {
        let error =
            refused("let s = record.student\ns.at(\"shoe_size\", default: none)\nrecord.at(\"ten\", default: 1)");
        let Some(Error::FieldUnknown(fields)) = error else { panic!("{error:?}") };
        assert_eq!(fields, ["template.typ:4: «shoe_size»", "template.typ:5: «ten»"]);
    }

    #[test]
    fn the_schema_and_the_templates_own_dictionaries_are_known() {
        for body in [
            "record.student.at(\"gender\", default: none)",
            "(mine: 1, \"thine\": 2).at(\"mine\")",
            "(mine: 1, \"thine\": 2).at(\"thine\")",
            "prefixes.at(\"kt\")",
            "(1, 2).at(0)",
        ] {
            assert_eq!(refused(body), None, "{body}");
        }
    }

    #[test]
    fn our_own_templates_ask_for_nothing_else() {
        for kind in Kind::ALL {
            assert_eq!(check(&Layout::load(*kind, 1).unwrap()), Ok(()), "{kind}");
        }
    }
}
