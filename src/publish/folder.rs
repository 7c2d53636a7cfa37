//! A folder that a web server or a mirror takes over as it is.

use std::path::{Path, PathBuf};

use super::{Error, Outgoing, Place, State};
use crate::document::manifest::layout::{self, HANDED_OVER, SERVED, Served};
use crate::document::manifest::status::SignedHead;
use crate::document::record::OrgId;
use crate::durable::{self, Readers};

/// Where published bytes go.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A folder, made when it is not there.
    pub fn at(path: &Path) -> Folder {
        Folder(path.to_owned())
    }

    fn served(&self, name: &str) -> PathBuf {
        self.0.join(SERVED).join(name)
    }

    fn handed_over(&self, name: &str) -> PathBuf {
        self.0.join(HANDED_OVER).join(name)
    }
}

impl Place for Folder {
    fn head(&self, org: &OrgId) -> Result<Option<SignedHead>, Error> {
        head_at(&self.served(&layout::head(org)))
    }

    /// The manifest comes last: whoever sees it finds everything that it lists.
    fn put_batch(&self, batch: &Outgoing, step: &mut dyn FnMut(usize, usize)) -> Result<usize, Error> {
        let (mut written, name) = (0, batch.batch);
        for (done, (id, envelope)) in (1..).zip(&batch.envelopes) {
            written += usize::from(put_once(&self.handed_over(&layout::envelope(id)), envelope)?);
            step(done, batch.envelopes.len());
        }
        if let Some(list) = &batch.list {
            written += usize::from(put_once(&self.handed_over(&layout::publication(name)), list.bytes())?);
        }
        written += usize::from(put_bundle(&self.served(&layout::batch(name, Served::Bundle)), batch.bundle.bytes())?);
        written += usize::from(put_once(&self.served(&layout::batch(name, Served::Message)), &batch.message)?);
        Ok(written)
    }

    /// Parts first, then the head that names them.
    fn put_status(&self, state: &State) -> Result<(), Error> {
        let org = &state.head.head().statement().org;
        for part in &state.parts {
            put_once(&self.served(&layout::part(org, part.list(), part.digest())), part.bytes())?;
        }
        put(&self.served(&layout::head(org)), &state.head.to_bytes())
    }
}

/// The head in a file, if it is there.
pub(super) fn head_at(path: &Path) -> Result<Option<SignedHead>, Error> {
    Ok(read(path)?.map(|file| SignedHead::parse(&file)).transpose()?)
}

/// A bundle only grows: the longer one stays, whoever renewed it.
fn put_bundle(path: &Path, bundle: &[u8]) -> Result<bool, Error> {
    match read(path)? {
        Some(there) if there.starts_with(bundle) => Ok(false),
        Some(there) if bundle.starts_with(&there) => put(path, bundle).map(|()| true),
        _ => put_once(path, bundle),
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
fn put_once(path: &Path, bytes: &[u8]) -> Result<bool, Error> {
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
