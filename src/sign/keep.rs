//! The last stages: a signed document is written and synced, read back, verified, and only then gets its name.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use data_encoding::HEXLOWER;

use super::step::Step;
use super::{Error, Event};
use crate::document::batch::{failed, is_at, rename, write_synced_open};
use crate::signature::crypto::sha256;
use crate::signature::pades::{self, Finding};
use crate::signature::pdf::Beginning;
use crate::signature::x509::Certificate;
use crate::verify::check_signatures;

/// Bytes of a file that are compared at once.
const READ_AT_ONCE: usize = 16 << 10;

/// What a signed file must be, beside sound.
pub(super) struct Expected<'e> {
    pub step: &'e Step,
    /// SHA-256 of the certificate that signs in this step.
    pub certificate: [u8; 32],
    pub watch: &'e (dyn Fn(Event) + Sync),
}

/// A file that is synced and has no final name yet.
pub(super) struct Written {
    temporary: PathBuf,
    file: File,
}

impl Expected<'_> {
    /// Puts a file under its name, verified from disk; answers its hash. The name is durable once its
    /// folder is synced.
    pub fn put(&self, path: &Path, bytes: &[u8], at: DateTime<FixedOffset>) -> Result<String, Error> {
        self.confirm(path, self.write(path, bytes)?, bytes, None, at)
    }

    /// Writes a file that will have this name, and waits for the disk.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<Written, Error> {
        let (temporary, file) = write_synced_open(path, bytes)?;
        (self.watch)(Event::Written { path: temporary.clone() });
        Ok(Written { temporary, file })
    }

    /// Reads back what was written, verifies it, and gives it its name. `beginning` is what is known of the file's first
    /// bytes.
    pub fn confirm(
        &self,
        path: &Path,
        Written { temporary, file }: Written,
        bytes: &[u8],
        beginning: Option<&Beginning>,
        at: DateTime<FixedOffset>,
    ) -> Result<String, Error> {
        check_holds(&temporary, &file, bytes)?;
        self.check(&temporary, bytes, beginning, at)?;
        rename(&temporary, path)?;
        (self.watch)(Event::Renamed { path: path.to_owned() });
        if !is_at(path, &file)? {
            return Err(altered(path));
        }
        Ok(HEXLOWER.encode(&match beginning {
            Some(beginning) => beginning.hashed().sha256_of(bytes),
            None => sha256(bytes).to_vec(),
        }))
    }

    /// A file left by a crash between its name and its note, verified.
    pub fn left(&self, path: &Path, at: DateTime<FixedOffset>) -> Option<Vec<u8>> {
        let bytes = std::fs::read(path).ok()?;
        self.check(path, &bytes, None, at).is_ok().then_some(bytes)
    }

    /// The hash of one that goes on where `source` ends.
    pub fn found(&self, path: &Path, source: &[u8], at: DateTime<FixedOffset>) -> Option<String> {
        let bytes = self.left(path, at)?;
        bytes.starts_with(source).then(|| HEXLOWER.encode(&sha256(&bytes)))
    }

    /// Verifies every signature in what a file holds, and whose the last one is.
    fn check(
        &self,
        path: &Path,
        bytes: &[u8],
        beginning: Option<&Beginning>,
        at: DateTime<FixedOffset>,
    ) -> Result<(), Error> {
        let unfit = |finding| Error::SelfCheck { path: path.to_owned(), finding };
        let signers = check_signatures(bytes, beginning, self.step.signed_fields(), at.to_utc());
        let signers = signers.map_err(unfit)?;
        if signers.last().map(Certificate::sha256) != Some(self.certificate) {
            return Err(unfit(Box::new(pades::finding::SIGNATURE_VALUE_INVALID())));
        }
        Ok(())
    }
}

/// Reads from the disk that an open file holds these bytes and no more.
fn check_holds(path: &Path, mut file: &File, bytes: &[u8]) -> Result<(), Error> {
    file.rewind().map_err(failed(path))?;
    let mut buffer = [0; READ_AT_ONCE];
    for expected in bytes.chunks(READ_AT_ONCE) {
        let (read, _) = buffer.split_at_mut(expected.len());
        match file.read_exact(read) {
            Ok(()) if read == expected => {}
            Err(cause) if cause.kind() != ErrorKind::UnexpectedEof => return Err(failed(path)(cause).into()),
            _ => return Err(altered(path)),
        }
    }
    match file.read_exact(&mut [0]) {
        Err(cause) if cause.kind() == ErrorKind::UnexpectedEof => Ok(()),
        Err(cause) => Err(failed(path)(cause).into()),
        Ok(()) => Err(altered(path)),
    }
}

fn altered(path: &Path) -> Error {
    let finding: Finding = pades::finding::MODIFIED_AFTER_SIGNING();
    Error::SelfCheck { path: PathBuf::from(path), finding: Box::new(finding) }
}
