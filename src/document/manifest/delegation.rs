//! What a manifest lets another key do (protocol.md 6.2): sign the status of documents, for a time.

use super::Time;
use super::cbor::{Fault, Items, Value, Writer};
use crate::signature::crypto::P256PublicKey;

/// The one usage there is.
const STATUS: u64 = 1;
/// How long a delegation lasts at most, from the time of its manifest: 400 days.
const LONGEST: u64 = 34_560_000;

/// The status key of an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delegation {
    /// 1 or more. An epoch has one key; another key needs a higher one.
    pub epoch: u32,
    pub key: P256PublicKey,
    /// As written; [`Delegation::ends`] says how long it holds.
    pub not_after: Time,
}

impl Delegation {
    /// Until when it holds in a manifest of that time.
    pub fn ends(&self, manifest_time: Time) -> Time {
        self.not_after.min(manifest_time.plus(LONGEST))
    }

    /// Reads `[usage, epoch, key, not_after]`; `at` is the map key that it stands under.
    pub(super) fn read(at: u64, value: Value<'_>) -> Result<Delegation, Fault> {
        let Value::Array(items) = value else { return Err(Fault::ValueOf(at)) };
        Self::read_items(items).ok_or(Fault::ValueOf(at))
    }

    fn read_items(mut items: Items<'_>) -> Option<Delegation> {
        let (Value::Unsigned(STATUS), Value::Unsigned(epoch)) = (items.next()?, items.next()?) else { return None };
        let (Value::Bytes(key), Value::Unsigned(not_after)) = (items.next()?, items.next()?) else { return None };
        let epoch = u32::try_from(epoch).ok().filter(|epoch| *epoch > 0)?;
        let (key, not_after) = (P256PublicKey::from_point(key)?, Time::from_seconds(not_after)?);
        items.next().is_none().then_some(Delegation { epoch, key, not_after })
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.array(4).unsigned(STATUS).unsigned(u64::from(self.epoch));
        writer.bytes(self.key.as_bytes()).unsigned(self.not_after.seconds());
    }
}
