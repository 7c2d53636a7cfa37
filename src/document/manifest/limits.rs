//! How much of anything is read (protocol.md 17). A limit that is reached is never success.

use super::Error;
use crate::wording::Phrase;

/// Octets of claims.
pub const CLAIMS_BYTES: usize = 64 * 1024;
/// Octets of an opening: its layout with the longest path, and the claims.
pub const OPENING_BYTES: usize = 28 + PATH * 32 + CLAIMS_BYTES;
/// Hashes of a path.
pub const PATH: usize = 3;
/// Octets of an envelope.
pub const ENVELOPE_BYTES: usize = 128 * 1024;
/// Octets of a manifest's content: its message has no more.
pub const MANIFEST_BYTES: usize = 64 * 1024;
/// Octets of a bundle.
pub const BUNDLE_BYTES: usize = 1024 * 1024;
/// Blocks of a bundle.
pub const BLOCKS: usize = 64;
/// Documents of a batch.
pub const COUNT: usize = 4096;
/// Roots of a manifest.
pub const ROOTS: usize = 512;
/// Records of a publication list.
pub const PUBLISHED: usize = 4096;
/// Octets of a publication list: its first four, and a record for each document.
pub const PUBLICATION_BYTES: usize = 4 + 50 * PUBLISHED;
/// Octets of a status head.
pub const STATUS_HEAD_BYTES: usize = 64 * 1024;
/// Octets of a signed head: magic, length, the head, the signature.
pub const SIGNED_HEAD_BYTES: usize = 4 + 4 + STATUS_HEAD_BYTES + 64;
/// Lists that a status head names.
pub const STATUS_LISTS: usize = 400;
/// Octets of a status part.
pub const STATUS_PART_BYTES: usize = 4 * 1024 * 1024;
/// Manifests that are tried for one code.
pub const MANIFESTS_TRIED: usize = 16;

/// Which limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    Claims,
    Opening,
    Envelope,
    Manifest,
    Bundle,
    Blocks,
    Count,
    Roots,
    Published,
    StatusHead,
    StatusLists,
    StatusPart,
    ManifestsTried,
}

impl Limit {
    pub const ALL: &'static [Limit] = &[
        Limit::Claims,
        Limit::Opening,
        Limit::Envelope,
        Limit::Manifest,
        Limit::Bundle,
        Limit::Blocks,
        Limit::Count,
        Limit::Roots,
        Limit::Published,
        Limit::StatusHead,
        Limit::StatusLists,
        Limit::StatusPart,
        Limit::ManifestsTried,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// The most that is taken.
    pub fn most(self) -> usize {
        self.row().1
    }

    /// What there is too much of.
    pub fn of(self) -> Phrase {
        self.row().2
    }

    fn row(self) -> (&'static str, usize, Phrase) {
        let of = Phrase::new;
        match self {
            Limit::Claims => ("LIMIT_CLAIMS", CLAIMS_BYTES, of("byte của phần nội dung", "bytes of claims")),
            Limit::Opening => ("LIMIT_OPENING", OPENING_BYTES, of("byte của phần mở", "bytes of an opening")),
            Limit::Envelope => ("LIMIT_ENVELOPE", ENVELOPE_BYTES, of("byte của phong bì", "bytes of an envelope")),
            Limit::Manifest => ("LIMIT_MANIFEST", MANIFEST_BYTES, of("byte của bản kê", "bytes of a manifest")),
            Limit::Bundle => ("LIMIT_BUNDLE", BUNDLE_BYTES, of("byte của gói chứng cứ", "bytes of a bundle")),
            Limit::Blocks => ("LIMIT_BLOCKS", BLOCKS, of("khối trong gói chứng cứ", "blocks of a bundle")),
            Limit::Count => ("LIMIT_COUNT", COUNT, of("văn bản trong một lô", "documents of a batch")),
            Limit::Roots => ("LIMIT_ROOTS", ROOTS, of("gốc trong một bản kê", "roots of a manifest")),
            Limit::Published => ("LIMIT_PUBLISHED", PUBLISHED, of("mục công bố", "records of a publication list")),
            Limit::StatusHead => (
                "LIMIT_STATUS_HEAD",
                STATUS_HEAD_BYTES,
                of("byte của đầu danh sách tình trạng", "bytes of a status head"),
            ),
            Limit::StatusLists => {
                ("LIMIT_STATUS_LISTS", STATUS_LISTS, of("danh sách tình trạng", "lists of a status head"))
            }
            Limit::StatusPart => {
                ("LIMIT_STATUS_PART", STATUS_PART_BYTES, of("byte của danh sách tình trạng", "bytes of a status list"))
            }
            Limit::ManifestsTried => {
                ("LIMIT_MANIFESTS_TRIED", MANIFESTS_TRIED, of("bản kê đã thử", "manifests tried for one code"))
            }
        }
    }

    /// Refuses more than the limit.
    ///
    /// # Errors
    /// [`Error::Limit`] for anything over it.
    pub fn check(self, found: usize) -> Result<(), Error> {
        if found > self.most() { Err(Error::Limit { limit: self, found }) } else { Ok(()) }
    }
}
