//! The register (sổ gốc, its annex, the copy-issue book, what was issued): append-only, chained by
//! hashes, never believed before the whole chain has been followed.
//!
//! ```text
//! register.sqlite            entries: number, canonical JSON, chain hash
//! register.checkpoint.json   how far it had come, written after every entry
//! ```

#[cfg(test)]
mod book_tests;
mod chain;
mod checkpoint;
mod copies;
mod documents;
mod entry;
mod error;
mod listed;
#[cfg(test)]
mod schema;
mod state;
mod store;
#[cfg(test)]
mod tests;
mod view;

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use data_encoding::HEXLOWER;

pub use checkpoint::Checkpoint;
pub use copies::{Asked, Authority};
pub use documents::{Ended, How, Standing};
pub use entry::{Action, Amendment, Change, Copy, Entry, GivenUp, Ground, Issued, Noted, Sealed, Withdrawn};
pub use error::Error;
pub use listed::Listed;
pub use view::{Amended, CORRECTABLE, content_sha256, read as holder_value};

use crate::document::record::{Name, OrgId};
use crate::durable::{self, Readers};
use crate::wording::Phrase;
use chain::Hash;
use state::State;
use store::{Row, Store};

/// What becomes of entries that a backup does not hold, when nothing else has them any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Newer {
    /// The backup is not taken.
    Kept,
    MayBeLost,
}

/// An opened register whose whole chain holds.
pub struct Register {
    path: PathBuf,
    store: Store,
    state: State,
    head: Hash,
}

impl Register {
    /// Opens a new register for an organisation.
    ///
    /// # Errors
    /// [`Error::Exists`] where a file stands already; what the file system or store refuses.
    pub fn create(path: &Path, organisation: &OrgId, by: &Name, at: DateTime<FixedOffset>) -> Result<Register, Error> {
        let store = Store::create(path)?;
        let mut register = Register { path: path.to_owned(), store, state: State::default(), head: chain::START };
        register.append(vec![Noted::Opened { organisation: organisation.to_string() }], by, at)?;
        Ok(register)
    }

    /// Opens a register, follows its chain, and compares it with the checkpoint kept beside it.
    ///
    /// # Errors
    /// [`Error::Damaged`] names the first entry that is not as it was written;
    /// [`Error::RolledBack`] when entries are missing that were there.
    pub fn open(path: &Path) -> Result<Register, Error> {
        let register = Register::open_alone(path)?;
        if let Some(kept) = kept_beside(path)? {
            register.compare(&kept)?;
        }
        Ok(register)
    }

    /// The same without the checkpoint beside it: a backup lies alone.
    ///
    /// # Errors
    /// As [`Register::open`].
    pub fn open_alone(path: &Path) -> Result<Register, Error> {
        let store = Store::open(path)?;
        let mut state = State::default();
        let mut head = chain::START;
        store.each(|row| {
            let number = state.count.saturating_add(1);
            let entry = follow(&row, number, &mut head)?;
            state.take(&entry).map_err(|_| {
                let what = Phrase::new("mục không thể có ở chỗ này", "an entry that cannot stand here");
                Error::Damaged { number, what }
            })
        })?;
        if state.count == 0 {
            return Err(Error::NotARegister(path.to_owned()));
        }
        Ok(Register { path: path.to_owned(), store, state, head })
    }

    /// Notes what happened, all of it or nothing; answers the number of the first new entry.
    ///
    /// # Errors
    /// Why one of them cannot follow; then nothing was noted.
    pub fn append(&mut self, noted: Vec<Noted>, by: &Name, at: DateTime<FixedOffset>) -> Result<u64, Error> {
        let first = self.state.count.saturating_add(1);
        let mut rows = Vec::with_capacity(noted.len());
        let mut state = self.state.clone();
        let mut head = self.head;
        for (number, noted) in (first..).zip(noted) {
            self.check_content(&noted)?;
            let entry = Entry { number, at: at.to_rfc3339(), by: by.clone(), noted };
            state.take(&entry)?;
            let body = canonical(&entry);
            head = chain::next(&head, &body);
            rows.push((body, head));
        }
        self.store.append(first.saturating_sub(1), &rows)?;
        (self.state, self.head) = (state, head);
        self.keep_checkpoint(&at.to_rfc3339())?;
        Ok(first)
    }

