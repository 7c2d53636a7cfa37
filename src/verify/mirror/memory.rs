//! What a verifier keeps of each organisation's newest status head, from one run to the next (protocol.md 9.4, step 8):
//! without it an older copy of what was published would be believed again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::Error;
use crate::document::manifest::status::Remembered;
use crate::document::record::OrgId;
use crate::durable::{self, Readers};
use crate::signature::crypto::P256PublicKey;

/// Its first version.
const FORMAT: u8 = 1;

/// The newest head of each organisation, as far as this verifier saw.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    seen: BTreeMap<OrgId, Seen>,
    /// Of whom something was learnt since the file was read.
    learnt: BTreeSet<OrgId>,
    /// Of whom what the file says is to be forgotten.
    forgotten: BTreeSet<OrgId>,
}

/// A head, and who signed the manifest that delegates its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) head: Remembered,
    /// SHA-256 of the certificate.
    pub(super) signer: [u8; 32],
}

impl Memory {
    /// Reads the file; one that is not there remembers nothing.
    ///
    /// # Errors
    /// A file that cannot be read, or that another program wrote: nobody forgets by accident.
    pub fn read(path: &Path) -> Result<Memory, Error> {
        let bytes = match fs::read(path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Memory::default()),
            read => read.map_err(|cause| Error::Memory { path: path.to_owned(), cause })?,
        };
        let seen = parsed(&bytes).ok_or_else(|| Error::MemoryInvalid { path: path.to_owned() })?;
        Ok(Memory { seen, ..Memory::default() })
    }

    /// Adds what was learnt to the file, which another run may have changed meanwhile.
    ///
    /// # Errors
    /// A file that cannot be read or written.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        if self.learnt.is_empty() && self.forgotten.is_empty() {
            return Ok(());
        }
        let mut kept = Memory::read(path)?.seen;
        kept.retain(|org, _| !self.forgotten.contains(org));
        for (org, seen) in self.seen.iter().filter(|(org, _)| self.learnt.contains(*org)) {
            if !kept.get(org).is_some_and(|other| other.is_later_than(seen)) {
                kept.insert(org.clone(), seen.clone());
            }
        }
        let cause = |cause| Error::Memory { path: path.to_owned(), cause };
        let file = Kept {
            format: FORMAT,
            organisations: kept.iter().map(|(org, seen)| (org.to_string(), seen.line())).collect(),
        };
        let text = serde_json::to_vec_pretty(&file).map_err(|error| cause(error.into()))?;
        durable::write(path, &text, Readers::Owner).map_err(cause)
    }

    pub(super) fn of(&self, org: &OrgId) -> Option<&Seen> {
        self.seen.get(org)
    }

    pub(super) fn note(&mut self, org: &OrgId, seen: Seen) {
        if self.seen.get(org) != Some(&seen) {
            self.seen.insert(org.clone(), seen);
            self.learnt.insert(org.clone());
        }
    }

    pub(super) fn forget(&mut self, org: &OrgId) {
        self.seen.remove(org);
        self.forgotten.insert(org.clone());
    }
}

impl Seen {
    fn is_later_than(&self, other: &Seen) -> bool {
        (self.head.epoch, self.head.seq) > (other.head.epoch, other.head.seq)
    }

    fn line(&self) -> Line {
        Line {
            epoch: self.head.epoch,
            seq: self.head.seq,
            head: HEXLOWER.encode(&self.head.head),
            key: HEXLOWER.encode(self.head.key.as_bytes()),
            delegated_by: HEXLOWER.encode(&self.head.delegated_by),
            signer: HEXLOWER.encode(&self.signer),
        }
    }

    fn of(line: &Line) -> Option<Seen> {
        let digest = |text: &str| HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok();
        let key = P256PublicKey::from_point(&HEXLOWER.decode(line.key.as_bytes()).ok()?)?;
        let (head, delegated_by) = (digest(&line.head)?, digest(&line.delegated_by)?);
        let head = Remembered { epoch: line.epoch, seq: line.seq, head, key, delegated_by };
        Some(Seen { head, signer: digest(&line.signer)? })
    }
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    format: u8,
    organisations: BTreeMap<String, Line>,
}

/// Digests and the key in hexadecimal.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    epoch: u32,
    seq: u64,
    head: String,
    key: String,
    delegated_by: String,
    signer: String,
}

fn parsed(bytes: &[u8]) -> Option<BTreeMap<OrgId, Seen>> {
    let kept: Kept = serde_json::from_slice(bytes).ok().filter(|kept: &Kept| kept.format == FORMAT)?;
    let lines = kept.organisations.iter();
    lines.map(|(org, line)| Some((OrgId::new(org).ok()?, Seen::of(line)?))).collect()
}
