//! Faults that SoftHSM2 cannot show, played by a module of our own that is compiled here. One test,
//! because the module takes its orders from the environment.

#![cfg(unix)]

use std::path::Path;
use std::process::Command;
use vanbang::signature::crypto::tlv::{self, tag};
use vanbang::signature::token::{Error, Pin, Pkcs11Selection, Pkcs11Token, Signer, list};

const P256: [u8; 10] = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];

fn set(name: &str, value: &Path) {
    // SAFETY: the only test of its process, on one thread.
    unsafe { std::env::set_var(name, value) };
}

fn compile(folder: &Path) -> std::path::PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fake_token/module.c");
    let module = folder.join("fake.so");
    let compiler = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&module).arg(source).output();
    let output = compiler.expect("a C compiler is needed for this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    module
}

struct Fake {
    selection: Pkcs11Selection,
}

impl Fake {
    fn open(&self, fault: &str, pin: &str) -> Result<Pkcs11Token, Error> {
        set("FAKE_FAULT", Path::new(fault));
        Pkcs11Token::open(&self.selection, Pin::new(pin.into()))
    }

    fn code(&self, fault: &str, pin: &str) -> &'static str {
        self.open(fault, pin).map_or_else(|error| error.code(), |_| "ok")
    }

    /// How often the module was asked to log in.
    fn logins(&self) -> String {
        list(&self.selection.module).unwrap().remove(0).serial
    }
}

#[test]
fn faults_of_a_token() {
    let folder = tempfile::tempdir().unwrap();
    let pair = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::default().self_signed(&pair).unwrap();
    let point = tlv::encode(tag::OCTET_STRING, &[pair.public_key_raw()]);
    for (name, bytes) in
        [("FAKE_CERTIFICATE", &certificate.der()[..]), ("FAKE_CURVE", &P256[..]), ("FAKE_POINT", &point[..])]
    {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        set(name, &path);
    }
    let module = compile(folder.path());
    let fake = Fake { selection: Pkcs11Selection { module, token: None, certificate: None } };

    // No login is tried where one more could lock the token, or where the PIN cannot be right.
    assert_eq!(fake.code("locked", "1234"), "PIN_LOCKED");
    assert_eq!(fake.code("final_try", "1234"), "PIN_FINAL_TRY");
    assert_eq!(fake.code("", "123456789"), "PIN_LENGTH");
    assert_eq!(fake.code("", ""), "PIN_MISSING");
    assert_eq!(fake.logins(), "logins 0");

    // A wrong PIN, and a lock that comes with it, cost one attempt each.
    assert_eq!(fake.code("", "9999"), "PIN_WRONG");
    assert_eq!(fake.logins(), "logins 1");
    assert_eq!(fake.code("locks_now", "1234"), "PIN_LOCKED");
    assert_eq!(fake.logins(), "logins 2");

    // On a token with its own pad no PIN is handed over.
    let mut token = fake.open("pad", "").unwrap();
    assert_eq!(fake.logins(), "logins 3");

    // A signature that is none never leaves; a token that is gone is named.
    assert_eq!(token.sign(b"x").unwrap_err().code(), "TOKEN_SIGNATURE_WRONG");
    set("FAKE_FAULT", Path::new("removed"));
    assert_eq!(token.sign(b"x").unwrap_err().code(), "TOKEN_REMOVED");
    // The driver cannot lock: one thread only.
    assert!(token.another_session().is_err());
    drop(token);

    // A driver that answers a senseless length is not believed.
    assert_eq!(fake.code("huge_label", "1234"), "ok");
}
