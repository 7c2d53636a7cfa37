//! Revisions that somebody without a key appends to a closed file. Only evidence may follow the
//! seal, and evidence must not reach the page.

mod common;

use common::minimal_pdf::{Xref, minimal_pdf};
use common::{Authority, boxes, now, sign_all};
use vanbang::signature::pdf::{Dictionary, File, Limits, ObjectId, Update, Value};
use vanbang::verify::{Outcome, Policy, Verdict, verify};

struct Closed {
    bytes: Vec<u8>,
    policy: Policy,
}

fn closed(xref: Xref) -> Closed {
    let record = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let authority = Authority::new();
    let mut people = ["Giáo viên", "Hiệu trưởng", "Nhà trường"].map(|name| authority.signer(name, 11));
    let [homeroom, leader, school] = &mut people;
    let bytes = sign_all(&minimal_pdf(&record, xref), &boxes(0), &mut [homeroom, leader, school]);
    Closed { bytes, policy: authority.policy(&people[2]) }
}

/// One appended revision, written as our own signer would write it.
fn append(bytes: &[u8], change: impl Fn(&File, &mut Update)) -> Vec<u8> {
    let file = File::open(bytes, Limits::default()).unwrap();
    let mut update = Update::new(&file).unwrap();
    change(&file, &mut update);
    update.finish(bytes).unwrap().bytes
}

fn judge(closed: &Closed, bytes: &[u8]) -> Verdict {
    verify("a.pdf", bytes, &closed.policy, now()).unwrap()
}

fn refused(closed: &Closed, bytes: &[u8], what: &str) {
    let verdict = judge(closed, bytes);
    let shown = serde_json::to_string_pretty(&verdict).unwrap();
    assert_eq!((verdict.verdict(), verdict.is_authentic()), (Outcome::Failed, false), "{what}: {shown}");
}

/// The minimal file's objects: 1 catalog, 3 page, 4 its content, 5 and 6 the attachment.
const CATALOG: ObjectId = ObjectId { number: 1, generation: 0 };
const PAGE: ObjectId = ObjectId { number: 3, generation: 0 };
const CONTENT: ObjectId = ObjectId { number: 4, generation: 0 };

fn dictionary(file: &File, id: ObjectId) -> Dictionary {
    file.object(file.last(), id).unwrap().dictionary().unwrap().clone()
}

fn dictionary_of(entries: &[(&str, Value)]) -> Value {
    let mut made = Dictionary::default();
    for (key, value) in entries {
        made.set(key, value.clone());
    }
    Value::Dictionary(made)
}

fn with_dss(file: &File, update: &mut Update, dss: Value) {
    let mut catalog = dictionary(file, CATALOG);
    catalog.set("DSS", Value::Reference(update.add(dss)));
    update.set(CATALOG, Value::Dictionary(catalog));
}

fn other_content(update: &mut Update) {
    update.set_stream(CONTENT, Dictionary::default(), b"0.2 w 50 700 200 20 re f".to_vec());
}

/// A store of one certificate, as a validator would append it.
fn honest_evidence(file: &File, update: &mut Update) {
    let certificate = update.add_stream(Dictionary::default(), vec![0x30, 0]);
    with_dss(
        file,
        update,
        dictionary_of(&[("Type", Value::name("DSS")), ("Certs", Value::array([Value::Reference(certificate)]))]),
    );
}

#[test]
fn the_work_of_comparing_is_limited() {
    let closed = closed(Xref::Table);
    let count = |comparisons| File::open(&closed.bytes, Limits { comparisons, ..Limits::default() }).is_ok();
    let base = File::open(&closed.bytes, Limits::default()).unwrap().revisions()[0].objects().count() as u64;
    assert!(!count(base) && count(base * 1000));
}

#[test]
fn evidence_may_follow_the_seal() {
    for xref in [Xref::Table, Xref::Stream] {
        let closed = closed(xref);
        let extended = append(&closed.bytes, honest_evidence);
        let twice = append(&extended, |file, update| {
            let certificate = update.add_stream(Dictionary::default(), vec![0x30, 0]);
            with_dss(file, update, dictionary_of(&[("Certs", Value::array([Value::Reference(certificate)]))]));
        });
        for bytes in [extended, twice] {
            let verdict = judge(&closed, &bytes);
            let shown = serde_json::to_string_pretty(&verdict).unwrap();
            assert_eq!((verdict.verdict(), verdict.is_authentic()), (Outcome::Passed, true), "{shown}");
        }
    }
}

