//! Outside judges over everything the demo makes: pyHanko, pdfsig, OpenSSL, qpdf, pdffonts and
//! pdftotext look at every file and every signature, and each must refuse a tampered twin.
//!
//! `VANBANG_DEMO` names a demo folder; without it the demo is run once into the target folder.

#[path = "judges/demo.rs"]
mod demo;
#[path = "judges/message.rs"]
mod message;
#[path = "common/outside.rs"]
mod outside;
#[path = "judges/programs.rs"]
mod programs;

use std::fs;
use std::path::{Path, PathBuf};

use demo::Demo;
use outside::{run, skipped, text};
use programs::{pdfsig_accepts, pyhanko, pyhanko_accepts, qpdf_accepts};
use tempfile::TempDir;

const FIELDS: [&str; 3] = ["homeroom_confirm", "leader_confirm", "org_seal"];

#[test]
fn pyhanko_accepts_every_signature() {
    if skipped() {
        return;
    }
    let demo = Demo::ready();
    let answers = pyhanko(&demo.anchor, &demo.signed);
    for file in &demo.signed {
        let lines = answers.get(file).map(Vec::as_slice).unwrap_or_default();
        assert!(pyhanko_accepts(lines, &FIELDS), "{}: {lines:#?}", file.display());
    }
    let folder = TempDir::new().unwrap();
    let twins = [demo.tampered.clone(), demo.flipped(&folder), demo.appended(&folder)];
    let answers = pyhanko(&demo.anchor, &twins);
    for twin in &twins {
        assert!(!pyhanko_accepts(&answers[twin], &FIELDS), "pyHanko accepts {}", twin.display());
    }
    for twin in &twins[..2] {
        assert!(answers[twin].iter().any(|line| line["verdict"] != "VALID"), "{:#?}", answers[twin]);
    }
    let stranger = demo::other_authority(&folder);
    for line in &pyhanko(&stranger, &demo.signed[..1])[&demo.signed[0]] {
        assert_eq!(
            (&line["verdict"], &line["intact"], &line["trusted"]),
            (&"INVALID".into(), &true.into(), &false.into())
        );
    }
}

#[test]
fn pdfsig_accepts_every_signature() {
    if skipped() {
        return;
    }
    let demo = Demo::ready();
    for file in &demo.signed {
        assert!(pdfsig_accepts(file, &FIELDS), "{}", file.display());
    }
    let folder = TempDir::new().unwrap();
    for twin in [&demo.tampered, &demo.flipped(&folder), &demo.appended(&folder)] {
        assert!(!pdfsig_accepts(twin, &FIELDS), "pdfsig accepts {}", twin.display());
    }
}

/// OpenSSL sees only what is cut out by hand: no PDF reader takes part. Answers for each signature.
fn openssl_accepts(anchor: &Path, file: &Path) -> Vec<bool> {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let bytes = fs::read(file).unwrap();
    let judge = |(content, signature): (Vec<u8>, Vec<u8>)| {
        fs::write(path("content"), content).unwrap();
        fs::write(path("signature"), signature).unwrap();
        let mut arguments: Vec<PathBuf> =
            ["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-purpose", "any"].map(PathBuf::from).to_vec();
        for (option, value) in [
            ("-in", path("signature")),
            ("-content", path("content")),
            ("-CAfile", anchor.to_owned()),
            ("-out", path("out")),
        ] {
            arguments.extend([PathBuf::from(option), value]);
        }
        run("openssl", &arguments).status.success()
    };
    message::extract(&bytes).into_iter().map(judge).collect()
}

