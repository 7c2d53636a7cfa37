//! The process that holds a token's driver: it answers what it is asked until nobody asks any more.
//! Every session has a thread of its own, because drivers let a thread wait for a signature.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::frame::{self, Frame, Kind};
use super::lock;
use super::message::{Answer, Der, Identity, Request, decode, encode};
use crate::signature::cms::ToBeSigned;
use crate::signature::token::pkcs11::{self, Entered, LoggedIn, Opening, Pkcs11Token, Refused};
use crate::signature::token::{Error, Pin, Signer};

/// How long sessions may take to close.
const GRACE: Duration = Duration::from_secs(2);

/// Answers requests from `input` on `output` until `input` ends.
///
/// # Errors
/// Where a pipe breaks, or what is asked makes no sense.
pub fn serve(mut input: impl Read, output: impl Write + Send + 'static) -> io::Result<()> {
    let (alive, ended) = channel();
    let lanes = Lanes { output: Arc::new(Mutex::new(Box::new(output))), inboxes: Arc::default() };
    lanes.open(0, Held::Nothing, alive);
    while let Some(frame) = frame::read(&mut input)? {
        lanes.hand(frame)?;
    }
    // Each thread closes its session; one that hangs in the driver is left to the end of the process.
    lock(&lanes.inboxes).clear();
    let _ = ended.recv_timeout(GRACE);
    Ok(())
}

/// The sessions by their numbers.
#[derive(Clone)]
struct Lanes {
    output: Arc<Mutex<Box<dyn Write + Send>>>,
    inboxes: Arc<Mutex<BTreeMap<u8, Sender<Frame>>>>,
}

impl Lanes {
    /// `alive` is dropped when the lane has ended.
    fn open(&self, number: u8, held: Held, alive: Sender<()>) {
        let (inbox, frames) = channel();
        lock(&self.inboxes).insert(number, inbox);
        let lane = Lane { number, held, pin: None, lanes: self.clone(), alive };
        thread::spawn(move || lane.run(&frames));
    }

    fn hand(&self, frame: Frame) -> io::Result<()> {
        let inboxes = lock(&self.inboxes);
        let sent = inboxes.get(&frame.lane).map(|inbox| inbox.send(frame));
        sent.and_then(Result::ok).ok_or(io::ErrorKind::InvalidData.into())
    }
}

/// What a lane has come to.
enum Held {
    Nothing,
    Opening(Box<Opening>),
    Entered(Box<Entered>),
    LoggedIn(Box<LoggedIn>),
    Token(Box<Pkcs11Token>),
}

struct Lane {
    number: u8,
    held: Held,
    /// For the next request.
    pin: Option<Pin>,
    lanes: Lanes,
    alive: Sender<()>,
}

/// What goes back.
enum Reply {
    Nothing,
    Answer(Answer),
    Signed(Vec<u8>),
}

impl Lane {
    fn run(mut self, frames: &Receiver<Frame>) {
        for frame in frames {
            // The library that calls the driver takes its lengths at their word and panics.
            let outcome = catch_unwind(AssertUnwindSafe(|| self.reply(&frame)));
            let reply = outcome.unwrap_or_else(|_| {
                self.held = Held::Nothing;
                Err(Error::Driver { function: "PKCS#11".into(), code: "a senseless answer".into() })
            });
            // Who does not listen any more has stopped asking too.
            let _ = self.send(reply);
        }
    }

    fn send(&self, reply: Result<Reply, Error>) -> io::Result<()> {
        let (kind, bytes) = match reply {
            Ok(Reply::Nothing) => return Ok(()),
            Ok(Reply::Signed(bytes)) => (Kind::Signed, bytes),
            Ok(Reply::Answer(answer)) => (Kind::Answer, encode(&answer).unwrap_or_default()),
            Err(error) => (Kind::Failed, failed(&error)),
        };
        frame::write(&mut **lock(&self.lanes.output), self.number, kind, &bytes)
    }

