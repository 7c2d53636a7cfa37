//! The name of a batch: eight random bytes.

use std::fmt;

use data_encoding::HEXLOWER_PERMISSIVE;

/// Drawn when the batch is planned (protocol.md 4). As text: sixteen lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchId([u8; 8]);

impl BatchId {
    pub const BYTES: usize = 8;

    /// Wraps bytes that the caller drew from the system's generator, or read.
    pub const fn from_bytes(bytes: [u8; 8]) -> BatchId {
        BatchId(bytes)
    }

    pub fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }

    /// Reads sixteen hexadecimal digits in either case.
    pub fn parse(text: &str) -> Option<BatchId> {
        let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?;
        bytes.try_into().ok().map(BatchId)
    }
}

impl fmt::Display for BatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER_PERMISSIVE.encode(&self.0))
    }
}

impl fmt::Debug for BatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BatchId({self})")
    }
}
