//! A workbook's bytes → its sheets in one model, whatever the format.

mod archive;
mod compound;
mod grid;
mod limits;
mod ods;
mod separated;
mod styles;
mod xls;
mod xlsx;
mod xml;

use archive::ArchiveFault;
pub(super) use grid::{Grid, Value};
pub(super) use limits::MAX_CELL_CHARACTERS;
use limits::MAX_FILE_BYTES;
use xml::broken;

use super::fault::Fault;

/// Opens a workbook, told apart by content; text has to say by its name that it is a table. Sheets
/// without any value are left out.
pub(super) fn open(name: &str, bytes: &[u8]) -> Result<Vec<Grid>, Fault> {
    if bytes.len() > MAX_FILE_BYTES {
        let most = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX);
        return Err(Fault::WorkbookTooLarge { what: "bytes", most });
    }
    let named = name.to_lowercase();
    let mut grids = if bytes.starts_with(b"PK\x03\x04") {
        let parts = archive::parts(bytes).map_err(refused)?;
        if parts.get("mimetype").is_some_and(|kind| kind == ods::MIME_TYPE) {
            ods::read(&parts)?
        } else if parts.contains_key("_rels/.rels") && !parts.contains_key("xl/workbook.bin") {
            xlsx::read(&parts)?
        } else {
            return Err(Fault::WorkbookFormat);
        }
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        xls::read(compound::rebuilt(bytes).map_err(refused)?)?
    } else if [".csv", ".tsv", ".txt"].iter().any(|ending| named.ends_with(ending)) {
        vec![separated::read(name, bytes)?]
    } else {
        return Err(Fault::WorkbookFormat);
    };
    grids.retain(|grid| !grid.cells.is_empty());
    if let Some(place) = twice(&grids) {
        return Err(broken(format!("two sheets are named \"{place}\"")));
    }
    Ok(grids)
}

fn twice(grids: &[Grid]) -> Option<&str> {
    let mut names = std::collections::BTreeSet::new();
    grids.iter().map(|grid| grid.name.as_str()).find(|name| !names.insert(*name))
}

fn refused(fault: ArchiveFault) -> Fault {
    match fault {
        ArchiveFault::Unusual(what) => broken(what),
        ArchiveFault::TooLarge(what, most) => Fault::WorkbookTooLarge { what, most },
    }
}
