//! Copies from the register: planned with their numbers, which are then taken from the copy-issue book.
//!
//! The plan comes first, the register second. A plan whose numbers were never taken is void when somebody else
//! took them; nothing of it was drawn, so it is made anew.

use std::path::Path;

use chrono::{DateTime, FixedOffset};

use super::Error;
use crate::document::batch::Batch;
use crate::document::record::{Body, CertifiedCopy, Name};
use crate::document::register::{self, Register};

/// What became of the numbers of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbered {
    /// So many were taken now; 0 when all of them were taken before.
    Taken(usize),
    /// The plan is void: another copy has one of its numbers.
    Void,
}

/// The copies that a batch folder has planned; nothing where there is no batch.
///
/// # Errors
/// What is wrong with the folder.
pub fn planned_copies(folder: &Path) -> Result<Option<Vec<CertifiedCopy>>, Error> {
    if !Batch::exists(folder) {
        return Ok(None);
    }
    copies_of(&Batch::open(folder)?).map(Some)
}

fn copies_of(batch: &Batch) -> Result<Vec<CertifiedCopy>, Error> {
    let mut copies = Vec::new();
    for planned in batch.plan().records() {
        if let Body::CertifiedCopy(copy) = planned?.record()?.body() {
            copies.push((**copy).clone());
        }
    }
    Ok(copies)
}

/// Enters the planned copies in the copy-issue book, all of them or none; those that stand there already
/// are passed over.
///
/// # Errors
/// What the register or the folder refuses.
pub fn take_numbers(
    batch: &Batch,
    register: &mut Register,
    by: &Name,
    at: DateTime<FixedOffset>,
) -> Result<Numbered, Error> {
    let copies = copies_of(batch)?;
    let lines = match register.lines_of(&copies) {
        Ok(lines) => lines,
        Err(register::Error::NumberTaken { .. }) if batch.state().is_empty() => return Ok(Numbered::Void),
        Err(error) => return Err(error.into()),
    };
    let count = lines.len();
    if count > 0 {
        register.append(lines, by, at)?;
    }
    Ok(Numbered::Taken(count))
}
