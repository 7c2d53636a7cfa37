//! Planning: everything random of a batch is drawn at once.

use std::io::{self, Write};

use super::Error;
use super::plan::{Head, Listed, PlannedRecord, VERSION};
use crate::document::manifest::{self, BatchId, Document, Envelope, Leaves};
use crate::document::record::{Body, Kind, OrgId, Record, Salt};
use crate::signature::crypto;

/// A plan that is on no disk yet: its list, and the records behind it as they will stand there.
pub struct Draft {
    head: Head,
    records: Vec<Vec<u8>>,
}

impl Draft {
    /// Draws a name for the batch, a salt for every record, and another for every envelope.
    ///
    /// # Errors
    /// A record that cannot be written; more documents than one manifest lists.
    pub fn new(org: &OrgId, kind: Kind, bodies: Vec<Body>) -> Result<Self, Error> {
        if bodies.is_empty() {
            return Err(Error::Empty);
        }
        let (mut listed, mut records, mut documents) = (Vec::new(), Vec::new(), Vec::new());
        for body in bodies {
            let (holder, group) = (body.stated().holder().to_string(), body.stated().group());
            let record = Record::new(org.clone(), Salt::new(random()?), body).to_json()?;
            let document = Document::of_record(org, &record)?;
            listed.push(Listed { id: document.id(), holder, group, length: 0 });
            documents.push(document);
            records.push(record);
        }
        let batch = BatchId::from_bytes(random()?);
        let leaves = Leaves::of(org, batch, documents, kind.prints_claims())?;
        for (Listed { id, length, .. }, record) in listed.iter_mut().zip(&mut records) {
            let leaf = leaves.find(id).ok_or(manifest::Error::NotInManifest)?;
            let envelope = Envelope::seal(id, &leaf.opening, &random()?)?;
            *record = PlannedRecord::new(std::mem::take(record), &envelope).to_cbor();
            *length = record.len() as u64;
        }
        Ok(Draft { head: Head { version: VERSION, batch: *batch.as_bytes(), listed }, records })
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        ciborium::into_writer(&self.head, &mut *out).map_err(io::Error::other)?;
        self.records.iter().try_for_each(|record| out.write_all(record))
    }
}

fn random<const N: usize>() -> Result<[u8; N], Error> {
    crypto::random().map_err(|_| Error::Random)
}
