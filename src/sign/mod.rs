//! Story: the next signature over a whole batch, each file read back from disk and verified before
//! it counts.

mod begin;
mod closing;
mod desk;
mod enclosed;
#[cfg(feature = "register")]
mod entered;
mod error;
mod handing;
mod keep;
mod offer;
mod page;
mod pipeline;
mod prepare;
mod report;
#[cfg(feature = "fetch")]
mod stamping;
#[cfg(feature = "register")]
mod standing;
mod step;

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, Utc};

pub use begin::{TwoPersons, delete_evidence};
pub use enclosed::{sign_delegation, sign_directory, sign_manifest};
#[cfg(feature = "register")]
pub use entered::{enter, give_up};
pub use error::Error;
pub use offer::{Left, Offer, left};
pub use report::{DocumentState, Report};
#[cfg(feature = "fetch")]
pub use stamping::{Authorities, Otherwise, Stamping, check_authorities, stamp_batch};
#[cfg(feature = "register")]
pub use standing::{check_register, leans_on_register};

use crate::document::batch::Batch;
use crate::document::manifest::Delegation;
use crate::document::record::{Kind, Role};
use crate::signature::pades::{Finding, Identity};
use crate::signature::token::Signer;
use crate::signature::x509::revocation::Evidence;
use keep::Expected;
use step::Step;

/// How a signature looks on the page.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// A TrueType file for the text that stands where there is no image.
    pub font: Vec<u8>,
    /// PNG of the handwritten signature or of the seal.
    pub image: Option<Vec<u8>>,
}

/// What was asked of the signer's certificate before its key was opened, and found in order.
#[derive(Debug, Clone)]
pub struct Check {
    pub at: DateTime<Utc>,
    /// What did not stand against it and should be known.
    pub notes: Vec<Finding>,
    pub evidence: Evidence,
}

/// Which signature, over what.
pub struct Request<'r> {
    pub folder: &'r Path,
    pub role: Role,
    pub look: &'r Look,
    /// Whether each signature gets a timestamp before its file counts; see `stamp_batch`.
    pub stamped: bool,
    /// How the office tells that who signs is not who prepared the batch; `None` where one may do both.
    pub two_persons: Option<TwoPersons>,
    /// The check of the certificate, which is kept with the batch; none for a key in software, which is for trials.
    pub check: Option<&'r Check>,
    /// The clock that signers state as their time.
    pub clock: &'r (dyn Fn() -> DateTime<FixedOffset> + Sync),
    /// The status key that the manifest lets speak for the organisation, where the office has one; asked of the last
    /// role alone.
    pub delegation: Option<Delegation>,
    /// Told from several threads what happens to files.
    pub watch: &'r (dyn Fn(Event) + Sync),
    /// Asked before each document: whether to end as soon as what was begun stands.
    pub stop: &'r (dyn Fn() -> bool + Sync),
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
/// The first thing that is wrong; documents signed before it stay signed and noted, and the reports say
/// how far the batch has come and why it stopped.
pub fn sign_batch(request: &Request, sessions: &mut [&mut dyn Signer]) -> Result<Report, Error> {
    let mut batch = Batch::open(request.folder)?;
    let kind = batch.kind().ok_or(Error::KindUnknown)?;
    let step = Step::of(&batch, request.role)?;
    let tasks = step.tasks(&batch, request.stamped)?;
    let identity = Identity::of(*sessions.first().ok_or(Error::NoSession)?);
    let now = (request.clock)();
    begin::check_clock(&batch, now)?;
    begin::check_validity(&identity, now)?;
    begin::check_persons(&batch, request.two_persons, &identity)?;
    let software = sessions.iter().any(|session| session.is_software());
    begin::begin(&mut batch, request.role, &identity, software)?;
    if let Some(check) = request.check {
        begin::keep_check(&mut batch, request.role, check)?;
    }
    if step.is_last {
        let signer = sessions.first_mut().ok_or(Error::NoSession)?;
        closing::seal(&batch, *signer, request.delegation, now)?;
    }
    let expected = Expected { step: &step, certificate: identity.certificate.sha256(), watch: request.watch };
    let total = batch.plan().listed().len();
    let mut done = total - tasks.len();
    (request.watch)(Event::Done { done, total });
    let outcome = pipeline::run(request, &expected, &identity, &tasks, sessions, &mut |kept| {
        done += kept.len();
        batch.note_renamed(&batch.signed_folder(), kept)?;
        (request.watch)(Event::Done { done, total });
        Ok(())
    });
    close(&batch, kind, outcome)
}

/// Removes the files that noted ones replace and writes the reports, whatever came of this run. Not sooner: among files
/// that were removed a moment ago, some file systems look long for room for a new one.
fn close(batch: &Batch, kind: Kind, outcome: Result<(), Error>) -> Result<Report, Error> {
    step::remove_served(batch)?;
    let written = report::write(batch, kind, outcome.as_ref().err());
    outcome.and(written)
}
