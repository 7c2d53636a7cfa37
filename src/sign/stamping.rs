//! Timestamps for signatures that wait for them: after the key is closed, before the final name. An
//! authority that takes minutes costs nobody's token a minute.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, FixedOffset, SecondsFormat, TimeDelta};
use data_encoding::HEXLOWER;

use super::handing::{Halt, queue};
use super::keep::Expected;
use super::step::{Step, Waiting};
use super::{Error, Event, Report, begin, close};
use crate::document::batch::{Batch, Entry, NOTED_TOGETHER, read_noted};
use crate::document::record::Role;
use crate::signature::cms::timestamp::Token;
use crate::signature::crypto::{random, sha256};
use crate::signature::fetch::{self, Network, Timestamp};
use crate::signature::pades::Unstamped;
use crate::signature::x509::Certificate;
use crate::signature::x509::path::{Budget, Purpose, validate_for};

/// Requests under way at once.
const REQUESTS: usize = 4;
/// How often one signature's timestamp is asked for, and what is waited before the second time; the
/// wait doubles.
const TRIES: u32 = 5;
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// Between two looks whether to stop.
const LOOK: Duration = Duration::from_millis(100);
/// By how much an authority's clock and ours may differ.
const CLOCKS_APART: TimeDelta = TimeDelta::minutes(5);

/// Who is asked, and whom the office trusts for timestamps.
#[derive(Clone, Copy)]
pub struct Authorities<'a> {
    pub network: &'a Network,
    /// Without any, whoever the network configuration names is believed.
    pub anchors: &'a [Certificate],
    /// Certificates at hand for building paths.
    pub intermediates: &'a [Certificate],
}

/// What becomes of a signature for which no authority gave a timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Otherwise {
    /// It waits; the same command asks again, and nothing is signed again.
    Wait,
    /// The document is finished without: PAdES B-B, which the report says.
    Finish,
}

/// Which timestamps, for what.
pub struct Stamping<'r> {
    pub folder: &'r Path,
    pub role: Role,
    pub authorities: Authorities<'r>,
    pub otherwise: Otherwise,
    pub clock: &'r (dyn Fn() -> DateTime<FixedOffset> + Sync),
    pub watch: &'r (dyn Fn(Event) + Sync),
    /// Asked before each request: whether to end as soon as what was begun stands.
    pub stop: &'r (dyn Fn() -> bool + Sync),
}

/// Why there is no timestamp: nobody gave one, or the run has to stop.
enum NoStamp {
    Refused(fetch::Error),
    Stop(Error),
}

impl Authorities<'_> {
    /// One timestamp that may be used, from the first authority that gives it.
    fn ask(&self, value: &[u8], now: DateTime<FixedOffset>) -> Result<Timestamp, NoStamp> {
        let stamp = self.network.timestamp(&[value]).map_err(NoStamp::Refused)?;
        let time = stamp.token.info.gen_time;
        if (time - now.to_utc()).abs() > CLOCKS_APART {
            return Err(NoStamp::Stop(Error::ClockDiffers { now, authority: time }));
        }
        match self.judge(&stamp.token, value) {
            Ok(()) => Ok(stamp),
            Err(error) => Err(NoStamp::Stop(error)),
        }
    }

    /// Whether a timestamp is by somebody whom the office trusts for them.
    fn judge(&self, token: &Token, value: &[u8]) -> Result<(), Error> {
        let (message, time) = (&token.message, token.info.gen_time);
        let signer = token.verify(&[value]).signer;
        let trusted = |signer: &Certificate| {
            let pool = [message.certificates(), self.intermediates].concat();
            validate_for(Purpose::TimeStamping, signer, &pool, self.anchors, Budget::default(), time).is_trusted()
        };
        if self.anchors.is_empty() || signer.as_ref().is_some_and(trusted) {
            return Ok(());
        }
        let name = signer.map(|signer| signer.subject().to_owned()).unwrap_or_default();
        Err(Error::AuthorityNotTrusted { name })
    }

    /// The same, patiently: some tries, with longer and longer waits, until every authority rests.
    fn ask_again(
        &self,
        value: &[u8],
        clock: &dyn Fn() -> DateTime<FixedOffset>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Timestamp, NoStamp> {
        let mut wait = FIRST_WAIT;
        for attempt in 1.. {
            match self.ask(value, clock()) {
                Err(NoStamp::Refused(error)) if attempt < TRIES && !matches!(error, fetch::Error::Resting { .. }) => {
                    pause(wait + jitter(wait), stop)?;
                    wait *= 2;
                }
                outcome => return outcome,
            }
        }
        Err(NoStamp::Refused(fetch::Error::NoTimestampAuthority))
    }
}

