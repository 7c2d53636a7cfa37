//! An appended update (ISO 32000-2 clause 7.5.6): new and changed objects behind the old bytes, with
//! a cross-reference of the kind that the file already has.

use std::collections::BTreeMap;
use std::ops::Range;

use super::serialize::{write_stream, write_stream_object, write_value};
use super::xref::{Entry, write_rows};
use super::{Dictionary, Error, File, ObjectId, Value, XrefKind};

enum Content {
    Value(Value),
    Stream(Dictionary, Vec<u8>),
    /// Bytes written by the caller, e.g. a signature dictionary with its placeholder.
    Raw(Vec<u8>),
}

/// A revision in the making.
pub struct Update {
    objects: BTreeMap<u32, (u16, Content)>,
    next: u32,
    xref_kind: XrefKind,
    previous: usize,
    trailer: Dictionary,
    base_length: usize,
}

/// The finished file and where each written object lies in it.
pub struct Written {
    pub bytes: Vec<u8>,
    pub spans: BTreeMap<u32, Range<usize>>,
}

impl Update {
    pub fn new(file: &File) -> Result<Self, Error> {
        let last = &file.revisions()[file.last()];
        let size = last.trailer.integer("Size").and_then(|size| u32::try_from(size).ok());
        let next = size.ok_or_else(|| Error::xref(last.xref_offset, "no /Size in the trailer"))?;
        Ok(Update {
            objects: BTreeMap::new(),
            next,
            xref_kind: last.xref_kind,
            previous: last.xref_offset,
            trailer: last.trailer.clone(),
            base_length: file.bytes().len(),
        })
    }

    /// A new object number.
    pub fn allocate(&mut self) -> ObjectId {
        let id = ObjectId { number: self.next, generation: 0 };
        self.next += 1;
        id
    }

    pub fn set(&mut self, id: ObjectId, value: Value) {
        self.objects.insert(id.number, (id.generation, Content::Value(value)));
    }

    pub fn set_raw(&mut self, id: ObjectId, bytes: Vec<u8>) {
        self.objects.insert(id.number, (id.generation, Content::Raw(bytes)));
    }

    pub fn set_stream(&mut self, id: ObjectId, dictionary: Dictionary, data: Vec<u8>) {
        self.objects.insert(id.number, (id.generation, Content::Stream(dictionary, data)));
    }

    pub fn add(&mut self, value: Value) -> ObjectId {
        let id = self.allocate();
        self.set(id, value);
        id
    }

    pub fn add_stream(&mut self, dictionary: Dictionary, data: Vec<u8>) -> ObjectId {
        let id = self.allocate();
        self.set_stream(id, dictionary, data);
        id
    }

    /// Appends to the bytes the update was made for.
    pub fn finish(mut self, base: &[u8]) -> Result<Written, Error> {
        if base.len() != self.base_length {
            return Err(Error::syntax(base.len(), "an update for other bytes"));
        }
        // A revision never ends in a lone CR or without an end-of-line.
        let line_end: &[u8] = if base.ends_with(b"\n") { b"" } else { b"\n" };
        let start = base.len() + line_end.len();
        let mut out = Vec::new();
        let mut spans = BTreeMap::new();
        let mut rows: BTreeMap<u32, (usize, u16)> = BTreeMap::new();
        for (number, (generation, content)) in &self.objects {
            let at = start + out.len();
            out.extend_from_slice(format!("{number} {generation} obj\n").as_bytes());
            match content {
                Content::Value(value) => write_value(&mut out, value),
                Content::Raw(bytes) => out.extend_from_slice(bytes),
                Content::Stream(dictionary, data) => write_stream(&mut out, dictionary, data),
            }
            out.extend_from_slice(b"\nendobj\n");
            spans.insert(*number, at..start + out.len() - 1);
            rows.insert(*number, (at, *generation));
        }
        let offset = start + out.len();
        match self.xref_kind {
            XrefKind::Table => self.write_table(&mut out, &rows),
            XrefKind::Stream => self.write_xref_stream(&mut out, offset, rows)?,
        }
        out.extend_from_slice(format!("startxref\n{offset}\n%%EOF\n").as_bytes());
        Ok(Written { bytes: [base, line_end, &out].concat(), spans })
    }

    fn trailer_entries(&self) -> Dictionary {
        let mut trailer = trailer_entries(&self.trailer, self.next);
        trailer.set("Prev", Value::Integer(self.previous as i64));
        trailer
    }

    fn write_table(&self, out: &mut Vec<u8>, rows: &BTreeMap<u32, (usize, u16)>) {
        out.extend_from_slice(b"xref\n");
        for run in runs(rows.keys().copied()) {
            out.extend_from_slice(format!("{} {}\n", run.start, run.len()).as_bytes());
            for number in run {
                let (offset, generation) = rows[&number];
                out.extend_from_slice(format!("{offset:010} {generation:05} n\r\n").as_bytes());
            }
        }
        out.extend_from_slice(b"trailer\n");
        write_value(out, &Value::Dictionary(self.trailer_entries()));
        out.push(b'\n');
    }

    fn write_xref_stream(
        &mut self,
        out: &mut Vec<u8>,
        offset: usize,
        mut rows: BTreeMap<u32, (usize, u16)>,
    ) -> Result<(), Error> {
        let id = self.allocate();
        rows.insert(id.number, (offset, 0));
        let entries =
            rows.values().map(|(offset, generation)| Entry::InFile { offset: *offset, generation: *generation });
        let (widths, data) = write_rows(entries).ok_or_else(|| Error::xref(offset, "an offset beyond its field"))?;
        let mut dictionary = self.trailer_entries();
        let index = runs(rows.keys().copied())
            .into_iter()
            .flat_map(|run| [i64::from(run.start), run.len() as i64].map(Value::Integer))
            .collect::<Vec<_>>();
        dictionary.set("Type", Value::name("XRef"));
        dictionary.set("W", widths);
        dictionary.set("Index", Value::array(index));
        write_stream_object(out, id.number, &dictionary, &data);
        Ok(())
    }
}

/// What a new trailer takes over from one that was read.
pub(super) fn trailer_entries(read: &Dictionary, size: u32) -> Dictionary {
    let mut trailer = Dictionary::default();
    trailer.set("Size", Value::Integer(i64::from(size)));
    for key in ["Root", "Info", "ID"] {
        if let Some(value) = read.value(key) {
            trailer.set(key, value.clone());
        }
    }
    trailer
}

/// Ascending numbers as runs without holes.
fn runs(numbers: impl Iterator<Item = u32>) -> Vec<Range<u32>> {
    let mut runs: Vec<Range<u32>> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some(run) if run.end == number => run.end += 1,
            _ => runs.push(number..number + 1),
        }
    }
    runs
}
