//! Programs of other people that judge what we make. A judge that is not installed fails the test
//! unless `VANBANG_SKIP_JUDGES=1` says that this was meant.

use std::ffi::OsStr;
use std::process::{Command, Output};

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
