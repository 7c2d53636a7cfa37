//! Every flipped bit is refused by the public `verify`, which has never seen the original.
//!
//! Run in release mode without the drawing features:
//! `cargo test --release --no-default-features --features token --test bit_flips`.
//! With `VANBANG_DEMO` naming a folder of `vanbang demo` and `-- --include-ignored`, its files are
//! flipped too.

mod common;

use std::path::{Path, PathBuf};

use chrono::Utc;
use common::Authority;
use common::golden::{Golden, demo, folder_policy, letter, random, small_transcript};
use common::minimal_pdf::Xref;
use vanbang::verify::verify;

const RANDOM_FLIPS: usize = 20_000;

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut copy = bytes.to_vec();
    copy[bit / 8] ^= 1 << (bit % 8);
    copy
}

/// The messages too: whatever in them no signature covers is held by the rules.
#[test]
fn every_bit_of_a_small_file() {
    let authority = Authority::new();
    for golden in [
        small_transcript(&authority, Xref::Table),
        small_transcript(&authority, Xref::Stream),
        letter("USF-1-honest-letter.pdf"),
        letter("XR-1-honest-stream.pdf"),
    ] {
        let inside: usize = golden.messages().iter().map(|message| message.len() * 8).sum();
        let bits = golden.bytes.len() * 8;
        let judged = golden.none_passes("bit", bits, |bit| Some(flipped(&golden.bytes, bit)));
        println!(
            "{}: {judged} single-bit flips of {bits}, {inside} of them inside /Contents: none passed",
            golden.name
        );
    }
}

#[test]
#[ignore = "needs VANBANG_DEMO, a folder made by `vanbang demo`; scripts/test.sh gives it"]
fn random_bits_of_real_files() {
    let files = pdf_files(&demo().join("signed"));
    assert!(files.len() >= 30, "{} files", files.len());
    let mut state = 0x7661_6e62_616e_6731;
    for (index, path) in files.iter().enumerate() {
        let name = path.display().to_string();
        let policy = folder_policy(&demo().join("trust"));
        let golden = Golden { name, bytes: std::fs::read(path).unwrap(), policy, at: Utc::now() };
        assert!(
            verify("real.pdf", &golden.bytes, &golden.policy, golden.at).unwrap().is_authentic(),
            "{}",
            golden.name
        );
        let holes = golden.messages();
        let share = RANDOM_FLIPS / files.len() + usize::from(index < RANDOM_FLIPS % files.len());
        let bits = std::iter::repeat_with(|| random(&mut state) % (golden.bytes.len() * 8))
            .filter(|bit| !holes.iter().any(|hole| hole.contains(&(bit / 8))));
        let bits: Vec<usize> = bits.take(share).collect();
        golden.none_passes("flip", bits.len(), |index| Some(flipped(&golden.bytes, bits[index])));
    }
    println!("{RANDOM_FLIPS} random flips over {} real files: none passed", files.len());
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
