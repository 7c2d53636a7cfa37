//! Authorities of a test and the evidence that they sign, byte by byte, so that each fault can be made.

use super::{Crl, Error, Evidence, Moment, Response, RevocationStatus, judge};
use crate::signature::crypto::tlv::{self, tag};
use crate::signature::crypto::{DigestAlgorithm, SignatureAlgorithm};
use crate::signature::x509::Certificate;
use chrono::{DateTime, Utc};
use der::asn1::ObjectIdentifier;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SerialNumber, SigningKey, date_time_ymd,
};

pub(super) struct Node {
    pub(super) params: CertificateParams,
    pub(super) key: KeyPair,
    pub(super) certificate: Certificate,
}

pub(super) fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2027, 1, 1);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.serial_number = Some(SerialNumber::from_slice(&[7]));
    params
}

pub(super) fn ca_params(name: &str) -> CertificateParams {
    let mut params = params(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

pub(super) fn root_with(params: CertificateParams) -> Node {
    let key = KeyPair::generate().unwrap();
    let certificate = Certificate::from_der(params.self_signed(&key).unwrap().der()).unwrap();
    Node { params, key, certificate }
}

pub(super) fn below(issuer: &Node, params: CertificateParams) -> Node {
    let key = KeyPair::generate().unwrap();
    let authority = Issuer::from_params(&issuer.params, &issuer.key);
    let der = params.signed_by(&key, &authority).unwrap();
    Node { certificate: Certificate::from_der(der.der()).unwrap(), params, key }
}

/// A root, and a person below it with serial number 7.
pub(super) fn pair() -> (Node, Node) {
    let root = root_with(ca_params("Gốc"));
    let leaf = below(&root, params("Hiệu trưởng"));
    (root, leaf)
}

/// A responder's parameters; `no_check` says that its own status need not be asked.
pub(super) fn responder_params(no_check: bool) -> CertificateParams {
    let mut params = params("Máy chủ OCSP");
    params.serial_number = Some(SerialNumber::from_slice(&[8]));
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::OcspSigning];
    if no_check {
        let oid = [1, 3, 6, 1, 5, 5, 7, 48, 1, 5];
        params.custom_extensions.push(CustomExtension::from_oid_content(&oid, vec![5, 0]));
    }
    params
}

pub(super) fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(super) fn now() -> DateTime<Utc> {
    time("2026-11-21T00:00:00Z")
}

pub(super) fn ask(leaf: &Node, above: &[&Node], evidence: &Evidence) -> RevocationStatus {
    ask_at(leaf, above, evidence, Moment::present(now()))
}

pub(super) fn ask_at(leaf: &Node, above: &[&Node], evidence: &Evidence, moment: Moment) -> RevocationStatus {
    let above: Vec<Certificate> = above.iter().map(|node| node.certificate.clone()).collect();
    judge(&leaf.certificate, &above, &[], evidence, moment)
}

/// `good`, `revoked`, or the codes of all doubts.
pub(super) fn told(status: RevocationStatus) -> String {
    match status {
        RevocationStatus::Good { revoked_later: None, .. } => "good".into(),
        RevocationStatus::Good { revoked_later: Some(later), .. } => format!("good, later {}", later.reason.name()),
        RevocationStatus::Revoked(revocation) => format!("revoked {}", revocation.reason.name()),
        RevocationStatus::Unknown { why } => {
            assert!(why.iter().all(|doubt| !doubt.message_vi().is_empty() && !doubt.message_en().is_empty()));
            why.iter().map(super::Doubt::code).collect::<Vec<_>>().join(" ")
        }
    }
}

pub(super) fn generalized(at: DateTime<Utc>) -> Vec<u8> {
    tlv::encode(0x18, &[at.format("%Y%m%d%H%M%SZ").to_string().as_bytes()])
}

pub(super) fn utc(at: DateTime<Utc>) -> Vec<u8> {
    tlv::encode(0x17, &[at.format("%y%m%d%H%M%SZ").to_string().as_bytes()])
}

pub(super) fn extension(oid: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let oid = tlv::oid(ObjectIdentifier::new_unwrap(oid));
    let flag = if critical { tlv::encode(tag::BOOLEAN, &[&[0xff]]) } else { Vec::new() };
    tlv::sequence(&[&oid, &flag, &tlv::encode(tag::OCTET_STRING, &[value])])
}

fn joined(parts: &[Vec<u8>]) -> Vec<u8> {
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    tlv::sequence(&parts)
}

/// A list to be signed.
#[derive(Clone)]
pub(super) struct List {
    pub(super) issuer: Vec<u8>,
    pub(super) this_update: DateTime<Utc>,
    pub(super) next_update: Option<DateTime<Utc>>,
    pub(super) entries: Vec<Vec<u8>>,
    pub(super) number: Option<u8>,
    pub(super) extensions: Vec<Vec<u8>>,
}

impl List {
    pub(super) fn of(issuer: &Node) -> Self {
        Self {
            issuer: issuer.certificate.subject_der().to_vec(),
            this_update: time("2026-11-20T00:00:00Z"),
            next_update: Some(time("2026-11-30T00:00:00Z")),
            entries: Vec::new(),
            number: Some(1),
            extensions: Vec::new(),
        }
    }

    pub(super) fn with(mut self, oid: &str, critical: bool, value: &[u8]) -> Self {
        self.extensions.push(extension(oid, critical, value));
        self
    }

    /// Without the number that every list has.
    pub(super) fn unnumbered(mut self) -> Self {
        self.number = None;
        self
    }

    pub(super) fn number(mut self, number: u8) -> Self {
        self.number = Some(number);
        self
    }

    /// issuingDistributionPoint with this content.
    pub(super) fn scope(self, parts: &[&[u8]]) -> Self {
        self.with("2.5.29.28", true, &tlv::sequence(parts))
    }

    /// Revokes serial number 7 on `date`, with these entry extensions.
    pub(super) fn revoking(mut self, date: &str, extensions: &[Vec<u8>]) -> Self {
        self.entries.push(entry(&[7], time(date), extensions));
        self
    }

    pub(super) fn der(&self, key: &KeyPair) -> Vec<u8> {
        let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256).to_der();
        let mut tbs = vec![vec![2, 1, 1], algorithm.clone(), self.issuer.clone(), utc(self.this_update)];
        tbs.extend(self.next_update.map(utc));
        if !self.entries.is_empty() {
            tbs.push(joined(&self.entries));
        }
        let number = self.number.map(|number| extension("2.5.29.20", false, &[2, 1, number]));
        let extensions: Vec<Vec<u8>> = number.into_iter().chain(self.extensions.iter().cloned()).collect();
        if !extensions.is_empty() {
            tbs.push(tlv::encode(tag::constructed(0), &[&joined(&extensions)]));
        }
        let tbs = joined(&tbs);
        let signature = key.sign(&tbs).unwrap();
        tlv::sequence(&[&tbs, &algorithm, &tlv::encode(tag::BIT_STRING, &[&[0], &signature])])
    }

    pub(super) fn signed(&self, key: &KeyPair) -> Crl {
        Crl::from_der(&self.der(key)).unwrap()
    }

    pub(super) fn error(&self, key: &KeyPair) -> Error {
        Crl::from_der(&self.der(key)).unwrap_err()
    }
}

