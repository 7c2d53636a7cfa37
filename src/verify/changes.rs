//! What changed after signing, told in the verdict.

use super::outcome::Verdict;
use crate::signature::pades::report::ChangesAfter;
use crate::signature::pades::{Change, Judged};

/// Changes that one verdict tells; the gravest of each revision come first.
const TOLD: usize = 16;

/// Notes everything beyond evidence and further signatures, each once.
pub fn tell(judged: &[Judged], verdict: &mut Verdict) {
    let mut changes: Vec<Change> = Vec::new();
    for change in judged.iter().flat_map(|one| &one.changes) {
        if change.what.kind() >= ChangesAfter::FormFilling && !changes.contains(change) && changes.len() < TOLD {
            changes.push(change.clone());
        }
    }
    changes.iter().for_each(|change| verdict.note(change.finding()));
    verdict.set_changes(changes);
}
