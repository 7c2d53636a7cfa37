//! Words stay where there is room for them: on the paper, in their cell, beside other words and
//! beside the boxes that signatures will fill.

use super::runs::{Line, Marks, Run};
use super::{Error, Overflow};
use crate::document::record::SignatureBox;

/// Words closer to the left or right edge of the paper than 10 mm have left the margins, in points.
const SIDE: f64 = 28.3;
/// Printers lose what is closer to the upper or lower edge than this, in points.
const EDGE: f64 = 12.0;
/// Less than this is rounding, in points.
const TOUCH: f64 = 0.6;

/// Refuses the first words that have no room.
pub(super) fn check(pages: &[Marks<'_>], boxes: &[SignatureBox]) -> Result<(), Error> {
    for (index, page) in pages.iter().enumerate() {
        let found = on_page(page).or_else(|| in_a_box(page, boxes.iter().filter(|one| one.page == index)));
        if let Some((run, over)) = found {
            return Err(Error::TextOutside { page: index + 1, text: run.words(), over });
        }
    }
    Ok(())
}

fn on_page<'p>(page: &'p Marks<'_>) -> Option<(&'p Run<'p>, Overflow)> {
    let (width, height) = page.size;
    let mut runs: Vec<&Run<'_>> = page.runs.iter().collect();
    runs.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
    let off_paper = |run: &Run<'_>| {
        run.left < SIDE || run.right() > width - SIDE || !(EDGE..=height - EDGE).contains(&run.baseline)
    };
    for (place, run) in runs.iter().enumerate() {
        if off_paper(run) {
            return Some((run, Overflow::Paper));
        }
        if page.lines.iter().any(|line| crosses(line, run)) {
            return Some((run, Overflow::Cell));
        }
        let reach = run.text.size.to_pt();
        let below = runs.get(place + 1..).unwrap_or_default();
        let near = below.iter().take_while(|other| other.baseline <= run.baseline + reach);
        if let Some(other) = near.into_iter().find(|other| overlap(run, other)) {
            return Some((other, Overflow::Words));
        }
    }
    None
}

/// A rule of a table through the words. A line as long as the words is one drawn for them.
fn crosses(line: &Line, run: &Run<'_>) -> bool {
    let (top, bottom) = run.core();
    let ((x0, y0), (x1, y1)) = (line.from, line.to);
    if x1 - x0 < TOUCH {
        return x0 > run.left + TOUCH && x0 < run.right() - TOUCH && y0 < bottom && y1 > top;
    }
    let level = (y1 - y0).abs() < TOUCH && y0 > top && y0 < bottom;
    level && x0 < run.right() - TOUCH && x1 > run.left + TOUCH && x1 - x0 > run.width + 2.0 * TOUCH
}

fn overlap(run: &Run<'_>, other: &Run<'_>) -> bool {
    let ((top, bottom), (other_top, other_bottom)) = (run.core(), other.core());
    let beside = run.right() < other.left + TOUCH || other.right() < run.left + TOUCH;
    !beside && top < other_bottom && other_top < bottom
}

/// A signature's picture would cover the words.
fn in_a_box<'p>(
    page: &'p Marks<'_>,
    mut boxes: impl Iterator<Item = &'p SignatureBox>,
) -> Option<(&'p Run<'p>, Overflow)> {
    let height = page.size.1;
    boxes.find_map(|found| {
        let [x0, y0, x1, y1] = found.rect;
        let (upper, lower) = (height - y1, height - y0);
        let covered = page.runs.iter().find(|run| {
            let (top, bottom) = run.core();
            run.left < x1 - TOUCH && run.right() > x0 + TOUCH && top < lower && bottom > upper
        });
        covered.map(|run| (run, Overflow::Signature))
    })
}
