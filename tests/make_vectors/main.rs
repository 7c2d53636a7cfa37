//! Makes the files under `test-vectors/`, byte for byte the same each time, and sees that what is
//! committed is what is made. To make them anew:
//!
//! ```text
//! cargo test --test make_vectors -- --ignored
//! ```
//!
//! Each area is a module with `vectors()`, its cases, and `shared()`, the files that several of its
//! cases need: paths below `test-vectors/`, either `trust/<name>/{anchors,tsa,intermediates,crls}/…` (an
//! operator's trust folder, named by the vector) or `evidence/…`. What is expected is written down from
//! the standards before anything is judged; `tests/vectors.rs` judges, and reads only the files.

#[path = "../vectors/expectation.rs"]
mod expectation;

#[allow(dead_code, reason = "each area uses its own part")]
mod certificate;
mod cms;
#[allow(dead_code, reason = "each area uses its own part")]
mod der;
#[allow(dead_code, reason = "each area uses its own part")]
mod document;
#[allow(dead_code, reason = "each area uses its own part")]
mod keys;
mod list;
mod manifests;
#[allow(dead_code, reason = "each area uses its own part")]
mod message;
mod paths;
mod pdf;
#[allow(dead_code, reason = "each area uses its own part")]
mod people;
mod revocation;
mod timestamp;
mod token;
#[allow(dead_code, reason = "each area uses its own part")]
mod vector;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use vector::Vector;

/// The folders that hold nothing but what is made here.
const MADE: [&str; 8] = ["cms", "manifest", "timestamp", "revocation", "path", "pdf", "trust", "evidence"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("test-vectors")
}

/// A file that several vectors need: its path below `test-vectors/`, and its bytes.
type Shared = (String, Vec<u8>);

/// Every file by its path below `test-vectors/`.
fn made() -> BTreeMap<String, Vec<u8>> {
    let vectors: [fn() -> Vec<Vector>; 5] =
        [cms::vectors, timestamp::vectors, revocation::vectors, paths::vectors, pdf::vectors];
    let shared: [fn() -> Vec<Shared>; 6] =
        [people::shared, manifests::shared, timestamp::shared, revocation::shared, paths::shared, pdf::shared];
    let of_vectors = vectors.iter().flat_map(|area| area()).flat_map(|vector| vector.files());
    let mut all = BTreeMap::new();
    for (path, bytes) in of_vectors.chain(shared.iter().flat_map(|area| area())) {
        assert!(all.insert(path.clone(), bytes).is_none(), "{path} is made twice");
    }
    all
}

/// Every committed file by its path below `test-vectors/`.
fn committed() -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = MADE.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name: Vec<&str> =
                path.strip_prefix(root()).unwrap().iter().map(|part| part.to_str().unwrap()).collect();
            found.insert(name.join("/"), fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn what_is_committed_is_what_is_made() {
    let (made, committed) = (made(), committed());
    let mut problems = Vec::new();
    problems.extend(committed.keys().filter(|path| !made.contains_key(*path)).map(|path| format!("{path}: not made")));
    for (path, bytes) in &made {
        match committed.get(path) {
            None => problems.push(format!("{path}: not committed")),
            Some(found) if found != bytes => problems.push(format!("{path}: not the same")),
            Some(_) => {}
        }
    }
    assert!(problems.is_empty(), "make the vectors anew (see the top of this file):\n{}", problems.join("\n"));
}

/// CMS-12: an attribute of ten megabytes, which no repository should keep.
#[test]
fn a_message_of_ten_megabytes_is_beyond_the_limit() {
    let at = chrono::DateTime::parse_from_rfc3339(vector::AT).unwrap().to_utc();
    let judged = |length| {
        let file = document::signed(|content| cms::swollen(content, length));
        vanbang::verify::verify("a.pdf", &file, &vanbang::verify::Policy::default(), at).unwrap()
    };
    let swollen = judged(10 << 20);
    assert_eq!((swollen.verdict(), swollen.reason()), (vanbang::verify::Outcome::Indeterminate, "CMS_LIMIT"));
    assert_ne!(judged(10 << 10).reason(), "CMS_LIMIT");
}

#[test]
#[ignore = "writes test-vectors/"]
fn make() {
    for path in committed().into_keys() {
        fs::remove_file(root().join(path)).unwrap();
    }
    for (path, bytes) in made() {
        let path = root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}
