//! The standing of a document (protocol.md 9.4): step by step, and only the last one says that it is in force.

use super::{BatchState, CLOCK_SKEW, Entry, LONGEST_SPAN, Part, SignedHead, State, StatusToken};
use crate::document::code::Id;
use crate::document::manifest::{Content, Delegation, Digest, Time};
use crate::document::record::OrgId;
use crate::signature::crypto::P256PublicKey;

/// What a verifier has when it asks. The manifests here were accepted for the organisation (protocol.md 11.1);
/// head and part are whatever a server gave.
#[derive(Debug, Clone, Copy, Default)]
pub struct AtHand<'a> {
    /// The document's own manifest.
    pub manifest: Option<&'a Content>,
    pub head: Option<&'a SignedHead>,
    /// The part of the manifest's list.
    pub part: Option<&'a Part>,
    /// The manifest that delegates the head's key, by a certificate with the role `manifest` or `delegate`.
    pub delegating: Option<&'a Content>,
    pub remembered: Option<&'a Remembered>,
    /// The highest epoch below which nothing is taken: the directory's, or that of any accepted manifest.
    pub epoch_min: u32,
}

/// What a verifier keeps of the newest head of an organisation, until the manifest that delegated its key is no
/// longer accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    pub epoch: u32,
    pub seq: u64,
    /// Digest of the head.
    pub head: Digest,
    pub key: P256PublicKey,
    /// Digest of the manifest that delegates the key.
    pub delegated_by: Digest,
}

/// Why nobody can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unknown {
    ManifestMissing,
    StatusMissing,
    KeyUnknown,
    Rollback,
    SignatureInvalid,
    Clock,
    /// Two heads of one number: both are evidence, and kept.
    Equivocation,
    BatchNotListed,
    Stale,
}

impl Unknown {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Unknown::ManifestMissing => "MANIFEST_MISSING",
            Unknown::StatusMissing => "STATUS_MISSING",
            Unknown::KeyUnknown => "STATUS_KEY_UNKNOWN",
            Unknown::Rollback => "STATUS_ROLLBACK",
            Unknown::SignatureInvalid => "STATUS_SIGNATURE_INVALID",
            Unknown::Clock => "STATUS_CLOCK",
            Unknown::Equivocation => "STATUS_EQUIVOCATION",
            Unknown::BatchNotListed => "BATCH_NOT_LISTED",
            Unknown::Stale => "STATUS_STALE",
        }
    }
}

/// How a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    InForce,
    Superseded(Entry),
    /// By an entry of its own, or with its whole batch.
    Withdrawn(Option<Entry>),
    Unknown(Unknown),
}

/// The standing, as of when it is known, and what to remember for the next question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub standing: Standing,
    /// When the head was issued that says so; for a stale one, what was last known was *in force*.
    pub as_of: Option<Time>,
    pub remember: Option<Remembered>,
}

/// The standing of the document `id`, which `org` sealed.
pub fn standing(org: &OrgId, id: &Id, at_hand: &AtHand<'_>, at: Time) -> Answer {
    let unknown = |reason| Answer { standing: Standing::Unknown(reason), as_of: None, remember: None };
    let Some(manifest) = at_hand.manifest.filter(|manifest| manifest.org() == org) else {
        return unknown(Unknown::ManifestMissing);
    };
    let (Some(head), Some(part), Some(delegating)) = (at_hand.head, at_hand.part, at_hand.delegating) else {
        return unknown(Unknown::StatusMissing);
    };
    let question = Question { org, manifest, head, part, delegating, remembered: at_hand.remembered };
    let remember = match question.trusted(at_hand.epoch_min, at) {
        Ok(remember) => remember,
        Err(reason) => return unknown(reason),
    };
    let standing = question.said(&StatusToken::of(id), at);
    Answer { standing, as_of: Some(head.head().statement().issued), remember: Some(remember) }
}

/// Everything that steps 0 and 1 ask for.
struct Question<'a> {
    org: &'a OrgId,
    manifest: &'a Content,
    head: &'a SignedHead,
    part: &'a Part,
    delegating: &'a Content,
    remembered: Option<&'a Remembered>,
}

