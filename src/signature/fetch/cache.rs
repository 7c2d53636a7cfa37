//! What was fetched, kept on disk so that it is asked for once. A file in it is worth no more than one
//! from anywhere: whoever takes it out judges it again, its time included.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::signature::crypto::{random, sha256};
use data_encoding::HEXLOWER;

/// Files that are kept; beyond them the older half is removed.
const MAX_FILES: usize = 4_000;
const EXTENSION: &str = "der";

/// Under which an answer is kept: its question, digested.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(String);

impl Key {
    pub fn of(parts: &[&[u8]]) -> Self {
        // Each part is digested apart, so that no two lists of parts read alike.
        let digests: Vec<u8> = parts.iter().flat_map(|part| sha256(part)).collect();
        Self(HEXLOWER.encode(&sha256(&digests)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A folder that is made when it is first needed. One that cannot be written or read is no cache.
#[derive(Debug)]
pub(super) struct Cache {
    folder: PathBuf,
}

impl Cache {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// What is kept under this key, at most `most` bytes.
    pub fn load(&self, key: &Key, most: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let file = File::open(self.path(key)).ok()?;
        file.take(most as u64 + 1).read_to_end(&mut bytes).ok()?;
        (bytes.len() <= most).then_some(bytes)
    }

    /// Keeps it whole or not at all: other processes may read at the same time.
    pub fn store(&self, key: &Key, bytes: &[u8]) {
        // Without a cache everything is asked again, which is only slower.
        let _ = self.write(key, bytes);
    }

    fn write(&self, key: &Key, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        self.make_room()?;
        let unique = random::<8>().map_err(io::Error::other)?;
        let beside = self.folder.join(format!("{}-{}.tmp", key.as_str(), HEXLOWER.encode(&unique)));
        let written = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&beside)
            .and_then(|mut file| file.write_all(bytes))
            .and_then(|()| fs::rename(&beside, self.path(key)));
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
        written
    }

    /// Removes the older half, and what a crash left, when there are too many files.
    fn make_room(&self) -> io::Result<()> {
        let mut files: Vec<(SystemTime, PathBuf)> = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if is_ours(&entry.path()) {
                files.push((entry.metadata()?.modified()?, entry.path()));
            }
        }
        if files.len() >= MAX_FILES {
            files.sort();
            for (_, path) in files.iter().take(MAX_FILES / 2) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(format!("{}.{EXTENSION}", key.as_str()))
    }
}

/// The folder may hold what others put there; it stays.
fn is_ours(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let named = stem.get(..64).is_some_and(|name| name.bytes().all(|letter| letter.is_ascii_hexdigit()));
    named && path.extension().is_some_and(|extension| extension == EXTENSION || extension == "tmp")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn what_is_stored_is_loaded_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().join("deep/cache"));
        let key = Key::of(&[b"crl", b"http://a.vn/"]);
        assert_eq!(cache.load(&key, 100), None);
        cache.store(&key, b"one");
        cache.store(&key, b"two");
        assert_eq!(cache.load(&key, 3).as_deref(), Some(&b"two"[..]));
        assert_eq!(cache.load(&key, 2), None);
        assert_ne!(key, Key::of(&[b"crlhttp://a.vn/", b""]));
        assert_eq!(files(&folder.path().join("deep/cache")), 1);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_no_cache() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("file");
        fs::write(&place, b"in the way").unwrap();
        let (cache, key) = (Cache::new(place), Key::of(&[b"a"]));
        cache.store(&key, b"one");
        assert_eq!(cache.load(&key, 100), None);
    }

    #[test]
    fn the_older_half_makes_room_and_strange_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("README.txt"), b"kept").unwrap();
        for number in 0..MAX_FILES {
            fs::write(folder.path().join(format!("{number:064x}.{EXTENSION}")), b"x").unwrap();
        }
        let (cache, key) = (Cache::new(folder.path().to_owned()), Key::of(&[b"new"]));
        cache.store(&key, b"new");
        assert_eq!(files(folder.path()), MAX_FILES / 2 + 2);
        assert!(folder.path().join("README.txt").exists());
        assert_eq!(cache.load(&key, 100).as_deref(), Some(&b"new"[..]));
    }
}