/// Waits, unless somebody asks to stop.
fn pause(wait: Duration, stop: &dyn Fn() -> bool) -> Result<(), NoStamp> {
    let mut left = wait;
    while !stop() {
        if left.is_zero() {
            return Ok(());
        }
        let part = left.min(LOOK);
        std::thread::sleep(part);
        left -= part;
    }
    Err(NoStamp::Stop(Error::Interrupted))
}

/// Up to a quarter more, so that several that failed together do not ask again together.
fn jitter(wait: Duration) -> Duration {
    random::<1>().map_or(Duration::ZERO, |[byte]| wait * u32::from(byte) / (4 * 255))
}

/// Asks for one timestamp before a key is opened: whether anybody answers, is trusted, and agrees with our
/// clock.
///
/// # Errors
/// [`Error::NoTimestamp`], with which a batch may still be signed; [`Error::ClockDiffers`] and
/// [`Error::AuthorityNotTrusted`], with which it should not.
pub fn check_authorities(authorities: Authorities, now: DateTime<FixedOffset>) -> Result<(), Error> {
    let value = random::<32>().map_err(|error| Error::NoTimestamp(Box::new(error.into())))?;
    match authorities.ask(&value, now) {
        Ok(_) => Ok(()),
        Err(NoStamp::Refused(error)) => Err(Error::NoTimestamp(Box::new(error))),
        Err(NoStamp::Stop(error)) => Err(error),
    }
}

/// Asks for the timestamps that a role's signatures wait for. No key takes part and no signature is
/// repeated. The same call resumes.
///
/// # Errors
/// [`Error::TimestampsWait`] when some are still missing and [`Otherwise::Wait`] was chosen; else the
/// first thing that is wrong.
pub fn stamp_batch(request: &Stamping) -> Result<Report, Error> {
    let mut batch = Batch::open(request.folder)?;
    let kind = batch.kind().ok_or(Error::KindUnknown)?;
    let step = Step::of(&batch, request.role)?;
    begin::check_clock(&batch, (request.clock)())?;
    let certificate = batch.begun(request.role).and_then(|begun| {
        let bytes = HEXLOWER.decode(begun.certificate_sha256.as_bytes()).ok()?;
        bytes.try_into().ok()
    });
    let certificate = certificate.ok_or(Error::NotBegun { role: request.role })?;
    let expected = Expected { step: &step, certificate, watch: request.watch };
    let waiting = step.waiting(&batch);
    let (total, mut done, mut given_up) = (waiting.len(), 0, 0);
    let mut cause = None;
    (request.watch)(Event::Done { done, total });
    let outcome = run(request, &expected, &waiting, &mut |stamped| {
        let mut kept = Vec::new();
        for one in stamped {
            match one {
                Answer::Kept(one) => kept.push(one),
                Answer::Without(error) => {
                    given_up += 1;
                    cause.get_or_insert(error);
                }
            }
        }
        done += kept.len();
        batch.note_renamed(&batch.signed_folder(), kept)?;
        (request.watch)(Event::Done { done, total });
        Ok(())
    });
    let outcome = outcome.and_then(|()| match cause {
        Some(cause) if given_up > 0 => Err(Error::TimestampsWait { left: given_up, cause: Box::new(cause) }),
        _ => Ok(()),
    });
    close(&batch, kind, outcome)
}

/// What came of one document.
enum Answer {
    Kept(Entry),
    /// It still waits.
    Without(fetch::Error),
}

