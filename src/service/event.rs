//! What is worth a line in the log. There is no place in it for a person, a code or a file's name.

use std::fmt;
use std::time::Duration;

use super::worker::Judged;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A file was judged.
    Verified {
        /// The word, its code, and the file's digest.
        judged: Judged,
        /// How long it took.
        took: Duration,
    },
    /// There is nothing to judge in a file.
    Unreadable {
        /// The stable code.
        code: String,
    },
    /// A file was not judged, or a request refused.
    Refused {
        /// The stable code of the refusal.
        code: &'static str,
    },
    /// A host gave no answer about revocation, or none that counts.
    NotFetched {
        /// Which host.
        host: String,
        /// The stable code of the reason.
        code: String,
    },
    /// An identifier or a short code was looked up.
    CodeAsked {
        /// Whether the store has it.
        known: bool,
    },
    /// Something was published.
    Published {
        /// What: `batch`, `envelope` or `status`.
        what: &'static str,
        /// Whether it was here before.
        again: bool,
    },
    /// An object that was asked for is not in the bucket as it was put there.
    Damaged {
        /// The stable code.
        code: &'static str,
    },
    /// The trust folder was read anew.
    Trust {
        /// The stable code of why it is judged by what was before; `None`: it is judged by what was read.
        refused: Option<&'static str>,
    },
    /// The store answers again, or no longer.
    Store {
        /// The stable code of its error; `None`: it answers.
        code: Option<&'static str>,
    },
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Verified { judged: Judged { sha256, verdict, reason }, took } => {
                write!(f, "verified sha256={sha256} verdict={verdict} reason={reason} ms={}", took.as_millis())
            }
            Event::Unreadable { code } => write!(f, "refused code={code}"),
            Event::Refused { code } => write!(f, "refused code={code}"),
            Event::NotFetched { host, code } => write!(f, "not fetched host={host} code={code}"),
            Event::CodeAsked { known } => write!(f, "code known={known}"),
            Event::Published { what, again } => write!(f, "published what={what} again={again}"),
            Event::Trust { refused: None } => write!(f, "trust read anew"),
            Event::Trust { refused: Some(code) } => {
                write!(f, "trust refused code={code}; the one before stays in force")
            }
            Event::Damaged { code } => write!(f, "object damaged code={code}"),
            Event::Store { code: Some(code) } => write!(f, "store lost code={code}"),
            Event::Store { code: None } => write!(f, "store answers"),
        }
    }
}
