//! The plan: everything random of a batch, drawn once and on disk before anything is drawn.

use std::io::{BufReader, Read};

use serde::{Deserialize, Serialize};

use super::Error;
use crate::document::code::{Code, Id};
use crate::document::manifest::{self, BatchId, Envelope, Leaves, Publication, Published};
use crate::document::record::{Body, Kind, OrgId, Record, Salt};
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

/// The records in the order in which they are drawn and signed.
#[derive(Clone, Serialize, Deserialize)]
pub struct Plan {
    version: u8,
    batch: [u8; BatchId::BYTES],
    records: Vec<PlannedRecord>,
}

const VERSION: u8 = 2;

impl Plan {
    /// Draws a name for the batch, a salt for every record, and another for every envelope.
    ///
    /// # Errors
    /// A record that cannot be written; more documents than one manifest lists.
    pub fn new(org: &OrgId, kind: Kind, bodies: &[Body]) -> Result<Self, Error> {
        if bodies.is_empty() {
            return Err(Error::Empty);
        }
        let planned = bodies.iter().map(|body| {
            let record = Record::new(org.clone(), Salt::new(random()?), body.clone());
            Ok(PlannedRecord { bytes: record.to_json()?, envelope: Vec::new() })
        });
        let records = planned.collect::<Result<_, Error>>()?;
        let mut plan = Plan { version: VERSION, batch: random()?, records };
        let leaves = plan.leaves(org, kind)?;
        for planned in &mut plan.records {
            let id = planned.id();
            let leaf = leaves.find(&id).ok_or(manifest::Error::NotInManifest)?;
            planned.envelope = Envelope::seal(&id, &leaf.opening, &random()?)?.bytes().to_vec();
        }
        Ok(plan)
    }

    pub fn records(&self) -> &[PlannedRecord] {
        &self.records
    }

    /// The public identifiers of the records, in order.
    pub fn ids(&self) -> Vec<Id> {
        self.records.iter().map(PlannedRecord::id).collect()
    }

    /// The name under which the batch is published.
    pub fn batch(&self) -> BatchId {
        BatchId::from_bytes(self.batch)
    }

    /// Every document's place in the batch, which follows from the records.
    ///
    /// # Errors
    /// A record that is not as it was planned; more documents than one manifest lists.
    pub fn leaves(&self, org: &OrgId, kind: Kind) -> Result<Leaves, Error> {
        let documents = self.records.iter().map(|planned| manifest::Document::of_record(org, &planned.bytes));
        Ok(Leaves::of(org, self.batch(), documents.collect::<Result<_, _>>()?, kind.prints_claims())?)
    }

    /// The envelopes that may be published.
    ///
    /// # Errors
    /// As [`Plan::leaves`].
    pub fn publication(&self, leaves: &Leaves) -> Result<Publication, Error> {
        let published = self.records.iter().map(|planned| {
            let id = planned.id();
            let leaf = leaves.find(&id).ok_or(manifest::Error::NotInManifest)?;
            Ok(Published { id, kind: leaf.opening.kind(), envelope: crypto::sha256(&planned.envelope) })
        });
        Ok(Publication::of(published.collect::<Result<_, Error>>()?)?)
    }

    /// Whether this plan was made from the same statements, whatever its salts.
    pub fn states(&self, bodies: &[Body]) -> Result<bool, Error> {
        if self.records.len() != bodies.len() {
            return Ok(false);
        }
        for (planned, body) in self.records.iter().zip(bodies) {
            if planned.record()?.body() != body {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn to_cbor(&self) -> Vec<u8> {
        let mut out = Vec::new();
        // Writing into memory does not fail, and the types hold nothing that CBOR lacks.
        let written = ciborium::into_writer(self, &mut out);
        debug_assert!(written.is_ok());
        out
    }

    /// Reads a plan; the whole of its encoding is never held beside it.
    pub(super) fn from_cbor(input: impl Read) -> Option<Self> {
        let plan: Plan = ciborium::from_reader(BufReader::new(input)).ok()?;
        (plan.version == VERSION && !plan.records.is_empty()).then_some(plan)
    }
}

fn random<const N: usize>() -> Result<[u8; N], Error> {
    crypto::random().map_err(|_| Error::Random)
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

    #[test]
    fn records_of_every_length_are_read_back() {
        for length in [1, 4096, 4097, 200_000] {
            let records = vec![PlannedRecord { bytes: vec![7; length], envelope: vec![8; length] }];
            let plan = Plan { version: VERSION, batch: [1; 8], records };
            let again = Plan::from_cbor(plan.to_cbor().as_slice()).expect("the plan is read back");
            assert_eq!(again.records()[0].bytes(), plan.records()[0].bytes());
        }
    }
}
