//! The same bytes, clock and trust give the same answer, byte for byte, in whatever order certificates
//! and lists are given; and what is junk never makes an answer better.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use vanbang::signature::x509::revocation::Evidence;
use vanbang::signature::x509::{Certificate, read_certificates};
use vanbang::verify::{Outcome, Policy, Revocation, Trust, TrustFolder, Verdict, verify};

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("test-vectors")
}

fn at() -> DateTime<Utc> {
    "2026-06-01T08:00:00+07:00".parse().unwrap()
}

/// Files of every kind with a verdict of every kind, small enough to be judged often.
fn files() -> Vec<(PathBuf, Vec<u8>)> {
    let folders = ["pdf/accept", "pdf/reject", "pdf/indeterminate", "cms", "timestamp"];
    let entries = folders.iter().flat_map(|folder| fs::read_dir(vectors().join(folder)).expect(folder));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "pdf"));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// Every certificate and list that the vectors have, as an operator may have them at hand.
struct Heap {
    anchors: Vec<Certificate>,
    tsa_anchors: Vec<Certificate>,
    certificates: Vec<Certificate>,
    evidence: Vec<Vec<u8>>,
}

impl Heap {
    fn gathered() -> Self {
        let folder = |name: &str| TrustFolder::read(&vectors().join("trust").join(name)).unwrap();
        let (school, office) = (folder("school"), folder("office"));
        let plain = |found: Vec<(PathBuf, Certificate)>| found.into_iter().map(|(_, one)| one).collect::<Vec<_>>();
        let mut heap = Heap {
            anchors: [plain(school.anchors), plain(office.anchors)].concat(),
            tsa_anchors: plain(office.tsa_anchors),
            certificates: Vec::new(),
            evidence: Vec::new(),
        };
        for path in ["trust/school/crls", "trust/office/crls", "revocation", "path"].map(|path| vectors().join(path)) {
            let mut found: Vec<PathBuf> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
            found.sort();
            for path in found {
                match path.extension().and_then(|extension| extension.to_str()) {
                    Some("pem") => {
                        heap.certificates.extend(read_certificates(&fs::read(path).unwrap()).unwrap_or_default())
                    }
                    Some("crl" | "ocsp") => heap.evidence.push(fs::read(path).unwrap()),
                    _ => {}
                }
            }
        }
        assert!(heap.certificates.len() > 10 && heap.evidence.len() > 10);
        heap
    }

    /// Everything in one order, or in the other.
    fn policy(&self, reversed: bool) -> Policy {
        fn ordered<T: Clone>(items: &[T], reversed: bool) -> Vec<T> {
            if reversed { items.iter().rev().cloned().collect() } else { items.to_vec() }
        }
        let trust = Trust {
            anchors: ordered(&self.anchors, reversed),
            tsa_anchors: ordered(&self.tsa_anchors, reversed),
            intermediates: ordered(&self.certificates, reversed),
            revocation: Revocation::Require,
            evidence: gathered(&ordered(&self.evidence, reversed)),
        };
        Policy { trust, directory: directory() }
    }
}

fn directory() -> Option<vanbang::verify::Directory> {
    TrustFolder::read(&vectors().join("trust/school")).unwrap().directory
}

fn gathered(pieces: &[Vec<u8>]) -> Evidence {
    let mut all = Evidence::default();
    for piece in pieces {
        if let Ok(found) = Evidence::read(piece) {
            all.merge(found);
        }
    }
    all
}

fn told(verdict: &Result<Verdict, vanbang::verify::Unreadable>) -> String {
    match verdict {
        Ok(verdict) => serde_json::to_string(verdict).unwrap(),
        Err(unreadable) => serde_json::to_string(unreadable).unwrap(),
    }
}

#[test]
fn the_same_question_has_one_answer_in_any_order() {
    let heap = Heap::gathered();
    let (forwards, backwards) = (heap.policy(false), heap.policy(true));
    let mut outcomes = std::collections::BTreeSet::new();
    for (path, bytes) in files() {
        let first = verify("a.pdf", &bytes, &forwards, at());
        outcomes.extend(first.as_ref().ok().map(|verdict| format!("{:?}", verdict.verdict())));
        for again in [&forwards, &backwards] {
            assert_eq!(told(&first), told(&verify("a.pdf", &bytes, again, at())), "{}", path.display());
        }
    }
    assert_eq!(outcomes.len(), 4, "{outcomes:?}");
}

/// How good an answer is.
fn worth(verdict: &Result<Verdict, vanbang::verify::Unreadable>) -> (u8, bool) {
    let word = match verdict.as_ref().map(Verdict::verdict) {
        Ok(Outcome::Passed) => 2,
        Ok(Outcome::Indeterminate | Outcome::Unsigned) => 1,
        Ok(Outcome::Failed) | Err(_) => 0,
    };
    (word, verdict.as_ref().is_ok_and(Verdict::is_authentic))
}

/// Certificates, lists and responses that have nothing to do with a file, or are nothing at all.
#[test]
fn junk_never_makes_an_answer_better() {
    let heap = Heap::gathered();
    let school = |more: bool| {
        let folder = TrustFolder::read(&vectors().join("trust/school")).unwrap();
        let anchors: Vec<Certificate> = folder.anchors.iter().map(|(_, one)| one.clone()).collect();
        // Evidence about others, and none about these.
        let strange = |one: &&Certificate| anchors.iter().all(|anchor| one.issuer_der() != anchor.subject_der());
        let intermediates = if more { heap.certificates.iter().filter(strange).cloned().collect() } else { Vec::new() };
        let junk: Vec<Vec<u8>> = vec![b"junk".to_vec(), vec![0x30, 0x00], vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff]];
        let mut evidence = folder.evidence.clone();
        if more {
            evidence.merge(gathered(&junk));
            junk.iter().for_each(|junk| evidence.offer(junk));
        }
        let trust = Trust { anchors, intermediates, revocation: Revocation::Require, evidence, ..Trust::default() };
        Policy { trust, directory: folder.directory }
    };
    let (plain, cluttered) = (school(false), school(true));
    for (path, bytes) in files() {
        let before = verify("a.pdf", &bytes, &plain, at());
        let after = verify("a.pdf", &bytes, &cluttered, at());
        assert!(
            worth(&after) <= worth(&before),
            "{}: {} is better than {}",
            path.display(),
            told(&after),
            told(&before)
        );
    }
}

/// Evidence, comments, white space and copies of objects appended to a file by anyone.
#[test]
fn appended_junk_never_makes_an_answer_better() {
    let policy = Heap::gathered().policy(false);
    for (path, bytes) in files().into_iter().step_by(3) {
        let before = verify("a.pdf", &bytes, &policy, at());
        for junk in [&b"\n"[..], b"%%EOF\n", b"\0", b"% /ByteRange\n", b"8 0 obj\nnull\nendobj\n", &bytes] {
            let after = verify("a.pdf", &[&bytes[..], junk].concat(), &policy, at());
            // Whether a file has the closed form is asked of whole files only: one that lacks it is
            // unknown once white space stands behind it. Neither is an answer to rely on.
            let better = worth(&after).0 == 2 && worth(&before).0 < 2 || worth(&after).1 && !worth(&before).1;
            assert!(!better, "{}: {}", path.display(), told(&after));
        }
    }
}
