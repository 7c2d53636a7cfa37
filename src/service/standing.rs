//! What the server itself knows of a document's standing: a hint beside a short code, never a verdict.

use super::state::State;
use super::store::{Code, Error};
use crate::verify::publishing::{Hint, SentHead};

/// By the newest head that is kept.
///
/// # Errors
/// What the store says when it does not answer.
pub async fn of(state: &State, code: &Code) -> Result<Hint, Error> {
    let Some(head) = state.store().head(&code.org).await? else { return Ok(Hint::Unknown) };
    let Ok(head) = SentHead::parse(&head) else { return Ok(Hint::Unknown) };
    let Some((list, digest)) = head.lists().find(|(list, _)| *list == code.list) else { return Ok(Hint::Unknown) };
    let Some(part) = state.store().part(&code.org, list, digest).await? else { return Ok(Hint::Unknown) };
    Ok(head.standing(&part, code.id, code.batch, code.manifest, state.now()))
}
