//! Which file stands under a name, so that one that was replaced is noticed.

use std::io;
use std::path::Path;

/// Equal for the same file.
#[derive(Debug, PartialEq, Eq)]
pub struct Identity(u64, u64);

impl Identity {
    /// # Errors
    /// What the system says when no file stands there.
    #[cfg(unix)]
    pub fn of(path: &Path) -> io::Result<Identity> {
        use std::os::unix::fs::MetadataExt;
        let found = std::fs::metadata(path)?;
        Ok(Identity(found.dev(), found.ino()))
    }

    /// Windows lets nobody take away a file that is open.
    ///
    /// # Errors
    /// What the system says when no file stands there.
    #[cfg(not(unix))]
    pub fn of(path: &Path) -> io::Result<Identity> {
        std::fs::metadata(path).map(|_| Identity(0, 0))
    }
}
