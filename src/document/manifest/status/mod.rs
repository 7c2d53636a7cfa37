//! Status (protocol.md 9): what the status key says of documents after they were sealed. It can say that a batch is
//! listed, and that a document is superseded or withdrawn; it cannot make a leaf.

mod head;
mod part;
mod standing;
mod token;

pub use head::{Head, SignedHead, Statement};
pub use part::{BatchState, Entry, Listed, Part, Reason, State};
pub use standing::{Answer, AtHand, Remembered, Standing, Unknown, standing};
pub use token::StatusToken;

/// How long a head is valid unless the office says otherwise, in seconds: 10 days.
pub const DEFAULT_SPAN: u64 = 10 * 86_400;
/// How long a verifier takes a head to be valid at most, in seconds: 40 days.
pub const LONGEST_SPAN: u64 = 40 * 86_400;
/// How far a verifier's clock may be behind the signer's, in seconds.
pub const CLOCK_SKEW: u64 = 300;
