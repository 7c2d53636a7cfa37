//! A folder that a web server or a mirror takes over as it is.

use std::path::{Path, PathBuf};

use super::Error;
use crate::document::manifest::BatchId;
use crate::document::record::OrgId;
use crate::durable::{self, Readers};

const SERVED: &str = ".well-known/vanbang/v1";
const KEPT: &str = "publish";

/// Where published bytes go.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A folder, made when it is not there.
    pub fn at(path: &Path) -> Folder {
        Folder(path.to_owned())
    }

    pub(super) fn batch(&self, batch: BatchId, extension: &str) -> PathBuf {
        self.0.join(SERVED).join("batches").join(format!("{batch}.{extension}"))
    }

    pub(super) fn list(&self, batch: BatchId) -> PathBuf {
        self.0.join(KEPT).join("batches").join(format!("{batch}.list"))
    }

    pub(super) fn envelope(&self, id: &str) -> PathBuf {
        self.0.join(KEPT).join("envelopes").join(id)
    }

    pub(super) fn head(&self, org: &OrgId) -> PathBuf {
        self.0.join(SERVED).join(org.as_str()).join("status").join("head")
    }

    pub(super) fn part(&self, org: &OrgId, list: u64, digest: &str) -> PathBuf {
        self.0.join(SERVED).join(org.as_str()).join("status").join(list.to_string()).join(digest)
    }
}

/// What a file holds, if it is there.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::File { path: path.to_owned(), cause }),
    }
}

/// Writes what never changes; answers whether it was missing.
pub(super) fn put_once(path: &Path, bytes: &[u8]) -> Result<bool, Error> {
    match read(path)? {
        Some(there) if there == bytes => Ok(false),
        Some(_) => Err(Error::Differs { path: path.to_owned() }),
        None => put(path, bytes).map(|()| true),
    }
}

/// Writes a file, whole or not at all.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |cause| Error::File { path: path.to_owned(), cause };
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(failed)?;
    }
    let temporary = durable::write_synced(path, bytes, Readers::Anyone).map_err(failed)?;
    durable::publish(&temporary, path).map_err(failed)
}
