//! Files written byte by byte, so that each can be wrong in exactly one way.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::keys::Hash;
use super::super::message::Message;
use super::super::people::Identity;

/// Stands for the four numbers until the file is laid out; wide enough for any nonsense.
pub const RANGE: &str = "[0 ************************************************************]";
/// Stands for the hexadecimal string of the message.
pub const HOLE: &str = "<HOLE>";
pub const ID: &str = "/ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]";

/// A file in the making: its bytes, and where the objects of the section being written begin.
#[derive(Clone)]
pub struct Draft {
    pub bytes: Vec<u8>,
    pub rows: BTreeMap<u32, (usize, u16)>,
    /// Where the section before begins.
    pub previous: Option<usize>,
    pub size: u32,
}

impl Draft {
    pub fn new() -> Self {
        let bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        Draft { bytes, rows: BTreeMap::new(), previous: None, size: 1 }
    }

    /// A revision to be appended to a finished file.
    pub fn on(bytes: &[u8]) -> Self {
        let size = number_after(bytes, "/Size ") as u32;
        Draft { bytes: bytes.to_vec(), rows: BTreeMap::new(), previous: Some(start_of_xref(bytes)), size }
    }

    pub fn here(&self) -> usize {
        self.bytes.len()
    }

    pub fn raw(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.bytes.extend_from_slice(bytes.as_ref());
        self
    }

    pub fn object(self, number: u32, body: impl AsRef<[u8]>) -> Self {
        self.object_of(number, 0, body)
    }

    pub fn object_of(mut self, number: u32, generation: u16, body: impl AsRef<[u8]>) -> Self {
        self.rows.insert(number, (self.here(), generation));
        self.size = self.size.max(number + 1);
        self.raw(format!("{number} {generation} obj\n")).raw(body).raw("\nendobj\n")
    }

    pub fn stream(self, number: u32, entries: &str, data: impl AsRef<[u8]>) -> Self {
        self.object(number, stream(entries, data.as_ref()))
    }

    /// Cross-reference table, trailer and end. The first section begins with the free entry 0.
    pub fn table(self, trailer: &str) -> Self {
        let rows = self.table_rows();
        self.table_of(&rows, trailer)
    }

    /// The subsections of a table as they are to be written.
    pub fn table_rows(&self) -> String {
        let mut rows = String::new();
        if self.previous.is_none() {
            rows.push_str("0 1\n0000000000 65535 f\r\n");
        }
        for (number, (offset, generation)) in &self.rows {
            rows.push_str(&format!("{number} 1\n{offset:010} {generation:05} n\r\n"));
        }
        rows
    }

    pub fn table_of(self, rows: &str, trailer: &str) -> Self {
        let start = self.here();
        let dictionary = format!("<< /Size {} {ID} {trailer}{} >>", self.size, self.prev());
        self.raw(format!("xref\n{rows}trailer\n{dictionary}\n")).tail(start)
    }

    pub fn prev(&self) -> String {
        self.previous.map(|previous| format!(" /Prev {previous}")).unwrap_or_default()
    }

    /// A cross-reference stream with the number `number`, and the end. `held` are objects inside object
    /// streams: their number, the stream's number and their place in it.
    pub fn xref_stream(mut self, number: u32, trailer: &str, held: &[(u32, u32, u8)]) -> Self {
        self.rows.insert(number, (self.here(), 0));
        self.size = self.size.max(number + 1);
        let mut index = String::new();
        let mut data = Vec::new();
        if self.previous.is_none() {
            index.push_str("0 1 ");
            data.extend_from_slice(&[0, 0, 0, 0, 0]);
        }
        let in_file = self
            .rows
            .iter()
            .map(|(number, (offset, _))| (*number, [1, (offset >> 16) as u8, (offset >> 8) as u8, *offset as u8, 0]));
        let inside = held.iter().map(|(number, stream, place)| {
            (*number, [2, (stream >> 16) as u8, (stream >> 8) as u8, *stream as u8, *place])
        });
        let rows: BTreeMap<u32, [u8; 5]> = in_file.chain(inside).collect();
        for (number, row) in &rows {
            self.size = self.size.max(number + 1);
            index.push_str(&format!("{number} 1 "));
            data.extend_from_slice(row);
        }
        let entries = format!("/W [1 3 1] /Index [{}]", index.trim_end());
        self.xref_stream_of(number, &entries, trailer, &data)
    }

    /// A cross-reference stream whose shape and rows the caller gives, and the end.
    pub fn xref_stream_of(self, number: u32, shape: &str, trailer: &str, rows: &[u8]) -> Self {
        let start = self.here();
        let entries = format!("/Type /XRef /Size {} {shape} {ID} {trailer}{}", self.size, self.prev());
        self.raw(format!("{number} 0 obj\n")).raw(stream(&entries, rows)).raw("\nendobj\n").tail(start)
    }

