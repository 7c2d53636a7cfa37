//! One role's signature in the order of a batch, and what each document needs of it.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Error;
use crate::document::batch::{Batch, Noted};
use crate::document::record::{Role, SignatureBox};

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
        let roles = batch.roles()?.ok_or(Error::KindUnknown)?;
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

    /// The file that this step signs, and what was noted of it.
    fn source(&self, batch: &Batch, index: u32, id: &str) -> Result<Source, Error> {
        let state = batch.state();
        let source = match self.before {
            None => state.drawn(index).map(|drawn| Source {
                path: batch.drawn_path(id),
                sha256: drawn.sha256.clone(),
                plain: drawn.plain,
                boxes: Some(drawn.boxes.clone()),
            }),
            Some(role) => state.signed(index, role).map(|signed| Source {
                path: batch.signed_path(id, role, false),
                sha256: signed.sha256.clone(),
                plain: false,
                boxes: None,
            }),
        };
        source.ok_or(Error::NotReady { index: index + 1, missing: self.before })
    }

    /// The documents that this step has still to sign, in order. Where each signature gets a timestamp,
    /// the signed file waits for it under a name of its own.
    pub fn tasks(&self, batch: &Batch, stamped: bool) -> Result<Vec<Task>, Error> {
        let present = Present::of(batch);
        let mut tasks = Vec::new();
        for document in batch.documents() {
            let state = batch.state();
            if state.signed(document.index, self.role).or(state.unstamped(document.index, self.role)).is_some() {
                continue;
            }
            let target = match stamped {
                true => batch.unstamped_path(&document.id, self.role),
                false => batch.signed_path(&document.id, self.role, self.is_last),
            };
            tasks.push(Task {
                index: document.index,
                source: self.source(batch, document.index, &document.id)?,
                is_left: present.holds(&target),
                target,
            });
        }
        Ok(tasks)
    }

    /// The documents whose signature waits for its timestamp, in order.
    pub fn waiting(&self, batch: &Batch) -> Vec<Waiting> {
        let waiting = batch.documents().filter_map(|document| {
            let noted = batch.state().unstamped(document.index, self.role)?;
            Some(Waiting {
                index: document.index,
                source: batch.unstamped_path(&document.id, self.role),
                target: batch.signed_path(&document.id, self.role, self.is_last),
                noted: noted.clone(),
            })
        });
        waiting.collect()
    }
}

/// The names of the files of signed documents, whatever was noted of them.
struct Present(BTreeSet<OsString>);

impl Present {
    fn of(batch: &Batch) -> Self {
        let entries = std::fs::read_dir(batch.signed_folder()).into_iter().flatten();
        Present(entries.flatten().map(|entry| entry.file_name()).collect())
    }

    /// Whether a path in their folder is one of theirs.
    fn holds(&self, path: &Path) -> bool {
        path.file_name().is_some_and(|name| self.0.contains(name))
    }
}

/// Removes the files that noted ones replace.
pub(super) fn remove_served(batch: &Batch) -> Result<(), Error> {
    let present = Present::of(batch);
    let roles = batch.roles()?.unwrap_or_default();
    for document in batch.documents() {
        let is_noted = |role: &Role| batch.state().signed(document.index, *role).is_some();
        let Some(last) = roles.iter().rposition(is_noted) else { continue };
        let unstamped = roles.iter().take(last + 1).map(|role| batch.unstamped_path(&document.id, *role));
        let earlier = roles.iter().take(last).map(|role| batch.signed_path(&document.id, *role, false));
        for path in unstamped.chain(earlier).filter(|path| present.holds(path)) {
            // Newer files hold all its bytes: what cannot be removed does no harm.
            let _ = std::fs::remove_file(path);
        }
    }
    Ok(())
}

/// A signed document that waits for its timestamp.
pub(super) struct Waiting {
    pub index: u32,
    pub source: PathBuf,
    pub target: PathBuf,
    pub noted: Noted,
}

/// One document on its way through a step.
pub(super) struct Task {
    pub index: u32,
    pub source: Source,
    pub target: PathBuf,
    /// Whether an earlier run left a file there that it did not note.
    pub is_left: bool,
}

/// The file that a step signs, as it was noted.
pub(super) struct Source {
    pub path: PathBuf,
    pub sha256: String,
    /// Whether the bytes with that hash were read strictly as a whole, and nothing stood against them.
    pub plain: bool,
    /// Room for the fields, which the first signature makes.
    pub boxes: Option<Arc<[SignatureBox]>>,
}
