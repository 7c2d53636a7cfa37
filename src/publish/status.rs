//! The status of an organisation's documents: from its register alone, signed with the status key.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Datelike, FixedOffset};
use data_encoding::HEXLOWER;

use super::Error;
use super::folder::{head_at, put};
use super::outgoing::content_of;
use crate::document::batch::Batch;
use crate::document::code::Id;
use crate::document::manifest::status::{
    BatchState, DEFAULT_SPAN, Entry, Listed, Part, Reason, SignedHead, State as Said, Statement, StatusToken,
};
use crate::document::manifest::{BatchId, Content, Delegation, Time};
use crate::document::record::{Date, OrgId};
use crate::document::register::{How, Register};
use crate::signature::crypto::P256PrivateKey;

/// Who signs, and on whose behalf.
pub struct Renewal<'r> {
    pub register: &'r Register,
    pub key: &'r P256PrivateKey,
    /// The manifest that lets the key speak.
    pub delegated_by: &'r Content,
    /// The file in which the office keeps its own last head; not there before the first.
    pub own: &'r Path,
    /// The office folder was restored from a backup: a later head by the same key is the office's own.
    pub restored: bool,
    /// The clock.
    pub at: DateTime<FixedOffset>,
}

/// What was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub head: SignedHead,
    /// Every list that exists.
    pub parts: Vec<Part>,
}

/// The newest manifest that lets a key speak for the organisation, among those of these batches and these signed ones
/// without documents.
///
/// # Errors
/// What is wrong with a batch folder or a manifest; [`Error::NotDelegated`].
pub fn delegation(batches: &[impl AsRef<Path>], empty: &[Vec<u8>], key: &P256PrivateKey) -> Result<Content, Error> {
    let mut found = Vec::new();
    for folder in batches {
        found.extend(Batch::open(folder.as_ref())?.content()?);
    }
    for message in empty {
        found.push(content_of(message)?);
    }
    let delegates = |delegation: &Delegation| delegation.key == *key.public_key();
    found.retain(|content| content.delegation().is_some_and(delegates));
    found.into_iter().max_by_key(Content::time).ok_or(Error::NotDelegated)
}

/// Signs what the register says now; nothing is published yet. `published` are the heads that stand where the office
/// publishes.
///
/// # Errors
/// A published head that the office did not sign, a clock behind the last head, a key that nobody delegated, or what
/// the disk refuses.
pub fn status(renewal: &Renewal, published: Vec<SignedHead>) -> Result<State, Error> {
    let org = OrgId::new(renewal.register.organisation())?;
    let parts = parts(renewal.register, &org)?;
    let head = next(renewal, &org, &parts, head_at(renewal.own)?, published)?;
    // What nobody has seen yet is known here first, so that an interrupted run never meets its own head as a stranger's.
    put(renewal.own, &head.to_bytes())?;
    Ok(State { head, parts })
}

/// Every list: its batches, and what of them does not count.
fn parts(register: &Register, org: &OrgId) -> Result<Vec<Part>, Error> {
    let mut lists: BTreeMap<u64, (Vec<Listed>, Vec<Entry>)> = BTreeMap::new();
    for sealed in register.sealed() {
        let unreadable = || Error::NotClosed { batch: sealed.batch.clone() };
        let batch = BatchId::parse(&sealed.batch).ok_or_else(unreadable)?;
        let digest = HEXLOWER.decode(sealed.manifest_sha256.as_bytes()).map_err(|_| unreadable())?;
        let manifest = *digest.first_chunk().ok_or_else(unreadable)?;
        lists.entry(sealed.list).or_default().0.push(Listed { batch, manifest, state: BatchState::Listed });
    }
    for (list, ended) in register.ended() {
        let id = Id::parse(&ended.id).map_err(|_| Error::NotClosed { batch: ended.id.clone() })?;
        let (state, reason) = match ended.how {
            How::Superseded => (Said::Superseded, Reason::Replaced),
            How::Withdrawn => (Said::Withdrawn, Reason::Decision),
            How::NeverIssued => (Said::Withdrawn, Reason::NeverIssued),
        };
        let entry = Entry { token: StatusToken::of(&id), state, reason, date: number(ended.date) };
        lists.entry(list).or_default().1.push(entry);
    }
    let part = |(list, (batches, entries))| Ok(Part::of(org, list, batches, entries)?);
    lists.into_iter().map(part).collect()
}

/// YYYYMMDD.
fn number(date: Date) -> u32 {
    let date = date.date();
    date.year().unsigned_abs() * 10_000 + date.month() * 100 + date.day()
}

/// The next head of the epoch.
fn next(
    renewal: &Renewal,
    org: &OrgId,
    parts: &[Part],
    own: Option<SignedHead>,
    published: Vec<SignedHead>,
) -> Result<SignedHead, Error> {
    let delegation = renewal.delegated_by.delegation().ok_or(Error::NotDelegated)?;
    let of_epoch = |head: &SignedHead| head.head().statement().epoch == delegation.epoch;
    let seq = |head: &SignedHead| head.head().statement().seq;
    let number = own.as_ref().filter(|own| of_epoch(own)).map_or(0, seq);
    let ahead = published.into_iter().filter(of_epoch).max_by_key(seq).filter(|head| seq(head) > number);
    let (number, last) = match ahead {
        None => (number, own),
        Some(head) if renewal.restored && head.verify(&delegation.key).is_ok() => (seq(&head), Some(head)),
        Some(head) => return Err(Error::OtherStatus { own: number, published: seq(&head) }),
    };
    let issued = Time::from(renewal.at.to_utc());
    let before = last.as_ref().map(|last| last.head().statement().issued).filter(|before| issued < *before);
    if let Some(before) = before {
        return Err(Error::ClockBehind { now: issued.to_string(), last: before.to_string() });
    }
    let statement = Statement {
        org: org.clone(),
        seq: number + 1,
        issued,
        valid_until: issued.plus(DEFAULT_SPAN).min(delegation.ends(renewal.delegated_by.time())),
        delegated_by: (renewal.delegated_by.batch(), *renewal.delegated_by.digest()),
        epoch: delegation.epoch,
        previous: last.as_ref().map_or([0; 32], |last| *last.head().digest()),
        lists: parts.iter().map(|part| (part.list(), *part.digest())).collect(),
    };
    Ok(statement.sign(renewal.key)?)
}
