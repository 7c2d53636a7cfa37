//! A file whose beginning was read before is read as if it had not been: the same structure or the same
//! refusal, whatever follows, for every file among the vectors and for files that were changed.

mod common;

use std::path::{Path, PathBuf};

use common::golden::random;
use common::minimal_pdf::{Xref, minimal_pdf};
use common::{Authority, boxes, sign_all};
use vanbang::signature::pades::is_plain;
use vanbang::signature::pdf::{Beginning, Error, File, Limits};

fn shown(file: Result<File, Error>) -> String {
    format!("{:?}", file.as_ref().map(File::revisions))
}

/// Compares both ways of reading.
fn assert_same(bytes: &[u8], beginning: &Beginning, told: &str) {
    let limits = Limits::default();
    let (after, whole) = (File::open_after(bytes, beginning, limits), File::open(bytes, limits));
    assert!(shown(after) == shown(whole), "{told}");
}

fn read(bytes: &[u8]) -> Option<Beginning> {
    Beginning::read(bytes.to_vec(), Limits::default()).ok()
}

/// The same bytes once more, as a signer reads what was found plain before.
fn reread(beginning: &Beginning) -> Beginning {
    Beginning::reread(beginning.bytes().to_vec(), Limits::default()).unwrap()
}

/// Ends of the revisions of a file, and where they would end with other ends of lines.
fn ends(bytes: &[u8]) -> Vec<usize> {
    let mark = b"%%EOF";
    let found = bytes.windows(mark.len()).enumerate().filter(|(_, window)| window == mark);
    found.flat_map(|(at, _)| (0..=2).map(move |more| at + mark.len() + more)).filter(|end| *end < bytes.len()).collect()
}

fn pdfs(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pdfs(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "pdf") {
            found.push(path);
        }
    }
}

#[test]
fn every_vector_reads_the_same_after_its_beginning() {
    let mut files = Vec::new();
    pdfs(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/test-vectors")), &mut files);
    if let Some(corpus) = std::env::var_os("VANBANG_CORPUS") {
        pdfs(Path::new(&corpus), &mut files);
    }
    let (mut beginnings, mut plain) = (0, 0);
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        for end in ends(&bytes) {
            let Some(beginning) = read(&bytes[..end]) else { continue };
            beginnings += 1;
            assert_same(&bytes, &beginning, &format!("{} after {end}", path.display()));
            if beginning.is_plain() {
                plain += 1;
                let again = reread(&beginning);
                assert_same(&bytes, &again, &format!("{} after {end} read again", path.display()));
                assert_eq!(format!("{:?}", again.file().revisions()), format!("{:?}", beginning.file().revisions()));
            }
        }
    }
    assert!(beginnings > 100 && plain > 20, "{beginnings}, {plain} of them plain");
}

/// One byte changed anywhere, or some bytes at the end.
#[test]
fn a_changed_file_reads_the_same_after_the_beginning_of_the_old_one() {
    let base = minimal_pdf(include_bytes!("../examples/record.json"), Xref::Table);
    let authority = Authority::new();
    let mut people = ["Giáo viên", "Hiệu trưởng"].map(|name| authority.signer(name, 11));
    let [first, second] = &mut people;
    let once = sign_all(&base, &boxes(0), &mut [first]);
    let signed = sign_all(&base, &boxes(0), &mut [first, second]);
    for beginning in [&base, &once, &signed[..once.len()].to_vec()] {
        let beginning = read(beginning).unwrap();
        assert_same(&signed, &beginning, "unchanged");
        assert_same(&signed, &reread(&beginning), "unchanged, its beginning read again");
        let mut seed = 0x5eed;
        for _ in 0..300 {
            let mut changed = signed.clone();
            let place = random(&mut seed) % changed.len();
            changed[place] = random(&mut seed) as u8;
            assert_same(&changed, &beginning, &format!("byte {place}"));
        }
        for more in ["\n", "\n\n", "\r", " ", "%%EOF", "\nstartxref\n9\n%%EOF\n", "x"] {
            let longer = [beginning.bytes(), more.as_bytes()].concat();
            assert_same(&longer, &beginning, &format!("{more:?} behind it"));
            assert_same(&[&signed, more.as_bytes()].concat(), &beginning, &format!("{more:?} at the end"));
        }
    }
}

/// A file that begins so, and whose last section does not name that beginning as its past.
#[test]
fn a_file_that_names_another_past_is_read_as_a_whole() {
    let base = minimal_pdf(include_bytes!("../examples/record.json"), Xref::Table);
    let beginning = read(&base).unwrap();
    let last = |word: &[u8]| base.windows(word.len()).rposition(|window| window == word).unwrap();
    let (table, end) = (last(b"xref\n0"), last(b"startxref"));
    let section = &base[table..end];
    let with = |tail: String| [base.as_slice(), section, tail.as_bytes()].concat();
    for (start, told) in [(base.len(), "no past"), (table, "the old section"), (0, "nothing")] {
        assert_same(&with(format!("startxref\n{start}\n%%EOF\n")), &beginning, told);
    }
}

/// What a signer has to see is not plain: bytes that belong to nothing, or a habit of other producers.
#[test]
fn only_what_the_standard_asks_for_is_plain() {
    let base = minimal_pdf(include_bytes!("../examples/record.json"), Xref::Table);
    assert!(is_plain(&base));
    assert!(is_plain(base.strip_suffix(b"\n").unwrap()), "signing adds the end of the line");
    let header = b"%PDF-1.7\n".len();
    let with = |more: &[u8]| [&base[..header], more, &base[header..]].concat();
    let last = |word: &[u8]| base.windows(word.len()).rposition(|window| window == word).unwrap();
    let spaced = [&base[..last(b"xref\n0")], b"  ", &base[last(b"xref\n0")..]].concat();
    for (pdf, told) in [
        (with(b"  "), "offsets that point elsewhere"),
        (spaced, "a table behind the place that is named"),
        ([&base[..], b"x"].concat(), "bytes at the end"),
        ([&base[..], b"\n\n"].concat(), "lines at the end"),
        (base[..base.len() / 2].to_vec(), "half a file"),
        (Vec::new(), "nothing"),
    ] {
        assert!(!is_plain(&pdf), "{told}");
    }
    let unnamed = base.windows(6).rposition(|window| window == b"endobj").unwrap() + 6;
    let stray = b"\n99 0 obj\n<< /Type /Catalog >>\nendobj";
    let moved = [&base[..unnamed], stray, &base[unnamed..]].concat();
    let text = String::from_utf8_lossy(&base).into_owned();
    let old = text.rsplit("startxref\n").next().unwrap().lines().next().unwrap();
    let new = old.parse::<usize>().unwrap() + stray.len();
    let end = moved.len() - (base.len() - last(b"startxref"));
    let moved = [&moved[..end], format!("startxref\n{new}\n%%EOF\n").as_bytes()].concat();
    assert!(File::open(&moved, Limits::default()).is_ok(), "it can be read");
    assert!(!is_plain(&moved), "an object that nothing names");
}
