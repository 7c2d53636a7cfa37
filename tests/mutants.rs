//! Two thousand mutants of genuine files before pyHanko, pdfsig and us: none that either of them calls
//! broken passes here. We may be stricter than they are, never more lenient.

#[path = "mutants/mutation.rs"]
mod mutation;
#[path = "common/outside.rs"]
mod outside;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use mutation::{Random, mutant};
use outside::{python, run, skipped, text};
use tempfile::TempDir;
use vanbang::verify::{Outcome, Policy, Revocation, Trust, TrustFolder, verify};

const MUTANTS: usize = 2_000;
/// Letters and forms of other software, one, two and three signatures, tables and streams.
const SEEDS: [&str; 8] = [
    "USF-1-honest-letter.pdf",
    "XR-1-honest-stream.pdf",
    "SH-2-honest-form.pdf",
    "EAA-1-honest-certified.pdf",
    "BR-13-honest-second-signature.pdf",
    "OS-1-honest.pdf",
    "ISA-1-honest-transcript.pdf",
    "DSS-1-foreign-evidence.pdf",
];

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("test-vectors")
}

fn policy() -> Policy {
    let folder = TrustFolder::read(&vectors().join("trust/school")).unwrap();
    let anchors = folder.anchors.into_iter().map(|(_, certificate)| certificate).collect();
    Policy { trust: Trust { anchors, revocation: Revocation::Ignore, ..Trust::default() }, directory: folder.directory }
}

fn passes(bytes: &[u8], policy: &Policy) -> bool {
    let at = "2026-06-01T08:00:00+07:00".parse().unwrap();
    verify("mutant.pdf", bytes, policy, at).is_ok_and(|verdict| verdict.verdict() == Outcome::Passed)
}

/// What pyHanko calls sound: it reads the file, finds a signature, and stands by every one.
fn pyhanko(files: &[PathBuf]) -> BTreeSet<PathBuf> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges/pyhanko_judge.py");
    let anchor = vectors().join("trust/school/anchors/ca.pem");
    let arguments: Vec<&Path> =
        [script.as_path(), &anchor].into_iter().chain(files.iter().map(PathBuf::as_path)).collect();
    let answer = run(python(), &arguments);
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let mut sound: BTreeMap<PathBuf, bool> = BTreeMap::new();
    for line in text(&answer).lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        *sound.entry(line["file"].as_str().expect("its file").into()).or_insert(true) &= line["verdict"] == "VALID";
    }
    sound.into_iter().filter_map(|(file, sound)| sound.then_some(file)).collect()
}

/// What pdfsig calls sound: at least one signature, and each of them valid.
fn pdfsig(file: &Path) -> bool {
    let answer = text(&run("pdfsig", &[Path::new("-nocert"), file]));
    let signatures: Vec<&str> = answer.split("Signature #").skip(1).collect();
    !signatures.is_empty()
        && signatures.iter().all(|signature| signature.contains("- Signature Validation: Signature is Valid."))
}

/// The files for which `judge` says yes, asked two at a time.
fn those(files: &[PathBuf], judge: impl Fn(&Path) -> bool + Sync) -> BTreeSet<PathBuf> {
    let next = AtomicUsize::new(0);
    let ask = || {
        let mut found = Vec::new();
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            if judge(file) {
                found.push(file.clone());
            }
        }
        found
    };
    std::thread::scope(|scope| {
        let threads = [scope.spawn(ask), scope.spawn(ask)];
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

/// Distinct mutants, none of them a genuine file, with their kinds.
fn mutants() -> Vec<(&'static str, Vec<u8>)> {
    let seeds = SEEDS.map(|name| fs::read(vectors().join("pdf/accept").join(name)).expect(name));
    let mut random = Random(0x7661_6e62_616e_6731);
    let mut seen: BTreeSet<Vec<u8>> = seeds.iter().cloned().collect();
    let mut found = Vec::new();
    while found.len() < MUTANTS {
        let (kind, bytes) = mutant(&seeds[random.below(seeds.len())], &mut random);
        if seen.insert(bytes.clone()) {
            found.push((kind, bytes));
        }
    }
    found
}

#[test]
fn no_mutant_passes_that_another_judge_calls_broken() {
    if skipped() {
        return;
    }
    let policy = policy();
    let folder = TempDir::new().unwrap();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut files: Vec<PathBuf> = SEEDS.iter().map(|name| vectors().join("pdf/accept").join(name)).collect();
    for (index, (kind, bytes)) in mutants().into_iter().enumerate() {
        let file = folder.path().join(format!("{index:04}.pdf"));
        fs::write(&file, bytes).unwrap();
        files.push(file);
        *kinds.entry(kind).or_default() += 1;
    }
    let (by_pyhanko, by_pdfsig) = std::thread::scope(|scope| {
        let slow = scope.spawn(|| pyhanko(&files));
        let quick = those(&files, pdfsig);
        (slow.join().unwrap(), quick)
    });
    let by_us = those(&files, |file| passes(&fs::read(file).unwrap(), &policy));
    let genuine = &files[..SEEDS.len()];
    for (who, sound) in [("pyHanko", &by_pyhanko), ("pdfsig", &by_pdfsig), ("we", &by_us)] {
        let refused: Vec<_> = genuine.iter().filter(|file| !sound.contains(*file)).collect();
        assert!(refused.is_empty(), "{who} refused {refused:?}");
    }
    let mutated: Vec<&PathBuf> = files[SEEDS.len()..].iter().collect();
    let count = |sound: &dyn Fn(&PathBuf) -> bool| mutated.iter().filter(|file| sound(file)).count();
    println!(
        "{MUTANTS} mutants {kinds:?}: sound for pyHanko {}, for pdfsig {}, for us {}; sound for both and refused here {}",
        count(&|file| by_pyhanko.contains(file)),
        count(&|file| by_pdfsig.contains(file)),
        count(&|file| by_us.contains(file)),
        count(&|file| by_pyhanko.contains(file) && by_pdfsig.contains(file) && !by_us.contains(file)),
    );
    let lenient: Vec<_> =
        by_us.iter().filter(|file| !by_pyhanko.contains(*file) || !by_pdfsig.contains(*file)).collect();
    if let (Some(kept), false) = (std::env::var_os("VANBANG_KEEP_MUTANTS"), lenient.is_empty()) {
        for file in &lenient {
            fs::copy(file, Path::new(&kept).join(file.file_name().unwrap())).unwrap();
        }
    }
    assert!(lenient.is_empty(), "passed here and broken for another judge: {lenient:?}");
    assert!(count(&|file| !by_pyhanko.contains(file)) > MUTANTS / 2, "the mutants are too tame");
}
