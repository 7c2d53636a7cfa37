//! Revisions behind the seal that our strict reader and a reader that repairs or guesses would take
//! for different files. What such a reader shows nobody signed, so none of them passes.

mod common;

use common::minimal_pdf::{Xref, minimal_pdf};
use common::{Authority, boxes, now, sign_all};
use vanbang::signature::pdf::{Dictionary, File, Limits, ObjectId, Update, Value};
use vanbang::verify::{Outcome, Policy, verify};

const CATALOG: ObjectId = ObjectId { number: 1, generation: 0 };

struct Closed {
    bytes: Vec<u8>,
    policy: Policy,
}

fn closed(base: &[u8]) -> Closed {
    let authority = Authority::new();
    let mut people = ["Giáo viên", "Hiệu trưởng", "Nhà trường"].map(|name| authority.signer(name, 11));
    let [homeroom, leader, school] = &mut people;
    let bytes = sign_all(base, &boxes(0), &mut [homeroom, leader, school]);
    Closed { bytes, policy: authority.policy(&people[2]) }
}

fn base(xref: Xref) -> Vec<u8> {
    let record = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    minimal_pdf(&record, xref)
}

fn refused(closed: &Closed, bytes: &[u8], what: &str) {
    if let Some(folder) = std::env::var_os("ATTACK_FILES") {
        let name = what.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        std::fs::write(std::path::Path::new(&folder).join(name + ".pdf"), bytes).unwrap();
    }
    let verdict = verify("a.pdf", bytes, &closed.policy, now()).unwrap();
    let shown = serde_json::to_string_pretty(&verdict).unwrap();
    assert!(verdict.verdict() != Outcome::Passed && !verdict.is_authentic(), "{what}: {shown}");
}

/// A page that is black all over, as one object that a reader finds by searching for it.
const BLACK_PAGE: &str = "\n4 0 obj\n<< /Length 19 >>\nstream\n0 0 595 842 re f   \nendstream\nendobj\n";

/// Evidence whose only stream has the given data.
fn with_evidence(bytes: &[u8], data: &[u8]) -> Vec<u8> {
    let file = File::open(bytes, Limits::default()).unwrap();
    let mut update = Update::new(&file).unwrap();
    let stream = update.add_stream(Dictionary::default(), data.to_vec());
    let mut store = Dictionary::default();
    store.set("Certs", Value::array([Value::Reference(stream)]));
    let mut catalog = file.catalog(file.last()).unwrap().clone();
    catalog.set("DSS", Value::Reference(update.add(Value::Dictionary(store))));
    update.set(CATALOG, Value::Dictionary(catalog));
    update.finish(bytes).unwrap().bytes
}

fn replace_last(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    let at = bytes.windows(old.len()).rposition(|window| window == old.as_bytes()).expect("the part is there");
    [&bytes[..at], new.as_bytes(), &bytes[at + old.len()..]].concat()
}

#[test]
fn the_end_has_one_reading() {
    let closed = closed(&base(Xref::Table));
    let honest = with_evidence(&closed.bytes, &[0x30, 0]);
    let verdict = verify("a.pdf", &honest, &closed.policy, now()).unwrap();
    assert_eq!((verdict.verdict(), verdict.is_authentic()), (Outcome::Passed, true));
    for guess in ["startxref\n%9\n", "startxref%\n", "startxref\n+", "startxref\n0x", "startxref\0"] {
        refused(&closed, &replace_last(&honest, "startxref\n", guess), guess);
    }
    refused(&closed, &replace_last(&honest, "xref\n1 1\n", "xref%\n1 1\n"), "a comment in the table");
}

#[test]
fn no_object_hides_in_the_data_of_another() {
    let closed = closed(&base(Xref::Table));
    for hidden in
        [BLACK_PAGE, &BLACK_PAGE.replace("4 0 obj", "4 %a\n0 %b\nobj"), &BLACK_PAGE.replace("4 0 obj", "4\r0obj")]
    {
        refused(&closed, &with_evidence(&closed.bytes, hidden.as_bytes()), hidden.get(1..9).unwrap());
    }
    for hidden in ["trailer\n<< /Root 9 0 R >>", "startxref\n9\n%%EOF"] {
        refused(&closed, &with_evidence(&closed.bytes, format!("\n{hidden}\n").as_bytes()), hidden);
    }
    let repaired = with_evidence(&closed.bytes, BLACK_PAGE.as_bytes());
    refused(&closed, &replace_last(&repaired, "startxref\n", "startxref%\n"), "comment and black page");
}

