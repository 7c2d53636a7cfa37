//! The page on workbooks names the columns that are read, each with its other names: no more, no fewer.

use super::columns;
use super::layout::{Layout, ORDER};
use super::table::Column;

const PAGE: &str = include_str!("../../../docs/workbooks.md");

/// A layout's columns as the page lists them, the required ones in bold.
fn listed(columns: &[Column]) -> String {
    let told = |column: &Column| {
        let name = if column.required { format!("**{}**", column.name) } else { column.name.to_owned() };
        if column.also.is_empty() { name } else { format!("{name} (hoặc {})", column.also.join("; ")) }
    };
    columns.iter().map(told).collect::<Vec<_>>().join(" · ")
}

#[test]
fn the_page_lists_the_columns_of_every_layout() {
    let lines: Vec<&str> = PAGE.lines().collect();
    for layout in ORDER.into_iter().filter(|layout| !layout.columns().is_empty()) {
        let expected = listed(layout.columns());
        let is_it = |line: &&&str| line.split(" | ").any(|part| part.trim_end_matches([' ', '|']) == expected);
        let marks = |line: &&&str| layout == Layout::Marks && line.starts_with(&expected);
        let found = lines.iter().any(|line| is_it(&line) || marks(&line));
        assert!(found, "docs/workbooks.md, {}:\n{expected}", layout.label_vi());
    }
}

/// The summaries have no table of columns: what the page names of them is read.
#[test]
fn the_page_names_headers_of_summaries_that_are_read() {
    let row = PAGE.lines().find(|line| line.starts_with("| Dòng tên cột |")).expect("the row of header texts");
    let names: Vec<&str> = row.split('`').skip(1).step_by(2).filter(|name| !matches!(*name, "P" | "K")).collect();
    assert!(names.len() > 6, "{names:?}");
    for name in names.into_iter().filter(|name| *name != "Tổng") {
        assert!(columns::is_read(name), "{name}");
    }
    assert!(!columns::is_read("Ghi chú"));
}
