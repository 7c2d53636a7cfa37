//! Which cell styles of an `.xlsx` make a number a day or a time (ECMA-376 part 1, 18.8).

use std::collections::BTreeMap;

use super::xml::{Node, Xml, attributes, broken, whole};
use crate::document::roster::fault::Fault;

/// For each style that a cell can name, whether it shows a number as a date or a time.
pub(super) fn dates(part: &[u8]) -> Result<Vec<bool>, Fault> {
    let mut xml = Xml::new(part)?;
    let mut formats: BTreeMap<u32, bool> = BTreeMap::new();
    let mut styles = Vec::new();
    let mut of_cells = None;
    loop {
        match xml.next()? {
            Node::Open(element) => match element.local_name().as_ref() {
                "numFmt" => {
                    let [id, code] = attributes(&element, ["numFmtId", "formatCode"])?;
                    let (id, code) = id.zip(code).ok_or_else(|| broken("a number format without code"))?;
                    formats.insert(whole(&id)?, is_moment(&code));
                }
                "cellXfs" => of_cells = Some(xml.depth()),
                "xf" if of_cells.is_some() => {
                    let [id] = attributes(&element, ["numFmtId"])?;
                    styles.push(whole(id.as_deref().unwrap_or("0"))?);
                }
                _ => {}
            },
            Node::Close if of_cells.is_some_and(|depth| xml.depth() < depth) => of_cells = None,
            Node::End => break,
            _ => {}
        }
    }
    if styles.is_empty() {
        styles.push(0);
    }
    let built_in = |id: u32| matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58);
    Ok(styles.into_iter().map(|id| formats.get(&id).copied().unwrap_or_else(|| built_in(id))).collect())
}

/// Whether the first section of a format code shows a part of a date or a time.
fn is_moment(code: &str) -> bool {
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ';' => return false,
            // The next character stands for itself.
            '\\' | '_' | '*' => drop(letters.next()),
            '"' => drop(letters.find(|c| *c == '"')),
            // Colours, conditions, languages.
            '[' => drop(letters.find(|c| *c == ']')),
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_told_by_their_code() {
        for code in ["dd/mm/yyyy", "[$-42A]d mmmm yyyy;@", "\"ngày \"dd", "yyyy\\-mm\\-dd", "h:mm"] {
            assert!(is_moment(code), "{code}");
        }
        for code in ["0.0", "General", "\"day\"0", "\\d0", "[Red]0", "0;dd/mm", "@", "#,##0_d"] {
            assert!(!is_moment(code), "{code}");
        }
    }

    #[test]
    fn only_styles_of_cells_are_counted() {
        let part =
            b"<s><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm\"/></numFmts><cellStyleXfs><xf/></cellStyleXfs>\
            <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs><dxfs><xf/></dxfs></s>";
        assert_eq!(dates(part), Ok(vec![false, true, true]));
    }
}