pub(super) fn entry(serial: &[u8], date: DateTime<Utc>, extensions: &[Vec<u8>]) -> Vec<u8> {
    let extensions = if extensions.is_empty() { Vec::new() } else { joined(extensions) };
    tlv::sequence(&[&tlv::encode(tag::INTEGER, &[serial]), &utc(date), &extensions])
}

pub(super) fn reason(code: u8) -> Vec<u8> {
    extension("2.5.29.21", false, &[0x0a, 1, code])
}

pub(super) fn invalid_since(date: &str) -> Vec<u8> {
    extension("2.5.29.24", false, &generalized(time(date)))
}

pub(super) fn crls(crls: &[Crl]) -> Evidence {
    Evidence { crls: crls.to_vec(), ..Evidence::default() }
}

pub(super) const GOOD: [u8; 2] = [0x80, 0];
pub(super) const UNKNOWN: [u8; 2] = [0x82, 0];

/// A response to be signed, with one answer.
#[derive(Clone)]
pub(super) struct Reply {
    pub(super) responder: Vec<u8>,
    pub(super) produced_at: DateTime<Utc>,
    pub(super) digest: DigestAlgorithm,
    pub(super) issuer_name: Vec<u8>,
    pub(super) issuer_key: Vec<u8>,
    pub(super) serial: Vec<u8>,
    pub(super) state: Vec<u8>,
    pub(super) this_update: DateTime<Utc>,
    pub(super) next_update: Option<DateTime<Utc>>,
    pub(super) single_extensions: Vec<Vec<u8>>,
    pub(super) extensions: Vec<Vec<u8>>,
    pub(super) certificates: Vec<Certificate>,
}

