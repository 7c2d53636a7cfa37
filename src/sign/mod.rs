//! Story: the next signature over a whole batch, each file read back from disk and verified before
//! it counts.

#[cfg(feature = "register")]
mod entered;
mod error;
mod keep;
mod pipeline;
mod prepare;
mod report;
mod step;

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use data_encoding::HEXLOWER;

#[cfg(feature = "register")]
pub use entered::enter;
pub use error::Error;
pub use report::Report;

use crate::document::batch::{Batch, Entry};
use crate::document::record::Role;
use crate::signature::pades::Identity;
use crate::signature::token::Signer;
use keep::Expected;
use pipeline::Kept;
use step::Step;

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
    pub clock: &'r (dyn Fn() -> DateTime<FixedOffset> + Sync),
    /// Told from several threads what happens to files.
    pub watch: &'r (dyn Fn(Event) + Sync),
}

/// What happens while a batch is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A signed file stands on disk and is about to be read back.
    Written { path: PathBuf },
    /// A verified file got its name and is about to be opened by it.
    Renamed { path: PathBuf },
    /// So many documents are signed, verified and noted.
    Done { done: usize, total: usize },
}

/// Signs every document of a batch in its role's field, with one lane for each session of the key that
/// is given. The same call resumes: what is noted is not signed again, what was written but not noted
/// is verified and noted without the key.
///
/// # Errors
/// The first thing that is wrong; documents signed before it stay signed and noted.
pub fn sign_batch(request: &Request, sessions: &mut [&mut dyn Signer]) -> Result<Report, Error> {
    let mut batch = Batch::open(request.folder)?;
    let kind = batch.kind().ok_or(Error::KindUnknown)?;
    let step = Step::of(&batch, request.role)?;
    let tasks = step.tasks(&batch)?;
    let identity = Identity::of(*sessions.first().ok_or(Error::NoSession)?);
    fit(&identity, (request.clock)())?;
    begin(&mut batch, request.role, &identity, sessions.iter().any(|session| session.is_software()))?;
    let expected = Expected { step: &step, identity: &identity, watch: request.watch };
    let total = batch.documents().count();
    let mut done = total - tasks.len();
    (request.watch)(Event::Done { done, total });
    pipeline::run(request, &expected, &tasks, sessions, &mut |kept| {
        done += kept.len();
        note(&mut batch, kept)?;
        (request.watch)(Event::Done { done, total });
        Ok(())
    })?;
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
    let step = Step::of(&batch, role)?;
    if !step.tasks(&batch)?.is_empty() {
        return Ok(None);
    }
    report::write(&batch, kind).map(Some)
}

/// The certificate must be valid when it signs.
fn fit(identity: &Identity, now: DateTime<FixedOffset>) -> Result<(), Error> {
    let certificate = &identity.certificate;
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
fn begin(batch: &mut Batch, role: Role, identity: &Identity, software: bool) -> Result<(), Error> {
    let certificate_sha256 = HEXLOWER.encode(&identity.certificate.sha256());
    let subject = identity.certificate.common_name().to_owned();
    match batch.begun(role) {
        Some(Entry::RoleBegun { certificate_sha256: first, subject: began, .. }) if *first != certificate_sha256 => {
            Err(Error::OtherSigner { began: began.clone(), now: subject })
        }
        Some(_) => Ok(()),
        None => {
            Ok(batch.note(Entry::RoleBegun { role: role.code().to_owned(), certificate_sha256, subject, software })?)
        }
    }
}

/// Notes files together, and only then removes those that they replace.
fn note(batch: &mut Batch, kept: Vec<Kept>) -> Result<(), Error> {
    let (entries, served): (Vec<_>, Vec<_>) = kept.into_iter().map(|one| (one.entry, one.served)).unzip();
    batch.note_renamed(&batch.signed_folder(), entries)?;
    for path in served.into_iter().flatten() {
        // The new file holds all of its bytes; what cannot be removed does no harm.
        let _ = std::fs::remove_file(path);
    }
    Ok(())
}
