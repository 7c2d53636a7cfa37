//! What a service of a school has on its disk, and files to ask it about.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use vanbang::signature::token::SoftwareKey;

use crate::common::minimal_pdf::{Xref, minimal_pdf};
use crate::common::{Authority, boxes, sign_all};

/// A folder with trust.
pub struct Office {
    pub folder: tempfile::TempDir,
    /// Signed by three roles and pinned: authentic.
    pub genuine: Vec<u8>,
    /// Its first mark replaced after signing.
    pub tampered: Vec<u8>,
    /// Signed by the same people, but it carries no record.
    pub foreign: Vec<u8>,
    /// Drawn and never signed.
    pub unsigned: Vec<u8>,
}

impl Office {
    pub fn new() -> Office {
        let authority = Authority::new();
        let mut people = [
            authority.signer("Đặng Thị Mỹ Hằng", 11),
            authority.signer("Lê Quang Huy", 12),
            authority.signer("Trường THCS Mẫu", 13),
        ];
        let record = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
        let unsigned = minimal_pdf(&record, Xref::Table);
        let genuine = sign(&unsigned, &mut people);
        let directory = authority.policy(&people[2]).directory.unwrap().to_json().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir_all(path("trust/anchors")).unwrap();
        fs::write(path("trust/anchors/root.pem"), authority.root.to_pem()).unwrap();
        fs::write(path("trust/directory.json"), directory).unwrap();
        Office {
            tampered: with_one_mark_forged(&genuine),
            foreign: sign(&without_record(&unsigned), &mut people),
            genuine,
            unsigned,
            folder,
        }
    }

    pub fn trust(&self) -> PathBuf {
        self.folder.path().join("trust")
    }

    /// A configuration file with these limits, and a store of its own, for each service.
    pub fn config(&self, limits: &str) -> PathBuf {
        self.config_of(&format!("[limits]\n{limits}"))
    }

    pub fn config_of(&self, rest: &str) -> PathBuf {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.path().join(format!("vanbangd-{number}.toml"));
        let config = format!("trust = \"trust\"\nstore = \"{number}.sqlite\"\nrevocation = \"ignore\"\n{rest}\n");
        fs::write(&path, config).unwrap();
        path
    }
}

fn sign(pdf: &[u8], [homeroom, leader, school]: &mut [SoftwareKey; 3]) -> Vec<u8> {
    sign_all(pdf, &boxes(0), &mut [homeroom, leader, school])
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = bytes.windows(from.len()).position(|window| window == from).expect("what is replaced is there");
    let mut changed = bytes.to_vec();
    changed[at..at + to.len()].copy_from_slice(to);
    changed
}

fn without_record(pdf: &[u8]) -> Vec<u8> {
    replace(&replace(pdf, b"/EmbeddedFiles", b"/EmbeddedNotes"), b"/AF [5 0 R", b"/AX [5 0 R")
}

/// The first one-digit decimal of the attached record, made a ten.
fn with_one_mark_forged(pdf: &[u8]) -> Vec<u8> {
    let start = pdf.windows(11).position(|window| window == b"\"full_name\"").expect("the record is not compressed");
    let end = start + pdf[start..].windows(9).position(|window| window == b"endstream").unwrap();
    let is_mark = |at: &usize| matches!(pdf[*at..*at + 3], [b'0'..=b'8', b'.', b'0'..=b'9']);
    let at = (start..end - 3).find(is_mark).expect("the record has a mark");
    let mut forged = pdf.to_vec();
    forged[at] = b'9';
    forged
}
