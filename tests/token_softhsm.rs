//! The PKCS#11 road on a real module, SoftHSM2. One test, because the module reads its
//! configuration from the environment once in a process.

#[allow(dead_code)]
mod softhsm;

use chrono::{DateTime, Utc};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::object::{Attribute, CertificateType, ObjectClass};
use cryptoki::session::UserType;
use rcgen::{CertificateParams, DnType, Issuer, KeyPair, PublicKeyData, SignatureAlgorithm};
use softhsm::{PIN, SoftHsm, probe, sign};
use std::collections::BTreeMap;
use std::path::Path;
use vanbang::signature::cms::{self, ToBeSigned};
use vanbang::signature::crypto::sha256;
use vanbang::signature::token::pkcs11::LoggedIn;
use vanbang::signature::token::{
    CertificateSelector, Consent, Error, Pin, Pkcs11Selection, Pkcs11Token, Signer, check, check_certificate, list,
};
use vanbang::signature::x509::Certificate;

const TOKENS: [&str; 11] = [
    "Ẩn chứng thư",
    "Trống",
    "Thiếu khóa",
    "Hiệu trưởng",
    "Giáo viên",
    "Nhà trường",
    "Hai chứng thư",
    "Lệch",
    "Không khóa công khai",
    "Ngầm lệch",
    "Hỏi mỗi lần",
];

/// What a key signs here.
const CONTENT: &[u8] = b"%PDF-1.7 hoc ba";

const SIGNERS: [(&str, &SignatureAlgorithm); 3] = [
    ("Hiệu trưởng", &rcgen::PKCS_RSA_SHA256),
    ("Giáo viên", &rcgen::PKCS_ECDSA_P256_SHA256),
    ("Nhà trường", &rcgen::PKCS_ECDSA_P384_SHA384),
];

struct Authority {
    params: CertificateParams,
    key: KeyPair,
    certificate: Certificate,
}

fn authority() -> Authority {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "CA thử");
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let der = params.self_signed(&key).unwrap();
    Authority { certificate: Certificate::from_der(der.der()).unwrap(), params, key }
}

impl Authority {
    fn certify(&self, name: &str, key: &impl PublicKeyData) -> Certificate {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
        params.not_before = rcgen::date_time_ymd(2026, 1, 1);
        params.not_after = rcgen::date_time_ymd(2027, 1, 1);
        let issuer = Issuer::from_params(&self.params, &self.key);
        let der = params.signed_by(key, &issuer).unwrap();
        Certificate::from_der(der.der()).unwrap()
    }
}

/// Everything that the scenarios need, on tokens of their own. SoftHSM2 does not reliably notice
/// what other programs write after it is loaded, so all of it is written before.
struct Office {
    hsm: SoftHsm,
    authority: Authority,
    certificates: BTreeMap<&'static str, Certificate>,
}

impl Office {
    fn furnish() -> Self {
        let mut office = Self { hsm: SoftHsm::start(), authority: authority(), certificates: BTreeMap::new() };
        for token in TOKENS {
            office.hsm.token(token);
        }
        for (token, algorithm) in SIGNERS {
            office.pair(token, "Chứng thư ký", "a1", algorithm);
            let root = office.authority.certificate.der();
            office.hsm.certificate(token, "CA", "c0", root);
        }
        let p256 = &rcgen::PKCS_ECDSA_P256_SHA256;
        let one = office.pair("Hai chứng thư", "một", "a1", p256);
        office.pair("Hai chứng thư", "Khóa của cô Nga's", "b2", p256);
        office.certificates.insert("một", one);

        let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let (right, wrong) = (office.authority.certify("Đúng", &key), office.authority.certify("Lệch", &other));
        let hsm = &office.hsm;
        hsm.certificate("Thiếu khóa", "c", "a1", right.der());
        for (token, certificate) in [("Lệch", &wrong), ("Ngầm lệch", &wrong), ("Không khóa công khai", &right)]
        {
            hsm.key(token, "k", "a1", &key.serialize_pem());
            hsm.certificate(token, "c", "a1", certificate.der());
        }
        for token in ["Ngầm lệch", "Không khóa công khai"] {
            let delete = ["--delete-object", "--type", "pubkey", "--id", "a1"];
            hsm.pkcs11_tool(token, &delete);
        }
        office.hsm.key("Ẩn chứng thư", "k", "a1", &key.serialize_pem());
        let key = office.hsm.key_that_asks_each_time("Hỏi mỗi lần", "d4");
        let asking = office.authority.certify("Hỏi mỗi lần", &key);
        office.hsm.certificate("Hỏi mỗi lần", "c", "d4", asking.der());
        hide_certificate(&office.hsm, "Ẩn chứng thư", right.der());
        office
    }

