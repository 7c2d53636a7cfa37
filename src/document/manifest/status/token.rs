//! The name of a document in a status list: whoever lacks the identifier learns nothing from it.

use std::fmt;

use data_encoding::HEXLOWER;

use crate::document::code::Id;
use crate::signature::crypto::sha256_parts;

/// The first 16 bytes of a digest of the identifier (protocol.md 9.1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusToken([u8; 16]);

impl StatusToken {
    pub fn of(id: &Id) -> StatusToken {
        let digest = sha256_parts(&[b"vanbang status token 1", id.as_bytes()]);
        StatusToken(digest.first_chunk().copied().unwrap_or_default())
    }

    pub(super) fn from_bytes(bytes: [u8; 16]) -> StatusToken {
        StatusToken(bytes)
    }

    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for StatusToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusToken({})", HEXLOWER.encode(&self.0))
    }
}
