//! One role's signature in the order of a batch, and what each document needs of it.

use std::path::PathBuf;

use super::Error;
use crate::document::batch::Batch;
use crate::document::record::Role;

/// One role's signature in the order in which a batch is signed.
pub(super) struct Step {
    pub role: Role,
    /// The role that signs before, if any does.
    pub before: Option<Role>,
    pub is_last: bool,
    /// All fields that will be signed, in order.
    pub fields: Vec<&'static str>,
    /// How many of them are signed once this step is done.
    pub done: usize,
}

impl Step {
    pub fn of(batch: &Batch, role: Role) -> Result<Step, Error> {
        let roles = batch.roles().ok_or(Error::KindUnknown)?;
        let place = roles.iter().position(|one| *one == role).ok_or(Error::RoleUnknown { role })?;
        Ok(Step {
            role,
            before: place.checked_sub(1).and_then(|index| roles.get(index)).copied(),
            is_last: place + 1 == roles.len(),
            fields: roles.iter().map(|role| role.field()).collect(),
            done: place + 1,
        })
    }

    /// The fields that are signed once this step is done.
    pub fn signed_fields(&self) -> &[&'static str] {
        self.fields.get(..self.done).unwrap_or_default()
    }

    /// The file that this step signs, and its noted hash.
    fn source(&self, batch: &Batch, index: u32, id: &str) -> Result<(PathBuf, String), Error> {
        let (path, noted) = match self.before {
            None => (batch.drawn_path(id), batch.drawn(index)),
            Some(role) => (batch.signed_path(id, role, false), batch.signed(index, role)),
        };
        let noted = noted.ok_or(Error::NotReady { index: index + 1, missing: self.before })?;
        Ok((path, noted.to_owned()))
    }

    /// The documents that this step has still to sign, in order.
    pub fn tasks(&self, batch: &Batch) -> Result<Vec<Task>, Error> {
        let mut tasks = Vec::new();
        for document in batch.documents().filter(|document| batch.signed(document.index, self.role).is_none()) {
            let (source, source_sha256) = self.source(batch, document.index, &document.id)?;
            tasks.push(Task {
                index: document.index,
                boxes: self.before.is_none().then(|| batch.boxes_path(&document.id)),
                target: batch.signed_path(&document.id, self.role, self.is_last),
                served: self.before.map(|_| source.clone()),
                source,
                source_sha256,
            });
        }
        Ok(tasks)
    }
}

/// One document on its way through a step.
pub(super) struct Task {
    pub index: u32,
    pub source: PathBuf,
    pub source_sha256: String,
    /// Where the drawing left the boxes of the fields, for the first signature.
    pub boxes: Option<PathBuf>,
    pub target: PathBuf,
    /// The file between two signers, of no use once the next one is noted.
    pub served: Option<PathBuf>,
}
