//! The way to a key, one step at a time: a session with the token, the login, the key. What speaks against
//! a step is known before it, and who takes the steps knows whether a PIN was tried.

use super::inventory::{self, PinState, TokenCertificate};
use super::login::{self, Consent, Refused};
use super::mechanism::Scheme;
use super::module::{self, Module};
use super::session::{LoggedIn, Place};
use super::{CertificateSelector, Check, Pkcs11Selection, failure, key, selection};
use crate::signature::token::{Error, Pin, check_certificate};
use chrono::{DateTime, Utc};
use cryptoki::session::Session;
use cryptoki::slot::{Slot, TokenInfo as DriverTokenInfo};

/// A session with a token, which nobody has logged in to.
pub struct Opening {
    module: Module,
    slot: Slot,
    session: Session,
    info: DriverTokenInfo,
    wanted: Option<CertificateSelector>,
    certificates: Vec<TokenCertificate>,
    unreadable: usize,
    chosen: Result<TokenCertificate, Error>,
}

impl Opening {
    /// Finds the token, and the certificate as far as it is visible without a PIN.
    ///
    /// # Errors
    /// Only what leaves nothing to look at: the module, or the token.
    pub fn open(wanted: &Pkcs11Selection) -> Result<Self, Error> {
        let module = module::load(&wanted.module)?;
        let (slot, info) = inventory::choose_token(&module.driver, wanted.token.as_deref())?;
        let session = module.driver.open_ro_session(slot).map_err(failure::driver)?;
        let (certificates, unreadable) = inventory::certificates(&session)?;
        let wanted = wanted.certificate.clone();
        let label = inventory::unpadded(info.label());
        let chosen = selection::choose(&label, &certificates, wanted.as_ref()).cloned();
        Ok(Self { module, slot, session, info, wanted, certificates, unreadable, chosen })
    }

    /// Looks at PIN state, certificate and mechanisms.
    ///
    /// # Errors
    /// Where the driver fails; what speaks against a signature is part of the answer.
    pub fn check(&self, at: DateTime<Utc>) -> Result<Check, Error> {
        let token = inventory::describe(&self.info, self.certificates.clone(), self.unreadable);
        let mut problems: Vec<Error> =
            login::check_state(token.pin, Consent::default(), &token.label).err().into_iter().collect();
        let certificate = match &self.chosen {
            Ok(chosen) => {
                problems.extend(check_certificate(&chosen.certificate, at).err());
                let offered = self.module.driver.get_mechanism_list(self.slot).map_err(failure::driver)?;
                let kind = chosen.certificate.public_key().kind();
                problems.extend(Scheme::choose(kind, &offered, false).err());
                Some(chosen.clone())
            }
            Err(problem) => {
                problems.push(problem.clone());
                None
            }
        };
        Ok(Check { token, certificate, problems })
    }

    /// Logs in, once. A PIN is not spent on a token that visibly lacks the certificate, or whose state
    /// speaks against it and nobody consented.
    ///
    /// # Errors
    /// Why not, and whether the PIN was tried.
    pub fn log_in(self, pin: Pin, consent: Consent) -> Result<Entered, Refused> {
        // Certificates may be hidden until login, unless some signer's certificate is in sight.
        let hidden = !self.certificates.iter().any(|c| selection::is_for_signing(&c.certificate));
        if let (Err(problem), false) = (&self.chosen, hidden) {
            return Err(Refused::untried(problem.clone()));
        }
        // As it is now, whatever happened while the PIN was typed.
        let info = self.module.driver.get_token_info(self.slot).map_err(failure::driver).map_err(Refused::untried)?;
        login::login(&self.session, &info, &pin, consent)?;
        Ok(Entered { opening: self, pin, consent })
    }
}

/// A session that is logged in.
pub struct Entered {
    opening: Opening,
    pin: Pin,
    consent: Consent,
}

impl Entered {
    /// Finds the certificate, if it was hidden, and its key.
    pub fn identify(self) -> Result<LoggedIn, Error> {
        let Self { opening, pin, consent } = self;
        let token = inventory::describe(&opening.info, Vec::new(), 0);
        let (certificate, beside) = match opening.chosen {
            Ok(chosen) => (chosen, opening.certificates),
            Err(_) => {
                let (found, _) = inventory::certificates(&opening.session)?;
                (selection::choose(&token.label, &found, opening.wanted.as_ref())?.clone(), found)
            }
        };
        let offered = opening.module.driver.get_mechanism_list(opening.slot).map_err(failure::driver)?;
        let keys = key::candidates(&opening.session, &token.label, &certificate)?;
        let PinState { pad, .. } = token.pin;
        let place = Place { module: opening.module, slot: opening.slot, label: token.label, pad };
        let login = LoggedIn::new(place, opening.session, token.serial, certificate, &beside, offered, keys);
        Ok(login.asking(pin, consent))
    }
}
