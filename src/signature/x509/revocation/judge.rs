//! One certificate's status from all evidence, at a time.

use super::evidence::Evidence;
use super::reason::Reason;
use super::status::{Doubt, Revocation, RevocationStatus, Source};
use crate::signature::x509::Certificate;
use chrono::{DateTime, TimeDelta, Utc};

/// Signatures computed for one certificate's status. A chain needs about three; this is rustls-webpki's
/// figure for a whole path (`webpki/src/verify_cert.rs`, `Budget::default`).
const MAX_SIGNATURE_CHECKS: u32 = 100;
/// How many signers of evidence may stand behind one another; PKITS needs two.
const MAX_SIGNERS: usize = 3;
/// Doubts that are told.
const MAX_DOUBTS: usize = 16;
/// By how much a responder's clock may be ahead of ours, as OpenSSL's `ocsp` allows.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);

/// The time in question, and the time of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// When the certificate must not have been revoked: the best proven time of the signature.
    pub at: DateTime<Utc>,
    /// Evidence from after this is not believed.
    pub now: DateTime<Utc>,
}

impl Moment {
    /// Nothing proves an earlier time: asked about the present.
    pub fn present(now: DateTime<Utc>) -> Self {
        Self { at: now, now }
    }
}

/// Whether `certificate` was revoked at `moment.at`.
///
/// `above` is the validated path above it, from its issuer to the anchor. Evidence counts only when
/// signed by one of these authorities, or by a signer whom one of them certified for that purpose
/// directly and whose own status is good. `pool` holds further certificates in which to look for such
/// signers; nothing in it is trusted.
///
/// - Evidence is current when `at` lies before its end, and its own time is before `now`, and either
///   before `at` or not after the certificate's expiry (after which entries may be dropped).
/// - A revocation counts when its time is not after `at`. One that came later leaves `at` standing and is
///   told in [`RevocationStatus::Good`], unless its invalidity date is not after `at`: then the key may
///   have been in other hands already, and it counts. The reasons superseded and cessationOfOperation
///   are planned ends, for which the invalidity date says nothing.
/// - Any revocation that may count wins over all other evidence; a list that is out of date still
///   proves one, except a hold, which may have been lifted.
/// - Lists count as an answer only together: until they cover all reasons nothing is known.
///
/// RFC 5280 section 6.3.3, RFC 6960 section 3.2, EN 319 102-1 clauses 5.2.5 and 5.2.6.
pub fn judge(
    certificate: &Certificate,
    above: &[Certificate],
    pool: &[Certificate],
    evidence: &Evidence,
    moment: Moment,
) -> RevocationStatus {
    let mut inquiry =
        Inquiry { evidence, pool, moment, signature_checks: MAX_SIGNATURE_CHECKS, exhausted: false, trail: Vec::new() };
    inquiry.status(certificate, above)
}

/// The answer about a whole path.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum PathStatus {
    /// Each certificate below the anchor has a good answer; these are the answers, the lowest first.
    Good(Vec<RevocationStatus>),
    /// The highest certificate that was revoked; index 0 is the lowest of the path.
    Revoked { index: usize, certificate: Certificate, revocation: Revocation },
    /// The lowest certificate without an answer, or the highest that was given up; and the indices of all
    /// that have none, the lowest first.
    Unknown { certificate: Certificate, why: Vec<Doubt>, unanswered: Vec<usize> },
}

/// Judges every certificate of a validated path below its anchor, which is the last of `chain`.
pub fn judge_path(chain: &[Certificate], pool: &[Certificate], evidence: &Evidence, moment: Moment) -> PathStatus {
    let mut answers = Vec::new();
    let mut unanswered = Vec::new();
    let mut telling: Option<(Certificate, Vec<Doubt>)> = None;
    // From the anchor down: below a revoked authority nothing else is worth saying.
    for (index, certificate) in chain.iter().enumerate().rev().skip(1) {
        let above = chain.get(index + 1..).unwrap_or_default();
        match judge(certificate, above, pool, evidence, moment) {
            RevocationStatus::Revoked(revocation) => {
                return PathStatus::Revoked { index, certificate: certificate.clone(), revocation };
            }
            RevocationStatus::Unknown { why } => {
                unanswered.insert(0, index);
                // What was given up weighs more than what nobody answered.
                if telling.as_ref().is_none_or(|(_, above)| !above.contains(&Doubt::Budget)) {
                    telling = Some((certificate.clone(), why));
                }
            }
            good @ RevocationStatus::Good { .. } => answers.insert(0, good),
        }
    }
    match telling {
        Some((certificate, why)) => PathStatus::Unknown { certificate, why, unanswered },
        None => PathStatus::Good(answers),
    }
}

pub(super) struct Inquiry<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) pool: &'a [Certificate],
    pub(super) moment: Moment,
    signature_checks: u32,
    exhausted: bool,
    /// The signers whose status is being asked, each for the sake of the one before.
    trail: Vec<Certificate>,
}

