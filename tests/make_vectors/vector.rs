//! A vector on its way to a file, with its story beside it.

use std::collections::BTreeMap;

use super::expectation::{Asked, Expectation};

/// The moment of judging unless the vector says otherwise.
pub const AT: &str = "2026-06-01T08:00:00+07:00";

pub struct Vector {
    /// `cms`, `timestamp`, `revocation`, `path`, `pdf/accept` or `pdf/reject`.
    pub folder: &'static str,
    /// `<ID>-<words>.<extension>`; the extension says how it is judged: a `pdf` as a file, a `pem` as a
    /// certificate (the first; the others are at hand), a `crl` or `ocsp` as evidence.
    pub name: String,
    pub bytes: Vec<u8>,
    pub expectation: Expectation,
}

impl Vector {
    /// A vector that is judged under `trust/<trust>`; until told otherwise it is expected to pass.
    pub fn new(folder: &'static str, id: &str, words: &str, extension: &str, trust: &str, bytes: Vec<u8>) -> Self {
        let expectation = Expectation {
            id: id.to_owned(),
            story: String::new(),
            clause: String::new(),
            expect: "passed".to_owned(),
            reason: "VALID".to_owned(),
            at: AT.to_owned(),
            trust: trust.to_owned(),
            evidence: Vec::new(),
            revocation: None,
            findings: Vec::new(),
            absent: Vec::new(),
            authentic: false,
            about: None,
            certificate: None,
            signatures: Vec::new(),
        };
        Self { folder, name: format!("{id}-{words}.{extension}"), bytes, expectation }
    }

    /// What was done, in one or two sentences, and the standard that decides.
    pub fn story(mut self, story: &str, clause: &str) -> Self {
        (self.expectation.story, self.expectation.clause) = (story.to_owned(), clause.to_owned());
        self
    }

    pub fn failed(self, reason: &str) -> Self {
        self.expect("failed", reason)
    }

    pub fn indeterminate(self, reason: &str) -> Self {
        self.expect("indeterminate", reason)
    }

    pub fn expect(mut self, word: &str, reason: &str) -> Self {
        (self.expectation.expect, self.expectation.reason) = (word.to_owned(), reason.to_owned());
        self
    }

    pub fn at(mut self, time: &str) -> Self {
        self.expectation.at = time.to_owned();
        self
    }

    /// Codes that must be told too.
    pub fn telling(mut self, codes: &[&str]) -> Self {
        self.expectation.findings = codes.iter().map(|code| (*code).to_owned()).collect();
        self
    }

    /// Codes that must not be told.
    pub fn not_telling(mut self, codes: &[&str]) -> Self {
        self.expectation.absent = codes.iter().map(|code| (*code).to_owned()).collect();
        self
    }

    /// Another folder of `trust/`.
    pub fn trusting(mut self, folder: &str) -> Self {
        self.expectation.trust = folder.to_owned();
        self
    }

    /// Files of `evidence/` that are at hand.
    pub fn evidence(mut self, files: &[&str]) -> Self {
        self.expectation.evidence = files.iter().map(|file| (*file).to_owned()).collect();
        self
    }

    /// The certificate in `evidence/` whose status is asked.
    pub fn about(mut self, file: &str) -> Self {
        self.expectation.about = Some(file.to_owned());
        self
    }

    pub fn asking(mut self, asked: Asked) -> Self {
        self.expectation.certificate = Some(asked);
        self
    }

    /// `require`, `prefer` or `ignore`.
    pub fn revocation(mut self, mode: &str) -> Self {
        self.expectation.revocation = Some(mode.to_owned());
        self
    }

    /// Facts of the next signature: `("level", "B-T".into())`; `"null"` stands for the JSON null, and a
    /// dot leads into an object, as in `time.source`.
    pub fn signature(mut self, facts: &[(&str, toml::Value)]) -> Self {
        let facts: BTreeMap<_, _> = facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.expectation.signatures.push(facts);
        self
    }

    /// The two files: their paths below `test-vectors/`, and their bytes.
    pub fn files(&self) -> [(String, Vec<u8>); 2] {
        let story = toml::to_string(&self.expectation).expect("an expectation as TOML");
        let (stem, _) = self.name.rsplit_once('.').expect("a name with its extension");
        [
            (format!("{}/{}", self.folder, self.name), self.bytes.clone()),
            (format!("{}/{stem}.toml", self.folder), story.into_bytes()),
        ]
    }
}