#[test]
fn openssl_verifies_every_extracted_message() {
    if skipped() {
        return;
    }
    let demo = Demo::ready();
    for file in &demo.signed {
        assert_eq!(openssl_accepts(&demo.anchor, file), [true; 3], "{}", file.display());
    }
    let folder = TempDir::new().unwrap();
    assert_eq!(openssl_accepts(&demo.anchor, &demo.flipped(&folder)), [false; 3]);
    // what was appended after signing OpenSSL cannot see, only that the last signature stops short
    let covered = |file: &Path| message::ends_with_its_signed_bytes(&fs::read(file).unwrap());
    assert!(demo.signed.iter().all(|file| covered(file)));
    let tampered = openssl_accepts(&demo.anchor, &demo.tampered);
    assert!(tampered.contains(&false) || !covered(&demo.tampered), "nothing tells the forged file: {tampered:?}");
    assert_eq!(openssl_accepts(&demo::other_authority(&folder), &demo.signed[0]), [false; 3]);
}

#[test]
fn qpdf_finds_no_fault() {
    if skipped() {
        return;
    }
    let demo = Demo::ready();
    for file in &demo.signed {
        assert!(qpdf_accepts(file), "{}", file.display());
    }
    assert!(!qpdf_accepts(&demo.flipped(&TempDir::new().unwrap())), "qpdf accepts a page that does not inflate");
}

/// Lines of pdffonts: name, type, encoding, emb, sub, uni, object.
fn all_embedded(table: &str) -> bool {
    let rows: Vec<&str> = table.lines().skip_while(|line| !line.starts_with("---")).skip(1).collect();
    let embedded = |row: &&str| {
        let words: Vec<&str> = row.split_whitespace().rev().collect();
        matches!(words[..], [_, _, "yes", "yes", "yes", ..])
    };
    !rows.is_empty() && rows.iter().all(embedded)
}

#[test]
fn every_font_is_embedded_as_a_subset_with_its_letters() {
    let head = "name type\n----\n";
    assert!(all_embedded(&format!("{head}AA+Tinos CID TrueType Identity-H yes yes yes 264 0")));
    assert!(!all_embedded(&format!(
        "{head}AA+Tinos CID TrueType Identity-H yes yes yes 264 0\nHelvetica Type 1 WinAnsi no no no 9 0"
    )));
    assert!(!all_embedded(head));
    if skipped() {
        return;
    }
    for file in &Demo::ready().signed {
        let table = text(&run("pdffonts", &[file]));
        assert!(all_embedded(&table), "{}: {table}", file.display());
    }
}

/// The pupil's name out of the attached record, by poppler's reader of attachments.
fn attached_name(file: &Path, folder: &TempDir) -> String {
    let list = text(&run("pdfdetach", &[Path::new("-list"), file]));
    let two = "2 embedded files\n1: code.bin\n2: record.json\n";
    assert!(list.starts_with(two), "{}: {list}", file.display());
    let record = folder.path().join("record.json");
    let arguments = [Path::new("-save"), Path::new("2"), Path::new("-o"), &record, file];
    assert!(run("pdfdetach", &arguments).status.success(), "{}", file.display());
    let record: serde_json::Value = serde_json::from_slice(&fs::read(record).unwrap()).expect("JSON");
    record["student"]["full_name"].as_str().expect("a name").to_owned()
}

#[test]
fn text_extraction_returns_every_name_exactly() {
    if skipped() {
        return;
    }
    let demo = Demo::ready();
    let folder = TempDir::new().unwrap();
    let mut names = Vec::new();
    let mut pages = Vec::new();
    for file in &demo.signed {
        let name = attached_name(file, &folder);
        let page = text(&run("pdftotext", &[file.as_path(), Path::new("-")]));
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains(&name), "{}: {name} is not in its text", file.display());
        names.push(name);
        pages.push(page);
    }
    let with_marks = names.iter().filter(|name| !name.is_ascii()).count();
    assert!(with_marks > names.len() / 2, "names without Vietnamese letters prove little: {names:?}");
    // the look-up can fail: a file does not have another pupil's name
    let others = names.iter().filter(|name| **name != names[0] && pages[0].contains(name.as_str()));
    assert_eq!(others.count(), 0);
}