impl<'a> Inquiry<'a> {
    fn status(&mut self, certificate: &Certificate, above: &[Certificate]) -> RevocationStatus {
        let mut tally = Tally { at: self.moment.at, revoked: None, later: None, good: None, doubts: Vec::new() };
        self.by_responses(certificate, above, &mut tally);
        self.by_crls(certificate, above, &mut tally);
        if let Some(revoked) = tally.revoked {
            return RevocationStatus::Revoked(revoked);
        }
        // What was not looked at may have held a revocation.
        if self.exhausted {
            tally.good = None;
            tally.doubts.truncate(MAX_DOUBTS - 1);
            tally.doubt(Doubt::Budget);
        }
        match tally.good {
            Some((source, this_update, next_update)) => {
                RevocationStatus::Good { source, this_update, next_update, revoked_later: tally.later }
            }
            None => {
                if tally.doubts.is_empty() {
                    tally.doubts.push(Doubt::NoEvidence);
                }
                RevocationStatus::Unknown { why: tally.doubts }
            }
        }
    }

    /// Takes one signature check from the budget.
    pub(super) fn spend(&mut self) -> bool {
        match self.signature_checks.checked_sub(1) {
            Some(left) => self.signature_checks = left,
            None => self.exhausted = true,
        }
        !self.exhausted
    }

    /// Whether `signer` is already being asked about.
    pub(super) fn is_asked(&self, signer: &Certificate) -> bool {
        self.trail.contains(signer)
    }

    /// Whether the status of a signer of evidence is good. It goes round at most [`MAX_SIGNERS`] times.
    pub(super) fn signer_is_good(&mut self, signer: &Certificate, above: &[Certificate]) -> bool {
        if self.trail.len() >= MAX_SIGNERS {
            return false;
        }
        self.trail.push(signer.clone());
        let status = self.status(signer, above);
        self.trail.pop();
        status.is_good()
    }

    /// Certificates in which a signer may be found, besides those of the path.
    pub(super) fn candidates(&self) -> impl Iterator<Item = &'a Certificate> + use<'a> {
        self.pool.iter().chain(&self.evidence.certificates)
    }

    /// Whether evidence about `certificate` that is in force from one time to another may count.
    pub(super) fn is_current(
        &self,
        certificate: &Certificate,
        this_update: DateTime<Utc>,
        next_update: DateTime<Utc>,
    ) -> bool {
        let Moment { at, now } = self.moment;
        let started = this_update <= ahead(now);
        let in_time = this_update <= ahead(at) || this_update <= certificate.not_after();
        started && in_time && at <= next_update && this_update <= next_update
    }

    /// Whether a signer of evidence from `time` may have signed it: in force then, and at the time in
    /// question if that is later.
    pub(super) fn signer_in_force(&self, signer: &Certificate, time: DateTime<Utc>) -> bool {
        signer.is_valid_at(time.max(self.moment.at))
            && signer.extensions().unknown_critical.is_empty()
            && signer.public_key().is_acceptable()
            && signer.algorithms_agree()
    }

    /// Whether `authority` certified this signer, by an algorithm that may count.
    pub(super) fn certified_by(&mut self, signer: &Certificate, authority: &Certificate) -> bool {
        signer.names_as_issuer(authority)
            && self.spend()
            && signer.verify_signed_by(authority.public_key()).is_ok_and(|algorithm| algorithm.is_acceptable())
    }
}

/// A time with the tolerance for other clocks.
pub(super) fn ahead(time: DateTime<Utc>) -> DateTime<Utc> {
    time.checked_add_signed(CLOCK_SKEW).unwrap_or(time)
}

/// What has been found so far.
pub(super) struct Tally {
    at: DateTime<Utc>,
    revoked: Option<Revocation>,
    later: Option<Revocation>,
    good: Option<(Source, DateTime<Utc>, Option<DateTime<Utc>>)>,
    doubts: Vec<Doubt>,
}

impl Tally {
    pub(super) fn doubt(&mut self, doubt: Doubt) {
        if self.doubts.len() < MAX_DOUBTS && !self.doubts.contains(&doubt) {
            self.doubts.push(doubt);
        }
    }

    /// An authentic revocation; whether the evidence is current matters only for a hold.
    pub(super) fn revocation(&mut self, found: Revocation, is_current: bool) {
        if found.reason == Reason::CertificateHold && !is_current {
            return;
        }
        let reaches_back =
            !found.reason.leaves_the_past_alone() && found.invalidity_date.is_some_and(|date| date <= self.at);
        let kept = if found.time <= self.at || reaches_back { &mut self.revoked } else { &mut self.later };
        // The earliest is the one that limits.
        if kept.as_ref().is_none_or(|kept| found.time < kept.time) {
            *kept = Some(found);
        }
    }

    /// Evidence that covers all reasons and does not list the certificate; the latest is told.
    pub(super) fn good(&mut self, source: Source, this_update: DateTime<Utc>, next_update: Option<DateTime<Utc>>) {
        if self.good.is_none_or(|(_, known, _)| this_update > known) {
            self.good = Some((source, this_update, next_update));
        }
    }
}
