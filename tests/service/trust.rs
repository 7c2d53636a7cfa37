//! The trust folder read again while the service runs: what changed counts, and what is broken changes nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::OFFICE;
use crate::http::{self, Service};

/// A service with a trust folder of its own.
struct Own {
    service: Service,
    trust: PathBuf,
    monitoring: String,
    _folder: tempfile::TempDir,
}

fn start() -> Own {
    let folder = tempfile::tempdir().unwrap();
    let trust = folder.path().join("trust");
    copy(&OFFICE.trust(), &trust);
    let monitoring = free_address();
    let config = folder.path().join("vanbangd.toml");
    let text = format!(
        "monitoring = \"{monitoring}\"\ntrust = \"trust\"\nstore = \"s.sqlite\"\nrevocation = \"ignore\"\n{}",
        http::PATIENT
    );
    fs::write(&config, text).unwrap();
    Own { service: Service::start(&config), trust, monitoring, _folder: folder }
}

fn free_address() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

impl Own {
    fn verdict(&self) -> (Value, Value) {
        let verdict = self.service.upload("/api/v1/verify", "a.pdf", &OFFICE.genuine).json();
        (verdict["verdict"].clone(), verdict["reason"].clone())
    }

    fn health(&self) -> String {
        self.service.page("/healthz").body
    }

    fn metric(&self) -> bool {
        let text = http::send(&self.monitoring, "GET /metrics", "", b"").body;
        text.lines().find_map(|line| line.strip_prefix("vanbangd_trust_current ")).expect("it is there") == "1"
    }

    /// SIGHUP, until this is so.
    fn reload(&self, is_so: impl Fn() -> bool) {
        let sent = Command::new("kill").args(["-HUP", &self.service.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let later = || {
            std::thread::sleep(Duration::from_millis(50));
            false
        };
        assert!((0..1200).any(|_| is_so() || later()), "{}", self.health());
    }

    fn change(&self, file: &str, change: impl FnOnce(&mut Value)) {
        let path = self.trust.join(file);
        let mut value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        change(&mut value);
        fs::write(&path, value.to_string()).unwrap();
    }
}

#[test]
fn a_certificate_is_no_longer_trusted_without_a_restart() {
    let own = start();
    let passed = own.verdict();
    assert_eq!(passed.0, "passed");
    own.change("directory.json", |directory| {
        for pin in directory["organisations"][0]["certificates"].as_array_mut().unwrap() {
            pin["compromised_since"] = "2020-01-01T00:00:00Z".into();
        }
    });
    assert_eq!(own.verdict(), passed, "nobody has said that it changed");
    own.reload(|| own.verdict() != passed);
    assert_eq!(own.verdict(), ("indeterminate".into(), "PIN_TIME_UNPROVEN".into()));
    let served = own.service.page("/.well-known/vanbang/v1/directory").body;
    assert!(served.contains("2020-01-01"), "the page judges by it too: {served}");
    assert_eq!((own.health().as_str(), own.metric()), ("ok\n", true));
}

#[test]
fn a_broken_folder_leaves_the_old_one_in_force_and_is_told() {
    let own = start();
    let before = own.verdict();
    let anchor = own.trust.join("anchors/root.pem");
    let root = fs::read(&anchor).unwrap();
    for (broken, code) in [("not a certificate", "NO_CERTIFICATE"), ("", "NO_CERTIFICATE")] {
        fs::write(&anchor, broken).unwrap();
        own.reload(|| own.health().contains(code));
        assert!(!own.metric());
        assert_eq!(own.verdict(), before);
    }
    fs::remove_file(&anchor).unwrap();
    own.reload(|| own.health().contains("TRUST_EMPTY"));
    fs::write(&anchor, &root).unwrap();
    fs::write(own.trust.join("fetch.toml"), "hosts = 3").unwrap();
    own.reload(|| own.health().contains("FETCH_CONFIG"));
    // A process that starts only now judges by what is in force, whatever lies on the disk.
    #[cfg(target_os = "linux")]
    for child in own.service.children() {
        assert!(Command::new("kill").args(["-KILL", &child]).status().unwrap().success());
    }
    assert_eq!(own.verdict(), before);
    assert_eq!(own.service.page("/readyz").status, 200);
    fs::remove_file(own.trust.join("fetch.toml")).unwrap();
    own.reload(|| own.health() == "ok\n");
    assert!(own.metric());
    assert_eq!(own.verdict(), before);
    let log = own.service.stop();
    for told in ["trust refused code=TRUST_EMPTY; the one before stays in force", "trust read anew", "anchors"] {
        assert!(log.contains(told), "{told}: {log}");
    }
}
