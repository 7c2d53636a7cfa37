//! An office with tokens whose faults are ordered: a trusted authority with its list of revoked
//! certificates, keys on SoftHSM2 behind our own module, and a batch that is drawn once.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer, KeyIdMethod, KeyPair,
    KeyUsagePurpose, PublicKeyData, RevocationReason, RevokedCertParams, SerialNumber, date_time_ymd,
};
use vanbang::document::batch::Batch;
use vanbang::document::record::{Kind, OrgId, Record, Role};
use vanbang::document::template::OwnPress;
use vanbang::issue::{self, issue};

use crate::command::{self, Ran, vanbang, vanbang_with};
use crate::fake_token::FakeToken;
use crate::softhsm::{PIN, SoftHsm};

/// Serial number of the certificate that its authority took back.
const REVOKED: u64 = 66;

pub struct Desk {
    pub fake: FakeToken,
    pub hsm: SoftHsm,
    folder: tempfile::TempDir,
}

pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    fn list(&self) -> Vec<u8> {
        let revoked = RevokedCertParams {
            serial_number: SerialNumber::from(REVOKED),
            revocation_time: date_time_ymd(2026, 2, 1),
            reason_code: Some(RevocationReason::Superseded),
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: date_time_ymd(2026, 3, 1),
            next_update: date_time_ymd(2090, 1, 1),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: vec![revoked],
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&self.issuer).unwrap().der().to_vec()
    }

    pub fn certify(
        &self,
        name: &str,
        key: &impl PublicKeyData,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Vec<u8> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.not_before = date_time_ymd(2026, 1, 1);
        params.not_after = date_time_ymd(2090, 1, 1);
        change(&mut params);
        params.signed_by(key, &self.issuer).unwrap().der().to_vec()
    }
}

pub fn revoked(params: &mut CertificateParams) {
    params.serial_number = Some(SerialNumber::from(REVOKED));
}

impl Desk {
    /// The office trusts `authority`, whose list is at hand, and `silent`, which has none.
    pub fn furnish(authority: &Authority, silent: &Authority) -> Self {
        let hsm = SoftHsm::start();
        let fake = FakeToken::over(&hsm.module);
        let folder = command::office();
        let desk = Self { fake, hsm, folder };
        fs::write(desk.office().join("trust/anchors/ca.pem"), &authority.pem).unwrap();
        fs::write(desk.office().join("trust/anchors/silent.pem"), &silent.pem).unwrap();
        fs::write(desk.office().join("trust/crls/ca.crl"), authority.list()).unwrap();
        desk
    }

    /// A token with an RSA key and its certificate, which is answered.
    pub fn token(&self, name: &str, authority: &Authority, change: impl FnOnce(&mut CertificateParams)) -> Vec<u8> {
        let key = KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
        self.hsm.token(name);
        self.hsm.key(name, "khóa", "a1", &key.serialize_pem());
        let certificate = authority.certify(name, &key, change);
        self.hsm.certificate(name, "chứng thư", "a1", &certificate);
        certificate
    }

    pub fn office(&self) -> PathBuf {
        self.folder.path().join("office")
    }

    /// Draws a batch of so many documents in the office.
    pub fn draw(&self, name: &str, documents: usize) -> PathBuf {
        let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
        let record = Record::from_json(text.as_bytes()).unwrap();
        let press = OwnPress::vendored(Kind::TranscriptYearSecondary).unwrap();
        let folder = self.office().join(name);
        let request = issue::Request {
            folder: &folder,
            org: OrgId::new("thcs-mau.hue").unwrap(),
            host: "vb.thcs-mau.example",
            press: &press,
            arrangement: &Default::default(),
            threads: 2,
        };
        issue(&request, vec![record.body().clone(); documents], &mut |_| {}).unwrap();
        folder
    }

    /// A copy of a drawn batch, signed by nobody.
    pub fn copy(&self, drawn: &Path, name: &str) -> PathBuf {
        let copy = self.office().join(name);
        let _ = fs::remove_dir_all(&copy);
        copy_folder(drawn, &copy);
        copy
    }

    /// The first role's signature over a batch, with the PIN from a descriptor.
    pub fn sign(&self, batch: &Path, token: &str, options: &[&str]) -> Ran {
        self.sign_with(PIN, batch, token, options)
    }

    pub fn sign_with(&self, pin: &str, batch: &Path, token: &str, options: &[&str]) -> Ran {
        vanbang_with(pin, &self.office(), &[&self.arguments(batch, token)[..], options].concat())
    }

    /// A role's signature over a batch.
    pub fn sign_as(&self, role: Role, batch: &Path, token: &str, options: &[&str]) -> Ran {
        vanbang_with(PIN, &self.office(), &[&self.arguments_as(role, batch, token)[..], options].concat())
    }

    /// The arguments of the first role's signature.
    pub fn arguments<'a>(&'a self, batch: &'a Path, token: &'a str) -> [&'a str; 8] {
        self.arguments_as(Role::HomeroomTeacher, batch, token)
    }

    pub fn arguments_as<'a>(&'a self, role: Role, batch: &'a Path, token: &'a str) -> [&'a str; 8] {
        let (batch, module) = (batch.to_str().unwrap(), self.fake.module.to_str().unwrap());
        ["sign", batch, "--role", role.code(), "--module", module, "--token", token]
    }

    pub fn token_command(&self, command: &str, token: &str) -> Ran {
        let module = self.fake.module.to_str().unwrap();
        vanbang(&self.office(), &["token", command, "--module", module, "--token", token])
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// How many documents of a batch its first role has signed, each intact. Nothing else stands under a final name.
pub fn finished(batch: &Path) -> usize {
    finished_by(Role::HomeroomTeacher, batch)
}

/// The same of the one role that signs a batch digitally.
pub fn finished_by(role: Role, batch: &Path) -> usize {
    let at = chrono::Utc::now();
    let opened = Batch::open(batch).unwrap();
    let mut count = 0;
    for document in opened.documents() {
        let path = opened.signed_path(&document.id, role, role == Role::Organisation);
        if let Ok(bytes) = fs::read(&path) {
            vanbang::verify::check_signatures(&bytes, None, &[role.field()], at).unwrap();
            count += 1;
        }
    }
    count
}
