//! SoftHSM2 with a folder of its own, filled with the tools a person would use.

pub mod school;

use std::path::{Path, PathBuf};
use std::process::Command;

use rcgen::{PublicKeyData, SignatureAlgorithm};
use vanbang::signature::crypto::PublicKey;
use vanbang::signature::token::{Error, Signature, Signer, Statement};

pub const PIN: &str = "654321";
const SO_PIN: &str = "12345678";

/// What a key is asked to prove itself with.
pub fn probe() -> Statement {
    Statement::measuring()
}

/// Has a key sign a probe.
pub fn sign(key: &mut dyn Signer) -> Result<Signature, Error> {
    let message = probe().to_be_signed(key.certificate(), key.algorithm())?;
    key.sign(&message)
}

pub struct SoftHsm {
    folder: tempfile::TempDir,
    pub module: PathBuf,
}

impl SoftHsm {
    /// Call it once in a process, before any module is loaded: it sets `SOFTHSM2_CONF`.
    pub fn start() -> Self {
        let module = module();
        let folder = tempfile::tempdir().unwrap();
        let tokens = folder.path().join("tokens");
        std::fs::create_dir(&tokens).unwrap();
        let configuration = folder.path().join("softhsm2.conf");
        let text = format!("directories.tokendir = {}\n", tokens.display());
        std::fs::write(&configuration, text).unwrap();
        // SAFETY: the test that calls this is the only one of its process.
        unsafe { std::env::set_var("SOFTHSM2_CONF", &configuration) };
        Self { folder, module }
    }

    pub fn token(&self, label: &str) {
        run("softhsm2-util", &["--init-token", "--free", "--label", label, "--so-pin", SO_PIN, "--pin", PIN]);
    }

    /// Imports a PKCS#8 key; both key objects get this ID.
    pub fn key(&self, token: &str, label: &str, id: &str, pkcs8_pem: &str) {
        let file = self.file("key.pem", pkcs8_pem.as_bytes());
        run("softhsm2-util", &["--import", &file, "--token", token, "--label", label, "--id", id, "--pin", PIN]);
    }

    pub fn certificate(&self, token: &str, label: &str, id: &str, der: &[u8]) {
        let file = self.file("certificate.der", der);
        self.pkcs11_tool(token, &["--write-object", &file, "--type", "cert", "--label", label, "--id", id]);
    }

    /// `pkcs11-tool` takes the first token whose label begins so: no label may begin another.
    pub fn pkcs11_tool(&self, token: &str, arguments: &[&str]) {
        let module = self.module.display().to_string();
        let login = ["--module", &module, "--token-label", token, "--login", "--pin", PIN];
        run("pkcs11-tool", &[&login[..], arguments].concat());
    }

    /// The same with CKA_ALWAYS_AUTHENTICATE.
    pub fn key_that_asks_each_time(&self, token: &str, id: &str) -> TokenPublicKey {
        self.generated(token, id, "rsa:2048", &["--always-auth"])
    }

    /// A key made on the token; answers its public part.
    pub fn generated(&self, token: &str, id: &str, kind: &str, options: &[&str]) -> TokenPublicKey {
        let generate = ["--keypairgen", "--key-type", kind, "--id", id, "--label", "k"];
        self.pkcs11_tool(token, &[&generate, options].concat());
        let file = self.path().join("public.der");
        let mut read: Vec<&str> = vec!["--read-object", "--type", "pubkey", "--id", id, "--output-file"];
        read.push(file.to_str().unwrap());
        self.pkcs11_tool(token, &read);
        let key = PublicKey::from_spki_der(&std::fs::read(&file).unwrap()).unwrap();
        TokenPublicKey(key.key_bytes().to_vec())
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }
}

/// The RSAPublicKey of a key that never left its token.
pub struct TokenPublicKey(Vec<u8>);

impl PublicKeyData for TokenPublicKey {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &rcgen::PKCS_RSA_SHA256
    }
}

fn module() -> PathBuf {
    let named = std::env::var_os("VANBANG_SOFTHSM").map(PathBuf::from);
    let usual = [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib64/pkcs11/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so",
        "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    ];
    named
        .into_iter()
        .chain(usual.map(PathBuf::from))
        .find(|path| path.exists())
        .expect("SoftHSM2 is needed: install softhsm2 and opensc, or set VANBANG_SOFTHSM")
}

fn run(program: &str, arguments: &[&str]) {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program} is needed for this test: {error}"));
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
