//! Story: records → a planned batch → drawn documents with their codes.

mod copies;
mod cut;
mod replacing;
mod symbols;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use data_encoding::HEXLOWER;

use crate::document::batch::{
    self, Arrangement, Batch, Draft, NOTED_TOGETHER, Plan, Settings, Sketch, rename, write_synced,
};
use crate::document::manifest::{self, Leaves};
use crate::document::record::{self, Body, Kind, OrgId};
use crate::document::register;
use crate::document::template::{self, Imprint, Press};
use crate::signature::crypto::Hashed;
use crate::signature::pades::{is_plain, packed};
use crate::wording::Phrase;

pub use copies::{Numbered, planned_copies, take_numbers};
pub use cut::cut;
pub use replacing::{Absent, Why, absent, replacing, without_document};
pub use symbols::{WithoutFacts, without_facts};

/// Where records are issued, by whom, and with what.
pub struct Request<'r> {
    /// The batch folder; made when it is not there.
    pub folder: &'r Path,
    pub org: OrgId,
    /// The host printed in the codes.
    pub host: &'r str,
    /// What draws them.
    pub press: &'r dyn Press,
    /// Who prepares the batch, and which roles will not sign digitally.
    pub arrangement: &'r Arrangement,
    /// Drawing threads; at least one is used.
    pub threads: usize,
}

/// How far a step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub done: usize,
    pub total: usize,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(transparent)]
    Batch(#[from] batch::Error),
    /// A record that the layout does not draw.
    #[error("a record of kind {found} among those of kind {expected}")]
    OtherKind { found: Kind, expected: Kind },
    #[error(transparent)]
    Register(#[from] register::Error),
    #[error(transparent)]
    Record(#[from] record::Error),
    /// A document that is to be replaced and does not count any more, or never did.
    #[error("the document {id} is not in force in the register")]
    NotInForce { id: String },
    /// Every record says what the issued document says.
    #[error("nothing differs from what was issued")]
    NothingChanged,
    /// One batch lists no more, and a class is not cut.
    #[error("{group} has {count} documents, and a batch has {most} at most")]
    GroupTooLarge { group: String, count: usize, most: usize },
    /// Everything that could not be drawn, by the document's place in the batch.
    #[error("{} documents cannot be drawn; {}", .0.len(), named(.0))]
    Draw(Vec<(u32, template::Error)>),
}

fn named(failed: &[(u32, template::Error)]) -> String {
    let named = failed.iter().take(NAMED_DOCUMENTS);
    named.map(|(index, error)| format!("number {}: {error}", index + 1)).collect::<Vec<_>>().join("; ")
}

/// Documents that cannot be drawn are named one by one, up to this number.
const NAMED_DOCUMENTS: usize = 5;

impl Error {
    pub fn code(&self) -> &'static str {
        match self {
            Error::Batch(error) => error.code(),
            Error::OtherKind { .. } => "KIND_MIXED",
            Error::Register(error) => error.code(),
            Error::Record(error) => error.code(),
            Error::NotInForce { .. } => "SUPERSEDES_NOT_IN_FORCE",
            Error::NothingChanged => "NOTHING_CHANGED",
            Error::GroupTooLarge { .. } => "GROUP_TOO_LARGE",
            Error::Draw(failed) => failed.first().map_or("DRAW_FAILED", |(_, error)| error.code()),
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Batch(error) => error.message_vi(),
            Error::OtherKind { found, expected } => {
                format!("lô {} có lẫn một {}", expected.label_vi().to_lowercase(), found.label_vi().to_lowercase())
            }
            Error::Register(error) => error.message_vi(),
            Error::Record(error) => error.message_vi(),
            Error::NotInForce { id } => format!("sổ không ghi văn bản {id} là còn hiệu lực"),
            Error::GroupTooLarge { group, count, most } => {
                format!("{group} có {count} văn bản, mà một lô có nhiều nhất {most}")
            }
            Error::NothingChanged => "không có văn bản nào khác với bản đã phát hành".to_owned(),
            Error::Draw(failed) => {
                let named = failed.iter().take(NAMED_DOCUMENTS);
                let named = named.map(|(index, error)| format!("văn bản thứ {}: {}", index + 1, error.message_vi()));
                format!("{} văn bản không vẽ được; {}", failed.len(), named.collect::<Vec<_>>().join("; "))
            }
        }
    }

    /// What to do, in Vietnamese and English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        match self {
            Error::Batch(error) => error.hint(),
            Error::OtherKind { .. } => ("Mỗi lô chỉ một loại văn bản.", "A batch has one kind of document."),
            Error::Register(error) => error.hint(),
            Error::Record(error) => error.hint(),
            Error::NotInForce { .. } => (
                "Chỉ thay thế được văn bản đã vào sổ và chưa bị thay thế, thu hồi: vanbang register show MÃ.",
                "Only a document in the register that was not superseded or withdrawn is replaced: vanbang register show ID.",
            ),
            Error::GroupTooLarge { .. } => (
                "Hãy tách bảng tính thành nhiều tệp, mỗi tệp nhiều nhất 4096 người, rồi chạy lệnh cho từng tệp với --batch riêng.",
                "Split the workbook into files of at most 4096 people, and run the command for each with a --batch of its own.",
            ),
            Error::NothingChanged => (
                "Hãy sửa dữ liệu nguồn rồi chạy lại; không có gì để cấp lại.",
                "Correct the source and run again; nothing is issued again.",
            ),
            Error::Draw(failed) => failed.first().map_or(("", ""), |(_, error)| error.hint()),
        }
    }
}

