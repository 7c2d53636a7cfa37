//! Programs of other people that judge what we make. A judge that is not installed fails the test
//! unless `VANBANG_SKIP_JUDGES=1` says that this was meant.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The target folder, wherever it is.
pub fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder")
}

/// The Python that has pyHanko: `VANBANG_PYTHON`, or the environment that scripts/setup.sh makes.
pub fn python() -> PathBuf {
    let own = if cfg!(windows) { "judges-venv/Scripts/python.exe" } else { "judges-venv/bin/python" };
    std::env::var_os("VANBANG_PYTHON").map_or_else(|| target().join(own), PathBuf::from)
}

/// Whether the judges were expressly left out; says so in the test's output.
pub fn skipped() -> bool {
    let skipped = std::env::var_os("VANBANG_SKIP_JUDGES").is_some_and(|value| value == "1");
    if skipped {
        println!("skipped: VANBANG_SKIP_JUDGES=1");
    }
    skipped
}

/// Runs a judge; its exit status is the caller's to read.
pub fn run<S: AsRef<OsStr>>(program: impl AsRef<OsStr>, arguments: &[S]) -> Output {
    let program = program.as_ref();
    let output = Command::new(program).args(arguments).env("LC_ALL", "C.UTF-8").env("TZ", "UTC").output();
    output.unwrap_or_else(|error| {
        panic!("{}: {error}; scripts/test.sh installs what the tests need", program.to_string_lossy())
    })
}

/// What a judge printed on its standard output, as text.
pub fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}
