//! The same workbook in other formats: OpenDocument, the older Excel's records, and text with separators.

use super::book::{Cell, Sheet, zip};

/// How a set of sheets is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Format {
    Xlsx,
    Ods,
    Xls,
    Csv,
}

impl Format {
    pub fn write(self, sheet: &Sheet) -> Vec<u8> {
        match self {
            Format::Xlsx => super::book::xlsx(sheet),
            Format::Ods => ods(sheet),
            Format::Xls => xls(sheet),
            Format::Csv => csv(sheet),
        }
    }

    pub fn name(self, stem: &str, sheet: &Sheet) -> String {
        match self {
            // A text has no name but that of its file.
            Format::Csv => format!("{stem}/{}.csv", sheet.name),
            Format::Xlsx => format!("{stem}.xlsx"),
            Format::Ods => format!("{stem}.ods"),
            Format::Xls => format!("{stem}.xls"),
        }
    }

    /// What is left of a sheet once it is written so.
    pub fn keeps(self, sheet: &Sheet) -> Sheet {
        match self {
            Format::Csv => as_text(sheet),
            _ => sheet.clone(),
        }
    }
}

/// A date as people write it.
fn written(day: u32) -> String {
    calendar(day).format("%d/%m/%Y").to_string()
}

fn calendar(day: u32) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap() + chrono::Days::new(u64::from(day))
}

/// Text alone: nothing is hidden or merged in it.
fn as_text(sheet: &Sheet) -> Sheet {
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string().replace('.', ","),
        Cell::Day(day) => written(*day),
        Cell::Error | Cell::Formula => "#N/A".to_owned(),
    };
    let cells = sheet.cells.iter().map(|(at, cell)| (*at, Cell::Text(text(cell)))).collect();
    Sheet { name: sheet.name.clone(), cells, ..Sheet::default() }
}

fn csv(sheet: &Sheet) -> Vec<u8> {
    let sheet = as_text(sheet);
    let width = sheet.cells.keys().map(|(_, column)| *column).max().unwrap_or(0);
    let field = |row: u32, column: u32| match sheet.cells.get(&(row, column)) {
        Some(Cell::Text(text)) if text.contains([';', '"', '\n']) => format!("\"{}\"", text.replace('"', "\"\"")),
        Some(Cell::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let line = |row| (0..=width).map(|column| field(row, column)).collect::<Vec<_>>().join(";") + "\r\n";
    (0..=sheet.last_row()).map(line).collect::<String>().into_bytes()
}

fn ods(sheet: &Sheet) -> Vec<u8> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let cell = |at: (u32, u32)| {
        let spans = sheet.merged.iter().find(|(top, left, ..)| (*top, *left) == at);
        let span = spans.map_or(String::new(), |(top, left, bottom, right)| {
            let (wide, high) = (right - left + 1, bottom - top + 1);
            format!(" table:number-columns-spanned=\"{wide}\" table:number-rows-spanned=\"{high}\"")
        });
        let (kind, shown) = match sheet.cells.get(&at) {
            None => return format!("<table:table-cell{span}/>"),
            Some(Cell::Text(text)) => ("\"string\"".to_owned(), escaped(text)),
            Some(Cell::Number(number)) => (format!("\"float\" office:value=\"{number}\""), number.to_string()),
            Some(Cell::Day(day)) => (format!("\"date\" office:date-value=\"{}\"", calendar(*day)), written(*day)),
            Some(Cell::Error) => ("\"string\" calcext:value-type=\"error\"".to_owned(), "#N/A".to_owned()),
            Some(Cell::Formula) => return format!("<table:table-cell{span} table:formula=\"of:=[.A1]\"/>"),
        };
        format!("<table:table-cell{span} office:value-type={kind}><text:p>{shown}</text:p></table:table-cell>")
    };
    let width = sheet.cells.keys().map(|(_, column)| *column).max().unwrap_or(0);
    let row = |row: u32| {
        let hidden = if sheet.hidden_rows.contains(&row) { " table:visibility=\"collapse\"" } else { "" };
        let cells: String = (0..=width).map(|column| cell((row, column))).collect();
        format!("<table:table-row{hidden}>{cells}</table:table-row>")
    };
    let content = format!(
        "<office:document-content><style:style style:name=\"t\"><style:table-properties table:display=\"{}\"/></style:style>\
         <table:table table:name=\"{}\" table:style-name=\"t\">{}</table:table></office:document-content>",
        !sheet.hidden,
        sheet.name,
        (0..=sheet.last_row()).map(row).collect::<String>(),
    );
    let mime_type = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
    zip(&[("mimetype".to_owned(), mime_type), ("content.xml".to_owned(), content.into_bytes())])
}

/// A record of MS-XLS: type, length, data.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
}

