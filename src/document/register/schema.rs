//! The published JSON Schemas of what a register holds stay equal to the types, and the examples to both.

use super::entry::{Amendment, Entry};
use crate::document::record::schema::published;

fn example<T: serde::de::DeserializeOwned + serde::Serialize>(name: &str) {
    let path = format!("{}/examples/records/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let read: T = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), text, "{name}");
}

#[test]
fn entries_and_amendments_are_as_published() {
    for (name, title, schema) in [
        ("register-entry-1", "register-entry/1", schemars::schema_for!(Entry)),
        ("register-amendment-1", "register-amendment/1", schemars::schema_for!(Amendment)),
    ] {
        let mut schema = schema;
        schema.insert("title".to_owned(), title.into());
        published(name, &schema);
    }
    example::<Entry>("register-entry");
    example::<Amendment>("register-amendment");
}
