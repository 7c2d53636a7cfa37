//! Revocation lists field by field (RFC 5280 section 5.1), right unless told otherwise.

use super::certificate::{extension, name};
use super::der::{Der, bits, explicit, int, seq, time, tlv};
use super::keys::{Hash, Key};

/// CRLReason (RFC 5280 section 5.3.1).
pub const COMPROMISE: u8 = 1;
pub const SUPERSEDED: u8 = 4;
pub const HOLD: u8 = 6;
pub const REMOVE: u8 = 8;

pub const NUMBER: &str = "2.5.29.20";
pub const POINT: &str = "2.5.29.28";
pub const DELTA: &str = "2.5.29.27";

/// What is signed; every field may be replaced by wrong bytes.
#[derive(Clone)]
pub struct List {
    pub version: Der,
    pub issuer: Der,
    pub this_update: Der,
    /// Empty: absent.
    pub next_update: Der,
    pub entries: Vec<Der>,
    pub extensions: Vec<Der>,
    /// The algorithm inside, if another than outside.
    pub inner_algorithm: Option<Der>,
    pub hash: Hash,
    /// The name of the signing key.
    pub key: String,
}

/// One entry, revoked on 2026-02-01, with further extensions.
pub fn entry(serial: Der, reason: u8, more: &[Der]) -> Der {
    let reason = extension("2.5.29.21", false, vec![0x0a, 1, reason]);
    let extensions = std::iter::once(reason).chain(more.iter().cloned());
    seq([serial, time("260201000000Z"), seq(extensions)])
}

/// certificateIssuer of an entry: whose certificate it is.
pub fn of_issuer(common: &str) -> Der {
    extension("2.5.29.29", true, seq([tlv(0xa4, &name(common))]))
}

impl List {
    /// A list of a name by the key of a file, in force from May to July 2026, number 2, without entries.
    pub fn of(whose: (&str, &str)) -> Self {
        let identifier = seq([tlv(0x80, &Key::named(whose.1).identifier())]);
        Self {
            version: int(1),
            issuer: name(whose.0),
            this_update: time("260501000000Z"),
            next_update: time("260701000000Z"),
            entries: Vec::new(),
            extensions: vec![extension("2.5.29.35", false, identifier), extension(NUMBER, false, int(2))],
            inner_algorithm: None,
            hash: Hash::Sha256,
            key: whose.1.to_owned(),
        }
    }

    pub fn revoking(mut self, serial: u64, reason: u8) -> Self {
        self.entries.push(entry(int(serial), reason, &[]));
        self
    }

    pub fn listing(mut self, entries: impl IntoIterator<Item = Der>) -> Self {
        self.entries.extend(entries);
        self
    }

    pub fn with(mut self, extension: Der) -> Self {
        self.extensions.push(extension);
        self
    }

    /// Without its number, and with this extension in its place, if any.
    pub fn numbered(mut self, number: Option<Der>) -> Self {
        self.extensions.truncate(1);
        self.extensions.extend(number);
        self
    }

    /// With issuingDistributionPoint out of these fields.
    pub fn scoped(self, fields: impl IntoIterator<Item = Der>) -> Self {
        self.with(extension(POINT, true, seq(fields)))
    }

    /// The changes since the list of some number; their own number is the next one.
    pub fn since(self, base: u64) -> Self {
        self.numbered(Some(extension(NUMBER, false, int(base + 1)))).with(extension(DELTA, true, int(base)))
    }

    pub fn signed(&self) -> Der {
        let key = Key::named(&self.key);
        let outer = key.signature_algorithm(self.hash);
        let mut fields = vec![
            self.version.clone(),
            self.inner_algorithm.clone().unwrap_or_else(|| outer.clone()),
            self.issuer.clone(),
            self.this_update.clone(),
            self.next_update.clone(),
        ];
        if !self.entries.is_empty() {
            fields.push(seq(self.entries.clone()));
        }
        if !self.extensions.is_empty() {
            fields.push(explicit(0, seq(self.extensions.clone())));
        }
        let tbs = seq(fields);
        let signature = bits(&key.sign(self.hash, &tbs));
        seq([tbs, outer, signature])
    }
}
