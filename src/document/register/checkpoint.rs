//! What is kept outside of a register so that nobody can put an old one back unseen.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::chain::Hash;

const FORMAT: &str = "vanbang-register-checkpoint/1";

/// How far a register had come: printed in batch reports, kept beside the register and elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    format: String,
    pub organisation: String,
    /// Entries at that time.
    pub count: u64,
    /// Chain hash of the last of them, in hexadecimal.
    pub head: String,
    /// When it was made, RFC 3339.
    pub at: String,
}

impl Checkpoint {
    pub(super) fn new(organisation: &str, count: u64, head: &Hash, at: &str) -> Self {
        Checkpoint {
            format: FORMAT.to_owned(),
            organisation: organisation.to_owned(),
            count,
            head: HEXLOWER.encode(head),
            at: at.to_owned(),
        }
    }

    /// Reads a checkpoint file.
    pub fn from_json(bytes: &[u8]) -> Option<Checkpoint> {
        let read: Checkpoint = serde_json::from_slice(bytes).ok()?;
        let head = HEXLOWER.decode(read.head.as_bytes()).ok()?;
        (read.format == FORMAT && head.len() == 32).then_some(read)
    }

    /// One line of JSON.
    pub fn to_json(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}
