//! What a public server may keep (docs/protocol.md 10.2): nobody logs in, because everything that is published
//! proves itself. Only what is judged here is stored.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::manifest::{Accepted, Judgement, judge_manifest};
use super::{Finding, Policy};
use crate::document::code::Id;
pub use crate::document::manifest::limits;
use crate::document::manifest::status::{BatchState, CLOCK_SKEW, LONGEST_SPAN, Part, SignedHead, State, StatusToken};
use crate::document::manifest::{BatchId, BlockKind, Bundle, Content, Digest, Error, Publication, Time};

/// A batch whose manifest is accepted, with what may be published of it.
#[derive(Debug)]
pub struct PublishedBatch {
    content: Content,
    publication: Option<Publication>,
}

impl PublishedBatch {
    pub fn org(&self) -> &str {
        self.content.org().as_str()
    }

    /// Digest of the manifest's content.
    pub fn manifest(&self) -> Digest {
        *self.content.digest()
    }

    /// Digest of the publication list; `None`: nothing is published.
    pub fn publication(&self) -> Option<Digest> {
        self.content.publication().copied()
    }

    /// Number of the status list.
    pub fn list(&self) -> u64 {
        self.content.list()
    }

    /// Of the status key that it delegates; 0: none.
    pub fn epoch(&self) -> u64 {
        self.content.delegation().map_or(0, |delegation| delegation.epoch.into())
    }

    /// Each envelope that may come: identifier, kind, digest.
    pub fn envelopes(&self) -> impl Iterator<Item = ([u8; 16], u16, Digest)> {
        let published = self.publication.iter().flat_map(|list| list.published());
        published.map(|one| (*one.id.as_bytes(), one.kind.number(), one.envelope))
    }
}

/// Judges a bundle and its publication list; `before` is the bundle that is kept already.
///
/// # Errors
/// The finding that speaks against it.
pub fn judge_batch(
    batch: [u8; 8],
    bundle: &[u8],
    list: &[u8],
    before: Option<&[u8]>,
    policy: &Policy,
    at: DateTime<Utc>,
) -> Result<PublishedBatch, Box<Finding>> {
    let accepted = accepted(bundle, policy, at)?;
    let content = accepted.content().clone();
    if *content.batch().as_bytes() != batch {
        return Err(Box::new(batch_differs()));
    }
    if before.is_some_and(|before| before.len() < bundle.len() && bundle.starts_with(before)) {
        is_timestamped(bundle, &accepted)?;
    }
    let publication = match content.publication() {
        None if list.is_empty() => None,
        None => return Err(Box::new(list_differs())),
        Some(digest) => {
            let publication = Publication::parse(list).map_err(worded)?;
            if publication.digest() != *digest {
                return Err(Box::new(list_differs()));
            }
            Some(publication)
        }
    };
    Ok(PublishedBatch { content, publication })
}

fn accepted(bundle: &[u8], policy: &Policy, at: DateTime<Utc>) -> Result<Accepted, Box<Finding>> {
    Bundle::parse(bundle).map_err(worded)?;
    match judge_manifest(bundle, policy.directory.as_ref(), &policy.trust, at).judgement {
        Judgement::Accepted(accepted) => Ok(*accepted),
        Judgement::Rejected(why) | Judgement::Indeterminate(why) | Judgement::Failed(why) => {
            // The cause says more than that there is one.
            Err(Box::new(why.findings.into_iter().find(|one| one.code != why.decisive.code).unwrap_or(why.decisive)))
        }
    }
}

/// Whoever may append junk could use a bundle up: what is appended ends with a timestamp that is trusted.
fn is_timestamped(bundle: &[u8], accepted: &Accepted) -> Result<(), Box<Finding>> {
    let bundle = Bundle::parse(bundle).map_err(worded)?;
    let ends_with_one = bundle.blocks().last().is_some_and(|block| block.kind == BlockKind::Timestamp);
    let all_trusted = accepted.findings().iter().all(|finding| finding.code != "TIMESTAMP_NOT_TRUSTED");
    if ends_with_one && all_trusted { Ok(()) } else { Err(Box::new(not_timestamped())) }
}

/// A head as it was sent, of which nothing is believed yet.
#[derive(Debug)]
pub struct SentHead(SignedHead);

impl SentHead {
    /// # Errors
    /// The rule of its form that it breaks.
    pub fn parse(bytes: &[u8]) -> Result<SentHead, Box<Finding>> {
        SignedHead::parse(bytes).map(SentHead).map_err(worded)
    }

    pub fn org(&self) -> &str {
        self.0.head().statement().org.as_str()
    }

    /// The batch whose manifest delegates its key.
    pub fn delegated_by(&self) -> [u8; 8] {
        *self.0.head().statement().delegated_by.0.as_bytes()
    }

    pub fn epoch(&self) -> u64 {
        self.0.head().statement().epoch.into()
    }

    pub fn seq(&self) -> u64 {
        self.0.head().statement().seq
    }

    /// Every list with the digest of its part.
    pub fn lists(&self) -> impl Iterator<Item = (u64, Digest)> {
        self.0.head().statement().lists.iter().map(|(list, digest)| (*list, *digest))
    }

