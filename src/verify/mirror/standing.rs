//! How a document stands by the status that lies beside its manifest (protocol.md 9.4).

use chrono::{DateTime, Utc};

use std::sync::PoisonError;

use super::memory::Seen;
use super::{Error, Mirror};
use crate::document::code::Id;
use crate::document::manifest::limits::{SIGNED_HEAD_BYTES, STATUS_PART_BYTES};
use crate::document::manifest::status::{self, Answer, AtHand, Part, Remembered, SignedHead, Standing, Unknown};
use crate::document::manifest::{Content, Time, layout};
use crate::document::record::OrgId;
use crate::verify::Policy;
use crate::verify::manifest::Accepted;

impl Mirror {
    /// How the document `id` stands, whose manifest was accepted; `None` where nothing of its organisation's status is
    /// at hand. What is at hand and does not hold leaves the standing unknown.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn standing(
        &self,
        id: &Id,
        manifest: &Accepted,
        policy: &Policy,
        at: DateTime<Utc>,
    ) -> Result<Option<Answer>, Error> {
        let own = manifest.content();
        let Some(file) = self.served(&layout::head(own.org()), SIGNED_HEAD_BYTES)? else {
            return Ok(None);
        };
        let Ok(head) = SignedHead::parse(&file) else { return Ok(Some(unknown(Unknown::StatusMissing))) };
        let part = self.part(&head, own)?;
        let delegating = self.delegating(&head, manifest, policy, at);
        let remembered = self.remembered(own.org(), policy, at);
        let (batch, _) = head.head().statement().delegated_by;
        if delegating.is_none() && self.manifests.has(batch) {
            return Ok(Some(unknown(Unknown::KeyUnknown)));
        }
        let epoch = head.head().statement().epoch;
        let replaced = self.manifests.replaces_epoch(own.org(), epoch, policy, at);
        // The directory was checked for numbers that no epoch has.
        let listed = u32::try_from(manifest.organisation().status_epoch_min()).unwrap_or(u32::MAX);
        let at_hand = AtHand {
            manifest: Some(own),
            head: Some(&head),
            part: part.as_ref(),
            delegating: delegating.as_ref().map(|(content, _)| content),
            remembered: remembered.as_ref(),
            epoch_min: listed.max(self.epoch_min).max(epoch.saturating_add(u32::from(replaced))),
        };
        let answer = status::standing(own.org(), id, &at_hand, Time::from(at));
        if let (Some(head), Some((_, signer))) = (answer.remember.clone(), delegating) {
            self.memory.lock().unwrap_or_else(PoisonError::into_inner).note(own.org(), Seen { head, signer });
        }
        Ok(Some(answer))
    }

    /// What is remembered of the organisation, unless whoever delegated that key is proven to be none of its own.
    fn remembered(&self, org: &OrgId, policy: &Policy, at: DateTime<Utc>) -> Option<Remembered> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = memory.of(org)?;
        if self.manifests.refuses(&seen.head.delegated_by, &seen.signer, policy, at) {
            memory.forget(org);
            return None;
        }
        Some(seen.head.clone())
    }

    /// The part that covers the manifest, if the head names one and it is at hand.
    fn part(&self, head: &SignedHead, manifest: &Content) -> Result<Option<Part>, Error> {
        let Some(digest) = head.head().statement().lists.get(&manifest.list()) else { return Ok(None) };
        let name = layout::part(manifest.org(), manifest.list(), digest);
        Ok(self.served(&name, STATUS_PART_BYTES)?.and_then(|bytes| Part::parse(&bytes).ok()))
    }

    /// The accepted manifest that the head names for its key, and the digest of its signer's certificate.
    fn delegating(
        &self,
        head: &SignedHead,
        own: &Accepted,
        policy: &Policy,
        at: DateTime<Utc>,
    ) -> Option<(Content, [u8; 32])> {
        let of = |accepted: &Accepted| (accepted.content().clone(), accepted.signer().sha256());
        if head.head().names(own.content()) {
            return Some(of(own));
        }
        let (batch, _) = head.head().statement().delegated_by;
        let found = self.manifests.judge(batch, policy.directory.as_ref(), &policy.trust, at);
        let is_named = |accepted: &&Accepted| {
            accepted.content().org() == own.content().org() && head.head().names(accepted.content())
        };
        found.accepted.iter().find(is_named).map(of)
    }
}

fn unknown(reason: Unknown) -> Answer {
    Answer { standing: Standing::Unknown(reason), as_of: None, remember: None }
}
