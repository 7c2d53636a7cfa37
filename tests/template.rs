//! What a drawn document is, seen from outside: its bytes, its text, its boxes, its refusals.

#[path = "common/outside.rs"]
mod outside;

use std::ffi::OsStr;
use std::sync::LazyLock;

use vanbang::document::code::Code;
use vanbang::document::record::{Kind, SignatureBox};
use vanbang::document::template::{Drawn, Error, Fonts, Layout, draw};

const KIND: Kind = Kind::TranscriptYearSecondary;
const HOST: &str = "xacminh.mau.edu.vn";
const TEMPLATE: &str = include_str!("../templates/transcript-year-secondary/1/template.typ");

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::vendored().unwrap());
static DRAWN: LazyLock<Drawn> =
    LazyLock::new(|| draw(&Layout::load(KIND, 1).unwrap(), &FONTS, &record(), HOST).unwrap());

fn record() -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json");
    std::fs::read_to_string(path).unwrap().trim_end().as_bytes().to_vec()
}

fn changed(from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(record()).unwrap();
    assert!(text.contains(from), "{from}");
    text.replace(from, to).into_bytes()
}

/// The error of drawing the example with another template.
fn refused(template: &str) -> Error {
    let layout = Layout::from_source(KIND, 1, template).unwrap();
    draw(&layout, &FONTS, &record(), HOST).expect_err("refused")
}

/// The example's template with lines added at the start of its body.
fn with_lines(lines: &str) -> String {
    TEMPLATE.replacen("#let body(record) = {", &format!("#let body(record) = {{\n{lines}"), 1)
}

