//! What a batch folder must be whenever a run was killed: whole files, each signed once, and a journal that says no more
//! than what stands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::Utc;
use data_encoding::HEXLOWER;
use vanbang::document::batch::Batch;
use vanbang::signature::crypto::sha256;
use vanbang::signature::x509::Certificate;
use vanbang::verify::manifest::Candidate;
use vanbang::verify::{Outcome, Policy, Revocation, TrustFolder, check_signatures, verify};

use crate::ROLE;
use crate::command::files;
use crate::common::directory_with;
use crate::desk::Desk;

/// Documents between the key and their name, at most: a kill loses these signatures, and they are made again.
const UNDERWAY: usize = 32;
/// Signatures of a run beside those of documents: the probe, and the list of the batch.
const BESIDE: usize = 2;

pub struct Folder<'d> {
    desk: &'d Desk,
    batch: &'d Path,
    ids: &'d [String],
    policy: Policy,
    /// What stood under a name of its own, with its hash: verified when it was first seen.
    known: BTreeMap<String, String>,
    /// What the seal signs once for the batch, and the signed message.
    list: [Option<Vec<u8>>; 2],
    /// The final names that the journal knows.
    noted: BTreeSet<String>,
    /// Documents that the key has signed, whether they wait for a timestamp or not.
    signed: usize,
    finished: usize,
    /// Processes with the driver whose calls are counted.
    drivers: BTreeSet<u32>,
}

impl<'d> Folder<'d> {
    pub fn new(desk: &'d Desk, batch: &'d Path, ids: &'d [String], seal: &Certificate) -> Self {
        let trust = TrustFolder::read(&desk.office().join("trust")).unwrap();
        let policy = Policy { directory: Some(directory_with(seal)), ..trust.policy(Revocation::Ignore) };
        let (known, list, noted, drivers) = Default::default();
        Folder { desk, batch, ids, policy, known, list, noted, signed: 0, finished: 0, drivers }
    }

    /// How many documents have their final name.
    pub fn finished(&self) -> usize {
        self.finished
    }

    pub fn count(&self) -> usize {
        self.ids.len()
    }

    /// Whether the list of the batch is signed.
    pub fn is_listed(&self) -> bool {
        self.list[1].is_some()
    }

    /// After a run, however it ended.
    pub fn judge(&mut self, what: &str) {
        let signed = self.signed;
        self.judge_files(what);
        self.judge_list(what);
        self.judge_journal(what);
        self.judge_calls(self.signed - signed, what);
    }

    /// What has a name is whole, and stays as it was when it got it.
    fn judge_files(&mut self, what: &str) {
        let present = self.present();
        let half = |name: &&String| name.ends_with(".tmp");
        for name in present.keys().filter(|name| !half(name)) {
            let bytes = std::fs::read(&present[name]).unwrap();
            let hash = HEXLOWER.encode(&sha256(&bytes));
            let known = self.known.get(name);
            if known == Some(&hash) {
                continue;
            }
            assert!(known.is_none(), "{what}: {name} keeps its bytes");
            let sound = check_signatures(&bytes, None, &[ROLE.field()], Utc::now());
            assert!(sound.is_ok(), "{what}: {name} is whole: {:?}", sound.err());
            self.known.insert(name.clone(), hash);
        }
        let finals: Vec<String> = self.ids.iter().map(|id| format!("{id}.pdf")).collect();
        let lost = finals.iter().find(|name| self.known.contains_key(*name) && !present.contains_key(*name));
        assert_eq!(lost, None, "{what}: what had its final name keeps it");
        let waiting: Vec<String> = self.ids.iter().map(|id| waiting(id)).collect();
        let is_there = |name: &String| present.contains_key(name);
        self.finished = finals.iter().filter(|name| is_there(name)).count();
        self.signed = finals.iter().zip(&waiting).filter(|(last, waits)| is_there(last) || is_there(waits)).count();
        let names: BTreeSet<&String> = finals.iter().chain(&waiting).collect();
        let strange = present.keys().find(|name| !half(name) && !names.contains(name));
        assert_eq!(strange, None, "{what}");
    }

