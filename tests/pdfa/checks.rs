//! The checks themselves, on a finished file; each panics when its clause is broken.

use vanbang::signature::pades::signature_fields;
use vanbang::signature::pdf::{Body, ByteRange, ChangeKind, Dictionary, Value, decode_text};

use super::common::FIELDS;
use super::structure::Finished;

pub fn the_file_identifier_stays(finished: &Finished) {
    let identifiers = |index: usize| -> Vec<Vec<u8>> {
        let trailer = &finished.file.revisions()[index].trailer;
        let strings = trailer.value("ID").and_then(Value::as_array).expect("an identifier");
        let string =
            |value: &Value| if let Value::String { bytes, .. } = value { bytes.clone() } else { panic!("no string") };
        strings.iter().map(|node| string(&node.value)).collect()
    };
    let drawn = identifiers(0);
    assert!(drawn.len() == 2 && drawn[0].len() >= 16);
    for index in 1..=3 {
        assert_eq!(identifiers(index)[0], drawn[0]);
        assert!(!finished.file.revisions()[index].trailer.keys().any(|key| key == b"Encrypt"));
    }
}

pub fn streams_begin_and_end_as_they_must(finished: &Finished) {
    let bytes = finished.file.bytes();
    let streams = finished.added_streams();
    assert!(streams.len() >= 5, "three appearances and two empty ones at least");
    for object in streams {
        let Body::Stream { dictionary, data } = &object.body else { unreachable!() };
        assert!(bytes[..data.start].ends_with(b"\nstream\n"), "{:?}", object.id);
        assert!(bytes[data.end..].starts_with(b"\nendstream\nendobj\n"), "{:?}", object.id);
        assert_eq!(dictionary.integer("Length"), Some(data.len() as i64));
        for forbidden in ["F", "FFilter", "FDecodeParms"] {
            assert!(dictionary.get(forbidden).is_none(), "{forbidden}");
        }
        assert!(matches!(dictionary.name("Filter"), None | Some(b"FlateDecode")), "a filter that is not allowed");
    }
    for object in finished.file.revisions().iter().skip(1).flat_map(|revision| revision.objects()) {
        let head = format!("{} {} obj\n", object.id.number, object.id.generation);
        assert!(object.container.is_some() || bytes[object.span.start..].starts_with(head.as_bytes()));
    }
}

pub fn transparency_has_its_output_intent(finished: &Finished) {
    let intents = finished.entry(finished.catalog(), "OutputIntents").and_then(Value::as_array).expect("intents");
    let intent = finished.file.resolve(finished.file.last(), &intents[0].value).and_then(Value::as_dictionary).unwrap();
    assert_eq!(intent.name("S"), Some(&b"GTS_PDFA1"[..]));
    let profile = finished.inner(intent, "DestOutputProfile").expect("a profile");
    assert_eq!(profile.integer("N"), Some(3), "DeviceRGB and DeviceGray are used");
}

pub fn appearances_need_no_font(finished: &Finished) {
    for object in finished.added_streams() {
        let resources = object.dictionary().and_then(|form| finished.inner(form, "Resources"));
        assert!(resources.is_none_or(|resources| resources.get("Font").is_none()));
    }
}

pub fn widgets_print_and_are_not_hidden(finished: &Finished) {
    assert_eq!(finished.widgets().len(), 3);
    for (name, _, widget) in finished.widgets() {
        let flags = widget.integer("F").expect("flags");
        assert_eq!(flags & PRINT, PRINT, "{name}");
        assert_eq!(flags & (INVISIBLE | HIDDEN | NO_VIEW | TOGGLE_NO_VIEW), 0, "{name}");
    }
}

pub fn appearances_are_one_normal_form(finished: &Finished) {
    for (name, _, widget) in finished.widgets() {
        let appearance = finished.inner(widget, "AP").expect("an appearance");
        assert_eq!(appearance.keys().collect::<Vec<_>>(), [b"N"], "{name}");
        let form = appearance.value("N").and_then(Value::as_reference).expect("a reference");
        assert!(matches!(finished.object(form).body, Body::Stream { .. }), "{name}");
        let form = finished.dictionary(form);
        assert_eq!(form.name("Subtype"), Some(&b"Form"[..]));
        assert!(form.get("BBox").is_some() && form.get("Resources").is_some());
        assert!(widget.get("AS").is_none());
    }
}

