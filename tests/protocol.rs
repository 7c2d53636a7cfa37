//! The protocol of code, manifest, envelope and status (docs/protocol.md): vectors with every value, and what
//! must be refused.

#[path = "protocol/caps.rs"]
mod caps;
#[path = "protocol/given.rs"]
mod given;
#[path = "protocol/make.rs"]
mod make;
#[path = "common/outside.rs"]
mod outside;
#[path = "protocol/records.rs"]
mod records;
#[path = "protocol/refusals.rs"]
mod refusals;
#[path = "protocol/second.rs"]
mod second;
#[path = "protocol/standing.rs"]
mod standing;
#[path = "protocol/vectors.rs"]
mod vectors;
