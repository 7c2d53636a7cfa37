//! The status that OCSP responses give (RFC 6960 sections 3.2 and 4.2.2).

use super::Unusable;
use super::judge::{Inquiry, Tally, ahead};
use super::ocsp::{Answer, Response, State};
use super::status::{Doubt, Revocation, Source};
use crate::signature::crypto;
use crate::signature::x509::Certificate;
use chrono::TimeDelta;
use der::asn1::ObjectIdentifier;

const OCSP_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");
const NO_CHECK: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.5");
/// How long an answer without nextUpdate holds, as pyHanko's default.
const WITHOUT_NEXT_UPDATE: TimeDelta = TimeDelta::minutes(30);

impl Inquiry<'_> {
    pub(super) fn by_responses(&mut self, certificate: &Certificate, above: &[Certificate], tally: &mut Tally) {
        let evidence = self.evidence;
        let Some(issuer) = above.first() else {
            return;
        };
        for response in &evidence.responses {
            // One signature for all of its answers.
            let mut responder = None;
            for answer in response.answers().iter().filter(|answer| answer.has_serial_of(certificate)) {
                if !answer.is_of_issuer(certificate, issuer) {
                    tally.doubt(Doubt::OcspCertId);
                    continue;
                }
                let authorised = responder.get_or_insert_with(|| self.responder(response, above)).clone();
                match authorised {
                    Ok(()) => self.by_answer(response, answer, certificate, tally),
                    Err(doubt) => tally.doubt(doubt),
                }
            }
        }
    }

    fn by_answer(&self, response: &Response, answer: &Answer, certificate: &Certificate, tally: &mut Tally) {
        if let Some(cause) = response.unusable().or(answer.unusable.as_ref()) {
            return tally.doubt(Doubt::OcspUnusable(cause.clone()));
        }
        let next_update = answer.next_update.or_else(|| answer.this_update.checked_add_signed(WITHOUT_NEXT_UPDATE));
        // An answer from before the certificate was issued cannot be about it.
        let is_current = next_update.is_some_and(|next| self.is_current(certificate, answer.this_update, next))
            && answer.this_update <= ahead(response.produced_at())
            && response.produced_at() <= ahead(self.moment.now)
            && certificate.not_before() <= ahead(answer.this_update);
        match answer.state {
            State::Unknown => return tally.doubt(Doubt::OcspUnknown),
            State::Revoked { time, reason } => {
                let invalidity_date = answer.invalidity_date;
                tally.revocation(Revocation { time, reason, invalidity_date, source: Source::Ocsp }, is_current);
            }
            State::Good => {}
        }
        if is_current {
            // An answer of a later revocation is one of good for the time before.
            tally.good(Source::Ocsp, answer.this_update, answer.next_update);
        } else {
            let (this_update, next_update) = (answer.this_update, answer.next_update);
            tally.doubt(Doubt::OcspNotCurrent { this_update, next_update });
        }
    }

    /// Whether the response is signed by the certificate's issuer, or by a responder whom that very key
    /// certified for the purpose (RFC 6960 section 4.2.2.2).
    fn responder(&mut self, response: &Response, above: &[Certificate]) -> Result<(), Doubt> {
        let issuer = above.first().ok_or(Doubt::OcspResponder)?;
        let mut failure = Doubt::OcspResponder;
        if response.is_by(issuer) && self.spend() {
            match response.verify_signed_by(issuer.public_key()) {
                Ok(()) => return Ok(()),
                Err(cause) => failure = refusal(&cause),
            }
        }
        for signer in response.certificates().iter().chain(self.candidates()).filter(|signer| response.is_by(signer)) {
            if !may_answer(signer) || !self.signer_in_force(signer, response.produced_at()) {
                continue;
            }
            if !self.certified_by(signer, issuer) || !self.spend() {
                continue;
            }
            if let Err(cause) = response.verify_signed_by(signer.public_key()) {
                failure = refusal(&cause);
                continue;
            }
            // RFC 6960 section 4.2.2.2.1; a responder never vouches for itself.
            let is_good = signer.extensions().get(NO_CHECK).is_some()
                || (!self.is_asked(signer) && self.signer_is_good(signer, above));
            if is_good {
                return Ok(());
            }
            failure = Doubt::OcspResponderStatus;
        }
        Err(failure)
    }
}

fn refusal(cause: &crypto::Error) -> Doubt {
    match cause {
        crypto::Error::BadSignature => Doubt::OcspSignature,
        _ => Doubt::OcspUnusable(Unusable::Algorithm),
    }
}

fn may_answer(signer: &Certificate) -> bool {
    let extensions = signer.extensions();
    let purposes = extensions.extended_key_usage.as_deref().unwrap_or_default();
    purposes.iter().any(|purpose| *purpose == OCSP_SIGNING)
        && extensions.key_usage.is_none_or(|usage| usage.digital_signature() || usage.non_repudiation())
}
