//! A root, an authority below it and many persons, with what both revoked: for measuring paths.

use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer, KeyIdMethod, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, RevokedCertParams, SerialNumber,
};
use vanbang::signature::x509::Certificate;
use vanbang::signature::x509::revocation::{Crl, Evidence};

use crate::demo::authority::{date, failed};
use crate::failure::Failure;
use crate::input;

/// Certificates that the authority revoked, none of them of the measured persons.
const REVOKED: u64 = 1_000;
/// Serial numbers of persons begin here.
const FIRST_PERSON: u64 = 1_000_000;

/// Everything is RSA 2048, as most Vietnamese certificates are.
pub struct Hierarchy {
    pub root: Certificate,
    pub authority: Certificate,
    /// In DER, as messages bring them.
    pub persons: Vec<Vec<u8>>,
    pub evidence: Evidence,
}

impl Hierarchy {
    /// With `count` persons, all in force at `at`.
    pub fn new(count: usize, at: DateTime<Utc>) -> Result<Self, Failure> {
        let root = Maker::new("Gốc", 1, None, at)?;
        let authority = Maker::new("Trung gian", 2, Some(&root), at)?;
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256).map_err(failed)?;
        let person = |number: usize| {
            let mut params = params(&format!("Người ký {number}"), FIRST_PERSON + number as u64, at);
            params.is_ca = IsCa::ExplicitNoCa;
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
            params.use_authority_key_identifier_extension = true;
            Ok(params.signed_by(&key, &authority.issuer).map_err(failed)?.der().to_vec())
        };
        let persons = (0..count).map(person).collect::<Result<_, Failure>>()?;
        let crls = vec![root.list(0, at)?, authority.list(REVOKED, at)?];
        Ok(Hierarchy {
            root: root.certificate,
            authority: authority.certificate,
            persons,
            evidence: Evidence { crls, ..Evidence::default() },
        })
    }

    /// Writes it all in DER, so that others can be measured on the same.
    pub fn write(&self, folder: &Path) -> Result<(), Failure> {
        let [root, authority] = [&self.root, &self.authority].map(Certificate::der);
        let lists = self.evidence.crls.iter().map(Crl::der).zip(["root.crl", "authority.crl"]);
        let persons = self.persons.concat();
        input::make_folder(folder)?;
        let others = [(root, "root.der"), (authority, "authority.der"), (&persons, "persons.der")];
        for (bytes, name) in others.into_iter().chain(lists) {
            input::write(&folder.join(name), bytes)?;
        }
        Ok(())
    }
}

/// Who certifies and revokes.
struct Maker {
    issuer: Issuer<'static, KeyPair>,
    certificate: Certificate,
}

impl Maker {
    fn new(name: &str, serial: u64, above: Option<&Maker>, at: DateTime<Utc>) -> Result<Self, Failure> {
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256).map_err(failed)?;
        let mut params = params(name, serial, at);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.use_authority_key_identifier_extension = true;
        let made = match above {
            Some(above) => params.signed_by(&key, &above.issuer),
            None => params.self_signed(&key),
        };
        let certificate = Certificate::from_der(made.map_err(failed)?.der())?;
        Ok(Maker { issuer: Issuer::new(params, key), certificate })
    }

    fn list(&self, revoked: u64, at: DateTime<Utc>) -> Result<Crl, Failure> {
        let day = |at| {
            let (year, month, day) = date(at);
            rcgen::date_time_ymd(year, month, day)
        };
        let entry = |serial: u64| RevokedCertParams {
            serial_number: SerialNumber::from(serial + 100),
            revocation_time: day(at - Duration::days(30)),
            reason_code: Some(rcgen::RevocationReason::Superseded),
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: day(at - Duration::days(1)),
            next_update: day(at + Duration::days(30)),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: (0..revoked).map(entry).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let list = list.signed_by(&self.issuer).map_err(failed)?;
        Crl::from_der(list.der()).map_err(|error| Failure::new(error.code(), error.message_vi(), error.to_string()))
    }
}

fn params(name: &str, serial: u64, at: DateTime<Utc>) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "VN");
    params.distinguished_name.push(DnType::OrganizationName, "vanbang bench");
    params.distinguished_name.push(DnType::CommonName, name);
    params.serial_number = Some(SerialNumber::from(serial));
    let (from, until) = (date(at - Duration::days(365)), date(at + Duration::days(365)));
    params.not_before = rcgen::date_time_ymd(from.0, from.1, from.2);
    params.not_after = rcgen::date_time_ymd(until.0, until.1, until.2);
    params
}
