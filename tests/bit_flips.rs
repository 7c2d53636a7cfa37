//! Every flipped bit is refused by the public `verify`, which has never seen the original.
//!
//! Run in release mode without the drawing features:
//! `cargo test --release --no-default-features --features token --test bit_flips`.
//! With `VANBANG_DEMO` naming a folder of `vanbang demo` and `-- --include-ignored`, its files are
//! flipped too.

mod common;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use common::minimal_pdf::{Xref, minimal_pdf};
use common::{Authority, FIELDS, boxes, now};
use vanbang::signature::pades::{Appearance, BLUE, Revocation, Statement, Trust, prepare_first, prepare_next};
use vanbang::signature::pdf::{File, Limits, Value};
use vanbang::signature::token::Signer;
use vanbang::verify::{Outcome, Policy, TrustFolder, verify};

const SMALL: usize = 16 << 10;
const RANDOM_FLIPS: usize = 20_000;

/// Every signature's `/Contents`, brackets included.
fn contents(bytes: &[u8]) -> Vec<Range<usize>> {
    let file = File::open(bytes, Limits::default()).unwrap();
    let objects = file.revisions().iter().flat_map(|revision| revision.objects.values());
    let dictionaries =
        objects.filter_map(|object| object.dictionary()).filter(|dictionary| dictionary.get("ByteRange").is_some());
    dictionaries
        .map(|dictionary| dictionary.get("Contents").unwrap())
        .inspect(|node| assert!(matches!(node.value, Value::String { .. })))
        .map(|node| node.start..node.end)
        .collect()
}

/// Flips each listed bit of a copy, on all cores; answers how many were judged.
fn none_passes(bytes: &[u8], bits: &[usize], policy: &Policy, at: DateTime<Utc>) -> usize {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut copy = bytes.to_vec();
                while let Some(bit) = bits.get(next.fetch_add(1, Ordering::Relaxed)) {
                    copy[bit / 8] ^= 1 << (bit % 8);
                    if let Ok(verdict) = verify("flipped.pdf", &copy, policy, at) {
                        assert_ne!(verdict.verdict(), Outcome::Passed, "bit {} of byte {}", bit % 8, bit / 8);
                        assert!(!verdict.is_authentic());
                    }
                    copy[bit / 8] ^= 1 << (bit % 8);
                }
            });
        }
    });
    bits.len()
}

/// A signed file of at most 16 KiB: short certificates, an appearance of one letter.
fn small_file(authority: &Authority, xref: Xref) -> (Vec<u8>, Policy) {
    let record = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let mut bytes = minimal_pdf(&record, xref);
    let mut people = ["Mỹ", "Tuấn", "THCS Mẫu"]
        .map(|name| authority.signer_with(name, 7, &rcgen::PKCS_ECDSA_P256_SHA256, (2025, 2030)));
    let lines = ["-".to_owned()];
    let statement = Statement {
        appearance: Appearance::Text { lines: &lines, font: common::FONT, colour: BLUE },
        claimed: common::claimed(),
    };
    for (index, signer) in people.iter_mut().enumerate() {
        let prepared = match index {
            0 => prepare_first(&bytes, &boxes(0), FIELDS[0], &statement, signer),
            _ => prepare_next(&bytes, FIELDS[index], &statement, signer),
        };
        bytes = prepared.unwrap().sign(signer).unwrap().into_bytes();
    }
    let [_, _, school] = people;
    (bytes, authority.policy(&school as &dyn Signer))
}

#[test]
fn every_bit_of_a_small_file() {
    let authority = Authority::new();
    for xref in [Xref::Table, Xref::Stream] {
        let (bytes, policy) = small_file(&authority, xref);
        assert!(bytes.len() <= SMALL, "{} bytes", bytes.len());
        let verdict = verify("a.pdf", &bytes, &policy, now()).unwrap();
        assert!(verdict.is_authentic(), "{}", serde_json::to_string_pretty(&verdict).unwrap());
        let holes = contents(&bytes);
        assert_eq!(holes.len(), 3);
        // The messages too: whatever in them no signature covers is held by the rules. An
        // unoptimised build takes a sample: the rule is the same, the time is not.
        let step = if cfg!(debug_assertions) { 61 } else { 1 };
        let bits: Vec<usize> = (0..bytes.len() * 8).step_by(step).collect();
        let outside = bits.iter().filter(|bit| !holes.iter().any(|hole| hole.contains(&(*bit / 8)))).count();
        let judged = none_passes(&bytes, &bits, &policy, now());
        println!(
            "{judged} single-bit flips, {outside} of them outside /Contents, of a file of {} bytes: none passed",
            bytes.len()
        );
    }
}

/// xorshift64*: a fixed sequence, so that a failure can be repeated.
fn random(state: &mut u64) -> usize {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16) as usize
}

#[test]
#[ignore = "needs VANBANG_DEMO, a folder made by `vanbang demo`; scripts/test.sh gives it"]
fn random_bits_of_real_files() {
    let demo =
        PathBuf::from(std::env::var_os("VANBANG_DEMO").expect("VANBANG_DEMO names a folder made by `vanbang demo`"));
    let files = pdf_files(&demo.join("signed"));
    assert!(files.len() >= 30, "{} files in {}", files.len(), demo.display());
    let folder = TrustFolder::read(&demo.join("trust")).unwrap();
    let trust = Trust {
        anchors: folder.anchors.iter().map(|(_, certificate)| certificate.clone()).collect(),
        revocation: Revocation::Ignore,
        ..Trust::default()
    };
    let policy = Policy { trust, directory: folder.directory };
    let at = Utc::now();
    let mut state = 0x7661_6e62_616e_6731;
    let mut judged = 0;
    for (index, path) in files.iter().enumerate() {
        let bytes = std::fs::read(path).unwrap();
        assert!(verify("real.pdf", &bytes, &policy, at).unwrap().is_authentic(), "{}", path.display());
        let holes = contents(&bytes);
        let share = RANDOM_FLIPS / files.len() + usize::from(index < RANDOM_FLIPS % files.len());
        let bits = std::iter::repeat_with(|| random(&mut state) % (bytes.len() * 8))
            .filter(|bit| !holes.iter().any(|hole| hole.contains(&(bit / 8))));
        judged += none_passes(&bytes, &bits.take(share).collect::<Vec<_>>(), &policy, at);
    }
    assert_eq!(judged, RANDOM_FLIPS);
    println!("{judged} random flips over {} real files: none passed", files.len());
}

fn pdf_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "pdf"))
        .collect();
    files.sort();
    files
}
