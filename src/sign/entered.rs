//! A closed batch is entered in the office's register.

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use data_encoding::HEXLOWER;

use super::Error;
use crate::document::batch::Batch;
use crate::document::record::{Body, Name};
use crate::document::register::{Issued, Noted, Register, Sealed};
use crate::signature::crypto::sha256;

/// Enters the documents of a batch whose last role has signed; what the register holds already is
/// passed over, so that the same call may follow an interrupted one. Answers how many were entered.
///
/// # Errors
/// What stands in the way of reading the batch or of writing the register; then nothing was entered.
pub fn enter(folder: &Path, register: &mut Register, by: &Name, at: DateTime<FixedOffset>) -> Result<usize, Error> {
    let batch = Batch::open(folder)?;
    let name = batch.plan().batch().to_string();
    let mut noted = Vec::new();
    if let Some(content) = batch.content()?.filter(|_| register.sealed_batch(&name).is_none()) {
        noted.push(Noted::Sealed(Sealed {
            batch: name.clone(),
            manifest_sha256: HEXLOWER.encode(content.digest()),
            list: content.list(),
            count: content.count() as u64,
        }));
    }
    let before = noted.len();
    for document in batch.documents().filter(|document| register.standing(&document.id).is_none()) {
        let record = document.planned.record()?;
        noted.push(Noted::Issued(Issued {
            id: document.id.clone(),
            kind: record.kind().code().to_owned(),
            date: record.stated().issue().date,
            record_sha256: HEXLOWER.encode(&sha256(document.planned.bytes())),
            supersedes: record.stated().supersedes().cloned(),
            batch: Some(name.clone()),
            copy: match record.body() {
                Body::CertifiedCopy(copy) => Some(register.copy_line(copy.statement())?),
                _ => None,
            },
        }));
    }
    let count = noted.len() - before;
    if !noted.is_empty() {
        register.append(noted, by, at)?;
    }
    Ok(count)
}
