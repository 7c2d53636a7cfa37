//! Builds the module of ours that shows faults over SoftHSM2, gives it orders and counts its calls.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct FakeToken {
    folder: tempfile::TempDir,
    pub module: PathBuf,
    inner: PathBuf,
}

impl FakeToken {
    /// Call it once in a process, before any module is loaded: it sets `FAKE_TOKEN`.
    pub fn over(inner: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let module = folder.path().join("fake.so");
        fs::copy(built(), &module).unwrap();
        // SAFETY: the test that calls this is the only one of its process.
        unsafe { std::env::set_var("FAKE_TOKEN", folder.path()) };
        let fake = Self { folder, module, inner: inner.to_owned() };
        fake.order(&[]);
        fake
    }

    /// A second copy, which the loader takes for another module.
    pub fn copy(&self, name: &str) -> PathBuf {
        let copy = self.folder.path().join(name);
        fs::copy(&self.module, &copy).unwrap();
        copy
    }

    /// These orders hold, and no others; what was called is forgotten.
    pub fn order(&self, orders: &[(&str, &str)]) {
        self.reorder(orders);
        let _ = fs::remove_file(self.folder.path().join("calls"));
    }

    /// These orders hold, and no others; calls are counted on.
    pub fn reorder(&self, orders: &[(&str, &str)]) {
        let mut text = format!("inner={}\n", self.inner.display());
        orders.iter().for_each(|(name, value)| text += &format!("{name}={value}\n"));
        // Renamed, so that it is never read half written.
        let path = self.folder.path().join("orders.new");
        fs::write(&path, text).unwrap();
        fs::rename(path, self.folder.path().join("orders")).unwrap();
    }

    /// Every call since the last orders: process, number within it, function.
    pub fn calls(&self) -> Vec<(u32, usize, String)> {
        let text = fs::read_to_string(self.folder.path().join("calls")).unwrap_or_default();
        let call = |line: &str| {
            let mut parts = line.split(' ');
            let mut next = || parts.next().unwrap();
            (next().parse().unwrap(), next().parse().unwrap(), next().to_owned())
        };
        text.lines().map(call).collect()
    }

    pub fn count(&self, function: &str) -> usize {
        self.calls().iter().filter(|(.., name)| name == function).count()
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// The module as the compiler of this project makes it, once for all tests of one source.
fn built() -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fake_token/module.rs");
    let text = fs::read(&source).unwrap();
    let name = data_encoding::HEXLOWER.encode(&vanbang::signature::crypto::sha256(&text)[..8]);
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let module = place.join(format!("fake-token-{name}.so"));
    if !module.exists() {
        let own = place.join(format!("fake-token-{name}-{}.so", std::process::id()));
        let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let mut command = Command::new(compiler);
        command.args(["--edition", "2024", "--crate-type", "cdylib", "-O", "-o"]).arg(&own).arg(source);
        let output = command.output().expect("rustc runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::rename(own, &module).unwrap();
    }
    module
}
