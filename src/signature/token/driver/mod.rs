//! A token's driver in a process of its own: one that hangs or crashes takes nothing with it. What a
//! driver answers is believed only as far as it verifies here.

mod frame;
mod link;
mod message;
mod serve;

pub(super) use message::der;
pub use serve::serve;

use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::pkcs11::{Check, Consent, Pkcs11Selection, Refused, TokenInfo};
use super::{Error, Pin, Signature, Signer, Statement, answer, lengthen};
use crate::signature::cms::ToBeSigned;
use crate::signature::crypto::SignatureAlgorithm;
use crate::signature::x509::Certificate;
use link::Lane;
use message::{Answer, Der, Identity, Request};

/// How long a driver may take for one question, unless told otherwise: honest ones have been seen to
/// need ten seconds to find their token.
pub const DEFAULT_LIMIT: Duration = Duration::from_secs(30);
/// How long a person may take who types a PIN on the token's own pad.
const PERSON: Duration = Duration::from_secs(180);

/// The process, not logged in anywhere.
pub struct DriverProcess(Lane);

impl DriverProcess {
    /// Starts `command`, which must call [`serve`] on its standard input and output.
    ///
    /// # Errors
    /// [`Error::DriverEnded`] if it does not start.
    pub fn start(mut command: Command, limit: Duration) -> Result<Self, Error> {
        Lane::start(&mut command, limit).map(Self)
    }

    /// Over pipes to a process, or a thread, that is running already.
    pub fn over(input: impl Read + Send + 'static, output: impl Write + Send + 'static, limit: Duration) -> Self {
        Self(Lane::over(input, output, None, limit))
    }

    /// Every token that a module sees, without spending a PIN attempt.
    pub fn list(&self, module: &Path) -> Result<Vec<TokenInfo>, Error> {
        match self.0.ask(&Request::List { module: module.to_owned() }, self.0.limit())? {
            Answer::Tokens(tokens) => Ok(tokens),
            _ => Err(unasked()),
        }
    }

    /// What can be seen of a token without a PIN, and no more.
    ///
    /// # Errors
    /// As [`DriverProcess::open`].
    pub fn check(self, selection: &Pkcs11Selection, at: DateTime<Utc>) -> Result<Check, Error> {
        self.open(selection, at).map(|session| session.check)
    }

    /// A session with a token, and what can be seen in it without a PIN.
    ///
    /// # Errors
    /// Only what leaves nothing to look at: the module, or the token.
    pub fn open(self, selection: &Pkcs11Selection, at: DateTime<Utc>) -> Result<DriverSession, Error> {
        let request = Request::Open { selection: selection.clone(), at };
        match self.0.ask(&request, self.0.limit())? {
            Answer::Opened(check) => Ok(DriverSession { lane: self.0, check: *check }),
            _ => Err(unasked()),
        }
    }
}

/// A session with a token, which nobody has logged in to. A PIN given to it reaches no other token.
pub struct DriverSession {
    lane: Lane,
    check: Check,
}

impl DriverSession {
    /// What was seen without a PIN.
    pub fn check(&self) -> &Check {
        &self.check
    }

    /// Logs in, once; without a PIN, by the token's own pad.
    ///
    /// # Errors
    /// Why not, and whether the token may have counted an attempt. A process that went away may have
    /// tried it.
    pub fn log_in(self, pin: Option<&Pin>, consent: Consent) -> Result<DriverEntered, Refused> {
        let limit = if pin.is_some() { self.lane.limit() } else { PERSON };
        let handed = pin.map_or(Ok(()), |pin| self.lane.hand_pin(pin.expose().as_bytes()));
        handed.map_err(Refused::untried)?;
        match self.lane.ask(&Request::LogIn { consent }, limit) {
            Ok(Answer::Done) => Ok(DriverEntered(self.lane)),
            Ok(Answer::NotTried(error)) => Err(Refused::untried(error)),
            Ok(_) => Err(Refused { error: unasked(), tried: true }),
            Err(error) => Err(Refused { error, tried: true }),
        }
    }
}

/// A session that is logged in.
pub struct DriverEntered(Lane);

impl DriverEntered {
    /// Finds the certificate, if it was hidden, and its key.
    pub fn identify(self) -> Result<DriverLogin, Error> {
        match self.0.ask(&Request::Identify, self.0.limit())? {
            Answer::LoggedIn(identity) => Ok(DriverLogin { lane: self.0, identity }),
            _ => Err(unasked()),
        }
    }
}

/// A login; nothing has been signed.
pub struct DriverLogin {
    lane: Lane,
    identity: Identity,
}

impl DriverLogin {
    pub fn label(&self) -> &str {
        &self.identity.label
    }

