//! Whether something lies over what a page shows: boxes of its letters, pictures and lines, rather too
//! large than too small, since the answer only asks a person to look.

use crate::signature::pades::page::{inherited, page_content};
use crate::signature::pdf::{Budget, Dictionary, File, IndirectObject, Node, ObjectId, Operations, Value};

/// Left, bottom, right and top in the page's own space.
pub(super) type Rectangle = [f64; 4];

/// Content streams and form XObjects that are read for one page.
const STREAMS: usize = 200;
/// Saved graphics states.
const STATES: usize = 128;
/// How far a box may reach into another: lines and letters have no sharp edge.
const EDGE: f64 = 1.0;

/// A rectangle as it stands in a dictionary, its corners put in order.
pub(super) fn rectangle(file: &File, revision: usize, dictionary: &Dictionary, key: &str) -> Option<Rectangle> {
    corners(file, revision, file.entry(revision, dictionary, key)?)
}

fn corners(file: &File, revision: usize, value: &Value) -> Option<Rectangle> {
    let [a, b, c, d] = value.as_array()? else { return None };
    let number = |node: &Node| file.resolve(revision, &node.value).and_then(Value::as_number);
    let (a, b, c, d) = (number(a)?, number(b)?, number(c)?, number(d)?);
    Some([a.min(c), b.min(d), a.max(c), b.max(d)])
}

/// Whether `target` touches anything that the page of a revision paints, or another annotation that is no
/// signature. What cannot be read counts as touched.
pub(super) fn touches(
    file: &File,
    revision: usize,
    page: ObjectId,
    target: Rectangle,
    is_signature: &dyn Fn(u32) -> bool,
    budget: &mut Budget,
) -> bool {
    let Some(dictionary) = file.object(revision, page).and_then(IndirectObject::dictionary) else { return true };
    let annotations = file.entry(revision, dictionary, "Annots").and_then(Value::as_array).unwrap_or_default();
    let others = annotations.iter().filter_map(|node| node.value.as_reference()).filter(|id| !is_signature(id.number));
    let boxes = others.filter_map(|id| {
        let annotation = file.object(revision, id)?.dictionary()?;
        rectangle(file, revision, annotation, "Rect")
    });
    if boxes.into_iter().any(|other| overlap(target, other)) {
        return true;
    }
    let resources = inherited(file, revision, dictionary, "Resources").and_then(Value::as_dictionary);
    let media = inherited(file, revision, dictionary, "MediaBox").and_then(|value| corners(file, revision, value));
    let Some(media) = media else { return true };
    let Some(content) = page_content(file, revision, dictionary, budget) else { return true };
    let mut painter = Painter { file, revision, target, media, forms: Vec::new() };
    let mut state = State::default();
    let mut touched = painter.run(&content, resources, &mut state, budget);
    let mut read = 0;
    while let Some((id, matrix)) = painter.forms.pop().filter(|_| !touched) {
        read += 1;
        let form = file.object(revision, id);
        let data = form.and_then(|form| file.stream_data_within(form, budget).ok());
        let (Some(form), Some(data)) = (form.and_then(IndirectObject::dictionary), data) else { return true };
        let own = file.entry(revision, form, "Resources").and_then(Value::as_dictionary).or(resources);
        let mut state = State { matrix, ..State::default() };
        touched = read > STREAMS || painter.run(&data, own, &mut state, budget);
    }
    touched
}

fn overlap(one: Rectangle, other: Rectangle) -> bool {
    let reach = |low: usize, high: usize| one[high].min(other[high]) - one[low].max(other[low]);
    let deep = |low: usize, high: usize| {
        // A line has no thickness of its own; one that crosses counts.
        let thin = (other[high] - other[low]).min(one[high] - one[low]) <= EDGE;
        reach(low, high) > if thin { -f64::EPSILON } else { EDGE }
    };
    deep(0, 2) && deep(1, 3)
}

type Matrix = [f64; 6];

fn multiply(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

fn transformed(matrix: Matrix, [left, bottom, right, top]: Rectangle) -> Rectangle {
    let point = |x: f64, y: f64| (matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]);
    let corners = [point(left, bottom), point(left, top), point(right, bottom), point(right, top)];
    corners.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |area, (x, y)| {
        [area[0].min(*x), area[1].min(*y), area[2].max(*x), area[3].max(*y)]
    })
}

const UNIT: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// What moves and sizes what is painted.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    text: Matrix,
    line: Matrix,
    size: f64,
    leading: f64,
    /// Bytes for one letter.
    letter: usize,
    path: Option<Rectangle>,
}

impl Default for State {
    fn default() -> Self {
        State { matrix: UNIT, text: UNIT, line: UNIT, size: 0.0, leading: 0.0, letter: 1, path: None }
    }
}

struct Painter<'f, 'b> {
    file: &'f File<'b>,
    revision: usize,
    target: Rectangle,
    media: Rectangle,
    /// Form XObjects that are still to be read, and where they are drawn.
    forms: Vec<(ObjectId, Matrix)>,
}

