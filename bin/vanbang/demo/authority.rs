//! A certification authority that lives as long as one run; its keys are never written.

use chrono::{DateTime, Datelike, Duration, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer, KeyIdMethod, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, SerialNumber,
};
use vanbang::signature::crypto;
use vanbang::signature::token::{Pin, SoftwareKey, encrypt_pkcs8};
use vanbang::signature::x509::Certificate;

use crate::failure::Failure;

const ROOT_DAYS: i64 = 5 * 365;
const SIGNER_DAYS: i64 = 2 * 365;

/// A root of its own.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: Certificate,
    at: DateTime<Utc>,
}

/// Whom a certificate names.
pub struct Holder<'n> {
    pub name: &'n str,
    pub title: &'n str,
    pub organisation: &'n str,
}

impl Authority {
    /// Makes the root, valid from the day before `at`.
    pub fn new(at: DateTime<Utc>) -> Result<Self, Failure> {
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256).map_err(failed)?;
        let mut params = params(at, ROOT_DAYS)?;
        params.distinguished_name.push(DnType::OrganizationName, "vanbang");
        params.distinguished_name.push(DnType::CommonName, "CA dùng thử, không có giá trị pháp lý");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let root = Certificate::from_der(params.self_signed(&key).map_err(failed)?.der())?;
        Ok(Authority { issuer: Issuer::new(params, key), root, at })
    }

    pub fn root(&self) -> &Certificate {
        &self.root
    }

    /// A list that revokes nobody, in PEM. It holds as long as the certificates: the key that could sign
    /// the next one is gone after this run.
    pub fn revocation_list(&self) -> Result<String, Failure> {
        let (from, until) = (date(self.at - Duration::days(1)), date(self.at + Duration::days(SIGNER_DAYS)));
        let list = CertificateRevocationListParams {
            this_update: rcgen::date_time_ymd(from.0, from.1, from.2),
            next_update: rcgen::date_time_ymd(until.0, until.1, until.2),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: Vec::new(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&self.issuer).and_then(|list| list.pem()).map_err(failed)
    }

    /// A new RSA 2048 key in software, with a certificate that may sign documents.
    pub fn certify(&self, holder: &Holder) -> Result<SoftwareKey, Failure> {
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256).map_err(failed)?;
        let mut params = params(self.at, SIGNER_DAYS)?;
        params.distinguished_name.push(DnType::OrganizationName, holder.organisation);
        if !holder.title.is_empty() {
            params.distinguished_name.push(DnType::OrganizationalUnitName, holder.title);
        }
        params.distinguished_name.push(DnType::CommonName, holder.name);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
        params.use_authority_key_identifier_extension = true;
        let certificate = Certificate::from_der(params.signed_by(&key, &self.issuer).map_err(failed)?.der())?;
        // A software key enters only encrypted; this password is forgotten at once.
        let password = Pin::new(data_encoding::HEXLOWER.encode(&crypto::random::<16>().map_err(no_randomness)?));
        let encrypted = encrypt_pkcs8(&key.serialize_der(), &password)?;
        let chain = vec![self.root.clone()];
        Ok(SoftwareKey::from_encrypted_pkcs8(encrypted.as_bytes(), &password, certificate, chain)?)
    }
}

fn params(at: DateTime<Utc>, days: i64) -> Result<CertificateParams, Failure> {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "VN");
    let mut serial = crypto::random::<16>().map_err(no_randomness)?;
    // RFC 5280 section 4.1.2.2: a positive integer.
    if let Some(first) = serial.first_mut() {
        *first = (*first & 0x7f) | 0x40;
    }
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    let (from, until) = (date(at - Duration::days(1)), date(at + Duration::days(days)));
    params.not_before = rcgen::date_time_ymd(from.0, from.1, from.2);
    params.not_after = rcgen::date_time_ymd(until.0, until.1, until.2);
    Ok(params)
}

/// Year, month and day.
pub fn date(at: DateTime<Utc>) -> (i32, u8, u8) {
    // Months and days are below 32.
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    (at.year(), small(at.month()), small(at.day()))
}

/// In the words of a command.
pub fn failed(error: rcgen::Error) -> Failure {
    Failure::new(
        "DEMO_AUTHORITY",
        format!("không tạo được CA dùng thử: {error}"),
        format!("no trial authority: {error}"),
    )
}

fn no_randomness(error: crypto::Error) -> Failure {
    Failure::new(error.code(), error.message_vi(), error.to_string()).hint(error.hint_vi(), error.hint_en())
}

#[cfg(test)]
mod tests {
    use super::*;
    use vanbang::signature::token::Signer;

    #[test]
    fn a_holder_chains_to_the_root() {
        let at = DateTime::parse_from_rfc3339("2028-02-29T12:00:00Z").unwrap().to_utc();
        let authority = Authority::new(at).unwrap();
        let holder = Holder {
            name: "Nguyễn Khoa Diệu Huyền", title: "Hiệu trưởng", organisation: "Trường THCS Mẫu"
        };
        let key = authority.certify(&holder).unwrap();
        let certificate = key.certificate();
        assert_eq!(certificate.common_name(), holder.name);
        certificate.verify_signed_by(authority.root().public_key()).unwrap();
        assert!(certificate.is_valid_at(at) && certificate.may_sign_documents() && !certificate.is_ca());
        assert!(key.is_software());
    }
}
