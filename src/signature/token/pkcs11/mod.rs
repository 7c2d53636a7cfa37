//! A signing key on a PKCS#11 token. No PIN is ever tried twice, and nothing that a token signed is
//! returned before it has been verified with the certificate.

mod architecture;
mod failure;
mod inventory;
mod key;
mod login;
mod mechanism;
mod module;
mod selection;

pub use inventory::{PinState, TokenCertificate, TokenInfo, list};
pub use selection::{CertificateSelector, Pkcs11Selection};

use super::{Error, Pin, Signature, Signer, check_certificate};
use crate::signature::crypto::SignatureAlgorithm;
use crate::signature::x509::Certificate;
use chrono::{DateTime, Utc};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use key::TokenKey;
use mechanism::Scheme;
use module::Module;

/// Authorities between a signer and the root that a token may carry.
const MAX_CHAIN: usize = 6;
/// What is signed to learn whether a key belongs to a certificate.
const PROBE: &[u8] = b"vanbang: does this key belong to this certificate?";

/// A session with a token, logged in, with one key and its certificate.
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
    /// Kept only for keys that ask for it at every signature.
    pin: Option<Pin>,
}

/// What `vanbang token check` found without spending a PIN attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub token: TokenInfo,
    /// The certificate that would sign.
    pub certificate: Option<TokenCertificate>,
    /// What will stop a signature, or does already; empty if all is well.
    pub problems: Vec<Error>,
}

/// Looks at token, PIN state, certificate and mechanisms without a PIN.
///
/// # Errors
/// Only what leaves nothing to look at: the module, or the token.
pub fn check(selection: &Pkcs11Selection, at: DateTime<Utc>) -> Result<Check, Error> {
    let module = module::load(&selection.module)?;
    let (slot, info) = inventory::choose_token(&module.driver, selection.token.as_deref())?;
    let session = module.driver.open_ro_session(slot).map_err(failure::driver)?;
    let (certificates, unreadable) = inventory::certificates(&session)?;
    let mut problems = Vec::new();
    if let Err(problem) = login::check_state(PinState::of(&info), info.label()) {
        problems.push(problem);
    }
    let chosen = selection::choose(info.label(), &certificates, selection.certificate.as_ref());
    let certificate = match chosen {
        Ok(chosen) => {
            if let Err(problem) = check_certificate(&chosen.certificate, at) {
                problems.push(problem);
            }
            let offered = module.driver.get_mechanism_list(slot).map_err(failure::driver)?;
            let kind = chosen.certificate.public_key().kind();
            if let Err(problem) = Scheme::choose(kind, &offered, false) {
                problems.push(problem);
            }
            Some(chosen.clone())
        }
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    Ok(Check { token: inventory::describe(&info, certificates, unreadable), certificate, problems })
}

impl Pkcs11Token {
    /// Finds token and certificate, logs in once and finds the key. A PIN is not spent on a token
    /// that visibly lacks the certificate, is locked, or has one attempt left.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::PinWrong`] after the one attempt.
    pub fn open(selection: &Pkcs11Selection, pin: Pin) -> Result<Self, Error> {
        let module = module::load(&selection.module)?;
        let (slot, info) = inventory::choose_token(&module.driver, selection.token.as_deref())?;
        let label = info.label().to_owned();
        let session = module.driver.open_ro_session(slot).map_err(failure::driver)?;
        let wanted = selection.certificate.as_ref();

        let (mut certificates, _) = inventory::certificates(&session)?;
        let visible = selection::choose(&label, &certificates, wanted).cloned();
        // Certificates may be hidden until login, unless some signer's certificate is in sight.
        let hidden = !certificates.iter().any(|c| selection::is_for_signing(&c.certificate));
        if let (Err(problem), false) = (&visible, hidden) {
            return Err(problem.clone());
        }
        login::login(&session, &info, &pin)?;
        let chosen = match visible {
            Ok(chosen) => chosen,
            Err(_) => {
                (certificates, _) = inventory::certificates(&session)?;
                selection::choose(&label, &certificates, wanted)?.clone()
            }
        };

        let offered = module.driver.get_mechanism_list(slot).map_err(failure::driver)?;
        let kind = chosen.certificate.public_key().kind();
        let keys = key::candidates(&session, &label, &chosen)?;
        let Some(first) = keys.first().copied() else {
            return Err(Error::KeyNotFound { token: label, certificate: chosen.to_string() });
        };
        let mut opened = Self {
            scheme: Scheme::choose(kind, &offered, first.asks_each_time)?,
            chain: chain(&chosen.certificate, &certificates),
            certificate: chosen.certificate.clone(),
            pad: info.protected_authentication_path(),
            pin: keys.iter().any(|key| key.asks_each_time).then_some(pin),
            key: first,
            module,
            slot,
            session,
            label,
        };
        if !first.proven {
            opened.prove(&keys, &offered, &chosen)?;
        }
        Ok(opened)
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
        let input = self.scheme.input(&vec![0; length]);
        for _ in 0..count {
            self.ask(self.scheme, &input)?;
        }
        Ok(())
    }

    /// Of keys whose public part the token does not tell, finds the one that signs for the
    /// certificate.
    fn prove(
        &mut self,
        keys: &[TokenKey],
        offered: &[cryptoki::mechanism::MechanismType],
        chosen: &TokenCertificate,
    ) -> Result<(), Error> {
        for key in keys {
            self.key = *key;
            let kind = self.certificate.public_key().kind();
            self.scheme = Scheme::choose(kind, offered, key.asks_each_time)?;
            match self.sign(PROBE) {
                Ok(_) => return Ok(()),
                // A key of another kind or size: the next one, if any.
                Err(Error::SignatureWrong { .. } | Error::Driver { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        Err(Error::KeyMismatch {
            certificate: chosen.to_string(),
            key: format!("id:{}", data_encoding::HEXLOWER.encode(&chosen.id)),
        })
    }

    fn ask(&self, scheme: Scheme, input: &[u8]) -> Result<Vec<u8>, Error> {
        let mechanism = scheme.mechanism();
        if !self.key.asks_each_time {
            return self.session.sign(&mechanism, self.key.handle, input).map_err(failure::driver);
        }
        // PKCS#11 section 5.6.8: the PIN comes between C_SignInit and the first data.
        self.session.sign_init(&mechanism, self.key.handle).map_err(failure::driver)?;
        let pin = match (self.pad, &self.pin) {
            (false, Some(pin)) => Some(login::auth_pin(pin)),
            _ => None,
        };
        self.session
            .login(UserType::ContextSpecific, pin.as_ref())
            .map_err(|cause| failure::login(cause, &self.label))?;
        self.session.sign_update(input).map_err(failure::driver)?;
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
        let answer = self.ask(self.scheme, &self.scheme.input(message))?;
        let algorithm = self.scheme.algorithm();
        let key = self.certificate.public_key();
        self.scheme
            .values(answer)
            .into_iter()
            .find(|value| key.verify(algorithm, message, value).is_ok())
            .map(|value| Signature { algorithm, value })
            .ok_or_else(|| Error::SignatureWrong {
                signer: format!("the token \"{}\"", self.label),
                certificate: self.certificate.common_name().to_owned(),
            })
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
