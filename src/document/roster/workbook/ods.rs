//! Workbooks of LibreOffice (OpenDocument 1.3 part 3, clause 9). Repeated rows and cells are counted
//! before they are made: the library makes room for whatever number is stated.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use quick_xml::events::BytesStart;

use super::archive::Parts;
use super::grid::{Area, Grid, Value};
use super::limits::{MAX_COLUMNS, MAX_ROWS, MAX_SHEETS};
use super::xml::{Node, Xml, attributes, broken, unexpected, whole};
use crate::document::roster::fault::Fault;

pub(super) const MIME_TYPE: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// The sheets, in the order of their tabs.
pub(super) fn read(parts: &Parts) -> Result<Vec<Grid>, Fault> {
    let manifest = parts.get("META-INF/manifest.xml").map(Vec::as_slice).unwrap_or_default();
    if manifest.windows(15).any(|window| window == b"encryption-data") {
        return Err(broken("encrypted"));
    }
    let content = parts.get("content.xml").ok_or_else(|| broken("no part \"content.xml\""))?;
    let mut xml = Xml::new(content)?;
    let mut styles = Styles::default();
    let mut grids = Vec::new();
    loop {
        match xml.next()? {
            Node::Open(element) => match element.name().as_ref() {
                "style:style" => [styles.current] = attributes(&element, ["style:name"])?,
                "style:table-properties" => {
                    let [display] = attributes(&element, ["table:display"])?;
                    styles.note(display.as_deref() == Some("false"));
                }
                "style:table-row-properties" => {
                    let [height] = attributes(&element, ["style:row-height"])?;
                    styles.note(is_nothing(height));
                }
                "style:table-column-properties" => {
                    let [width] = attributes(&element, ["style:column-width"])?;
                    styles.note(is_nothing(width));
                }
                "table:table" if grids.len() >= MAX_SHEETS => {
                    let most = u64::try_from(MAX_SHEETS).unwrap_or(u64::MAX);
                    return Err(Fault::WorkbookTooLarge { what: "sheets", most });
                }
                "table:table" => grids.push(table(&mut xml, &element, &styles)?),
                _ => {}
            },
            Node::End => return Ok(grids),
            _ => {}
        }
    }
}

/// Styles of this document that hide what has them.
#[derive(Default)]
struct Styles {
    current: Option<String>,
    hides: BTreeMap<String, bool>,
}

impl Styles {
    fn note(&mut self, hides: bool) {
        if let Some(name) = &self.current {
            self.hides.insert(name.clone(), hides);
        }
    }

    fn hide(&self, style: Option<&String>) -> bool {
        style.is_some_and(|style| self.hides.get(style) == Some(&true))
    }
}

/// `0cm`, `0.00in`.
fn is_nothing(measure: Option<String>) -> bool {
    measure.is_some_and(|measure| {
        let number = measure.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        number.parse::<f64>() == Ok(0.0)
    })
}

fn repeated(count: Option<String>) -> Result<u32, Fault> {
    count.as_deref().map_or(Ok(1), whole)
}

/// One table; elements that only group rows or columns are looked into.
fn table(xml: &mut Xml<'_>, element: &BytesStart<'_>, styles: &Styles) -> Result<Grid, Fault> {
    let outside = xml.depth().saturating_sub(1);
    let [name, style] = attributes(element, ["table:name", "table:style-name"])?;
    let mut grid = Grid::named(name.ok_or_else(|| broken("a sheet without a name"))?);
    grid.hidden = styles.hide(style.as_ref());
    let (mut row, mut column) = (0u32, 0u32);
    let mut merged = Vec::new();
    while xml.depth() > outside {
        let Node::Open(element) = xml.next()? else { continue };
        match element.name().as_ref() {
            "table:table-column" => {
                let [count, visibility, style] =
                    attributes(&element, ["table:number-columns-repeated", "table:visibility", "table:style-name"])?;
                let next = column.saturating_add(repeated(count)?);
                if next > column && (is_hidden(visibility) || styles.hide(style.as_ref())) {
                    grid.hide_columns(column, next - 1);
                }
                column = next;
            }
            "table:table-row" => {
                let [count, visibility, style] =
                    attributes(&element, ["table:number-rows-repeated", "table:visibility", "table:style-name"])?;
                let hidden = is_hidden(visibility) || styles.hide(style.as_ref());
                let next = row.saturating_add(repeated(count)?);
                cells(xml, row..next, &mut grid, &mut merged)?;
                if hidden {
                    grid.hidden_rows.extend(row..next.min(MAX_ROWS));
                }
                row = next;
            }
            "table:table-rows"
            | "table:table-columns"
            | "table:table-header-rows"
            | "table:table-header-columns"
            | "table:table-row-group"
            | "table:table-column-group" => {
                let [display] = attributes(&element, ["table:display"])?;
                if display.as_deref() == Some("false") {
                    return Err(broken("a folded group of rows or columns; unfold it"));
                }
            }
            _ => xml.skip()?,
        }
    }
    grid.merge(merged)?;
    Ok(grid)
}

