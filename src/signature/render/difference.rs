//! Where two pictures of a page differ, as a few rectangles that a person can look at.

use super::Picture;

/// Side of the square that is compared as one, in pixels: about a letter.
const CELL: usize = 12;
/// Difference of a colour channel that the drawing of the same page never shows.
const NOTICEABLE: u8 = 24;
/// Cells this far apart belong together.
const REACH: usize = 2;
/// Room between what differs and its frame, with the frame, in pixels.
const FRAME: usize = 5;
/// More rectangles than this say no more than one around them all.
const MAX_AREAS: usize = 24;
const MARK: [u16; 3] = [211, 47, 47];

/// A rectangle of pixels: left and top edge, then width and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
}

/// The areas in which two pictures differ, none when they look the same. Pictures of different sizes
/// differ as a whole.
pub fn differences(before: &Picture, after: &Picture) -> Vec<Area> {
    let (width, height) = (usize::from(after.width), usize::from(after.height));
    let whole = Area { x: 0, y: 0, width, height };
    if (before.width, before.height) != (after.width, after.height) {
        return vec![whole];
    }
    let columns = width.div_ceil(CELL);
    let mut differing = vec![false; columns * height.div_ceil(CELL)];
    for (index, (one, other)) in before.rgba.chunks_exact(4).zip(after.rgba.chunks_exact(4)).enumerate() {
        if one.iter().zip(other).any(|(a, b)| a.abs_diff(*b) >= NOTICEABLE) {
            let cell = index / width / CELL * columns + index % width / CELL;
            if let Some(cell) = differing.get_mut(cell) {
                *cell = true;
            }
        }
    }
    let areas = joined(differing, columns, &whole);
    if areas.len() > MAX_AREAS { vec![around(&areas)] } else { areas }
}

/// Neighbouring cells become one rectangle.
fn joined(mut differing: Vec<bool>, columns: usize, whole: &Area) -> Vec<Area> {
    let mut areas = Vec::new();
    while let Some(first) = differing.iter().position(|cell| *cell) {
        let mut waiting = vec![first];
        let (mut left, mut right, mut top, mut bottom) = (columns, 0, usize::MAX, 0);
        while let Some(cell) = waiting.pop() {
            if !differing.get_mut(cell).is_some_and(std::mem::take) {
                continue;
            }
            let (row, column) = (cell / columns, cell % columns);
            (left, right) = (left.min(column), right.max(column));
            (top, bottom) = (top.min(row), bottom.max(row));
            for row in row.saturating_sub(REACH)..=row + REACH {
                let columns_near = column.saturating_sub(REACH)..=(column + REACH).min(columns - 1);
                waiting.extend(columns_near.map(|column| row * columns + column));
            }
        }
        // A frame around it leaves what it frames to be read.
        let (x, y) = ((left * CELL).saturating_sub(FRAME), (top * CELL).saturating_sub(FRAME));
        let width = ((right + 1) * CELL + FRAME).min(whole.width) - x;
        let height = ((bottom + 1) * CELL + FRAME).min(whole.height) - y;
        areas.push(Area { x, y, width, height });
    }
    areas
}

fn around(areas: &[Area]) -> Area {
    let edge = |of: fn(&Area) -> usize| areas.iter().map(of);
    let x = edge(|area| area.x).min().unwrap_or(0);
    let y = edge(|area| area.y).min().unwrap_or(0);
    let right = edge(|area| area.x + area.width).max().unwrap_or(x);
    let bottom = edge(|area| area.y + area.height).max().unwrap_or(y);
    Area { x, y, width: right - x, height: bottom - y }
}

/// Draws a red frame around each area and tints what is in it.
pub fn mark(picture: &mut Picture, areas: &[Area]) {
    let width = usize::from(picture.width);
    for area in areas {
        for y in area.y..area.y + area.height {
            for x in area.x..area.x + area.width {
                let edge = |at: usize, from: usize, length: usize| at < from + 2 || at + 2 >= from + length;
                let framed = edge(x, area.x, area.width) || edge(y, area.y, area.height);
                let Some(pixel) = picture.rgba.get_mut((y * width + x) * 4..).and_then(|rest| rest.get_mut(..3)) else {
                    continue;
                };
                for (channel, mark) in pixel.iter_mut().zip(MARK) {
                    let share = if framed { mark } else { (u16::from(*channel) * 7 + mark) / 8 };
                    *channel = u8::try_from(share).unwrap_or(u8::MAX);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank(width: u16, height: u16) -> Picture {
        Picture { width, height, rgba: vec![255; usize::from(width) * usize::from(height) * 4] }
    }

    fn dot(picture: &mut Picture, x: usize, y: usize) {
        let at = (y * usize::from(picture.width) + x) * 4;
        picture.rgba[at..at + 3].fill(0);
    }

    #[test]
    fn equal_pictures_have_no_differences() {
        assert_eq!(differences(&blank(50, 70), &blank(50, 70)), []);
    }

    #[test]
    fn a_faint_difference_of_the_drawing_is_not_one() {
        let mut after = blank(50, 70);
        after.rgba[40] = 255 - (NOTICEABLE - 1);
        assert_eq!(differences(&blank(50, 70), &after), []);
    }

    #[test]
    fn near_dots_are_one_area_and_far_ones_two() {
        let mut after = blank(200, 200);
        dot(&mut after, 13, 13);
        dot(&mut after, 30, 13);
        dot(&mut after, 199, 199);
        let found = differences(&blank(200, 200), &after);
        assert_eq!(found, [Area { x: 7, y: 7, width: 34, height: 22 }, Area { x: 187, y: 187, width: 13, height: 13 }]);
        let mut marked = after.clone();
        mark(&mut marked, &found);
        assert_ne!(marked, after);
        assert_eq!(marked.rgba.len(), after.rgba.len());
    }

    #[test]
    fn another_size_differs_as_a_whole_and_many_dots_are_one_area() {
        assert_eq!(differences(&blank(50, 70), &blank(50, 71)), [Area { x: 0, y: 0, width: 50, height: 71 }]);
        let mut after = blank(1_000, 1_000);
        for step in 0..MAX_AREAS + 1 {
            dot(&mut after, step % 10 * 100, step / 10 * 100);
        }
        assert_eq!(differences(&blank(1_000, 1_000), &after).len(), 1);
    }
}
