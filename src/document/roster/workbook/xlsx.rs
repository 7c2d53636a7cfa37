//! Workbooks of Excel (ECMA-376), read more strictly than the library for the older format reads them:
//! that one takes an index it cannot read for the first text and passes over elements it does not know.

use quick_xml::events::BytesStart;

use super::archive::Parts;
use super::grid::{Area, Grid, Value};
use super::limits::{MAX_CELLS, MAX_SHEETS};
use super::styles;
use super::xml::{Node, Xml, attributes, broken, truth, unexpected, whole};
use crate::document::roster::fault::Fault;

struct Book {
    texts: Vec<String>,
    /// For each cell style, whether its numbers are days.
    dates: Vec<bool>,
    from_1904: bool,
}

struct Listed {
    name: String,
    relation: String,
    hidden: bool,
}

fn part<'p>(parts: &'p Parts, name: &str) -> Result<&'p [u8], Fault> {
    parts.get(name).map(Vec::as_slice).ok_or_else(|| broken(format!("no part \"{name}\"")))
}

/// The sheets, in the order of their tabs. Sheets that are charts are left out.
pub(super) fn read(parts: &Parts) -> Result<Vec<Grid>, Fault> {
    let root = relations(parts, "", "_rels/.rels")?;
    let main = root.iter().find(|one| one.kind.ends_with("/officeDocument")).ok_or_else(|| broken("no workbook"))?;
    let (folder, file) = main.target.rsplit_once('/').unwrap_or(("", &main.target));
    let related = relations(parts, folder, &format!("{folder}/_rels/{file}.rels"))?;
    let optional = |kind: &str| related.iter().find(|one| one.kind.ends_with(kind)).map(|one| part(parts, &one.target));
    let (listed, from_1904) = sheets(part(parts, &main.target)?)?;
    let texts = optional("/sharedStrings").transpose()?.map_or_else(|| Ok(Vec::new()), shared_texts)?;
    let dates = optional("/styles").transpose()?.map_or_else(|| Ok(vec![false]), styles::dates)?;
    let book = Book { texts, dates, from_1904 };
    let mut grids = Vec::new();
    for sheet in listed {
        let found = related.iter().find(|one| one.id == sheet.relation);
        let target = found.ok_or_else(|| broken(format!("no part for the sheet \"{}\"", sheet.name)))?;
        if target.kind.ends_with("/worksheet") {
            let mut grid = Grid::named(sheet.name);
            grid.hidden = sheet.hidden;
            book.sheet(part(parts, &target.target)?, &mut grid)?;
            grids.push(grid);
        }
    }
    Ok(grids)
}

struct Relation {
    id: String,
    kind: String,
    /// The name of a part, without a slash before it.
    target: String,
}

fn relations(parts: &Parts, folder: &str, name: &str) -> Result<Vec<Relation>, Fault> {
    let mut xml = Xml::new(part(parts, name.trim_start_matches('/'))?)?;
    let mut found = Vec::new();
    loop {
        match xml.next()? {
            Node::Open(element) if element.local_name().as_ref() == "Relationship" => {
                if let [Some(id), Some(kind), Some(target)] = attributes(&element, ["Id", "Type", "Target"])? {
                    found.push(Relation { id, kind, target: resolved(folder, &target) });
                }
            }
            Node::End => return Ok(found),
            _ => {}
        }
    }
}

