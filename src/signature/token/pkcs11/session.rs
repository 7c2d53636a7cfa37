//! A login with a token, and the key in it. Logging in and signing are two steps, so that everything
//! that speaks against a certificate is known before its key is used for the first time.

use super::inventory::{self, PinState, TokenCertificate};
use super::key::{self, TokenKey};
use super::login::{self, Consent};
use super::mechanism::Scheme;
use super::module::{self, Module};
use super::{Pkcs11Selection, failure, selection};
use crate::signature::crypto::{self, SignatureAlgorithm};
use crate::signature::token::{Error, Pin, Signature, Signer, answer};
use crate::signature::x509::Certificate;
use cryptoki::mechanism::MechanismType;
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;

/// Authorities between a signer and the root that a token may carry.
const MAX_CHAIN: usize = 6;

/// A token that is logged in, with the certificate that is meant and the keys that may be its own.
/// Nothing has been signed.
pub struct LoggedIn {
    module: Module,
    slot: Slot,
    session: Session,
    label: String,
    serial: String,
    pad: bool,
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
    /// Finds token and certificate, logs in once and finds the key. A PIN is not spent on a token that
    /// visibly lacks the certificate, or whose state speaks against it and nobody consented.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::PinWrong`] after the one attempt.
    pub fn open(wanted: &Pkcs11Selection, pin: Pin, consent: Consent) -> Result<Self, Error> {
        let module = module::load(&wanted.module)?;
        let (slot, info) = inventory::choose_token(&module.driver, wanted.token.as_deref())?;
        let named = inventory::describe(&info, Vec::new(), 0);
        let session = module.driver.open_ro_session(slot).map_err(failure::driver)?;
        let wanted = wanted.certificate.as_ref();

        let (mut certificates, _) = inventory::certificates(&session)?;
        let visible = selection::choose(&named.label, &certificates, wanted).cloned();
        // Certificates may be hidden until login, unless some signer's certificate is in sight.
        let hidden = !certificates.iter().any(|c| selection::is_for_signing(&c.certificate));
        if let (Err(problem), false) = (&visible, hidden) {
            return Err(problem.clone());
        }
        login::login(&session, &info, &pin, consent)?;
        let certificate = match visible {
            Ok(chosen) => chosen,
            Err(_) => {
                (certificates, _) = inventory::certificates(&session)?;
                selection::choose(&named.label, &certificates, wanted)?.clone()
            }
        };
        let offered = module.driver.get_mechanism_list(slot).map_err(failure::driver)?;
        let keys = key::candidates(&session, &named.label, &certificate)?;
        Ok(Self {
            chain: chain(&certificate.certificate, &certificates),
            pad: named.pin.pad,
            pin: keys.iter().any(|key| key.asks_each_time).then_some(pin),
            label: named.label,
            serial: named.serial,
            module,
            slot,
            session,
            certificate,
            offered,
            keys,
            consent,
        })
    }

    pub fn label(&self) -> &str {
        &self.label
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
        self.pad
    }

    /// The PIN that signatures ask for, where it is not the one of the login.
    pub fn set_signing_pin(&mut self, pin: Pin) {
        if let Some(kept) = &mut self.pin {
            *kept = pin;
        }
    }

    /// Signs a challenge, the first signature of the login: it tells which key is the certificate's.
    ///
    /// # Errors
    /// [`Error::KeyMismatch`] where none is.
    pub fn prove(self, challenge: &[u8]) -> Result<(Pkcs11Token, Vec<u8>), Error> {
        let kind = self.certificate.certificate.public_key().kind().clone();
        let mismatch = Error::KeyMismatch {
            certificate: self.certificate.to_string(),
            key: format!("id:{}", data_encoding::HEXLOWER.encode(&self.certificate.id)),
        };
        if self.asks_each_time() {
            let info = self.module.driver.get_token_info(self.slot).map_err(failure::driver)?;
            login::check_state(PinState::of(&info), self.consent, &self.label)?;
        }
        let Some(key) = self.keys.first().copied() else { return Err(mismatch) };
        let mut token = Pkcs11Token {
            scheme: Scheme::choose(&kind, &self.offered, key.asks_each_time)?,
            key,
            module: self.module,
            slot: self.slot,
            session: self.session,
            label: self.label,
            pad: self.pad,
            certificate: self.certificate.certificate,
            chain: self.chain,
            pin: self.pin,
        };
        for key in self.keys {
            token.key = key;
            token.scheme = Scheme::choose(&kind, &self.offered, key.asks_each_time)?;
            let answer = match token.answer(challenge) {
                Ok(answer) => answer,
                // A key of another kind or size: the next one, if any.
                Err(Error::Driver { .. }) if !key.proven => continue,
                Err(other) => return Err(other),
            };
            let (algorithm, public) = (token.scheme.algorithm(), token.certificate.public_key());
            if answer::accept(algorithm, public, challenge, answer.clone()).is_some() {
                return Ok((token, answer));
            }
        }
        Err(mismatch)
    }
}

