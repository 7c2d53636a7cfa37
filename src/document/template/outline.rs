//! The dark modules of a symbol as closed outlines, so that no seam shows between modules.

use std::fmt::Write;

use crate::document::code::symbol::Symbol;

type Point = (u32, u32);

/// The symbol as SVG, a unit for each module: one path, sharp at any size.
pub(super) fn svg(symbol: &Symbol) -> String {
    let side = symbol.size();
    let mut path = String::new();
    for outline in outlines(symbol) {
        for (place, (x, y)) in outline.into_iter().enumerate() {
            // what is written to a text is always written
            let _ = write!(path, "{}{x} {y}", if place == 0 { 'M' } else { 'L' });
        }
        path.push('Z');
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side}\" height=\"{side}\">\
         <path fill-rule=\"evenodd\" d=\"{path}\"/></svg>"
    )
}

/// The corners of each outline, in modules from the upper left corner, to be filled by the even-odd rule.
fn outlines(symbol: &Symbol) -> Vec<Vec<Point>> {
    let mut sides = Sides::of(symbol);
    let mut outlines = Vec::new();
    for place in 0..sides.ends.len() {
        let start = sides.point(place);
        while let Some(first) = sides.take(start) {
            let (mut corners, mut at) = (vec![start], first);
            while at != start {
                extend(&mut corners, at);
                let Some(next) = sides.take(at) else { break };
                at = next;
            }
            outlines.push(corners);
        }
    }
    outlines
}

/// The sides of dark modules that border on light ones, clockwise around the dark.
struct Sides {
    /// Points in a row.
    width: u32,
    /// Where the sides end that begin at each point, row by row.
    ends: Vec<Vec<Point>>,
}

impl Sides {
    fn of(symbol: &Symbol) -> Sides {
        let width = symbol.size() + 1;
        let mut sides = Sides { width, ends: vec![Vec::new(); (width * width) as usize] };
        // a column left of the symbol wraps to a number that is outside, hence light
        let dark = |x: u32, y: u32| symbol.dark(x, y);
        for (x, y) in (0..symbol.size()).flat_map(|y| (0..symbol.size()).map(move |x| (x, y))) {
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
                if let (false, Some(ends)) = (neighbour, sides.ends_of(from)) {
                    ends.push(to);
                }
            }
        }
        sides
    }

    fn point(&self, place: usize) -> Point {
        // there are far fewer points than a u32 can count
        let place = place as u32;
        (place % self.width, place / self.width)
    }

    fn ends_of(&mut self, (x, y): Point) -> Option<&mut Vec<Point>> {
        self.ends.get_mut((y * self.width + x) as usize)
    }

    fn take(&mut self, from: Point) -> Option<Point> {
        self.ends_of(from)?.pop()
    }
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
            let sides = outlines
                .iter()
                .flat_map(|points| (0..points.len()).map(move |i| (points[i], points[(i + 1) % points.len()])));
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