fn is_hidden(visibility: Option<String>) -> bool {
    visibility.is_some_and(|visibility| visibility != "visible")
}

/// The cells of the row element that was opened last, put into each of `rows`.
fn cells(xml: &mut Xml<'_>, rows: std::ops::Range<u32>, grid: &mut Grid, merged: &mut Vec<Area>) -> Result<(), Fault> {
    let outside = xml.depth().saturating_sub(1);
    let mut column = 0u32;
    while xml.depth() > outside {
        let Node::Open(element) = xml.next()? else { continue };
        let covered = match element.name().as_ref() {
            "table:table-cell" => false,
            "table:covered-table-cell" => true,
            _ => return Err(unexpected(&element)),
        };
        let [count, wide, high] = attributes(
            &element,
            ["table:number-columns-repeated", "table:number-columns-spanned", "table:number-rows-spanned"],
        )?;
        let (wide, high) = (repeated(wide)?.max(1), repeated(high)?.max(1));
        if wide > 1 || high > 1 {
            let (bottom, right) = (rows.start.saturating_add(high - 1), column.saturating_add(wide - 1));
            merged.push(Area { top: rows.start, left: column, bottom, right });
        }
        let next = column.saturating_add(repeated(count)?);
        let value = value(xml, &element, grid)?.filter(|_| !covered);
        if let Some(value) = value {
            if next > MAX_COLUMNS {
                return Err(Fault::WorkbookTooLarge { what: "columns", most: u64::from(MAX_COLUMNS) });
            }
            for row in rows.clone() {
                for column in column..next {
                    grid.insert((row, column), value.clone())?;
                }
            }
        }
        column = next;
    }
    Ok(())
}

/// What the cell that was opened last holds.
fn value(xml: &mut Xml<'_>, element: &BytesStart<'_>, grid: &mut Grid) -> Result<Option<Value>, Fault> {
    let [kind, foreign, number, date, truth, string, formula] = attributes(
        element,
        [
            "office:value-type",
            "calcext:value-type",
            "office:value",
            "office:date-value",
            "office:boolean-value",
            "office:string-value",
            "table:formula",
        ],
    )?;
    let shown = paragraphs(xml)?;
    let Some(kind) = kind else {
        return Ok(match formula {
            Some(_) => Some(Value::Uncomputed),
            None => Value::text(shown),
        });
    };
    grid.formulas += usize::from(formula.is_some());
    if foreign.as_deref() == Some("error") {
        return Ok(Some(Value::Error(shown)));
    }
    let missing = || broken("a cell without its value");
    Ok(match kind.as_str() {
        "string" => Value::text(string.unwrap_or(shown)),
        "float" => {
            let number = number.ok_or_else(missing)?.parse::<f64>().ok().filter(|number| number.is_finite());
            Some(Value::Number(number.ok_or_else(|| broken("a number that is none"))?))
        }
        "date" => {
            let date = date.ok_or_else(missing)?;
            let day = date.strip_suffix("T00:00:00").unwrap_or(&date).parse::<NaiveDate>();
            Some(day.map_or(Value::Other(date), Value::Date))
        }
        "boolean" => Some(Value::Other(truth.ok_or_else(missing)?.to_uppercase())),
        // Percentages, currencies, times: no field of ours.
        _ => Some(Value::Other(shown)),
    })
}

/// The paragraphs of the cell that was opened last, one a line; comments are not part of it.
fn paragraphs(xml: &mut Xml<'_>) -> Result<String, Fault> {
    let outside = xml.depth().saturating_sub(1);
    let mut text = String::new();
    let mut first = true;
    while xml.depth() > outside {
        match xml.next()? {
            Node::Open(element) => match element.name().as_ref() {
                "text:p" => {
                    if !std::mem::take(&mut first) {
                        text.push('\n');
                    }
                }
                "text:s" => {
                    let [count] = attributes(&element, ["text:c"])?;
                    let count = repeated(count)?.min(1000);
                    text.extend(std::iter::repeat_n(' ', usize::try_from(count).unwrap_or(0)));
                }
                "text:tab" => text.push('\t'),
                "text:line-break" => text.push('\n'),
                "text:span" | "text:a" => {}
                _ => xml.skip()?,
            },
            // Between the paragraphs there is only layout.
            Node::Text(more) if xml.depth() > outside + 1 => text.push_str(&more),
            _ => {}
        }
    }
    Ok(text)
}

#[cfg(test)]
#[path = "ods_tests.rs"]
mod tests;