impl Question<'_> {
    /// Steps 2 to 8: whether head and part count at all.
    fn trusted(&self, epoch_min: u32, at: Time) -> Result<Remembered, Unknown> {
        let head = self.head.head().statement();
        let delegation = self.key()?;
        if head.epoch < self.least_epoch(epoch_min) {
            return Err(Unknown::Rollback);
        }
        self.head.verify(&delegation.key).map_err(|_| Unknown::SignatureInvalid)?;
        if !self.in_time(delegation, at) {
            return Err(Unknown::Clock);
        }
        self.newer_than_remembered()?;
        let listed = head.lists.get(&self.manifest.list());
        if listed != Some(self.part.digest()) || self.part.list() != self.manifest.list() {
            return Err(Unknown::StatusMissing);
        }
        Ok(Remembered {
            epoch: head.epoch,
            seq: head.seq,
            head: *self.head.head().digest(),
            key: delegation.key,
            delegated_by: *self.delegating.digest(),
        })
    }

    /// Step 2, with protocol.md 6.2: an epoch has one key.
    fn key(&self) -> Result<&Delegation, Unknown> {
        let head = self.head.head();
        let delegation = self.delegating.delegation().ok_or(Unknown::KeyUnknown)?;
        let known = [
            self.manifest.delegation().map(|own| (own.epoch, own.key)),
            self.remembered.map(|remembered| (remembered.epoch, remembered.key)),
        ];
        let contradicts = |(epoch, key)| epoch == delegation.epoch && key != delegation.key;
        let fits = self.delegating.org() == self.org
            && head.names(self.delegating)
            && delegation.epoch == head.statement().epoch
            && !known.into_iter().flatten().any(contradicts);
        if fits { Ok(delegation) } else { Err(Unknown::KeyUnknown) }
    }

    /// Step 3.
    fn least_epoch(&self, epoch_min: u32) -> u32 {
        let remembered = self.remembered.map_or(0, |remembered| remembered.epoch);
        let own = self.manifest.delegation().map_or(0, |delegation| delegation.epoch);
        epoch_min.max(remembered).max(own)
    }

    /// Step 5.
    fn in_time(&self, delegation: &Delegation, at: Time) -> bool {
        let head = self.head.head().statement();
        head.org == *self.org
            && self.part.org() == self.org
            && self.delegating.time() <= head.issued
            && head.issued < head.valid_until
            && head.valid_until <= delegation.ends(self.delegating.time())
            && head.valid_until <= head.issued.plus(LONGEST_SPAN)
            && head.issued <= at.plus(CLOCK_SKEW)
    }

    /// Step 6. A higher epoch starts anew, so that a thief of the old key cannot use the numbers up.
    fn newer_than_remembered(&self) -> Result<(), Unknown> {
        let head = self.head.head();
        let Some(remembered) = self.remembered.filter(|known| known.epoch == head.statement().epoch) else {
            return Ok(());
        };
        match head.statement().seq.cmp(&remembered.seq) {
            std::cmp::Ordering::Less => Err(Unknown::Rollback),
            std::cmp::Ordering::Equal if remembered.head != *head.digest() => Err(Unknown::Equivocation),
            _ => Ok(()),
        }
    }

    /// Steps 9 to 12: what head and part say, withdrawn and superseded also when they are old.
    fn said(&self, token: &StatusToken, at: Time) -> Standing {
        if let Some(entry) = self.part.entry(token) {
            return match entry.state {
                State::Superseded => Standing::Superseded(*entry),
                State::Withdrawn => Standing::Withdrawn(Some(*entry)),
            };
        }
        match self.part.batch(&self.manifest.batch()) {
            Some(listed) if listed.means(self.manifest.digest()) => match listed.state {
                BatchState::Withdrawn => Standing::Withdrawn(None),
                BatchState::Listed if at > self.head.head().statement().valid_until => {
                    Standing::Unknown(Unknown::Stale)
                }
                BatchState::Listed => Standing::InForce,
            },
            _ => Standing::Unknown(Unknown::BatchNotListed),
        }
    }
}

#[cfg(test)]
#[path = "standing_tests.rs"]
mod tests;