fn halves(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| u16::try_from(*word).unwrap().to_le_bytes()).collect()
}

fn units(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn xls(sheet: &Sheet) -> Vec<u8> {
    const GENERAL: u32 = 0;
    const DATE: u32 = 1;
    let begin = |kind: u32| record(0x0809, &halves(&[0x0600, kind, 0, 0, 0, 0, 0, 0]));
    let format = |number: u32| record(0x00E0, &[halves(&[0, number]), vec![0; 16]].concat());
    let end = record(0x000A, &[]);
    let globals = |start: u32| {
        let name = [u8::try_from(sheet.name.encode_utf16().count()).unwrap(), 1];
        let head = [start.to_le_bytes().as_slice(), &[u8::from(sheet.hidden), 0], &name, &units(&sheet.name)].concat();
        [begin(5), format(0), format(14), record(0x0085, &head), end.clone()].concat()
    };
    let mut stream = globals(u32::try_from(globals(0).len()).unwrap());
    stream.extend(begin(0x10));
    for row in &sheet.hidden_rows {
        stream.extend(record(0x0208, &halves(&[*row, 0, 0, 255, 0, 0, 0x20, 0])));
    }
    for ((row, column), cell) in &sheet.cells {
        let number = |format, value: f64| {
            record(0x0203, &[halves(&[*row, *column, format]), value.to_le_bytes().to_vec()].concat())
        };
        stream.extend(match cell {
            Cell::Text(text) => {
                let length = u32::try_from(text.encode_utf16().count()).unwrap();
                let head = halves(&[*row, *column, GENERAL, length]);
                record(0x0204, &[head, vec![1], units(text)].concat())
            }
            Cell::Number(value) => number(GENERAL, *value),
            Cell::Day(day) => number(DATE, f64::from(*day)),
            Cell::Error | Cell::Formula => record(0x0205, &[halves(&[*row, *column, GENERAL]), vec![0x2A, 1]].concat()),
        });
    }
    if !sheet.merged.is_empty() {
        let areas = sheet.merged.iter().flat_map(|(top, left, bottom, right)| [*top, *bottom, *left, *right]);
        let count = u32::try_from(sheet.merged.len()).unwrap();
        stream.extend(record(0x00E5, &halves(&std::iter::once(count).chain(areas).collect::<Vec<_>>())));
    }
    stream.extend(end);
    compound(stream)
}

/// A compound file (MS-CFB) with this one stream: one sector of the table, the directory, then the stream.
fn compound(mut stream: Vec<u8>) -> Vec<u8> {
    const SECTOR: usize = 512;
    const END: u32 = 0xFFFF_FFFE;
    const NONE: u32 = 0xFFFF_FFFF;
    stream.resize(stream.len().max(4096).next_multiple_of(SECTOR), 0);
    let sectors = u32::try_from(stream.len() / SECTOR).unwrap();
    assert!(sectors < 126, "one sector of the table is enough for {} bytes", stream.len());
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let mut file = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 16]].concat();
    file.extend(halves(&[0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0]));
    file.extend(words(&[0, 1, 1, 0, 4096, END, 0, END, 0, 0]));
    file.resize(SECTOR, 0xFF);
    file.extend(words(&[0xFFFF_FFFD, END]));
    file.extend((3..sectors + 2).flat_map(u32::to_le_bytes));
    file.extend(words(&[END]));
    file.resize(2 * SECTOR, 0xFF);
    let length = u32::try_from(stream.len()).unwrap();
    for (name, kind, child, start, length) in [("Root Entry", 5, 1, END, 0), ("Workbook", 2, NONE, 2, length)] {
        let begin = file.len();
        file.extend(units(&format!("{name}\0")));
        let named = u8::try_from(file.len() - begin).unwrap();
        file.resize(begin + 64, 0);
        file.extend([named, 0, kind, 1]);
        file.extend(words(&[NONE, NONE, child]));
        file.resize(begin + 116, 0);
        file.extend(words(&[start, length, 0]));
    }
    file.resize(3 * SECTOR, 0);
    file.extend(stream);
    file
}
