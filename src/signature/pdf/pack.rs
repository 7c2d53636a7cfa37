//! A file made smaller: objects that are no streams go into one that is (ISO 32000-2 clause 7.5.7), and a
//! cross-reference stream tells where each is (clause 7.5.8).

use std::collections::{BTreeMap, BTreeSet};

use miniz_oxide::deflate::compress_to_vec_zlib;

use super::serialize::write_stream_object;
use super::update::trailer_entries;
use super::xref::{Entry, write_rows};
use super::{Body, Dictionary, File, IndirectObject, Value};

/// How hard it is tried to make them small, of 10: what repeats itself is found at once.
const LEVEL: u8 = 4;

/// Writes a file of one revision anew, with its dictionaries and arrays in an object stream but for those that stay by
/// themselves. None where the file has another form than most.
pub fn pack(file: &File, staying: &BTreeSet<u32>) -> Option<Vec<u8>> {
    let [revision] = file.revisions() else { return None };
    if !revision.relaxed.is_empty()
        || !revision.unexplained.is_empty()
        || revision.freed.iter().any(|number| *number > 0)
    {
        return None;
    }
    let (mut standing, mut packed) = (Vec::new(), Vec::new());
    for object in revision.objects() {
        if object.container.is_some() {
            return None;
        }
        match text(file, object).filter(|_| object.id.generation == 0 && !staying.contains(&object.id.number)) {
            Some(text) => packed.push((object.id.number, text)),
            None => standing.push(object),
        }
    }
    if packed.is_empty() {
        return None;
    }
    let holder = u32::try_from(revision.trailer.integer("Size")?).ok()?;
    let size = holder + 2;
    let mut entries = BTreeMap::new();
    standing.sort_by_key(|object| object.span.start);
    let mut out = file.bytes().get(..standing.first()?.span.start)?.to_vec();
    for object in standing {
        entries.insert(object.id.number, Entry::InFile { offset: out.len(), generation: object.id.generation });
        out.extend_from_slice(file.bytes().get(object.span.clone())?);
        out.push(b'\n');
    }
    let inner = packed.iter().enumerate();
    entries.extend(inner.map(|(index, (number, _))| (*number, Entry::InStream { container: holder, index })));
    entries.insert(holder, Entry::InFile { offset: out.len(), generation: 0 });
    write_object_stream(&mut out, holder, &packed);
    let offset = out.len();
    entries.insert(holder + 1, Entry::InFile { offset, generation: 0 });
    let entry = |number| entries.get(&number).copied().unwrap_or(Entry::Free { generation: 0 });
    let (widths, rows) = write_rows((0..size).map(entry))?;
    let mut dictionary = trailer_entries(&revision.trailer, size);
    dictionary.set("Type", Value::name("XRef"));
    dictionary.set("W", widths);
    write_compressed(&mut out, holder + 1, dictionary, &rows);
    out.extend_from_slice(format!("startxref\n{offset}\n%%EOF\n").as_bytes());
    Some(out)
}

/// What an object is, as it is written in the file, where it is a dictionary or an array and no stream.
fn text<'f>(file: &'f File, object: &IndirectObject) -> Option<&'f [u8]> {
    let Body::Plain(node) = &object.body else { return None };
    let may_be_packed = matches!(node.value, Value::Dictionary(_) | Value::Array(_));
    file.bytes().get(node.start..node.end).filter(|_| may_be_packed)
}

fn write_object_stream(out: &mut Vec<u8>, number: u32, packed: &[(u32, &[u8])]) {
    let (mut index, mut data) = (String::new(), Vec::new());
    for (number, text) in packed {
        index.push_str(&format!("{number} {} ", data.len()));
        data.extend_from_slice(text);
        data.push(b'\n');
    }
    let mut dictionary = Dictionary::default();
    dictionary.set("Type", Value::name("ObjStm"));
    dictionary.set("N", Value::Integer(packed.len() as i64));
    dictionary.set("First", Value::Integer(index.len() as i64));
    write_compressed(out, number, dictionary, &[index.as_bytes(), &data].concat());
}

fn write_compressed(out: &mut Vec<u8>, number: u32, mut dictionary: Dictionary, data: &[u8]) {
    dictionary.set("Filter", Value::name("FlateDecode"));
    write_stream_object(out, number, &dictionary, &compress_to_vec_zlib(data, LEVEL));
}
