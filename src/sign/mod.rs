//! Story: the next signature over a whole batch, each file read back from disk and verified before
//! it counts.

mod document;
#[cfg(feature = "register")]
mod entered;
mod error;
mod report;

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use data_encoding::HEXLOWER;

#[cfg(feature = "register")]
pub use entered::enter;
pub use error::Error;
pub use report::Report;

use crate::document::batch::{Batch, Entry, NOTED_TOGETHER};
use crate::document::record::{Kind, Role};
use crate::signature::token::Signer;

/// How a signature looks on the page.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// A TrueType file for the text that stands where there is no image.
    pub font: Vec<u8>,
    /// PNG of the handwritten signature or of the seal.
    pub image: Option<Vec<u8>>,
}

/// Which signature, over what.
pub struct Request<'r> {
    pub folder: &'r Path,
    pub role: Role,
    pub look: &'r Look,
    /// The clock that signers state as their time.
    pub clock: &'r dyn Fn() -> DateTime<FixedOffset>,
}

/// What happens while a batch is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A signed file stands on disk and is about to be read back.
    Written { path: PathBuf },
    /// A verified file got its name and is about to be opened by it.
    Renamed { path: PathBuf },
    /// A file was verified; its note follows with those of a few more.
    Done { done: usize, total: usize },
}

/// Signs every document of a batch in its role's field. The same call resumes: what is noted is
/// not signed again, what was written but not noted is verified and noted without the token.
///
/// # Errors
/// The first thing that is wrong; documents signed before it stay signed and noted.
pub fn sign_batch(request: &Request, signer: &mut dyn Signer, watch: &mut dyn FnMut(Event)) -> Result<Report, Error> {
    let mut batch = Batch::open(request.folder)?;
    let kind = batch.kind().ok_or(Error::KindUnknown)?;
    let step = Step::of(kind, request.role)?;
    ready(&batch, step.before)?;
    fit(signer, (request.clock)())?;
    begin(&mut batch, request.role, signer)?;
    let documents: Vec<(u32, String)> = batch.documents().map(|document| (document.index, document.id)).collect();
    let total = documents.len();
    let mut waiting = Vec::new();
    for (done, (index, id)) in documents.iter().enumerate() {
        if batch.signed(*index, request.role).is_none() {
            match document::sign(&batch, &step, *index, id, request, signer, watch) {
                Ok(signed) => waiting.push(signed),
                Err(error) => {
                    // What stopped the run is told; files that could not be noted are found again.
                    let _ = note(&mut batch, &mut waiting);
                    return Err(error);
                }
            }
        }
        if waiting.len() >= NOTED_TOGETHER {
            note(&mut batch, &mut waiting)?;
        }
        watch(Event::Done { done: done + 1, total });
    }
    note(&mut batch, &mut waiting)?;
    report::write(&batch, kind)
}

/// What a role still has to do, asked before its key is opened: nothing when every document has its
/// signature. Then the reports are written again, for a run that ended just before them.
///
/// # Errors
/// What stands in the way of this role's signature, or of reading the batch.
pub fn finished(folder: &Path, role: Role) -> Result<Option<Report>, Error> {
    let batch = Batch::open(folder)?;
    let kind = batch.kind().ok_or(Error::KindUnknown)?;
    let step = Step::of(kind, role)?;
    if batch.documents().any(|document| batch.signed(document.index, role).is_none()) {
        ready(&batch, step.before)?;
        return Ok(None);
    }
    report::write(&batch, kind).map(Some)
}

/// One role's signature in the order of the kind.
struct Step {
    role: Role,
    before: Option<Role>,
    is_last: bool,
    /// Fields that are signed once this step is done.
    fields: Vec<&'static str>,
}

impl Step {
    fn of(kind: Kind, role: Role) -> Result<Step, Error> {
        let place = kind.roles().iter().position(|one| *one == role).ok_or(Error::RoleUnknown { role })?;
        Ok(Step {
            role,
            before: place.checked_sub(1).and_then(|index| kind.roles().get(index)).copied(),
            is_last: place + 1 == kind.roles().len(),
            fields: kind.roles().iter().take(place + 1).map(|role| role.field()).collect(),
        })
    }
}

/// Every document must be drawn, and signed by the role before.
fn ready(batch: &Batch, before: Option<Role>) -> Result<(), Error> {
    for document in batch.documents() {
        let (ready, missing) = match before {
            None => (batch.drawn(document.index).is_some(), None),
            Some(role) => (batch.signed(document.index, role).is_some(), Some(role)),
        };
        if !ready {
            return Err(Error::NotReady { index: document.index + 1, missing });
        }
    }
    Ok(())
}

/// The certificate must be valid when it signs.
fn fit(signer: &dyn Signer, now: DateTime<FixedOffset>) -> Result<(), Error> {
    let certificate = signer.certificate();
    if certificate.is_valid_at(now.to_utc()) {
        return Ok(());
    }
    Err(Error::CertificateNotValid {
        subject: certificate.common_name().to_owned(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        now,
    })
}

/// Notes who signs in this role, or refuses another certificate than the one that began.
fn begin(batch: &mut Batch, role: Role, signer: &dyn Signer) -> Result<(), Error> {
    let certificate_sha256 = HEXLOWER.encode(&signer.certificate().sha256());
    match batch.begun(role) {
        Some(Entry::RoleBegun { certificate_sha256: first, subject, .. }) if *first != certificate_sha256 => {
            Err(Error::OtherSigner { began: subject.clone(), now: signer.certificate().common_name().to_owned() })
        }
        Some(_) => Ok(()),
        None => {
            let subject = signer.certificate().common_name().to_owned();
            let entry = Entry::RoleBegun {
                role: role.code().to_owned(),
                certificate_sha256,
                subject,
                software: signer.is_software(),
            };
            Ok(batch.note(entry)?)
        }
    }
}

/// A file that stands verified under its name and waits for its note.
struct Signed {
    entry: Entry,
    /// The file between two signers, of no use once the note stands.
    served: Option<PathBuf>,
}

/// Notes files together, and only then removes those that they replace.
fn note(batch: &mut Batch, waiting: &mut Vec<Signed>) -> Result<(), Error> {
    let (entries, served): (Vec<_>, Vec<_>) = waiting.drain(..).map(|one| (one.entry, one.served)).unzip();
    batch.note_renamed(&batch.signed_folder(), entries)?;
    for path in served.into_iter().flatten() {
        // The new file holds all of its bytes; what cannot be removed does no harm.
        let _ = std::fs::remove_file(path);
    }
    Ok(())
}
