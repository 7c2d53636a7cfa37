//! Runs the fuzz targets with stable Rust: over their seeds and crashes of the past in
//! `test-vectors/fuzz/`, and over mutations of these, always the same ones in the same order.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[path = "../fuzz/src/lib.rs"]
mod fuzz;
#[path = "replay/mutation.rs"]
mod mutation;

use fuzz::TARGETS;
use mutation::Mutator;

/// How long one target is fed with mutations, and how many it gets at most and at least.
const TIME: Duration = Duration::from_secs(2);
const MUTATIONS: usize = 100_000;
const LEAST: usize = 200;

macro_rules! replayed {
    ($($target:ident)*) => {
        const REPLAYED: &[&str] = &[$(stringify!($target)),*];
        $(#[test] fn $target() { replay(stringify!($target)); })*
    };
}

replayed! {
    certificate crl ocsp cms timestamp_token path_building pdf_tokens pdf_xref pdf_streams pdf_verify protocol
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Seeds by name; the order is that of the names, so that mutations are the same everywhere.
fn seeds(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = package().join("test-vectors/fuzz").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable entry").path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(&path).expect("a readable seed"))).collect()
}

/// Tells the input when a target panics over it.
struct Culprit<'i>(&'i Path, usize, &'i [u8]);

impl Drop for Culprit<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Culprit(seed, mutation, input) = self;
            eprintln!("{}, mutation {mutation}: {}", seed.display(), data_encoding::BASE64.encode(input));
        }
    }
}

fn replay(target: &str) {
    let (_, check) = TARGETS.iter().find(|(name, _)| *name == target).expect("a target of this name");
    let seeds = seeds(target);
    assert!(!seeds.is_empty(), "{target} has no seeds");
    let feed = |seed: &Path, mutation: usize, input: &[u8]| {
        let _culprit = Culprit(seed, mutation, input);
        check(input);
    };
    feed(Path::new("nothing"), 0, &[]);
    for (path, seed) in &seeds {
        feed(path, 0, seed);
    }
    let mut mutator = Mutator::new(target);
    let began = Instant::now();
    let mut done = 0;
    while done < MUTATIONS && (done < LEAST || began.elapsed() < TIME) {
        let (path, seed) = mutator.pick(&seeds);
        let (_, other) = mutator.pick(&seeds);
        let input = mutator.mutate(seed, other);
        done += 1;
        feed(path, done, &input);
    }
    println!("{target}: {} seeds, {done} mutations", seeds.len());
}

/// Targets that look for forgeries see what is genuine.
#[test]
fn the_seeds_say_what_they_are_made_for() {
    use fuzz::{cms, crl, ocsp, path_building, pdf_streams, protocol};
    use vanbang::document::manifest::status::{Part, SignedHead, Standing};
    use vanbang::signature::cms::timestamp::Token;
    use vanbang::signature::x509::revocation::{Crl, PathStatus, Response};
    let seed = |path: &str| fs::read(package().join("test-vectors/fuzz").join(path)).expect(path);
    let told = |status: PathStatus| match status {
        PathStatus::Good(_) => "good",
        PathStatus::Revoked { .. } => "revoked",
        PathStatus::Unknown { .. } => "unknown",
    };
    for (name, expected) in [("empty", "good"), ("revoking", "revoked"), ("scoped", "revoked"), ("delta", "unknown")] {
        let list = Crl::from_der(&seed(&format!("crl/{name}.der"))).expect(name);
        assert_eq!(told(crl::status(vec![list])), expected, "{name}");
    }
    for (name, expected) in [
        ("good", "good"),
        ("good-delegated", "good"),
        ("good-by-key", "good"),
        ("unknown", "unknown"),
        ("revoked", "revoked"),
    ] {
        let response = Response::from_der(&seed(&format!("ocsp/{name}.der"))).expect(name);
        assert_eq!(told(ocsp::status(&response)), expected, "{name}");
    }
    for name in ["detached", "rsa", "without-attributes", "by-key-identifier", "not-pades", "pss"] {
        let message = vanbang::signature::cms::parse(&seed(&format!("cms/{name}.der"))).expect(name);
        assert!(message.verify(&[cms::CONTENT]).holds(), "{name}");
    }
    let token = Token::parse(&seed("timestamp_token/with-certificate.der")).expect("a token");
    assert!(token.verify(&[cms::CONTENT]).holds());
    for (name, expected) in
        [("objects.txt", 2), ("objects-deflated.bin", 2), ("objects-too-many.txt", 2), ("objects-extending.txt", 0)]
    {
        assert_eq!(pdf_streams::held(&seed(&format!("pdf_streams/{name}"))), expected, "{name}");
    }
    let head = SignedHead::parse(&seed("protocol/head.bin")).expect("a head");
    let part = Part::parse(&seed("protocol/part.bin")).expect("a part");
    assert_eq!(protocol::stands(&head, &part), Standing::InForce);
    // From the fourth authority to the first over both others, one of them, or none.
    for (name, expected) in [("mesh.bin", 5), ("signing.bin", 5), ("little-budget.bin", 0)] {
        let (rules, pool) = path_building::read(&seed(&format!("path_building/{name}")));
        assert_eq!(path_building::paths(&rules, &pool[0], &pool[1..]).len(), expected, "{name}");
    }
}

#[test]
fn every_target_is_complete() {
    let manifest = fs::read_to_string(package().join("fuzz/Cargo.toml")).expect("fuzz/Cargo.toml reads");
    let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, REPLAYED, "what is fuzzed is replayed");
    for name in names {
        let program = format!("fuzz_targets/{name}.rs");
        let text = fs::read_to_string(package().join("fuzz").join(&program)).expect(&program);
        assert!(text.contains(&format!("vanbang_fuzz::{name}::check(")), "{program} runs another target");
        assert!(manifest.contains(&format!("path = \"{program}\"")), "fuzz/Cargo.toml does not name {program}");
    }
}
