//! The code on the paper: what it is made of, its text, its symbol.
//! Normative: `docs/protocol.md`, sections 2 and 5.

mod decimal;
mod derive;
mod error;
mod id;
mod short;
#[cfg(feature = "template")]
pub mod symbol;
mod text;

pub use derive::{Code, Secret};
pub use error::Error;
pub use id::Id;
pub use short::ShortCode;
pub use text::{Form, ParsedCode, check_host, parse, parse_listed};
