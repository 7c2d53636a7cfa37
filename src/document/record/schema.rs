//! The published JSON Schema stays equal to the types: VANBANG_REGENERATE=1 writes it anew.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::copy::CertifiedCopy1;
use super::secondary::TranscriptSecondary1;
use super::university::TranscriptUniversity1;
use super::year::TranscriptYearSecondary1;
use super::{
    Assessment, Code, Date, Decimal, DocumentId, EntryHash, Kind, Mark, SchoolYear, StudentCode, SubjectCode, Text,
};

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
    Decimal: "Decimal", r"^(0|[1-9][0-9]{0,3})(\.[0-9]{1,2})?$",
    DocumentId: "DocumentId", r"^[A-Z2-7]{25}[AEIMQUY4]$",
    EntryHash: "EntryHash", r"^[0-9a-f]{64}$",
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

impl JsonSchema for Code {
    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Text<64>>()
    }
}

#[test]
fn the_published_schemas_are_those_of_the_types() {
    let schemas = [
        (Kind::TranscriptYearSecondary, schemars::schema_for!(TranscriptYearSecondary1)),
        (Kind::TranscriptSecondary, schemars::schema_for!(TranscriptSecondary1)),
        (Kind::TranscriptUniversity, schemars::schema_for!(TranscriptUniversity1)),
        (Kind::CertifiedCopy, schemars::schema_for!(CertifiedCopy1)),
    ];
    assert_eq!(schemas.each_ref().map(|(kind, _)| *kind), Kind::ALL);
    for (kind, schema) in schemas {
        published(&kind.schema().replace('/', "-"), &schema);
    }
}

/// Compares with `docs/schemas/NAME.json`, or writes it.
pub fn published(name: &str, schema: &Schema) {
    let path = format!("{}/docs/schemas/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = serde_json::to_string_pretty(schema).unwrap() + "\n";
    if std::env::var_os("VANBANG_REGENERATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let same = std::fs::read_to_string(&path).is_ok_and(|kept| kept == text);
    assert!(same, "docs/schemas/{name}.json is not of the types: VANBANG_REGENERATE=1 writes it anew");
}
