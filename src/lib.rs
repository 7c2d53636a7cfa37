//! `vanbang` builds Vietnamese school transcripts from the workbooks schools have, signs them with
//! a token and tells anyone whether a copy is genuine.

// Stories: what happens.
#[cfg(feature = "issue")]
pub mod issue;
#[cfg(all(feature = "sign", feature = "register"))]
pub mod publish;
#[cfg(feature = "scan")]
pub mod scan;
#[cfg(feature = "sign")]
pub mod sign;
pub mod verify;

// Shelf 1: what a school says. It knows schools, no ASN.1 and no PDF syntax.
pub mod document;

// Shelf 2: how it is proven. It knows standards, no schools.
pub mod signature;

// Programs run again with limits, for input that may break them.
#[cfg(any(feature = "cli", feature = "service"))]
pub mod child;

// What errors of both shelves are worded with; files that are whole or not there.
pub mod durable;
pub mod wording;

// Story with states: HTTP in, verdict out.
#[cfg(feature = "service")]
pub mod service;
