//! The runs of text on the pages and where they stand.

use typst::layout::{Frame, FrameItem, Point, Transform};
use typst::text::TextItem;
use typst_layout::PagedDocument;

use super::Error;

/// Text closer to the edge of the paper than this many points is lost by printers.
const EDGE: f64 = 12.0;

/// One run of text with its page, from 0, and its left end on the baseline, origin upper left.
pub(super) struct Run<'a> {
    pub(super) page: usize,
    pub(super) start: Point,
    pub(super) text: &'a TextItem,
}

/// All runs of the document, in no particular order.
pub(super) fn runs(document: &PagedDocument) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut open: Vec<(usize, &Frame, Transform)> =
        document.pages().iter().enumerate().map(|(page, drawn)| (page, &drawn.frame, Transform::identity())).collect();
    while let Some((page, frame, transform)) = open.pop() {
        for (position, item) in frame.items() {
            match item {
                FrameItem::Group(group) => {
                    let inner =
                        transform.pre_concat(Transform::translate(position.x, position.y)).pre_concat(group.transform);
                    open.push((page, &group.frame, inner));
                }
                FrameItem::Text(text) => {
                    let start = position.transform(transform);
                    runs.push(Run { page, start, text });
                }
                _ => {}
            }
        }
    }
    runs
}

/// Refuses text that runs off the paper: a record whose words are not all to be seen on the page.
pub(super) fn check_inside(document: &PagedDocument, runs: &[Run<'_>]) -> Result<(), Error> {
    for run in runs {
        let Some(page) = document.pages().get(run.page) else {
            continue;
        };
        let (width, height) = (page.frame.width().to_pt(), page.frame.height().to_pt());
        let (left, baseline) = (run.start.x.to_pt(), run.start.y.to_pt());
        let right = left + run.text.width().to_pt();
        let inside = |at: f64, length: f64| (EDGE..=length - EDGE).contains(&at);
        if !inside(left, width) || !inside(right, width) || !inside(baseline, height) {
            let text = run.text.text.chars().take(80).collect();
            return Err(Error::TextOutside { page: run.page + 1, text });
        }
    }
    Ok(())
}