impl Painter<'_, '_> {
    /// Whether the content paints over the target, or cannot be read.
    fn run(&mut self, content: &[u8], resources: Option<&Dictionary>, state: &mut State, budget: &mut Budget) -> bool {
        let mut saved: Vec<State> = Vec::new();
        for operation in Operations::new(content, self.file.limits(), budget) {
            let Ok(operation) = operation else { return true };
            let numbers: Vec<f64> = operation.operands.iter().filter_map(Value::as_number).collect();
            match (operation.operator, numbers.as_slice()) {
                (b"q", _) if saved.len() < STATES => saved.push(state.clone()),
                (b"q" | b"BI", _) => return true,
                (b"Q", _) => *state = saved.pop().unwrap_or_else(|| state.clone()),
                (b"cm", &[a, b, c, d, e, f]) => state.matrix = multiply([a, b, c, d, e, f], state.matrix),
                (b"m" | b"l", &[x, y]) => state.reach(&[(x, y)]),
                (b"c", &[a, b, c, d, e, f]) => state.reach(&[(a, b), (c, d), (e, f)]),
                (b"v" | b"y", &[a, b, c, d]) => state.reach(&[(a, b), (c, d)]),
                (b"re", &[x, y, w, h]) => state.reach(&[(x, y), (x + w, y + h)]),
                (b"n", _) => state.path = None,
                (b"f" | b"F" | b"f*" | b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*", _) => {
                    let path = state.path.take().map(|path| transformed(state.matrix, path));
                    if path.is_some_and(|path| !self.is_background(path) && overlap(self.target, path)) {
                        return true;
                    }
                }
                (b"BT", _) => (state.text, state.line) = (UNIT, UNIT),
                (b"Tf", &[.., size]) => {
                    state.size = size;
                    state.letter = self.letter_bytes(resources, operation.operands.first());
                }
                (b"TL", &[leading]) => state.leading = leading,
                (b"Tm", &[a, b, c, d, e, f]) => state.start([a, b, c, d, e, f]),
                (b"Td", &[x, y]) => state.start(multiply([1.0, 0.0, 0.0, 1.0, x, y], state.line)),
                (b"TD", &[x, y]) => {
                    state.leading = -y;
                    state.start(multiply([1.0, 0.0, 0.0, 1.0, x, y], state.line));
                }
                (b"T*", _) => state.next_line(),
                (operator @ (b"Tj" | b"TJ" | b"'" | b"\""), _) => {
                    if matches!(operator, b"'" | b"\"") {
                        state.next_line();
                    }
                    let width = state.width(operation.operands.last());
                    let shown = [0.0, -0.25 * state.size, width, 0.75 * state.size];
                    if width > 0.0 && self.is_hit(multiply(state.text, state.matrix), shown) {
                        return true;
                    }
                    state.text = multiply([1.0, 0.0, 0.0, 1.0, width, 0.0], state.text);
                }
                (b"Do", _) if self.draw(resources, operation.operands.first(), state.matrix) => return true,
                (b"sh", _) => return true,
                _ => {}
            }
        }
        false
    }

    fn is_hit(&self, matrix: Matrix, area: Rectangle) -> bool {
        overlap(self.target, transformed(matrix, area))
    }

    /// Paper that a producer paints before it writes.
    fn is_background(&self, path: Rectangle) -> bool {
        let covers = |low: usize, high: usize| path[high] - path[low] >= 0.95 * (self.media[high] - self.media[low]);
        covers(0, 2) && covers(1, 3)
    }

    /// A picture counts as a whole; a form is read later.
    fn draw(&mut self, resources: Option<&Dictionary>, name: Option<&Value>, matrix: Matrix) -> bool {
        let found = || {
            let objects = self.file.entry(self.revision, resources?, "XObject")?.as_dictionary()?;
            let id = objects.value(std::str::from_utf8(name?.as_name()?).ok()?)?.as_reference()?;
            Some((id, self.file.object(self.revision, id)?.dictionary()?))
        };
        let Some((id, object)) = found() else { return false };
        if object.name("Subtype") != Some(b"Form") {
            return self.is_hit(matrix, [0.0, 0.0, 1.0, 1.0]);
        }
        let own = self.file.entry(self.revision, object, "Matrix").and_then(Value::as_array).unwrap_or_default();
        let own: Vec<f64> = own.iter().filter_map(|node| node.value.as_number()).collect();
        let own = Matrix::try_from(own).unwrap_or(UNIT);
        let matrix = multiply(own, matrix);
        let area = rectangle(self.file, self.revision, object, "BBox");
        if area.is_none_or(|area| self.is_hit(matrix, area)) {
            self.forms.push((id, matrix));
        }
        self.forms.len() > STREAMS
    }

    fn letter_bytes(&self, resources: Option<&Dictionary>, name: Option<&Value>) -> usize {
        let subtype = || {
            let fonts = self.file.entry(self.revision, resources?, "Font")?.as_dictionary()?;
            let name = std::str::from_utf8(name?.as_name()?).ok()?;
            self.file.entry(self.revision, fonts, name)?.as_dictionary()?.name("Subtype")
        };
        if subtype() == Some(b"Type0") { 2 } else { 1 }
    }
}

impl State {
    fn reach(&mut self, points: &[(f64, f64)]) {
        for (x, y) in points {
            let area = self.path.unwrap_or([*x, *y, *x, *y]);
            self.path = Some([area[0].min(*x), area[1].min(*y), area[2].max(*x), area[3].max(*y)]);
        }
    }

    fn start(&mut self, matrix: Matrix) {
        (self.text, self.line) = (matrix, matrix);
    }

    fn next_line(&mut self) {
        self.start(multiply([1.0, 0.0, 0.0, 1.0, 0.0, -self.leading], self.line));
    }

    /// Letters are about 0.6 of their height wide.
    fn width(&self, shown: Option<&Value>) -> f64 {
        let letters = |bytes: &[u8]| (bytes.len() / self.letter) as f64 * 0.6 * self.size;
        match shown {
            Some(Value::String { bytes, .. }) => letters(bytes),
            Some(Value::Array(parts)) => parts
                .iter()
                .map(|part| match &part.value {
                    Value::String { bytes, .. } => letters(bytes),
                    other => other.as_number().map_or(0.0, |gap| -gap / 1000.0 * self.size),
                })
                .sum(),
            _ => 0.0,
        }
    }
}
