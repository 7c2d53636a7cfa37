//! Files → the tables in them, each told apart by its header.

use super::fault::Fault;
use super::layout::{self, Layout};
use super::note::{self, Note};
use super::problem::{Place, Problem};
use super::workbook::{self, Grid};

/// A sheet whose table is known.
pub(super) struct Known<'f> {
    pub(super) file: &'f str,
    pub(super) grid: Grid,
    pub(super) layout: Layout,
    /// The row of its header.
    pub(super) header: u32,
}

/// All that was opened.
pub(super) struct Sheets<'f> {
    pub(super) known: Vec<Known<'f>>,
    /// Every sheet given is among them.
    pub(super) complete: bool,
}

/// Opens the files and keeps the sheets whose layout is `wanted`; every other sheet is a problem, but
/// for hidden ones without a table, which are noted.
pub(super) fn sheets<'f>(
    files: &[(&'f str, &[u8])],
    wanted: &[Layout],
    problems: &mut Vec<Problem>,
    notes: &mut Vec<Note>,
) -> Sheets<'f> {
    let mut sheets = Sheets { known: Vec::new(), complete: true };
    for (file, bytes) in files {
        let grids = match workbook::open(file, bytes) {
            Ok(grids) => grids,
            Err(fault) => {
                problems.push(Problem::new(Place::file(file), "", &fault));
                sheets.complete = false;
                continue;
            }
        };
        if grids.is_empty() {
            problems.push(Problem::new(Place::file(file), "", &Fault::HeaderMissing { found: "–".to_owned() }));
            sheets.complete = false;
        }
        for grid in grids {
            let place = Place::sheet(file, &grid.name);
            let fault = match layout::recognise(&grid) {
                Some((layout, header)) if wanted.contains(&layout) => {
                    note::recognised(file, &grid, layout, header, notes);
                    sheets.known.push(Known { file, grid, layout, header });
                    continue;
                }
                Some((Layout::PrimaryMarks, _)) => Fault::PrimaryUnsupported,
                Some((layout, _)) => Fault::LayoutElsewhere { layout },
                None if grid.hidden => {
                    note::passed_over(file, &grid, notes);
                    continue;
                }
                None => Fault::HeaderMissing { found: layout::found_texts(&grid) },
            };
            problems.push(Problem::new(place, "", &fault));
            sheets.complete = false;
        }
    }
    sheets
}