    pub fn serial(&self) -> &str {
        &self.identity.serial
    }

    pub fn certificate(&self) -> &Certificate {
        &self.identity.certificate.0
    }

    /// The authorities above, as far as the token carries them.
    pub fn chain(&self) -> Vec<Certificate> {
        self.identity.chain.iter().map(|Der(certificate)| certificate.clone()).collect()
    }

    /// Whether each signature asks for a PIN: CKA_ALWAYS_AUTHENTICATE.
    pub fn asks_each_time(&self) -> bool {
        self.identity.asks_each_time
    }

    /// The PIN that signatures ask for, where it is not the one of the login.
    pub fn set_signing_pin(&mut self, pin: &Pin) -> Result<(), Error> {
        self.lane.hand_pin(pin.expose().as_bytes())?;
        self.lane.ask(&Request::SigningPin, self.lane.limit()).map(drop)
    }

    /// Has a probe signed, the first signature of the login: the key is the certificate's, or nothing is
    /// signed with it.
    ///
    /// # Errors
    /// [`Error::KeyMismatch`], [`Error::SignatureWrong`].
    pub fn prove(self, probe: Statement) -> Result<DriverToken, Error> {
        let asks_each_time = self.identity.asks_each_time;
        let limit = if self.identity.pad && asks_each_time { PERSON } else { self.lane.limit() };
        let chain = self.chain();
        let Der(certificate) = self.identity.certificate;
        let request = Request::Prove { probe: probe.clone() };
        let Answer::Proven { algorithm, answer } = self.lane.ask(&request, limit)? else { return Err(unasked()) };
        let algorithm = SignatureAlgorithm::from_der(&algorithm, certificate.public_key(), None)?;
        let message = probe.to_be_signed(&certificate, algorithm)?;
        answer::accept(algorithm, &certificate, &message, answer)
            .ok_or_else(|| Error::unverified(&self.identity.label, &certificate))?;
        let (lane, label) = (self.lane, self.identity.label);
        Ok(DriverToken { lane, label, limit, certificate, chain, algorithm, asks_each_time, unanswered: 0 })
    }
}

/// A key on a token, whose driver runs in another process.
pub struct DriverToken {
    lane: Lane,
    label: String,
    limit: Duration,
    certificate: Certificate,
    chain: Vec<Certificate>,
    algorithm: SignatureAlgorithm,
    asks_each_time: bool,
    /// Messages that were handed over and not answered. An answer to another one than is asked for verifies as none.
    unanswered: usize,
}

impl DriverToken {
    /// Another session of the same login with the same key, for another thread.
    ///
    /// # Errors
    /// [`Error::Driver`] if token or driver allow only one.
    pub fn another_session(&self) -> Result<Self, Error> {
        let lane =
            self.lane.another(|lane| self.lane.ask(&Request::AnotherSession { lane }, self.lane.limit()).map(drop))?;
        Ok(Self {
            lane,
            label: self.label.clone(),
            limit: self.limit,
            certificate: self.certificate.clone(),
            chain: self.chain.clone(),
            algorithm: self.algorithm,
            asks_each_time: self.asks_each_time,
            unanswered: 0,
        })
    }

    /// The token's label.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Adds authorities that the token does not carry itself.
    pub fn add_chain(&mut self, authorities: &[Certificate]) {
        lengthen(&mut self.chain, &self.certificate, authorities);
    }

    /// Makes `count` signatures over one probe in the driver's process and nothing else: the limit that a
    /// benchmark compares with.
    pub fn raw_sign(&mut self, count: usize) -> Result<(), Error> {
        let limit = self.limit.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX));
        self.lane.ask(&Request::RawSign { count }, limit).map(drop)
    }
}

impl Signer for DriverToken {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn sign(&mut self, message: &ToBeSigned) -> Result<Signature, Error> {
        match self.unanswered.checked_sub(1) {
            Some(others) => self.unanswered = others,
            None => self.lane.hand_over(message)?,
        }
        let answer = self.lane.signed(self.limit)?;
        answer::accept(self.algorithm, &self.certificate, message, answer)
            .ok_or_else(|| Error::unverified(&self.label, &self.certificate))
    }

    /// Not where a person types a PIN for each signature: nobody is asked for one that may not be wanted any more.
    fn hand_over(&mut self, message: &ToBeSigned) -> Result<(), Error> {
        if self.asks_each_time {
            return Ok(());
        }
        self.lane.hand_over(message)?;
        self.unanswered += 1;
        Ok(())
    }
}

/// What a thread that panicked held is as good as before: each change is made at once.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn unasked() -> Error {
    Error::DriverEnded { detail: "it answered what nobody asked".into() }
}
