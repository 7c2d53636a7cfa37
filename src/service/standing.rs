//! What the server itself knows of a document's standing: a hint beside a short code, never a verdict.

use super::state::State;
use super::store::{Code, Error};

/// # Errors
/// What the store says when it does not answer.
pub async fn of(_state: &State, _code: &Code) -> Result<&'static str, Error> {
    Ok("unknown")
}
