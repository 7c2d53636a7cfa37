//! Signing a batch, from outside: interrupted at the terminal, out of space, in a folder that takes nothing, by two at
//! once. The real program over documents that are drawn already.
#![cfg(unix)]

#[path = "command/mod.rs"]
mod command;
mod common;
#[path = "interrupted/disk.rs"]
mod disk;
#[path = "interrupted/terminal.rs"]
mod terminal;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use command::{PASSWORD, Ran, files, vanbang, vanbang_with};
use common::ready::ready;
use common::{Authority, now};
use nix::sys::resource::{UsageWho, getrusage};
use tempfile::TempDir;
use vanbang::document::batch::{Arrangement, Batch, Slot};
use vanbang::document::record::Role;
use vanbang::signature::token::{Pin, Signer, SoftwareKey, encrypt_pkcs8};
use vanbang::verify::manifest::Candidate;
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

    /// Every document once, whole, under its final name, and authentic; nothing else. The list of the batch is
    /// signed, and it is the one that was completed when the session began.
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
        let [content, message] = manifest(batch).map(Option::unwrap);
        let read = Candidate::read(&message).unwrap();
        assert_eq!(read.content().bytes(), content);
        assert_eq!(read.content().count(), self.ids.len());
        assert_eq!(files(batch, ".tmp"), [] as [PathBuf; 0], "nothing half written is left");
    }
}

/// What the seal signs once for the batch, and the signed message.
fn manifest(batch: &Path) -> [Option<Vec<u8>>; 2] {
    ["manifest.cbor", "manifest.cms"].map(|name| std::fs::read(batch.join(name)).ok())
}

/// The files that have their final name, with their bytes.
fn finals(batch: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    files(&batch.join("signed"), ".pdf").into_iter().map(|file| (file.clone(), std::fs::read(&file).unwrap())).collect()
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
    assert!(began.elapsed() < Duration::from_secs(30));
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

/// Peak memory of `vanbang sign`; the batches grow, so the largest child is the last one.
#[test]
#[ignore = "a measurement that takes minutes: cargo test --test interrupted -- --ignored memory --nocapture"]
fn memory_grows_little_with_a_batch() {
    let peaks = [500, 2_000, 4_000].map(|count| {
        let desk = Desk::new(count);
        desk.sign("lo", &[]).passed();
        let kib = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss();
        println!("{count} documents: {} MiB", kib >> 10);
        kib
    });
    let grown = (peaks[2] - peaks[1]) as f64 / 2_000.0;
    println!("{grown:.1} KiB for each document more");
    assert!(peaks[2] >> 10 < 300 && grown < 8.0);
}
