//! What stands where on the pages: the runs of text and the straight lines.

use typst::layout::{Frame, FrameItem, Point, Transform};
use typst::text::TextItem;
use typst::visualize::Geometry;
use typst_layout::PagedDocument;

/// One run of text: the left end of its baseline and its width, in points from the upper left corner.
pub(super) struct Run<'a> {
    pub(super) left: f64,
    pub(super) baseline: f64,
    pub(super) width: f64,
    pub(super) text: &'a TextItem,
}

impl Run<'_> {
    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    /// From where to where, downwards, its small letters reach. What stands above and below them
    /// may touch a neighbour's.
    pub(super) fn core(&self) -> (f64, f64) {
        (self.baseline - 0.42 * self.text.size.to_pt(), self.baseline - 0.04 * self.text.size.to_pt())
    }

    /// The words, for a message.
    pub(super) fn words(&self) -> String {
        self.text.text.chars().take(80).collect()
    }
}

/// A straight line, from its upper or left end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) from: (f64, f64),
    pub(super) to: (f64, f64),
}

/// What stands on one page, in no particular order.
#[derive(Default)]
pub(super) struct Marks<'a> {
    pub(super) size: (f64, f64),
    pub(super) runs: Vec<Run<'a>>,
    pub(super) lines: Vec<Line>,
}

/// What stands on each page.
pub(super) fn marks(document: &PagedDocument) -> Vec<Marks<'_>> {
    document.pages().iter().map(|page| on_page(&page.frame)).collect()
}

fn on_page(page: &Frame) -> Marks<'_> {
    let mut marks = Marks { size: (page.width().to_pt(), page.height().to_pt()), ..Marks::default() };
    let mut open: Vec<(&Frame, Transform)> = vec![(page, Transform::identity())];
    while let Some((frame, transform)) = open.pop() {
        for (position, item) in frame.items() {
            let start = position.transform(transform);
            match item {
                FrameItem::Group(group) => {
                    let inner =
                        transform.pre_concat(Transform::translate(position.x, position.y)).pre_concat(group.transform);
                    open.push((&group.frame, inner));
                }
                FrameItem::Text(text) => marks.runs.push(Run {
                    left: start.x.to_pt(),
                    baseline: start.y.to_pt(),
                    width: text.width().to_pt(),
                    text,
                }),
                FrameItem::Shape(shape, _) => {
                    if let Geometry::Line(length) = &shape.geometry {
                        marks.lines.push(line(start, (*position + *length).transform(transform)));
                    }
                }
                _ => {}
            }
        }
    }
    marks
}

fn line(one: Point, other: Point) -> Line {
    let (one, other) = ((one.x.to_pt(), one.y.to_pt()), (other.x.to_pt(), other.y.to_pt()));
    let (from, to) = if (one.0, one.1) <= (other.0, other.1) { (one, other) } else { (other, one) };
    Line { from, to }
}
