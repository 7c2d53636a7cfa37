//! One document of a batch: read, sign, write, read back, verify.

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use data_encoding::HEXLOWER;

use super::{Error, Event, Look, Request, Signed, Step};
use crate::document::batch::{self, Batch, Entry, rename, write_synced};
use crate::document::record::Kind;
use crate::signature::crypto::sha256;
use crate::signature::pades::{self, Appearance, BLUE, FieldBox, RED, Statement};
use crate::signature::token::Signer;
use crate::verify::check_signatures;

/// Signs one document, or takes what an earlier run left finished. The file counts only after it was
/// opened again by its path and every signature in it verified.
pub(super) fn sign(
    batch: &Batch,
    step: &Step,
    index: u32,
    id: &str,
    request: &Request,
    signer: &mut dyn Signer,
    watch: &mut dyn FnMut(Event),
) -> Result<Signed, Error> {
    let source = read_source(batch, step, index, id)?;
    let path = batch.signed_path(id, step.role, step.is_last);
    let claimed = (request.clock)();
    let bytes = match finished_before(&path, &source, &step.fields, claimed) {
        Some(bytes) => bytes,
        None => {
            let signed = sign_bytes(batch, step, id, &source, claimed, request.look, signer)?;
            let temporary = write_synced(&path, &signed)?;
            watch(Event::Written { path: temporary.clone() });
            let bytes = check_written(&temporary, &source, &step.fields, claimed)?;
            rename(&temporary, &path)?;
            watch(Event::Renamed { path: path.clone() });
            check_same(&path, &bytes)?;
            bytes
        }
    };
    let sha256 = HEXLOWER.encode(&sha256(&bytes));
    let entry = Entry::Signed { index, role: step.role.code().to_owned(), sha256, claimed: claimed.to_rfc3339() };
    Ok(Signed { entry, served: step.before.map(|before| batch.signed_path(id, before, false)) })
}

fn read_source(batch: &Batch, step: &Step, index: u32, id: &str) -> Result<Vec<u8>, Error> {
    let (path, noted) = match step.before {
        None => (batch.drawn_path(id), batch.drawn(index)),
        Some(role) => (batch.signed_path(id, role, false), batch.signed(index, role)),
    };
    let noted = noted.ok_or(Error::NotReady { index: index + 1, missing: step.before })?;
    Ok(batch.read_noted(&path, noted)?)
}

/// A file left by a crash between its rename and its note, verified.
fn finished_before(path: &Path, source: &[u8], fields: &[&str], at: DateTime<FixedOffset>) -> Option<Vec<u8>> {
    path.exists().then(|| check_written(path, source, fields, at).ok()).flatten()
}

/// The file is opened by its final name: it must be, byte for byte, what was verified a moment ago.
fn check_same(path: &Path, verified: &[u8]) -> Result<(), Error> {
    let bytes = std::fs::read(path).map_err(|cause| batch::Error::File { path: path.to_owned(), cause })?;
    if bytes == verified {
        return Ok(());
    }
    Err(Error::SelfCheck { path: path.to_owned(), finding: Box::new(pades::finding::MODIFIED_AFTER_SIGNING()) })
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
