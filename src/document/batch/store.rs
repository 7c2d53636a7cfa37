//! The files of a batch folder: whole or not there, for the owner alone, held by one process.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::Error;
use crate::durable::{self, Pieces, Readers};

/// What became of a file, told with its path.
pub fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> Error + '_ {
    move |cause| Error::File { path: path.to_owned(), cause }
}

/// Reads a file that more will be put behind: an end-of-line costs no second place in memory.
pub(super) fn read_to_append(path: &Path) -> Result<Vec<u8>, Error> {
    let read = || {
        let mut file = File::open(path)?;
        let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(length.saturating_add(1)).map_err(|_| std::io::ErrorKind::OutOfMemory)?;
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(failed(path))
}

/// Writes a file of the owner's under a temporary name beside `path` and syncs it; answers that name.
///
/// # Errors
/// [`Error::File`] with the path that could not be written.
pub fn write_synced(path: &Path, bytes: &[u8]) -> Result<PathBuf, Error> {
    durable::write_synced(path, bytes, Readers::Owner).map_err(failed(path))
}

/// The same; answers the file too, for whoever reads it back.
///
/// # Errors
/// As [`write_synced`].
pub fn write_synced_open(path: &Path, bytes: &[u8]) -> Result<(PathBuf, File), Error> {
    durable::write_synced_open(path, bytes, Readers::Owner).map_err(failed(path))
}

/// The same as [`write_synced`] for bytes that come piece by piece.
///
/// # Errors
/// As [`write_synced`], and what `write` refuses.
pub fn write_synced_by(path: &Path, write: &mut Pieces) -> Result<PathBuf, Error> {
    durable::write_synced_by(path, Readers::Owner, write).map_err(failed(path))
}

/// Gives a synced file its final name; the name itself is durable once its folder is synced.
///
/// # Errors
/// [`Error::File`] with the final path.
pub fn rename(temporary: &Path, path: &Path) -> Result<(), Error> {
    std::fs::rename(temporary, path).map_err(failed(path))
}

/// Whether a name stands for an open file, and not for another that took its place.
///
/// # Errors
/// [`Error::File`]
pub fn is_at(path: &Path, file: &File) -> Result<bool, Error> {
    durable::is_at(path, file).map_err(failed(path))
}

/// Gives a synced file its final name, durably.
///
/// # Errors
/// [`Error::File`] with the final path.
pub fn publish(temporary: &Path, path: &Path) -> Result<(), Error> {
    durable::publish(temporary, path).map_err(failed(path))
}

/// The renames of a folder survive a power cut.
pub(super) fn sync_folder(folder: &Path) -> Result<(), Error> {
    durable::sync_folder(folder).map_err(failed(folder))
}

/// A folder for the owner alone.
pub(super) fn create_folder(path: &Path) -> Result<(), Error> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path).map_err(failed(path))
}

/// Holds `path` for this process until dropped.
pub(super) fn lock(path: &Path) -> Result<File, Error> {
    durable::hold(path).map_err(|cause| match cause.kind() {
        std::io::ErrorKind::WouldBlock => Error::Locked { path: path.to_owned() },
        _ => failed(path)(cause),
    })
}