pub fn the_form_asks_for_no_action(finished: &Finished) {
    let form = finished.inner(finished.catalog(), "AcroForm").expect("a form");
    for forbidden in ["NeedAppearances", "XFA", "DR", "DA"] {
        assert!(form.get(forbidden).is_none(), "{forbidden}");
    }
    assert_eq!(form.integer("SigFlags"), Some(3));
    let pages = finished.pages().into_iter().map(|(_, page)| page);
    let places = finished.widgets().into_iter().map(|(.., widget)| widget).chain(pages).chain([finished.catalog()]);
    for place in places {
        assert!(place.get("A").is_none() && place.get("AA").is_none() && place.get("OpenAction").is_none());
    }
}

pub fn metadata_says_the_same_after_signing(finished: &Finished) {
    let id =
        |revision: usize| finished.file.catalog(revision).and_then(|catalog| catalog.value("Metadata")?.as_reference());
    assert!(id(0).is_some());
    assert_eq!(id(0), id(finished.file.last()));
    let number = id(0).unwrap().number;
    assert!(finished.file.revisions().iter().skip(1).all(|revision| revision.object(number).is_none()));
    let text = String::from_utf8(finished.file.stream_data(finished.object(id(0).unwrap())).unwrap()).unwrap();
    for part in
        ["<pdfaid:part>3</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>"]
    {
        assert!(text.contains(part), "{part}");
    }
    let information =
        |index: usize| finished.file.revisions()[index].trailer.value("Info").and_then(Value::as_reference);
    assert_eq!(information(0), information(3), "the information dictionary agrees with the metadata");
    for key in ["Lang", "MarkInfo", "ViewerPreferences", "OutputIntents", "AF", "Names", "PageLabels"] {
        let before = finished.file.catalog(0).and_then(|catalog| catalog.value(key)).map(|value| format!("{value:?}"));
        let kind = |text: &str| text.split([' ', '(']).next().unwrap_or_default().to_owned();
        let after = finished.catalog().value(key).map(|value| format!("{value:?}"));
        assert_eq!(before.as_deref().map(kind), after.as_deref().map(kind), "{key}");
    }
}

pub fn permissions_hold_the_certification_alone(finished: &Finished) {
    let permissions = finished.inner(finished.catalog(), "Perms").expect("permissions");
    assert_eq!(permissions.keys().collect::<Vec<_>>(), [b"DocMDP"]);
    for (name, _, widget) in finished.widgets() {
        let signature = finished.inner(widget, "V").expect("a signature");
        let references = signature.value("Reference").and_then(Value::as_array);
        for reference in references.into_iter().flatten().filter_map(|node| node.value.as_dictionary()) {
            for forbidden in ["DigestLocation", "DigestMethod", "DigestValue"] {
                assert!(reference.get(forbidden).is_none(), "{name}: {forbidden}");
            }
        }
    }
}

pub fn widgets_say_what_they_are(finished: &Finished) {
    for (name, _, widget) in finished.widgets() {
        let Some(Value::String { bytes, .. }) = widget.value("TU") else { panic!("{name} has no /TU") };
        let text = decode_text(bytes);
        assert!(text.chars().count() > 5 && text.contains(['ữ', 'ấ', 'á']), "{name}: {text}");
    }
    assert!(matches!(finished.catalog().value("Lang"), Some(Value::String { bytes, .. }) if bytes.starts_with(b"vi")));
}

pub fn pages_with_widgets_tab_by_structure(finished: &Finished) {
    let mut widgets = 0;
    for (id, page) in finished.pages() {
        let Some(annotations) = finished.entry(page, "Annots").and_then(Value::as_array) else { continue };
        assert_eq!(page.name("Tabs"), Some(&b"S"[..]));
        for annotation in annotations {
            let widget = finished.dictionary(annotation.value.as_reference().expect("a reference"));
            assert_eq!(widget.value("P").and_then(Value::as_reference), Some(id));
            widgets += 1;
        }
    }
    assert_eq!(widgets, 3);
}

