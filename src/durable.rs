//! Files that are whole or not there, whatever happens meanwhile: temporary file → fsync → rename →
//! fsync of the folder.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Who may read a file that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// The owner alone, where the system knows owners.
    Owner,
    /// Whoever the system lets.
    Anyone,
}

/// Writes a whole file: under its name stands the old content or the new, never a part.
///
/// # Errors
/// What the system refuses; then the name stands for what it stood for.
pub fn write(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let temporary = write_synced(path, bytes, readers)?;
    publish(&temporary, path).inspect_err(|_| {
        // What is left beside the name is only rubbish; the error that matters is told.
        let _ = fs::remove_file(&temporary);
    })
}

/// Writes a file under a temporary name beside `path` and syncs it; answers the temporary name.
///
/// # Errors
/// What the system refuses; nothing is left.
pub fn write_synced(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<PathBuf> {
    write_synced_open(path, bytes, readers).map(|(temporary, _)| temporary)
}

/// The same; answers the file too, for whoever reads it back.
///
/// # Errors
/// As [`write_synced`].
pub fn write_synced_open(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<(PathBuf, File)> {
    make_synced(path, readers, |file| file.write_all(bytes))
}

/// What writes a file piece by piece.
pub type Pieces<'w> = dyn FnMut(&mut dyn Write) -> io::Result<()> + 'w;

/// The same for bytes that come piece by piece.
///
/// # Errors
/// What the system or `write` refuses; nothing is left.
pub fn write_synced_by(path: &Path, readers: Readers, write: &mut Pieces) -> io::Result<PathBuf> {
    make_synced(path, readers, |file| {
        let mut out = BufWriter::new(file);
        write(&mut out).and_then(|()| out.flush())
    })
    .map(|(temporary, _)| temporary)
}

fn make_synced(
    path: &Path,
    readers: Readers,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<(PathBuf, File)> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    let temporary = path.with_file_name(name);
    let mut file = made(readers).open(&temporary)?;
    let written = write(&mut file).and_then(|()| file.sync_all());
    written.inspect_err(|_| {
        let _ = fs::remove_file(&temporary);
    })?;
    Ok((temporary, file))
}

/// Gives a synced file its final name, durably.
///
/// # Errors
/// What the system refuses.
pub fn publish(temporary: &Path, path: &Path) -> io::Result<()> {
    fs::rename(temporary, path)?;
    // The parent of a bare name is the empty path.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    sync_folder(folder.unwrap_or(Path::new(".")))
}

/// Whether a name stands for an open file, and not for another that took its place.
///
/// # Errors
/// What the system refuses.
#[cfg(unix)]
pub fn is_at(path: &Path, file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let (named, open) = (fs::symlink_metadata(path)?, file.metadata()?);
    Ok((named.dev(), named.ino()) == (open.dev(), open.ino()))
}

/// Whether a name stands for an open file, and not for another that took its place.
///
/// # Errors
/// What the system refuses.
#[cfg(not(unix))]
pub fn is_at(path: &Path, file: &File) -> io::Result<bool> {
    Ok(same_file::Handle::from_path(path)? == same_file::Handle::from_file(file.try_clone()?)?)
}

/// The names in a folder survive a power cut.
///
/// # Errors
/// What the system refuses.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// NTFS writes renames through its own log; a folder cannot be synced there.
#[cfg(not(unix))]
pub fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Holds `path` for this process until dropped.
///
/// # Errors
/// [`io::ErrorKind::WouldBlock`] while another process holds it; what the system refuses.
pub fn hold(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    file.try_lock()?;
    Ok(file)
}

fn made(readers: Readers) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = readers;
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("moc.json");
        for content in ["một", "hai"] {
            write(&path, content.as_bytes(), Readers::Owner).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
        }
        // A folder stands where the file should: the old content stays, and no rubbish.
        let taken = folder.path().join("taken");
        fs::create_dir(&taken).unwrap();
        assert!(write(&taken, b"ba", Readers::Anyone).is_err());
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
    }

    #[test]
    fn a_name_is_told_from_the_file_that_it_once_stood_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("moc.json");
        let (temporary, file) = write_synced_open(&path, "một".as_bytes(), Readers::Owner).unwrap();
        assert!(is_at(&temporary, &file).unwrap());
        publish(&temporary, &path).unwrap();
        assert!(is_at(&path, &file).unwrap());
        assert!(is_at(&temporary, &file).is_err(), "nothing has that name any more");
        write(&path, "một".as_bytes(), Readers::Owner).unwrap();
        assert!(!is_at(&path, &file).unwrap(), "the same bytes, but another file");
    }

    #[test]
    fn what_is_held_is_held_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = hold(&path).unwrap();
        assert_eq!(hold(&path).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        drop(held);
        assert!(hold(&path).is_ok());
    }

    #[test]
    #[cfg(unix)]
    fn what_is_the_owners_is_read_by_nobody_else() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan");
        write(&path, b"x", Readers::Owner).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0);
    }
}
