//! Documents of a batch: `code.bin` beside `record.json`, and the form of the code that each kind prints.

#[path = "common/opening.rs"]
mod opening;

use std::sync::LazyLock;

use opening::opening;
use vanbang::document::code::Code;
use vanbang::document::code::symbol::PrintedForm;
use vanbang::document::record::Kind;
use vanbang::document::template::{Drawn, Error, Fonts, Imprint, Layout, draw};
use vanbang::signature::pdf::{Dictionary, File, Limits, Value, decode_text};

const HOST: &str = "xacminh.mau.edu.vn";
const COPY: &str = include_str!("../examples/records/certified-copy.json");
const CASES: [(Kind, &str); 4] = [
    (Kind::TranscriptYearSecondary, include_str!("../examples/record.json")),
    (Kind::TranscriptSecondary, include_str!("../examples/records/transcript-secondary-thcs.json")),
    (Kind::TranscriptUniversity, include_str!("../examples/records/transcript-university.json")),
    (Kind::CertifiedCopy, COPY),
];

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::vendored().unwrap());

fn drawn(kind: Kind, record: &str, opening: Option<&[u8]>) -> Result<Drawn, Error> {
    draw(&Layout::load(kind, 1).unwrap(), &FONTS, record.trim_end().as_bytes(), Imprint { host: HOST, opening })
}

/// An attached file: its name, its relationship, its type and its bytes.
type Attached = (String, String, String, Vec<u8>);

/// The attachments in the order of the name tree, which must also be that of names (ISO 32000-2, 7.9.6),
/// each of them also among the catalog's associated files (ISO 19005-3, 6.8).
fn attachments(pdf: &[u8]) -> Vec<Attached> {
    let file = File::open(pdf, Limits::default()).unwrap();
    let last = file.last();
    let text = |value: &Value| match value {
        Value::String { bytes, .. } => decode_text(bytes),
        Value::Name(name) => String::from_utf8(name.to_vec()).unwrap(),
        other => panic!("{other:?}"),
    };
    let inner = |of: &Dictionary, key: &str| file.entry(last, of, key).unwrap().as_dictionary().unwrap().clone();
    let catalog = file.catalog(last).unwrap();
    let tree = inner(&inner(catalog, "Names"), "EmbeddedFiles");
    let names = file.entry(last, &tree, "Names").unwrap().as_array().unwrap();
    let associated = file.entry(last, catalog, "AF").unwrap().as_array().unwrap();
    assert_eq!(associated.len(), names.len() / 2);
    let read = |pair: &[vanbang::signature::pdf::Node]| {
        let id = pair[1].value.as_reference().unwrap();
        assert!(associated.iter().any(|one| one.value.as_reference() == Some(id)));
        let described = file.object(last, id).unwrap().dictionary().unwrap();
        let name = text(&pair[0].value);
        for key in ["F", "UF"] {
            assert_eq!(text(described.value(key).unwrap()), name, "{key}");
        }
        assert!(!text(described.value("Desc").unwrap()).is_empty());
        let stream = inner(described, "EF").value("F").unwrap().as_reference().unwrap();
        let stream = file.object(last, stream).unwrap();
        let dictionary = stream.dictionary().unwrap();
        // ISO 19005-3, 6.8: when it was last changed
        assert!(inner(dictionary, "Params").value("ModDate").is_some());
        let relationship = text(described.value("AFRelationship").unwrap());
        let kind = text(dictionary.value("Subtype").unwrap());
        (name, relationship, kind, file.stream_data(stream).unwrap())
    };
    let found: Vec<Attached> = names.chunks_exact(2).map(read).collect();
    assert!(found.is_sorted());
    found
}

fn record_json(record: &str) -> Attached {
    let bytes = record.trim_end().as_bytes().to_vec();
    ("record.json".to_owned(), "Data".to_owned(), "application/json".to_owned(), bytes)
}

/// What Typst draws it validates: PDF/A-3a and PDF/UA-1.
#[test]
fn every_kind_carries_its_place_in_the_batch() {
    for (kind, record) in CASES {
        let bytes = record.trim_end().as_bytes();
        let opening = opening(bytes, 110);
        let sealed = drawn(kind, record, Some(&opening)).unwrap();
        let code = Code::derive(bytes);
        let code_bin = [&code.id().as_bytes()[..], &opening].concat();
        let expected = ("code.bin", "Supplement", "application/octet-stream");
        let expected = (expected.0.to_owned(), expected.1.to_owned(), expected.2.to_owned(), code_bin);
        assert_eq!(attachments(&sealed.pdf), [expected, record_json(record)], "{kind}");
        let alone = drawn(kind, record, None).unwrap();
        assert_eq!(attachments(&alone.pdf), [record_json(record)], "{kind}");

        let form = if kind == Kind::CertifiedCopy { PrintedForm::F } else { PrintedForm::S };
        assert_eq!((sealed.form, alone.form), (form, PrintedForm::S), "{kind}");
        assert_eq!(sealed.boxes.len(), alone.boxes.len());
        assert_eq!(sealed, drawn(kind, record, Some(&opening)).unwrap(), "the same bytes again");
    }
}

#[test]
fn claims_without_room_leave_the_s_form_and_stay_attached() {
    let opening = opening(COPY.trim_end().as_bytes(), 300);
    let sealed = drawn(Kind::CertifiedCopy, COPY, Some(&opening)).unwrap();
    assert_eq!(sealed.form, PrintedForm::SForSize);
    assert!(attachments(&sealed.pdf)[0].3.ends_with(&opening));
}

#[test]
fn an_opening_of_another_record_is_refused() {
    let other = opening(CASES[0].1.trim_end().as_bytes(), 100);
    for kind in [Kind::CertifiedCopy, Kind::TranscriptYearSecondary] {
        let record = CASES.iter().find(|case| case.0 == kind).unwrap().1.replace("\"salt\":\"", "\"salt\":\"B");
        assert_eq!(drawn(kind, &record, Some(&other)).unwrap_err().code(), "CODE_OPENING_OF_ANOTHER", "{kind}");
    }
}

/// The strip with the larger symbol leaves room for the signatures.
#[test]
fn boxes_stand_above_the_larger_symbol() {
    for claims in [100, 240] {
        let opening = opening(COPY.trim_end().as_bytes(), claims);
        let sealed = drawn(Kind::CertifiedCopy, COPY, Some(&opening)).unwrap();
        assert_eq!((sealed.form, sealed.pages), (PrintedForm::F, 1));
        assert!(sealed.boxes.iter().all(|found| found.rect[1] > 46.0 / 25.4 * 72.0), "{:?}", sealed.boxes);
    }
}
