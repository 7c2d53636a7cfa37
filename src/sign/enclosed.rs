//! The organisation's key signs what closes a batch, or what names organisations; nothing is handed out that was
//! not read back and verified.

use chrono::{DateTime, TimeDelta, Utc};

use super::Error;
use crate::document::batch;
use crate::document::manifest::{BatchId, Content, Delegation, Time, Unsigned};
use crate::document::record::{Directory, OrgId};
use crate::signature::cms::Purpose;
use crate::signature::crypto::random;
use crate::signature::pades;
use crate::signature::token::{Signer, check_certificate, enclose};
use crate::verify::manifest::Candidate;

/// By how much a content may have been completed ahead of the clock that signs it, as verifiers allow.
const CLOCK_SKEW: TimeDelta = TimeDelta::seconds(300);

/// Signs the content of a manifest (protocol.md 6.3): the same content may be signed again after a crash, and is
/// the same manifest.
///
/// # Errors
/// A content that is none, a clock behind its time, a certificate that is not fit, or why the key did not sign.
pub fn sign_manifest(content: &[u8], signer: &mut dyn Signer, at: DateTime<Utc>) -> Result<Vec<u8>, Error> {
    let content = Content::parse(content)?;
    let time = in_time(content.time().date_time().unwrap_or(DateTime::<Utc>::MAX_UTC), at)?;
    check_certificate(signer.certificate(), at).map_err(pades::Error::from)?;
    let message = enclose(signer, Purpose::Manifest, content.bytes(), time).map_err(pades::Error::from)?;
    match Candidate::read(&message) {
        Ok(read) if *read.content() == content && read.message().signer() == signer.certificate() => Ok(message),
        Ok(_) => Err(Error::ReadBack(None)),
        Err(finding) => Err(Error::ReadBack(Some(finding))),
    }
}

/// Signs a manifest without documents that lets a status key speak for the organisation from now on (protocol.md 6.1).
///
/// # Errors
/// No randomness; otherwise as [`sign_manifest`].
pub fn sign_delegation(
    org: &OrgId,
    delegation: Delegation,
    signer: &mut dyn Signer,
    at: DateTime<Utc>,
) -> Result<Vec<u8>, Error> {
    let batch = BatchId::from_bytes(random().map_err(|_| batch::Error::Random)?);
    let content = Unsigned::empty(org.clone(), batch).complete(Time::from(at), None, Some(delegation))?;
    sign_manifest(content.bytes(), signer, at)
}

/// Signs a directory as its editor (protocol.md 7, rule 8), at the time that it says it was issued.
///
/// # Errors
/// A directory that is refused, or has no serial number or time; otherwise as [`sign_manifest`].
pub fn sign_directory(json: &[u8], signer: &mut dyn Signer, at: DateTime<Utc>) -> Result<Vec<u8>, Error> {
    let directory = Directory::from_json(json)?;
    let issued = directory.issued().filter(|_| directory.serial().is_some()).ok_or(Error::DirectoryUnnumbered)?;
    let time = in_time(issued, at)?;
    check_certificate(signer.certificate(), at).map_err(pades::Error::from)?;
    Ok(enclose(signer, Purpose::Directory, json, time).map_err(pades::Error::from)?)
}

fn in_time(stated: DateTime<Utc>, at: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
    match stated > at + CLOCK_SKEW {
        true => Err(Error::ClockBefore { now: at, stated }),
        false => Ok(stated),
    }
}
