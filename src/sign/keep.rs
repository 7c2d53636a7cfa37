//! Last stage, on several threads that mostly wait for the disk: a signed document is written, synced,
//! read back, verified, and only then gets its name.

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use data_encoding::HEXLOWER;

use super::step::Step;
use super::{Error, Event};
use crate::document::batch::{self, rename, write_synced};
use crate::signature::crypto::sha256;
use crate::signature::pades::{self, Finding};
use crate::signature::pdf::Beginning;
use crate::signature::x509::Certificate;
use crate::verify::check_signatures;

/// What a signed file must be, beside sound.
pub(super) struct Expected<'e> {
    pub step: &'e Step,
    /// SHA-256 of the certificate that signs in this step.
    pub certificate: [u8; 32],
    pub watch: &'e (dyn Fn(Event) + Sync),
}

impl Expected<'_> {
    /// Puts a file under its name, verified from disk; answers its hash. The name is durable once its
    /// folder is synced. `beginning` is what is known of the file's first bytes.
    pub fn put(
        &self,
        path: &Path,
        bytes: &[u8],
        beginning: Option<&Beginning>,
        at: DateTime<FixedOffset>,
    ) -> Result<String, Error> {
        let temporary = write_synced(path, bytes)?;
        (self.watch)(Event::Written { path: temporary.clone() });
        let read = self.read(&temporary, beginning, at)?;
        if read != bytes {
            return Err(altered(&temporary));
        }
        rename(&temporary, path)?;
        (self.watch)(Event::Renamed { path: path.to_owned() });
        // By its final name it must be, byte for byte, what was verified a moment ago.
        if read_file(path)? != bytes {
            return Err(altered(path));
        }
        Ok(HEXLOWER.encode(&match beginning {
            Some(beginning) => beginning.hashed().sha256_of(bytes),
            None => sha256(bytes).to_vec(),
        }))
    }

    /// A file left by a crash between its name and its note, verified.
    pub fn left(&self, path: &Path, at: DateTime<FixedOffset>) -> Option<Vec<u8>> {
        path.exists().then(|| self.read(path, None, at).ok()).flatten()
    }

    /// The hash of one that goes on where `source` ends.
    pub fn found(&self, path: &Path, source: &[u8], at: DateTime<FixedOffset>) -> Option<String> {
        let bytes = self.left(path, at)?;
        bytes.starts_with(source).then(|| HEXLOWER.encode(&sha256(&bytes)))
    }

    /// Opens a file by its path and verifies every signature in it, and whose the last one is.
    fn read(&self, path: &Path, beginning: Option<&Beginning>, at: DateTime<FixedOffset>) -> Result<Vec<u8>, Error> {
        let unfit = |finding| Error::SelfCheck { path: path.to_owned(), finding };
        let bytes = read_file(path)?;
        let signers = check_signatures(&bytes, beginning, self.step.signed_fields(), at.to_utc());
        let signers = signers.map_err(unfit)?;
        if signers.last().map(Certificate::sha256) != Some(self.certificate) {
            return Err(unfit(Box::new(pades::finding::SIGNATURE_VALUE_INVALID())));
        }
        Ok(bytes)
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, Error> {
    Ok(std::fs::read(path).map_err(|cause| batch::Error::File { path: path.to_owned(), cause })?)
}

fn altered(path: &Path) -> Error {
    let finding: Finding = pades::finding::MODIFIED_AFTER_SIGNING();
    Error::SelfCheck { path: PathBuf::from(path), finding: Box::new(finding) }
}