    /// A correction starts from what stands, a copy repeats what stands.
    fn check_content(&self, noted: &Noted) -> Result<(), Error> {
        match noted {
            Noted::Amended(amendment) => {
                let Some(mut amended) = self.diploma(amendment.of)? else { return Ok(()) };
                view::apply(&mut amended.diploma, &amendment.action)?;
                let contradictions = amended.diploma.contradictions();
                if contradictions.is_empty() { Ok(()) } else { Err(Error::Contradicts(contradictions)) }
            }
            Noted::Copied(copy) => match self.diploma(copy.of)? {
                Some(amended) if content_sha256(&amended.diploma) != copy.content_sha256 => {
                    let what = Phrase::new("bản sao khác nội dung sổ gốc", "the copy is not what the register says");
                    Err(Error::NotAllowed { what })
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn keep_checkpoint(&self, at: &str) -> Result<(), Error> {
        let path = checkpoint_path(&self.path);
        let written = durable::write(&path, &self.checkpoint(at).to_json(), Readers::Anyone);
        written.map_err(|cause| Error::File { path, cause })
    }

    /// How far the register has come, to be kept elsewhere.
    pub fn checkpoint(&self, at: &str) -> Checkpoint {
        Checkpoint::new(&self.state.organisation, self.state.count, &self.head, at)
    }

    /// Whether this register holds everything that the checkpoint has seen.
    ///
    /// # Errors
    /// [`Error::RolledBack`] when it does not.
    pub fn compare(&self, seen: &Checkpoint) -> Result<(), Error> {
        let rolled_back = |what| Error::RolledBack { what, count: self.state.count, expected: seen.count };
        if seen.organisation != self.state.organisation {
            return Err(rolled_back(Phrase::new("của cơ quan khác", "it is of another organisation")));
        }
        let Some(row) = self.store.row(seen.count)? else {
            return Err(rolled_back(Phrase::new("thiếu các mục cuối", "the last entries are missing")));
        };
        if HEXLOWER.encode(&row.hash) == seen.head {
            Ok(())
        } else {
            Err(rolled_back(Phrase::new("nội dung đã khác", "its content is another")))
        }
    }

    pub fn organisation(&self) -> &str {
        &self.state.organisation
    }

    /// Entries so far.
    pub fn count(&self) -> u64 {
        self.state.count
    }

    /// Whether an issued document still counts; nothing when it is not of this register.
    pub fn standing(&self, id: &str) -> Option<&Standing> {
        self.state.documents().standing(id)
    }

    /// Whether a manifest lists the document though it was never finished.
    pub fn is_given_up(&self, id: &str) -> bool {
        self.state.documents().is_given_up(id)
    }

    /// The documents of sealed batches that do not count, by their ids, each with the number of its status list.
    pub fn ended(&self) -> impl Iterator<Item = (u64, Ended)> {
        self.state.documents().ended()
    }

    /// The batches whose manifests are signed.
    pub fn sealed(&self) -> impl Iterator<Item = &Sealed> {
        self.state.batches().values()
    }

    /// A batch by its name: 16 hexadecimal digits.
    pub fn sealed_batch(&self, batch: &str) -> Option<&Sealed> {
        self.state.batches().get(batch)
    }

    /// The number that the next copy of this year gets.
    pub fn next_copy(&self, year: u16) -> u32 {
        self.state.next_copy(year)
    }

    /// Copies the register to a new file and follows the copy's chain.
    ///
    /// # Errors
    /// What the file system or store refuses, or a copy that is not the register.
    pub fn backup(&self, to: &Path, at: &str) -> Result<(), Error> {
        self.store.copy_to(to)?;
        Register::open_alone(to)?.compare(&self.checkpoint(at))
    }

    /// Puts a backup in the place of a register that is lost or damaged; answers where the damaged file
    /// was moved. A register that is whole is never replaced by one that holds less; of one that is not, the
    /// checkpoint beside it says what there was.
    ///
    /// # Errors
    /// Why the backup is not taken.
    pub fn restore(
        from: &Path,
        to: &Path,
        seen: Option<&Checkpoint>,
        newer: Newer,
        at: DateTime<FixedOffset>,
    ) -> Result<Option<PathBuf>, Error> {
        let backup = Register::open_alone(from)?;
        if let Some(seen) = seen {
            backup.compare(seen)?;
        }
        if let Ok(present) = Register::open_alone(to) {
            backup.compare(&present.checkpoint(&at.to_rfc3339()))?;
        }
        if newer == Newer::Kept
            && let Some(kept) = kept_beside(to)?
        {
            backup.compare(&kept)?;
        }
        let temporary = to.with_extension("restoring");
        backup.backup(&temporary, &at.to_rfc3339())?;
        let file = |path: &Path| {
            let path = path.to_owned();
            move |cause| Error::File { path, cause }
        };
        let aside = to.exists().then(|| to.with_extension(format!("{}.old", at.format("%Y%m%dT%H%M%S"))));
        if let Some(aside) = &aside {
            std::fs::rename(to, aside).map_err(file(to))?;
        }
        durable::publish(&temporary, to).map_err(file(to))?;
        Register::open_alone(to)?.keep_checkpoint(&at.to_rfc3339())?;
        Ok(aside)
    }

    /// The entry of this number.
    ///
    /// # Errors
    /// What the store refuses.
    pub fn entry(&self, number: u64) -> Result<Option<Entry>, Error> {
        self.store.row(number)?.map(|row| parsed(&row)).transpose()
    }
}

/// How far a register had come by the checkpoint beside it, where there is one.
fn kept_beside(register: &Path) -> Result<Option<Checkpoint>, Error> {
    let beside = checkpoint_path(register);
    match std::fs::read(&beside) {
        Ok(bytes) => Checkpoint::from_json(&bytes).map(Some).ok_or(Error::CheckpointUnreadable(beside)),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::File { path: beside, cause }),
    }
}

/// Where the checkpoint of a register is kept: beside it.
pub fn checkpoint_path(register: &Path) -> PathBuf {
    register.with_extension("checkpoint.json")
}

fn canonical(entry: &Entry) -> Vec<u8> {
    serde_json::to_vec(entry).unwrap_or_default()
}

fn parsed(row: &Row) -> Result<Entry, Error> {
    let unreadable = Phrase::new("nội dung không đọc được", "it cannot be read");
    serde_json::from_slice(&row.body).map_err(|_| Error::Damaged { number: row.number, what: unreadable })
}

/// The entry of a row that continues the chain: its number, its hash, and bytes that say it in the one
/// way that this program writes.
fn follow(row: &Row, number: u64, head: &mut Hash) -> Result<Entry, Error> {
    let damaged = |vi, en| Error::Damaged { number, what: Phrase::new(vi, en) };
    if row.number != number {
        return Err(damaged("thiếu mục này", "this entry is missing"));
    }
    *head = chain::next(head, &row.body);
    if row.hash != *head {
        return Err(damaged("giá trị băm không khớp", "its hash does not match"));
    }
    let entry = parsed(row)?;
    if entry.number != number || canonical(&entry) != row.body {
        return Err(damaged("nội dung không đúng dạng", "it is not in its canonical form"));
    }
    Ok(entry)
}
