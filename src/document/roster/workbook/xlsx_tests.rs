//! Small workbooks, part by part.

use super::*;

fn parts(sheet: &str, book: &str) -> Parts {
    let types = "http://x/relationships";
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{types}/{kind}\" Target=\"{target}\"/>")
    };
    let related = [
        relation("a", "worksheet", "worksheets/../sheet.xml"),
        relation("b", "sharedStrings", "/xl/texts.xml"),
        relation("c", "styles", "styles.xml"),
    ];
    let files = [
        ("_rels/.rels", format!("<R>{}</R>", relation("r", "officeDocument", "xl/workbook.xml"))),
        ("xl/_rels/workbook.xml.rels", format!("<R>{}</R>", related.concat())),
        ("xl/workbook.xml", format!("<w xmlns:r=\"r\">{book}<sheets><sheet name=\"6A\" r:id=\"a\"/></sheets></w>")),
        (
            "xl/texts.xml",
            "<sst><si><t>Ân</t></si><si><r><t>a_x0009_</t></r><rPh><t>x</t></rPh><r><t>b_xy</t></r></si></sst>"
                .to_owned(),
        ),
        ("xl/styles.xml", "<s><cellXfs><xf/><xf numFmtId=\"14\"/></cellXfs></s>".to_owned()),
        ("xl/sheet.xml", format!("<worksheet>{sheet}</worksheet>")),
    ];
    files.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect()
}

fn sheet(xml: &str) -> Result<Grid, Fault> {
    read(&parts(xml, "")).map(|mut grids| grids.remove(0))
}

fn data(rows: &str) -> Result<Grid, Fault> {
    sheet(&format!("<sheetData>{rows}</sheetData>"))
}

#[test]
fn every_kind_of_cell_is_read() {
    let grid = data(
        "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c r=\"D2\"><v>8.5</v></c>\
         <c s=\"1\"><v>41703</v></c><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c><c t=\"d\"><v>2014-03-05</v></c>\
         <c t=\"inlineStr\"><is><t>Đ</t></is></c><c t=\"str\"><f>A1</f><v>T</v></c><c><f>1+1</f></c><c s=\"1\"/></row><row/>",
    );
    let grid = grid.unwrap();
    let shown: Vec<(u32, String)> = grid.row(1).map(|(column, value)| (column, value.shown())).collect();
    let texts = ["Ân", "a\tb_xy", "8.5", "05/03/2014", "TRUE", "#N/A", "05/03/2014", "Đ", "T", "=…"];
    let columns = [0, 1, 3, 4, 5, 6, 7, 8, 9, 10];
    assert_eq!(shown, columns.into_iter().zip(texts.map(str::to_owned)).collect::<Vec<_>>());
    assert_eq!((grid.at(1, 10), grid.formulas), (Some(&Value::Uncomputed), 1));
    assert!(matches!(grid.at(1, 6), Some(Value::Error(_))));
}

#[test]
fn days_may_count_from_1904() {
    let book =
        parts("<sheetData><row><c s=\"1\"><v>40241</v></c></row></sheetData>", "<workbookPr date1904=\"true\"/>");
    assert_eq!(read(&book).unwrap()[0].at(0, 0).map(Value::shown).as_deref(), Some("05/03/2014"));
}

#[test]
fn what_is_hidden_or_merged_is_told() {
    let grid = sheet(
        "<cols><col min=\"2\" max=\"3\" hidden=\"1\" width=\"9\"/><col min=\"5\" max=\"5\" width=\"0\"/></cols>\
         <sheetData><row r=\"1\"><c><v>1</v></c><c><v>2</v></c></row><row hidden=\"1\"/><row ht=\"0\"/></sheetData>\
         <mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells>",
    );
    let grid = grid.unwrap();
    assert_eq!(grid.hidden_columns.into_iter().collect::<Vec<_>>(), [1, 2, 4]);
    assert_eq!(grid.hidden_rows.into_iter().collect::<Vec<_>>(), [1, 2]);
    assert_eq!(grid.cells.len(), 1);
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    for rows in [
        "<row r=\"2\"/><row r=\"1\"/>",
        "<row><c r=\"B1\"/><c r=\"A1\"/></row>",
        "<row><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
        "<row r=\"1\"><c r=\"A2\"><v>1</v></c></row>",
        "<row><c r=\"a1\"/></row>",
        "<row><d><v>1</v></d></row>",
        "<line><c><v>1</v></c></line>",
        "<row><c><v>1</v><v>2</v></c></row>",
        "<row><c><w>1</w></c></row>",
        "<row><c><is><t>1</t></is></c></row>",
        "<row><c t=\"inlineStr\"><v>1</v></c></row>",
        "<row><c><v>1<!-- --><b/></v></c></row>",
        "<row><c t=\"s\"><v>x</v></c></row>",
        "<row><c t=\"s\"><v>2</v></c></row>",
        "<row><c t=\"x\"><v>2</v></c></row>",
        "<row><c s=\"2\"><v>2</v></c></row>",
        "<row><c><v>8,5</v></c></row>",
        "<row><c><v>inf</v></c></row>",
        "<row hidden=\"ja\"/>",
    ] {
        assert!(matches!(data(rows), Err(Fault::WorkbookUnreadable { .. })), "{rows}");
    }
    assert!(sheet("").is_err());
    assert!(sheet("<sheetData/><sheetData/>").is_err());
    assert!(matches!(data("<row r=\"20001\"><c><v>1</v></c></row>"), Err(Fault::WorkbookTooLarge { .. })));
    // A comment in a value hides nothing of it.
    assert_eq!(data("<row><c><v>1<!-- 9 -->2</v></c></row>").unwrap().at(0, 0), Some(&Value::Number(12.0)));
}
