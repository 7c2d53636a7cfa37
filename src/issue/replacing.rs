//! Documents issued again: of those whose records changed, each names the one that it replaces.

use std::collections::{HashMap, HashSet};

use super::Error;
use crate::document::batch::Batch;
use crate::document::record::{Body, Code, Date, DocumentId, Name, Record, Remark, Supersedes};
use crate::document::register::{Register, Standing};

/// Why documents are issued again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    pub reason: Remark,
    pub decision_no: Option<Code>,
    pub decision_date: Option<Date>,
}

/// A document of an issued batch that nobody asks for any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    pub id: String,
    /// Whose it is.
    pub holder: Name,
}

/// The documents of a closed batch that are in force and of which no record is given: correcting the batch
/// by these records alone would leave them as they are.
///
/// # Errors
/// What is wrong with the batch.
pub fn absent(old: &Batch, register: &Register, records: &[Body]) -> Result<Vec<Absent>, Error> {
    let given: HashSet<String> = records.iter().map(Body::key).collect();
    let mut absent = Vec::new();
    for document in old.documents().filter(|one| register.standing(&one.id) == Some(&Standing::InForce)) {
        let record = document.planned()?.record()?;
        if !given.contains(&record.body().key()) {
            absent.push(Absent { id: document.id, holder: record.stated().holder().clone() });
        }
    }
    Ok(absent)
}

/// Of whom there are records but no document in a closed batch, in the order of the records.
///
/// # Errors
/// What is wrong with the batch.
pub fn without_document(old: &Batch, records: &[Body]) -> Result<Vec<Name>, Error> {
    let issued = issued(old)?;
    let others = records.iter().filter(|record| !issued.contains_key(&record.key()));
    Ok(others.map(|record| record.stated().holder().clone()).collect())
}

/// The documents of a batch by what two versions of one have in common.
fn issued(old: &Batch) -> Result<HashMap<String, (String, Record)>, Error> {
    let mut issued = HashMap::new();
    for document in old.documents() {
        let record = document.planned()?.record()?;
        issued.insert(record.body().key(), (document.id, record));
    }
    Ok(issued)
}

/// Of new records, those that say something else than the documents of a closed batch, each with the id of
/// the document that it replaces. Two records are of one document when their [`Body::key`] is the same; a
/// record that the batch does not have is left out ([`without_document`] tells of whom). `begun` are the ids of the new batch when it was begun
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
    let issued = issued(old)?;
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
