//! The published JSON Schema stays equal to the types: VANBANG_REGENERATE=1 writes it anew.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::json::TranscriptYearSecondary1;
use super::{Assessment, Date, Mark, SchoolYear, StudentCode, SubjectCode, Text};

macro_rules! text_schema {
    ($($type:ty: $name:literal, $pattern:literal),* $(,)?) => {$(
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "pattern": $pattern})
            }
        }
    )*};
}
text_schema!(
    Mark: "Mark", r"^([0-9]\.[0-9]|10\.0)$",
    Assessment: "Assessment", r"^([0-9]\.[0-9]|10\.0|pass|fail)$",
    Date: "Date", r"^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$",
    SchoolYear: "SchoolYear", r"^[0-9]{4}-[0-9]{4}$",
    StudentCode: "StudentCode", r"^[0-9]{10}$",
    SubjectCode: "SubjectCode", r"^[a-z][a-z0-9_]{0,39}$",
);

impl<const MAX: usize> JsonSchema for Text<MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Text{MAX}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "NFC, trimmed, without control, format or private characters",
            "type": "string", "minLength": 1, "maxLength": MAX,
        })
    }
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schemas/transcript-year-secondary-1.json");
    let schema = schemars::schema_for!(TranscriptYearSecondary1);
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    if std::env::var_os("VANBANG_REGENERATE").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), text);
}
