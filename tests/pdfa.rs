//! PDF/A-3 (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) after signing: each clause that signing touches,
//! over a transcript that Typst drew and three people signed, with text and with images. What is
//! drawn is validated by Typst at export.
#![cfg(all(feature = "template", feature = "token"))]

#[path = "pdfa/checks.rs"]
mod checks;
mod common;
#[path = "common/opening.rs"]
mod opening;
#[path = "common/outside.rs"]
mod outside;
#[path = "pdfa/structure.rs"]
mod structure;

use std::sync::LazyLock;

use common::{Authority, FIELDS, FONT, claimed};
use structure::Finished;
use vanbang::document::record::Kind;
use vanbang::document::template::{Fonts, Imprint, Layout, draw};
use vanbang::signature::pades::{
    Appearance, BLUE, FieldBox, Identity, Pen, Statement, packed, prepare_first, prepare_next,
};
use vanbang::signature::pdf::{File, Limits};
use vanbang::signature::token::Signer;

/// What was drawn, and the same with all signatures: shown as text, and shown as images.
struct Files {
    drawn: Vec<u8>,
    text: Vec<u8>,
    image: Vec<u8>,
}

static FILES: LazyLock<Files> = LazyLock::new(|| {
    let record = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let layout = Layout::load(Kind::TranscriptYearSecondary, 1).unwrap();
    let record = record.trim_end().as_bytes();
    let opening = opening::opening(record, 120);
    let imprint = Imprint { host: "xacminh.mau.edu.vn", opening: Some(&opening) };
    let drawn = draw(&layout, &Fonts::vendored().unwrap(), record, imprint).unwrap();
    let pdf = packed(drawn.pdf);
    let boxes: Vec<FieldBox> = drawn
        .boxes
        .iter()
        .map(|found| FieldBox {
            name: found.name.clone(),
            page: found.page,
            rect: found.rect,
            tooltip: found.tooltip.clone(),
            locks_all: found.name == "org_seal",
        })
        .collect();
    let authority = Authority::new();
    let mut signer = authority.signer_with("Lê Quang Huy", 1, &rcgen::PKCS_ECDSA_P256_SHA256, (2025, 2030));
    let lines = ["Đã ký: Lê Quang Huy".to_owned(), "Ngày 31/5/2026".to_owned()];
    let png = half_transparent_png();
    let text = signed(&pdf, &boxes, &mut signer, Appearance::Text { font: FONT, colour: BLUE }, &lines);
    let image = signed(&pdf, &boxes, &mut signer, Appearance::Image { png: &png }, &[]);
    Files { drawn: pdf, text, image }
});

fn signed(
    pdf: &[u8],
    boxes: &[FieldBox],
    signer: &mut dyn Signer,
    appearance: Appearance,
    lines: &[String],
) -> Vec<u8> {
    let mut bytes = pdf.to_vec();
    let pen = Pen::new(appearance);
    for (index, name) in FIELDS.iter().enumerate() {
        let statement = Statement { pen: &pen, lines, claimed: claimed(), stamp_room: 0 };
        let prepared = match index {
            0 => prepare_first(&bytes, boxes, name, &statement, &Identity::of(signer)),
            _ => prepare_next(&bytes, name, &statement, &Identity::of(signer)),
        };
        bytes = prepared.unwrap().sign(signer).unwrap().into_bytes();
    }
    bytes
}

fn half_transparent_png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 16, 16);
    encoder.set_color(png::ColorType::Rgba);
    let pixels: Vec<u8> = (0..256u32).flat_map(|pixel| [200, 20, 30, (pixel % 256) as u8]).collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    bytes
}

type Check = fn(&Finished);

/// Runs a check over both finished files.
fn over_both(check: Check) {
    for bytes in [&FILES.text, &FILES.image] {
        check(&Finished { file: &File::open(bytes, Limits::default()).unwrap() });
    }
}

#[test]
fn the_drawn_bytes_stay() {
    for signed in [&FILES.text, &FILES.image] {
        assert!(signed.starts_with(&FILES.drawn) && signed.starts_with(b"%PDF-1.7\n"));
        let file = File::open(signed, Limits::default()).unwrap();
        assert_eq!(file.revisions().len(), 4);
        for revision in file.revisions() {
            // ISO 19005-3, 6.1.3: nothing after the last end-of-file marker but one end of line
            assert!(signed[revision.range.clone()].ends_with(b"\n%%EOF\n") || revision.range.start == 0);
            assert!(signed[revision.range.clone()].trim_ascii_end().ends_with(b"%%EOF"));
            assert_ne!(signed[revision.range.end - 1], b'\r');
        }
    }
}

