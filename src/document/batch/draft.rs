//! Planning: everything random of a batch is drawn at once.

use std::io::{self, Write};

use super::Error;
use super::plan::{Head, Listed, PlannedRecord, VERSION};
use crate::document::manifest::{self, BatchId, Document, Envelope, Leaves};
use crate::document::record::{Body, Kind, OrgId, Record, Salt};
use crate::signature::crypto;

/// A plan that is on no disk yet.
pub struct Draft {
    batch: BatchId,
    records: Vec<PlannedRecord>,
    /// Whose each is, and of which class, major or type.
    labels: Vec<(String, String)>,
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
        let labels = bodies.iter().map(|body| (body.stated().holder().to_string(), body.stated().group())).collect();
        let planned = bodies.into_iter().map(|body| {
            let record = Record::new(org.clone(), Salt::new(random()?), body);
            Ok(PlannedRecord::new(record.to_json()?))
        });
        let mut records = planned.collect::<Result<Vec<_>, Error>>()?;
        let batch = BatchId::from_bytes(random()?);
        let documents = records.iter().map(|planned| Document::of_record(org, planned.bytes()));
        let leaves = Leaves::of(org, batch, documents.collect::<Result<_, _>>()?, kind.prints_claims())?;
        for planned in &mut records {
            let id = planned.id();
            let leaf = leaves.find(&id).ok_or(manifest::Error::NotInManifest)?;
            planned.enclose(&Envelope::seal(&id, &leaf.opening, &random()?)?);
        }
        Ok(Draft { batch, records, labels })
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut encoded = Vec::new();
        let mut encode = |planned: &PlannedRecord| {
            encoded.clear();
            ciborium::into_writer(planned, &mut encoded).map_err(io::Error::other)?;
            Ok::<_, io::Error>(encoded.len() as u64)
        };
        let listed = self.records.iter().zip(&self.labels).map(|(planned, (holder, group))| {
            let length = encode(planned)?;
            Ok(Listed { id: planned.id(), holder: holder.clone(), group: group.clone(), length })
        });
        let head = Head { version: VERSION, batch: *self.batch.as_bytes(), listed: listed.collect::<io::Result<_>>()? };
        ciborium::into_writer(&head, &mut *out).map_err(io::Error::other)?;
        self.records.iter().try_for_each(|planned| ciborium::into_writer(planned, &mut *out).map_err(io::Error::other))
    }
}

fn random<const N: usize>() -> Result<[u8; N], Error> {
    crypto::random().map_err(|_| Error::Random)
}