    /// Judges it by the bundle that delegates its key; `least_epoch`: the highest that this server has seen
    /// for the organisation (docs/protocol.md 9.4, steps 2 to 5).
    ///
    /// # Errors
    /// The finding of the step that does not hold.
    pub fn judge(
        &self,
        delegating: &[u8],
        least_epoch: u64,
        policy: &Policy,
        at: DateTime<Utc>,
    ) -> Result<(), Box<Finding>> {
        let refused = |code, vi, en| Err(Box::new(Finding::new(code, vi, en)));
        let accepted = accepted(delegating, policy, at)?;
        let (content, head) = (accepted.content(), self.0.head().statement());
        let delegation = content.delegation().filter(|delegation| {
            *content.org() == head.org && self.0.head().names(content) && delegation.epoch == head.epoch
        });
        let Some(delegation) = delegation else {
            return refused(
                "STATUS_KEY_UNKNOWN",
                "Bản kê được nêu không ủy quyền khóa tình trạng này.",
                "The manifest that is named does not delegate this status key.",
            );
        };
        if u64::from(head.epoch) < least_epoch.max(accepted.organisation().status_epoch_min()) {
            return refused(
                "STATUS_ROLLBACK",
                "Đã có khóa tình trạng mới hơn của đơn vị.",
                "A newer status key of the organisation is known.",
            );
        }
        if self.0.verify(&delegation.key).is_err() {
            return refused(
                "STATUS_SIGNATURE_INVALID",
                "Chữ ký của danh sách tình trạng không đúng.",
                "The signature of the status head does not hold.",
            );
        }
        let now = u64::try_from(at.timestamp()).ok().and_then(Time::from_seconds);
        let in_time = content.time() <= head.issued
            && head.issued < head.valid_until
            && head.valid_until <= delegation.ends(content.time())
            && head.valid_until <= head.issued.plus(LONGEST_SPAN)
            && now.is_some_and(|now| head.issued <= now.plus(CLOCK_SKEW));
        if in_time {
            return Ok(());
        }
        refused(
            "STATUS_CLOCK",
            "Thời hạn của danh sách tình trạng không hợp lệ.",
            "The times of the status head do not fit each other, its key or this clock.",
        )
    }

    /// The number and the digest of a part that this head names.
    ///
    /// # Errors
    /// The rule of its form that it breaks, or that the head does not name it.
    pub fn part(&self, bytes: &[u8]) -> Result<(u64, Digest), Box<Finding>> {
        let part = Part::parse(bytes).map_err(worded)?;
        let named = self.0.head().statement().lists.get(&part.list()) == Some(part.digest());
        if named && *part.org() == self.0.head().statement().org {
            return Ok((part.list(), *part.digest()));
        }
        Err(Box::new(Finding::new(
            "STATUS_MISSING",
            "Một phần gửi kèm không phải phần mà danh sách tình trạng nêu.",
            "A part that was sent is not one that the head names.",
        )))
    }
}

impl SentHead {
    /// What head and part say of a document today, as a hint of whoever keeps them: they were judged when they
    /// were accepted, and a verifier judges them again.
    pub fn standing(&self, part: &[u8], id: [u8; 16], batch: [u8; 8], manifest: Digest, at: DateTime<Utc>) -> Hint {
        let Ok(part) = Part::parse(part) else { return Hint::Unknown };
        if let Some(entry) = part.entry(&StatusToken::of(&Id::from_bytes(id))) {
            return match entry.state {
                State::Superseded => Hint::Superseded,
                State::Withdrawn => Hint::Withdrawn,
            };
        }
        let now = u64::try_from(at.timestamp()).ok().and_then(Time::from_seconds);
        let is_fresh = now.is_some_and(|now| now <= self.0.head().statement().valid_until);
        match part.batch(&BatchId::from_bytes(batch)).filter(|listed| listed.means(&manifest)) {
            Some(listed) if listed.state == BatchState::Withdrawn => Hint::Withdrawn,
            Some(_) if is_fresh => Hint::InForce,
            _ => Hint::Unknown,
        }
    }
}

/// A server's own word on a document's standing, unsigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    InForce,
    Superseded,
    Withdrawn,
    Unknown,
}

fn worded(error: Error) -> Box<Finding> {
    Box::new(Finding::worded(error.code(), error.message_vi(), error.to_string()))
}

fn batch_differs() -> Finding {
    Finding::new(
        "BATCH_DIFFERS",
        "Bản kê thuộc một lô khác với lô trong địa chỉ.",
        "The manifest is of another batch than the address names.",
    )
}

fn list_differs() -> Finding {
    Finding::new(
        "PUBLICATION_LIST_DIFFERS",
        "Danh sách công bố không phải danh sách mà bản kê đã ký.",
        "The publication list is not the one whose digest the manifest carries.",
    )
}

fn not_timestamped() -> Finding {
    Finding::new(
        "EXTENSION_NOT_TIMESTAMPED",
        "Phần nối thêm phải kết thúc bằng một dấu thời gian mà máy chủ này tin.",
        "What is appended must end with a timestamp that this server trusts.",
    )
}
