//! Small genuine files to be damaged, and the judging of what came of it, on all cores.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use vanbang::signature::pades::{
    Appearance, BLUE, Identity, Pen, Revocation, Statement, Trust, prepare_first, prepare_next,
};
use vanbang::signature::pdf::{File, Limits, Value};
use vanbang::signature::token::Signer;
use vanbang::verify::{Outcome, Policy, TrustFolder, verify};

use super::minimal_pdf::{Xref, minimal_pdf};
use super::{Authority, FIELDS, FONT, boxes, claimed, now};

const RECORD: &[u8] = include_bytes!("../../examples/record.json");
/// What a small file has at most.
pub const SMALL: usize = 16 << 10;

/// A file that passes, and how it is judged.
pub struct Golden {
    pub name: String,
    pub bytes: Vec<u8>,
    pub policy: Policy,
    pub at: DateTime<Utc>,
}

/// A transcript of at most 16 KiB: short certificates, an appearance of one letter.
pub fn small_transcript(authority: &Authority, xref: Xref) -> Golden {
    let mut bytes = minimal_pdf(RECORD, xref);
    let mut people = ["Mỹ", "Tuấn", "THCS Mẫu"]
        .map(|name| authority.signer_with(name, 7, &rcgen::PKCS_ECDSA_P256_SHA256, (2025, 2030)));
    let lines = ["-".to_owned()];
    let pen = Pen::new(Appearance::Text { font: FONT, colour: BLUE });
    let statement = Statement { pen: &pen, lines: &lines, claimed: claimed(), stamp_room: 0 };
    for (index, signer) in people.iter_mut().enumerate() {
        let prepared = match index {
            0 => prepare_first(&bytes, &boxes(0), FIELDS[0], &statement, &Identity::of(signer)),
            _ => prepare_next(&bytes, FIELDS[index], &statement, &Identity::of(signer)),
        };
        bytes = prepared.unwrap().sign(signer).unwrap().into_bytes();
    }
    assert!(bytes.len() <= SMALL, "{} bytes", bytes.len());
    let [_, _, school] = people;
    let policy = authority.policy(&school as &dyn Signer);
    let golden = Golden { name: "transcript".into(), bytes, policy, at: now() };
    let verdict = verify("golden.pdf", &golden.bytes, &golden.policy, golden.at).unwrap();
    assert!(verdict.is_authentic(), "{}", serde_json::to_string_pretty(&verdict).unwrap());
    golden
}

/// A letter as other software signs it: a vector of one revision.
pub fn letter(name: &str) -> Golden {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("test-vectors");
    let bytes = std::fs::read(vectors.join("pdf/accept").join(name)).unwrap();
    let policy = folder_policy(&vectors.join("trust/school"));
    let golden = Golden { name: name.into(), bytes, policy, at: now() };
    assert_eq!(golden.outcome(&golden.bytes), Some(Outcome::Passed));
    golden
}

/// What a trust folder says, but nobody is asked about revocation.
pub fn folder_policy(folder: &Path) -> Policy {
    let read = TrustFolder::read(folder).unwrap();
    let anchors = read.anchors.into_iter().map(|(_, certificate)| certificate).collect();
    Policy { trust: Trust { anchors, revocation: Revocation::Ignore, ..Trust::default() }, directory: read.directory }
}

impl Golden {
    /// The word, or none for what is not even a PDF.
    pub fn outcome(&self, bytes: &[u8]) -> Option<Outcome> {
        verify("golden.pdf", bytes, &self.policy, self.at).ok().map(|verdict| verdict.verdict())
    }

    /// Every signature's `/Contents`, brackets included.
    pub fn messages(&self) -> Vec<Range<usize>> {
        let file = File::open(&self.bytes, Limits::default()).unwrap();
        let objects = file.revisions().iter().flat_map(|revision| revision.objects());
        let signatures = objects.filter_map(|object| object.dictionary()).filter(|one| one.get("ByteRange").is_some());
        let contents = signatures.map(|signature| signature.get("Contents").unwrap());
        contents
            .inspect(|node| assert!(matches!(node.value, Value::String { .. })))
            .map(|node| node.start..node.end)
            .collect()
    }

    /// Makes and judges `count` damaged copies, some of which may be no copies at all. None passes that
    /// is not the genuine file itself. An unoptimised build takes a sample: the rule is the same, the
    /// time is not. Answers how many were judged.
    pub fn none_passes(&self, what: &str, count: usize, edit: impl Fn(usize) -> Option<Vec<u8>> + Sync) -> usize {
        let step = if cfg!(debug_assertions) { 61 } else { 1 };
        let (next, judged) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let index = next.fetch_add(step, Ordering::Relaxed);
                        if index >= count {
                            return;
                        }
                        let Some(edited) = edit(index).filter(|edited| *edited != self.bytes) else { continue };
                        judged.fetch_add(1, Ordering::Relaxed);
                        if let Ok(verdict) = verify("edited.pdf", &edited, &self.policy, self.at) {
                            let passed = verdict.verdict() == Outcome::Passed || verdict.is_authentic();
                            assert!(!passed, "{}: {what} {index} passes", self.name);
                        }
                    }
                });
            }
        });
        judged.into_inner()
    }
}

/// xorshift64*: a fixed sequence, so that a failure can be repeated.
pub fn random(state: &mut u64) -> usize {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16) as usize
}

/// The demo's folder, which scripts/test.sh names.
pub fn demo() -> PathBuf {
    std::env::var_os("VANBANG_DEMO").expect("VANBANG_DEMO names a folder made by `vanbang demo`").into()
}
