//! A file's first bytes, read once for all files that go on behind them.

use std::sync::Arc;

use super::chain::Layer;
use super::{Error, File, Limits, Revision, hybrid, open};
use crate::signature::crypto::Hashed;

/// Whole revisions that were read, with the bytes that they were read from. A file that begins with the
/// very same bytes and names them as its past has the same revisions, so they are not read again.
///
/// Reading goes forward from offsets that stand inside a revision or before it, and ends inside it; what
/// follows changes nothing of it. Where that would not hold (a hybrid or linearized file, any other habit
/// of other producers, an end without a line feed) every file is read as a whole.
#[derive(Debug)]
pub struct Beginning {
    hashed: Arc<Hashed>,
    limits: Limits,
    pub(super) layers: Vec<Arc<Layer>>,
    pub(super) revisions: Vec<Arc<Revision>>,
    pub(super) spent: Spent,
    /// Whether reading it again as a part of a longer file would give the same.
    goes_on: bool,
}

/// What reading has cost so far, in values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    pub values: u64,
    pub inflated_bytes: u64,
    pub comparisons: u64,
}

impl Beginning {
    /// Reads a file and keeps it.
    ///
    /// # Errors
    /// As [`File::open`].
    pub fn read(bytes: impl Into<Hashed>, limits: Limits) -> Result<Self, Error> {
        let hashed = Arc::new(bytes.into());
        let opened = open::read(hashed.bytes(), &limits, None)?;
        hybrid::check_views(&File::of(hashed.bytes(), limits, opened.revisions.clone(), None), &opened.hidden)?;
        Ok(Self::of(hashed, limits, opened))
    }

    /// Reads a file again that was read before, byte for byte, and was found [plain](Self::is_plain): its objects
    /// only as they are asked for.
    ///
    /// # Errors
    /// As [`File::open`], as far as it is read.
    pub fn reread(bytes: impl Into<Hashed>, limits: Limits) -> Result<Self, Error> {
        let hashed = Arc::new(bytes.into());
        match open::reread(&hashed, &limits)? {
            Some(opened) => Ok(Self::of(hashed, limits, opened)),
            None => Self::read(Arc::unwrap_or_clone(hashed), limits),
        }
    }

    fn of(hashed: Arc<Hashed>, limits: Limits, opened: open::Opened) -> Self {
        let open::Opened { layers, revisions, spent, .. } = opened;
        let bytes = hashed.bytes();
        let ends_well = revisions.last().is_some_and(|last| last.range.end == bytes.len()) && bytes.ends_with(b"\n");
        let goes_on = ends_well && revisions.iter().all(|revision| revision.relaxed.is_empty());
        Beginning { hashed, limits, layers, revisions, spent, goes_on }
    }

    /// Whether it has nothing but what a producer needs to write: no habit that the standard does not know, no
    /// byte that belongs to nothing.
    pub fn is_plain(&self) -> bool {
        self.goes_on && self.revisions.iter().all(|revision| revision.unexplained.is_empty())
    }

    /// The file that it is by itself.
    pub fn file(&self) -> File<'_> {
        File::of(self.bytes(), self.limits, self.revisions.clone(), Some(&self.hashed))
    }

    pub fn bytes(&self) -> &[u8] {
        self.hashed.bytes()
    }

    /// The same bytes with their digest.
    pub fn hashed(&self) -> &Hashed {
        &self.hashed
    }

    /// Whether a file begins with these bytes, has more, and is read under the same limits.
    pub(super) fn begins(&self, bytes: &[u8], limits: &Limits) -> bool {
        self.goes_on && self.limits == *limits && bytes.len() > self.bytes().len() && bytes.starts_with(self.bytes())
    }
}
