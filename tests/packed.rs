//! What is drawn is made smaller before it is signed: the same objects, in fewer bytes.
#![cfg(all(feature = "template", feature = "token"))]

#[path = "common/opening.rs"]
mod opening;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use vanbang::document::record::Kind;
use vanbang::document::template::{Fonts, Imprint, Layout, draw};
use vanbang::signature::pades::{is_plain, packed};
use vanbang::signature::pdf::{Beginning, Body, File, Limits, XrefKind, same_value};

/// A transcript as it was drawn, and packed.
static FILES: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
    let record = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let layout = Layout::load(Kind::TranscriptYearSecondary, 1).unwrap();
    let record = record.trim_end().as_bytes();
    let opening = opening::opening(record, 120);
    let imprint = Imprint { host: "xacminh.mau.edu.vn", opening: Some(&opening) };
    let drawn = draw(&layout, &Fonts::vendored().unwrap(), record, imprint).unwrap().pdf;
    [drawn.clone(), packed(drawn)]
});

#[test]
fn every_object_is_there_and_says_the_same() {
    let [drawn, packed] = &*FILES;
    let [before, after] = [drawn, packed].map(|pdf| File::open(pdf, Limits::default()).unwrap());
    let own = |file: &File| -> BTreeSet<u32> {
        let revision = &file.revisions()[0];
        revision.objects().filter(|object| !revision.is_structural(object)).map(|object| object.id.number).collect()
    };
    assert_eq!(own(&before), own(&after));
    for object in before.revisions()[0].objects() {
        let again = after.object(0, object.id).unwrap();
        let same = match (&object.body, &again.body) {
            (Body::Plain(one), Body::Plain(other)) => same_value(&one.value, &other.value),
            (Body::Stream { data: one, .. }, Body::Stream { data: other, .. }) => {
                drawn[one.clone()] == packed[other.clone()]
            }
            _ => false,
        };
        assert!(same, "{:?}", object.id);
    }
    assert_eq!(before.root_id(0), after.root_id(0));
}

#[test]
fn a_third_of_the_bytes_is_saved_and_nothing_is_left_that_belongs_to_nothing() {
    let [drawn, packed] = &*FILES;
    assert!(3 * packed.len() < 2 * drawn.len() + drawn.len() / 5, "{} of {} bytes", packed.len(), drawn.len());
    assert!(is_plain(&packed[..]));
    assert_eq!(&vanbang::signature::pades::packed(packed.clone()), packed, "once is enough");
}

/// What signing changes stays by itself: the catalog, pages, the top of the structure tree.
#[test]
fn what_signing_touches_is_not_packed() {
    let [_, packed] = &*FILES;
    let beginning = Beginning::reread(&packed[..], Limits::default()).unwrap();
    let file = beginning.file();
    assert_eq!(file.revisions()[0].xref_kind, XrefKind::Stream);
    let catalog = file.catalog(0).unwrap();
    for key in ["Pages", "StructTreeRoot"] {
        let id = catalog.value(key).unwrap().as_reference().unwrap();
        let object = file.object(0, id).unwrap();
        assert_eq!(object.container, None, "{key}");
        for inner in vanbang::signature::pdf::object_references(object) {
            assert_eq!(file.object(0, *inner).unwrap().container, None, "{key} {inner:?}");
        }
    }
}

/// Read again for signing, object by object, a file is what it is when it is read as a whole.
#[test]
fn packed_objects_are_found_when_they_are_asked_for() {
    let [_, packed] = &*FILES;
    let whole = File::open(packed, Limits::default()).unwrap();
    let beginning = Beginning::reread(&packed[..], Limits::default()).unwrap();
    let file = beginning.file();
    assert_eq!(format!("{:?}", file.revisions()[0]), format!("{:?}", whole.revisions()[0]));
    let inside: Vec<_> = whole.revisions()[0].objects().filter(|object| object.container.is_some()).collect();
    assert!(inside.len() > 100);
    for object in inside {
        assert_eq!(file.object(0, object.id).unwrap().container, object.container);
        assert_eq!(file.by_number(0, object.id.number).unwrap().span, object.span);
    }
}

#[test]
fn what_drawing_never_gives_stays_as_it_is() {
    let [drawn, _] = &*FILES;
    let cut = drawn[..drawn.len() - 9].to_vec();
    assert_eq!(packed(cut.clone()), cut);
    let with_a_gap = [b"%PDF-1.7\n(stray)\n", &drawn[9..]].concat();
    assert_eq!(packed(with_a_gap.clone()), with_a_gap);
    assert_eq!(packed(b"no PDF".to_vec()), b"no PDF");
}