    /// A key and its certificate; the last one of a token is remembered.
    fn pair(
        &mut self,
        token: &'static str,
        label: &str,
        id: &str,
        algorithm: &'static SignatureAlgorithm,
    ) -> Certificate {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let certificate = self.authority.certify(token, &key);
        self.hsm.key(token, "khóa ký", id, &key.serialize_pem());
        self.hsm.certificate(token, label, id, certificate.der());
        self.certificates.insert(token, certificate.clone());
        certificate
    }
}

/// Writes a certificate that is visible only after login, which `pkcs11-tool` cannot. It loads the
/// module, so that our own loading finds it initialized already.
fn hide_certificate(hsm: &SoftHsm, token: &str, der: &[u8]) {
    let driver = Pkcs11::new(&hsm.module).unwrap();
    driver.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).unwrap();
    let slots = driver.get_slots_with_initialized_token().unwrap();
    let slot = slots.into_iter().find(|slot| driver.get_token_info(*slot).unwrap().label() == token).unwrap();
    let session = driver.open_rw_session(slot).unwrap();
    session.login(UserType::User, Some(&PIN.into())).unwrap();
    let template = [
        Attribute::Class(ObjectClass::CERTIFICATE),
        Attribute::CertificateType(CertificateType::X_509),
        Attribute::Token(true),
        Attribute::Private(true),
        Attribute::Id(vec![0xa1]),
        Attribute::Subject(vec![0x30, 0]),
        Attribute::Value(der.to_vec()),
    ];
    session.create_object(&template).unwrap();
}

fn at() -> DateTime<Utc> {
    "2026-11-21T00:00:00Z".parse().unwrap()
}

fn selection(hsm: &SoftHsm, token: &str) -> Pkcs11Selection {
    Pkcs11Selection { module: hsm.module.clone(), token: Some(token.to_owned()), certificate: None }
}

fn open(hsm: &SoftHsm, token: &str) -> Result<Pkcs11Token, Error> {
    Pkcs11Token::open(&selection(hsm, token), Pin::new(PIN.into()), &probe())
}

fn code<T>(outcome: Result<T, Error>) -> &'static str {
    match outcome {
        Ok(_) => "ok",
        Err(error) => {
            assert!(!error.hint_vi().is_empty() && !error.message_vi().is_empty());
            error.code()
        }
    }
}

#[test]
fn signing_through_softhsm() {
    let office = Office::furnish();
    let hsm = &office.hsm;
    every_kind_of_key_signs(&office);
    modules_that_are_none_are_told_apart(hsm);
    a_missing_token_is_named_with_those_present(hsm);
    a_wrong_pin_is_spent_once(hsm);
    being_logged_in_already_is_success(hsm);
    several_certificates_need_a_choice(&office);
    keys_must_belong_to_their_certificates(hsm);
    keys_that_ask_each_time_sign_too(hsm);
    a_hidden_certificate_is_found_after_login(hsm);
    looking_spends_no_attempt(hsm);
}

