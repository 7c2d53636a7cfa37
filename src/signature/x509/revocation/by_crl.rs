//! The status that lists give (RFC 5280 section 6.3.3).

use super::Unusable;
use super::crl::Crl;
use super::judge::{Inquiry, Tally};
use super::points::Point;
use super::reason::{Reason, Reasons};
use super::status::{Doubt, Revocation, Source};
use crate::signature::crypto;
use crate::signature::x509::Certificate;
use chrono::{DateTime, Utc};

impl Inquiry<'_> {
    pub(super) fn by_crls(&mut self, certificate: &Certificate, above: &[Certificate], tally: &mut Tally) {
        let evidence = self.evidence;
        let Ok(points) = Point::all_of(certificate) else {
            return tally.doubt(Doubt::PointsMalformed);
        };
        let mut answer = Answer { covered: Reasons::NONE, latest: None };
        let mut lone_delta = false;
        for crl in &evidence.crls {
            let reasons = announced(crl, certificate, &points);
            if reasons.is_empty() {
                if crl.issuer_canonical() == certificate.issuer_canonical() {
                    tally.doubt(Doubt::CrlScope);
                }
            } else if crl.is_delta() {
                lone_delta = true;
            } else if let Err(doubt) = self.by_crl(crl, certificate, above, reasons, &mut answer, tally) {
                tally.doubt(doubt);
            }
        }
        match answer.latest {
            Some((this_update, next_update)) if answer.covered == Reasons::ALL => {
                tally.good(Source::Crl, this_update, next_update);
            }
            Some(_) => tally.doubt(Doubt::CrlReasons),
            None if lone_delta => tally.doubt(Doubt::CrlDeltaAlone),
            None => {}
        }
    }

    fn by_crl(
        &mut self,
        crl: &Crl,
        certificate: &Certificate,
        above: &[Certificate],
        reasons: Reasons,
        answer: &mut Answer,
        tally: &mut Tally,
    ) -> Result<(), Doubt> {
        if let Some(cause) = crl.unusable() {
            return Err(Doubt::CrlUnusable(cause.clone()));
        }
        let signer = self.crl_signer(crl, above)?;
        // A list without an end is not one of RFC 5280 section 5.1.2.5.
        let is_current = crl.next_update().is_some_and(|next| self.is_current(certificate, crl.this_update(), next));
        let delta = if is_current { self.delta_of(crl, certificate, &signer) } else { None };
        let changed = delta.is_some_and(|delta| delta.entries_of(certificate).next().is_some());
        let telling = delta.filter(|_| changed).unwrap_or(crl);
        for entry in telling.entries_of(certificate).filter(|entry| entry.reason != Reason::RemoveFromCrl) {
            let found = Revocation {
                time: entry.time,
                reason: entry.reason,
                invalidity_date: entry.invalidity_date,
                source: Source::Crl,
            };
            tally.revocation(found, is_current);
        }
        if !is_current {
            return Err(Doubt::CrlNotCurrent { this_update: crl.this_update(), next_update: crl.next_update() });
        }
        // It proves what it lists; which of two lists is the later one, and so the lack of an entry, only
        // the number can tell.
        if !crl.has_number() {
            return Err(Doubt::CrlUnusable(Unusable::NoNumber));
        }
        answer.covered = answer.covered.or(reasons);
        if answer.latest.is_none_or(|(known, _)| telling.this_update() > known) {
            answer.latest = Some((telling.this_update(), telling.next_update()));
        }
        Ok(())
    }

    /// The latest list of changes since `base` that may count, signed by the same key.
    fn delta_of(&mut self, base: &Crl, certificate: &Certificate, signer: &Certificate) -> Option<&Crl> {
        let mut latest: Option<&Crl> = None;
        for delta in self.evidence.crls.iter().filter(|crl| crl.is_delta() && crl.completes(base)) {
            let is_current =
                delta.next_update().is_some_and(|next| self.is_current(certificate, delta.this_update(), next));
            if is_current
                && delta.unusable().is_none()
                && latest.is_none_or(|known| delta.is_later_than(known))
                && self.spend()
                && delta.verify_signed_by(signer.public_key()).is_ok()
            {
                latest = Some(delta);
            }
        }
        latest
    }

    /// Who signed the list: an authority of the path, or one whom an authority of the path certified
    /// directly to sign lists under this name (RFC 5280 section 6.3.3 (f)). A signer below some other
    /// authority of the same anchor is not accepted: it could speak about certificates of strangers.
    fn crl_signer(&mut self, crl: &Crl, above: &[Certificate]) -> Result<Certificate, Doubt> {
        let issuer = || crl.issuer().to_owned();
        let is_named = |signer: &Certificate| signer.subject_canonical() == crl.issuer_canonical();
        let mut failure = Doubt::CrlSignerNotFound { issuer: issuer() };
        for authority in above.iter().filter(|authority| is_named(authority)) {
            let may_sign = authority.extensions().key_usage.is_none_or(|usage| usage.crl_sign());
            if may_sign && self.spend() {
                match crl.verify_signed_by(authority.public_key()) {
                    Ok(()) => return Ok(authority.clone()),
                    Err(cause) => failure = refusal(&cause, issuer()),
                }
            }
        }
        for signer in self.candidates().filter(|signer| is_named(signer)) {
            // RFC 5280 section 5 needs key usage only if present; one that is not on the path must show it.
            let may_sign = signer.extensions().key_usage.is_some_and(|usage| usage.crl_sign())
                && self.signer_in_force(signer, crl.this_update());
            if !may_sign || !above.iter().any(|authority| signer.names_as_issuer(authority)) || !self.spend() {
                continue;
            }
            if let Err(cause) = crl.verify_signed_by(signer.public_key()) {
                failure = refusal(&cause, issuer());
                continue;
            }
            let certifier = above.iter().position(|authority| self.certified_by(signer, authority));
            let Some(over) = certifier.and_then(|index| above.get(index..)) else { continue };
            // A list may speak of its own signer (RFC 5280 leaves it no other place to be spoken of).
            if self.is_asked(signer) || self.signer_is_good(signer, over) {
                return Ok(signer.clone());
            }
            failure = Doubt::CrlSignerStatus { issuer: issuer() };
        }
        Err(failure)
    }
}

fn refusal(cause: &crypto::Error, issuer: String) -> Doubt {
    match cause {
        crypto::Error::BadSignature => Doubt::CrlSignature { issuer },
        _ => Doubt::CrlUnusable(Unusable::Algorithm),
    }
}

/// What lists have answered so far, together.
struct Answer {
    covered: Reasons,
    latest: Option<(DateTime<Utc>, Option<DateTime<Utc>>)>,
}

/// The reasons for which `crl` answers about the certificate, over all of its distribution points
/// (RFC 5280 section 6.3.3 (b) and (d)); none if it is about others.
fn announced(crl: &Crl, certificate: &Certificate, points: &[Point]) -> Reasons {
    let scope = crl.scope();
    if !scope.covers(certificate) {
        return Reasons::NONE;
    }
    let is_announced = |point: &&Point| {
        let by_issuer = if point.issuers.is_empty() {
            crl.issuer_canonical() == certificate.issuer_canonical()
        } else {
            scope.indirect && point.issuers.iter().any(|name| name.is_directory(crl.issuer_canonical()))
        };
        by_issuer && scope.is_at(point)
    };
    points
        .iter()
        .filter(is_announced)
        .fold(Reasons::NONE, |reasons, point| reasons.or(point.reasons.and(scope.reasons)))
}
