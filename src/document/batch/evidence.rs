//! What the check of a signer's certificate leaned on, kept beside what was signed: one file for each role.

use std::path::PathBuf;

use memchr::memmem;

use super::store::{self, failed};
use super::{Batch, Entry, Error};
use crate::document::record::Role;

impl Batch {
    /// Where the evidence of a role's signer is kept. Nothing of the batch needs it.
    pub fn evidence_path(&self, role: Role) -> PathBuf {
        self.folder().join("evidence").join(format!("{}.der", role.code()))
    }

    /// Adds elements that do not stand there yet behind those that do.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn keep_evidence<'e>(&self, role: Role, elements: impl Iterator<Item = &'e [u8]>) -> Result<(), Error> {
        let path = self.evidence_path(role);
        let mut all = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(cause) => return Err(failed(&path)(cause)),
        };
        let before = all.len();
        for element in elements {
            if memmem::find(&all, element).is_none() {
                all.extend_from_slice(element);
            }
        }
        if all.len() == before {
            return Ok(());
        }
        store::create_folder(&self.folder().join("evidence"))?;
        store::publish(&store::write_synced(&path, &all)?, &path)
    }

    /// Deletes the evidence of a role's signer; answers whether there was any. Who does is noted first: where the
    /// deletion itself is cut short, the same call does it.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn delete_evidence(&mut self, role: Role, by: &str, at: &str) -> Result<bool, Error> {
        let path = self.evidence_path(role);
        if !path.exists() {
            return Ok(false);
        }
        self.note(Entry::EvidenceDeleted { role: role.code().to_owned(), at: at.to_owned(), by: by.to_owned() })?;
        std::fs::remove_file(&path).map_err(failed(&path))?;
        store::sync_folder(&self.folder().join("evidence"))?;
        Ok(true)
    }
}