/// Plans the batch of these records, all of the layout's kind, or opens it when the same were planned already, and
/// draws what is not drawn yet. Nothing is drawn before the plan is on disk; nothing is signed here.
///
/// # Errors
/// All documents that cannot be drawn, together; or what is wrong with the folder.
pub fn issue(request: &Request, records: Vec<Body>, progress: &mut dyn FnMut(Progress)) -> Result<Batch, Error> {
    draw(request, plan(request, records)?, progress)
}

/// Draws what is not drawn yet of a planned batch.
///
/// # Errors
/// All documents that cannot be drawn, together; or what is wrong with the folder.
pub fn draw(request: &Request, mut batch: Batch, progress: &mut dyn FnMut(Progress)) -> Result<Batch, Error> {
    let waiting = Waiting::of(&batch)?;
    let total = batch.documents().count();
    let mut done = total - waiting.documents.len();
    progress(Progress { done, total });
    let mut failed = Vec::new();
    let mut kept = Vec::new();
    draw_all(request, &waiting, |id, drawn| {
        match drawn {
            Ok((pdf, note)) => {
                keep(&batch, id, &pdf)?;
                kept.push(note);
                if kept.len() >= NOTED_TOGETHER {
                    batch.note_drawn(std::mem::take(&mut kept))?;
                }
                done += 1;
                progress(Progress { done, total });
            }
            Err(Error::Draw(refused)) => failed.extend(refused),
            Err(error) => return Err(error),
        }
        Ok(())
    })?;
    batch.note_drawn(kept)?;
    if failed.is_empty() {
        return Ok(batch);
    }
    failed.sort_by_key(|(index, _)| *index);
    Err(Error::Draw(failed))
}

/// What is still to be drawn.
struct Waiting {
    plan: Arc<Plan>,
    leaves: Leaves,
    /// Places in the plan, and ids.
    documents: Vec<(u32, String)>,
}

impl Waiting {
    fn of(batch: &Batch) -> Result<Self, Error> {
        let undrawn = batch.documents().filter(|document| batch.drawn(document.index).is_none());
        let documents = undrawn.map(|document| (document.index, document.id)).collect();
        Ok(Waiting { plan: batch.shared_plan(), leaves: batch.sealing()?.leaves, documents })
    }

