//! What is remembered of PINs from one run to the next: that one was tried and not accepted. Neither the
//! PIN nor anything computed from it is kept, since four digits are found from any digest.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::{Error, TokenInfo};
use crate::signature::crypto::sha256;
use crate::wording::system_reason_vi;

/// The folder with one note for each token whose PIN was not accepted.
#[derive(Debug, Clone)]
pub struct Attempts {
    folder: PathBuf,
}

/// A token that no other run may log in to, as long as this lives.
#[derive(Debug)]
pub struct Hold {
    token: String,
    note: PathBuf,
    _lock: File,
}

/// The note, for people to read.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    token: String,
    serial: String,
    tried: DateTime<Utc>,
}

impl Attempts {
    /// The folder need not exist.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Holds a token for this run.
    ///
    /// # Errors
    /// [`Error::TokenBusy`] if another run holds it.
    pub fn hold(&self, token: &TokenInfo) -> Result<Hold, Error> {
        let failed = |cause| not_noted(&self.folder, &cause);
        fs::create_dir_all(&self.folder).map_err(failed)?;
        let named = [token.manufacturer.as_str(), &token.model, &token.serial].join("\0");
        let name = HEXLOWER.encode(&sha256(named.as_bytes())[..8]);
        let lock = self.folder.join(format!("{name}.lock"));
        let lock = File::options().create(true).truncate(false).write(true).open(lock).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::TokenBusy { token: token.label.clone() }),
            Err(TryLockError::Error(cause)) => return Err(failed(cause)),
        }
        let note = self.folder.join(format!("{name}.json"));
        Ok(Hold { token: token.label.clone(), note, _lock: lock })
    }
}

impl Hold {
    /// When a PIN of this token was tried and not accepted, or nobody knows what became of it.
    pub fn unsettled(&self) -> Result<Option<DateTime<Utc>>, Error> {
        match fs::read(&self.note) {
            // A note that cannot be read is one all the same.
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes).map_or(DateTime::UNIX_EPOCH, |note: Note| note.tried))),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(not_noted(&self.note, &cause)),
        }
    }

    /// Refuses where a PIN that nobody types anew may have been tried before.
    ///
    /// # Errors
    /// [`Error::PinRefusedBefore`].
    pub fn require_settled(&self) -> Result<(), Error> {
        match self.unsettled()? {
            Some(at) => Err(Error::PinRefusedBefore { token: self.token.clone(), at }),
            None => Ok(()),
        }
    }

    /// Notes on disk that a PIN is about to be tried: whatever happens then, it is not tried again unseen.
    pub fn begin(&self, token: &TokenInfo, at: DateTime<Utc>) -> Result<(), Error> {
        let note = Note { token: token.label.clone(), serial: token.serial.clone(), tried: at };
        let write = || -> std::io::Result<()> {
            let mut file = File::create(&self.note)?;
            file.write_all(&serde_json::to_vec(&note)?)?;
            file.sync_all()?;
            sync_folder(&self.note)
        };
        write().map_err(|cause| not_noted(&self.note, &cause))
    }

    /// The PIN was accepted, or somebody vouches for the next one.
    pub fn settle(&self) -> Result<(), Error> {
        match fs::remove_file(&self.note) {
            Ok(()) => Ok(()),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(()),
            Err(cause) => Err(not_noted(&self.note, &cause)),
        }
    }
}

#[cfg(unix)]
fn sync_folder(file: &Path) -> std::io::Result<()> {
    file.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// Windows has no such call; its file systems keep names in a journal of their own.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn not_noted(path: &Path, cause: &std::io::Error) -> Error {
    Error::AttemptNotNoted {
        path: path.display().to_string(),
        detail_vi: system_reason_vi(cause),
        detail_en: cause.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_stays_noted_until_it_is_settled_and_one_run_holds_a_token() {
        let folder = tempfile::tempdir().unwrap();
        let attempts = Attempts::in_folder(folder.path().join("tokens"));
        let token = TokenInfo {
            label: "Hiệu trưởng".into(),
            serial: "0123".into(),
            manufacturer: "m".into(),
            model: "m".into(),
            pin: Default::default(),
            certificates: Vec::new(),
            unreadable: 0,
        };
        let other = TokenInfo { serial: "4567".into(), ..token.clone() };
        let at = "2026-11-21T00:00:00Z".parse().unwrap();

        let hold = attempts.hold(&token).unwrap();
        assert_eq!(attempts.hold(&token).unwrap_err().code(), "TOKEN_BUSY");
        attempts.hold(&other).unwrap();
        hold.require_settled().unwrap();
        hold.begin(&token, at).unwrap();
        drop(hold);

        let hold = attempts.hold(&token).unwrap();
        assert_eq!(hold.unsettled().unwrap(), Some(at));
        assert_eq!(hold.require_settled().unwrap_err().code(), "PIN_REFUSED_BEFORE");
        attempts.hold(&other).unwrap().require_settled().unwrap();
        fs::write(&hold.note, b"junk").unwrap();
        assert!(hold.require_settled().is_err(), "what cannot be read allows nothing");
        hold.settle().unwrap();
        hold.settle().unwrap();
        hold.require_settled().unwrap();
    }
}
