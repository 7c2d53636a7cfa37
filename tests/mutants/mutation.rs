//! Mutations that know what a signed PDF is made of, always the same in the same order.

use std::ops::Range;

use vanbang::signature::pdf::{Body, Dictionary, File, IndirectObject, Limits, Node, ObjectId, Update, Value};

/// xorshift64*: a fixed sequence, so that a failure can be repeated.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16) as usize % limit.max(1)
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
}

type Maker = fn(&[u8], &mut Random) -> Vec<u8>;

/// One mutant of a genuine file, with the kind of what was done.
pub fn mutant(bytes: &[u8], random: &mut Random) -> (&'static str, Vec<u8>) {
    let kinds: [(&str, Maker); 8] = [
        ("revision", revision),
        ("revision", revision),
        ("revision", revision),
        ("revisions", revisions),
        ("objects swapped", swapped),
        ("cross-reference edited", cross_reference),
        ("bytes edited", steering_bytes),
        ("content edited", any_byte),
    ];
    let (kind, make) = random.pick(&kinds);
    (kind, make(bytes, random))
}

fn open(bytes: &[u8]) -> File<'_> {
    File::open(bytes, Limits::default()).expect("a genuine file")
}

/// An appended revision that changes one to three objects, as an editor would write it.
fn revision(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let file = open(bytes);
    let mut update = Update::new(&file).expect("a file that can be updated");
    let numbers = file.object_numbers(file.last());
    for _ in 0..=random.below(3) {
        let Some(object) = file.by_number(file.last(), random.pick(&numbers)) else { continue };
        change(&file, object, &mut update, random);
    }
    update.finish(bytes).expect("an update").bytes
}

fn revisions(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let first = revision(bytes, random);
    if File::open(&first, Limits::default()).is_ok() { revision(&first, random) } else { first }
}

fn change(file: &File, object: &IndirectObject, update: &mut Update, random: &mut Random) {
    match &object.body {
        Body::Plain(node) => {
            let mut value = node.value.clone();
            alter(file, &mut value, update, random);
            update.set(object.id, value);
        }
        Body::Stream { dictionary, data } => {
            let mut data = file.bytes()[data.clone()].to_vec();
            let mut dictionary = dictionary.clone();
            match random.below(4) {
                0 => data.extend_from_slice(b" 0 0 595 842 re f"),
                1 if !data.is_empty() => {
                    let at = random.below(data.len());
                    data[at] ^= 1 << random.below(8);
                }
                2 => alter_dictionary(file, &mut dictionary, update, random),
                _ => {}
            }
            update.set_stream(object.id, dictionary, data);
        }
    }
}

const NAMES: [&str; 12] = [
    "Annot",
    "Widget",
    "FreeText",
    "Sig",
    "Tx",
    "Page",
    "Pages",
    "Catalog",
    "JavaScript",
    "DSS",
    "XObject",
    "Helvetica",
];
const KEYS: [&str; 24] = [
    "Annots",
    "AA",
    "OpenAction",
    "AcroForm",
    "Fields",
    "NeedAppearances",
    "DSS",
    "Perms",
    "Contents",
    "Resources",
    "Kids",
    "Count",
    "Rotate",
    "CropBox",
    "MediaBox",
    "V",
    "AP",
    "AS",
    "F",
    "Rect",
    "Metadata",
    "Names",
    "Lang",
    "Tabs",
];

/// One change somewhere inside a value.
fn alter(file: &File, value: &mut Value, update: &mut Update, random: &mut Random) {
    match value {
        Value::Dictionary(dictionary) => alter_dictionary(file, dictionary, update, random),
        Value::Array(items) if !items.is_empty() => {
            let at = random.below(items.len());
            match random.below(4) {
                0 => drop(items.remove(at)),
                1 => items.push(items[at].clone()),
                2 => items.push(Node::new(fresh(file, update, random))),
                _ => alter(file, &mut items[at].value, update, random),
            }
        }
        Value::Integer(number) => *number += random.pick(&[-1, 1, 2, 100, -100]),
        Value::String { bytes, .. } if !bytes.is_empty() => {
            let at = random.below(bytes.len());
            bytes[at] ^= 1 << random.below(7);
        }
        other => *other = fresh(file, update, random),
    }
}

fn alter_dictionary(file: &File, dictionary: &mut Dictionary, update: &mut Update, random: &mut Random) {
    let at = random.below(dictionary.entries.len());
    match random.below(8) {
        0 if !dictionary.entries.is_empty() => drop(dictionary.entries.remove(at)),
        1 | 2 => dictionary.set(random.pick(&KEYS), fresh(file, update, random)),
        3 => {}
        _ if !dictionary.entries.is_empty() => alter(file, &mut dictionary.entries[at].1.value, update, random),
        _ => {}
    }
}