pub fn widgets_hang_in_the_structure_tree(finished: &Finished) {
    let root_id = finished.catalog().value("StructTreeRoot").and_then(Value::as_reference).expect("a structure tree");
    let keys = finished.parent_keys();
    assert!(keys.is_sorted_by(|a, b| a < b), "{keys:?}");
    let next = finished.dictionary(root_id).integer("ParentTreeNextKey").expect("the next key");
    assert!(keys.iter().all(|key| *key < next));
    let mut own = Vec::new();
    for (name, id, widget) in finished.widgets() {
        let key = widget.integer("StructParent").expect("a key");
        assert!(!own.contains(&key), "{name} shares its key");
        own.push(key);
        let element_id = finished.parent(key).expect("an element");
        let element = finished.dictionary(element_id);
        assert_eq!(element.name("S"), Some(&b"Form"[..]), "{name}");
        let reference = finished.inner(element, "K").expect("one kid");
        assert_eq!(reference.name("Type"), Some(&b"OBJR"[..]));
        assert_eq!(reference.value("Obj").and_then(Value::as_reference), Some(id));
        let page = element.value("Pg").and_then(Value::as_reference);
        assert_eq!(page, widget.value("P").and_then(Value::as_reference));
        // up to the root, each parent naming its child
        let (mut child, mut steps) = (element_id, 0);
        while child != root_id {
            let parent = finished.dictionary(child).value("P").and_then(Value::as_reference).expect("a parent");
            let kids = finished.entry(finished.dictionary(parent), "K").expect("kids");
            let named = match kids {
                Value::Array(items) => items.iter().any(|node| node.value.as_reference() == Some(child)),
                _ => finished.dictionary(parent).value("K").and_then(Value::as_reference) == Some(child),
            };
            assert!(named, "{name}: a parent does not name its child");
            (child, steps) = (parent, steps + 1);
            assert!(steps < 20);
        }
    }
}

pub fn every_gap_is_its_contents(finished: &Finished) {
    let bytes = finished.file.bytes();
    let mut ends = Vec::new();
    for (name, _, widget) in finished.widgets() {
        let signature = finished.inner(widget, "V").expect("a signature");
        let range = ByteRange::read(signature.get("ByteRange").expect("a range"), bytes.len()).expect("a sane range");
        let contents = signature.get("Contents").expect("contents");
        assert_eq!(range.gap(), contents.start..contents.end, "{name}");
        assert!(range.gap_is_one_hexadecimal_string(bytes), "{name}");
        assert_eq!(signature.name("SubFilter"), Some(&b"ETSI.CAdES.detached"[..]));
        ends.push(range.end());
    }
    let revisions: Vec<usize> = finished.file.revisions().iter().skip(1).map(|revision| revision.range.end).collect();
    assert_eq!(ends, revisions, "each signature covers its revision to the end");
}

pub fn a_later_role_changes_its_own_field_only(finished: &Finished) {
    for index in 2..=3 {
        let fields = signature_fields(finished.file, 1);
        let field = fields.iter().find(|field| field.name == FIELDS[index - 1]).expect("made in the first revision");
        let changed: Vec<_> =
            finished.file.changes(index).into_iter().filter(|change| change.kind != ChangeKind::Added).collect();
        assert_eq!(changed.len(), 1, "{changed:?}");
        assert_eq!(changed[0].object, field.id.number);
        let ChangeKind::Keys { added, removed, altered } = &changed[0].kind else { panic!("{:?}", changed[0]) };
        assert_eq!((added.as_slice(), removed.len()), (&[b"V".to_vec()][..], 0));
        assert_eq!(altered.as_slice(), [b"AP".to_vec()]);
    }
}

pub fn the_first_signature_certifies_and_the_seal_locks(finished: &Finished) {
    let certification = finished.inner(finished.widget(FIELDS[0]), "V").expect("a signature");
    let permissions = finished.inner(finished.catalog(), "Perms").expect("permissions");
    assert_eq!(
        permissions.value("DocMDP").and_then(Value::as_reference),
        finished.widget(FIELDS[0]).value("V").and_then(Value::as_reference)
    );
    assert_eq!(transform(certification, b"DocMDP").integer("P"), Some(2));
    let seal = finished.widget(FIELDS[2]);
    assert_eq!(finished.inner(seal, "Lock").and_then(|lock| lock.name("Action")), Some(&b"All"[..]));
    let signature = finished.inner(seal, "V").expect("a signature");
    assert_eq!(transform(signature, b"FieldMDP").name("Action"), Some(&b"All"[..]));
}

const INVISIBLE: i64 = 1;
const HIDDEN: i64 = 2;
const PRINT: i64 = 4;
const NO_VIEW: i64 = 32;
const TOGGLE_NO_VIEW: i64 = 256;

fn transform<'a>(signature: &'a Dictionary, method: &[u8]) -> &'a Dictionary {
    let references = signature.value("Reference").and_then(Value::as_array).expect("references");
    let mut dictionaries = references.iter().filter_map(|node| node.value.as_dictionary());
    let reference =
        dictionaries.find(|reference| reference.name("TransformMethod") == Some(method)).expect("the method");
    reference.value("TransformParams").and_then(Value::as_dictionary).expect("its parameters")
}
