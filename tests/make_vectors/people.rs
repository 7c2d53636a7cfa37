//! Who signs in the vectors, and the office that trusts them: `trust/office`.

use super::Shared;
use super::certificate::{Certificate, extension};
use super::der::{Der, bits, explicit, int, pem, seq, time};
use super::keys::{Hash, Key};

pub const CA: &str = "CA thử nghiệm";
pub const STAMP_CA: &str = "CA dấu thời gian";

/// A certificate with its key.
#[derive(Clone)]
pub struct Identity {
    pub key: Key,
    pub certificate: Der,
    /// Names as they stand in the certificate.
    pub issuer: Der,
    pub serial: Der,
}

impl Identity {
    pub fn new(key: &Key, certificate: &Certificate, issuer_key: &Key) -> Self {
        Self {
            key: key.clone(),
            certificate: certificate.signed_by(issuer_key),
            issuer: certificate.issuer.clone(),
            serial: certificate.serial.clone(),
        }
    }
}

pub fn authority() -> Key {
    Key::named("authority")
}

pub fn stamp_authority() -> Key {
    Key::named("stamp-authority")
}

/// The principal, with serial number 11.
pub fn person() -> Identity {
    signer("Hiệu trưởng", 11, "person")
}

/// Someone else of the same authority, with serial number 12.
pub fn colleague() -> Identity {
    signer("Giáo viên", 12, "colleague")
}

/// Anyone with a certificate for signing by the office's authority.
pub fn signer(name: &str, serial: u64, key: &str) -> Identity {
    let key = Key::named(key);
    Identity::new(&key, &Certificate::person(name, serial, &key, CA, &authority()), &authority())
}

/// The certificate of the timestamp authority, 2025 to 2034, to be changed and signed.
pub fn stamper_certificate() -> Certificate {
    let key = Key::named("stamper");
    let certificate = Certificate::stamper("Dấu thời gian", 21, &key, STAMP_CA, &stamp_authority());
    Certificate { not_after: time("340101000000Z"), ..certificate }
}

/// The timestamp authority, with serial number 21.
pub fn stamper() -> Identity {
    Identity::new(&Key::named("stamper"), &stamper_certificate(), &stamp_authority())
}

fn root(name: &str, key: &Key) -> Der {
    Certificate::authority(name, 1, key, name, key).signed_by(key)
}

/// One line of a revocation list.
pub struct Entry {
    pub serial: u64,
    pub date: &'static str,
    /// CRLReason; none if absent.
    pub reason: Option<u8>,
}

/// A list of an authority, in force from May 2026 until 2036.
pub fn revocation_list(issuer: &str, key: &Key, entries: &[Entry]) -> Der {
    let algorithm = key.signature_algorithm(Hash::Sha256);
    let mut fields =
        vec![int(1), algorithm.clone(), super::certificate::name(issuer), time("260501000000Z"), time("360101000000Z")];
    if !entries.is_empty() {
        fields.push(seq(entries.iter().map(|entry| {
            let reason = entry.reason.map(|code| seq([extension("2.5.29.21", false, vec![0x0a, 1, code])]));
            seq([int(entry.serial), time(entry.date)].into_iter().chain(reason))
        })));
    }
    let identifier = extension("2.5.29.35", false, seq([super::der::tlv(0x80, &key.identifier())]));
    fields.push(explicit(0, seq([identifier, extension("2.5.29.20", false, int(1))])));
    let tbs = seq(fields);
    let signature = bits(&key.sign(Hash::Sha256, &tbs));
    seq([tbs, algorithm, signature])
}

/// The office trusts one authority for signers and another one for timestamps, and has a list of each.
pub fn shared() -> Vec<Shared> {
    let certificate = |name: &str, key: &Key| pem("CERTIFICATE", &root(name, key)).into_bytes();
    let list = |name: &str, key: &Key| pem("X509 CRL", &revocation_list(name, key, &[])).into_bytes();
    vec![
        ("trust/office/anchors/ca.pem".into(), certificate(CA, &authority())),
        ("trust/office/tsa/stamp-ca.pem".into(), certificate(STAMP_CA, &stamp_authority())),
        ("trust/office/crls/ca.crl".into(), list(CA, &authority())),
        ("trust/office/crls/stamp-ca.crl".into(), list(STAMP_CA, &stamp_authority())),
        ("trust/office-without-stamp-list/anchors/ca.pem".into(), certificate(CA, &authority())),
        ("trust/office-without-stamp-list/tsa/stamp-ca.pem".into(), certificate(STAMP_CA, &stamp_authority())),
        ("trust/office-without-stamp-list/crls/ca.crl".into(), list(CA, &authority())),
    ]
}
