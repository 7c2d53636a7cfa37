//! A template that is not ours is tried out before anything is drawn by it: on the kind's example,
//! and on the same with nothing that is optional.

use serde_json::Value;

use super::{Error, Fonts, Layout, asks, draw};
use crate::document::record::Kind;

/// The host in the codes of these documents, which nobody keeps.
pub(super) const HOST: &str = "vi-du.edu.vn";

/// A kind's example record, as JSON.
pub fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::TranscriptYearSecondary => include_str!("../../../examples/record.json"),
        Kind::TranscriptSecondary => include_str!("../../../examples/records/transcript-secondary-thcs.json"),
        Kind::TranscriptUniversity => include_str!("../../../examples/records/transcript-university.json"),
        Kind::CertifiedCopy => include_str!("../../../examples/records/certified-copy.json"),
    }
}

/// Refuses a template that asks for what the kind's records do not have, at all or always, or that
/// cannot be drawn by.
///
/// # Errors
/// As [`draw`], and members that no schema has.
pub fn try_out(layout: &Layout, fonts: &Fonts) -> Result<(), Error> {
    asks::check(layout)?;
    let example = example(layout.kind()).trim_end();
    draw(layout, fonts, example.as_bytes(), HOST)?;
    draw(layout, fonts, bare(example, asks::schema(layout.kind()))?.as_bytes(), HOST)?;
    Ok(())
}

/// The record without its optional members, by its JSON Schema.
fn bare(record: &str, schema: &str) -> Result<String, Error> {
    let read = |text| {
        serde_json::from_str(text).map_err(|error: serde_json::Error| Error::Record { reason: error.to_string() })
    };
    let (mut record, schema): (Value, Value) = (read(record)?, read(schema)?);
    let mut open = vec![(String::new(), &schema)];
    while let Some((place, described)) = open.pop() {
        let described = match described.get("$ref").and_then(Value::as_str) {
            Some(name) => schema.pointer(name.trim_start_matches('#')).unwrap_or(described),
            None => described,
        };
        match record.pointer_mut(&place) {
            Some(Value::Object(members)) => {
                let Some(properties) = described.get("properties").and_then(Value::as_object) else { continue };
                let required = described.get("required").and_then(Value::as_array);
                members.retain(|name, _| required.is_some_and(|all| all.iter().any(|one| one == name)));
                let kept = members.keys().filter_map(|name| Some((format!("{place}/{name}"), properties.get(name)?)));
                open.extend(kept);
            }
            Some(Value::Array(items)) => {
                let Some(each) = described.get("items") else { continue };
                open.extend((0..items.len()).map(|index| (format!("{place}/{index}"), each)));
            }
            _ => {}
        }
    }
    Ok(record.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_optional_is_left_out_everywhere() {
        let bare = bare(example(Kind::TranscriptYearSecondary), asks::schema(Kind::TranscriptYearSecondary)).unwrap();
        for (name, is_there) in
            [("full_name", true), ("gender", false), ("semester1", false), ("teacher", true), ("awards", false)]
        {
            assert_eq!(bare.contains(&format!("\"{name}\"")), is_there, "{name}: {bare}");
        }
    }

    #[test]
    fn our_own_templates_pass() {
        let fonts = Fonts::vendored().unwrap();
        for kind in Kind::ALL {
            assert_eq!(try_out(&Layout::load(*kind, 1).unwrap(), &fonts), Ok(()), "{kind}");
        }
    }
}