/// What an outside program prints of the drawn file; `None` when the judges were expressly left out.
fn judged(program: &str, arguments: &[&str]) -> Option<Vec<u8>> {
    if outside::skipped() {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("drawn.pdf");
    std::fs::write(&file, &DRAWN.pdf).unwrap();
    let arguments: Vec<&OsStr> = arguments
        .iter()
        .map(|argument| match *argument {
            "FILE" => file.as_os_str(),
            other => OsStr::new(other),
        })
        .collect();
    let output = outside::run(program, &arguments);
    assert!(output.status.success(), "{program} refuses the file");
    Some(output.stdout)
}

fn contains(bytes: &[u8], part: &str) -> bool {
    bytes.windows(part.len()).any(|window| window == part.as_bytes())
}

#[test]
fn the_same_inputs_give_the_same_bytes_on_any_thread() {
    let again: Vec<Drawn> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let layout = Layout::load(KIND, 1).unwrap();
                    draw(&layout, &FONTS, &record(), HOST).unwrap()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(again.iter().all(|drawn| *drawn == *DRAWN));
}

#[test]
fn one_box_for_each_role_inside_the_last_page() {
    let names: Vec<&str> = DRAWN.boxes.iter().map(|found| found.name.as_str()).collect();
    assert_eq!(names, ["homeroom_confirm", "leader_confirm", "org_seal"]);
    for SignatureBox { page, rect: [x0, y0, x1, y1], tooltip, .. } in &DRAWN.boxes {
        assert_eq!(*page, DRAWN.pages - 1);
        assert!(0.0 < *x0 && x0 < x1 && *x1 < 595.28);
        // the footer strip keeps the lowest 35 mm
        assert!(99.2 < *y0 && y0 < y1 && *y1 < 841.89);
        assert!(!tooltip.is_empty());
    }
}

/// Nghị định 30/2020, Điều 26: the seal covers about a third of the signature, to its left.
#[test]
fn the_seal_covers_a_third_of_the_leader_from_the_left() {
    let [homeroom, leader, seal] = DRAWN.boxes.as_slice() else { panic!("three boxes") };
    let covered = (seal.rect[2] - leader.rect[0]) / (leader.rect[2] - leader.rect[0]);
    assert!((0.30..0.37).contains(&covered), "{covered}");
    assert!(seal.rect[0] < leader.rect[0]);
    assert!(homeroom.rect[1] > leader.rect[3]);
}

#[test]
fn says_of_itself_that_it_is_pdf_a_3a_and_pdf_ua_1() {
    for part in [
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "/AFRelationship",
        "/StructTreeRoot",
        "/Lang",
        "/xacminh.mau.edu.vn/V/",
    ] {
        assert!(contains(&DRAWN.pdf, part), "{part}");
    }
    assert!(!contains(&DRAWN.pdf, "/Subtype/Image"));
}

#[test]
fn every_font_is_embedded_as_a_subset() {
    let Some(listed) = judged("pdffonts", &["FILE"]) else {
        return;
    };
    let listed = String::from_utf8(listed).unwrap();
    let fonts: Vec<&str> = listed.lines().skip(2).collect();
    assert!(fonts.len() >= 3, "{listed}");
    for font in fonts {
        let columns: Vec<&str> = font.split_whitespace().collect();
        assert!(font.contains("+Tinos"), "{font}");
        assert_eq!(columns[columns.len() - 5..columns.len() - 2], ["yes", "yes", "yes"], "{font}");
    }
}

#[test]
fn text_comes_out_as_it_went_in() {
    let Some(text) = judged("pdftotext", &["-layout", "FILE", "-"]) else {
        return;
    };
    let text = String::from_utf8(text).unwrap();
    let record: serde_json::Value = serde_json::from_slice(&record()).unwrap();
    let transcript = &record["transcript"];
    let mut names = vec![
        &record["student"]["full_name"],
        &record["issue"]["leader"]["full_name"],
        &transcript["homeroom_teacher"]["full_name"],
    ];
    names.extend(transcript["subjects"].as_array().unwrap().iter().map(|subject| &subject["teacher"]["full_name"]));
    for name in names {
        let name = name.as_str().unwrap();
        assert!(text.contains(name), "{name}");
    }
    let code = Code::derive(&self::record());
    for printed in [HOST, &code.id().text(), "Trang 2/2", "Độc lập - Tự do - Hạnh phúc", "05/03/2014", "9,2"]
    {
        assert!(text.contains(printed), "{printed}");
    }
}

#[test]
fn the_attachment_is_the_record_byte_for_byte() {
    let Some(attached) = judged("qpdf", &["--show-attachment=record.json", "FILE"]) else {
        return;
    };
    assert_eq!(attached, record());
}

#[test]
fn the_printed_code_reads_back_on_every_page() {
    for page in 1..=DRAWN.pages {
        let page = page.to_string();
        let arguments = ["-gray", "-r", "150", "-f", &page, "-l", &page, "FILE"];
        let Some(image) = judged("pdftoppm", &arguments) else {
            return;
        };
        let (width, height, pixels) = grey_map(&image);
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
        let read: Vec<String> = image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect();
        assert_eq!(read, [Code::derive(&record()).s_text(HOST).unwrap()]);
    }
}

/// Width, height and pixels of a binary portable grey map.
fn grey_map(image: &[u8]) -> (usize, usize, &[u8]) {
    let mut parts = image.splitn(4, |byte| byte.is_ascii_whitespace());
    assert_eq!(parts.next(), Some(b"P5".as_slice()));
    let mut number = || std::str::from_utf8(parts.next().unwrap()).unwrap().parse().unwrap();
    let (width, height): (usize, usize) = (number(), number());
    (width, height, &image[image.len() - width * height..])
}

#[test]
fn all_missing_glyphs_are_told_at_once_with_their_fields() {
    let record = changed("Nguyễn Hữu Thiện Mỹ", "Nguyễn 𠊛 Mỹ 龍");
    let error = draw(&Layout::load(KIND, 1).unwrap(), &FONTS, &record, HOST).unwrap_err();
    let Error::MissingGlyphs(missing) = &error else { panic!("{error}") };
    let letters: Vec<char> = missing.iter().map(|glyph| glyph.letter).collect();
    assert_eq!(letters, ['龍', '𠊛']);
    assert!(missing.iter().all(|glyph| glyph.fields == ["/student/full_name"]));
    assert_eq!(error.code(), "TEMPLATE_GLYPH_MISSING");
}

#[test]
fn the_longest_remarks_only_make_more_pages() {
    let long = "Chăm chỉ, tiến bộ rõ rệt; ".repeat(19);
    let record =
        changed(r#""assessment_kind":"marked","#, &format!(r#""assessment_kind":"marked","remark":"{long}","#));
    let record = String::from_utf8(record).unwrap();
    let record = record.replace(r#""homeroom_remark":""#, &format!(r#""homeroom_remark":"{long}"#));
    let drawn = draw(&Layout::load(KIND, 1).unwrap(), &FONTS, record.as_bytes(), HOST).unwrap();
    assert!(drawn.pages > 2);
    assert_eq!(drawn.boxes.len(), 3);
    assert!(drawn.boxes.iter().all(|found| found.page < drawn.pages && found.rect[1] > 99.2));
}

#[test]
fn a_word_that_leaves_the_paper_is_refused() {
    let record = changed("Nguyễn Hữu Thiện Mỹ", &"Mỹ".repeat(60));
    let error = draw(&Layout::load(KIND, 1).unwrap(), &FONTS, &record, HOST).unwrap_err();
    assert_eq!(error.code(), "TEMPLATE_TEXT_OUTSIDE", "{error}");
}

#[test]
fn boxes_are_declared_once_each_and_stay_on_the_page() {
    let extra =
        |field: &str, at: &str| with_lines(&format!("place({at}, signature-box(\"{field}\", 40mm, 20mm, \"x\"))"));
    for (template, code) in [
        (TEMPLATE.replacen("leader-signs(record, \"leader_confirm\")", "[]", 1), "TEMPLATE_BOX_COUNT"),
        (extra("org_seal", "top"), "TEMPLATE_BOX_COUNT"),
        (extra("parents_confirm", "top"), "TEMPLATE_BOX_INVALID"),
        (extra("org_seal", "top, dy: -60mm"), "TEMPLATE_BOX_INVALID"),
        (with_lines("signature-box(\"org_seal\", 40mm, 0mm, \"x\")"), "TEMPLATE_BOX_INVALID"),
        (with_lines("[#metadata((field: \"org_seal\")) <vanbang-box>]"), "TEMPLATE_BOX_INVALID"),
        (with_lines("signature-box(\"org_seal\", 40mm, 20mm, \"x\" * 501)"), "TEMPLATE_BOX_INVALID"),
    ] {
        assert_ne!(template, TEMPLATE);
        let error = refused(&template);
        assert_eq!(error.code(), code, "{error}");
    }
}

#[test]
fn page_footer_and_attachment_stay_ours() {
    for lines in [
        "set page(footer: none)",
        "set page(paper: \"a5\")",
        "set page(flipped: true)",
        "pdf.attach(\"more.txt\", bytes(\"more\"), description: \"d\", mime-type: \"text/plain\", relationship: \"data\")",
        "place([#metadata(none) <vanbang-strip>])",
    ] {
        let error = refused(&with_lines(lines));
        assert_eq!(error.code(), "TEMPLATE_PAGE_CHANGED", "{lines}: {error}");
    }
}

#[test]
fn a_template_sees_no_clock_no_files_no_packages() {
    for lines in [
        "datetime.today()",
        "read(\"/etc/hostname\")",
        "read(\"../../etc/hostname\")",
        "import \"@preview/cetz:0.3.0\"",
        "image(\"/seal.png\")",
    ] {
        let error = refused(&with_lines(lines));
        assert_eq!(error.code(), "TEMPLATE_COMPILE", "{lines}: {error}");
        assert!(error.to_string().contains("template.typ:"), "{error}");
    }
}

#[test]
fn what_pdf_ua_forbids_is_refused() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>";
    let error = refused(&with_lines(&format!("image(bytes(\"{svg}\"), format: \"svg\")")));
    assert_eq!(error.code(), "TEMPLATE_STANDARD", "{error}");
}

#[test]
fn warnings_are_refused() {
    let error = refused(&with_lines("set text(font: \"Comic Sans MS\")"));
    assert_eq!(error.code(), "TEMPLATE_COMPILE", "{error}");
}

#[test]
fn bad_inputs_are_one_error_each() {
    let layout = Layout::load(KIND, 1).unwrap();
    for (record, host, code) in [
        (b"{".to_vec(), HOST, "TEMPLATE_RECORD"),
        (b"{}".to_vec(), HOST, "TEMPLATE_FIELD_UNKNOWN"),
        (record(), "localhost", "CODE_HOST_INVALID"),
        (record(), "a.vn:8080", "CODE_HOST_INVALID"),
    ] {
        let error = draw(&layout, &FONTS, &record, host).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(!error.hint().0.is_empty() && !error.hint().1.is_empty());
    }
}
