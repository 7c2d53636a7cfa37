//! PDF as bytes: objects with their offsets, cross-references, revisions, byte ranges and appended
//! updates (ISO 32000-2 clauses 7.2 to 7.5 and 12.8).
//!
//! There is no repair mode: what is ambiguous is an error.

mod beginning;
mod byte_range;
mod chain;
mod content;
mod error;
mod file;
mod filter;
mod hybrid;
mod lexer;
mod limits;
mod linearized;
mod name;
mod object;
mod object_stream;
mod objects;
mod open;
mod pack;
mod parser;
mod relaxed;
mod revision;
mod serialize;
mod stray;
mod text;
mod update;
mod walk;
mod xref;

pub use beginning::Beginning;
pub use byte_range::ByteRange;
pub use content::{Operation, Operations};
pub use error::Error;
pub use file::{File, Revision};
pub use lexer::is_white_space;
pub use limits::{Budget, Limit, Limits};
pub use name::Name;
pub use object::{Body, Dictionary, IndirectObject, Node, ObjectId, Value};
pub use open::names_byte_range;
pub use pack::pack;
pub use relaxed::Relaxation;
pub use revision::{Change, ChangeKind, compare_keys};
pub use text::{decode_text, encode_text};
pub use update::Update;
pub use walk::{object_references, reachable, reachable_around, references, same_object, same_value, visit};
pub use xref::Kind as XrefKind;

pub use serialize::write_value;
