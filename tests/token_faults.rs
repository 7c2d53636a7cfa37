//! Faults that SoftHSM2 cannot show, played by a module of our own that is compiled here and stands before
//! it. One test, because the modules take their orders from the environment.

#![cfg(unix)]

mod fake_token;
#[allow(dead_code)]
mod softhsm;

use std::io::pipe;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use fake_token::FakeToken;
use rcgen::{CertificateParams, DnType, Issuer, KeyPair, KeyUsagePurpose};
use softhsm::{PIN, SoftHsm, probe, sign};
use vanbang::signature::cms::ToBeSigned;
use vanbang::signature::crypto::SignatureAlgorithm;
use vanbang::signature::token::driver::serve;
use vanbang::signature::token::pkcs11::LoggedIn;
use vanbang::signature::token::{
    Consent, DriverProcess, Error, Pin, Pkcs11Selection, Pkcs11Token, Signer, check, list,
};

const COUNT_LOW: &str = "0x10000";
const FINAL_TRY: &str = "0x20000";
const LOCKED: &str = "0x40000";
const TO_BE_CHANGED: &str = "0x80000";
const OWN_PAD: &str = "0x100";

const RSA: &str = "Hiệu trưởng";
const P384: &str = "Cô giáo";
const ALWAYS: &str = "Hỏi mỗi lần";

struct Bench {
    fake: FakeToken,
    _hsm: SoftHsm,
}

impl Bench {
    fn furnish() -> Self {
        let hsm = SoftHsm::start();
        let authority = KeyPair::generate().unwrap();
        let issuer = Issuer::new(CertificateParams::default(), authority);
        let certify = |token: &str, key: &dyn Fn(&CertificateParams) -> Vec<u8>| {
            let mut params = CertificateParams::default();
            params.distinguished_name.push(DnType::CommonName, token);
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            params.not_after = rcgen::date_time_ymd(2090, 1, 1);
            hsm.certificate(token, "Khóa ký", "a1", &key(&params));
        };
        for (token, algorithm) in [(RSA, &rcgen::PKCS_RSA_SHA256), (P384, &rcgen::PKCS_ECDSA_P384_SHA384)] {
            let key = KeyPair::generate_for(algorithm).unwrap();
            hsm.token(token);
            hsm.key(token, "k", "a1", &key.serialize_pem());
            certify(token, &|params| params.clone().signed_by(&key, &issuer).unwrap().der().to_vec());
        }
        hsm.token(ALWAYS);
        let key = hsm.key_that_asks_each_time(ALWAYS, "a1");
        certify(ALWAYS, &|params| params.clone().signed_by(&key, &issuer).unwrap().der().to_vec());
        let fake = FakeToken::over(&hsm.module);
        Self { fake, _hsm: hsm }
    }

    fn selection(&self, token: &str) -> Pkcs11Selection {
        Pkcs11Selection { module: self.fake.module.clone(), token: Some(token.into()), certificate: None }
    }

    fn log_in(&self, token: &str, pin: &str, consent: Consent) -> Result<LoggedIn, Error> {
        LoggedIn::open(&self.selection(token), Pin::new(pin.into()), consent)
    }

    fn open(&self, token: &str) -> Result<Pkcs11Token, Error> {
        Pkcs11Token::open(&self.selection(token), Pin::new(PIN.into()), &probe())
    }

    /// The outcome of a login under these orders, and how often C_Login was called.
    fn attempt(&self, orders: &[(&str, &str)], pin: &str, consent: Consent) -> (&'static str, usize) {
        self.fake.order(orders);
        let outcome = self.log_in(RSA, pin, consent);
        (outcome.map_or_else(|error| error.code(), |_| "ok"), self.fake.count("C_Login"))
    }
}

#[test]
fn faults_of_a_token() {
    let bench = Bench::furnish();
    flags_are_read_before_a_login(&bench);
    each_login_costs_one_attempt(&bench);
    nothing_is_signed_before_the_challenge(&bench);
    a_signing_pin_is_tried_once(&bench);
    odd_answers_are_survived(&bench);
    what_the_token_offers_is_used(&bench);
    a_simple_driver_has_one_session(&bench);
    the_driver_answers_over_pipes(&bench);
    nothing_is_signed_early_that_asks_for_a_pin(&bench);
    a_limit_is_kept(&bench);
}

