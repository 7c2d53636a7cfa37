//! Small tables, cell by cell.

use super::*;

fn tables(content: &str) -> Result<Vec<Grid>, Fault> {
    let text = format!("<office:document-content>{content}</office:document-content>");
    read(&Parts::from([("content.xml".to_owned(), text.into_bytes())]))
}

fn rows(rows: &str) -> Result<Grid, Fault> {
    tables(&format!("<table:table table:name=\"6A\">{rows}</table:table>")).map(|mut grids| grids.remove(0))
}

#[test]
fn every_kind_of_cell_is_read() {
    let grid = rows(
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"3\"/></table:table-row>\
         <table:table-row><table:table-cell office:value-type=\"float\" office:value=\"8.5\"><text:p>8,5</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\"><office:annotation><text:p>no</text:p></office:annotation>\
         <text:p>a<text:s text:c=\"2\"/><text:span>b</text:span></text:p> <text:p>c</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"date\" office:date-value=\"2014-03-05\"><text:p>05/03/14</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\" calcext:value-type=\"error\" table:formula=\"of:=x\"><text:p>#N/A</text:p></table:table-cell>\
         <table:table-cell table:formula=\"of:=1\"/>\
         <table:table-cell office:value-type=\"percentage\" office:value=\"0.5\"><text:p>50%</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"2\"><text:p>Đ</text:p></table:table-cell></table:table-row>",
    );
    let grid = grid.unwrap();
    let shown: Vec<String> = grid.row(2).map(|(_, value)| value.shown()).collect();
    assert_eq!(shown, ["8.5", "a  b\nc", "05/03/2014", "#N/A", "=…", "50%", "Đ", "Đ"]);
    assert!(matches!(grid.at(2, 5), Some(Value::Other(_))));
}

#[test]
fn what_is_hidden_or_merged_is_told() {
    let grids = tables(
        "<style:style style:name=\"h\"><style:table-properties table:display=\"false\"/></style:style>\
         <style:style style:name=\"r\"><style:table-row-properties style:row-height=\"0cm\"/></style:style>\
         <table:table table:name=\"a\" table:style-name=\"h\"><table:table-column table:number-columns-repeated=\"2\"/>\
         <table:table-column table:visibility=\"collapse\"/><table:table-header-rows><table:table-row table:visibility=\"filter\">\
         <table:table-cell table:number-columns-spanned=\"2\"><text:p>x</text:p></table:table-cell>\
         <table:covered-table-cell><text:p>y</text:p></table:covered-table-cell></table:table-row></table:table-header-rows>\
         <table:table-row table:style-name=\"r\"/></table:table>",
    );
    let grid = grids.unwrap().remove(0);
    assert!(grid.hidden);
    assert_eq!(grid.hidden_rows.iter().copied().collect::<Vec<_>>(), [0, 1]);
    assert_eq!(grid.hidden_columns.iter().copied().collect::<Vec<_>>(), [2]);
    assert_eq!(grid.cells.len(), 1);
    assert!(grid.area(0, 1).is_some());
}

#[test]
fn what_repeats_without_end_is_refused() {
    let cell = "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell>";
    let wide = format!("<table:table-row>{cell}</table:table-row>");
    assert!(matches!(rows(&wide), Err(Fault::WorkbookTooLarge { what: "columns", .. })));
    let high = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>";
    assert!(matches!(rows(high), Err(Fault::WorkbookTooLarge { what: "rows", .. })));
    let empty = "<table:table-row table:number-rows-repeated=\"4294967295\"><table:table-cell table:number-columns-repeated=\"4294967295\"/></table:table-row>";
    assert!(rows(&empty.repeat(2)).unwrap().cells.is_empty());
    for bad in [
        "<table:table-row><table:cell/></table:table-row>",
        "<table:table-row><table:table-cell office:value-type=\"float\"/></table:table-row>",
    ] {
        assert!(rows(bad).is_err(), "{bad}");
    }
}
