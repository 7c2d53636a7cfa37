//! Documents issued again: of those whose records changed, each names the one that it replaces.

use std::collections::HashMap;

use super::Error;
use crate::document::batch::Batch;
use crate::document::record::{Body, Code, Date, DocumentId, Remark, Supersedes};
use crate::document::register::{Register, Standing};

/// Why documents are issued again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    pub reason: Remark,
    pub decision_no: Option<Code>,
    pub decision_date: Option<Date>,
}

/// Of new records, those that say something else than the documents of a closed batch, each with the id of
/// the document that it replaces. Two records are of one document when their [`Body::key`] is the same; a
/// record that the batch does not have is left out. `begun` are the ids of the new batch when it was begun
/// before: what they replaced they may replace again.
///
/// # Errors
/// [`Error::NothingChanged`], or [`Error::NotInForce`] for a document that is not in force in the register.
pub fn replacing(
    old: &Batch,
    register: &Register,
    begun: &[String],
    records: Vec<Body>,
    why: &Why,
) -> Result<Vec<Body>, Error> {
    let mut issued = HashMap::new();
    for document in old.documents() {
        let record = document.planned.record()?;
        issued.insert(record.body().key(), (document.id, record));
    }
    let mut replaced = Vec::new();
    for record in records {
        let Some((id, before)) = issued.get(&record.key()) else { continue };
        if before.body().says_the_same(&record) {
            continue;
        }
        let not_in_force = || Error::NotInForce { id: id.clone() };
        let may_be_replaced = match register.standing(id) {
            Some(Standing::InForce) => true,
            Some(Standing::Superseded { by }) => begun.contains(by),
            Some(Standing::Withdrawn) | None => false,
        };
        if !may_be_replaced {
            return Err(not_in_force());
        }
        let Why { reason, decision_no, decision_date } = why.clone();
        let id = DocumentId::new(id).map_err(|_| not_in_force())?;
        replaced.push(record.superseding(Supersedes { id, reason, decision_no, decision_date })?);
    }
    if replaced.is_empty() { Err(Error::NothingChanged) } else { Ok(replaced) }
}
