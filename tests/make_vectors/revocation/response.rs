//! OCSP responses field by field (RFC 6960 section 4.2.1), right unless told otherwise.

use super::super::certificate::{Certificate, name};
use super::super::der::{self, Der, bits, explicit, int, octets, oid, retagged, seq, time, tlv};
use super::super::keys::{Hash, Key};
use super::super::paths::{ROOT, key};
use super::PERSONS;

/// What is said of one certificate.
#[derive(Clone)]
pub struct Answer {
    pub hash: Hash,
    /// Over whose name and key the hashes are made.
    pub name: Der,
    pub key: Key,
    pub serial: Der,
    pub status: Der,
    pub this_update: Der,
    /// Empty: absent.
    pub next_update: Der,
    pub extensions: Vec<Der>,
}

/// CertStatus.
pub fn good() -> Der {
    vec![0x80, 0]
}

pub fn unknown() -> Der {
    vec![0x82, 0]
}

/// Revoked at a time for a reason.
pub fn revoked(at: &str, reason: u8) -> Der {
    retagged(0xa1, seq([time(at), explicit(0, vec![0x0a, 1, reason])]))
}

impl Answer {
    /// The person is good, from half an hour before the moment of judging until the next day.
    pub fn new() -> Self {
        Self {
            hash: Hash::Sha1,
            name: name(ROOT.0),
            key: key(ROOT),
            serial: int(PERSONS),
            status: good(),
            this_update: time("20260601003000Z"),
            next_update: time("20260602003000Z"),
            extensions: Vec::new(),
        }
    }

    fn der(&self) -> Der {
        let spki = self.key.spki();
        let bits = der::elements(der::elements(&spki)[0].1)[1].1;
        let hashes = [octets(&self.hash.of(&self.name)), octets(&self.hash.of(&bits[1..]))];
        let [by_name, by_key] = hashes;
        let id = seq([self.hash.identifier_with_null(), by_name, by_key, self.serial.clone()]);
        let mut fields = vec![id, self.status.clone(), self.this_update.clone()];
        if !self.next_update.is_empty() {
            fields.push(explicit(0, self.next_update.clone()));
        }
        if !self.extensions.is_empty() {
            fields.push(explicit(1, seq(self.extensions.clone())));
        }
        seq(fields)
    }
}

/// A response; every field may be replaced by wrong bytes.
#[derive(Clone)]
pub struct Response {
    pub status: u8,
    pub kind: &'static str,
    /// Before responderID, where a version other than 1 would stand.
    pub version: Der,
    pub responder: Der,
    pub produced_at: Der,
    pub answers: Vec<Answer>,
    pub extensions: Vec<Der>,
    pub certificates: Vec<Der>,
    pub key: Key,
    pub hash: Hash,
}

/// ResponderID by name.
pub fn by_name(name: Der) -> Der {
    explicit(1, name)
}

/// ResponderID by the hash of a key.
pub fn by_key(key: &Key) -> Der {
    explicit(2, octets(&key.identifier()))
}

impl Response {
    /// The root itself answers that the person is good.
    pub fn direct() -> Self {
        Self {
            status: 0,
            kind: "1.3.6.1.5.5.7.48.1.1",
            version: Vec::new(),
            responder: by_name(name(ROOT.0)),
            produced_at: time("20260601003000Z"),
            answers: vec![Answer::new()],
            extensions: Vec::new(),
            certificates: Vec::new(),
            key: key(ROOT),
            hash: Hash::Sha256,
        }
    }

    /// The holder of a certificate, which `by` signed, answers the same.
    pub fn delegated(certificate: &Certificate, holder: (&str, &str), by: (&str, &str)) -> Self {
        Self {
            responder: by_name(certificate.subject.clone()),
            certificates: vec![certificate.signed_by(&key(by))],
            key: key(holder),
            ..Self::direct()
        }
    }

    pub fn signed(&self) -> Der {
        let mut fields = vec![self.version.clone(), self.responder.clone(), self.produced_at.clone()];
        fields.push(seq(self.answers.iter().map(Answer::der)));
        if !self.extensions.is_empty() {
            fields.push(explicit(1, seq(self.extensions.clone())));
        }
        let tbs = seq(fields);
        let signature = bits(&self.key.sign(self.hash, &tbs));
        let mut basic = vec![tbs, self.key.signature_algorithm(self.hash), signature];
        if !self.certificates.is_empty() {
            basic.push(explicit(0, seq(self.certificates.clone())));
        }
        let bytes = seq([oid(self.kind), octets(&seq(basic))]);
        seq([tlv(0x0a, &[self.status]), explicit(0, bytes)])
    }
}