    /// Draws one of them, and reads strictly what was drawn; answers the note to make of it too.
    fn draw(&self, index: u32, request: &Request) -> Result<(Vec<u8>, Sketch), Error> {
        let planned = self.plan.record(index as usize)?;
        let listed = self.plan.listed().get(index as usize);
        let leaf = listed.and_then(|listed| self.leaves.find(&listed.id));
        let leaf = leaf.ok_or(batch::Error::from(manifest::Error::NotInManifest))?;
        let opening = leaf.opening.to_bytes();
        let drawn = request.press.draw(planned.bytes(), Imprint { host: request.host, opening: Some(&opening) });
        let drawn = drawn.map_err(|error| Error::Draw(vec![(index, error)]))?;
        let pdf = packed(drawn.pdf);
        let hashed = Hashed::from(&pdf);
        let sha256 = HEXLOWER.encode(&hashed.sha256());
        Ok((pdf, Sketch { index, sha256, plain: is_plain(hashed), boxes: drawn.boxes }))
    }
}

/// Plans the batch, or opens it when the same records were planned already.
///
/// # Errors
/// What is wrong with the folder or the records.
pub fn plan(request: &Request, bodies: Vec<Body>) -> Result<Batch, Error> {
    let expected = request.press.layout().kind();
    if let Some(found) = bodies.iter().map(|body| body.stated().kind()).find(|kind| *kind != expected) {
        return Err(Error::OtherKind { found, expected });
    }
    let settings = Settings {
        kind: expected.code().to_owned(),
        organisation: request.org.as_str().to_owned(),
        host: request.host.to_owned(),
        language: request.press.layout().language(),
        template_version: request.press.layout().version(),
        template_sha256: HEXLOWER.encode(request.press.layout().sha256()),
        fonts_sha256: HEXLOWER.encode(request.press.fonts().sha256()),
        count: bodies.len() as u32,
        ..Settings::default()
    };
    if !Batch::exists(request.folder) {
        let settings = settings.arranged(request.arrangement.clone());
        settings.roles(expected)?;
        return Ok(Batch::create(request.folder, settings, &Draft::new(&request.org, expected, bodies)?)?);
    }
    let batch = Batch::open(request.folder)?;
    let other = |vi, en| batch::Error::OtherBatch { path: request.folder.to_owned(), what: Phrase::new(vi, en) };
    // What was arranged when the batch was planned holds.
    if *batch.settings() != settings.arranged(batch.settings().arrangement()) {
        return Err(other(
            "khác loại văn bản, ngôn ngữ, đơn vị, tên miền, mẫu, phông chữ hoặc số lượng",
            "kind, language, organisation, host, template, fonts or count differ",
        )
        .into());
    }
    if !batch.plan().states(&bodies)? {
        return Err(other("dữ liệu học sinh khác với lúc lập lô", "the records differ").into());
    }
    Ok(batch)
}

type Answer<'w> = (&'w str, Result<(Vec<u8>, Sketch), Error>);

/// Draws on several threads; `take` is called on this one, as documents come.
fn draw_all(
    request: &Request,
    waiting: &Waiting,
    mut take: impl FnMut(&str, Result<(Vec<u8>, Sketch), Error>) -> Result<(), Error>,
) -> Result<(), Error> {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::sync_channel::<Answer>(request.threads.max(1));
    let sender = Mutex::new(Some(sender));
    std::thread::scope(|scope| {
        for _ in 0..request.threads.clamp(1, waiting.documents.len().max(1)) {
            let Some(sender) = sender.lock().ok().and_then(|sender| sender.clone()) else { break };
            let next = &next;
            scope.spawn(move || {
                while let Some((index, id)) = waiting.documents.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if sender.send((id, waiting.draw(*index, request))).is_err() {
                        return;
                    }
                }
            });
        }
        if let Ok(mut sender) = sender.lock() {
            sender.take();
        }
        let mut outcome = Ok(());
        for (id, drawn) in receiver {
            outcome = outcome.and_then(|()| take(id, drawn));
            if outcome.is_err() {
                next.store(waiting.documents.len(), Ordering::Relaxed);
            }
        }
        outcome
    })
}

/// Writes a drawn document.
fn keep(batch: &Batch, id: &str, pdf: &[u8]) -> Result<(), Error> {
    let path = batch.drawn_path(id);
    Ok(rename(&write_synced(&path, pdf)?, &path)?)
}
