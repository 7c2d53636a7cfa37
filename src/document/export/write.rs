//! Filled tables as JSON, and as CSV that Excel opens without running anything in it.

use serde_json::{Map, Value};

use super::{Filled, Mapping};

/// One object on one line: the mapping's name, and each table as a list of objects; what is not known is `null`.
pub fn to_json(mapping: &Mapping, tables: &[Filled]) -> Vec<u8> {
    let row = |filled: &Filled, cells: &[Option<String>]| -> Value {
        let names = filled.table.columns.iter().map(|column| column.name.to_owned());
        Value::Object(names.zip(cells.iter().map(|cell| cell.clone().into())).collect())
    };
    let rows = |filled: &Filled| filled.rows.iter().map(|cells| row(filled, cells)).collect::<Vec<_>>();
    let tables: Map<String, Value> =
        tables.iter().map(|filled| (filled.table.name.to_owned(), rows(filled).into())).collect();
    let all = serde_json::json!({"mapping": mapping.name(), "tables": tables});
    let mut bytes = serde_json::to_vec(&all).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// One table: UTF-8 with a byte order mark, semicolons, marks with a decimal comma, as Excel reads them where
/// Vietnamese is spoken. A cell that a spreadsheet would take for a formula begins with an apostrophe.
///
/// # Errors
/// What the writer says; writing to memory does not fail.
pub fn to_csv(filled: &Filled) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(filled.table.columns.iter().map(|column| column.name))?;
    for cells in &filled.rows {
        let columns = filled.table.columns.iter();
        let cells = columns.zip(cells).map(|(column, cell)| {
            let text = cell.as_deref().unwrap_or_default();
            harmless(&if column.form.is_decimal() { text.replace('.', ",") } else { text.to_owned() })
        });
        writer.write_record(cells)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// Nothing that a spreadsheet evaluates (OWASP: CSV injection).
fn harmless(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{text}") } else { text.to_owned() }
}