#[test]
fn the_file_identifier_stays() {
    over_both(checks::the_file_identifier_stays);
}

#[test]
fn streams_begin_and_end_as_they_must() {
    over_both(checks::streams_begin_and_end_as_they_must);
}

#[test]
fn transparency_has_its_output_intent() {
    over_both(checks::transparency_has_its_output_intent);
    let file = File::open(&FILES.image, Limits::default()).unwrap();
    let mut masks = 0;
    for object in (Finished { file: &file }).added_streams() {
        let dictionary = object.dictionary().unwrap();
        masks += usize::from(dictionary.get("SMask").is_some());
        if dictionary.name("Subtype") == Some(b"Image") {
            assert!(matches!(dictionary.name("ColorSpace"), Some(b"DeviceRGB" | b"DeviceGray")));
            for forbidden in ["Alternates", "OPI", "Interpolate", "Intent"] {
                assert!(dictionary.get(forbidden).is_none(), "{forbidden}");
            }
        }
        if dictionary.name("Subtype") == Some(b"Form") {
            for forbidden in ["OPI", "PS", "Subtype2", "Ref"] {
                assert!(dictionary.get(forbidden).is_none(), "{forbidden}");
            }
        }
    }
    assert_eq!(masks, 3, "each image has its soft mask");
}

#[test]
fn appearances_need_no_font() {
    over_both(checks::appearances_need_no_font);
}

#[test]
fn widgets_print_and_are_not_hidden() {
    over_both(checks::widgets_print_and_are_not_hidden);
}

#[test]
fn appearances_are_one_normal_form() {
    over_both(checks::appearances_are_one_normal_form);
}

#[test]
fn the_form_asks_for_no_action() {
    over_both(checks::the_form_asks_for_no_action);
}

#[test]
fn metadata_says_the_same_after_signing() {
    over_both(checks::metadata_says_the_same_after_signing);
}

/// ISO 19005-3, 6.1.12: the permissions dictionary, and what it leads to.
#[test]
fn permissions_hold_the_certification_alone() {
    over_both(checks::permissions_hold_the_certification_alone);
}

#[test]
fn widgets_say_what_they_are() {
    over_both(checks::widgets_say_what_they_are);
}

#[test]
fn pages_with_widgets_tab_by_structure() {
    over_both(checks::pages_with_widgets_tab_by_structure);
}

#[test]
fn widgets_hang_in_the_structure_tree() {
    over_both(checks::widgets_hang_in_the_structure_tree);
}

#[test]
fn every_gap_is_its_contents() {
    over_both(checks::every_gap_is_its_contents);
}

#[test]
fn a_later_role_changes_its_own_field_only() {
    over_both(checks::a_later_role_changes_its_own_field_only);
}

#[test]
fn the_first_signature_certifies_and_the_seal_locks() {
    over_both(checks::the_first_signature_certifies_and_the_seal_locks);
}

/// The signed part with one of its parts replaced by another of the same length: everywhere, or
/// only at the last place.
fn altered(bytes: &[u8], from: &str, to: &str, everywhere: bool) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut altered = bytes.to_vec();
    let places: Vec<usize> =
        (FILES.drawn.len()..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from.as_bytes())).collect();
    assert!(!places.is_empty(), "{from} does not occur");
    for at in if everywhere { &places[..] } else { &places[places.len() - 1..] } {
        altered[*at..*at + to.len()].copy_from_slice(to.as_bytes());
    }
    altered
}

