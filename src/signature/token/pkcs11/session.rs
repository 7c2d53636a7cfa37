//! A login with a token, and the key in it. Finding the key and signing are two steps, so that everything
//! that speaks against a certificate is known before its key is used for the first time.

use super::inventory::{PinState, TokenCertificate};
use super::key::TokenKey;
use super::login::{self, Consent};
use super::mechanism::Scheme;
use super::module::Module;
use super::{Opening, Pkcs11Selection, failure};
use crate::signature::cms::ToBeSigned;
use crate::signature::crypto::SignatureAlgorithm;
use crate::signature::token::{Error, Pin, Signature, Signer, Statement, answer, lengthen};
use crate::signature::x509::Certificate;
use cryptoki::mechanism::MechanismType;
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;

/// Authorities between a signer and the root that a token may carry.
const MAX_CHAIN: usize = 6;

/// Where a token is found again for another session.
#[derive(Clone)]
pub(super) struct Place {
    pub module: Module,
    pub slot: Slot,
    pub label: String,
    /// It has a pad of its own for PINs.
    pub pad: bool,
}

/// A token that is logged in, with the certificate that is meant and the keys that may be its own.
/// Nothing has been signed.
pub struct LoggedIn {
    place: Place,
    session: Session,
    serial: String,
    certificate: TokenCertificate,
    chain: Vec<Certificate>,
    offered: Vec<MechanismType>,
    /// At least one; the proven one first.
    keys: Vec<TokenKey>,
    /// Kept only where a key asks for it at every signature.
    pin: Option<Pin>,
    consent: Consent,
}

impl LoggedIn {
    /// Takes all steps up to the key; see [`Opening`].
    ///
    /// # Errors
    /// See [`Error`]; [`Error::PinWrong`] after the one attempt.
    pub fn open(selection: &Pkcs11Selection, pin: Pin, consent: Consent) -> Result<Self, Error> {
        Opening::open(selection)?.log_in(pin, consent).map_err(|refused| refused.error)?.identify()
    }

    pub(super) fn new(
        place: Place,
        session: Session,
        serial: String,
        certificate: TokenCertificate,
        beside: &[TokenCertificate],
        offered: Vec<MechanismType>,
        keys: Vec<TokenKey>,
    ) -> Self {
        let chain = chain(&certificate.certificate, beside);
        Self { place, session, serial, certificate, chain, offered, keys, pin: None, consent: Consent::default() }
    }

    /// Keeps the PIN where a key asks for it at every signature.
    pub(super) fn asking(mut self, pin: Pin, consent: Consent) -> Self {
        self.pin = self.keys.iter().any(|key| key.asks_each_time).then_some(pin);
        self.consent = consent;
        self
    }

    pub fn label(&self) -> &str {
        &self.place.label
    }

    pub fn serial(&self) -> &str {
        &self.serial
    }

    pub fn certificate(&self) -> &Certificate {
        &self.certificate.certificate
    }

    /// The authorities above, as far as the token carries them.
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// Whether each signature asks for a PIN: CKA_ALWAYS_AUTHENTICATE.
    pub fn asks_each_time(&self) -> bool {
        self.pin.is_some()
    }

    /// Whether PINs are typed on the token's own pad.
    pub fn has_pad(&self) -> bool {
        self.place.pad
    }

    /// The PIN that signatures ask for, where it is not the one of the login.
    pub fn set_signing_pin(&mut self, pin: Pin) {
        if let Some(kept) = &mut self.pin {
            *kept = pin;
        }
    }

    /// Signs a probe, the first signature of the login: it tells which key is the certificate's. Answers also
    /// the token's bytes, which whoever asked holds against a probe of its own making.
    ///
    /// # Errors
    /// [`Error::KeyMismatch`] where none is.
    pub fn prove(self, probe: &Statement) -> Result<(Pkcs11Token, Vec<u8>), Error> {
        let kind = self.certificate.certificate.public_key().kind().clone();
        let mismatch = Error::KeyMismatch {
            certificate: self.certificate.to_string(),
            key: format!("id:{}", data_encoding::HEXLOWER.encode(&self.certificate.id)),
        };
        if self.asks_each_time() {
            let info = self.place.module.driver.get_token_info(self.place.slot).map_err(failure::driver)?;
            login::check_state(PinState::of(&info), self.consent, &self.place.label)?;
        }
        let Some(key) = self.keys.first().copied() else { return Err(mismatch) };
        let mut token = Pkcs11Token {
            scheme: Scheme::choose(&kind, &self.offered, key.asks_each_time)?,
            key,
            place: self.place,
            session: self.session,
            certificate: self.certificate.certificate,
            chain: self.chain,
            pin: self.pin,
        };
        for key in self.keys {
            token.key = key;
            token.scheme = Scheme::choose(&kind, &self.offered, key.asks_each_time)?;
            let algorithm = token.scheme.algorithm();
            let message = probe.to_be_signed(&token.certificate, algorithm)?;
            let answer = match token.answer(&message) {
                Ok(answer) => answer,
                // A key of another kind or size: the next one, if any.
                Err(Error::Driver { .. }) if !key.proven => continue,
                Err(other) => return Err(other),
            };
            if answer::accept(algorithm, &token.certificate, &message, answer.clone()).is_some() {
                return Ok((token, answer));
            }
        }
        Err(mismatch)
    }
}

