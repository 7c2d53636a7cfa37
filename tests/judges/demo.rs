//! The demo's folder and twins of its files that somebody altered.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::message;

/// How many documents the demo makes.
const DOCUMENTS: usize = 30;

/// What `vanbang demo` left.
pub struct Demo {
    pub signed: Vec<PathBuf>,
    pub tampered: PathBuf,
    /// The throw-away authority, PEM.
    pub anchor: PathBuf,
}

fn files_of(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|found| found == extension));
    files.sort();
    files
}

impl Demo {
    /// The demo's folder, made at the first call of any test process and used by all.
    pub fn ready() -> Self {
        let folder = match std::env::var_os("VANBANG_DEMO") {
            Some(folder) => Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
            None => run_once(),
        };
        let signed = files_of(&folder.join("signed"), "pdf");
        assert_eq!(signed.len(), DOCUMENTS, "in {}", folder.display());
        let [anchor] = files_of(&folder.join("trust/anchors"), "pem").try_into().expect("one authority");
        Demo { signed, tampered: folder.join("tampered.pdf"), anchor }
    }

    /// The first file with one bit of a page's content changed, so that it no longer inflates.
    pub fn flipped(&self, folder: &TempDir) -> PathBuf {
        let mut bytes = fs::read(&self.signed[0]).unwrap();
        let at = message::page_content(&bytes);
        bytes[at] ^= 1;
        let path = folder.path().join("flipped.pdf");
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The first file with a comment behind its end, which no signature covers.
    pub fn appended(&self, folder: &TempDir) -> PathBuf {
        let mut bytes = fs::read(&self.signed[0]).unwrap();
        bytes.extend_from_slice(b"% added later\n");
        let path = folder.path().join("appended.pdf");
        fs::write(&path, bytes).unwrap();
        path
    }
}

/// Runs the demo unless this very program already made it; test processes wait for each other.
fn run_once() -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_vanbang"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("judged-demo");
    let made = folder.with_extension("made");
    let lock = File::create(folder.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    let version = format!("{:?}", fs::metadata(program).unwrap().modified().unwrap());
    if fs::read_to_string(&made).is_ok_and(|text| text == version) && folder.is_dir() {
        return folder;
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    let answer = Command::new(program).arg("demo").arg("--out").arg(&folder).output().unwrap();
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    fs::write(&made, version).unwrap();
    folder
}

/// An authority that signed nothing here.
pub fn other_authority(folder: &TempDir) -> PathBuf {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let path = folder.path().join("other.pem");
    fs::write(&path, params.self_signed(&key).unwrap().pem()).unwrap();
    path
}
