//! What a file does that the standard does not say, and that still has one reading only.

/// A habit of an honest producer that was met while reading. The closed form knows none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relaxation {
    /// Two sections make one revision (ISO 32000-2 Annex F).
    Linearized,
    /// A table and a stream make one section (ISO 32000-2 clause 7.5.8.4).
    Hybrid,
    /// White space between a stated offset and its cross-reference.
    SpaceBeforeXref,
    /// White space between a stated offset and its object.
    SpaceBeforeObject,
    /// Entries of a table that are not 20 bytes long.
    EntryLineEnd,
    /// `n g obj endobj`, which is null.
    EmptyObject,
    /// A `/Size` that is too small, of a revision that defines nothing.
    SizeOfNothing,
    /// An object stream that extends another (ISO 32000-2 clause 7.5.7).
    ExtendedStream,
    /// A trailer behind a cross-reference stream that repeats what the stream says.
    TrailerAfterStream,
    /// White space after the last end-of-line.
    TrailingSpace,
}

impl Relaxation {
    /// What the standard forbids, and is read only so that integrity can be told: it never passes.
    pub fn is_doubtful(self) -> bool {
        use Relaxation::*;
        matches!(self, SpaceBeforeXref | SpaceBeforeObject | SizeOfNothing | TrailerAfterStream)
    }
}
