//! Which documents there are, which of them no longer count, and since when.

use std::collections::{BTreeMap, HashMap};

use super::Error;
use super::entry::{Action, Amendment, Copy, GivenUp, Issued, Withdrawn};
use crate::document::record::Date;
use crate::wording::Phrase;

/// Whether something that was entered still counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    InForce,
    /// Replaced by this document; of a copy, by what this decision made of the register.
    Superseded {
        by: String,
    },
    Withdrawn,
}

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

/// The documents of a register.
#[derive(Debug, Default, Clone)]
pub(super) struct Documents {
    by_id: BTreeMap<String, Document>,
    /// The diploma that a line of the copy-issue book is of, and the issued copies of each diploma.
    copied: HashMap<u64, u64>,
    copies_of: HashMap<u64, Vec<String>>,
}

#[derive(Debug, Clone)]
struct Document {
    /// The status list of its batch: what no manifest lists has no standing to tell the world.
    list: Option<u64>,
    /// Why and since when it does not count.
    ended: Option<(How, Date)>,
    standing: Standing,
    /// Whether an entry of its own ended it, and not a decision on the diploma that it is a copy of.
    is_closed: bool,
}

const DOCUMENT: Phrase = Phrase::new("văn bản có mã", "document with the id");
const CLOSED: Phrase =
    Phrase::new("văn bản đã bị thay thế hoặc thu hồi", "the document is superseded or withdrawn already");

impl Documents {
    /// Takes a document of the batch of this status list, and ends what it replaces.
    pub(super) fn issue(&mut self, issued: &Issued, list: Option<u64>) -> Result<(), Error> {
        self.check_new(&issued.id)?;
        if let Some(replaced) = &issued.supersedes {
            let standing = Standing::Superseded { by: issued.id.clone() };
            self.close(replaced.id.as_str(), How::Superseded, standing, issued.date)?;
        }
        if let Some(of) = issued.copy.and_then(|line| self.copied.get(&line)) {
            self.copies_of.entry(*of).or_default().push(issued.id.clone());
        }
        let document = Document { list, ended: None, standing: Standing::InForce, is_closed: false };
        self.by_id.insert(issued.id.clone(), document);
        Ok(())
    }

    pub(super) fn give_up(&mut self, given_up: &GivenUp, list: Option<u64>) -> Result<(), Error> {
        self.check_new(&given_up.id)?;
        let ended = Some((How::NeverIssued, given_up.date));
        let document = Document { list, ended, standing: Standing::Withdrawn, is_closed: true };
        self.by_id.insert(given_up.id.clone(), document);
        Ok(())
    }

    pub(super) fn withdraw(&mut self, withdrawn: &Withdrawn) -> Result<(), Error> {
        self.close(&withdrawn.id, How::Withdrawn, Standing::Withdrawn, withdrawn.decision_date)
    }

    /// Takes a line of the copy-issue book, by the number of its entry.
    pub(super) fn copy(&mut self, line: u64, copy: &Copy) {
        self.copied.insert(line, copy.of);
    }

    /// A decision on a diploma is one on its copies.
    pub(super) fn decide(&mut self, amendment: &Amendment) {
        let (how, standing) = match amendment.action {
            Action::Revocation | Action::Cancellation => (How::Withdrawn, Standing::Withdrawn),
            Action::Correction { .. } | Action::Reissue { .. } => {
                (How::Superseded, Standing::Superseded { by: amendment.decision_no.to_string() })
            }
        };
        for id in self.copies_of.get(&amendment.of).into_iter().flatten() {
            if let Some(copy) = self.by_id.get_mut(id) {
                copy.end(how, standing.clone(), amendment.decision_date);
            }
        }
    }

    pub(super) fn standing(&self, id: &str) -> Option<&Standing> {
        self.by_id.get(id).map(|document| &document.standing)
    }

    /// Whether a manifest lists the document and nobody ever gets it.
    pub(super) fn is_given_up(&self, id: &str) -> bool {
        let ended = self.by_id.get(id).and_then(|document| document.ended);
        ended.is_some_and(|(how, _)| how == How::NeverIssued)
    }

    /// The documents of sealed batches that do not count, by their ids, each with its status list.
    pub(super) fn ended(&self) -> impl Iterator<Item = (u64, Ended)> {
        self.by_id.iter().filter_map(|(id, document)| {
            let (how, date) = document.ended?;
            Some((document.list?, Ended { id: id.clone(), how, date }))
        })
    }

    fn check_new(&self, id: &str) -> Result<(), Error> {
        match self.by_id.contains_key(id) {
            true => Err(Error::Twice { what: DOCUMENT, value: id.to_owned(), of: 0 }),
            false => Ok(()),
        }
    }

    /// By an entry of its own, which happens once.
    fn close(&mut self, id: &str, how: How, standing: Standing, date: Date) -> Result<(), Error> {
        let unknown = || Error::Unknown { what: DOCUMENT, value: id.to_owned() };
        let document = self.by_id.get_mut(id).ok_or_else(unknown)?;
        if document.is_closed {
            return Err(Error::NotAllowed { what: CLOSED });
        }
        document.is_closed = true;
        document.end(how, standing, date);
        Ok(())
    }
}

impl Document {
    /// What was withdrawn stays so; otherwise the first word is the one that counts.
    fn end(&mut self, how: How, standing: Standing, date: Date) {
        let before = self.ended.map(|(how, _)| how);
        if before.is_none_or(|before| before == How::Superseded && how == How::Withdrawn) {
            (self.ended, self.standing) = (Some((how, date)), standing);
        }
    }
}
