//! Story: the next signature over a whole batch, each file read back from disk and verified before
//! it counts.

mod error;
mod report;

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use data_encoding::HEXLOWER;

pub use error::Error;
pub use report::Report;

use crate::document::batch::{self, Batch, Entry, publish, write_synced};
use crate::document::record::{Kind, Role};
use crate::signature::crypto::sha256;
use crate::signature::pades::{self, Appearance, BLUE, FieldBox, RED, Statement};
use crate::signature::token::Signer;
use crate::verify::check_signatures;

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
    /// A file was verified and noted.
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
    for (done, (index, id)) in documents.iter().enumerate() {
        if batch.signed(*index, request.role).is_none() {
            sign_one(&mut batch, &step, *index, id, request, signer, watch)?;
        }
        watch(Event::Done { done: done + 1, total });
    }
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

fn sign_one(
    batch: &mut Batch,
    step: &Step,
    index: u32,
    id: &str,
    request: &Request,
    signer: &mut dyn Signer,
    watch: &mut dyn FnMut(Event),
) -> Result<(), Error> {
    let source = read_source(batch, step, index, id)?;
    let path = batch.signed_path(id, step.role, step.is_last);
    let claimed = (request.clock)();
    if !is_finished(&path, &source, &step.fields, claimed) {
        let signed = sign_bytes(batch, step, id, &source, claimed, request.look, signer)?;
        let temporary = write_synced(&path, &signed)?;
        watch(Event::Written { path: temporary.clone() });
        check_written(&temporary, &source, &step.fields, claimed)?;
        publish(&temporary, &path)?;
    }
    let bytes = check_written(&path, &source, &step.fields, claimed)?;
    let sha256 = HEXLOWER.encode(&sha256(&bytes));
    batch.note(Entry::Signed { index, role: step.role.code().to_owned(), sha256, claimed: claimed.to_rfc3339() })?;
    if let Some(before) = step.before {
        // The file between two signers has served; the new one holds all of its bytes.
        let _ = std::fs::remove_file(batch.signed_path(id, before, false));
    }
    Ok(())
}

fn read_source(batch: &Batch, step: &Step, index: u32, id: &str) -> Result<Vec<u8>, Error> {
    let (path, noted) = match step.before {
        None => (batch.drawn_path(id), batch.drawn(index)),
        Some(role) => (batch.signed_path(id, role, false), batch.signed(index, role)),
    };
    let noted = noted.ok_or(Error::NotReady { index: index + 1, missing: step.before })?;
    Ok(batch.read_noted(&path, noted)?)
}

/// A file left by a crash between its rename and its note.
fn is_finished(path: &Path, source: &[u8], fields: &[&str], at: DateTime<FixedOffset>) -> bool {
    path.exists() && check_written(path, source, fields, at).is_ok()
}

/// Opens the file by its path and verifies every signature in it.
fn check_written(path: &Path, source: &[u8], fields: &[&str], at: DateTime<FixedOffset>) -> Result<Vec<u8>, Error> {
    let unfit = |finding| Error::SelfCheck { path: path.to_owned(), finding };
    let bytes = std::fs::read(path).map_err(|cause| batch::Error::File { path: path.to_owned(), cause })?;
    if !bytes.starts_with(source) {
        return Err(unfit(Box::new(pades::finding::MODIFIED_AFTER_SIGNING())));
    }
    check_signatures(&bytes, fields, at.to_utc()).map_err(unfit)?;
    Ok(bytes)
}

fn sign_bytes(
    batch: &Batch,
    step: &Step,
    id: &str,
    source: &[u8],
    claimed: DateTime<FixedOffset>,
    look: &Look,
    signer: &mut dyn Signer,
) -> Result<Vec<u8>, Error> {
    let lines = [signer.certificate().common_name().to_owned(), claimed.format("%Y-%m-%dT%H:%M:%S%:z").to_string()];
    let colour = if step.is_last { RED } else { BLUE };
    let appearance = match &look.image {
        Some(png) => Appearance::Image { png },
        None => Appearance::Text { lines: &lines, font: &look.font, colour },
    };
    let statement = Statement { appearance, claimed };
    let prepared = match step.before {
        None => pades::prepare_first(source, &field_boxes(batch, id)?, step.role.field(), &statement, signer)?,
        Some(_) => pades::prepare_next(source, step.role.field(), &statement, signer)?,
    };
    Ok(prepared.sign(signer)?.into_bytes())
}

/// The boxes that the drawing left beside the document; the last role's field locks everything.
fn field_boxes(batch: &Batch, id: &str) -> Result<Vec<FieldBox>, Error> {
    #[derive(serde::Deserialize)]
    struct Drawn {
        name: String,
        page: usize,
        rect: [f64; 4],
        tooltip: String,
    }
    let path = batch.boxes_path(id);
    let damaged = |said| batch::Error::Damaged { path: path.clone(), damage: batch::Damage::Unreadable(said) };
    let text = std::fs::read(&path).map_err(|cause| batch::Error::File { path: path.clone(), cause })?;
    let drawn: Vec<Drawn> = serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
    let closing = batch.kind().and_then(|kind: Kind| kind.roles().last().map(|role| role.field()));
    Ok(drawn
        .into_iter()
        .map(|Drawn { name, page, rect, tooltip }| FieldBox {
            locks_all: Some(name.as_str()) == closing,
            name,
            page,
            rect,
            tooltip,
        })
        .collect())
}
