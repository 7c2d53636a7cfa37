//! `vanbang verify --manifests`: what was published, judged beside the file by somebody who has nothing else.

use std::path::Path;

use serde_json::Value;

use crate::command::{Ran, vanbang};
use crate::office::{ORG, Office, SERVED, tree};
use crate::school::{AN, BINH, CHAU, CLERK};

pub fn judged(stranger: &Path, file: &Path, manifests: &str) -> (Ran, Value) {
    let trust = ["verify", "--json", "--revocation", "ignore", "--trust", "trust"];
    let ran = vanbang(stranger, &[&trust[..], &["--manifests", manifests, file.to_str().unwrap()]].concat());
    let json = serde_json::from_str(&ran.out).unwrap_or_default();
    (ran, json)
}

pub fn codes(verdict: &Value) -> Vec<&str> {
    verdict["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

/// A folder of the office, as a stranger has it.
pub fn copy(office: &Office, stranger: &Path, folder: &str) {
    for (name, bytes) in tree(&office.place().join(folder)) {
        let path = stranger.join(folder).join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

#[test]
fn a_stranger_learns_from_the_folder_how_a_file_stands() {
    let office = Office::new();
    let place = office.place();
    let ids = office.close("6A", &[AN, BINH], &[]);
    drop(office.serve("store.sqlite"));
    office.publish(&["--to", "ra"]).passed();
    let other = office.close("6B", &[CHAU], &[]);
    // Somebody with the office's roots, its directory and a copy of the folder.
    let stranger = tempfile::tempdir().unwrap();
    let copy = |folder| copy(&office, stranger.path(), folder);
    copy("trust");
    copy("ra");
    let file = |batch: &str, id: &str| place.join(format!("batches/{batch}/signed/{id}.pdf"));
    let ask = |batch: &str, id: &str| judged(stranger.path(), &file(batch, id), "ra");
    let (ran, verdict) = ask("6A", &ids[0]);
    assert_eq!((ran.code, &verdict["standing"], &verdict["authentic"]), (0, &"in_force".into(), &true.into()));
    let (ran, verdict) = ask("6B", &other[0]);
    assert_eq!((ran.code, &verdict["standing"], &verdict["authentic"]), (0, &"not_asked".into(), &true.into()));
    assert!(codes(&verdict).contains(&"MANIFEST_NOT_SEEN"), "{verdict}");

    let decision = ["--decision", "8/QĐ", "--date", "2026-06-01", "--reason", "Cấp nhầm"];
    office.school.register(&[&["withdraw", &ids[0]], &decision[..], &CLERK].concat()).passed();
    office.publish(&["--to", "ra"]).passed();
    copy("ra");
    let (ran, verdict) = ask("6A", &ids[0]);
    assert_eq!((ran.code, &verdict["standing"], &verdict["authentic"]), (1, &"withdrawn".into(), &true.into()));
    assert!(codes(&verdict).contains(&"DOCUMENT_WITHDRAWN"));
    assert_eq!(ask("6A", &ids[1]).1["standing"], "in_force");

    // A status that does not hold leaves the question open; it neither passes nor fails the file.
    let head = stranger.path().join(format!("ra/{SERVED}/{ORG}/status/head"));
    let mut forged = std::fs::read(&head).unwrap();
    *forged.last_mut().unwrap() ^= 1;
    std::fs::write(&head, forged).unwrap();
    let (ran, verdict) = ask("6A", &ids[1]);
    assert_eq!((ran.code, &verdict["standing"], &verdict["authentic"]), (3, &"unknown".into(), &true.into()));
    assert!(codes(&verdict).contains(&"STATUS_SIGNATURE_INVALID"));
    std::fs::remove_file(&head).unwrap();
    assert_eq!(ask("6A", &ids[1]).1["standing"], "not_asked");
    judged(stranger.path(), &file("6A", &ids[1]), "không có").0.refused("MANIFESTS_UNREADABLE");
}
