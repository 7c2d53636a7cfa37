//! What a role is about to sign, shown before its key is opened.

use std::path::Path;

use data_encoding::HEXLOWER;

use super::step::{Step, Task};
use super::{Error, Report, close};
use crate::document::batch::{Batch, Listed};
use crate::document::record::{Kind, Role};
use crate::signature::crypto::DigestAlgorithm;

/// A batch as one role finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub kind: Kind,
    pub role: Role,
    /// Documents of the whole batch.
    pub count: usize,
    /// Those that have no signature of this role yet.
    pub unsigned: usize,
    /// Those that have one, and wait for its timestamp.
    pub unstamped: usize,
    /// Whose document is the first, and whose the last.
    pub first: String,
    pub last: String,
    /// SHA-256 over `ID SHA256\n` of every document as this role finds it, in order; hexadecimal. Two
    /// persons who see the same digest speak of the same files.
    pub digest: String,
    pub prepared_by: Option<String>,
    /// Roles that sign on paper, or not at all.
    pub not_digital: Vec<Role>,
    /// Bytes that should be free on the disk: one and a half of what signing writes, about.
    pub room: u64,
}

/// What is left for a role.
#[derive(Debug)]
pub enum Left {
    /// Something is, or a timestamp is waited for.
    Offer(Box<Offer>),
    /// Nothing; what a run does last was done again, for one that ended just before it.
    Nothing(Box<Report>),
}

/// What a role still has to do, asked before its key is opened.
///
/// # Errors
/// What stands in the way of this role's signature, or of reading the batch.
pub fn left(folder: &Path, role: Role) -> Result<Left, Error> {
    let batch = Batch::open(folder)?;
    let kind = batch.kind().ok_or(Error::KindUnknown)?;
    let step = Step::of(&batch, role)?;
    let tasks = step.tasks(&batch, false)?;
    let unsigned = tasks.len();
    let unstamped = step.waiting(&batch).len();
    if unsigned == 0 && unstamped == 0 {
        return close(&batch, kind, Ok(())).map(|report| Left::Nothing(Box::new(report)));
    }
    let listed = batch.plan().listed();
    let holder = |listed: Option<&Listed>| listed.map(|one| one.holder.clone()).unwrap_or_default();
    let digital = batch.roles()?.unwrap_or_default();
    Ok(Left::Offer(Box::new(Offer {
        kind,
        role,
        count: listed.len(),
        unsigned,
        unstamped,
        first: holder(listed.first()),
        last: holder(listed.last()),
        digest: digest(&batch, &step),
        prepared_by: batch.settings().prepared_by.clone(),
        not_digital: kind.roles().iter().filter(|role| !digital.contains(role)).copied().collect(),
        room: room(&tasks),
    })))
}

/// A signed file is the old one and what the signature adds; a file that is not there is told later.
fn room(tasks: &[Task]) -> u64 {
    const ADDED: u64 = 48 << 10;
    let length = |task: &Task| std::fs::metadata(&task.source.path).map_or(0, |source| source.len());
    let written: u64 = tasks.iter().map(|task| length(task) + ADDED).sum();
    written + written / 2
}

fn digest(batch: &Batch, step: &Step) -> String {
    let lines: Vec<String> = batch
        .documents()
        .map(|document| {
            let noted = match step.before {
                None => batch.drawn(document.index),
                Some(role) => batch.signed(document.index, role),
            };
            format!("{} {}\n", document.id, noted.unwrap_or_default())
        })
        .collect();
    let parts: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
    HEXLOWER.encode(&DigestAlgorithm::Sha256.digest_parts(&parts))
}