impl Reply {
    /// About serial number 7 of `issuer`, by `responder`, which is named.
    pub(super) fn of(issuer: &Node, responder: &Node) -> Self {
        Self {
            responder: tlv::encode(tag::constructed(1), &[responder.certificate.subject_der()]),
            produced_at: time("2026-11-20T23:00:00Z"),
            digest: DigestAlgorithm::Sha1,
            issuer_name: issuer.certificate.subject_der().to_vec(),
            issuer_key: issuer.certificate.public_key().key_bytes().to_vec(),
            serial: vec![7],
            state: GOOD.to_vec(),
            this_update: time("2026-11-20T23:00:00Z"),
            next_update: Some(time("2026-11-21T23:00:00Z")),
            single_extensions: Vec::new(),
            extensions: Vec::new(),
            certificates: Vec::new(),
        }
    }

    pub(super) fn der(&self, key: &KeyPair) -> Vec<u8> {
        let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256).to_der();
        let octets = |bytes: &[u8]| tlv::encode(tag::OCTET_STRING, &[bytes]);
        let id = tlv::sequence(&[
            &tlv::sequence(&[&tlv::oid(self.digest.oid()), &tlv::encode(tag::NULL, &[])]),
            &octets(&self.digest.digest(&self.issuer_name)),
            &octets(&self.digest.digest(&self.issuer_key)),
            &tlv::encode(tag::INTEGER, &[&self.serial]),
        ]);
        let mut single = vec![id, self.state.clone(), generalized(self.this_update)];
        single.extend(self.next_update.map(|next| tlv::encode(tag::constructed(0), &[&generalized(next)])));
        if !self.single_extensions.is_empty() {
            single.push(tlv::encode(tag::constructed(1), &[&joined(&self.single_extensions)]));
        }
        let mut tbs = vec![self.responder.clone(), generalized(self.produced_at), tlv::sequence(&[&joined(&single)])];
        if !self.extensions.is_empty() {
            tbs.push(tlv::encode(tag::constructed(1), &[&joined(&self.extensions)]));
        }
        let tbs = joined(&tbs);
        let signature = tlv::encode(tag::BIT_STRING, &[&[0], &key.sign(&tbs).unwrap()]);
        let certificates: Vec<Vec<u8>> = self.certificates.iter().map(|one| one.der().to_vec()).collect();
        let certificates = match certificates.is_empty() {
            true => Vec::new(),
            false => tlv::encode(tag::constructed(0), &[&joined(&certificates)]),
        };
        let basic = tlv::sequence(&[&tbs, &algorithm, &signature, &certificates]);
        let oid = tlv::oid(ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1"));
        let bytes = tlv::sequence(&[&oid, &octets(&basic)]);
        tlv::sequence(&[&[0x0a, 1, 0], &tlv::encode(tag::constructed(0), &[&bytes])])
    }

    pub(super) fn signed(&self, key: &KeyPair) -> Evidence {
        Evidence { responses: vec![Response::from_der(&self.der(key)).unwrap()], ..Evidence::default() }
    }
}
