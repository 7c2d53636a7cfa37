//! Certificates field by field (RFC 5280 section 4.1), right unless told otherwise.

use super::der::{self, Der, bits, boolean, explicit, int, octets, oid, seq, set, time, utf8};
use super::keys::{Hash, Key};

/// What is signed; every field may be replaced by wrong bytes.
#[derive(Clone)]
pub struct Certificate {
    pub version: Der,
    pub serial: Der,
    pub issuer: Der,
    pub subject: Der,
    pub not_before: Der,
    pub not_after: Der,
    pub spki: Der,
    pub extensions: Vec<Der>,
    /// The algorithm inside; the one outside is given by the signature.
    pub inner_algorithm: Option<Der>,
    pub hash: Hash,
}

/// Name with country and common name.
pub fn name(common: &str) -> Der {
    let part = |kind: &str, value: Der| set([seq([oid(kind), value])]);
    seq([part("2.5.4.6", der::tlv(0x13, b"VN")), part("2.5.4.3", utf8(common))])
}

pub fn extension(kind: &str, critical: bool, value: Der) -> Der {
    let mut fields = vec![oid(kind)];
    if critical {
        fields.push(boolean(true));
    }
    fields.push(octets(&value));
    seq(fields)
}

/// keyUsage with these bits, counted from 0 (digitalSignature) to 8.
pub fn key_usage(set_bits: &[u8]) -> Der {
    let word = set_bits.iter().fold(0u16, |word, bit| word | 0x8000 >> bit);
    let bytes: &[u8] = &word.to_be_bytes();
    let used = if word & 0xff == 0 { &bytes[..1] } else { bytes };
    let unused = used.last().map_or(0, |last| last.trailing_zeros()) as u8;
    extension("2.5.29.15", true, der::tlv(3, &[&[unused], used].concat()))
}

/// basicConstraints of an authority.
pub fn authority(path_len: Option<u64>) -> Der {
    let fields = std::iter::once(boolean(true)).chain(path_len.map(int));
    extension("2.5.29.19", true, seq(fields))
}

/// basicConstraints of anyone else.
pub fn no_authority() -> Der {
    extension("2.5.29.19", true, seq([]))
}

pub fn extended_key_usage(critical: bool, purposes: &[&str]) -> Der {
    extension("2.5.29.37", critical, seq(purposes.iter().map(|purpose| oid(purpose))))
}

pub const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";

impl Certificate {
    /// A person's certificate for signing, 2025 to 2030, with both key identifiers.
    pub fn person(subject: &str, serial: u64, key: &Key, issuer: &str, issuer_key: &Key) -> Self {
        let usage = vec![no_authority(), key_usage(&[0, 1])];
        Self::plain(subject, serial, key, issuer, issuer_key, usage)
    }

    /// An authority's certificate, 2025 to 2035.
    pub fn authority(subject: &str, serial: u64, key: &Key, issuer: &str, issuer_key: &Key) -> Self {
        let usage = vec![authority(None), key_usage(&[5, 6])];
        Self { not_after: time("350101000000Z"), ..Self::plain(subject, serial, key, issuer, issuer_key, usage) }
    }

    /// A timestamp authority's certificate, 2025 to 2030 (RFC 3161 section 2.3).
    pub fn stamper(subject: &str, serial: u64, key: &Key, issuer: &str, issuer_key: &Key) -> Self {
        let usage = vec![no_authority(), key_usage(&[0]), extended_key_usage(true, &[TIME_STAMPING])];
        Self::plain(subject, serial, key, issuer, issuer_key, usage)
    }

    fn plain(subject: &str, serial: u64, key: &Key, issuer: &str, issuer_key: &Key, usage: Vec<Der>) -> Self {
        let identifiers = [
            extension("2.5.29.14", false, octets(&key.identifier())),
            extension("2.5.29.35", false, seq([der::tlv(0x80, &issuer_key.identifier())])),
        ];
        Self {
            version: explicit(0, int(2)),
            serial: int(serial),
            issuer: name(issuer),
            subject: name(subject),
            not_before: time("250101000000Z"),
            not_after: time("300101000000Z"),
            spki: key.spki(),
            extensions: usage.into_iter().chain(identifiers).collect(),
            inner_algorithm: None,
            hash: Hash::Sha256,
        }
    }

    /// Without an extension of this kind, and with another in its place, if any.
    pub fn replacing(mut self, kind: &str, replacement: Option<Der>) -> Self {
        let kind = oid(kind);
        self.extensions.retain(|extension| !der::elements(extension)[0].1.starts_with(&kind));
        self.extensions.extend(replacement);
        self
    }

    pub fn with(mut self, extension: Der) -> Self {
        self.extensions.push(extension);
        self
    }

    /// The certificate, signed.
    pub fn signed_by(&self, key: &Key) -> Der {
        let outer = key.signature_algorithm(self.hash);
        let mut fields = vec![
            self.version.clone(),
            self.serial.clone(),
            self.inner_algorithm.clone().unwrap_or_else(|| outer.clone()),
            self.issuer.clone(),
            seq([self.not_before.clone(), self.not_after.clone()]),
            self.subject.clone(),
            self.spki.clone(),
        ];
        if !self.extensions.is_empty() {
            fields.push(explicit(3, seq(self.extensions.clone())));
        }
        let tbs = seq(fields);
        let signature = bits(&key.sign(self.hash, &tbs));
        seq([tbs, outer, signature])
    }
}
