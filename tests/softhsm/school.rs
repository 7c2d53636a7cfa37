//! The tokens of a sample school's three signers, certified by an authority of its own.

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer, KeyIdMethod, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, SerialNumber,
};
use vanbang::signature::x509::Certificate;

use super::SoftHsm;

pub const ROLES: [(&str, &str); 3] =
    [("homeroom_teacher", "Giáo viên"), ("school_leader", "Hiệu trưởng"), ("organisation", "Nhà trường")];

/// An authority of people in a test.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate, PEM.
    pub root: String,
    /// Its list of revoked certificates, DER: nobody is on it.
    pub list: Vec<u8>,
}

impl Authority {
    pub fn new() -> Authority {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "CA thử token");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let root = params.self_signed(&key).unwrap().pem();
        let issuer = Issuer::new(params, key);
        let list = CertificateRevocationListParams {
            this_update: rcgen::date_time_ymd(2026, 1, 1),
            next_update: rcgen::date_time_ymd(2090, 1, 1),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: Vec::new(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let list = list.signed_by(&issuer).unwrap().der().to_vec();
        Authority { issuer, root, list }
    }

    /// A person or organisation with an RSA key.
    pub fn certify(&self, name: &str) -> (KeyPair, Certificate) {
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        (key, Certificate::from_der(certificate.der()).unwrap())
    }

    /// The same on a token of its own, which bears the name.
    pub fn token(&self, tokens: &SoftHsm, name: &str) -> Certificate {
        let (key, certificate) = self.certify(name);
        tokens.token(name);
        tokens.key(name, "khóa", "01", &key.serialize_pem());
        tokens.certificate(name, "chứng thư", "01", certificate.der());
        certificate
    }
}

/// What others must know to judge the three tokens' signatures.
pub struct School {
    pub authority: Authority,
    pub seal: Certificate,
}

/// Certifies an RSA key for each role and imports both into a token of its own.
pub fn fill(tokens: &SoftHsm) -> School {
    let authority = Authority::new();
    let last = ROLES.map(|(_, name)| authority.token(tokens, name)).into_iter().next_back();
    School { authority, seal: last.unwrap() }
}
