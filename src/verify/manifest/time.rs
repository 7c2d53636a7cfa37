//! Since when a manifest is proven to exist (protocol.md 6.4): by the timestamps of its bundle, judged from the
//! last to the first, and by the one on its signature.

use chrono::{DateTime, Utc};

use super::{CLOCK_SKEW, Candidate, Draft, findings};
use crate::document::manifest::{Block, BlockKind, Bundle};
use crate::signature::cms::timestamp::Token;
use crate::signature::pades::{Finding, Revocation, Stamp, Trust, finding, judge_timestamp};
use crate::signature::x509::Certificate;
use crate::signature::x509::revocation::{Crl, Evidence, Moment, Response};

/// Since when a manifest exists, as far as anybody can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManifestTime {
    /// A trusted timestamp proves that it existed then.
    Proven(DateTime<Utc>),
    /// Its sealer says so.
    Claimed(DateTime<Utc>),
}

impl ManifestTime {
    /// Whether it proves more than another: proven before claimed, then the earlier one.
    pub(super) fn is_better_than(self, other: ManifestTime) -> bool {
        match (self, other) {
            (ManifestTime::Proven(one), ManifestTime::Proven(other)) => one < other,
            (ManifestTime::Proven(_), ManifestTime::Claimed(_)) => true,
            (ManifestTime::Claimed(_), _) => false,
        }
    }
}

/// What is proven, and all evidence of the bundle beside the operator's.
pub(super) struct Proof {
    pub time: Option<DateTime<Utc>>,
    pub evidence: Evidence,
}

/// The earliest time that trusted timestamps prove.
pub(super) fn prove(candidate: &Candidate, trust: &Trust, at: DateTime<Utc>, draft: &mut Draft) -> Proof {
    let pieces = candidate.bundle().map(pieces).unwrap_or_default();
    let whole = gather(trust, &pieces, usize::MAX);
    let mut stamps = Stamps { trust, at, time: None, evidence: whole.clone() };
    let blocks: Vec<Block> = candidate.bundle().map(|bundle| bundle.blocks().collect()).unwrap_or_default();
    for block in blocks.iter().rev().filter(|block| block.kind == BlockKind::Timestamp) {
        if stamps.take(block.bytes, block.before, draft) {
            stamps.evidence = gather(trust, &pieces, block.before.len());
        }
    }
    if let Some(token) = candidate.message().timestamp_token() {
        stamps.take(token, candidate.message().signature_value(), draft);
    }
    if stamps.time.is_none() {
        draft.findings.push(finding::TIME_CLAIMED());
    }
    Proof { time: stamps.time, evidence: whole }
}

/// The timestamps that were judged so far, the latest first.
struct Stamps<'t> {
    trust: &'t Trust,
    at: DateTime<Utc>,
    /// What the last good one proves.
    time: Option<DateTime<Utc>>,
    /// What stood before it.
    evidence: Evidence,
}

impl Stamps<'_> {
    /// Judges the next token back. One that proves nothing takes nothing away: whoever appends may append junk.
    fn take(&mut self, token: &[u8], stamped: &[u8], draft: &mut Draft) -> bool {
        match self.judge(token, stamped, draft) {
            Ok(time) => {
                self.time = Some(self.time.map_or(time, |proven| proven.min(time)));
                true
            }
            Err(why) => {
                draft.findings.push(finding::TIMESTAMP_NOT_TRUSTED().with(why.code));
                draft.findings.push(*why);
                false
            }
        }
    }

    fn judge(&self, token: &[u8], stamped: &[u8], draft: &mut Draft) -> Result<DateTime<Utc>, Box<Finding>> {
        let unreadable = |vi: String, en: String| Box::new(finding::TIMESTAMP_MALFORMED().with_both(vi, en));
        let read = Token::parse(token).map_err(|error| unreadable(error.message_vi(), error.to_string()))?;
        if read.message.der_len() != token.len() {
            return Err(unreadable("còn byte phía sau".into(), "bytes follow it".into()));
        }
        let moment = Moment { at: self.time.unwrap_or(self.at), now: self.at };
        let time = read.info.gen_time;
        if time > moment.at + CLOCK_SKEW {
            return Err(Box::new(findings::TIMESTAMP_OUT_OF_ORDER().with(time.to_rfc3339())));
        }
        let integrity = read.verify(&[stamped]);
        match judge_timestamp(&read, &integrity, self.trust, &self.evidence, moment, &mut draft.questions) {
            Stamp::Proves(time, notes) => {
                draft.findings.extend(notes);
                Ok(time)
            }
            Stamp::Doubtful(_, why) | Stamp::False(_, why) | Stamp::Broken(_, why) => Err(Box::new(why)),
        }
    }
}

/// Where a block of evidence begins, and what is in it. What cannot be read is no evidence.
fn pieces(bundle: &Bundle) -> Vec<(usize, Evidence)> {
    let read = |block: Block| {
        let mut found = Evidence::default();
        match block.kind {
            BlockKind::Certificate => found.certificates.extend(Certificate::from_der(block.bytes).ok()),
            BlockKind::RevocationList => found.crls.extend(Crl::from_der(block.bytes).ok()),
            BlockKind::Response => found.responses.extend(Response::from_der(block.bytes).ok()),
            BlockKind::Manifest | BlockKind::Timestamp => {}
        }
        (block.before.len(), found)
    };
    bundle.blocks().map(read).collect()
}

/// The operator's evidence, and what stands in the bundle before this byte.
fn gather(trust: &Trust, pieces: &[(usize, Evidence)], before: usize) -> Evidence {
    let mut evidence = trust.evidence.clone();
    for (_, piece) in pieces.iter().filter(|(start, _)| *start < before) {
        let mut piece = piece.clone();
        if trust.revocation == Revocation::Ignore {
            // Nobody asks; certificates for building paths are of use all the same.
            piece.crls.clear();
            piece.responses.clear();
        }
        evidence.merge(piece);
    }
    evidence
}
