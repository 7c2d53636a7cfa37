//! The verdict on a code as a value, in the words of the published JSON (protocol.md 11.5).

use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::HEXLOWER;
use serde::Serialize;

use super::findings;
use super::sentence::{self, Known, Sentence};
use crate::document::code::{Form, ParsedCode};
use crate::document::manifest::Sealed;
use crate::document::manifest::status::{Answer, Standing as Stands, Unknown};
use crate::document::record::{DirectoryOrganisation, Fact};
use crate::verify::manifest::{Accepted, ManifestTime};
use crate::verify::{Finding, Outcome, Standing};

/// Of a code that is proven.
pub(super) const PASSED: &str = "PASSED";

/// Which form a code has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum CodeForm {
    /// The secret alone.
    S,
    /// With the facts in it.
    F,
}

/// When the facts were sealed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CodeTime {
    /// RFC 3339.
    pub value: Option<String>,
    /// `timestamp`: proven by a trusted one; `claimed`: by the sealer's own word.
    pub source: Option<&'static str>,
}

/// The whole answer about one code. Every field is always present in JSON; unknown is `null`. Neither the secret nor
/// the digits behind `#` are in it.
#[must_use]
#[derive(Debug, Clone, Serialize)]
pub struct CodeVerdict {
    /// Without what stands behind `#`.
    code: Option<String>,
    form: Option<CodeForm>,
    verdict: Outcome,
    reason: &'static str,
    organisation: Option<String>,
    standing: Standing,
    standing_as_of: Option<String>,
    facts: Option<serde_json::Value>,
    manifest_sha256: Option<String>,
    time: CodeTime,
    findings: Vec<Finding>,
    #[serde(skip)]
    to_compare: Vec<Fact>,
    #[serde(skip)]
    known: Known,
    #[serde(skip)]
    is_foreign: bool,
}

impl CodeVerdict {
    pub(super) fn of(code: &ParsedCode) -> CodeVerdict {
        let form = match code.form {
            Form::S(_) => CodeForm::S,
            Form::F(_) => CodeForm::F,
        };
        let place = format!("HTTPS://{}/V/{}", code.host.to_ascii_uppercase(), code.id);
        let mut verdict = CodeVerdict::about(Some(place), Some(form));
        verdict.known.host.clone_from(&code.host);
        verdict
    }

    /// About something of which nothing is known yet.
    pub(super) fn about(code: Option<String>, form: Option<CodeForm>) -> CodeVerdict {
        CodeVerdict {
            code,
            form,
            verdict: Outcome::Passed,
            reason: PASSED,
            organisation: None,
            standing: Standing::NotAsked,
            standing_as_of: None,
            facts: None,
            manifest_sha256: None,
            time: CodeTime::default(),
            findings: Vec::new(),
            to_compare: Vec::new(),
            known: Known::default(),
            is_foreign: false,
        }
    }

    /// Where there is no code to judge.
    pub fn unread(why: Finding) -> CodeVerdict {
        let mut verdict = CodeVerdict::about(None, None);
        verdict.decide(Outcome::Indeterminate, why);
        verdict
    }

    /// Its address, without what stands behind `#`; a short code as it is printed.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    pub fn verdict(&self) -> Outcome {
        self.verdict
    }

    /// The code of the finding that decided; `PASSED` where the facts are proven.
    pub fn reason(&self) -> &'static str {
        self.reason
    }

    pub fn organisation(&self) -> Option<&str> {
        self.organisation.as_deref()
    }

    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// What stands against it, and what could not be checked.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What a person compares with the paper; nothing that is not proven.
    pub fn facts(&self) -> &[Fact] {
        &self.to_compare
    }

    pub fn time(&self) -> &CodeTime {
        &self.time
    }

    /// The one sentence that may be said (protocol.md 11.6).
    pub fn sentence(&self) -> Sentence {
        let decisive = self.findings.iter().find(|finding| finding.code == self.reason);
        sentence::of(self.verdict, self.standing, self.reason, decisive, &self.known)
    }

    /// Exit code of a command that judges, as for files.
    pub fn exit_code(&self) -> u8 {
        self.verdict.exit_code(self.standing)
    }

    pub(super) fn note(&mut self, finding: Finding) {
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// Of an address that is nobody's, nothing weaker is worth saying.
    pub(super) fn note_foreign_host(&mut self) {
        self.is_foreign = true;
        self.note(findings::CODE_HOST_FOREIGN());
    }

    pub(super) fn decide(&mut self, outcome: Outcome, finding: Finding) {
        let is_only_foreign = self.is_foreign && outcome == Outcome::Indeterminate;
        self.reason = if is_only_foreign { findings::CODE_HOST_FOREIGN().code } else { finding.code };
        self.verdict = outcome;
        self.note(finding);
    }

    /// Whose manifest it is that decided.
    pub(super) fn name(&mut self, organisation: &DirectoryOrganisation) {
        self.organisation = Some(organisation.name_vi().to_owned());
        self.known.organisation = Some((organisation.name_vi().to_owned(), organisation.name_en().to_owned()));
    }

    pub(super) fn seal(&mut self, sealed: &Sealed, accepted: &Accepted) {
        self.name(accepted.organisation());
        self.facts = Some(sealed.claims().json());
        self.to_compare = sealed.claims().facts();
        self.manifest_sha256 = Some(HEXLOWER.encode(sealed.manifest()));
        let (time, source) = match accepted.time() {
            ManifestTime::Proven(time) => (time, "timestamp"),
            ManifestTime::Claimed(time) => (time, "claimed"),
        };
        self.time = CodeTime { value: Some(rfc3339(time)), source: Some(source) };
        self.known.time = Some(accepted.time());
    }

    /// How the document stands; nothing at hand is *not asked* only for those who asked for it.
    pub(super) fn stand(&mut self, at_hand: Option<Answer>, offline: bool) {
        let (stands, as_of) = match at_hand {
            Some(answer) => (answer.standing, answer.as_of),
            None if offline => return,
            None => (Stands::Unknown(Unknown::StatusMissing), None),
        };
        let as_of = as_of.and_then(|time| time.date_time());
        self.standing_as_of = as_of.map(rfc3339);
        self.known.as_of = as_of;
        self.standing = match stands {
            Stands::InForce => Standing::InForce,
            Stands::Superseded(entry) => {
                self.known.ended = Some(entry.date);
                Standing::Superseded
            }
            Stands::Withdrawn(entry) => {
                self.known.ended = entry.map(|entry| entry.date);
                Standing::Withdrawn
            }
            Stands::Unknown(reason) => {
                let finding = findings::of_status(reason);
                self.known.unknown = Some(finding.clone());
                self.note(finding);
                Standing::Unknown
            }
        };
    }

    /// What a short code leads to.
    pub(super) fn published(&mut self, folder: String, kind: (String, String)) {
        self.known.published = Some((folder, kind));
    }
}

fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