/// A value out of nothing, or of what the file has.
fn fresh(file: &File, update: &mut Update, random: &mut Random) -> Value {
    let numbers = file.object_numbers(file.last());
    match random.below(9) {
        0 => Value::Null,
        1 => Value::Boolean(true),
        2 => Value::Integer(random.pick(&[0, 1, 2, 3, 90, 132, 595])),
        3 => Value::name(random.pick(&NAMES)),
        4 => Value::String { bytes: b"9.5".to_vec(), hexadecimal: false },
        5 => Value::array([60, 690, 170, 720].map(Value::Integer)),
        6 => Value::Reference(update.add_stream(Dictionary::default(), b"1 g 0 0 595 842 re f".to_vec())),
        7 => {
            let mut annotation = Dictionary::default();
            for (key, value) in
                [("Type", "Annot"), ("Subtype", random.pick(&["Square", "Widget", "Stamp"])), ("FT", "Sig")]
            {
                annotation.set(key, Value::name(value));
            }
            annotation.set("Rect", Value::array([60, 690, 170, 720].map(Value::Integer)));
            annotation.set("T", Value::String { bytes: b"More".to_vec(), hexadecimal: false });
            Value::Reference(update.add(Value::Dictionary(annotation)))
        }
        _ => Value::Reference(ObjectId { number: random.pick(&numbers), generation: 0 }),
    }
}

/// Two objects of the file have each other's bytes, where these are equally long also each other's place.
fn swapped(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let file = open(bytes);
    let objects = file.revisions().iter().flat_map(|revision| revision.objects());
    let spans: Vec<Range<usize>> =
        objects.filter(|object| object.container.is_none()).map(|object| object.span.clone()).collect();
    let (one, other) = (random.pick(&spans), random.pick(&spans));
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    let Some(between) = bytes.get(first.end..second.start) else { return doubled(bytes, &first) };
    [&bytes[..first.start], &bytes[second.clone()], between, &bytes[first.clone()], &bytes[second.end..]].concat()
}

fn doubled(bytes: &[u8], part: &Range<usize>) -> Vec<u8> {
    [&bytes[..part.end], b"\n", &bytes[part.clone()], &bytes[part.end..]].concat()
}

/// Digits of cross-references, trailers and ends, or a new section behind the end.
fn cross_reference(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let file = open(bytes);
    let revision = &file.revisions()[random.below(file.revisions().len())];
    if random.below(3) == 0 {
        return section(bytes, &file, random);
    }
    let section = revision.xref_offset..revision.range.end;
    let digits: Vec<usize> = section.filter(|at| bytes[*at].is_ascii_digit()).collect();
    let mut copy = bytes.to_vec();
    for _ in 0..=random.below(2) {
        copy[random.pick(&digits)] = b'0' + random.below(10) as u8;
    }
    copy
}

/// A table alone, which gives one number the place of another object, or frees it.
fn section(bytes: &[u8], file: &File, random: &mut Random) -> Vec<u8> {
    let objects: Vec<&IndirectObject> = file
        .revisions()
        .iter()
        .flat_map(|revision| revision.objects())
        .filter(|object| object.container.is_none())
        .collect();
    let (number, place) = (random.pick(&objects).id.number, random.pick(&objects).span.start);
    let (place, kind) = if random.below(3) == 0 { (0, "00001 f") } else { (place, "00000 n") };
    let last = &file.revisions()[file.last()];
    let (size, root) = (last.trailer.integer("Size").unwrap_or(1), file.root_id(file.last()).map_or(1, |id| id.number));
    let (start, previous) = (bytes.len(), last.xref_offset);
    let text = format!(
        "xref\n{number} 1\n{place:010} {kind}\r\ntrailer\n<< /Size {size} /Root {root} 0 R /Prev {previous} >>\nstartxref\n{start}\n%%EOF\n"
    );
    [bytes, text.as_bytes()].concat()
}

/// Bytes of dictionaries, of signatures above all, with a meaning in PDF.
fn steering_bytes(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let file = open(bytes);
    let objects: Vec<&IndirectObject> = file
        .revisions()
        .iter()
        .flat_map(|revision| revision.objects())
        .filter(|object| object.container.is_none())
        .collect();
    let span = random.pick(&objects).span.clone();
    let mut copy = bytes.to_vec();
    for _ in 0..=random.below(3) {
        copy[span.start + random.below(span.len().min(400))] = random.pick(b"0123456789 /<>[]()%\nRfnAbX");
    }
    copy
}

fn any_byte(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut copy = bytes.to_vec();
    match random.below(6) {
        0 => copy.truncate(random.below(bytes.len())),
        1 => copy.extend_from_slice(random.pick(&[&b"\n"[..], b" ", b"%x\n", b"x", b"%%EOF\n"])),
        2 => drop(copy.remove(random.below(bytes.len()))),
        _ => copy[random.below(bytes.len())] ^= 1 << random.below(8),
    }
    copy
}