fn every_kind_of_key_signs(office: &Office) {
    for (token, _) in SIGNERS {
        let mut key = open(&office.hsm, token).unwrap();
        assert_eq!(key.certificate(), &office.certificates[token]);
        assert!(!key.is_software());
        assert!(key.chain().is_empty(), "a root is left out");
        key.add_chain(std::slice::from_ref(&office.authority.certificate));
        key.raw_sign(2).unwrap();

        let attributes = ToBeSigned::pdf(&[CONTENT], key.certificate(), key.algorithm()).unwrap();
        let signature = key.sign(&attributes).unwrap();
        assert_eq!(signature.algorithm(), key.algorithm());
        let message = cms::assemble(&attributes, key.certificate(), key.chain(), &signature).unwrap();
        let integrity = cms::parse(&message).unwrap().verify(&[CONTENT]);
        assert!(integrity.holds() && integrity.problems.is_empty());

        // Another session of the same login works on another thread.
        let mut other = key.another_session().unwrap();
        let worker = std::thread::spawn(move || sign(&mut other).map(|s| s.value().len()));
        assert!(worker.join().unwrap().unwrap() > 60);
    }
}

fn modules_that_are_none_are_told_apart(hsm: &SoftHsm) {
    let with = |module: &Path| {
        let mut selection = selection(hsm, "Hiệu trưởng");
        selection.module = module.to_owned();
        code(Pkcs11Token::open(&selection, Pin::new(PIN.into()), &probe()))
    };
    assert_eq!(with(Path::new("/không/có.so")), "TOKEN_MODULE_NOT_FOUND");
    let fake = hsm.path().join("fake.so");
    std::fs::write(&fake, b"not a library").unwrap();
    assert_eq!(with(&fake), "TOKEN_MODULE_LOAD");
    let mut elf = vec![0; 64];
    elf[..5].copy_from_slice(b"\x7fELF\x01");
    elf[18] = 3;
    std::fs::write(&fake, elf).unwrap();
    assert_eq!(with(&fake), "TOKEN_MODULE_ARCHITECTURE");
}

fn a_missing_token_is_named_with_those_present(hsm: &SoftHsm) {
    let error = open(hsm, "Sở Giáo dục").unwrap_err();
    assert_eq!(error.code(), "TOKEN_NOT_FOUND");
    let text = error.message_vi();
    assert!(text.contains("Sở Giáo dục") && text.contains("Hiệu trưởng"), "{text}");
    let mut any = selection(hsm, "");
    any.token = None;
    let several = Pkcs11Token::open(&any, Pin::new(PIN.into()), &probe());
    assert_eq!(code(several), "TOKEN_SEVERAL");
    // The serial number names a token as well as the label does.
    let tokens = list(&hsm.module).unwrap();
    let serial = &tokens.iter().find(|t| t.label == "Giáo viên").unwrap().serial;
    assert_eq!(open(hsm, serial).unwrap().label(), "Giáo viên");
}

fn a_wrong_pin_is_spent_once(hsm: &SoftHsm) {
    let with = |pin: &str| code(open_with(hsm, pin, Consent::default()));
    let open_with_risk = || code(open_with(hsm, PIN, Consent { count_low: true, ..Consent::default() }));
    let count_low = || {
        let tokens = list(&hsm.module).unwrap();
        let token = tokens.iter().find(|t| t.label == "Hiệu trưởng").unwrap();
        token.pin.count_low
    };
    assert_eq!(with(""), "PIN_MISSING");
    assert_eq!(with("1"), "PIN_LENGTH");
    assert!(!count_low(), "neither was an attempt");
    assert_eq!(with("000000"), "PIN_WRONG");
    assert!(count_low());
    assert_eq!(with(PIN), "PIN_COUNT_LOW", "nobody accepted the risk");
    assert!(count_low());
    assert_eq!(open_with_risk(), "ok");
    assert!(!count_low());
    assert_eq!(with(PIN), "ok");
}

fn open_with(hsm: &SoftHsm, pin: &str, consent: Consent) -> Result<LoggedIn, Error> {
    LoggedIn::open(&selection(hsm, "Hiệu trưởng"), Pin::new(pin.into()), consent)
}

fn being_logged_in_already_is_success(hsm: &SoftHsm) {
    let first = open(hsm, "Hiệu trưởng").unwrap();
    // Nothing is tried: a wrong PIN could not do harm.
    let second = Pkcs11Token::open(&selection(hsm, "Hiệu trưởng"), Pin::new("000000".into()), &probe());
    sign(&mut second.unwrap()).unwrap();
    drop(first);
    assert_eq!(code(open(hsm, "Hiệu trưởng")), "ok");
}

