//! `vanbang verify --report`: the verdict as a page, with what was signed beside what is there now.

mod command;
mod common;

use std::path::Path;

use command::{Ran, vanbang};
use common::minimal_pdf::{Xref, assemble, minimal_objects, minimal_pdf};
use common::{Authority, boxes, sign_all};
use data_encoding::BASE64;
use vanbang::signature::pdf::{Dictionary, File, Limits, ObjectId, Update, Value};
use vanbang::signature::render::Pages;
use vanbang::verify::Outcome;
use vanbang::verify::advice::what_to_do;

const PAGE: ObjectId = ObjectId { number: 3, generation: 0 };
const CONTENT: ObjectId = ObjectId { number: 4, generation: 0 };

fn signed_by(name: &str) -> Vec<u8> {
    let mut signer = Authority::new().signer(name, 7);
    sign_all(&minimal_pdf(b"{}", Xref::Table), &boxes(0), &mut [&mut signer])
}

fn with_other_page(bytes: &[u8]) -> Vec<u8> {
    let file = File::open(bytes, Limits::default()).unwrap();
    let mut update = Update::new(&file).unwrap();
    update.set_stream(CONTENT, Dictionary::default(), b"50 700 90 90 re f".to_vec());
    update.finish(bytes).unwrap().bytes
}

fn report(folder: &Path, bytes: &[u8]) -> (Ran, String) {
    std::fs::write(folder.join("a.pdf"), bytes).unwrap();
    let ran = vanbang(folder, &["verify", "a.pdf", "--report", "a.html"]);
    let page = std::fs::read_to_string(folder.join("a.html")).unwrap_or_default();
    (ran, page)
}

/// The pictures that a report holds, as PNG files.
fn pictures(page: &str) -> Vec<Vec<u8>> {
    let parts = page.split("data:image/png;base64,").skip(1);
    parts.map(|rest| BASE64.decode(rest.split('"').next().unwrap().as_bytes()).unwrap()).collect()
}

#[test]
fn a_changed_page_stands_beside_the_signed_one() {
    let folder = tempfile::tempdir().unwrap();
    let signed = signed_by("Hoàng Trọng Vỹ");
    let (ran, page) = report(folder.path(), &with_other_page(&signed));
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(page.contains("KHÔNG HỢP LỆ") && page.contains("MODIFIED_AFTER_SIGNING"), "{page}");
    assert!(page.contains("Trang 1: KHÁC bản đã ký") && page.contains("Hoàng Trọng Vỹ"));
    let advice = what_to_do("MODIFIED_AFTER_SIGNING", Outcome::Failed);
    assert!(page.contains(advice.vi) && page.contains(advice.en) && !page.contains("0 obj"), "{page}");
    let [before, after] = pictures(&page).try_into().expect("the page as signed, and as it is");
    assert_ne!(before, after);
    // What is told apart is marked on both: neither is the bare drawing.
    let bare = |bytes: &[u8]| Pages::open(bytes).unwrap().draw(0).unwrap().png().unwrap();
    assert_ne!(before, bare(&signed));
    assert_ne!(after, bare(&with_other_page(&signed)));
}

#[test]
fn an_unchanged_page_is_shown_once() {
    let folder = tempfile::tempdir().unwrap();
    let signed = signed_by("Hoàng Trọng Vỹ");
    let (ran, page) = report(folder.path(), &signed);
    assert_eq!(ran.code, 3, "nobody is trusted here: {}", ran.out);
    assert!(page.contains("Trang 1: giống bản đã ký") && !page.contains("KHÁC"), "{page}");
    assert_eq!(pictures(&page), [Pages::open(&signed).unwrap().draw(0).unwrap().png().unwrap()]);
}

#[test]
fn a_page_that_came_later_has_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let signed = signed_by("Hoàng Trọng Vỹ");
    let file = File::open(&signed, Limits::default()).unwrap();
    let mut update = Update::new(&file).unwrap();
    let pages = ObjectId { number: 2, generation: 0 };
    let mut tree = file.object(file.last(), pages).unwrap().dictionary().unwrap().clone();
    tree.set("Kids", Value::array([Value::Reference(PAGE), Value::Reference(PAGE)]));
    tree.set("Count", Value::Integer(2));
    update.set(pages, Value::Dictionary(tree));
    let (ran, page) = report(folder.path(), &update.finish(&signed).unwrap().bytes);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(page.contains("Khi ký tệp có 1 trang, hiện có 2 trang."), "{page}");
    assert!(page.contains("Không có trang này."));
}

#[test]
fn nothing_in_a_report_runs_or_is_fetched() {
    let folder = tempfile::tempdir().unwrap();
    let (_, page) = report(folder.path(), &signed_by("<script>alert(1)</script><img src=http://x.example/>"));
    assert!(page.contains("alert(1)"), "the name is shown: {page}");
    for forbidden in ["<script", "<img src=http", "href=", "url(", "src=\"http"] {
        assert!(!page.contains(forbidden), "{forbidden}: {page}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn what_cannot_be_drawn_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (ran, page) = report(folder.path(), b"%PDF-1.7\nnothing that any reader could open\n%%EOF\n");
    assert_eq!(ran.code, 3, "{}", ran.out);
    assert!(page.contains("Không vẽ được tệp như hiện có.") && pictures(&page).is_empty(), "{page}");
    // A page that no reader could show does not exhaust the machine.
    let huge = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2000000000 1] /Contents 4 0 R /Resources << >> >>";
    let mut objects = minimal_objects(b"{}");
    objects[2] = huge.to_vec();
    let (ran, page) = report(folder.path(), &assemble(&objects, Xref::Table));
    assert_eq!(ran.code, 3, "{}", ran.out);
    assert!(pictures(&page).is_empty(), "{page}");
}

#[test]
fn one_report_is_about_one_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.pdf"), signed_by("Hoàng Trọng Vỹ")).unwrap();
    vanbang(folder.path(), &["verify", "a.pdf", "a.pdf", "--report", "a.html"]).refused("USAGE");
    assert!(!folder.path().join("a.html").exists());
    vanbang(folder.path(), &["verify", "a.pdf", "--report", "no/such/a.html"]).refused("FILE_ACCESS");
}
