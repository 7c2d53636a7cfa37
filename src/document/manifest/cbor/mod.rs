//! Strict CBOR (protocol.md 0): RFC 8949 section 4.2.1 with five major types, text that hides nothing, and
//! map keys that are numbers. General readers take several spellings of one value; here each has one.

mod fault;
mod fields;
mod head;
mod strict;
mod value;
mod writer;

pub use fault::Fault;
pub use fields::Fields;
pub use value::{Entries, Items, Value};
pub use writer::Writer;

/// Largest integer: 2^53 − 1, what every JSON reader can hold.
pub const MAX_INTEGER: u64 = (1 << 53) - 1;
/// Maps and arrays that may stand inside one another.
pub const MAX_NESTING: usize = 4;

#[cfg(test)]
mod tests;
