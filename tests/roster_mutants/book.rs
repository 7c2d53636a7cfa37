//! A workbook as the tests know it, and its bytes: the plainest `.xlsx` that says it.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
    /// A day of the calendar that begins on 1 January 1900.
    Day(u32),
    Error,
    Formula,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    pub name: String,
    pub cells: BTreeMap<(u32, u32), Cell>,
    pub merged: Vec<(u32, u32, u32, u32)>,
    pub hidden_rows: BTreeSet<u32>,
    pub hidden: bool,
}

impl Sheet {
    pub fn text(&mut self, row: u32, column: u32, text: &str) {
        if !text.is_empty() {
            self.cells.insert((row, column), Cell::Text(text.to_owned()));
        }
    }

    /// The column whose header in `row` says `header`, whatever its case and spaces.
    pub fn column(&self, row: u32, header: &str) -> Option<u32> {
        let same =
            |text: &str| text.nfc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect::<String>();
        let is_it = |cell: &Cell| matches!(cell, Cell::Text(text) if same(text) == same(header));
        self.cells.range((row, 0)..(row + 1, 0)).find(|(_, cell)| is_it(cell)).map(|((_, column), _)| *column)
    }

    pub fn last_row(&self) -> u32 {
        self.cells.keys().map(|(row, _)| *row).max().unwrap_or(0)
    }

    pub fn swap_columns(&mut self, first: u32, second: u32, from_row: u32) {
        let cells = std::mem::take(&mut self.cells);
        let moved = |column| {
            if column == first {
                second
            } else if column == second {
                first
            } else {
                column
            }
        };
        let place = |(row, column)| if row < from_row { (row, column) } else { (row, moved(column)) };
        self.cells = cells.into_iter().map(|(at, cell)| (place(at), cell)).collect();
    }

    /// Replaces the cells of a row; whatever stood there is gone.
    pub fn put_row(&mut self, row: u32, cells: Vec<(u32, Cell)>) {
        self.cells.retain(|(at, _), _| *at != row);
        self.cells.extend(cells.into_iter().map(|(column, cell)| ((row, column), cell)));
    }

    pub fn row(&self, row: u32) -> Vec<(u32, Cell)> {
        self.cells.range((row, 0)..(row + 1, 0)).map(|((_, column), cell)| (*column, cell.clone())).collect()
    }
}

pub fn name_of(row: u32, column: u32) -> String {
    let letter = |index: u32| char::from(b'A' + u8::try_from(index % 26).unwrap());
    let prefix = if column >= 26 { letter(column / 26 - 1).to_string() } else { String::new() };
    format!("{prefix}{}{}", letter(column), row + 1)
}

/// The parts of a file, by their names; the sheet is `xl/sheet.xml`.
pub fn parts(sheet: &Sheet) -> Vec<(String, String)> {
    let mut texts: Vec<&str> = Vec::new();
    let mut indices: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rows: BTreeMap<u32, String> = sheet.hidden_rows.iter().map(|row| (*row, String::new())).collect();
    for ((row, column), cell) in &sheet.cells {
        let at = name_of(*row, *column);
        let xml = match cell {
            Cell::Text(text) => {
                let index = *indices.entry(text).or_insert(texts.len());
                if index == texts.len() {
                    texts.push(text);
                }
                format!("<c r=\"{at}\" t=\"s\"><v>{index}</v></c>")
            }
            Cell::Number(number) => format!("<c r=\"{at}\"><v>{number}</v></c>"),
            Cell::Day(day) => format!("<c r=\"{at}\" s=\"1\"><v>{day}</v></c>"),
            Cell::Error => format!("<c r=\"{at}\" t=\"e\"><v>#N/A</v></c>"),
            Cell::Formula => format!("<c r=\"{at}\"><f>A1</f></c>"),
        };
        rows.entry(*row).or_default().push_str(&xml);
    }
    let row = |(row, cells): (&u32, &String)| {
        let hidden = if sheet.hidden_rows.contains(row) { " hidden=\"1\"" } else { "" };
        format!("<row r=\"{}\"{hidden}>{cells}</row>", row + 1)
    };
    let merged = |(top, left, bottom, right): &(u32, u32, u32, u32)| {
        format!("<mergeCell ref=\"{}:{}\"/>", name_of(*top, *left), name_of(*bottom, *right))
    };
    let escape = |text: &&str| format!("<si><t>{}</t></si>", text.replace('&', "&amp;"));
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id: &str, name: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{kind}/{name}\" Target=\"{target}\"/>")
    };
    let state = if sheet.hidden { " state=\"hidden\"" } else { "" };
    let related = [("a", "worksheet", "sheet.xml"), ("b", "sharedStrings", "texts.xml"), ("c", "styles", "styles.xml")];
    let sheet_xml = format!(
        "<worksheet><sheetData>{}</sheetData><mergeCells>{}</mergeCells></worksheet>",
        rows.iter().map(row).collect::<String>(),
        sheet.merged.iter().map(merged).collect::<String>(),
    );
    [
        (
            "_rels/.rels",
            format!("<Relationships>{}</Relationships>", relation("r", "officeDocument", "xl/workbook.xml")),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships>{}</Relationships>",
                related.map(|(id, name, target)| relation(id, name, target)).concat()
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook><sheets><sheet name=\"{}\" sheetId=\"1\"{state} r:id=\"a\"/></sheets></workbook>",
                sheet.name
            ),
        ),
        ("xl/texts.xml", format!("<sst>{}</sst>", texts.iter().map(escape).collect::<String>())),
        (
            "xl/styles.xml",
            "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>".to_owned(),
        ),
        ("xl/sheet.xml", sheet_xml),
    ]
    .into_iter()
    .map(|(name, text)| (name.to_owned(), text))
    .collect()
}

