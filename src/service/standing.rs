//! What the server itself knows of a document's standing: a hint beside a short code, never a verdict.

/// Nothing, as long as nobody publishes the status of documents here.
pub const UNKNOWN: &str = "unknown";