    fn reply(&mut self, frame: &Frame) -> Result<Reply, Error> {
        match frame.kind {
            Kind::Pin => {
                self.pin = Some(Pin::from_bytes(&frame.bytes).ok_or_else(astray)?);
                Ok(Reply::Nothing)
            }
            Kind::Sign => {
                let message = ToBeSigned::read(&frame.bytes).ok_or_else(astray)?;
                self.token()?.answer(&message).map(Reply::Signed)
            }
            Kind::Request => self.answer(decode(&frame.bytes).ok_or_else(astray)?).map(Reply::Answer),
            Kind::Answer | Kind::Signed | Kind::Failed => Err(astray()),
        }
    }

    fn answer(&mut self, request: Request) -> Result<Answer, Error> {
        match request {
            Request::List { module } => pkcs11::list(&module).map(Answer::Tokens),
            Request::Open { selection, at } => {
                let opening = Opening::open(&selection)?;
                let check = opening.check(at)?;
                self.held = Held::Opening(Box::new(opening));
                Ok(Answer::Opened(Box::new(check)))
            }
            Request::LogIn { consent } => {
                let pin = self.pin.take().unwrap_or_else(|| Pin::new(String::new()));
                let Held::Opening(opening) = self.take() else { return Err(astray()) };
                match opening.log_in(pin, consent) {
                    Ok(entered) => {
                        self.held = Held::Entered(Box::new(entered));
                        Ok(Answer::Done)
                    }
                    Err(Refused { error, tried: false }) => Ok(Answer::NotTried(error)),
                    Err(Refused { error, tried: true }) => Err(error),
                }
            }
            Request::Identify => {
                let Held::Entered(entered) = self.take() else { return Err(astray()) };
                let login = entered.identify()?;
                let answer = Answer::LoggedIn(identity(&login));
                self.held = Held::LoggedIn(Box::new(login));
                Ok(answer)
            }
            Request::SigningPin => match (&mut self.held, self.pin.take()) {
                (Held::LoggedIn(login), Some(pin)) => {
                    login.set_signing_pin(pin);
                    Ok(Answer::Done)
                }
                _ => Err(astray()),
            },
            Request::Prove { probe } => {
                let Held::LoggedIn(login) = self.take() else { return Err(astray()) };
                let (token, answer) = login.prove(&probe)?;
                let algorithm = token.algorithm().to_der();
                self.held = Held::Token(Box::new(token));
                Ok(Answer::Proven { algorithm, answer })
            }
            Request::AnotherSession { lane } => {
                let other = self.token()?.another_session()?;
                self.lanes.open(lane, Held::Token(Box::new(other)), self.alive.clone());
                Ok(Answer::Done)
            }
            Request::RawSign { count } => {
                self.token()?.raw_sign(count)?;
                Ok(Answer::Done)
            }
        }
    }

    /// Each step consumes the last.
    fn take(&mut self) -> Held {
        std::mem::replace(&mut self.held, Held::Nothing)
    }

    fn token(&mut self) -> Result<&mut Pkcs11Token, Error> {
        match &mut self.held {
            Held::Token(token) => Ok(token),
            _ => Err(astray()),
        }
    }
}

fn identity(login: &LoggedIn) -> Identity {
    Identity {
        label: login.label().to_owned(),
        serial: login.serial().to_owned(),
        certificate: Der(login.certificate().clone()),
        chain: login.chain().iter().cloned().map(Der).collect(),
        asks_each_time: login.asks_each_time(),
        pad: login.has_pad(),
    }
}

/// An error that cannot travel as it is travels by its words.
fn failed(error: &Error) -> Vec<u8> {
    let told = || Error::Driver { function: "PKCS#11".into(), code: error.to_string() };
    encode(error).or_else(|| encode(&told())).unwrap_or_default()
}

fn astray() -> Error {
    Error::DriverEnded { detail: "it was asked what makes no sense here".into() }
}
