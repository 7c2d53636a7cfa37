//! The plan: everything random of a batch, drawn once and on disk before anything is drawn.

use serde::{Deserialize, Serialize};

use super::Error;
use crate::document::code::{Code, Id};
use crate::document::record::{Body, OrgId, Record, Salt};
use crate::signature::crypto;

/// One record with its salt, as the exact bytes that will travel in the document.
#[derive(Clone, Serialize, Deserialize)]
pub struct PlannedRecord {
    #[serde(with = "bytes_as_cbor")]
    bytes: Vec<u8>,
}

impl PlannedRecord {
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
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
    records: Vec<PlannedRecord>,
}

const VERSION: u8 = 1;

impl Plan {
    /// Draws a salt for every record.
    pub fn new(org: &OrgId, bodies: Vec<Body>) -> Result<Self, Error> {
        if bodies.is_empty() {
            return Err(Error::Empty);
        }
        let planned = bodies.into_iter().map(|body| {
            let salt = Salt::new(crypto::random().map_err(|_| Error::Random)?);
            Ok(PlannedRecord { bytes: Record::new(org.clone(), salt, body).to_json()? })
        });
        Ok(Plan { version: VERSION, records: planned.collect::<Result<_, Error>>()? })
    }

    pub fn records(&self) -> &[PlannedRecord] {
        &self.records
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

    pub(super) fn from_cbor(bytes: &[u8]) -> Option<Self> {
        let plan: Plan = ciborium::from_reader(bytes).ok()?;
        (plan.version == VERSION && !plan.records.is_empty()).then_some(plan)
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

    #[test]
    fn records_of_every_length_are_read_back() {
        for length in [1, 4096, 4097, 200_000] {
            let plan = Plan { version: VERSION, records: vec![PlannedRecord { bytes: vec![7; length] }] };
            let again = Plan::from_cbor(&plan.to_cbor()).expect("the plan is read back");
            assert_eq!(again.records()[0].bytes(), plan.records()[0].bytes());
        }
    }
}