/// A session with a token, logged in, with one key that is its certificate's.
pub struct Pkcs11Token {
    module: Module,
    slot: Slot,
    session: Session,
    label: String,
    pad: bool,
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
    pub fn open(selection: &Pkcs11Selection, pin: Pin) -> Result<Self, Error> {
        let logged_in = LoggedIn::open(selection, pin, Consent::default())?;
        Ok(logged_in.prove(&crypto::random::<32>()?)?.0)
    }

    /// Another session of the same login with the same key, for another thread.
    ///
    /// # Errors
    /// [`Error::Driver`] with `CantLock` if the driver cannot be used by several threads.
    pub fn another_session(&self) -> Result<Self, Error> {
        if !self.module.takes_threads {
            return Err(Error::Driver { function: "C_Initialize".into(), code: "CantLock".into() });
        }
        let session = self.module.driver.open_ro_session(self.slot).map_err(failure::driver)?;
        Ok(Self {
            module: self.module.clone(),
            slot: self.slot,
            session,
            label: self.label.clone(),
            pad: self.pad,
            certificate: self.certificate.clone(),
            chain: self.chain.clone(),
            key: self.key,
            scheme: self.scheme,
            pin: self.pin.as_ref().map(|pin| Pin::new(pin.expose().to_owned())),
        })
    }

    /// The token's label.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Adds authorities that the token does not carry itself.
    pub fn add_chain(&mut self, authorities: &[Certificate]) {
        for authority in authorities {
            if !self.chain.contains(authority) && *authority != self.certificate {
                self.chain.push(authority.clone());
            }
        }
    }

    /// Makes `count` signatures over `length` bytes with the same session, mechanism and key as
    /// [`Signer::sign`], and nothing else: the limit that a benchmark compares with.
    pub fn raw_sign(&mut self, count: usize, length: usize) -> Result<(), Error> {
        let message = vec![0; length];
        for _ in 0..count {
            self.answer(&message)?;
        }
        Ok(())
    }

    /// What the token answers when it is asked to sign, not yet looked at.
    pub fn answer(&mut self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let (mechanism, input) = (self.scheme.mechanism(), self.scheme.input(message));
        if !self.key.asks_each_time {
            return self.session.sign(&mechanism, self.key.handle, &input).map_err(failure::driver);
        }
        let pin = match (self.pad, &self.pin) {
            (true, _) => None,
            (false, Some(pin)) => Some(login::auth_pin(pin)),
            // It was refused; no PIN is tried twice.
            (false, None) => return Err(Error::PinWrong { token: self.label.clone() }),
        };
        // PKCS#11 section 5.6.8: the PIN comes between C_SignInit and the first data.
        self.session.sign_init(&mechanism, self.key.handle).map_err(failure::driver)?;
        if let Err(cause) = self.session.login(UserType::ContextSpecific, pin.as_ref()) {
            self.pin = None;
            return Err(failure::login(cause, &self.label));
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

    fn sign(&mut self, message: &[u8]) -> Result<Signature, Error> {
        let answer = self.answer(message)?;
        answer::accept(self.algorithm(), self.certificate.public_key(), message, answer)
            .ok_or_else(|| Error::unverified(&self.label, &self.certificate))
    }
}

impl std::fmt::Debug for Pkcs11Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pkcs11Token({}, {})", self.label, self.certificate.subject())
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
