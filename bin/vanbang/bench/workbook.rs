//! Workbooks as large as a measurement wants them: rows of text and numbers, packed as spreadsheet
//! programs do.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use crate::failure::Failure;

pub enum Cell {
    Text(String),
    Number(f64),
}

/// A sheet's name and its rows.
pub type Sheet = (String, Vec<Vec<Cell>>);

/// An `.xlsx` of these sheets.
pub fn xlsx(sheets: &[Sheet]) -> Result<Vec<u8>, Failure> {
    let relation = |id: usize, kind: &str, target: &str| {
        format!(
            "<Relationship Id=\"r{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>"
        )
    };
    let (mut listed, mut related, mut parts) = (String::new(), String::new(), Vec::new());
    for (index, (name, rows)) in sheets.iter().enumerate() {
        listed += &format!("<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"r{0}\"/>", index + 1);
        related += &relation(index + 1, "worksheet", &format!("sheet{}.xml", index + 1));
        parts.push((format!("xl/sheet{}.xml", index + 1), sheet(rows)));
    }
    parts.push(("xl/workbook.xml".to_owned(), format!("<workbook xmlns:r=\"r\"><sheets>{listed}</sheets></workbook>")));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{related}</Relationships>")));
    let root = relation(1, "officeDocument", "xl/workbook.xml");
    parts.push(("_rels/.rels".to_owned(), format!("<Relationships>{root}</Relationships>")));
    packed(&parts).map_err(|error| Failure::new("BENCH_WORKBOOK", error.to_string(), error.to_string()))
}

fn sheet(rows: &[Vec<Cell>]) -> String {
    let mut xml = "<worksheet><sheetData>".to_owned();
    for row in rows {
        xml += "<row>";
        for cell in row {
            xml += &match cell {
                Cell::Text(text) if text.is_empty() => "<c/>".to_owned(),
                Cell::Text(text) => format!("<c t=\"inlineStr\"><is><t>{}</t></is></c>", text.replace('&', "&amp;")),
                Cell::Number(number) => format!("<c><v>{number}</v></c>"),
            };
        }
        xml += "</row>";
    }
    xml + "</sheetData></worksheet>"
}

fn packed(parts: &[(String, String)]) -> std::io::Result<Vec<u8>> {
    let number = |length: usize| u32::try_from(length).map_err(std::io::Error::other);
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes())?;
        let data = encoder.finish()?;
        let mut head = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        for word in [crc32fast::hash(text.as_bytes()), number(data.len())?, number(text.len())?] {
            head.extend(word.to_le_bytes());
        }
        head.extend(u16::try_from(name.len()).map_err(std::io::Error::other)?.to_le_bytes());
        head.extend([0, 0]);
        let at = number(file.len())?;
        file.extend(b"PK\x03\x04");
        file.extend(&head);
        file.extend(name.as_bytes());
        file.extend(data);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(head);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(parts.len()).map_err(std::io::Error::other)?.to_le_bytes();
    let (start, size) = (number(file.len())?, number(directory.len())?);
    file.extend(directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([count, count].concat());
    file.extend(size.to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    Ok(file)
}
