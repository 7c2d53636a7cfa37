//! Whether an opening hangs in a manifest that is at hand (protocol.md 11.2).

use chrono::{DateTime, Utc};

use super::{CodeBasis, findings};
use crate::document::code::Id;
use crate::document::manifest::{Opening, Sealed};
use crate::document::record::DirectoryOrganisation;
use crate::verify::manifest::{Accepted, OfBatch};
use crate::verify::{Finding, Outcome};

/// What the manifests of a batch say of an opening.
pub(super) enum Proof {
    Sealed(Box<Sealed>, Box<Accepted>),
    /// The batch's manifest of this organisation does not hold it.
    Contradicted(Box<DirectoryOrganisation>),
    /// There is no manifest, or the one that holds it counts for nothing.
    Refused(Outcome, Box<Finding>),
}

/// The proof, and what should be known beside it.
pub(super) fn find(id: &Id, opening: &Opening, basis: &CodeBasis, at: DateTime<Utc>) -> (Proof, Vec<Finding>) {
    let Some(mirror) = basis.mirror else {
        return (Proof::Refused(Outcome::Indeterminate, Box::new(findings::MANIFEST_MISSING())), Vec::new());
    };
    let (batch, policy) = (opening.batch(), basis.policy);
    let mut found = mirror.manifests().judge(batch, policy.directory.as_ref(), &policy.trust, at);
    // A file that is called like the batch's manifest and is none is worth knowing; any other is not.
    let batch = batch.to_string();
    let of_batch = mirror.left_out().iter().filter(|finding| finding.message_en.contains(&batch));
    found.findings.extend(of_batch.cloned());
    let notes = std::mem::take(&mut found.findings);
    (among(found, &notes, id, opening), notes)
}

fn among(found: OfBatch, notes: &[Finding], id: &Id, opening: &Opening) -> Proof {
    let proven = found.accepted.iter().find_map(|one| Some((one.proves(id, opening).ok()?, one)));
    if let Some((sealed, accepted)) = proven {
        return Proof::Sealed(Box::new(sealed), Box::new(accepted.clone()));
    }
    // What is known or suspected of a manifest matters only where it would prove this opening.
    let refused = |outcome, finding: Finding| Proof::Refused(outcome, Box::new(finding));
    if let Some(refusal) = found.failed.into_iter().find(|one| one.would_prove(id, opening)) {
        return refused(Outcome::Failed, refusal.decisive);
    }
    if let Some(refusal) = found.undecided.into_iter().find(|one| one.would_prove(id, opening)) {
        return refused(Outcome::Indeterminate, refusal.decisive);
    }
    if let Some(accepted) = found.accepted.first() {
        return Proof::Contradicted(Box::new(accepted.organisation().clone()));
    }
    let known = |code: &str| notes.iter().find(|note| note.code == code).cloned();
    let reason = known("LIMIT_MANIFESTS_TRIED").or_else(|| known("MANIFEST_REJECTED"));
    refused(Outcome::Indeterminate, reason.unwrap_or_else(findings::MANIFEST_MISSING))
}
