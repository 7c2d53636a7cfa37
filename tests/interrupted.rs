//! Signing a batch, from outside: killed at any moment, out of space, in a folder that takes nothing, by two
//! at once. The real program over documents that are drawn already.
#![cfg(unix)]

#[path = "command/mod.rs"]
mod command;
mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use command::{PASSWORD, Ran, files, vanbang, vanbang_with};
use common::golden::random;
use common::ready::ready;
use common::{Authority, now};
use tempfile::TempDir;
use vanbang::document::batch::{Arrangement, Batch, Slot};
use vanbang::document::record::Role;
use vanbang::signature::token::{Pin, Signer, SoftwareKey, encrypt_pkcs8};
use vanbang::verify::{Outcome, Policy, verify};

const ROLE: [&str; 2] = ["--role", "organisation"];

/// An office with one batch that only the seal has still to sign.
struct Desk {
    folder: TempDir,
    /// `--software-key FILE --certificate FILE`.
    key: [String; 4],
    policy: Policy,
    ids: Vec<String>,
}

impl Desk {
    fn new(count: usize) -> Self {
        let folder = TempDir::new().unwrap();
        let paper = [Role::HomeroomTeacher, Role::SchoolLeader].map(|role| (role.code().to_owned(), Slot::Paper));
        let arrangement = Arrangement { slots: paper.into(), ..Arrangement::default() };
        let ids = ready(&folder.path().join("lo"), count, arrangement);
        let authority = Authority::new();
        let (certificate, key) =
            authority.certified("Trường THCS Mẫu", 3, &rcgen::PKCS_ECDSA_P256_SHA256, (2025, 2045));
        let password = Pin::new(PASSWORD.into());
        let sealed = encrypt_pkcs8(&key.serialize_der(), &password).unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        let files = [write("khoa.p8", &sealed), write("chung-thu.pem", &certificate.to_pem())];
        let [file, pem] = files;
        let key = ["--software-key".into(), file, "--certificate".into(), pem];
        let own = SoftwareKey::from_encrypted_pkcs8(sealed.as_bytes(), &password, certificate, vec![]).unwrap();
        Desk { key, policy: authority.policy(&own as &dyn Signer), ids, folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn arguments<'a>(&'a self, batch: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        [&["sign", batch], &ROLE[..], &self.key.each_ref().map(String::as_str)[..], more].concat()
    }

    fn sign(&self, batch: &str, more: &[&str]) -> Ran {
        vanbang_with(PASSWORD, self.path(), &self.arguments(batch, more))
    }

    /// Begins to sign, and does not wait for the end.
    fn begin(&self, batch: &str) -> Child {
        let secret = self.path().join("mat-khau");
        std::fs::write(&secret, PASSWORD).unwrap();
        let mut command = command::command(self.path(), &self.arguments(batch, &["--pin-fd", "0"]));
        command.stdin(std::fs::File::open(&secret).unwrap()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// A fresh copy of the batch.
    fn copy(&self, name: &str) -> PathBuf {
        let to = self.path().join(name);
        let done = Command::new("cp").arg("-r").arg(self.path().join("lo")).arg(&to).status().unwrap();
        assert!(done.success());
        to
    }

    /// Every document once, whole, under its final name, and authentic; nothing else.
    fn assert_complete(&self, batch: &Path) {
        let mut expected: Vec<String> = self.ids.iter().map(|id| format!("{id}.pdf")).collect();
        expected.sort();
        let names: Vec<String> = files(&batch.join("signed"), "")
            .iter()
            .map(|file| file.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, expected, "0 missing, 0 doubled, 0 partial");
        for file in files(&batch.join("signed"), ".pdf") {
            let bytes = std::fs::read(&file).unwrap();
            let verdict = verify("a.pdf", &bytes, &self.policy, now()).unwrap();
            assert!(verdict.verdict() == Outcome::Passed && verdict.is_authentic(), "{}", file.display());
        }
    }
}

/// The files that have their final name, with their bytes.
fn finals(batch: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    files(&batch.join("signed"), ".pdf").into_iter().map(|file| (file.clone(), std::fs::read(&file).unwrap())).collect()
}

/// `VANBANG_KILLS` moments (20 without it) while a batch of `VANBANG_KILL_BATCH` documents (8) is signed.
#[test]
fn killed_at_any_moment_the_same_command_finishes() {
    let number = |name: &str, usual| std::env::var(name).ok().map_or(usual, |text| text.parse().unwrap());
    let (kills, count) = (number("VANBANG_KILLS", 20), number("VANBANG_KILL_BATCH", 8));
    let desk = Desk::new(count);
    let whole = desk.copy("thu");
    let began = Instant::now();
    assert!(desk.begin("thu").wait().unwrap().success());
    let length = began.elapsed();
    desk.assert_complete(&whole);
    std::fs::remove_dir_all(&whole).unwrap();
    let (mut seed, mut hit) = (0x5eed, 0);
    for kill in 0..kills {
        let batch = desk.copy("lan");
        let mut child = desk.begin("lan");
        let moment = length.mul_f64((random(&mut seed) % 10_000) as f64 / 10_000.0);
        std::thread::sleep(moment);
        child.kill().unwrap();
        child.wait().unwrap();
        let before = finals(&batch);
        hit += usize::from(!before.is_empty() && before.len() < count);
        desk.sign("lan", &[]).passed();
        desk.assert_complete(&batch);
        let after = finals(&batch);
        let kept = before.iter().filter(|(file, bytes)| after.get(*file) == Some(bytes)).count();
        assert_eq!(kept, before.len(), "kill {kill}: what had its final name is not signed again");
        std::fs::remove_dir_all(&batch).unwrap();
    }
    println!("{kills} kills of a batch of {count}; {hit} of them with some documents finished and some not");
}

#[test]
fn what_is_to_be_signed_is_shown_and_limited_before_a_key_is_opened() {
    let desk = Desk::new(3);
    let shown = vanbang(desk.path(), &["sign", "lo", "--role", "organisation", "--dry-run"]);
    let out = &shown.passed().out;
    assert!(out.contains("Lô: 3 văn bản") && out.contains("từ: Nguyễn Hữu Thiện Mỹ"), "{out}");
    assert!(out.contains("mã băm của lô: ") && out.contains("Lãnh đạo nhà trường: không ký số"), "{out}");
    assert!(out.contains("Chưa ký gì"), "{out}");
    let refused = vanbang(desk.path(), &["sign", "lo", "--role", "organisation", "--max-docs", "2"]);
    refused.refused("TOO_MANY_DOCUMENTS");
    assert!(files(&desk.path().join("lo/signed"), "").is_empty());
    desk.sign("lo", &["--max-docs", "3"]).passed();
    desk.assert_complete(&desk.path().join("lo"));
}

#[test]
fn two_operators_at_once() {
    let desk = Desk::new(12);
    let held = Batch::open(&desk.path().join("lo")).unwrap();
    let began = Instant::now();
    vanbang(desk.path(), &["sign", "lo", "--role", "organisation"]).refused("BATCH_LOCKED");
    assert!(began.elapsed() < Duration::from_secs(5));
    drop(held);
    for round in 0..4 {
        let batch = desk.copy("hai");
        let both = [desk.begin("hai"), desk.begin("hai")];
        let codes: Vec<i32> = both.map(|mut child| child.wait().unwrap().code().unwrap()).into();
        assert!(codes.contains(&0) && codes.iter().all(|code| [0, 2].contains(code)), "round {round}: {codes:?}");
        desk.assert_complete(&batch);
        std::fs::remove_dir_all(&batch).unwrap();
    }
}

/// Whether this system lets a test mount a file system of its own.
fn can_mount() -> bool {
    let tried = Command::new("unshare").args(["--map-root-user", "--mount", "true"]).output();
    let can = tried.is_ok_and(|output| output.status.success());
    if !can {
        println!("skipped: no file system of one's own can be mounted here");
    }
    can
}

/// Runs a script with a small file system at `MOUNT`; the script's last word is its exit status.
fn with_file_system(desk: &Desk, script: &str, environment: &[(&str, &str)]) -> std::process::Output {
    std::fs::create_dir_all(desk.path().join("dia")).unwrap();
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-ec", script]).current_dir(desk.path());
    command.env("VANBANG", env!("CARGO_BIN_EXE_vanbang")).env("SECRET", PASSWORD).env("HOME", desk.path());
    command.env("KEY", &desk.key[1]).env("CERTIFICATE", &desk.key[3]).envs(environment.iter().copied());
    command.output().unwrap()
}

const SIGN: &str = r#"sign() { printf '%s\n' "$SECRET" | "$VANBANG" sign dia/lo --role organisation --software-key "$KEY" --certificate "$CERTIFICATE" --pin-fd 0; }
"#;

#[test]
fn a_full_disk_leaves_nothing_half_done() {
    if !can_mount() {
        return;
    }
    let desk = Desk::new(24);
    let all: u64 = files(&desk.path().join("lo"), "").iter().map(|file| file.metadata().unwrap().len()).sum();
    let drawn: u64 = files(&desk.path().join("lo/drawn"), "").iter().map(|file| file.metadata().unwrap().len()).sum();
    // From no room at all to room for nearly everything; a page is the least that a file takes.
    for room in [0, 8, 40, 120, 260] {
        let size = format!("{}k", (all + drawn) / 1024 + 4 * 60 + room);
        let script = format!(
            "{SIGN}mount -t tmpfs -o size={size} tmpfs dia\ncp -r lo dia/lo\ndd if=/dev/zero of=dia/fill bs=1k 2>/dev/null || true\ntruncate -s -{room}k dia/fill || true\ncode=0; sign >out 2>err || code=$?\necho \"$code\" >code\nrm -f kept; for f in dia/lo/signed/*.pdf; do [ -e \"$f\" ] && sha256sum \"$f\" >>kept; done\nrm dia/fill\nmount -o remount,size=64m dia\nsign >again 2>&1\nrm -rf ket-qua; cp -r dia/lo ket-qua\n[ ! -e kept ] || sha256sum --quiet -c kept\n"
        );
        let ran = with_file_system(&desk, &script, &[]);
        let read = |name: &str| std::fs::read_to_string(desk.path().join(name)).unwrap_or_default();
        let told = format!("{}{}{}", read("err"), read("again"), String::from_utf8_lossy(&ran.stderr));
        assert!(ran.status.success(), "{room} KiB: {told}");
        assert_eq!(read("code").trim(), "2", "{room} KiB: {}{told}", read("out"));
        assert!(read("err").contains("[BATCH_FILE]"), "{room} KiB: {told}");
        desk.assert_complete(&desk.path().join("ket-qua"));
    }
}

#[test]
fn a_folder_that_takes_nothing_is_told() {
    if !can_mount() {
        return;
    }
    let desk = Desk::new(2);
    let script = format!(
        "{SIGN}mount -t tmpfs tmpfs dia\ncp -r lo dia/lo\nmount -o remount,ro dia\ncode=0; sign >out 2>err || code=$?\necho \"$code\" >code\n"
    );
    let ran = with_file_system(&desk, &script, &[]);
    let read = |name: &str| std::fs::read_to_string(desk.path().join(name)).unwrap_or_default();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(read("code").trim(), "2", "{}", read("err"));
    assert!(read("err").contains("[BATCH_FILE]"), "{}", read("err"));
}
