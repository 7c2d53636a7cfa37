//! What the organisation tells the world of its documents: which batches there are, and which documents of them no
//! longer count.

use std::collections::HashMap;

use super::entry::Noted;
use super::{Error, Register, Sealed};
use crate::document::record::Date;

/// A document that no longer counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Its id: 26 characters.
    pub id: String,
    pub how: How,
    /// Of the document that took its place, or of the decision.
    pub date: Date,
}

/// Why a document no longer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Superseded,
    Withdrawn,
}

impl Register {
    /// The batches whose manifests are signed.
    pub fn sealed(&self) -> impl Iterator<Item = &Sealed> {
        self.state.batches().values()
    }

    /// A batch by its name: 16 hexadecimal digits.
    pub fn sealed_batch(&self, batch: &str) -> Option<&Sealed> {
        self.state.batches().get(batch)
    }

    /// The documents of sealed batches that no longer count, by the number of their status list.
    ///
    /// # Errors
    /// What the store refuses.
    pub fn ended(&self) -> Result<Vec<(u64, Ended)>, Error> {
        let mut lists = HashMap::new();
        let mut ended = Vec::new();
        for number in 1..=self.count() {
            let (id, how, date) = match self.entry(number)?.map(|entry| entry.noted) {
                Some(Noted::Issued(issued)) => {
                    let batch = issued.batch.as_deref().and_then(|batch| self.sealed_batch(batch));
                    lists.extend(batch.map(|batch| (issued.id.clone(), batch.list)));
                    let Some(replaced) = issued.supersedes else { continue };
                    (replaced.id.as_str().to_owned(), How::Superseded, issued.date)
                }
                Some(Noted::Withdrawn(withdrawn)) => (withdrawn.id, How::Withdrawn, withdrawn.decision_date),
                _ => continue,
            };
            // What no manifest lists has no standing to tell.
            ended.extend(lists.get(&id).map(|list| (*list, Ended { id, how, date })));
        }
        Ok(ended)
    }
}