/// A session with a token, logged in, with one key that is its certificate's.
pub struct Pkcs11Token {
    place: Place,
    session: Session,
    certificate: Certificate,
    chain: Vec<Certificate>,
    key: TokenKey,
    scheme: Scheme,
    /// Kept only for keys that ask for it at every signature; gone once it was refused.
    pin: Option<Pin>,
}

impl Pkcs11Token {
    /// Logs in and proves the key, for callers who have judged the certificate already.
    ///
    /// # Errors
    /// As [`LoggedIn::open`] and [`LoggedIn::prove`].
    pub fn open(selection: &Pkcs11Selection, pin: Pin, probe: &Statement) -> Result<Self, Error> {
        Ok(LoggedIn::open(selection, pin, Consent::default())?.prove(probe)?.0)
    }

    /// Another session of the same login with the same key, for another thread.
    ///
    /// # Errors
    /// [`Error::Driver`] with `CantLock` if the driver cannot be used by several threads.
    pub fn another_session(&self) -> Result<Self, Error> {
        let Module { driver, takes_threads } = &self.place.module;
        if !takes_threads {
            return Err(Error::Driver { function: "C_Initialize".into(), code: "CantLock".into() });
        }
        let session = driver.open_ro_session(self.place.slot).map_err(failure::driver)?;
        Ok(Self {
            place: self.place.clone(),
            session,
            certificate: self.certificate.clone(),
            chain: self.chain.clone(),
            key: self.key,
            scheme: self.scheme,
            pin: self.pin.as_ref().map(|pin| Pin::new(pin.expose().to_owned())),
        })
    }

    /// The token's label.
    pub fn label(&self) -> &str {
        &self.place.label
    }

    /// Adds authorities that the token does not carry itself.
    pub fn add_chain(&mut self, authorities: &[Certificate]) {
        lengthen(&mut self.chain, &self.certificate, authorities);
    }

    /// Makes `count` signatures over one probe with the same session, mechanism and key as
    /// [`Signer::sign`], and nothing else: the limit that a benchmark compares with.
    pub fn raw_sign(&mut self, count: usize) -> Result<(), Error> {
        let message = Statement::measuring().to_be_signed(&self.certificate, self.scheme.algorithm())?;
        for _ in 0..count {
            self.answer(&message)?;
        }
        Ok(())
    }

    /// What the token answers when it is asked to sign, not yet looked at.
    pub fn answer(&mut self, message: &ToBeSigned) -> Result<Vec<u8>, Error> {
        let (mechanism, input) = (self.scheme.mechanism(), self.scheme.input(message.der()));
        if !self.key.asks_each_time {
            return self.session.sign(&mechanism, self.key.handle, &input).map_err(failure::driver);
        }
        let pin = match (self.place.pad, &self.pin) {
            (true, _) => None,
            (false, Some(pin)) => Some(login::auth_pin(pin)),
            // It was refused; no PIN is tried twice.
            (false, None) => return Err(Error::PinWrong { token: self.place.label.clone() }),
        };
        // PKCS#11 section 5.6.8: the PIN comes between C_SignInit and the first data.
        self.session.sign_init(&mechanism, self.key.handle).map_err(failure::driver)?;
        if let Err(cause) = self.session.login(UserType::ContextSpecific, pin.as_ref()) {
            self.pin = None;
            return Err(failure::login(cause, &self.place.label));
        }
        self.session.sign_update(&input).map_err(failure::driver)?;
        self.session.sign_final().map_err(failure::driver)
    }
}

impl Signer for Pkcs11Token {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.scheme.algorithm()
    }

    fn sign(&mut self, message: &ToBeSigned) -> Result<Signature, Error> {
        let answer = self.answer(message)?;
        answer::accept(self.algorithm(), &self.certificate, message, answer)
            .ok_or_else(|| Error::unverified(&self.place.label, &self.certificate))
    }
}

impl std::fmt::Debug for Pkcs11Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pkcs11Token({}, {})", self.place.label, self.certificate.subject())
    }
}

/// The authorities above `signer` that the token carries, roots left out.
fn chain(signer: &Certificate, found: &[TokenCertificate]) -> Vec<Certificate> {
    let mut chain: Vec<Certificate> = Vec::new();
    let mut child = signer.clone();
    while chain.len() < MAX_CHAIN {
        let issuer = found.iter().map(|c| &c.certificate).find(|issuer| {
            !issuer.is_self_issued()
                && child.names_as_issuer(issuer)
                && !chain.contains(issuer)
                && child.verify_signed_by(issuer.public_key()).is_ok()
        });
        let Some(issuer) = issuer else { break };
        chain.push(issuer.clone());
        child = issuer.clone();
    }
    chain
}
