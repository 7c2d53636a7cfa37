//! Runs the real `vanbang` program, away from the settings of whoever runs the tests.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rcgen::{CertificateParams, DnType, IsCa, KeyPair, KeyUsagePurpose};
use vanbang::signature::token::{Pin, encrypt_pkcs8};

pub const PASSWORD: &str = "mật khẩu thử";

/// What a run left: exit code, standard output, standard error.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Asserts the exit code and that the error names this code, in one error with a hint.
    #[track_caller]
    pub fn refused(&self, error: &str) {
        assert_eq!(self.code, 2, "{}{}", self.out, self.err);
        assert!(self.err.contains(&format!("[{error}]")), "{}", self.err);
        assert_eq!(self.err.matches("Lỗi: ").count(), 1, "{}", self.err);
        assert!(self.err.contains("  → "), "a hint: {}", self.err);
    }

    #[track_caller]
    pub fn passed(&self) -> &Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }
}

/// The program in `folder`, with no settings of its own and the locale of no country.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vanbang"));
    command.current_dir(folder).args(arguments).env_clear();
    command.env("HOME", folder).env("XDG_CONFIG_HOME", folder.join("no-settings"));
    // What the modules of tokens take their orders from.
    for name in ["SOFTHSM2_CONF", "FAKE_TOKEN"] {
        std::env::var_os(name).map(|value| command.env(name, value));
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn vanbang(folder: &Path, arguments: &[&str]) -> Ran {
    ran(command(folder, arguments).output().expect("vanbang runs"))
}

/// The same with the password of a software key on descriptor 0.
pub fn vanbang_with(password: &str, folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = command(folder, arguments);
    let mut child = command.arg("--pin-fd").arg("0").stdin(Stdio::piped()).spawn().expect("vanbang runs");
    // A program that refuses before it asks closes the pipe; that is not an error here.
    let _ = writeln!(child.stdin.take().expect("a pipe"), "{password}");
    ran(child.wait_with_output().expect("vanbang ends"))
}

fn ran(output: std::process::Output) -> Ran {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// A software key and its certificate as files, valid for whole years.
pub struct KeyFiles {
    pub key: String,
    pub certificate: String,
}

impl KeyFiles {
    pub fn make(folder: &Path, name: &str, years: (i32, i32)) -> KeyFiles {
        let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
        params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
        params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
        KeyFiles::of(folder, name, &key, &params.self_signed(&key).unwrap().pem())
    }

    /// A key that somebody certified, the certificate PEM.
    pub fn of(folder: &Path, name: &str, key: &KeyPair, certificate: &str) -> KeyFiles {
        let sealed = encrypt_pkcs8(&key.serialize_der(), &Pin::new(PASSWORD.into())).unwrap();
        let write = |kind: &str, text: &str| {
            let path = folder.join(format!("{name}.{kind}"));
            std::fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        KeyFiles { key: write("p8", &sealed), certificate: write("pem", certificate) }
    }

    pub fn options(&self) -> [&str; 4] {
        ["--software-key", &self.key, "--certificate", &self.certificate]
    }
}

/// A new office folder with the sample workbooks.
pub fn office() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    vanbang(folder.path(), &["init", "office"]).passed();
    folder
}

pub const ROSTERS: [&str; 2] = ["so_diem_tong_ket_khoi_6_hk1.xlsx", "so_diem_tong_ket_khoi_6_hk2.xlsx"];

/// Files in a folder whose name ends so, sorted; none when there is no folder.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.to_string_lossy().ends_with(ending));
    found.sort();
    found
}
