//! The signed list of a batch and what hangs on it: claims, leaves, openings, envelopes, status. Bytes that are
//! to be signed or sealed, and the judging of them once somebody else has verified the signature around them.
//! Normative: `docs/protocol.md`.

mod batch_id;
mod bundle;
pub mod cbor;
mod claims;
mod content;
mod delegation;
mod envelope;
mod error;
pub mod layout;
mod leaves;
pub mod limits;
mod opening;
mod publication;
pub mod status;
mod time;
mod tree;

pub use batch_id::BatchId;
pub use bundle::{Block, BlockKind, Bundle};
pub use claims::{Claims, KindNumber, project};
pub use content::{Content, Sealed, Unsigned};
pub use delegation::Delegation;
pub use envelope::Envelope;
pub use error::{Error, Object};
pub use leaves::{Document, Leaf, Leaves};
pub use opening::Opening;
pub use publication::{Publication, Published};
pub use time::Time;
pub use tree::{Height, Place, leaf, root_of};

/// A SHA-256 digest.
pub type Digest = [u8; 32];
