//! The page in a real Chromium, over a real `vanbangd` that a real office published to: `web/tests/served` opens the
//! codes and files that are made here. Afterwards databases, bucket and logs are searched for everything that is somebody's.
#![cfg(unix)]

mod command;
mod common;
#[allow(dead_code)]
#[path = "../bin/vanbang/demo/forgery.rs"]
mod forgery;
#[allow(dead_code)]
#[path = "service/http.rs"]
mod http;
#[path = "common/leaks.rs"]
mod leaks;
mod loopback;
#[allow(dead_code)]
#[path = "publish/office.rs"]
mod office;
mod school;
#[path = "browser/servers.rs"]
mod servers;
#[path = "publish/timestamps.rs"]
mod timestamps;
#[path = "browser/town.rs"]
mod town;

use std::path::{Path, PathBuf};
use std::process::Command;

use leaks::Leaks;
use servers::{Dump, Servers};
use town::Town;

/// What drives Chromium wants it.
const NODE: u32 = 20;

#[test]
fn codes_and_files_are_told_apart_in_a_browser_and_nobody_is_named_on_the_server() {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    if let Some(missing) = missing(&web) {
        return eprintln!("skipped: {missing}");
    }
    let town = Town::new();
    let servers = Servers::over(&town);
    let told = town.office.school.folder.path().join("served.json");
    std::fs::write(&told, servers.told(&town).to_string()).unwrap();
    let mut node = Command::new("node");
    let run = node.current_dir(&web).args(["tests/run.mjs", "served"]).env("VANBANG_SERVED", &told).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");

    let records = town.records();
    let mut leaks = Leaks::of(records.iter().map(Vec::as_slice));
    let databases = servers.dumps();
    let logs = servers.stop();
    for Dump { name, holds, bytes: dump } in &databases {
        assert!(contains(dump, holds) && dump.len() > 2_000, "the dump of {name} was read");
        assert_eq!(leaks.found_in(dump), Vec::<String>::new(), "{name}");
        let planted = [dump.as_slice(), hex_of(school::CHAU.1).as_bytes()].concat();
        assert!(!leaks.found_in(&planted).is_empty(), "a name that is planted in {name} is found");
    }
    leaks.add_identifiers(&town.ids());
    for (name, log) in &logs {
        assert!(log.contains("code known=true") || *name != "truth", "the log of {name} was read: {log}");
        assert_eq!(leaks.found_in(log.as_bytes()), Vec::<String>::new(), "{name}: {log}");
        let planted = format!("{log} GET /V/{}\n", town.ids()[0].to_lowercase());
        assert!(!leaks.found_in(planted.as_bytes()).is_empty(), "an identifier that is planted is found");
    }
}

/// What is not here, of all that the run needs.
fn missing(web: &Path) -> Option<String> {
    if !web.join("dist/index.html").exists() || !web.join("node_modules/playwright-core").exists() {
        return Some("the page is not built (scripts/page.sh)".to_owned());
    }
    let version = Command::new("node").arg("--version").output().ok()?;
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    if major.is_none_or(|major: u32| major < NODE) {
        return Some(format!("Node.js {NODE} or newer is needed (found: {})", version.trim()));
    }
    let named = std::env::var_os("VANBANG_CHROMIUM").map(PathBuf::from);
    let places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    let is_there = named.into_iter().chain(places).any(|place| place.exists());
    (!is_there).then(|| "there is no Chromium".to_owned())
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

fn hex_of(text: &str) -> String {
    format!(" \\x{} ", data_encoding::HEXLOWER.encode(text.as_bytes()))
}
