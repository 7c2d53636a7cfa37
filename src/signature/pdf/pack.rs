//! A file made smaller: objects that are no streams go into one that is (ISO 32000-2 clause 7.5.7), and a
//! cross-reference stream tells where each is (clause 7.5.8).

use std::collections::BTreeSet;

use miniz_oxide::deflate::compress_to_vec_zlib;

use super::serialize::write_stream;
use super::update::trailer_entries;
use super::{Body, Dictionary, File, IndirectObject, ObjectId, Value};

/// How hard it is tried to make them small, of 10: what repeats itself is found at once.
const LEVEL: u8 = 4;

/// Bytes of a row of the cross-reference: the kind, an offset or an object stream, a generation or a place.
const WIDTHS: [usize; 3] = [1, 4, 2];

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
    let mut rows = Rows::new(holder + 2);
    standing.sort_by_key(|object| object.span.start);
    let mut out = file.bytes().get(..standing.first()?.span.start)?.to_vec();
    for object in standing {
        rows.set(object.id, [1, out.len(), usize::from(object.id.generation)]);
        out.extend_from_slice(file.bytes().get(object.span.clone())?);
        out.push(b'\n');
    }
    for (place, (number, _)) in packed.iter().enumerate() {
        rows.set(plain(*number), [2, holder as usize, place]);
    }
    rows.set(plain(holder), [1, out.len(), 0]);
    write_object_stream(&mut out, holder, &packed);
    let offset = out.len();
    rows.set(plain(holder + 1), [1, offset, 0]);
    let mut dictionary = trailer_entries(&revision.trailer, holder + 2);
    dictionary.set("Type", Value::name("XRef"));
    dictionary.set("W", Value::array(WIDTHS.map(|width| Value::Integer(width as i64))));
    write_compressed(&mut out, holder + 1, dictionary, &rows.bytes()?);
    out.extend_from_slice(format!("startxref\n{offset}\n%%EOF\n").as_bytes());
    Some(out)
}

fn plain(number: u32) -> ObjectId {
    ObjectId { number, generation: 0 }
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
    out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    write_stream(out, &dictionary, &compress_to_vec_zlib(data, LEVEL));
    out.extend_from_slice(b"\nendobj\n");
}

/// The rows of a cross-reference stream from number 0 on; a number of which nothing is said is free.
struct Rows(Vec<[usize; 3]>);

impl Rows {
    fn new(size: u32) -> Self {
        Rows(vec![[0, 0, 0]; size as usize])
    }

    fn set(&mut self, id: ObjectId, row: [usize; 3]) {
        if let Some(one) = self.0.get_mut(id.number as usize) {
            *one = row;
        }
    }

    /// None where a number does not fit into its width.
    fn bytes(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.0.len() * WIDTHS.iter().sum::<usize>());
        for [kind, second, third] in &self.0 {
            bytes.push(u8::try_from(*kind).ok()?);
            bytes.extend_from_slice(&u32::try_from(*second).ok()?.to_be_bytes());
            bytes.extend_from_slice(&u16::try_from(*third).ok()?.to_be_bytes());
        }
        Some(bytes)
    }
}
