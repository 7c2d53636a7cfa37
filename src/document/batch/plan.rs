//! The plan, on disk before anything is drawn: a sequence of CBOR items (RFC 8742), a list of the records and then
//! the records themselves. The list is held; a record is read when it is asked for.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::store::failed;
use super::{Damage, Error};
use crate::document::code::{Code, Id};
use crate::document::manifest::{self, BatchId, Envelope, Leaves, Publication, Published};
use crate::document::record::{Body, Kind, MAX_RECORD_BYTES, OrgId, Record};
use crate::signature::crypto;

/// One record with its salt, as the exact bytes that will travel in the document, and its claims as the public
/// server will keep them.
#[derive(Clone, Serialize, Deserialize)]
pub struct PlannedRecord {
    #[serde(with = "bytes_as_cbor")]
    bytes: Vec<u8>,
    #[serde(with = "bytes_as_cbor")]
    envelope: Vec<u8>,
}

impl PlannedRecord {
    pub(super) fn new(bytes: Vec<u8>, envelope: &Envelope) -> Self {
        PlannedRecord { bytes, envelope: envelope.bytes().to_vec() }
    }

    pub(super) fn to_cbor(&self) -> Vec<u8> {
        let mut item = Vec::with_capacity(self.bytes.len() + self.envelope.len() + 64);
        // Memory takes whatever is written.
        let _ = ciborium::into_writer(self, &mut item);
        item
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What is published for the holder of the document's code, as it was sealed when the batch was planned.
    pub fn envelope(&self) -> &[u8] {
        &self.envelope
    }

    /// The document's public identifier.
    pub fn id(&self) -> Id {
        Code::derive(&self.bytes).id()
    }

    pub fn record(&self) -> Result<Record, Error> {
        Ok(Record::from_json(&self.bytes)?)
    }
}

/// What a list says of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The public identifier of the document, which follows from the record.
    pub id: Id,
    /// Whose document it is.
    pub holder: String,
    /// Its class, major or type of diploma.
    pub group: String,
    /// Bytes of the record in the file.
    pub(super) length: u64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    pub version: u8,
    pub batch: [u8; BatchId::BYTES],
    pub listed: Vec<Listed>,
}

pub(super) const VERSION: u8 = 3;

/// A planned record is refused beyond this size: the record, its envelope, and what CBOR puts around them.
const PLANNED_BYTES: u64 = 2 * MAX_RECORD_BYTES as u64;

/// The records in the order in which they are drawn and signed.
pub struct Plan {
    batch: BatchId,
    listed: Vec<Listed>,
    /// Where each record begins in the file.
    starts: Vec<u64>,
    path: PathBuf,
    file: Mutex<File>,
}

impl Plan {
    /// Reads the list of a plan of `count` records.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Damaged`] for a file of another shape or count.
    pub(super) fn open(path: &Path, count: usize) -> Result<Self, Error> {
        let mut input = BufReader::new(File::open(path).map_err(failed(path))?);
        let other = || Error::Damaged { path: path.to_owned(), damage: Damage::OtherPlan };
        let head: Head = ciborium::from_reader(&mut input).map_err(|_| other())?;
        let mut end = input.stream_position().map_err(failed(path))?;
        let mut starts = Vec::with_capacity(head.listed.len());
        for one in &head.listed {
            starts.push(end);
            end = end.checked_add(one.length).filter(|_| one.length <= PLANNED_BYTES).ok_or_else(other)?;
        }
        let file = input.into_inner();
        let length = file.metadata().map_err(failed(path))?.len();
        if head.version != VERSION || head.listed.is_empty() || head.listed.len() != count || length != end {
            return Err(other());
        }
        let (batch, listed) = (BatchId::from_bytes(head.batch), head.listed);
        Ok(Plan { batch, listed, starts, path: path.to_owned(), file: Mutex::new(file) })
    }

    /// What a list says of the records, in order.
    pub fn listed(&self) -> &[Listed] {
        &self.listed
    }

    /// A record, read from the disk, whose identifier is the one that is listed.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Damaged`] for another record than the one that was planned, or for none.
    pub fn record(&self, index: usize) -> Result<PlannedRecord, Error> {
        let other = || Error::Damaged { path: self.path.clone(), damage: Damage::OtherPlan };
        let (listed, start) = self.listed.get(index).zip(self.starts.get(index)).ok_or_else(other)?;
        let bytes = self.read(*start, listed.length).map_err(failed(&self.path))?;
        let planned: PlannedRecord = ciborium::from_reader(bytes.as_slice()).map_err(|_| other())?;
        if planned.id() == listed.id { Ok(planned) } else { Err(other()) }
    }