#[test]
fn a_page_cannot_be_declared_evidence_and_then_changed() {
    let closed = closed(Xref::Table);
    let entries: [(&str, Value); 5] = [
        ("Certs", Value::array([Value::Reference(CONTENT)])),
        ("Certs", Value::array([Value::Reference(PAGE)])),
        ("VRI", Value::Reference(PAGE)),
        ("Page", Value::Reference(PAGE)),
        ("Certs", Value::Reference(PAGE)),
    ];
    for (key, value) in entries {
        let first =
            append(&closed.bytes, |file, update| with_dss(file, update, dictionary_of(&[(key, value.clone())])));
        let second = append(&first, |_, update| other_content(update));
        refused(&closed, &second, key);
    }
    let honest = append(&closed.bytes, honest_evidence);
    refused(&closed, &append(&honest, |_, update| other_content(update)), "content after evidence");
}

#[test]
fn the_page_the_record_and_the_fields_stay() {
    let closed = closed(Xref::Table);
    refused(&closed, &append(&closed.bytes, |_, update| other_content(update)), "content");
    let attachment = ObjectId { number: 6, generation: 0 };
    let other = append(&closed.bytes, |_, update| update.set_stream(attachment, Dictionary::default(), b"{}".to_vec()));
    refused(&closed, &other, "record.json");
    let annotated = append(&closed.bytes, |file, update| {
        let mark = update.add(dictionary_of(&[
            ("Type", Value::name("Annot")),
            ("Subtype", Value::name("Square")),
            ("Rect", Value::array([50, 700, 250, 720].map(Value::Integer))),
        ]));
        let mut page = dictionary(file, PAGE);
        let mut annotations = page.value("Annots").unwrap().as_array().unwrap().to_vec();
        annotations.push(vanbang::signature::pdf::Node::new(Value::Reference(mark)));
        page.set("Annots", Value::Array(annotations));
        update.set(PAGE, Value::Dictionary(page));
    });
    refused(&closed, &annotated, "an annotation");
    let orphan = append(&closed.bytes, |_, update| {
        update.add(Value::Integer(7));
    });
    refused(&closed, &orphan, "an object that nothing uses");
}

#[test]
fn a_timestamp_field_that_can_be_seen_is_no_evidence() {
    let closed = closed(Xref::Table);
    let covered = append(&closed.bytes, |file, update| {
        let appearance = update.add_stream(
            match dictionary_of(&[
                ("Type", Value::name("XObject")),
                ("Subtype", Value::name("Form")),
                ("BBox", Value::array([0, 0, 200, 20].map(Value::Integer))),
            ]) {
                Value::Dictionary(form) => form,
                _ => unreachable!(),
            },
            b"1 g 0 0 200 20 re f".to_vec(),
        );
        let token = update
            .add(dictionary_of(&[("Type", Value::name("DocTimeStamp")), ("SubFilter", Value::name("ETSI.RFC3161"))]));
        let widget = update.add(dictionary_of(&[
            ("Type", Value::name("Annot")),
            ("Subtype", Value::name("Widget")),
            ("FT", Value::name("Sig")),
            ("T", Value::String { bytes: b"ts".to_vec(), hexadecimal: true }),
            ("Rect", Value::array([50, 700, 250, 720].map(Value::Integer))),
            ("P", Value::Reference(PAGE)),
            ("V", Value::Reference(token)),
            ("AP", dictionary_of(&[("N", Value::Reference(appearance))])),
        ]));
        for (id, key) in
            [(PAGE, "Annots"), (dictionary(file, CATALOG).value("AcroForm").unwrap().as_reference().unwrap(), "Fields")]
        {
            let mut holder = dictionary(file, id);
            let mut list = holder.value(key).unwrap().as_array().unwrap().to_vec();
            list.push(vanbang::signature::pdf::Node::new(Value::Reference(widget)));
            holder.set(key, Value::Array(list));
            update.set(id, Value::Dictionary(holder));
        }
    });
    let verdict = judge(&closed, &covered);
    assert_eq!(verdict.verdict(), Outcome::Failed);
    let seal = verdict.signatures().iter().find(|signature| signature.field == "org_seal").unwrap();
    assert_eq!(seal.reason, "MODIFIED_AFTER_SIGNING", "the seal itself tells that something was laid over the page");
}

