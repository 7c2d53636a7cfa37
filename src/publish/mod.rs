//! Story: what an office has closed → exactly the bytes that a server or a mirror needs (docs/protocol.md 9, 10).
//! Nothing else ever leaves the office: no name, no mark, no secret.
//!
//! A folder has:
//!
//! ```text
//! .well-known/vanbang/v1/batches/<batch>.cms, .bundle        the signed list of a batch, and its evidence
//! .well-known/vanbang/v1/<org>/status/head, <list>/<digest>  what counts today
//! publish/batches/<batch>.list                               which envelopes belong to the batch, if it has any
//! publish/envelopes/<ID>                                     facts that only the holder of a code can read
//! ```

mod error;
mod folder;
mod outgoing;
mod place;
#[cfg(feature = "fetch")]
mod server;
#[cfg(feature = "fetch")]
mod stamping;
mod status;

pub use error::Error;
pub use folder::Folder;
pub use outgoing::{Outgoing, Published, batch, empty};
pub use place::Place;
#[cfg(feature = "fetch")]
pub use server::Remote;
#[cfg(feature = "fetch")]
pub use stamping::{Stamped, stamp};
pub use status::{Renewal, State, delegation, status};
