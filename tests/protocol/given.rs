//! Vectors as they lie on disk, and batches that are made for a test.

use std::path::PathBuf;

use data_encoding::HEXLOWER;
use serde_json::Value;

/// The vectors that [`crate::make`] makes.
pub const MADE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/test-vectors/protocol/batch.json");

/// Our own vectors.
pub fn made() -> Value {
    serde_json::from_slice(&std::fs::read(MADE).unwrap()).unwrap()
}

/// A file of vectors of somebody else.
pub struct Vectors(pub Value);

impl Vectors {
    /// The published file, where it is at hand.
    pub fn published() -> Option<Vectors> {
        let path = PathBuf::from(std::env::var_os("VANBANG_CORPUS")?).join("..").join("protocol-vectors.json");
        Some(Vectors(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()))
    }
}

/// A text of the vectors.
pub fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("{member} is missing"))
}

/// Bytes of the vectors, which are hexadecimal.
pub fn bytes(value: &Value, member: &str) -> Vec<u8> {
    unhex(text(value, member))
}

pub fn array<const N: usize>(value: &Value, member: &str) -> [u8; N] {
    bytes(value, member).try_into().unwrap_or_else(|_| panic!("{member} has another length"))
}

pub fn unhex(text: &str) -> Vec<u8> {
    HEXLOWER.decode(text.as_bytes()).unwrap()
}

pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}