    /// `startxref` and the end; what is written next is another revision.
    pub fn tail(mut self, start: usize) -> Self {
        self.previous = Some(start);
        self.rows.clear();
        self.raw(format!("startxref\n{start}\n%%EOF\n"))
    }
}

pub fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<< {entries} /Length {} >>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

/// A signature dictionary with its places still open.
pub fn signature(more: &str) -> String {
    format!(
        "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached \
             /M (D:20260531140509+07'00')\n{more}\n/ByteRange {RANGE}\n/Contents {HOLE} >>"
    )
}

/// How a signature is laid out: honest, unless a part is replaced.
pub struct Layout<'l> {
    /// The gap and the file's length, to the text of `/ByteRange` and the parts that are signed.
    pub range: &'l dyn Fn(Range<usize>, usize) -> (String, Vec<Range<usize>>),
    /// The message to what stands at `/Contents`; its length may not depend on the bytes.
    pub contents: &'l dyn Fn(&[u8]) -> Vec<u8>,
}

pub const HONEST: Layout = Layout { range: &honest_range, contents: &upper };

pub fn honest_range(gap: Range<usize>, length: usize) -> (String, Vec<Range<usize>>) {
    (format!("[0 {} {} {}]", gap.start, gap.end, length - gap.end), vec![0..gap.start, gap.end..length])
}

pub fn upper(message: &[u8]) -> Vec<u8> {
    format!("<{}>", data_encoding::HEXUPPER.encode(message)).into_bytes()
}

/// Signs what is laid out: the last open `/ByteRange` and `/Contents`. `finish` writes what stands
/// behind the signature, whose offsets the hole's size moves.
pub fn sign(mut open: Draft, who: &Identity, layout: &Layout, finish: impl FnOnce(Draft) -> Draft) -> Vec<u8> {
    let message = |content: &[u8]| Message::detached(who, Hash::Sha256, content).der();
    let placeholder = (layout.contents)(&vec![0; message(b"").len()]);
    let hole = last(&open.bytes, HOLE);
    let moved = placeholder.len() - HOLE.len();
    open.bytes.splice(hole..hole + HOLE.len(), placeholder.iter().copied());
    open.rows.values_mut().filter(|(offset, _)| *offset > hole).for_each(|(offset, _)| *offset += moved);
    let mut bytes = finish(open).bytes;
    let gap = hole..hole + placeholder.len();
    let (text, parts) = (layout.range)(gap.clone(), bytes.len());
    let at = last(&bytes, RANGE);
    assert!(text.len() <= RANGE.len(), "{text}");
    bytes[at..at + RANGE.len()].copy_from_slice(format!("{text:<width$}", width = RANGE.len()).as_bytes());
    let signed: Vec<u8> = parts.iter().flat_map(|part| bytes[part.clone()].to_vec()).collect();
    bytes[gap].copy_from_slice(&(layout.contents)(&message(&signed)));
    bytes
}

pub fn find(bytes: &[u8], part: impl AsRef<[u8]>) -> usize {
    let part = part.as_ref();
    bytes.windows(part.len()).position(|window| window == part).unwrap_or_else(|| panic!("no {}", part.escape_ascii()))
}

pub fn last(bytes: &[u8], part: impl AsRef<[u8]>) -> usize {
    let part = part.as_ref();
    bytes.windows(part.len()).rposition(|window| window == part).unwrap_or_else(|| panic!("no {}", part.escape_ascii()))
}

/// Replaces the only, or the last, place of `old`.
pub fn replace(bytes: &[u8], old: impl AsRef<[u8]>, new: impl AsRef<[u8]>) -> Vec<u8> {
    let at = last(bytes, &old);
    [&bytes[..at], new.as_ref(), &bytes[at + old.as_ref().len()..]].concat()
}

/// The same without moving anything: `new` is filled up with spaces.
pub fn overwrite(bytes: &[u8], old: impl AsRef<[u8]>, new: impl AsRef<[u8]>) -> Vec<u8> {
    let (old, new) = (old.as_ref(), new.as_ref());
    assert!(new.len() <= old.len(), "{} is longer than {}", new.escape_ascii(), old.escape_ascii());
    let mut filled = new.to_vec();
    filled.resize(old.len(), b' ');
    replace(bytes, old, filled)
}

pub fn number_after(bytes: &[u8], word: &str) -> usize {
    let at = last(bytes, word) + word.len();
    let digits: String = bytes[at..].iter().map(|byte| char::from(*byte)).take_while(char::is_ascii_digit).collect();
    digits.parse().expect("a number")
}

pub fn start_of_xref(bytes: &[u8]) -> usize {
    number_after(bytes, "startxref\n")
}
