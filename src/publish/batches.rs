//! A closed batch: its envelopes, then the list of them, then its signed manifest.

use std::path::Path;

use data_encoding::HEXLOWER;

use super::Error;
use super::folder::{Folder, put_once, read};
use crate::document::batch::Batch;
use crate::document::manifest::{BatchId, Bundle};
use crate::document::register::Register;

/// What one batch came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    pub batch: BatchId,
    /// Documents of the batch.
    pub count: usize,
    /// Files that were not there before.
    pub written: usize,
}

/// Publishes a batch that the register has as closed. What is there already stays as it is, so the same call goes on
/// where an earlier one ended; the manifest comes last, so whoever sees it finds everything that it lists.
///
/// # Errors
/// A batch that is not closed, what is there with other bytes, or what the disk refuses.
pub fn batch(folder: &Path, register: &Register, to: &Folder) -> Result<Published, Error> {
    let batch = Batch::open(folder)?;
    let name = batch.plan().batch();
    let not_closed = || Error::NotClosed { batch: name.to_string() };
    let content = batch.content()?.ok_or_else(not_closed)?;
    let message = batch.manifest()?.ok_or_else(not_closed)?;
    let entered = register.sealed_batch(&name.to_string()).ok_or_else(not_closed)?;
    if entered.manifest_sha256 != HEXLOWER.encode(content.digest()) {
        return Err(not_closed());
    }
    let mut written = 0;
    for document in batch.documents() {
        written += usize::from(put_once(&to.envelope(&document.id), document.planned.envelope())?);
    }
    let sealing = batch.sealing()?;
    written += usize::from(put_once(&to.list(name), sealing.publication.bytes())?);
    written += usize::from(put_bundle(&to.batch(name, "bundle"), Bundle::of(&message)?.bytes())?);
    written += usize::from(put_once(&to.batch(name, "cms"), &message)?);
    Ok(Published { batch: name, count: content.count(), written })
}

/// A bundle that grew meanwhile, by timestamps, begins with these bytes and stays.
fn put_bundle(path: &Path, bundle: &[u8]) -> Result<bool, Error> {
    let grown = read(path)?.is_some_and(|there| there.len() > bundle.len() && there.starts_with(bundle));
    if grown { Ok(false) } else { put_once(path, bundle) }
}