fn run(
    request: &Stamping,
    expected: &Expected,
    waiting: &[Waiting],
    take: &mut dyn FnMut(Vec<Answer>) -> Result<(), Error>,
) -> Result<(), Error> {
    let (next, halt, nobody_answers) = (AtomicUsize::new(0), Halt::default(), AtomicBool::new(false));
    let (to_notes, notes) = queue::<Answer>(NOTED_TOGETHER);
    std::thread::scope(|scope| {
        for _ in 0..REQUESTS {
            let (to_notes, next, halt, nobody_answers) = (to_notes.clone(), &next, &halt, &nobody_answers);
            scope.spawn(move || {
                while let Some(one) =
                    halt.unless_asked(request.stop).unless_set(|| waiting.get(next.fetch_add(1, Ordering::Relaxed)))
                {
                    match stamp(request, expected, one, nobody_answers) {
                        Ok(answer) => to_notes.send(answer),
                        Err(error) => halt.set(error),
                    }
                }
            });
        }
        drop(to_notes);
        while let Some(first) = notes.take() {
            if let Err(error) = take(notes.with_more(first, NOTED_TOGETHER)) {
                halt.set(error);
            }
        }
    });
    halt.outcome()
}

/// Once nobody has answered one document after all tries, the others are not asked for.
fn stamp(
    request: &Stamping,
    expected: &Expected,
    waiting: &Waiting,
    nobody_answers: &AtomicBool,
) -> Result<Answer, Error> {
    let bytes = read_noted(&waiting.source, &waiting.noted.sha256)?.into_bytes();
    let unstamped = Unstamped::read(bytes.clone(), expected.step.role.field())?;
    if let Some((sha256, stamped)) = found(request, expected, waiting, &bytes, &unstamped) {
        return Ok(kept(expected, waiting, sha256, stamped));
    }
    let answer = match nobody_answers.load(Ordering::SeqCst) {
        true => Err(NoStamp::Refused(fetch::Error::NobodyAnswers)),
        false => request.authorities.ask_again(unstamped.signature_value(), request.clock, request.stop),
    };
    let (pdf, stamped) = match answer {
        Ok(stamp) => (unstamped.stamp(&stamp.der)?.into_bytes(), Some(time_of(&stamp.token, request))),
        Err(NoStamp::Stop(error)) => return Err(error),
        Err(NoStamp::Refused(error)) => {
            nobody_answers.store(true, Ordering::SeqCst);
            if request.otherwise == Otherwise::Wait {
                return Ok(Answer::Without(error));
            }
            (bytes, None)
        }
    };
    let sha256 = expected.put(&waiting.target, &pdf, (request.clock)())?;
    Ok(kept(expected, waiting, sha256, stamped))
}

/// A file left by a crash between its name and its note: its hash, and the time of its timestamp if it has one.
fn found(
    request: &Stamping,
    expected: &Expected,
    waiting: &Waiting,
    bytes: &[u8],
    unstamped: &Unstamped,
) -> Option<(String, Option<String>)> {
    let left = expected.left(&waiting.target, (request.clock)())?;
    let sha256 = HEXLOWER.encode(&sha256(&left));
    if left == bytes {
        return Some((sha256, None));
    }
    let (token, value) = (Token::parse(&unstamped.token_in(&left)?).ok()?, unstamped.signature_value());
    let stands = token.verify(&[value]).holds() && request.authorities.judge(&token, value).is_ok();
    stands.then(|| (sha256, Some(time_of(&token, request))))
}

fn time_of(token: &Token, request: &Stamping) -> String {
    let time = token.info.gen_time.with_timezone(&(request.clock)().timezone());
    time.to_rfc3339_opts(SecondsFormat::Secs, false)
}

fn kept(expected: &Expected, waiting: &Waiting, sha256: String, stamped: Option<String>) -> Answer {
    let (index, role, claimed) = (waiting.index, expected.step.role.code().to_owned(), waiting.noted.claimed.clone());
    Answer::Kept(Entry::Signed { index, role, sha256, claimed, stamped })
}