/// A file of other software: one signature, one field that is still open, no closed form.
fn half_signed() -> Closed {
    let authority = Authority::new();
    let mut teacher = authority.signer("Giáo viên", 11);
    let record = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let base = String::from_utf8_lossy(&minimal_pdf(&record, Xref::Table)).into_owned();
    assert!(base.contains("(record.json) 5 0 R"));
    let mut base = minimal_pdf(&record, Xref::Table);
    let at = base.windows(13).position(|window| window == b"(record.json)").unwrap();
    base[at + 1..at + 7].copy_from_slice(b"foreig");
    let bytes = sign_all(&base, &boxes(0)[..2], &mut [&mut teacher]);
    let policy = authority.policy(&teacher);
    Closed { bytes, policy }
}

fn overlay(update: &mut Update) -> Value {
    let Value::Dictionary(form) = dictionary_of(&[
        ("Type", Value::name("XObject")),
        ("Subtype", Value::name("Form")),
        ("BBox", Value::array([0, 0, 200, 20].map(Value::Integer))),
    ]) else {
        unreachable!()
    };
    let form = update.add_stream(form, b"0 g 0 0 200 20 re f".to_vec());
    dictionary_of(&[("N", Value::Reference(form))])
}

fn extend_list(file: &File, update: &mut Update, holder: ObjectId, key: &str, item: ObjectId) {
    let mut dictionary = dictionary(file, holder);
    let mut list = dictionary.value(key).unwrap().as_array().unwrap().to_vec();
    list.push(vanbang::signature::pdf::Node::new(Value::Reference(item)));
    dictionary.set(key, Value::Array(list));
    update.set(holder, Value::Dictionary(dictionary));
}

fn add_field(file: &File, update: &mut Update, more: &[(&str, Value)]) {
    let mut widget = dictionary_of(&[
        ("Type", Value::name("Annot")),
        ("Subtype", Value::name("Widget")),
        ("FT", Value::name("Sig")),
        ("T", Value::String { bytes: b"more".to_vec(), hexadecimal: false }),
        ("Rect", Value::array([50, 700, 250, 720].map(Value::Integer))),
        ("P", Value::Reference(PAGE)),
    ]);
    let Value::Dictionary(fields) = &mut widget else { unreachable!() };
    for (key, value) in more {
        fields.set(key, value.clone());
    }
    let widget = update.add(widget);
    let form = dictionary(file, CATALOG).value("AcroForm").unwrap().as_reference().unwrap();
    extend_list(file, update, form, "Fields", widget);
    extend_list(file, update, PAGE, "Annots", widget);
}

#[test]
fn an_open_field_may_be_added_but_shows_nothing() {
    let signed = half_signed();
    let blank = append(&signed.bytes, |file, update| add_field(file, update, &[]));
    let verdict = judge(&signed, &blank);
    let shown = serde_json::to_string_pretty(&verdict).unwrap();
    assert_eq!((verdict.verdict(), verdict.is_authentic()), (Outcome::Passed, false), "{shown}");
    let covering = append(&signed.bytes, |file, update| {
        let appearance = overlay(update);
        add_field(file, update, &[("AP", appearance)]);
    });
    refused(&signed, &covering, "an unsigned field laid over the page");
    let background = dictionary_of(&[("BG", Value::array([Value::Integer(0)]))]);
    let coloured = append(&signed.bytes, |file, update| add_field(file, update, &[("MK", background.clone())]));
    refused(&signed, &coloured, "an unsigned field with a background");
    for (key, value) in [
        ("AA", dictionary_of(&[("PO", dictionary_of(&[("S", Value::name("JavaScript"))]))])),
        ("Subtype", Value::name("FreeText")),
        ("Type", Value::name("Page")),
        ("Contents", Value::Reference(CONTENT)),
    ] {
        let acting = append(&signed.bytes, |file, update| add_field(file, update, &[(key, value.clone())]));
        refused(&signed, &acting, key);
    }
}

#[test]
fn an_open_field_does_not_look_signed() {
    let signed = half_signed();
    let drawn = append(&signed.bytes, |file, update| {
        let number = file.object_numbers(file.last()).into_iter().find(|number| {
            let object = file.by_number(file.last(), *number).unwrap();
            object.dictionary().is_some_and(|field| field.name("FT") == Some(b"Sig") && field.get("V").is_none())
        });
        let id = ObjectId { number: number.unwrap(), generation: 0 };
        let mut field = dictionary(file, id);
        field.set("AP", overlay(update));
        update.set(id, Value::Dictionary(field));
    });
    refused(&signed, &drawn, "the picture of a signature that nobody made");
}
