//! What was published of a document, beside what the file proves by itself: whether the signed list of its batch holds
//! it (protocol.md 11.4, item 4), and how it stands today (9.4).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::code;
use super::mirror::{Error, Mirror};
use super::outcome::{Outcome, Standing, Verdict};
use super::{Finding, Policy};
use crate::document::manifest::status::{Answer, Standing as Said, Unknown};

/// A document about which somebody who keeps what was published can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub org: String,
    pub batch: [u8; 8],
}

impl Verdict {
    /// About what to ask; nothing where the file is not of our form, or failed.
    pub fn asks(&self) -> Option<Asked> {
        let key = self.register_key().filter(|_| self.verdict() != Outcome::Failed)?;
        Some(Asked { org: key.org.to_string(), batch: *key.opening.batch().as_bytes() })
    }

    /// Asks a keeper who was to know: as [`Verdict::ask_published`], and where he has nothing the standing is unknown
    /// (protocol.md 9.4).
    ///
    /// # Errors
    /// What is at hand cannot be read.
    pub fn ask_keeper(&mut self, kept: &Mirror, policy: &Policy, at: DateTime<Utc>) -> Result<(), Error> {
        let is_asked = self.asks().is_some();
        self.ask_published(kept, policy, at)?;
        if is_asked && self.verdict() != Outcome::Failed && self.standing() == Standing::NotAsked {
            let told = self.findings().iter().any(|one| one.code == not_seen().code);
            self.set_standing(Standing::Unknown, (!told).then(|| code::of_status(Unknown::StatusMissing)));
        }
        Ok(())
    }

    /// Asks a folder of published objects about the document; nothing is asked about a file that is not of our form,
    /// nor about one that failed. A manifest that is not there takes nothing away; one that is accepted and does not
    /// hold the document speaks against it.
    ///
    /// # Errors
    /// What is at hand cannot be read.
    pub fn ask_published(&mut self, mirror: &Mirror, policy: &Policy, at: DateTime<Utc>) -> Result<(), Error> {
        let key = self.register_key().filter(|_| self.verdict() != Outcome::Failed).cloned();
        let Some(key) = key else { return Ok(()) };
        let batch = key.opening.batch();
        let found = mirror.manifests().judge(batch, policy.directory.as_ref(), &policy.trust, at);
        found.findings.into_iter().filter(|one| one.code == "MANIFEST_CONFLICT").for_each(|one| self.note(one));
        let mut own = found.accepted.into_iter().filter(|one| *one.content().org() == key.org).peekable();
        if own.peek().is_none() {
            self.note(not_seen());
            return Ok(());
        }
        match own.find(|manifest| manifest.proves(&key.id, &key.opening).is_ok()) {
            None => self.contradict(code::NOT_IN_MANIFEST()),
            Some(manifest) => {
                if let Some(answer) = mirror.standing(&key.id, &manifest, policy, at)? {
                    self.stand(&answer);
                }
            }
        }
        Ok(())
    }

    fn stand(&mut self, answer: &Answer) {
        let (standing, finding) = match answer.standing {
            Said::InForce => (Standing::InForce, None),
            Said::Superseded(_) => (Standing::Superseded, Some(superseded())),
            Said::Withdrawn(_) => (Standing::Withdrawn, Some(withdrawn())),
            Said::Unknown(reason) => (Standing::Unknown, Some(code::of_status(reason))),
        };
        self.set_standing(standing, finding);
    }
}

/// Every finding that this file alone words, for the table of advice.
pub(super) fn findings() -> [Finding; 1] {
    [not_seen()]
}

fn not_seen() -> Finding {
    Finding::new(
        "MANIFEST_NOT_SEEN",
        "Dữ liệu công bố ở đây không có bản kê của lô này; tệp tự chứng minh, không mất gì.",
        "What was published and is at hand has no manifest of this batch; the file proves itself and loses nothing.",
    )
}

fn superseded() -> Finding {
    Finding::new(
        "DOCUMENT_SUPERSEDED",
        "Tình trạng đơn vị đã ký công bố: văn bản này đã được thay thế bởi bản mới.",
        "The status that the organisation signed and published: a newer document has superseded this one.",
    )
}

fn withdrawn() -> Finding {
    Finding::new(
        "DOCUMENT_WITHDRAWN",
        "Tình trạng đơn vị đã ký công bố: văn bản này đã bị thu hồi.",
        "The status that the organisation signed and published: this document is withdrawn.",
    )
}