/// Packs parts without compressing them.
pub fn zip(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let word = |length: usize| u32::try_from(length).unwrap().to_le_bytes();
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, data) in parts {
        let name_length = u16::try_from(name.len()).unwrap().to_le_bytes();
        let mut head = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        head.extend(crc32fast::hash(data).to_le_bytes());
        head.extend([word(data.len()), word(data.len())].concat());
        head.extend(name_length);
        head.extend([0, 0]);
        let at = word(file.len());
        file.extend([b"PK\x03\x04", head.as_slice(), name.as_bytes(), data].concat());
        directory.extend([b"PK\x01\x02\x14\0", head.as_slice(), &[0; 10], &at, name.as_bytes()].concat());
    }
    let count = u16::try_from(parts.len()).unwrap().to_le_bytes();
    let (start, size) = (word(file.len()), word(directory.len()));
    file.extend(directory);
    file.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &size, &start, &[0, 0]].concat());
    file
}

pub fn xlsx(sheet: &Sheet) -> Vec<u8> {
    zip(&bytes(parts(sheet)))
}

pub fn bytes(parts: Vec<(String, String)>) -> Vec<(String, Vec<u8>)> {
    parts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
}

/// What the parts say, if they still have exactly the shape in which [`parts`] writes them.
pub fn scan(parts: &[(String, Vec<u8>)], honest: &Sheet) -> Option<Sheet> {
    let part = |name: &str| {
        let found = parts.iter().find(|(part, _)| part == name)?;
        std::str::from_utf8(&found.1).ok()
    };
    let same = |name: &str| {
        let whole = self::parts(honest);
        part(name) == whole.iter().find(|(part, _)| part == name).map(|(_, text)| text.as_str())
    };
    if !["_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml", "xl/styles.xml"].iter().all(|name| same(name))
    {
        return None;
    }
    let texts: Option<Vec<String>> = part("xl/texts.xml")?
        .strip_prefix("<sst>")?
        .strip_suffix("</sst>")?
        .split_inclusive("</si>")
        .map(|one| {
            let text = one.strip_prefix("<si><t>")?.strip_suffix("</t></si>")?;
            (!text.contains(['<', '>']) && !text.replace("&amp;", "").contains('&')).then(|| text.replace("&amp;", "&"))
        })
        .collect();
    let texts = texts?;
    let (rows, merged) = part("xl/sheet.xml")?
        .strip_prefix("<worksheet><sheetData>")?
        .strip_suffix("</mergeCells></worksheet>")?
        .split_once("</sheetData><mergeCells>")?;
    if honest.merged.is_empty() != merged.is_empty() {
        return None;
    }
    let mut sheet = Sheet { cells: BTreeMap::new(), ..honest.clone() };
    for row in rows.split_inclusive("</row>") {
        let (number, cells) = row.strip_prefix("<row r=\"")?.strip_suffix("</row>")?.split_once("\">")?;
        let number: u32 = number.parse().ok()?;
        for cell in cells.split_inclusive("</c>") {
            let (at, rest) = cell.strip_prefix("<c r=\"")?.strip_suffix("</v></c>")?.split_once('"')?;
            let letters = at.trim_end_matches(|c: char| c.is_ascii_digit());
            let column = (0..200).find(|column| name_of(number - 1, *column) == at && !letters.is_empty())?;
            let value = |prefix: &str| rest.strip_prefix(prefix).filter(|value| !value.contains(['<', '>', '&']));
            let plain = |value: &str| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
            let cell = if let Some(index) = value(" t=\"s\"><v>") {
                Cell::Text(texts.get(index.parse::<usize>().ok().filter(|_| plain(index))?)?.clone())
            } else if let Some(day) = value(" s=\"1\"><v>") {
                Cell::Day(day.parse().ok()?)
            } else {
                Cell::Number(value("><v>")?.parse().ok().filter(|number: &f64| number.is_finite())?)
            };
            sheet.cells.insert((number - 1, column), cell);
        }
    }
    Some(sheet)
}
