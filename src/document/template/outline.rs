//! The dark modules of a symbol as closed outlines, so that no seam shows between modules.

use std::collections::BTreeMap;

use crate::document::code::symbol::Symbol;

type Point = (u32, u32);

/// Outlines in modules from the upper left corner, each as `x0, y0, x1, y1, …` of its corners, to
/// be filled by the even-odd rule.
pub(super) fn outlines(symbol: &Symbol) -> Vec<Vec<u32>> {
    let mut edges = boundary(symbol);
    let mut outlines = Vec::new();
    while let Some((&start, _)) = edges.first_key_value() {
        let mut corners: Vec<Point> = vec![start];
        let mut at = start;
        while let Some(next) = take(&mut edges, at) {
            extend(&mut corners, next);
            at = next;
            if at == start {
                break;
            }
        }
        corners.pop();
        outlines.push(corners.into_iter().flat_map(|(x, y)| [x, y]).collect());
    }
    outlines
}

/// The sides of dark modules that border on light ones, clockwise around the dark, by start point.
fn boundary(symbol: &Symbol) -> BTreeMap<Point, Vec<Point>> {
    let mut edges: BTreeMap<Point, Vec<Point>> = BTreeMap::new();
    // a column left of the symbol wraps to a number that is outside, hence light
    let dark = |x: u32, y: u32| symbol.dark(x, y);
    for y in 0..symbol.size() {
        for x in 0..symbol.size() {
            if !dark(x, y) {
                continue;
            }
            let (right, below) = (x + 1, y + 1);
            for (neighbour, from, to) in [
                (dark(x, y.wrapping_sub(1)), (x, y), (right, y)),
                (dark(right, y), (right, y), (right, below)),
                (dark(x, below), (right, below), (x, below)),
                (dark(x.wrapping_sub(1), y), (x, below), (x, y)),
            ] {
                if !neighbour {
                    edges.entry(from).or_default().push(to);
                }
            }
        }
    }
    edges
}

fn take(edges: &mut BTreeMap<Point, Vec<Point>>, at: Point) -> Option<Point> {
    let ends = edges.get_mut(&at)?;
    let next = ends.pop();
    if ends.is_empty() {
        edges.remove(&at);
    }
    next
}

/// Adds a corner; one on the straight line between its neighbours is dropped.
fn extend(corners: &mut Vec<Point>, next: Point) {
    if let [.., before, last] = corners.as_slice() {
        let straight = (before.0 == last.0 && last.0 == next.0) || (before.1 == last.1 && last.1 == next.1);
        if straight {
            corners.pop();
        }
    }
    corners.push(next);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::code::{Code, symbol};

    #[test]
    fn filling_the_outlines_gives_the_modules_back() {
        let text = Code::derive(b"{}").s_text("vb.mau.edu.vn").unwrap();
        let symbol = symbol::encode(&text).unwrap();
        let outlines = outlines(&symbol);
        // even-odd: a module is dark when a ray to the left crosses an odd number of vertical sides
        let crossings = |x: u32, y: u32| {
            let sides = outlines.iter().flat_map(|outline| {
                let points: Vec<Point> = outline.chunks(2).map(|pair| (pair[0], pair[1])).collect();
                (0..points.len()).map(move |i| (points[i], points[(i + 1) % points.len()])).collect::<Vec<_>>()
            });
            sides
                .filter(|(from, to)| from.0 == to.0 && from.0 <= x)
                .filter(|(from, to)| from.1.min(to.1) <= y && y < from.1.max(to.1))
                .count()
        };
        for y in 0..symbol.size() {
            for x in 0..symbol.size() {
                assert_eq!(crossings(x, y) % 2 == 1, symbol.dark(x, y), "{x},{y}");
            }
        }
    }
}
