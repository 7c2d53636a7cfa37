//! What a batch repeats of the register may have changed since it was planned: it is asked again before
//! a signature.

use std::path::Path;

use super::Error;
use crate::document::batch::Batch;
use crate::document::record::{Body, Record};
use crate::document::register::{Register, Standing};

/// Whether the documents of a batch lean on the register: copies from it, and those that replace others.
///
/// # Errors
/// What stands in the way of reading the batch.
pub fn leans_on_register(folder: &Path) -> Result<bool, Error> {
    let batch = Batch::open(folder)?;
    for document in batch.documents() {
        if leans(&document.planned()?.record()?) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn leans(record: &Record) -> bool {
    matches!(record.body(), Body::CertifiedCopy(_)) || record.stated().supersedes().is_some()
}

/// Whether the register still says what the documents of a batch repeat of it: a diploma in force and
/// unchanged, a replaced document in force. Documents that are entered already are passed over.
///
/// # Errors
/// [`Error::Register`] with the decision that ended or changed a diploma, [`Error::ReplacedNotInForce`].
pub fn check_register(folder: &Path, register: &Register) -> Result<(), Error> {
    let batch = Batch::open(folder)?;
    for document in batch.documents().filter(|document| register.standing(&document.id).is_none()) {
        let record = document.planned()?.record()?;
        if let Body::CertifiedCopy(copy) = record.body() {
            register.check_copy(copy.statement())?;
        }
        if let Some(replaced) = record.stated().supersedes()
            && register.standing(replaced.id.as_str()) != Some(&Standing::InForce)
        {
            return Err(Error::ReplacedNotInForce { id: replaced.id.to_string() });
        }
    }
    Ok(())
}
