//! Claims (protocol.md 3): the facts of the paper that the holder of its code may see, by kind and version.

mod facts;
mod keys;
mod projection;
mod shape;
mod versions;

use std::fmt;

pub use projection::project;
pub use versions::KindNumber;

use super::cbor::{Fault, Value, Writer};
use super::limits::Limit;
use super::{Error, Object};
use shape::Stated;
use versions::Version;

/// Claims of a kind and version that are known, with their bytes as received.
#[derive(Clone, PartialEq, Eq)]
pub struct Claims {
    bytes: Vec<u8>,
    version: &'static Version,
    stated: Vec<(u64, Stated)>,
}

impl Claims {
    /// Reads claims: strict CBOR, a known kind and version, every key of it with a value that it can have.
    ///
    /// # Errors
    /// `LIMIT_CLAIMS`, `CLAIMS_MALFORMED`, `CLAIMS_VERSION_UNKNOWN`.
    pub fn parse(bytes: &[u8]) -> Result<Claims, Error> {
        Limit::Claims.check(bytes.len())?;
        let refused = |fault| Object::Claims.refused(fault);
        let mut fields = Value::read_map(bytes).map_err(refused)?;
        let kind = fields.unsigned(1).map_err(refused)?;
        let version = fields.unsigned(2).map_err(refused)?;
        let version = Version::find(kind, version).ok_or(Error::ClaimsVersionUnknown { kind, version })?;
        let mut stated = Vec::with_capacity(version.keys.len());
        for (key, required) in version.keys {
            let value = if *required { fields.take(*key).map(Some) } else { fields.optional(*key) };
            if let Some(value) = value.map_err(refused)? {
                let shape = keys::of(*key).shape;
                stated.push((*key, shape.read(value).ok_or(refused(Fault::ValueOf(*key)))?));
            }
        }
        fields.finish().map_err(refused)?;
        Ok(Claims { bytes: bytes.to_vec(), version, stated })
    }

    /// The claims of a projection, by ascending key.
    fn write(version: &'static Version, stated: &[(u64, Stated)]) -> Result<Claims, Error> {
        let mut writer = Writer::new();
        writer.map(stated.len() + 2).unsigned(1).unsigned(u64::from(version.kind.number()));
        writer.unsigned(2).unsigned(version.number);
        for (key, value) in stated {
            writer.unsigned(*key);
            value.write(&mut writer);
        }
        Claims::parse(&writer.finish())
    }

    /// As received.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn kind(&self) -> KindNumber {
        self.version.kind
    }

    /// The version of the kind's projection.
    pub fn version(&self) -> u64 {
        self.version.number
    }
}

/// Whose document it is stays out of logs.
impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Claims(kind {}, version {}, {} bytes)", self.kind().number(), self.version(), self.bytes.len())
    }
}

#[cfg(test)]
mod tests;
