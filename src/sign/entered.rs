//! A closed batch is entered in the office's register; so is one that is closed though some of its documents were
//! never finished.

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use data_encoding::HEXLOWER;

use super::Error;
use crate::document::batch::{Batch, Document};
use crate::document::record::{Body, Date, Name, Remark};
use crate::document::register::{GivenUp, Issued, Noted, Register, Sealed};
use crate::signature::crypto::sha256;

/// Enters the documents of a batch whose last role has signed; what the register holds already is
/// passed over, so that the same call may follow an interrupted one. Answers how many were entered.
///
/// # Errors
/// What stands in the way of reading the batch or of writing the register; then nothing was entered.
pub fn enter(folder: &Path, register: &mut Register, by: &Name, at: DateTime<FixedOffset>) -> Result<usize, Error> {
    let batch = Batch::open(folder)?;
    let mut noted = Vec::from_iter(sealed(&batch, register)?);
    let before = noted.len();
    for document in batch.documents().filter(|document| register.standing(&document.id).is_none()) {
        noted.push(Noted::Issued(issued(&batch, &document, register)?));
    }
    let count = noted.len() - before;
    if !noted.is_empty() {
        register.append(noted, by, at)?;
    }
    Ok(count)
}

/// Closes a batch whose manifest is signed and some of whose documents will never be finished (docs/protocol.md
/// 9.1, reason 4): the others are entered as issued, these as given up. Answers the ids of these.
///
/// # Errors
/// [`Error::NotSealed`]; as [`enter`]; then nothing was entered.
pub fn give_up(
    folder: &Path,
    register: &mut Register,
    reason: &Remark,
    date: Date,
    by: &Name,
    at: DateTime<FixedOffset>,
) -> Result<Vec<String>, Error> {
    let batch = Batch::open(folder)?;
    let last = batch.roles()?.and_then(|roles| roles.last().copied()).ok_or(Error::KindUnknown)?;
    if batch.manifest()?.is_none() {
        return Err(Error::NotSealed);
    }
    let name = batch.plan().batch().to_string();
    let mut noted = Vec::from_iter(sealed(&batch, register)?);
    let mut given_up = Vec::new();
    for document in batch.documents().filter(|document| register.standing(&document.id).is_none()) {
        if batch.signed(document.index, last).is_some() {
            noted.push(Noted::Issued(issued(&batch, &document, register)?));
        } else {
            given_up.push(document.id.clone());
            let (batch, reason) = (name.clone(), reason.clone());
            noted.push(Noted::GivenUp(GivenUp { id: document.id, batch, reason, date }));
        }
    }
    if !noted.is_empty() {
        register.append(noted, by, at)?;
    }
    Ok(given_up)
}

/// The entry of the batch itself, unless it is there.
fn sealed(batch: &Batch, register: &Register) -> Result<Option<Noted>, Error> {
    let name = batch.plan().batch().to_string();
    let content = batch.content()?.filter(|_| register.sealed_batch(&name).is_none());
    Ok(content.map(|content| {
        Noted::Sealed(Sealed {
            batch: name,
            manifest_sha256: HEXLOWER.encode(content.digest()),
            list: content.list(),
            count: content.count() as u64,
        })
    }))
}

fn issued(batch: &Batch, document: &Document, register: &Register) -> Result<Issued, Error> {
    let planned = document.planned()?;
    let record = planned.record()?;
    Ok(Issued {
        id: document.id.clone(),
        kind: record.kind().code().to_owned(),
        date: record.stated().issue().date,
        record_sha256: HEXLOWER.encode(&sha256(planned.bytes())),
        supersedes: record.stated().supersedes().cloned(),
        batch: Some(batch.plan().batch().to_string()),
        copy: match record.body() {
            Body::CertifiedCopy(copy) => Some(register.copy_line(copy.statement())?),
            _ => None,
        },
    })
}