#[test]
fn a_number_that_the_signed_page_names_is_not_free_to_take() {
    let text = String::from_utf8_lossy(&base(Xref::Table)).into_owned();
    assert!(text.contains("/Contents 4 0 R"));
    let base = base(Xref::Table);
    let at = base.windows(15).position(|window| window == b"/Contents 4 0 R").unwrap();
    let mut base = [&base[..at], b"/Contents [4 0 R 99 0 R]", &base[at + 15..]].concat();
    let added = 9;
    let table = base.windows(5).rposition(|window| window == b"xref\n").unwrap();
    let table = base[..table].windows(6).rposition(|window| window == b"\nxref\n").unwrap() + 1;
    // The objects behind the page moved.
    let text: Vec<u8> = base[table..].to_vec();
    let mut lines: Vec<String> = String::from_utf8_lossy(&text).split_inclusive('\n').map(str::to_owned).collect();
    for line in &mut lines[6..11] {
        let offset: usize = line[..10].parse().unwrap();
        *line = format!("{:010}{}", offset + added, &line[10..]);
    }
    base.truncate(table);
    base.extend_from_slice(lines.concat().replace("/Size 9", "/Size 100").as_bytes());
    let start = format!("startxref\n{}\n", table - added);
    let base = replace_last(&base, &start, &format!("startxref\n{table}\n"));
    let closed = closed(&base);
    let file = File::open(&closed.bytes, Limits::default()).unwrap();
    let mut update = Update::new(&file).unwrap();
    update.set_stream(ObjectId { number: 99, generation: 0 }, Dictionary::default(), b"0 0 595 842 re f".to_vec());
    refused(&closed, &update.finish(&closed.bytes).unwrap().bytes, "content that was not there");
}

#[test]
fn a_number_keeps_its_type() {
    let image = "/BitsPerComponent 8";
    let base = base(Xref::Table);
    let content = base.windows(11).position(|window| window == b"/Length 24 ").unwrap();
    let mut base = base;
    base.splice(content..content, format!("{image}    ").into_bytes());
    let moved = image.len() + 4;
    let table = base.windows(6).position(|window| window == b"\nxref\n").unwrap() + 1;
    let text = String::from_utf8_lossy(&base[table..]).into_owned();
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for line in &mut lines[7..11] {
        let offset: usize = line[..10].parse().unwrap();
        *line = format!("{:010}{}", offset + moved, &line[10..]);
    }
    base.truncate(table);
    base.extend_from_slice(lines.concat().replace(&(table - moved).to_string(), &table.to_string()).as_bytes());
    let closed = closed(&base);
    let file = File::open(&closed.bytes, Limits::default()).unwrap();
    let object = file.object(0, ObjectId { number: 4, generation: 0 }).unwrap();
    let mut dictionary = object.dictionary().unwrap().clone();
    dictionary.set("BitsPerComponent", Value::Real("8.0".into()));
    let mut update = Update::new(&file).unwrap();
    update.set_stream(object.id, dictionary, file.stream_data(object).unwrap());
    refused(&closed, &update.finish(&closed.bytes).unwrap().bytes, "a whole number written as a real one");
}

#[test]
fn structure_is_inflated_in_one_way_only() {
    let closed = closed(&base(Xref::Stream));
    let honest = with_evidence(&closed.bytes, &[0x30, 0]);
    let verdict = verify("a.pdf", &honest, &closed.policy, now()).unwrap();
    assert_eq!((verdict.verdict(), verdict.is_authentic()), (Outcome::Passed, true));
    for guess in [
        "/DecodeParms << /Predictor 12.0 /Columns 7 >>",
        "/DecodeParms [7 0 R]",
        "/DP << /Predictor 12 /Columns 7 >>",
        "/F /FlateDecode",
    ] {
        refused(&closed, &replace_last(&honest, "/Type /XRef", &format!("{guess} /Type /XRef")), guess);
    }
}
