//! What several tests need: a throw-away authority, software keys, and a small file to sign.
#![allow(dead_code, reason = "each test binary uses its own part")]

pub mod golden;
pub mod minimal_pdf;
#[cfg(feature = "sign")]
pub mod ready;

use chrono::{DateTime, FixedOffset, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer, KeyIdMethod, KeyPair,
    KeyUsagePurpose, RevocationReason, RevokedCertParams, SerialNumber,
};
use vanbang::document::record::{Directory, OrgId, Pin as DirectoryPin, PinRole};
use vanbang::signature::pades::{
    Appearance, BLUE, FieldBox, Identity, Pen, Revocation, Statement, Trust, prepare_first, prepare_next,
};
use vanbang::signature::token::{Pin, Signer, SoftwareKey, encrypt_pkcs8};
use vanbang::signature::x509::Certificate;
use vanbang::verify::Policy;

pub const FONT: &[u8] = include_bytes!("../../fonts/Tinos-Regular.ttf");
pub const FIELDS: [&str; 3] = ["homeroom_confirm", "leader_confirm", "org_seal"];

pub fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

pub fn now() -> DateTime<Utc> {
    at("2026-06-01T08:00:00+07:00")
}

pub fn claimed() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-05-31T14:05:09+07:00").unwrap()
}

/// A root of our own and the people it certifies.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    params: CertificateParams,
    pub root: Certificate,
}

impl Authority {
    pub fn new() -> Self {
        Self::named("CA Thử nghiệm")
    }

    pub fn named(name: &str) -> Self {
        let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        let params = authority_params(name, 1);
        let root = Certificate::from_der(params.self_signed(&key).unwrap().der()).unwrap();
        Authority { issuer: Issuer::new(params.clone(), key), root, params }
    }

    /// An authority below this one.
    pub fn authority(&self, name: &str, serial: u64) -> Self {
        let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        let params = authority_params(name, serial);
        let root = Certificate::from_der(params.signed_by(&key, &self.issuer).unwrap().der()).unwrap();
        Authority { issuer: Issuer::new(params.clone(), key), root, params }
    }

    /// A certificate of this authority for the key that another has already.
    pub fn certify_again(&self, other: &Authority, serial: u64) -> Certificate {
        let mut params = other.params.clone();
        params.serial_number = Some(serial.into());
        Certificate::from_der(params.signed_by(other.issuer.key(), &self.issuer).unwrap().der()).unwrap()
    }

    /// A person or organisation with a software key.
    pub fn signer(&self, name: &str, serial: u64) -> SoftwareKey {
        self.signer_with(name, serial, &rcgen::PKCS_RSA_SHA256, (2025, 2030))
    }

    /// The same, and the certificate says where its status can be asked: lists, then responders.
    pub fn signer_at(&self, name: &str, serial: u64, lists: &[String], responders: &[String]) -> SoftwareKey {
        let (certificate, key) = self.certify(name, serial, &rcgen::PKCS_ECDSA_P256_SHA256, (2025, 2030), |params| {
            let point = |uri: &String| rcgen::CrlDistributionPoint { uris: vec![uri.clone()] };
            params.crl_distribution_points = lists.iter().map(point).collect();
            params.custom_extensions.push(information_access(responders));
        });
        software(certificate, &key)
    }

    /// A certificate with its private key as PKCS#8 PEM, for a token to hold.
    pub fn certified(
        &self,
        name: &str,
        serial: u64,
        algorithm: &'static rcgen::SignatureAlgorithm,
        years: (i32, i32),
    ) -> (Certificate, KeyPair) {
        self.certify(name, serial, algorithm, years, |_| {})
    }

    /// A certificate for a key that is there already.
    pub fn certify_key(&self, name: &str, serial: u64, key: &KeyPair) -> Certificate {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.serial_number = Some(SerialNumber::from(serial));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        validity(&mut params, (2025, 2030));
        Certificate::from_der(params.signed_by(key, &self.issuer).unwrap().der()).unwrap()
    }

