//! The manifests at hand, by their batch.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::candidate::of_content;
use super::{Accepted, Candidate, Judgement, Refusal, findings};
use crate::document::manifest::limits::{Limit, MANIFESTS_TRIED};
use crate::document::manifest::{BatchId, Digest};
use crate::document::record::{Directory, OrgId};
use crate::signature::pades::{Finding, Trust};
use crate::signature::x509::revocation::Question;
use crate::verify::Policy;

/// Manifests that keep every rule of their form, by batch. None of them is judged yet.
#[derive(Debug, Clone, Default)]
pub struct Manifests {
    by_batch: BTreeMap<BatchId, Vec<Candidate>>,
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
    /// Adds one manifest or bundle.
    ///
    /// # Errors
    /// The rule of its form that is broken.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), Box<Finding>> {
        let candidate = Candidate::read(bytes)?;
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

    /// Whether the manifest of this content and signer is at hand and is refused, or signed after its signer's key was
    /// lost. What cannot be decided is not refused: evidence that is left out undoes nothing.
    pub fn refuses(&self, content: &Digest, signer: &[u8; 32], policy: &Policy, at: DateTime<Utc>) -> bool {
        let is_it = |candidate: &&Candidate| {
            candidate.content().digest() == content && candidate.message().signer().sha256() == *signer
        };
        let judged = self.by_batch.values().flatten().filter(is_it).map(|candidate| {
            let judged = candidate.judge(policy.directory.as_ref(), &policy.trust, at);
            matches!(judged.judgement, Judgement::Rejected(_) | Judgement::Failed(_))
        });
        judged.reduce(|one, other| one && other).unwrap_or(false)
    }

    /// Whether an accepted manifest of the organisation brings a status key of a later epoch, so that the keys before
    /// it say nothing any more (protocol.md 9.3).
    pub fn replaces_epoch(&self, org: &OrgId, epoch: u32, policy: &Policy, at: DateTime<Utc>) -> bool {
        let later = |candidate: &&Candidate| {
            let content = candidate.content();
            content.org() == org && content.delegation().is_some_and(|key| key.epoch > epoch)
        };
        self.by_batch.values().flatten().filter(later).any(|candidate| {
            let judged = candidate.judge(policy.directory.as_ref(), &policy.trust, at);
            matches!(judged.judgement, Judgement::Accepted(_))
        })
    }
}