fn several_certificates_need_a_choice(office: &Office) {
    let hsm = &office.hsm;
    let token = "Hai chứng thư";
    let (one, two) = (&office.certificates["một"], &office.certificates[token]);
    let error = open(hsm, token).unwrap_err();
    assert_eq!(error.code(), "TOKEN_SEVERAL_CERTIFICATES");
    let text = error.to_string();
    assert!(text.contains("id:a1") && text.contains("cô Nga's"), "{text}");

    let with = |certificate: CertificateSelector| {
        let mut selection = selection(hsm, token);
        selection.certificate = Some(certificate);
        Pkcs11Token::open(&selection, Pin::new(PIN.into()), &probe())
    };
    let label = CertificateSelector::Label("Khóa của cô Nga's".into());
    for (selector, expected) in [
        (label, two),
        (CertificateSelector::Id(vec![0xa1]), one),
        (CertificateSelector::Fingerprint(sha256(two.der())), two),
    ] {
        let mut key = with(selector).unwrap();
        assert_eq!(key.certificate(), expected);
        sign(&mut key).unwrap();
    }
    let absent = with(CertificateSelector::Id(vec![0xcc]));
    assert_eq!(code(absent), "TOKEN_CERTIFICATE_NOT_FOUND");
}

fn keys_must_belong_to_their_certificates(hsm: &SoftHsm) {
    for (token, expected) in [
        ("Trống", "TOKEN_NO_CERTIFICATE"),
        ("Thiếu khóa", "TOKEN_KEY_NOT_FOUND"),
        ("Lệch", "SIGNER_KEY_MISMATCH"),
        // The token does not tell the public key: a signature has to.
        ("Ngầm lệch", "SIGNER_KEY_MISMATCH"),
        ("Không khóa công khai", "ok"),
    ] {
        assert_eq!(code(open(hsm, token)), expected, "{token}");
    }
}

fn keys_that_ask_each_time_sign_too(hsm: &SoftHsm) {
    let mut key = open(hsm, "Hỏi mỗi lần").unwrap();
    for _ in 0..3 {
        sign(&mut key).unwrap();
    }
}

fn a_hidden_certificate_is_found_after_login(hsm: &SoftHsm) {
    let checked = check(&selection(hsm, "Ẩn chứng thư"), at()).unwrap();
    assert_eq!(checked.problems[0].code(), "TOKEN_NO_CERTIFICATE");
    sign(&mut open(hsm, "Ẩn chứng thư").unwrap()).unwrap();
}

fn looking_spends_no_attempt(hsm: &SoftHsm) {
    let tokens = list(&hsm.module).unwrap();
    let principal = tokens.iter().find(|t| t.label == "Hiệu trưởng").unwrap();
    assert!(!principal.manufacturer.is_empty() && principal.pin.initialized);
    assert_eq!(principal.certificates.len(), 2);
    assert!(principal.certificates.iter().any(|c| c.label == "Chứng thư ký"));

    let checked = check(&selection(hsm, "Hiệu trưởng"), at()).unwrap();
    assert_eq!(checked.problems, []);
    let certificate = checked.certificate.unwrap().certificate;
    let codes = |at: &str| -> Vec<_> {
        let checked = check(&selection(hsm, "Hiệu trưởng"), at.parse().unwrap()).unwrap();
        checked.problems.iter().map(Error::code).collect()
    };
    assert_eq!(codes("2025-06-01T00:00:00Z"), ["SIGNER_CERTIFICATE_NOT_YET_VALID"]);
    assert_eq!(codes("2028-06-01T00:00:00Z"), ["SIGNER_CERTIFICATE_EXPIRED"]);
    let error = check_certificate(&certificate, "2028-06-01T00:00:00Z".parse().unwrap());
    let text = error.unwrap_err().message_vi();
    assert!(text.contains("01/01/2027") && text.contains("01/06/2028"), "{text}");
    let several = check(&selection(hsm, "Hai chứng thư"), at()).unwrap();
    assert_eq!(several.problems[0].code(), "TOKEN_SEVERAL_CERTIFICATES");
}
