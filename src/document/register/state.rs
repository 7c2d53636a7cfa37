//! What all entries so far add up to, and which entry may follow.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, FixedOffset};

use super::Error;
use super::documents::Documents;
use super::entry::{Action, Amendment, Copy, Entry, Noted, Sealed};
use crate::document::record::{CredentialType, Diploma};
use crate::wording::Phrase;

/// The fold of all entries.
#[derive(Debug, Default, Clone)]
pub struct State {
    pub(super) organisation: String,
    pub(super) count: u64,
    last: Option<DateTime<FixedOffset>>,
    serials: HashMap<(CredentialType, String), u64>,
    register_numbers: HashMap<(CredentialType, String), u64>,
    diplomas: BTreeMap<u64, DiplomaState>,
    /// Entries of the copy-issue book: of each year, in the order of their numbers.
    copies: BTreeMap<u16, Vec<u64>>,
    documents: Documents,
    /// By their names.
    batches: BTreeMap<String, Sealed>,
}

#[derive(Debug, Clone)]
struct DiplomaState {
    kind: CredentialType,
    amendments: Vec<u64>,
    ended: bool,
}

const SERIAL: Phrase = Phrase::new("số hiệu", "serial number");
const REGISTER_NO: Phrase = Phrase::new("số vào sổ gốc", "register number");
const DIPLOMA: Phrase = Phrase::new("văn bằng ở mục", "diploma at entry");
const BATCH: Phrase = Phrase::new("lô", "batch");

impl State {
    /// Takes an entry, or says why it cannot follow; then nothing has changed.
    pub fn take(&mut self, entry: &Entry) -> Result<(), Error> {
        let at = self.time(&entry.at)?;
        if (entry.number == 1) != matches!(entry.noted, Noted::Opened { .. }) {
            let what =
                Phrase::new("sổ được mở đúng một lần, ở mục đầu", "a register is opened once, by its first entry");
            return Err(Error::NotAllowed { what });
        }
        match &entry.noted {
            Noted::Opened { organisation } => self.organisation.clone_from(organisation),
            Noted::Diploma(diploma) => self.diploma(entry.number, diploma)?,
            Noted::Amended(amendment) => self.amendment(entry.number, amendment)?,
            Noted::Copied(copy) => self.copy(entry.number, copy)?,
            Noted::Sealed(sealed) => self.sealed(sealed)?,
            Noted::Issued(issued) => {
                let list = issued.batch.as_deref().map(|batch| self.list(batch)).transpose()?;
                self.documents.issue(issued, list)?;
            }
            Noted::Withdrawn(withdrawn) => self.documents.withdraw(withdrawn)?,
            Noted::GivenUp(given_up) => self.documents.give_up(given_up, Some(self.list(&given_up.batch)?))?,
        }
        self.last = Some(at);
        self.count = entry.number;
        Ok(())
    }

    fn time(&self, at: &str) -> Result<DateTime<FixedOffset>, Error> {
        let read = DateTime::parse_from_rfc3339(at).ok();
        let unreadable = Phrase::new("thời điểm không đọc được", "a time that cannot be read");
        let now = read.ok_or(Error::NotAllowed { what: unreadable })?;
        match self.last {
            Some(last) if now < last => Err(Error::ClockBehind { now: now.to_rfc3339(), last: last.to_rfc3339() }),
            _ => Ok(now),
        }
    }

    fn diploma(&mut self, number: u64, diploma: &Diploma) -> Result<(), Error> {
        let contradictions = diploma.contradictions();
        if !contradictions.is_empty() {
            return Err(Error::Contradicts(contradictions));
        }
        let kind = diploma.credential_type;
        let serial = (kind, diploma.serial_no.folded());
        let register_no = (kind, diploma.register_no.folded());
        free(&self.serials, &serial, SERIAL, diploma.serial_no.as_str())?;
        free(&self.register_numbers, &register_no, REGISTER_NO, diploma.register_no.as_str())?;
        self.serials.insert(serial, number);
        self.register_numbers.insert(register_no, number);
        self.diplomas.insert(number, DiplomaState { kind, amendments: Vec::new(), ended: false });
        Ok(())
    }

