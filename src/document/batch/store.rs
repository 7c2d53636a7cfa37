//! Files that are whole or not there: temporary file → fsync → rename → fsync of the folder.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Error;

pub(super) fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> Error + '_ {
    move |cause| Error::File { path: path.to_owned(), cause }
}

/// Writes a file under a temporary name beside `path` and syncs it; answers the temporary name.
///
/// # Errors
/// [`Error::File`] with the path that could not be written.
pub fn write_synced(path: &Path, bytes: &[u8]) -> Result<PathBuf, Error> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    let temporary = path.with_file_name(name);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&temporary).map_err(failed(&temporary))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed(&temporary))?;
    Ok(temporary)
}

/// Gives a synced file its final name; the name itself is durable once its folder is synced.
///
/// # Errors
/// [`Error::File`] with the final path.
pub fn rename(temporary: &Path, path: &Path) -> Result<(), Error> {
    std::fs::rename(temporary, path).map_err(failed(path))
}

/// Gives a synced file its final name, durably.
///
/// # Errors
/// [`Error::File`] with the final path.
pub fn publish(temporary: &Path, path: &Path) -> Result<(), Error> {
    rename(temporary, path)?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// The rename itself must survive a power cut.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> Result<(), Error> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))
}

/// NTFS writes renames through its own log; a folder cannot be synced there.
#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> Result<(), Error> {
    Ok(())
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
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path).map_err(failed(path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Error::Locked { path: path.to_owned() }),
        Err(std::fs::TryLockError::Error(cause)) => Err(Error::File { path: path.to_owned(), cause }),
    }
}
