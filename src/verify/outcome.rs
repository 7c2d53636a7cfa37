//! The verdict as a value, in the words of the published JSON.

use serde::Serialize;

use crate::document::code::Id;
use crate::document::manifest::Opening;
use crate::document::record::{Fact, OrgId};
use crate::signature::pades::report::{MainIndication, SignatureReport};
use crate::signature::pades::{Change, Finding, file_sha256, finding};

/// The one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Passed,
    Failed,
    Indeterminate,
    Unsigned,
}

impl Outcome {
    /// Exit code of a command that judges: 0 passed and in force or not asked, 1 failed, superseded or
    /// withdrawn, 3 anything that is not known.
    pub(super) fn exit_code(self, standing: Standing) -> u8 {
        match (self, standing) {
            (Outcome::Failed, _) | (_, Standing::Superseded | Standing::Withdrawn) => 1,
            (Outcome::Passed, Standing::NotAsked | Standing::InForce) => 0,
            _ => 3,
        }
    }
}

/// How the document stands today, by whoever was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    NotAsked,
    InForce,
    /// Replaced by a newer document.
    Superseded,
    /// Withdrawn by decision.
    Withdrawn,
    /// The register of its organisation was asked and does not know it.
    Unknown,
}

/// Under what a register keeps a document, and its place in the signed list of its batch.
#[derive(Debug, Clone)]
pub(super) struct RegisterKey {
    pub(super) org: OrgId,
    pub(super) id: Id,
    pub(super) opening: Opening,
}

/// The whole answer about one file. Every field is always present in JSON; unknown is `null`.
#[must_use]
#[derive(Debug, Clone, Serialize)]
pub struct Verdict {
    file: String,
    sha256: String,
    verdict: Outcome,
    reason: &'static str,
    authentic: bool,
    organisation: Option<String>,
    standing: Standing,
    signatures: Vec<SignatureReport>,
    findings: Vec<Finding>,
    /// What a person compares with the page; read from the signed bytes only.
    #[serde(skip)]
    facts: Vec<Fact>,
    #[serde(skip)]
    changes: Vec<Change>,
    /// Of a document whose closed form and organisation are known.
    #[serde(skip)]
    register_key: Option<RegisterKey>,
    #[serde(skip)]
    decided: bool,
}

impl Verdict {
    pub(super) fn new(name: &str, bytes: &[u8]) -> Self {
        Verdict {
            file: name.to_owned(),
            sha256: file_sha256(bytes),
            verdict: Outcome::Passed,
            reason: "VALID",
            authentic: false,
            organisation: None,
            standing: Standing::NotAsked,
            signatures: Vec::new(),
            findings: Vec::new(),
            facts: Vec::new(),
            changes: Vec::new(),
            register_key: None,
            decided: false,
        }
    }

    pub fn verdict(&self) -> Outcome {
        self.verdict
    }

    pub fn reason(&self) -> &'static str {
        self.reason
    }

    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    pub fn file(&self) -> &str {
        &self.file
    }

    pub fn is_authentic(&self) -> bool {
        self.authentic
    }

    pub fn organisation(&self) -> Option<&str> {
        self.organisation.as_deref()
    }

    pub fn standing(&self) -> Standing {
        self.standing
    }

    pub fn signatures(&self) -> &[SignatureReport] {
        &self.signatures
    }

    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// What was changed after signing, beyond evidence and further signatures.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The finding that decided, wherever it stands; the plain sentence for a person.
    pub fn decisive(&self) -> Finding {
        let all = self.findings.iter().chain(self.signatures.iter().flat_map(|signature| &signature.findings));
        all.clone().find(|finding| finding.code == self.reason).cloned().unwrap_or_else(finding::VALID)
    }

    /// Exit code of a command that judges.
    pub fn exit_code(&self) -> u8 {
        self.verdict.exit_code(self.standing)
    }

    /// The first decision of the gravest kind stands: failed before indeterminate before the rest.
    pub(super) fn decide(&mut self, outcome: Outcome, finding: Finding) {
        let grave = |outcome: Outcome| match outcome {
            Outcome::Passed => 0,
            Outcome::Unsigned => 1,
            Outcome::Indeterminate => 2,
            Outcome::Failed => 3,
        };
        if !self.decided || grave(outcome) > grave(self.verdict) {
            self.verdict = outcome;
            self.reason = finding.code;
            self.decided = true;
        }
        self.findings.push(finding);
    }

    pub(super) fn note(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    pub(super) fn take(&mut self, report: &SignatureReport) {
        let outcome = match report.indication {
            MainIndication::TotalPassed => Outcome::Passed,
            MainIndication::Indeterminate => Outcome::Indeterminate,
            MainIndication::TotalFailed => Outcome::Failed,
        };
        let worse = match (outcome, self.verdict) {
            (Outcome::Failed, Outcome::Failed) => false,
            (Outcome::Failed, _) => true,
            (Outcome::Indeterminate, Outcome::Passed) => true,
            _ => false,
        };
        if worse {
            self.verdict = outcome;
            self.reason = report.reason;
            self.decided = true;
        }
        self.signatures.push(report.clone());
    }

    /// Whatever the timestamps of a file are worth, nobody signed it.
    pub(super) fn only_timestamps(&mut self) {
        self.decided = false;
        self.decide(Outcome::Unsigned, finding::ONLY_TIMESTAMPED());
    }

    pub(super) fn set_document(&mut self, organisation: Option<String>, facts: Vec<Fact>) {
        self.organisation = organisation;
        self.facts = facts;
    }

    pub(super) fn set_register_key(&mut self, org: OrgId, id: Id, opening: Opening) {
        self.register_key = Some(RegisterKey { org, id, opening });
    }

    pub(super) fn register_key(&self) -> Option<&RegisterKey> {
        self.register_key.as_ref()
    }

    /// What the register says beside the verdict, which it does not change.
    pub(super) fn set_standing(&mut self, standing: Standing, finding: Option<Finding>) {
        self.standing = standing;
        self.findings.extend(finding);
    }

    /// What the organisation signed elsewhere speaks against the document.
    pub(super) fn contradict(&mut self, finding: Finding) {
        self.authentic = false;
        self.facts.clear();
        self.decide(Outcome::Failed, finding);
    }

    pub(super) fn set_changes(&mut self, changes: Vec<Change>) {
        self.changes = changes;
    }

    pub(super) fn set_authentic(&mut self) {
        self.authentic = self.verdict == Outcome::Passed;
    }
}

/// A file about which no verdict is possible.
#[derive(Debug, Clone, Serialize)]
pub struct Unreadable {
    pub file: String,
    pub error: Finding,
}

impl Unreadable {
    pub(super) fn not_a_pdf(name: &str) -> Self {
        Self::new(
            name,
            Finding::new(
                "NOT_A_PDF",
                "Đây không phải tệp PDF: tệp không bắt đầu bằng %PDF-. Hãy chọn đúng tệp PDF gốc.",
                "This is not a PDF file: it does not begin with %PDF-. Choose the original PDF file.",
            ),
        )
    }

    /// A file that could not even be read from its place.
    pub fn new(name: &str, error: Finding) -> Self {
        Unreadable { file: name.to_owned(), error }
    }
}
