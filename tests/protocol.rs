//! The protocol of code, manifest, envelope and status (docs/protocol.md): vectors with every value, and what
//! must be refused.

#[path = "protocol/given.rs"]
mod given;
#[path = "protocol/vectors.rs"]
mod vectors;
