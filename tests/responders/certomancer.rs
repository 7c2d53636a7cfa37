//! Certomancer on loopback: an authority with a list, an OCSP responder and timestamps.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rcgen::KeyPair;
use tempfile::TempDir;
use vanbang::signature::token::SoftwareKey;
use vanbang::signature::x509::{Certificate, read_certificates};

use crate::common::software;

const PEOPLE: [&str; 6] = ["root", "authority", "principal", "dismissed", "responder", "timestamps"];

/// The authority's address in its certificates; nobody answers there.
pub const FORMER: &str = "http://ca.cu.example";

pub struct Certomancer {
    folder: TempDir,
    process: Child,
    pub port: u16,
}

fn program() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    Path::new(env!("CARGO_MANIFEST_DIR")).join(target).join("judges-venv/bin/certomancer")
}

impl Certomancer {
    /// Makes keys and certificates, and starts the services.
    pub fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let configuration = folder.path().join("certomancer.yml");
        fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/responders/certomancer.yml"), &configuration).unwrap();
        fs::create_dir(folder.path().join("keys")).unwrap();
        for person in PEOPLE {
            let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
            fs::write(folder.path().join(format!("keys/{person}.pem")), key.serialize_pem()).unwrap();
        }
        let command = || {
            let mut command = Command::new(program());
            command.current_dir(folder.path()).arg("--config").arg(&configuration);
            command.stdout(Stdio::null()).stderr(Stdio::piped());
            command
        };
        let made = command().args(["mass-summon", "ca", "certs", "--flat", "--no-pfx"]).output();
        let made = made.unwrap_or_else(|error| panic!("certomancer: {error}; scripts/setup.sh installs it"));
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut services = command();
        services.args(["animate", "--no-web-ui", "--port", &port.to_string()]).stderr(Stdio::null());
        let certomancer = Self { process: services.spawn().unwrap(), folder, port };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(60), "certomancer does not answer");
            thread::sleep(Duration::from_millis(50));
        }
        certomancer
    }

    pub fn certificate(&self, person: &str) -> Certificate {
        let pem = fs::read(self.folder.path().join(format!("certs/{person}.cert.pem"))).unwrap();
        read_certificates(&pem).unwrap().remove(0)
    }

    /// The person's key with the authority's certificate beside it.
    pub fn signer(&self, person: &str) -> SoftwareKey {
        let pem = fs::read_to_string(self.folder.path().join(format!("keys/{person}.pem"))).unwrap();
        software(self.certificate(person), &KeyPair::from_pem(&pem).unwrap())
    }
}

impl Drop for Certomancer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
