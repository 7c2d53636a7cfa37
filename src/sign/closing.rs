//! The organisation's session begins by signing the manifest of the batch, once: no server, and nobody without this
//! key, can add a document to it afterwards.

use chrono::{DateTime, FixedOffset};

use super::{Error, sign_manifest};
use crate::document::batch::Batch;
use crate::document::manifest::{Delegation, Time};
use crate::signature::cms::{Enclosed, Purpose};
use crate::signature::token::Signer;

/// Completes and stores the content of the manifest, has it signed, and stores the message, which was verified
/// with the certificate. A run that was interrupted signs the same content again; a manifest that stands is kept.
pub(super) fn seal(
    batch: &Batch,
    signer: &mut dyn Signer,
    delegation: Option<Delegation>,
    now: DateTime<FixedOffset>,
) -> Result<(), Error> {
    let content = batch.complete(Time::from(now.to_utc()), delegation)?;
    if let Some(message) = batch.manifest()? {
        let ours = |sealed: Enclosed| sealed.content() == content.bytes();
        let is_ours = Enclosed::read(&message, Purpose::Manifest).is_ok_and(ours);
        return if is_ours { Ok(()) } else { Err(batch.other_manifest().into()) };
    }
    Ok(batch.keep_manifest(&sign_manifest(content.bytes(), signer, now.to_utc())?)?)
}