    fn read(&self, start: u64, length: u64) -> std::io::Result<Vec<u8>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// All records in order, each as [`Plan::record`] gives it.
    pub fn records(&self) -> impl Iterator<Item = Result<PlannedRecord, Error>> + '_ {
        (0..self.listed.len()).map(|index| self.record(index))
    }

    /// The name under which the batch is published.
    pub fn batch(&self) -> BatchId {
        self.batch
    }

    /// Every document's place in the batch, and the envelopes that may be published: both follow from the records.
    ///
    /// # Errors
    /// A record that is not as it was planned; more documents than one manifest lists.
    pub fn published(&self, org: &OrgId, kind: Kind) -> Result<(Leaves, Publication), Error> {
        let (mut documents, mut envelopes) = (Vec::new(), Vec::new());
        for planned in self.records() {
            let planned = planned?;
            documents.push(manifest::Document::of_record(org, planned.bytes())?);
            envelopes.push(crypto::sha256(planned.envelope()));
        }
        let leaves = Leaves::of(org, self.batch, documents, kind.prints_claims())?;
        let published = self.listed.iter().zip(envelopes).map(|(Listed { id, .. }, envelope)| {
            let leaf = leaves.find(id).ok_or(manifest::Error::NotInManifest)?;
            Ok(Published { id: *id, kind: leaf.opening.kind(), envelope })
        });
        let publication = Publication::of(published.collect::<Result<_, Error>>()?)?;
        Ok((leaves, publication))
    }

    /// Whether this plan was made from the same statements, whatever its salts.
    ///
    /// # Errors
    /// As [`Plan::record`].
    pub fn states(&self, bodies: &[Body]) -> Result<bool, Error> {
        if self.listed.len() != bodies.len() {
            return Ok(false);
        }
        for (planned, body) in self.records().zip(bodies) {
            if planned?.record()?.body() != body {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Byte strings as CBOR major type 2, not as arrays of numbers.
mod bytes_as_cbor {
    use serde::de::{self, Visitor};
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Vec<u8>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
                formatter.write_str("a byte string")
            }

            fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
                Ok(bytes)
            }
        }
        // As a buffer: the reader lends no byte string above 4 KiB.
        deserializer.deserialize_byte_buf(Bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(length: usize) -> PlannedRecord {
        PlannedRecord { bytes: vec![7; length], envelope: vec![8; length] }
    }

    /// Writes these records behind a list that may say something else of them.
    fn written(path: &Path, records: &[PlannedRecord], listed: impl Fn(&PlannedRecord, u64) -> Listed) {
        let (mut items, mut list) = (Vec::new(), Vec::new());
        for one in records {
            let before = items.len();
            ciborium::into_writer(one, &mut items).unwrap();
            list.push(listed(one, (items.len() - before) as u64));
        }
        let mut bytes = Vec::new();
        ciborium::into_writer(&Head { version: VERSION, batch: [1; 8], listed: list }, &mut bytes).unwrap();
        std::fs::write(path, [bytes, items].concat()).unwrap();
    }

    fn listed(one: &PlannedRecord, length: u64) -> Listed {
        Listed { id: one.id(), holder: "Lê Thị Ánh".into(), group: "6A".into(), length }
    }

    #[test]
    fn records_of_every_length_are_read_back_in_any_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.cbor");
        let records = [1, 4096, 4097, 200_000].map(planned);
        written(&path, &records, listed);
        let plan = Plan::open(&path, 4).unwrap();
        assert_eq!(plan.listed()[3].holder, "Lê Thị Ánh");
        for index in [2, 0, 3, 1, 3] {
            let again = plan.record(index).unwrap();
            assert_eq!((again.bytes(), again.envelope()), (records[index].bytes(), records[index].envelope()));
        }
        assert!(matches!(plan.record(4), Err(Error::Damaged { .. })));
    }

    #[test]
    fn what_is_not_as_it_was_listed_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.cbor");
        let records = [planned(10), planned(20)];
        let refused = |count| matches!(Plan::open(&path, count), Err(Error::Damaged { .. }));
        written(&path, &records, listed);
        assert!(refused(1) && refused(3) && !refused(2));
        let whole = std::fs::read(&path).unwrap();
        for cut in 0..whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            assert!(refused(2), "cut at {cut}");
        }
        std::fs::write(&path, [&whole[..], b"x"].concat()).unwrap();
        assert!(refused(2), "more than was listed");
        written(&path, &records, |one, _| listed(one, u64::MAX / 2));
        assert!(refused(2), "records beyond every size");
        written(&path, &records, |_, length| listed(&records[0], length));
        let plan = Plan::open(&path, 2).unwrap();
        assert!(plan.record(0).is_ok());
        assert!(matches!(plan.record(1), Err(Error::Damaged { .. })), "another record than the one that is listed");
    }
}