    fn amendment(&mut self, number: u64, amendment: &Amendment) -> Result<(), Error> {
        let target = in_force(&mut self.diplomas, amendment.of)?;
        match &amendment.action {
            Action::Correction { changes, .. } if changes.is_empty() => {
                let what = Phrase::new("quyết định chỉnh sửa không sửa gì", "a correction that changes nothing");
                return Err(Error::NotAllowed { what });
            }
            Action::Correction { .. } => {}
            Action::Revocation | Action::Cancellation => target.ended = true,
            Action::Reissue { new_serial_no, new_register_no } => {
                let serial = (target.kind, new_serial_no.folded());
                let register_no = (target.kind, new_register_no.folded());
                free(&self.serials, &serial, SERIAL, new_serial_no.as_str())?;
                free(&self.register_numbers, &register_no, REGISTER_NO, new_register_no.as_str())?;
                self.serials.insert(serial, amendment.of);
                self.register_numbers.insert(register_no, amendment.of);
            }
        }
        target.amendments.push(number);
        self.documents.decide(amendment);
        Ok(())
    }

    fn copy(&mut self, number: u64, copy: &Copy) -> Result<(), Error> {
        in_force(&mut self.diplomas, copy.of)?;
        if copy.copy_no != self.next_copy(copy.year) {
            let what = Phrase::new("số vào sổ cấp bản sao không liên tục", "a copy number out of order");
            return Err(Error::NotAllowed { what });
        }
        self.copies.entry(copy.year).or_default().push(number);
        self.documents.copy(number, copy);
        Ok(())
    }

    fn sealed(&mut self, sealed: &Sealed) -> Result<(), Error> {
        if self.batches.contains_key(&sealed.batch) {
            return Err(Error::Twice { what: BATCH, value: sealed.batch.clone(), of: 0 });
        }
        self.batches.insert(sealed.batch.clone(), sealed.clone());
        Ok(())
    }

    /// The status list of a sealed batch.
    fn list(&self, batch: &str) -> Result<u64, Error> {
        let unknown = || Error::Unknown { what: BATCH, value: batch.to_owned() };
        self.batches.get(batch).map(|sealed| sealed.list).ok_or_else(unknown)
    }

    /// The number that the next copy of a year gets.
    pub fn next_copy(&self, year: u16) -> u32 {
        let taken = self.copies.get(&year).map_or(0, Vec::len);
        u32::try_from(taken).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The entry of a number of the copy-issue book.
    pub(super) fn copy_entry(&self, copy_no: u32, year: u16) -> Option<u64> {
        let index = usize::try_from(copy_no.checked_sub(1)?).ok()?;
        self.copies.get(&year)?.get(index).copied()
    }

    /// The batches whose manifests are signed, by their names.
    pub(super) fn batches(&self) -> &BTreeMap<String, Sealed> {
        &self.batches
    }

    pub(super) fn documents(&self) -> &Documents {
        &self.documents
    }

    /// The entry of a diploma by its serial or register number, folded.
    pub(super) fn find(&self, folded: &str) -> Vec<u64> {
        let mut found: Vec<u64> = CredentialType::ALL
            .iter()
            .flat_map(|kind| {
                let key = (*kind, folded.to_owned());
                [self.serials.get(&key), self.register_numbers.get(&key)]
            })
            .flatten()
            .copied()
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Entries of diplomas, in order.
    pub(super) fn diplomas(&self) -> impl Iterator<Item = u64> {
        self.diplomas.keys().copied()
    }

    /// Entries that amend a diploma, oldest first; nothing where the entry is no diploma.
    pub(super) fn amendments(&self, of: u64) -> Option<&[u64]> {
        self.diplomas.get(&of).map(|diploma| diploma.amendments.as_slice())
    }

    /// Whether the diploma at this entry is neither revoked nor cancelled.
    pub(super) fn is_in_force(&self, of: u64) -> bool {
        self.diplomas.get(&of).is_some_and(|diploma| !diploma.ended)
    }
}

fn free(
    taken: &HashMap<(CredentialType, String), u64>,
    key: &(CredentialType, String),
    what: Phrase,
    value: &str,
) -> Result<(), Error> {
    match taken.get(key) {
        Some(of) => Err(Error::Twice { what, value: value.to_owned(), of: *of }),
        None => Ok(()),
    }
}

fn in_force(diplomas: &mut BTreeMap<u64, DiplomaState>, of: u64) -> Result<&mut DiplomaState, Error> {
    match diplomas.get_mut(&of) {
        Some(diploma) if !diploma.ended => Ok(diploma),
        Some(_) => Err(Error::NotAllowed {
            what: Phrase::new("văn bằng đã bị thu hồi hoặc hủy bỏ", "the diploma is revoked or cancelled"),
        }),
        None => Err(Error::Unknown { what: DIPLOMA, value: of.to_string() }),
    }
}
