//! The manifests at hand, by their batch: out of a folder of files, or one by one.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::candidate::of_content;
use super::{Accepted, Candidate, Judgement, Refusal, findings};
use crate::document::manifest::limits::{BUNDLE_BYTES, Limit, MANIFESTS_TRIED};
use crate::document::manifest::{BatchId, Digest};
use crate::document::record::Directory;
use crate::signature::pades::{Finding, Trust};
use crate::signature::x509::revocation::Question;
use crate::verify::TrustFolderError;
use crate::verify::trust_folder::{files_of, read_limited};

/// Bytes of all manifests that are held at once.
const MAX_TOTAL: usize = 256 << 20;

/// Manifests that keep every rule of their form, by batch. None of them is judged yet.
#[derive(Debug, Clone, Default)]
pub struct Manifests {
    by_batch: BTreeMap<BatchId, Vec<Candidate>>,
    bytes: usize,
}

/// What the manifests of one batch are worth.
#[derive(Debug, Default)]
#[must_use]
pub struct OfBatch {
    /// Each is another content, or another organisation's.
    pub accepted: Vec<Accepted>,
    /// Those that could be decided with more evidence, or whose signer is proven to be none.
    pub undecided: Vec<Refusal>,
    pub failed: Vec<Refusal>,
    /// Conflicts and limits, and why manifests were rejected.
    pub findings: Vec<Finding>,
    pub questions: Vec<Question>,
}

impl Manifests {
    /// Every `*.cms` and `*.bundle` directly in a folder. What is no manifest is left out, as if it were not there,
    /// and comes back with its finding.
    ///
    /// # Errors
    /// A folder or file that cannot be read, or more than is held.
    pub fn read_folder(folder: &Path) -> Result<(Self, Vec<Finding>), TrustFolderError> {
        let (mut manifests, mut left_out) = (Self::default(), Vec::new());
        std::fs::read_dir(folder).map_err(|cause| TrustFolderError::Unreadable { path: folder.to_owned(), cause })?;
        for path in files_of(folder, &["cms", "bundle"])? {
            let bytes = read_limited(&path, BUNDLE_BYTES as u64)?;
            if manifests.bytes + bytes.len() > MAX_TOTAL {
                return Err(TrustFolderError::TooMany { path: folder.to_owned() });
            }
            if let Err(finding) = manifests.add(&bytes) {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let told = format!("{name}: {}", finding.code);
                left_out.push(findings::MANIFEST_REJECTED().with(told));
            }
        }
        Ok((manifests, left_out))
    }

    /// Adds one manifest or bundle.
    ///
    /// # Errors
    /// The rule of its form that is broken.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), Box<Finding>> {
        let candidate = Candidate::read(bytes)?;
        self.bytes += bytes.len();
        self.by_batch.entry(candidate.content().batch()).or_default().push(candidate);
        Ok(())
    }

    /// Whether any manifest at hand says that it is of this batch.
    pub fn has(&self, batch: BatchId) -> bool {
        self.by_batch.contains_key(&batch)
    }

    /// The batches of which there are manifests.
    pub fn batches(&self) -> impl Iterator<Item = BatchId> {
        self.by_batch.keys().copied()
    }

    /// Judges the manifests of a batch, up to sixteen. Those of one content are one manifest, which has the
    /// earliest proven time of them.
    pub fn judge(&self, batch: BatchId, known: Option<&Directory>, trust: &Trust, at: DateTime<Utc>) -> OfBatch {
        let candidates = self.by_batch.get(&batch).map(Vec::as_slice).unwrap_or_default();
        let mut found = OfBatch::default();
        if let Err(limit) = Limit::ManifestsTried.check(candidates.len()) {
            found.findings.push(*of_content(limit));
        }
        let mut accepted: BTreeMap<Digest, Accepted> = BTreeMap::new();
        for candidate in candidates.iter().take(MANIFESTS_TRIED) {
            let judged = candidate.judge(known, trust, at);
            found.questions.extend(judged.questions);
            match judged.judgement {
                Judgement::Accepted(one) => {
                    let digest = *one.content().digest();
                    match accepted.get(&digest) {
                        Some(other) if !one.time().is_better_than(other.time()) => {}
                        _ => drop(accepted.insert(digest, *one)),
                    }
                }
                Judgement::Rejected(refusal) => found.findings.extend(refusal.findings),
                Judgement::Indeterminate(refusal) => found.undecided.push(refusal),
                Judgement::Failed(refusal) => found.failed.push(refusal),
            }
        }
        found.accepted = accepted.into_values().collect();
        let orgs = || found.accepted.iter().map(|one| one.content().org());
        if orgs().any(|org| orgs().filter(|other| *other == org).count() > 1) {
            found.findings.push(findings::MANIFEST_CONFLICT().with(batch));
        }
        found
    }
}