fn flags_are_read_before_a_login(bench: &Bench) {
    let none = Consent::default();
    let risk = Consent { count_low: true, final_try: false };
    let all = Consent { count_low: true, final_try: true };
    for (flag, consent, expected) in [
        (LOCKED, all, ("PIN_LOCKED", 0)),
        (TO_BE_CHANGED, all, ("PIN_MUST_CHANGE", 0)),
        (FINAL_TRY, none, ("PIN_FINAL_TRY", 0)),
        (FINAL_TRY, risk, ("PIN_FINAL_TRY", 0)),
        (FINAL_TRY, all, ("ok", 1)),
        (COUNT_LOW, none, ("PIN_COUNT_LOW", 0)),
        (COUNT_LOW, risk, ("ok", 1)),
    ] {
        assert_eq!(bench.attempt(&[("set", flag)], PIN, consent), expected, "{flag} {consent:?}");
    }
    assert_eq!(bench.attempt(&[], &"1".repeat(300), none), ("PIN_LENGTH", 0));
    assert_eq!(bench.attempt(&[], "", none), ("PIN_MISSING", 0));
    // Looking tells the same and tries nothing.
    bench.fake.order(&[("set", LOCKED)]);
    let checked = check(&bench.selection(RSA), "2026-11-21T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(checked.problems[0].code(), "PIN_LOCKED");
    assert_eq!(bench.fake.count("C_Login"), 0);
}

fn each_login_costs_one_attempt(bench: &Bench) {
    let none = Consent::default();
    for (answer, expected) in [
        ("0xa0", "PIN_WRONG"),
        ("0xa2", "PIN_WRONG"),
        ("0xa4", "PIN_LOCKED"),
        ("0xa3", "PIN_MUST_CHANGE"),
        ("0x30", "TOKEN_REMOVED"),
        ("0x06", "TOKEN_DRIVER"),
        // Called a success, it shows no key all the same.
        ("0x100", "TOKEN_KEY_NOT_FOUND"),
    ] {
        assert_eq!(bench.attempt(&[("login", answer)], PIN, none), (expected, 1), "{answer}");
    }
    // On a token with its own pad no PIN is handed over.
    assert_eq!(bench.attempt(&[("set", OWN_PAD), ("pad", PIN)], "", none), ("ok", 1));
}

fn nothing_is_signed_before_the_challenge(bench: &Bench) {
    bench.fake.order(&[]);
    let login = bench.log_in(RSA, PIN, Consent::default()).unwrap();
    assert_eq!((bench.fake.count("C_Login"), bench.fake.count("C_Sign")), (1, 0));
    let (mut token, _) = login.prove(&probe()).unwrap();
    assert_eq!(bench.fake.count("C_Sign"), 1);
    // A signature that is none never leaves; a token that is gone is named.
    bench.fake.reorder(&[("shape", "wrong_signature")]);
    assert_eq!(sign(&mut token).unwrap_err().code(), "TOKEN_SIGNATURE_WRONG");
    for (fault, expected) in [
        ("removed", "TOKEN_REMOVED"),
        ("absent", "TOKEN_REMOVED"),
        ("lost", "TOKEN_REMOVED"),
        ("error", "TOKEN_REMOVED"),
    ] {
        bench.fake.reorder(&[("fault", &format!("{fault}@1"))]);
        let error = sign(&mut token).unwrap_err();
        assert!(error.code() == expected && error.is_loss(), "{fault}: {error}");
    }
    bench.fake.reorder(&[]);
    drop(token);
    bench.fake.order(&[("shape", "wrong_signature")]);
    assert_eq!(bench.open(RSA).unwrap_err().code(), "SIGNER_KEY_MISMATCH");
    assert_eq!(bench.fake.count("C_Sign"), 1);
}

fn a_signing_pin_is_tried_once(bench: &Bench) {
    let login = |pin: Option<&str>| {
        bench.fake.order(&[]);
        let mut login = bench.log_in(ALWAYS, PIN, Consent::default()).unwrap();
        assert!(login.asks_each_time());
        if let Some(pin) = pin {
            login.set_signing_pin(Pin::new(pin.into()));
        }
        login
    };
    let counts = || (bench.fake.count("C_Login"), bench.fake.count("C_Login(context)"));
    let (mut token, _) = login(None).prove(&probe()).unwrap();
    sign(&mut token).unwrap();
    assert_eq!(counts(), (1, 2), "each signature asks for itself");
    // Once refused, it is not given again.
    bench.fake.reorder(&[("context_login", "0xa0")]);
    assert_eq!(sign(&mut token).unwrap_err().code(), "PIN_WRONG");
    bench.fake.reorder(&[]);
    assert_eq!(sign(&mut token).unwrap_err().code(), "PIN_WRONG");
    assert_eq!(counts(), (1, 3));
    drop(token);

    let wrong = login(Some("000000")).prove(&probe()).map(drop);
    assert_eq!(wrong.unwrap_err().code(), "PIN_WRONG");
    assert_eq!(counts(), (1, 1));
    // Its state is read once more before it is tried. SoftHSM2 has counted the wrong one too.
    bench.fake.order(&[("clear", COUNT_LOW)]);
    let login = bench.log_in(ALWAYS, PIN, Consent::default()).unwrap();
    bench.fake.reorder(&[("clear", COUNT_LOW), ("set", LOCKED)]);
    assert_eq!(login.prove(&probe()).map(drop).unwrap_err().code(), "PIN_LOCKED");
    assert_eq!(counts(), (1, 0));
}

fn odd_answers_are_survived(bench: &Bench) {
    // A length that no buffer can hold is not believed.
    bench.fake.order(&[("shape", "huge_label")]);
    sign(&mut bench.open(RSA).unwrap()).unwrap();
    bench.fake.order(&[("shape", "latin1_label")]);
    let tokens = list(&bench.fake.module).unwrap();
    let token = tokens.iter().find(|token| token.label == RSA).unwrap();
    assert!(token.certificates[0].label.chars().all(|letter| letter == '\u{FFFD}'));
    // Labels in another encoding, or padded with zeroes; the serial number chooses.
    bench.fake.order(&[("label", &"e9".repeat(32))]);
    let tokens = list(&bench.fake.module).unwrap();
    assert!(tokens.iter().all(|token| token.label.starts_with('\u{FFFD}')));
    let serial = &tokens.iter().find(|other| other.serial == token.serial).unwrap().serial;
    assert_eq!(bench.open(serial).unwrap().certificate().common_name(), RSA);
    bench.fake.order(&[("label", &format!("{}{}", data_encoding::HEXLOWER.encode("Ấn".as_bytes()), "00".repeat(28)))]);
    assert!(list(&bench.fake.module).unwrap().iter().all(|token| token.label == "Ấn"));
}

fn what_the_token_offers_is_used(bench: &Bench) {
    for (token, offered, expected) in [
        (RSA, "1,d,40,43", "RSA PKCS#1 v1.5/SHA-256"),
        (RSA, "1", "RSA PKCS#1 v1.5/SHA-256"),
        (RSA, "d", "RSA-PSS/SHA-256"),
        (RSA, "43", "RSA-PSS/SHA-256"),
        (P384, "1041", "ECDSA/SHA-384"),
    ] {
        bench.fake.order(&[("mechanisms", offered)]);
        let mut key = bench.open(token).unwrap();
        let message = probe().to_be_signed(key.certificate(), key.algorithm()).unwrap();
        let signature = key.sign(&message).unwrap();
        key.certificate().public_key().verify(signature.algorithm(), message.der(), signature.value()).unwrap();
        assert_eq!(signature.algorithm().to_string(), expected, "{offered}");
        assert_eq!(matches!(signature.algorithm(), SignatureAlgorithm::RsaPss(_)), expected.contains("PSS"));
    }
    bench.fake.order(&[("mechanisms", "1041")]);
    assert_eq!(bench.open(RSA).unwrap_err().code(), "TOKEN_MECHANISM");
}

fn a_simple_driver_has_one_session(bench: &Bench) {
    bench.fake.order(&[("locking", "no")]);
    let simple = Pkcs11Selection { module: bench.fake.copy("simple.so"), ..bench.selection(RSA) };
    let mut token = Pkcs11Token::open(&simple, Pin::new(PIN.into()), &probe()).unwrap();
    sign(&mut token).unwrap();
    assert!(token.another_session().is_err());
}

/// The driver as its process would hold it, on threads of this one.
fn process(limit: Duration) -> (DriverProcess, thread::JoinHandle<std::io::Result<()>>) {
    let ((asked, ask), (answered, answer)) = (pipe().unwrap(), pipe().unwrap());
    let server = thread::spawn(move || serve(asked, answer));
    (DriverProcess::over(answered, ask, limit), server)
}

fn the_driver_answers_over_pipes(bench: &Bench) {
    bench.fake.order(&[]);
    let (driver, server) = process(Duration::from_secs(20));
    assert_eq!(driver.list(Path::new("/không/có.so")).unwrap_err().code(), "TOKEN_MODULE_NOT_FOUND");
    let tokens = driver.list(&bench.fake.module).unwrap();
    assert!(tokens.iter().any(|token| token.label == RSA && token.certificates.len() == 1));
    let at = "2028-06-01T00:00:00Z".parse().unwrap();
    let missing = driver.open(&bench.selection("Không có"), at).map(drop).unwrap_err();
    assert!(missing.message_vi().contains("Không có"), "what disagreed comes over too: {missing}");
    server.join().unwrap().unwrap();

    let (driver, server) = process(Duration::from_secs(20));
    let session = driver.open(&bench.selection(RSA), "2099-01-01T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(session.check().problems[0].code(), "SIGNER_CERTIFICATE_EXPIRED");
    let pin = Pin::new(PIN.into());
    let login = session.log_in(Some(&pin), Consent::default()).unwrap().identify().unwrap();
    assert_eq!((login.label(), login.asks_each_time()), (RSA, false));
    assert_eq!(bench.fake.count("C_Sign"), 0);
    let mut token = login.prove(probe()).unwrap();
    let mut others: Vec<_> = (0..3).map(|_| token.another_session().unwrap()).collect();
    let workers = others.drain(..).map(|mut other| thread::spawn(move || (0..5).all(|_| sign(&mut other).is_ok())));
    assert!(workers.collect::<Vec<_>>().into_iter().all(|worker| worker.join().unwrap()));
    sign(&mut token).unwrap();
    assert_eq!(bench.fake.count("C_Login"), 1, "all sessions are of one login");
    let calls = || bench.fake.count("C_Sign");
    let (before, one) = (calls(), sign(&mut token).map(|_| calls()).unwrap());
    let early = ["mot", "hai"].map(|content| message(content, &token));
    early.iter().for_each(|message| token.hand_over(message).unwrap());
    early.iter().for_each(|message| drop(token.sign(message).unwrap()));
    assert_eq!(calls() - one, 2 * (one - before), "what was handed over early is signed once");
    early.iter().for_each(|message| token.hand_over(message).unwrap());
    for message in early.iter().rev() {
        assert_eq!(token.sign(message).unwrap_err().code(), "TOKEN_SIGNATURE_WRONG", "an answer to another one");
    }
    token.sign(&early[0]).unwrap();
    // What is not a signature of the certificate's key is none here either.
    bench.fake.reorder(&[("shape", "wrong_signature")]);
    assert_eq!(sign(&mut token).unwrap_err().code(), "TOKEN_SIGNATURE_WRONG");
    drop(token);
    server.join().unwrap().unwrap();

    // A count that makes no sense ends the question, not the program.
    bench.fake.order(&[("shape", "many_objects")]);
    let (driver, server) = process(Duration::from_secs(20));
    assert_eq!(driver.list(&bench.fake.module).unwrap_err().code(), "TOKEN_DRIVER");
    drop(driver);
    server.join().unwrap().unwrap();
}

fn message(content: &str, token: &dyn Signer) -> ToBeSigned {
    ToBeSigned::pdf(&[b"%PDF-1.7 ", content.as_bytes()], token.certificate(), token.algorithm()).unwrap()
}

/// Where each signature asks for a PIN, the next one is not asked for before it is wanted.
fn nothing_is_signed_early_that_asks_for_a_pin(bench: &Bench) {
    bench.fake.order(&[]);
    let (driver, server) = process(Duration::from_secs(20));
    let session = driver.open(&bench.selection(ALWAYS), "2028-06-01T00:00:00Z".parse().unwrap()).unwrap();
    let login = session.log_in(Some(&Pin::new(PIN.into())), Consent::default()).unwrap().identify().unwrap();
    assert!(login.asks_each_time());
    let mut token = login.prove(probe()).unwrap();
    let (first, before) = (message("mot", &token), bench.fake.count("C_SignInit"));
    token.hand_over(&first).unwrap();
    drop(token);
    server.join().unwrap().unwrap();
    assert_eq!(bench.fake.count("C_SignInit"), before);
}

fn a_limit_is_kept(bench: &Bench) {
    bench.fake.order(&[]);
    let (driver, _) = process(Duration::from_secs(1));
    let session = driver.open(&bench.selection(RSA), "2028-06-01T00:00:00Z".parse().unwrap()).unwrap();
    let login = session.log_in(Some(&Pin::new(PIN.into())), Consent::default()).unwrap().identify().unwrap();
    bench.fake.reorder(&[("delay", "5000")]);
    let began = Instant::now();
    let error = login.prove(probe()).map(drop).unwrap_err();
    assert!(error.code() == "TOKEN_DRIVER_HANGS" && error.is_loss(), "{error}");
    assert!(error.message_vi().contains("1 giây") && began.elapsed() < Duration::from_millis(4500));
}