    fn certify(
        &self,
        name: &str,
        serial: u64,
        algorithm: &'static rcgen::SignatureAlgorithm,
        years: (i32, i32),
        change: impl FnOnce(&mut CertificateParams),
    ) -> (Certificate, KeyPair) {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CountryName, "VN");
        params.distinguished_name.push(DnType::CommonName, name);
        params.serial_number = Some(SerialNumber::from(serial));
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
        validity(&mut params, years);
        change(&mut params);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        (Certificate::from_der(certificate.der()).unwrap(), key)
    }

    /// A timestamp authority's certificate and key, both PEM (RFC 3161 section 2.3: the purpose is
    /// critical and the only one).
    pub fn timestamper(&self, name: &str, years: (i32, i32)) -> (String, String) {
        let key = KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let purpose = [0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];
        let mut extension = rcgen::CustomExtension::from_oid_content(&[2, 5, 29, 37], purpose.to_vec());
        extension.set_criticality(true);
        params.custom_extensions.push(extension);
        validity(&mut params, years);
        (params.signed_by(&key, &self.issuer).unwrap().pem(), key.serialize_pem())
    }

    pub fn signer_with(
        &self,
        name: &str,
        serial: u64,
        algorithm: &'static rcgen::SignatureAlgorithm,
        years: (i32, i32),
    ) -> SoftwareKey {
        let (certificate, key) = self.certified(name, serial, algorithm, years);
        software(certificate, &key)
    }

    /// A list of these serial numbers with reasons, revoked on 2026-02-01.
    pub fn revocation_list(&self, revoked: &[(u64, RevocationReason)]) -> Vec<u8> {
        let entry = |(serial, reason): &(u64, RevocationReason)| RevokedCertParams {
            serial_number: SerialNumber::from(*serial),
            revocation_time: rcgen::date_time_ymd(2026, 2, 1),
            reason_code: Some(*reason),
            invalidity_date: None,
        };
        self.revocation_list_of((2026, 5, 1), (2026, 7, 1), revoked.iter().map(entry).collect())
    }

    /// A list in force between two days.
    pub fn revocation_list_of(
        &self,
        from: (i32, u8, u8),
        until: (i32, u8, u8),
        revoked_certs: Vec<RevokedCertParams>,
    ) -> Vec<u8> {
        let list = CertificateRevocationListParams {
            this_update: rcgen::date_time_ymd(from.0, from.1, from.2),
            next_update: rcgen::date_time_ymd(until.0, until.1, until.2),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs,
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&self.issuer).unwrap().der().to_vec()
    }

    /// Trusts this root, and the pinned seal for the sample organisation.
    pub fn policy(&self, seal: &dyn Signer) -> Policy {
        let trust = Trust { anchors: vec![self.root.clone()], revocation: Revocation::Ignore, ..Trust::default() };
        Policy { trust, directory: Some(directory_with(seal.certificate())) }
    }
}

/// A software key, which enters only encrypted.
pub fn software(certificate: Certificate, key: &KeyPair) -> SoftwareKey {
    let password = Pin::new("thử nghiệm".to_owned());
    let sealed = encrypt_pkcs8(&key.serialize_der(), &password).unwrap();
    SoftwareKey::from_encrypted_pkcs8(sealed.as_bytes(), &password, certificate, vec![]).unwrap()
}

/// authorityInfoAccess with responders, and with the issuer's certificate at each of them.
fn information_access(responders: &[String]) -> rcgen::CustomExtension {
    use vanbang::signature::crypto::tlv;
    let access = |method: &str, uri: &String| {
        let method = tlv::oid(der::asn1::ObjectIdentifier::new_unwrap(method));
        tlv::sequence(&[&method, &tlv::encode(0x86, &[uri.as_bytes()])])
    };
    let all = responders.iter().flat_map(|uri| ["1.3.6.1.5.5.7.48.1", "1.3.6.1.5.5.7.48.2"].map(|m| access(m, uri)));
    let content = tlv::encode(tlv::tag::SEQUENCE, &[&all.collect::<Vec<_>>().concat()]);
    rcgen::CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], content)
}

/// The sample organisation with one pinned seal.
pub fn directory_with(seal: &Certificate) -> Directory {
    let pin = DirectoryPin {
        sha256: seal.sha256(),
        roles: vec![PinRole::Seal],
        from: at("2026-01-01T00:00:00Z"),
        until: None,
        compromised_since: None,
    };
    let org = OrgId::new("thcs-mau.hue").unwrap();
    Directory::of_one(&org, "Trường THCS Mẫu", "Mau Lower Secondary School", "vb.thcs-mau.example", &[pin]).unwrap()
}

fn authority_params(name: &str, serial: u64) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.serial_number = Some(serial.into());
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    validity(&mut params, (2025, 2035));
    params
}

fn validity(params: &mut CertificateParams, years: (i32, i32)) {
    params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
    params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
}

/// The three boxes of a year transcript on page `page`.
pub fn boxes(page: usize) -> Vec<FieldBox> {
    let field = |name: &str, x: f64, tooltip: &str| FieldBox {
        name: name.to_owned(),
        page,
        rect: [x, 100.0, x + 150.0, 160.0],
        tooltip: tooltip.to_owned(),
        locks_all: name == "org_seal",
    };
    vec![
        field(FIELDS[0], 60.0, "Chữ ký của giáo viên chủ nhiệm"),
        field(FIELDS[1], 240.0, "Chữ ký của hiệu trưởng"),
        field(FIELDS[2], 400.0, "Dấu của nhà trường"),
    ]
}

/// Signs the first `signers.len()` fields in order.
pub fn sign_all(pdf: &[u8], boxes: &[FieldBox], signers: &mut [&mut dyn Signer]) -> Vec<u8> {
    let mut bytes = pdf.to_vec();
    for (index, signer) in signers.iter_mut().enumerate() {
        let lines = [format!("Đã ký: {}", signer.certificate().common_name())];
        let pen = Pen::new(Appearance::Text { font: FONT, colour: BLUE });
        let statement = Statement { pen: &pen, lines: &lines, claimed: claimed(), stamp_room: 0 };
        let prepared = if index == 0 {
            prepare_first(&bytes, boxes, &boxes[0].name, &statement, &Identity::of(&**signer))
        } else {
            prepare_next(&bytes, &boxes[index].name, &statement, &Identity::of(&**signer))
        };
        bytes = prepared.unwrap().sign(&mut **signer).unwrap().into_bytes();
    }
    bytes
}
