//! How a document stands by what the store keeps: a hint beside a short code, and what a verdict on a file is told.

use chrono::{DateTime, Utc};

use super::state::State;
use super::store::{Code, Error};
use crate::verify::publishing::limits::{BUNDLE_BYTES, SIGNED_HEAD_BYTES, STATUS_PART_BYTES};
use crate::verify::publishing::{Hint, SentHead};
use crate::verify::{Asked, Finding, Mirror, Policy, Verdict};

/// Most bytes that it answers: two bundles, a head, a part.
pub const KEPT: usize = 2 * BUNDLE_BYTES + SIGNED_HEAD_BYTES + STATUS_PART_BYTES;

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

/// What the store has of a document's batch and of its organisation's status.
#[derive(Debug, Default)]
pub struct Kept {
    /// The highest of the organisation's status key that was seen.
    pub epoch: u32,
    /// Bundles, a head and a part.
    pub objects: Vec<Vec<u8>>,
}

/// Asks the store; `None`: it does not answer.
pub async fn kept(state: &State, asked: &Asked) -> Option<Kept> {
    match gather(state, asked).await {
        Ok(kept) => Some(kept),
        Err(error) => {
            state.store_answers(Some(&error));
            None
        }
    }
}

async fn gather(state: &State, asked: &Asked) -> Result<Kept, Error> {
    let (store, org) = (state.store(), asked.org.as_str());
    let Some(bundle) = store.bundle(asked.batch).await? else { return Ok(Kept::default()) };
    let mut objects = vec![bundle.bytes];
    let head = store.head(org).await?;
    if let Some(sent) = head.as_deref().and_then(|head| SentHead::parse(head).ok()) {
        if sent.delegated_by() != asked.batch {
            objects.extend(store.bundle(sent.delegated_by()).await?.map(|bundle| bundle.bytes));
        }
        if let Some((list, digest)) = sent.lists().find(|(list, _)| *list == bundle.list) {
            objects.extend(store.part(org, list, digest).await?);
        }
    }
    objects.extend(head);
    let epoch = u32::try_from(store.epoch(org).await?).unwrap_or(u32::MAX);
    Ok(Kept { epoch, objects })
}

/// Tells a verdict what is kept. `None`: objects in memory could not be read, which cannot be.
pub fn tell(verdict: &mut Verdict, kept: Option<Kept>, policy: &Policy, at: DateTime<Utc>) -> Option<()> {
    match kept {
        None => verdict.cannot_ask(lost()),
        Some(Kept { epoch, objects }) => {
            verdict.ask_keeper(&Mirror::holding(objects, epoch), policy, at).ok()?;
        }
    }
    Some(())
}

fn lost() -> Finding {
    Finding::new(
        "STORE_LOST",
        "Máy chủ tạm thời không tra được tình trạng của văn bản; tệp vẫn được kiểm tra.",
        "The server cannot look up how the document stands for the moment; the file was judged all the same.",
    )
}
