//! What leaves the office of a closed batch: its envelopes, the list of them, its signed manifest and the evidence.

use std::path::Path;

use data_encoding::HEXLOWER;

use super::{Error, Place};
use crate::document::batch::Batch;
use crate::document::manifest::{BatchId, Bundle, Content, Publication};
use crate::document::register::Register;
use crate::verify::manifest::Candidate;

/// A closed batch, ready to be published.
pub struct Outgoing {
    pub batch: BatchId,
    /// Documents that the manifest lists.
    pub count: usize,
    /// The signed manifest.
    pub message: Vec<u8>,
    /// The same with the evidence that has grown behind it in the office.
    pub bundle: Bundle,
    /// None where nothing is published of it.
    pub list: Option<Publication>,
    /// Each with the identifier of its document. Of a document that was given up nothing leaves the office.
    pub envelopes: Vec<(String, Vec<u8>)>,
}

/// What one batch came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    pub batch: BatchId,
    /// Documents of the batch.
    pub count: usize,
    /// Objects that were not there before.
    pub written: usize,
}

impl Outgoing {
    /// A batch that the register has as closed.
    ///
    /// # Errors
    /// [`Error::NotClosed`]; what is wrong with the folder.
    pub fn of(folder: &Path, register: &Register) -> Result<Outgoing, Error> {
        let batch = Batch::open(folder)?;
        let name = batch.plan().batch();
        let not_closed = || Error::NotClosed { batch: name.to_string() };
        let content = batch.content()?.ok_or_else(not_closed)?;
        let message = batch.manifest()?.ok_or_else(not_closed)?;
        let entered = register.sealed_batch(&name.to_string()).ok_or_else(not_closed)?;
        if entered.manifest_sha256 != HEXLOWER.encode(content.digest()) {
            return Err(not_closed());
        }
        let bundle = bundle_of(&batch, &message)?;
        let finished = batch.documents().filter(|document| !register.is_given_up(&document.id));
        let envelopes = finished.map(|one| {
            let envelope = one.planned()?.envelope().to_vec();
            Ok((one.id, envelope))
        });
        Ok(Outgoing {
            batch: name,
            count: content.count(),
            bundle,
            list: Some(batch.sealing()?.publication),
            envelopes: envelopes.collect::<Result<_, Error>>()?,
            message,
        })
    }
}

/// Publishes a manifest without documents, which lets a status key speak.
///
/// # Errors
/// A message that is no such manifest, what is there with other bytes, or what the place refuses.
pub fn empty(message: &[u8], to: &dyn Place) -> Result<Published, Error> {
    let content = content_of(message)?;
    if content.count() > 0 {
        return Err(Error::NotClosed { batch: content.batch().to_string() });
    }
    let (batch, bundle) = (content.batch(), Bundle::of(message)?);
    let outgoing = Outgoing { batch, count: 0, message: message.to_vec(), bundle, list: None, envelopes: Vec::new() };
    let written = to.put_batch(&outgoing, &mut |_, _| ())?;
    Ok(Published { batch, count: 0, written })
}

/// What a signed manifest says.
pub(super) fn content_of(message: &[u8]) -> Result<Content, Error> {
    let read = Candidate::read(message).map_err(Error::NotAManifest)?;
    Ok(read.content().clone())
}

/// The signed manifest with the evidence that has grown behind it in the office.
pub(super) fn bundle_of(batch: &Batch, message: &[u8]) -> Result<Bundle, Error> {
    let bundle = batch.bundle()?.map_or_else(|| Bundle::of(message), |kept| Bundle::parse(&kept))?;
    if bundle.manifest() == message { Ok(bundle) } else { Err(batch.other_manifest().into()) }
}

/// Publishes a batch that the register has as closed. What is there already stays as it is, so the same call goes on
/// where an earlier one ended.
///
/// # Errors
/// A batch that is not closed, what is there with other bytes, or what the place refuses.
pub fn batch(
    folder: &Path,
    register: &Register,
    to: &dyn Place,
    step: &mut dyn FnMut(usize, usize),
) -> Result<Published, Error> {
    let outgoing = Outgoing::of(folder, register)?;
    let written = to.put_batch(&outgoing, step)?;
    Ok(Published { batch: outgoing.batch, count: outgoing.count, written })
}