fn resolved(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    let base = if target.starts_with('/') { "" } else { folder };
    for step in base.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The sheets that the workbook lists, and whether its days count from 1904.
fn sheets(part: &[u8]) -> Result<(Vec<Listed>, bool), Fault> {
    let mut xml = Xml::new(part)?;
    let mut listed = Vec::new();
    let mut from_1904 = false;
    loop {
        match xml.next()? {
            Node::Open(element) => match element.local_name().as_ref() {
                "workbookPr" => {
                    let [value] = attributes(&element, ["date1904"])?;
                    from_1904 = truth(value.as_deref())?;
                }
                "sheet" => {
                    let [name, relation, state] = attributes(&element, ["name", "*:id", "state"])?;
                    let (name, relation) = name.zip(relation).ok_or_else(|| broken("a sheet without a name"))?;
                    let hidden = state.is_some_and(|state| state != "visible");
                    listed.push(Listed { name, relation, hidden });
                }
                _ => {}
            },
            Node::End => break,
            _ => {}
        }
    }
    if listed.len() > MAX_SHEETS {
        return Err(Fault::WorkbookTooLarge { what: "sheets", most: u64::try_from(MAX_SHEETS).unwrap_or(u64::MAX) });
    }
    Ok((listed, from_1904))
}

fn shared_texts(part: &[u8]) -> Result<Vec<String>, Fault> {
    let mut xml = Xml::new(part)?;
    let mut texts = Vec::new();
    loop {
        match xml.next()? {
            Node::Open(element) if element.local_name().as_ref() == "si" => {
                if texts.len() >= MAX_CELLS {
                    let most = u64::try_from(MAX_CELLS).unwrap_or(u64::MAX);
                    return Err(Fault::WorkbookTooLarge { what: "texts", most });
                }
                texts.push(rich_text(&mut xml)?);
            }
            Node::Open(element) if !matches!(element.local_name().as_ref(), "sst" | "extLst") => {
                return Err(unexpected(&element));
            }
            Node::Open(element) if element.local_name().as_ref() == "extLst" => xml.skip()?,
            Node::End => return Ok(texts),
            _ => {}
        }
    }
}

/// The text of the element that was opened last: all its runs, without what tells how to pronounce it.
fn rich_text(xml: &mut Xml<'_>) -> Result<String, Fault> {
    let outside = xml.depth().saturating_sub(1);
    let mut text = String::new();
    while xml.depth() > outside {
        if let Node::Open(element) = xml.next()? {
            match element.local_name().as_ref() {
                "t" => text.push_str(&unescaped(&xml.only_text()?)),
                "r" => {}
                "rPr" | "rPh" | "phoneticPr" | "extLst" => xml.skip()?,
                _ => return Err(unexpected(&element)),
            }
        }
    }
    Ok(text)
}

/// `_x000D_` stands for a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19).
fn unescaped(text: &str) -> String {
    let mut parts = text.split("_x");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let hex = part.get(..4).filter(|hex| part.get(4..5) == Some("_") && hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let character = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        match character.zip(part.get(5..)) {
            Some((character, rest)) => {
                plain.push(character);
                plain.push_str(rest);
            }
            None => {
                plain.push_str("_x");
                plain.push_str(part);
            }
        }
    }
    plain
}

impl Book {
    fn sheet(&self, part: &[u8], grid: &mut Grid) -> Result<(), Fault> {
        let mut xml = Xml::new(part)?;
        let mut merged = Vec::new();
        let mut data = false;
        loop {
            match xml.next()? {
                Node::Open(element) => match element.local_name().as_ref() {
                    "col" => columns(&element, grid)?,
                    "sheetData" if data => return Err(unexpected(&element)),
                    "sheetData" => {
                        data = true;
                        self.rows(&mut xml, grid)?;
                    }
                    "mergeCell" => {
                        let [area] = attributes(&element, ["ref"])?;
                        merged.push(area_of(area.as_deref().unwrap_or_default())?);
                    }
                    "extLst" | "AlternateContent" => xml.skip()?,
                    _ => {}
                },
                Node::End if !data => return Err(broken("a sheet without data")),
                Node::End => return grid.merge(merged),
                _ => {}
            }
        }
    }

    fn rows(&self, xml: &mut Xml<'_>, grid: &mut Grid) -> Result<(), Fault> {
        let outside = xml.depth().saturating_sub(1);
        let mut next = 0u32;
        while xml.depth() > outside {
            let Node::Open(element) = xml.next()? else { continue };
            if element.local_name().as_ref() != "row" {
                return Err(unexpected(&element));
            }
            let [number, hidden, height] = attributes(&element, ["r", "hidden", "ht"])?;
            let row = number.as_deref().map_or(Ok(next), |number| {
                whole(number)?.checked_sub(1).filter(|row| *row >= next).ok_or_else(|| broken("rows out of order"))
            })?;
            next = row.saturating_add(1);
            if truth(hidden.as_deref())? || is_nothing(height.as_deref()) {
                grid.hidden_rows.insert(row);
            }
            self.cells(xml, row, grid)?;
        }
        Ok(())
    }

    fn cells(&self, xml: &mut Xml<'_>, row: u32, grid: &mut Grid) -> Result<(), Fault> {
        let outside = xml.depth().saturating_sub(1);
        let mut next = 0u32;
        while xml.depth() > outside {
            let Node::Open(element) = xml.next()? else { continue };
            match element.local_name().as_ref() {
                "c" => {}
                "extLst" => {
                    xml.skip()?;
                    continue;
                }
                _ => return Err(unexpected(&element)),
            }
            let [place, style, kind] = attributes(&element, ["r", "s", "t"])?;
            let column = place.as_deref().map_or(Ok(next), |place| match cell_of(place)? {
                (at, column) if at == row && column >= next => Ok(column),
                _ => Err(broken(format!("cell {place} out of order"))),
            })?;
            next = column.saturating_add(1);
            let style = style.as_deref().map_or(Ok(0), whole)?;
            let is_date = usize::try_from(style).ok().and_then(|style| self.dates.get(style));
            let is_date = *is_date.ok_or_else(|| broken(format!("no style {style}")))?;
            if let Some(value) = self.value(xml, kind.as_deref().unwrap_or("n"), is_date, grid)? {
                grid.insert((row, column), value)?;
            }
        }
        Ok(())
    }

    /// What the cell that was opened last holds.
    fn value(&self, xml: &mut Xml<'_>, kind: &str, is_date: bool, grid: &mut Grid) -> Result<Option<Value>, Fault> {
        let outside = xml.depth().saturating_sub(1);
        let (mut formula, mut stored, mut inline) = (false, None, None);
        while xml.depth() > outside {
            let Node::Open(element) = xml.next()? else { continue };
            match element.local_name().as_ref() {
                "f" => {
                    formula = true;
                    xml.skip()?;
                }
                "v" if stored.is_none() => stored = Some(xml.only_text()?),
                "is" if inline.is_none() => inline = Some(rich_text(xml)?),
                "extLst" => xml.skip()?,
                _ => return Err(unexpected(&element)),
            }
        }
        if (kind == "inlineStr") != inline.is_some() && (inline.is_some() || stored.is_some()) {
            return Err(broken("a text in the wrong kind of cell"));
        }
        if kind == "inlineStr" {
            return Ok(inline.and_then(Value::text));
        }
        let Some(stored) = stored.filter(|stored| kind == "str" || !stored.is_empty()) else {
            return Ok(formula.then_some(Value::Uncomputed));
        };
        grid.formulas += usize::from(formula);
        Ok(match kind {
            "s" => {
                let index = usize::try_from(whole(&stored)?).ok();
                let text = index.and_then(|index| self.texts.get(index));
                Value::text(text.ok_or_else(|| broken(format!("no text {stored}")))?.clone())
            }
            "str" => Value::text(unescaped(&stored)),
            "n" => {
                let number = stored.parse::<f64>().ok().filter(|number| number.is_finite());
                let number = number.ok_or_else(|| broken(format!("\"{stored}\" is not a number")))?;
                Some(if is_date { Value::day(number, self.from_1904) } else { Value::Number(number) })
            }
            "b" => Some(Value::Other(if truth(Some(&stored))? { "TRUE" } else { "FALSE" }.to_owned())),
            "e" => Some(Value::Error(stored)),
            "d" => {
                let date = stored.strip_suffix("T00:00:00").unwrap_or(&stored).parse();
                Some(date.map_or(Value::Other(stored), Value::Date))
            }
            kind => return Err(broken(format!("no kind of cell \"{kind}\""))),
        })
    }
}

/// A height or width of nothing hides too.
fn is_nothing(measure: Option<&str>) -> bool {
    measure.and_then(|measure| measure.parse::<f64>().ok()) == Some(0.0)
}

fn columns(element: &BytesStart<'_>, grid: &mut Grid) -> Result<(), Fault> {
    let [first, last, hidden, width] = attributes(element, ["min", "max", "hidden", "width"])?;
    if truth(hidden.as_deref())? || is_nothing(width.as_deref()) {
        let bound = |value: Option<String>| whole(value.as_deref().unwrap_or_default());
        grid.hide_columns(bound(first)?.saturating_sub(1), bound(last)?.saturating_sub(1));
    }
    Ok(())
}

/// `C5` → row 4, column 2.
fn cell_of(place: &str) -> Result<(u32, u32), Fault> {
    let wrong = || broken(format!("\"{place}\" is not a cell"));
    let letters = place.bytes().take_while(u8::is_ascii_uppercase).count();
    let (letters, digits) = place.split_at_checked(letters).ok_or_else(wrong)?;
    if letters.is_empty() || letters.len() > 3 {
        return Err(wrong());
    }
    let column = letters.bytes().fold(0u32, |column, letter| column * 26 + u32::from(letter - b'A') + 1);
    let row = whole(digits)?.checked_sub(1).ok_or_else(wrong)?;
    Ok((row, column - 1))
}

fn area_of(text: &str) -> Result<Area, Fault> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let ((top, left), (bottom, right)) = (cell_of(first)?, cell_of(last)?);
    if top > bottom || left > right {
        return Err(broken(format!("\"{text}\" is not an area")));
    }
    Ok(Area { top, left, bottom, right })
}

#[cfg(test)]
#[path = "xlsx_tests.rs"]
mod tests;
