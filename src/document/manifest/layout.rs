//! Where published objects lie (protocol.md 10.3): the same names on a server, in a folder for one, and in a copy
//! of either. Paths are relative and their parts are joined by `/`.

use data_encoding::HEXLOWER;

use super::{BatchId, Digest};
use crate::document::record::OrgId;

/// What everybody is served lies below this.
pub const SERVED: &str = ".well-known/vanbang/v1";
/// What goes to a server, and is not served as it is, lies below this.
pub const HANDED_OVER: &str = "publish";
/// What belongs to batches.
pub const BATCHES: &str = "batches";
/// Envelopes by their identifiers, below [`HANDED_OVER`].
pub const ENVELOPES: &str = "envelopes";

/// The forms in which a batch's signed list is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    /// The signed message alone.
    Message,
    /// With its evidence.
    Bundle,
}

impl Served {
    /// How the names of such files end.
    pub fn extension(self) -> &'static str {
        match self {
            Served::Message => "cms",
            Served::Bundle => "bundle",
        }
    }
}

/// A batch's manifest, below [`SERVED`].
pub fn batch(batch: BatchId, form: Served) -> String {
    format!("{BATCHES}/{batch}.{}", form.extension())
}

/// An organisation's status head, below [`SERVED`].
pub fn head(org: &OrgId) -> String {
    format!("{org}/status/head")
}

/// A part, which the head names by its list and digest, below [`SERVED`].
pub fn part(org: &OrgId, list: u64, digest: &Digest) -> String {
    format!("{org}/status/{list}/{}", HEXLOWER.encode(digest))
}

/// A batch's publication list, below [`HANDED_OVER`].
pub fn publication(batch: BatchId) -> String {
    format!("{BATCHES}/{batch}.list")
}

/// An envelope by its document's identifier, below [`HANDED_OVER`].
pub fn envelope(id: &str) -> String {
    format!("{ENVELOPES}/{id}")
}
