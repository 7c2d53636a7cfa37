//! What the organisation tells the world of its documents: which batches there are, and which documents of them no
//! longer count.

use std::collections::{BTreeMap, HashMap};

use super::entry::{Action, Amendment, Issued, Noted};
use super::{Error, Register, Sealed};
use crate::document::record::Date;

/// A document that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Its id: 26 characters.
    pub id: String,
    pub how: How,
    /// Of the document that took its place, or of the decision.
    pub date: Date,
}

/// Why a document does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// A newer one took its place, or a decision changed what it is a copy of.
    Superseded,
    Withdrawn,
    /// A manifest lists it, and it was given up before it was finished.
    NeverIssued,
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

    /// The documents of sealed batches that do not count, each once, by the number of their status list.
    ///
    /// # Errors
    /// What the store refuses.
    pub fn ended(&self) -> Result<Vec<(u64, Ended)>, Error> {
        let mut told = Told::default();
        for number in 1..=self.count() {
            match self.entry(number)?.map(|entry| entry.noted) {
                Some(Noted::Copied(copy)) => drop(told.copied.insert(number, copy.of)),
                Some(Noted::Issued(issued)) => told.issued(issued, self),
                Some(Noted::GivenUp(given_up)) => {
                    let batch = self.sealed_batch(&given_up.batch);
                    told.lists.extend(batch.map(|batch| (given_up.id.clone(), batch.list)));
                    told.end(given_up.id, How::NeverIssued, given_up.date);
                }
                Some(Noted::Withdrawn(withdrawn)) => {
                    told.end(withdrawn.id, How::Withdrawn, withdrawn.decision_date);
                }
                Some(Noted::Amended(amendment)) => told.amended(&amendment),
                _ => {}
            }
        }
        Ok(told.ended.into_values().collect())
    }
}

/// What the entries so far tell.
#[derive(Default)]
struct Told {
    /// The status list of each document that a manifest lists: what no manifest lists has no standing to tell.
    lists: HashMap<String, u64>,
    /// The diploma that a line of the copy-issue book is of, and the issued copies of each diploma.
    copied: HashMap<u64, u64>,
    copies_of: HashMap<u64, Vec<String>>,
    ended: BTreeMap<String, (u64, Ended)>,
}

impl Told {
    fn issued(&mut self, issued: Issued, register: &Register) {
        let batch = issued.batch.as_deref().and_then(|batch| register.sealed_batch(batch));
        self.lists.extend(batch.map(|batch| (issued.id.clone(), batch.list)));
        if let Some(replaced) = issued.supersedes {
            self.end(replaced.id.as_str().to_owned(), How::Superseded, issued.date);
        }
        if let Some(of) = issued.copy.and_then(|line| self.copied.get(&line)) {
            self.copies_of.entry(*of).or_default().push(issued.id);
        }
    }

    /// A decision on a diploma is one on its copies.
    fn amended(&mut self, amendment: &Amendment) {
        let how = match amendment.action {
            Action::Revocation | Action::Cancellation => How::Withdrawn,
            Action::Correction { .. } | Action::Reissue { .. } => How::Superseded,
        };
        for id in self.copies_of.get(&amendment.of).cloned().unwrap_or_default() {
            self.end(id, how, amendment.decision_date);
        }
    }

    /// What was withdrawn stays so.
    fn end(&mut self, id: String, how: How, date: Date) {
        let Some(list) = self.lists.get(&id).copied() else { return };
        let before = self.ended.get(&id).map(|(_, ended)| ended.how);
        if before.is_none_or(|before| before == How::Superseded && how == How::Withdrawn) {
            self.ended.insert(id.clone(), (list, Ended { id, how, date }));
        }
    }
}
