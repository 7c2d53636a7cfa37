//! How far each document has come, as the journal tells: found by its place, however long the batch.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::Entry;
use crate::document::record::{Role, SignatureBox};

/// A drawn file that is noted.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// Hexadecimal.
    pub sha256: String,
    /// Whether it was read strictly as a whole when it was drawn, and found to have nothing that does not belong there.
    pub plain: bool,
    /// Room for its signatures, shared with documents that are laid out alike; none where the journal names none.
    pub boxes: Arc<[SignatureBox]>,
}

/// One signature that is noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// Of the file as this signature, and its timestamp, left it; hexadecimal.
    pub sha256: String,
    /// When the signer claims to have signed, RFC 3339.
    pub claimed: String,
    /// When a timestamp authority saw the signature, RFC 3339.
    pub stamped: Option<String>,
}

/// The certificate that began a role; it alone may go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    pub certificate_sha256: String,
    pub subject: String,
    /// A key in software is for trials only.
    pub software: bool,
}

/// A check of a role's certificate before a run signed with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// RFC 3339.
    pub at: String,
    /// Codes of what did not stand against it and should be known.
    pub notes: Vec<String>,
}

/// A deletion of what the checks of a role's certificate leaned on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deleted {
    /// RFC 3339.
    pub at: String,
    /// The name that was given.
    pub by: String,
}

/// What the entries of a journal come to.
#[derive(Debug, Default)]
pub struct State {
    drawn: BTreeMap<u32, Drawn>,
    /// As they were noted, in order.
    boxes: Vec<Arc<[SignatureBox]>>,
    begun: BTreeMap<Role, Begun>,
    checked: BTreeMap<Role, Vec<Checked>>,
    deleted: BTreeMap<Role, Vec<Deleted>>,
    signed: BTreeMap<(u32, Role), Noted>,
    unstamped: BTreeMap<(u32, Role), Noted>,
    latest: Option<DateTime<FixedOffset>>,
}

impl State {
    pub(super) fn of(entries: Vec<Entry>) -> Self {
        let mut state = State::default();
        state.take(entries);
        state
    }

    /// Adds what was noted. Of two notes about one thing the first holds, as nothing is done twice.
    pub(super) fn take(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            match entry {
                Entry::Boxes(boxes) => self.boxes.push(boxes.into()),
                Entry::Drawn { index, sha256, plain, boxes } => {
                    let boxes = self.boxes.get(boxes as usize).cloned().unwrap_or_default();
                    self.drawn.entry(index).or_insert(Drawn { sha256, plain, boxes });
                }
                Entry::RoleBegun { role, certificate_sha256, subject, software } => {
                    let Some(role) = Role::from_code(&role) else { continue };
                    self.begun.entry(role).or_insert(Begun { certificate_sha256, subject, software });
                }
                Entry::Checked { role, at, notes } => {
                    let Some(role) = Role::from_code(&role) else { continue };
                    self.checked.entry(role).or_default().push(Checked { at, notes });
                }
                Entry::EvidenceDeleted { role, at, by } => {
                    let Some(role) = Role::from_code(&role) else { continue };
                    self.deleted.entry(role).or_default().push(Deleted { at, by });
                }
                Entry::Unstamped { index, role, sha256, claimed } => {
                    self.saw(&claimed);
                    let Some(role) = Role::from_code(&role) else { continue };
                    self.unstamped.entry((index, role)).or_insert(Noted { sha256, claimed, stamped: None });
                }
                Entry::Signed { index, role, sha256, claimed, stamped } => {
                    self.saw(&claimed);
                    let Some(role) = Role::from_code(&role) else { continue };
                    self.unstamped.remove(&(index, role));
                    self.signed.entry((index, role)).or_insert(Noted { sha256, claimed, stamped });
                }
            }
        }
    }

    fn saw(&mut self, claimed: &str) {
        let claimed = DateTime::parse_from_rfc3339(claimed).ok();
        self.latest = self.latest.max(claimed);
    }

    /// The drawn file, once it is noted.
    pub fn drawn(&self, index: u32) -> Option<&Drawn> {
        self.drawn.get(&index)
    }

    /// The boxes that were noted, in order.
    pub fn boxes(&self) -> &[Arc<[SignatureBox]>] {
        &self.boxes
    }

    /// The certificate that began a role.
    pub fn begun(&self, role: Role) -> Option<&Begun> {
        self.begun.get(&role)
    }

    /// The checks of a role's certificate, the first run's first.
    pub fn checked(&self, role: Role) -> &[Checked] {
        self.checked.get(&role).map(Vec::as_slice).unwrap_or_default()
    }

    /// The deletions of what those checks leaned on, the first one first.
    pub fn deleted(&self, role: Role) -> &[Deleted] {
        self.deleted.get(&role).map(Vec::as_slice).unwrap_or_default()
    }

    /// A role's signature with all that belongs to it, once it is noted.
    pub fn signed(&self, index: u32, role: Role) -> Option<&Noted> {
        self.signed.get(&(index, role))
    }

    /// A role's signature whose timestamp is still to come.
    pub fn unstamped(&self, index: u32, role: Role) -> Option<&Noted> {
        self.unstamped.get(&(index, role))
    }

    /// Whether nothing is noted at all.
    pub fn is_empty(&self) -> bool {
        self.drawn.is_empty() && self.begun.is_empty() && self.signed.is_empty() && self.unstamped.is_empty()
    }

    /// The latest time that a signer has claimed.
    pub fn latest(&self) -> Option<DateTime<FixedOffset>> {
        self.latest
    }
}
