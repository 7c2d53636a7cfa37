//! The first revision of a linearized file (ISO 32000-2 Annex F): a section for the first page at the
//! front, one for the rest at the end. Only the hints are left aside: nothing is read through them.

use super::parser::Parser;
use super::xref::{self, Section};
use super::{Budget, Dictionary, Error, Limits, same_value};

/// Reads the section of the rest, which the first page's section names by a `/Prev` that points
/// forward, and checks that both are what the annex makes of one file.
pub fn read_rest(
    bytes: &[u8],
    first: &Section,
    offset: usize,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Section, Error> {
    let wrong = |what: &str| Error::Malformed { code: "LINEARIZED", at: first.offset, what: what.into() };
    if first.stated != Some(0) && first.stated != Some(first.offset) {
        return Err(wrong("a /Prev that points forward"));
    }
    let rest = xref::read(bytes, offset, limits, budget)?;
    if rest.offset < first.end
        || rest.trailer.get("Prev").is_some()
        || rest.stated.is_none_or(|to| !first.is_at(bytes, to))
    {
        return Err(wrong("two sections that do not name each other"));
    }
    if first.entries.iter().any(|(number, _)| rest.entries.get(number).is_some()) {
        return Err(wrong("an object in both sections"));
    }
    let says_else = ["Root", "Info", "Encrypt"].iter().any(|key| {
        rest.trailer.value(key).is_some_and(|own| first.trailer.value(key).is_none_or(|other| !same_value(own, other)))
    });
    if says_else {
        return Err(wrong("two trailers that contradict each other"));
    }
    let parameters = parameters(bytes, first, limits, budget).ok_or_else(|| wrong("no linearization dictionary"))?;
    // Without this the file is none any more, and a reader would be right to look elsewhere.
    let length = parameters.integer("L").and_then(|length| usize::try_from(length).ok());
    if length.is_none_or(|length| !(rest.end.saturating_sub(2)..=rest.end).contains(&length)) {
        return Err(wrong("a length that is not that of the first revision"));
    }
    Ok(rest)
}

/// The dictionary in the first object of the file.
fn parameters(bytes: &[u8], first: &Section, limits: &Limits, budget: &mut Budget) -> Option<Dictionary> {
    let offsets = first.entries.iter().filter_map(|(_, entry)| match entry {
        xref::Entry::InFile { offset, .. } => Some(offset),
        _ => None,
    });
    let start = super::lexer::after_white_space(bytes, offsets.min()?);
    let object = Parser::new(limits).indirect(bytes, start, budget, &|_| None).ok()?;
    object.dictionary().filter(|dictionary| dictionary.get("Linearized").is_some()).cloned()
}