    /// The list is signed before the first document, and once.
    fn judge_list(&mut self, what: &str) {
        let now = ["manifest.cbor", "manifest.cms"].map(|name| std::fs::read(self.batch.join(name)).ok());
        for (before, now) in self.list.iter().zip(&now) {
            assert!(before.is_none() || before == now, "{what}: the list of a batch is signed once");
        }
        assert!(self.signed == 0 || now[1].is_some(), "{what}: the list is signed before the first document");
        self.list = now;
    }

    /// The journal as it is, read from a copy, because opening it mends its end: what it notes stands.
    fn judge_journal(&mut self, what: &str) {
        let copy = self.desk.office().join("nhat-ky");
        let _ = std::fs::remove_dir_all(&copy);
        std::fs::create_dir(&copy).unwrap();
        for name in ["batch.toml", "plan.cbor", "journal"] {
            std::fs::copy(self.batch.join(name), copy.join(name)).unwrap();
        }
        let batch = Batch::open(&copy).unwrap_or_else(|error| panic!("{what}: {error}"));
        let mut noted = BTreeSet::new();
        for document in batch.documents() {
            let (last, id) = (format!("{}.pdf", document.id), document.id);
            let state = batch.state();
            if let Some(signed) = state.signed(document.index, ROLE) {
                assert_eq!(self.known.get(&last), Some(&signed.sha256), "{what}: {id}");
                noted.insert(last);
            } else if let Some(waits) = state.unstamped(document.index, ROLE) {
                let stands = self.known.get(&waiting(&id)) == Some(&waits.sha256);
                assert!(stands || self.known.contains_key(&last), "{what}: {id}");
            }
        }
        assert!(noted.is_superset(&self.noted), "{what}: what is noted stays noted");
        self.noted = noted;
    }

    /// The token was asked once for each document that was signed meanwhile, but for those that a kill caught underway.
    fn judge_calls(&mut self, gained: usize, what: &str) {
        let calls = self.desk.fake.calls();
        let new = calls.iter().filter(|(process, ..)| !self.drivers.contains(process));
        let count = |function: &str| new.clone().filter(|(.., name)| name == function).count();
        let (logins, signatures) = (count("C_Login"), count("C_Sign"));
        assert!(logins <= 1, "{what}: {logins} logins");
        assert!(signatures <= gained + UNDERWAY + BESIDE, "{what}: {signatures} signatures for {gained} documents");
        self.drivers.extend(calls.iter().map(|(process, ..)| *process));
    }

    /// Every document once, whole, under its final name, noted, and authentic; nothing else.
    pub fn assert_complete(&mut self) {
        self.judge("the end");
        let mut expected: Vec<String> = self.ids.iter().map(|id| format!("{id}.pdf")).collect();
        expected.sort();
        let present = self.present();
        assert_eq!(present.keys().cloned().collect::<Vec<_>>(), expected, "0 missing, 0 doubled, 0 partial");
        assert_eq!(self.noted.len(), expected.len());
        for (name, path) in present {
            let verdict = verify(&name, &std::fs::read(path).unwrap(), &self.policy, Utc::now()).unwrap();
            assert!(verdict.verdict() == Outcome::Passed && verdict.is_authentic(), "{name}: {:?}", verdict.verdict());
        }
        let [content, message] = self.list.clone().map(Option::unwrap);
        let read = Candidate::read(&message).unwrap();
        assert_eq!((read.content().bytes(), read.content().count()), (&content[..], expected.len()));
        let report = std::fs::read(self.batch.join("report.json")).unwrap();
        let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
        assert_eq!((&report["closed"], &report["stopped"]), (&true.into(), &serde_json::Value::Null));
        assert_eq!(files(self.batch, ".tmp"), [] as [PathBuf; 0], "nothing half written is left");
    }

    /// The files of signed documents by their names.
    fn present(&self) -> BTreeMap<String, PathBuf> {
        let name = |file: PathBuf| (file.file_name().unwrap().to_string_lossy().into_owned(), file);
        files(&self.batch.join("signed"), "").into_iter().map(name).collect()
    }
}

/// The name under which a document waits for its timestamp.
fn waiting(id: &str) -> String {
    format!("{id}.{}.unstamped.pdf", ROLE.code())
}