/// No check is one that cannot fail: each refuses a file with the fault it looks for.
#[test]
fn each_check_sees_its_fault() {
    let faults: &[(Check, &str, &str)] = &[
        (checks::the_file_identifier_stays, "/ID [", "/IX ["),
        (checks::streams_begin_and_end_as_they_must, "/Filter /FlateDecode", "/F      /FlateDecode"),
        (checks::transparency_has_its_output_intent, "/OutputIntents", "/OutputIntentX"),
        (checks::appearances_need_no_font, "/Resources <</XObject", "/Resources <</Font   "),
        (checks::widgets_print_and_are_not_hidden, "/F 132", "/F 134"),
        (checks::widgets_print_and_are_not_hidden, "/F 132", "/F 128"),
        (checks::widgets_print_and_are_not_hidden, "/F 132", "/X 132"),
        (checks::appearances_are_one_normal_form, "/AP <</N ", "/AP <</D "),
        (checks::appearances_are_one_normal_form, "/Subtype /Form", "/Subtype /Fxxm"),
        (checks::the_form_asks_for_no_action, "/SigFlags 3", "/SigFlags 0"),
        (checks::the_form_asks_for_no_action, "/Tabs /S", "/AA /S  "),
        (checks::metadata_says_the_same_after_signing, "/Metadata ", "/Metadatx "),
        (checks::metadata_says_the_same_after_signing, "/MarkInfo", "/MarkXnfo"),
        (checks::permissions_hold_the_certification_alone, "/Perms <</DocMDP", "/Perms <</XxxMDP"),
        (checks::permissions_hold_the_certification_alone, "/TransformMethod", "/DigestMethod   "),
        (checks::widgets_say_what_they_are, "/TU <", "/TX <"),
        (checks::pages_with_widgets_tab_by_structure, "/Tabs /S", "/Tabs /R"),
        (checks::widgets_hang_in_the_structure_tree, "/S /Form", "/S /Part"),
        (checks::widgets_hang_in_the_structure_tree, "/Type /OBJR", "/Type /MCRX"),
        (checks::widgets_hang_in_the_structure_tree, "/StructParent ", "/StructParenX "),
        (checks::widgets_hang_in_the_structure_tree, "/ParentTreeNextKey ", "/ParentTreeNextKex "),
        (checks::every_gap_is_its_contents, "/ByteRange [0 ", "/ByteRange [1 "),
        (checks::every_gap_is_its_contents, "/SubFilter /ETSI.CAdES", "/SubFilter /ETSI.XAdES"),
        (checks::the_first_signature_certifies_and_the_seal_locks, "/P 2\n", "/P 3\n"),
        (checks::the_first_signature_certifies_and_the_seal_locks, "/Action /All", "/Action /Inc"),
    ];
    let sees = |check: Check, bytes: &[u8]| {
        let file = File::open(bytes, Limits::default()).expect("still a file that can be read");
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&Finished { file: &file }))).is_err()
    };
    for (check, from, to) in faults {
        assert!(sees(*check, &altered(&FILES.image, from, to, true)), "{from} -> {to} is not noticed");
    }
    assert!(sees(checks::a_later_role_changes_its_own_field_only, &altered(&FILES.image, "/F 132", "/F 133", false)));
}

/// The same facts by a reader that is not ours.
#[test]
fn an_independent_reader_agrees() {
    if outside::skipped() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for bytes in [&FILES.text, &FILES.image] {
        let path = folder.path().join("signed.pdf");
        std::fs::write(&path, bytes).unwrap();
        let path = path.to_str().unwrap();
        let checked = outside::run("qpdf", &["--check", path]);
        assert!(checked.status.success(), "{}", outside::text(&checked));
        let answer = outside::run("qpdf", &["--json=2", "--json-key=acroform", "--json-key=qpdf", path]);
        let json: serde_json::Value = serde_json::from_slice(&answer.stdout).unwrap();
        assert_eq!(json["acroform"]["needappearances"], false);
        let objects = &json["qpdf"][1];
        let value = |reference: &serde_json::Value| {
            let object = &objects[format!("obj:{}", reference.as_str().expect("a reference"))];
            object.get("value").or_else(|| object["stream"].get("dict")).cloned().expect("an object")
        };
        let catalog = value(&objects["trailer"]["value"]["/Root"]);
        let tree = value(&catalog["/StructTreeRoot"])["/ParentTree"].clone();
        let tree = if tree.is_string() { value(&tree) } else { tree };
        let numbers = tree["/Nums"].as_array().expect("numbers").clone();
        let fields = json["acroform"]["fields"].as_array().expect("fields");
        assert_eq!(fields.iter().map(|field| field["fullname"].as_str().unwrap()).collect::<Vec<_>>(), FIELDS);
        for field in fields {
            assert_eq!(field["fieldtype"], "/Sig");
            assert!(field["alternativename"].as_str().unwrap().contains(['ữ', 'ấ']), "{field}");
            assert_eq!(field["annotation"]["annotationflags"], 132);
            let widget = value(&field["object"]);
            assert_eq!(widget["/AP"].as_object().unwrap().keys().collect::<Vec<_>>(), ["/N"]);
            assert_eq!(value(&widget["/AP"]["/N"])["/Subtype"], "/Form");
            assert_eq!(value(&widget["/P"])["/Tabs"], "/S");
            let pair = numbers.chunks(2).find(|pair| pair[0] == widget["/StructParent"]).expect("an entry");
            let element = value(&pair[1]);
            assert_eq!(element["/S"], "/Form");
            assert_eq!((&element["/K"]["/Type"], &element["/K"]["/Obj"]), (&"/OBJR".into(), &field["object"]));
        }
    }
}
