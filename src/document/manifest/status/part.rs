//! A part (protocol.md 9.1): one list of batches, and of those of their documents that are not in force.

use super::StatusToken;
use crate::document::manifest::cbor::{Fault, Value, Writer};
use crate::document::manifest::limits::Limit;
use crate::document::manifest::{BatchId, Content, Digest, Error, Object};
use crate::document::record::OrgId;
use crate::signature::crypto;

const LABEL: &str = "vanbang status part 1";
const BATCHES: u64 = 3;
const ENTRIES: u64 = 4;
const BATCH_BYTES: usize = 25;
const ENTRY_BYTES: usize = 22;

/// What a list says of a batch as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchState {
    /// Its documents without an entry are in force.
    Listed = 0,
    Withdrawn = 2,
}

/// A batch that a list covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    pub batch: BatchId,
    /// The first 16 bytes of the manifest's digest.
    pub manifest: [u8; 16],
    pub state: BatchState,
}

impl Listed {
    pub fn of(content: &Content, state: BatchState) -> Listed {
        Listed { batch: content.batch(), manifest: start(content.digest()), state }
    }

    /// Whether it is this manifest that the list means.
    pub fn means(&self, manifest: &Digest) -> bool {
        self.manifest == start(manifest)
    }
}

/// What an entry says of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Superseded = 1,
    Withdrawn = 2,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    NoneGiven = 0,
    Replaced = 1,
    IssuedInError = 2,
    Decision = 3,
    NeverIssued = 4,
}

/// A document that is not in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub token: StatusToken,
    pub state: State,
    pub reason: Reason,
    /// YYYYMMDD.
    pub date: u32,
}

/// One list, with its bytes as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    bytes: Vec<u8>,
    digest: Digest,
    org: OrgId,
    list: u64,
    batches: Vec<Listed>,
    entries: Vec<Entry>,
}

impl Part {
    /// A list of these, in whatever order they come.
    ///
    /// # Errors
    /// `LIMIT_STATUS_PART`; `STATUS_PART_MALFORMED` when a batch or a document stands twice.
    pub fn of(org: &OrgId, list: u64, mut batches: Vec<Listed>, mut entries: Vec<Entry>) -> Result<Part, Error> {
        batches.sort_unstable_by_key(|listed| listed.batch);
        entries.sort_unstable_by_key(|entry| entry.token);
        let mut writer = Writer::new();
        writer.map(5).unsigned(0).text(LABEL).unsigned(1).text(org.as_str()).unsigned(2).unsigned(list);
        writer.unsigned(BATCHES).bytes(batches.iter().map(write_batch).collect::<Vec<_>>().as_flattened());
        writer.unsigned(ENTRIES).bytes(entries.iter().map(write_entry).collect::<Vec<_>>().as_flattened());
        Part::parse(&writer.finish())
    }

    /// Reads a part.
    ///
    /// # Errors
    /// `STATUS_PART_MALFORMED` or a limit.
    pub fn parse(bytes: &[u8]) -> Result<Part, Error> {
        Limit::StatusPart.check(bytes.len())?;
        Self::read(bytes).map_err(|fault| Object::StatusPart.refused(fault))
    }

    fn read(bytes: &[u8]) -> Result<Part, Fault> {
        let mut fields = Value::read_map(bytes)?;
        fields.label(0, LABEL)?;
        let org = OrgId::new(fields.text(1)?).map_err(|_| Fault::ValueOf(1))?;
        let list = fields.unsigned(2)?;
        let batches = records(fields.bytes(BATCHES)?, read_batch).ok_or(Fault::ValueOf(BATCHES))?;
        let entries = records(fields.bytes(ENTRIES)?, read_entry).ok_or(Fault::ValueOf(ENTRIES))?;
        fields.finish()?;
        if !batches.is_sorted_by(|one, next| one.batch < next.batch) {
            return Err(Fault::ValueOf(BATCHES));
        }
        if !entries.is_sorted_by(|one, next| one.token < next.token) {
            return Err(Fault::ValueOf(ENTRIES));
        }
        Ok(Part { bytes: bytes.to_vec(), digest: crypto::sha256(bytes), org, list, batches, entries })
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What a head has of it.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    pub fn org(&self) -> &OrgId {
        &self.org
    }

    /// Number of the list.
    pub fn list(&self) -> u64 {
        self.list
    }

    /// By ascending batch.
    pub fn batches(&self) -> &[Listed] {
        &self.batches
    }

    /// By ascending token.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What it says of a batch.
    pub fn batch(&self, batch: &BatchId) -> Option<&Listed> {
        let at = self.batches.binary_search_by_key(batch, |listed| listed.batch).ok()?;
        self.batches.get(at)
    }

    /// What it says of a document.
    pub fn entry(&self, token: &StatusToken) -> Option<&Entry> {
        let at = self.entries.binary_search_by_key(token, |entry| entry.token).ok()?;
        self.entries.get(at)
    }
}

fn start(digest: &Digest) -> [u8; 16] {
    digest.first_chunk().copied().unwrap_or_default()
}

/// Records of one length each, all of which can be read.
fn records<T, const N: usize>(bytes: &[u8], read: fn(&[u8; N]) -> Option<T>) -> Option<Vec<T>> {
    let (records, rest) = bytes.as_chunks::<N>();
    if rest.is_empty() { records.iter().map(read).collect() } else { None }
}

fn read_batch(record: &[u8; BATCH_BYTES]) -> Option<Listed> {
    let (batch, rest) = record.split_first_chunk()?;
    let (manifest, state) = rest.split_first_chunk()?;
    let state = match state {
        [0] => BatchState::Listed,
        [2] => BatchState::Withdrawn,
        _ => return None,
    };
    Some(Listed { batch: BatchId::from_bytes(*batch), manifest: *manifest, state })
}

fn write_batch(listed: &Listed) -> [u8; BATCH_BYTES] {
    filled(listed.batch.as_bytes().iter().chain(&listed.manifest).copied().chain([listed.state as u8]))
}

fn read_entry(record: &[u8; ENTRY_BYTES]) -> Option<Entry> {
    let (token, rest) = record.split_first_chunk()?;
    let (said, date) = rest.split_first_chunk::<2>()?;
    let [state, reason] = said;
    let state = match state {
        1 => State::Superseded,
        2 => State::Withdrawn,
        _ => return None,
    };
    let reason = match reason {
        0 => Reason::NoneGiven,
        1 => Reason::Replaced,
        2 => Reason::IssuedInError,
        3 => Reason::Decision,
        4 => Reason::NeverIssued,
        _ => return None,
    };
    let date = u32::from_be_bytes(date.try_into().ok()?);
    Some(Entry { token: StatusToken::from_bytes(*token), state, reason, date })
}

fn write_entry(entry: &Entry) -> [u8; ENTRY_BYTES] {
    let said = [entry.state as u8, entry.reason as u8];
    filled(entry.token.as_bytes().iter().copied().chain(said).chain(entry.date.to_be_bytes()))
}

/// The bytes of a record, which are exactly as many.
fn filled<const N: usize>(bytes: impl Iterator<Item = u8>) -> [u8; N] {
    let mut record = [0; N];
    record.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    record
}
