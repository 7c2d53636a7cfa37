//! One file judged in a process of its own, and its answer drawn there: what hostile bytes may break ends
//! with that process. Question and answer are a head in JSON and what it is about. A process has no store:
//! of a document of our form it asks back what is kept of it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::lang::Lang;
use super::result_page;
use super::standing::{self, Kept};
use super::trusted::Trusted;
use crate::child::{self, Helper, NoAnswer};
use crate::verify::{Asked, Evidence, Unreadable, Verdict, verify, verify_online};

/// Room for a question's head and an answer beside the file.
const HEAD: usize = 64 * 1024;
/// What may be trusted: the largest national revocation lists have some megabytes.
const TRUST: usize = 256 << 20;
/// A verdict with all that a file of the largest size can have said about it.
const ANSWER: u64 = 8 << 20;

/// How a judging process is started, and what it may take.
#[derive(Debug, Clone)]
pub struct Start {
    /// This program.
    pub program: PathBuf,
    /// What makes it call [`work`] with the same configuration.
    pub arguments: Vec<OsString>,
    /// Memory, in bytes.
    pub memory: u64,
    /// Processor time for one file, in seconds.
    pub work: u64,
}

/// In what form the answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    Json,
    Page(Lang),
}

/// The head of what a judging process is told.
#[derive(Debug, Serialize, Deserialize)]
enum Told {
    /// What to judge by follows.
    Trust,
    /// The file follows.
    File(Question),
    /// What is kept of its document follows, objects of these lengths; `None`: the store does not answer.
    Kept(Option<Lengths>),
}

#[derive(Debug, Serialize, Deserialize)]
struct Lengths {
    epoch: u32,
    objects: Vec<usize>,
}

/// The head of what it replies.
#[derive(Debug, Serialize, Deserialize)]
enum Reply {
    /// It judges by that.
    Trusts,
    /// How does this document stand?
    Asks(Asked),
    /// JSON or a page follows.
    Judged(Answer),
}

/// What is asked of a file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Question {
    pub name: String,
    pub form: Form,
    /// For the form on the page.
    pub upload_bytes: usize,
    pub at: DateTime<Utc>,
}

/// What is told beside the JSON or the page.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer {
    pub judged: Result<Judged, String>,
    /// Hosts that gave no answer about revocation, each with the code of the reason.
    pub not_fetched: Vec<(String, String)>,
}

/// What the log says of a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Of the file, in hexadecimal.
    pub sha256: String,
    /// The word.
    pub verdict: String,
    /// Its code.
    pub reason: String,
}

/// Processes that wait for the next file. Each answers one after the other; one that failed is not asked again.
pub struct Workers {
    start: Start,
    time: Duration,
    waiting: Mutex<Idle>,
}

/// Those that judge by what is trusted now.
#[derive(Default)]
struct Idle {
    /// As they are told it.
    trusted: Arc<Vec<u8>>,
    helpers: Vec<Helper>,
}

impl Workers {
    /// `time`: for one answer, by the wall clock.
    pub fn new(start: Start, time: Duration) -> Workers {
        Workers { start, time, waiting: Mutex::default() }
    }

    /// Judges by this from now on: whoever judges by something else is not asked again. `None`: it cannot be told.
    pub fn trust(&self, trusted: &Trusted) -> Option<()> {
        let trusted = Arc::new(joined(&Told::Trust, &trusted.to_bytes()?)?);
        *self.idle() = Idle { trusted, helpers: Vec::new() };
        Some(())
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks a process, on this thread; `kept` tells what is kept of the file's document.
    ///
    /// # Errors
    /// [`NoAnswer`]; the process is gone then.
    pub fn ask(
        &self,
        question: Question,
        file: &[u8],
        kept: impl FnOnce(&Asked) -> Option<Kept>,
    ) -> Result<(Answer, Vec<u8>), NoAnswer> {
        let question = joined(&Told::File(question), file).ok_or(NoAnswer::Failed)?;
        let (idle, trusted) = {
            let mut waiting = self.idle();
            (waiting.helpers.pop(), Arc::clone(&waiting.trusted))
        };
        let (mut helper, mut reply) = match idle {
            Some(mut helper) => match helper.ask(question.clone()) {
                // It had ended while it waited; whether this file ends one, a fresh one shows.
                Err(NoAnswer::Failed) => self.ask_fresh(&trusted, question)?,
                reply => (helper, reply?),
            },
            None => self.ask_fresh(&trusted, question)?,
        };
        if let Some((Reply::Asks(asked), _)) = parted(&reply) {
            reply = helper.ask(told(kept(&asked)).ok_or(NoAnswer::Failed)?)?;
        }
        let Some((Reply::Judged(answer), body)) = parted(&reply) else { return Err(NoAnswer::Failed) };
        let answer = (answer, body.to_vec());
        let mut waiting = self.idle();
        if Arc::ptr_eq(&waiting.trusted, &trusted) {
            waiting.helpers.push(helper);
        }
        Ok(answer)
    }

    fn ask_fresh(&self, trusted: &[u8], question: Vec<u8>) -> Result<(Helper, Vec<u8>), NoAnswer> {
        let limits = child::Limits { time: self.time, answer: ANSWER };
        let mut helper = Helper::start(&self.start.program, &self.start.arguments, limits)?;
        let ready = helper.ask(trusted.to_vec())?;
        if !matches!(parted(&ready), Some((Reply::Trusts, _))) {
            return Err(NoAnswer::Failed);
        }
        let answer = helper.ask(question)?;
        Ok((helper, answer))
    }
}

/// The judging process: answers until nobody asks any more. `None`: it was not let, or could not go on.
pub fn work(start: &Start, upload_bytes: usize) -> Option<()> {
    if !child::confine(start.memory) {
        return None;
    }
    // Nobody is trusted until it is told whom to trust.
    let mut trusted = Trusted::default();
    let mut waiting: Option<Waiting> = None;
    child::serve((upload_bytes.max(standing::KEPT).max(TRUST) + HEAD) as u64, |message| {
        if !child::allow_work(start.work) {
            return None;
        }
        match (parted::<Told>(message)?, waiting.take()) {
            ((Told::Trust, bytes), _) => {
                trusted = Trusted::from_bytes(bytes)?;
                joined(&Reply::Trusts, b"")
            }
            ((Told::File(question), file), _) => {
                let mut not_fetched = Vec::new();
                let judged = judge(&question, file, &trusted, &mut not_fetched);
                match judged.as_ref().ok().and_then(Verdict::asks) {
                    None => drawn(&question, &judged, not_fetched),
                    Some(asked) => {
                        waiting = Some(Waiting { question, verdict: judged.ok()?, not_fetched });
                        joined(&Reply::Asks(asked), b"")
                    }
                }
            }
            ((Told::Kept(kept), objects), Some(Waiting { question, mut verdict, not_fetched })) => {
                let kept = kept.map(|lengths| Kept { epoch: lengths.epoch, objects: cut(objects, &lengths.objects) });
                standing::tell(&mut verdict, kept, &trusted.policy, question.at)?;
                drawn(&question, &Ok(verdict), not_fetched)
            }
            ((Told::Kept(_), _), None) => None,
        }
    })
}

/// A file that is judged but for its standing.
struct Waiting {
    question: Question,
    verdict: Verdict,
    not_fetched: Vec<(String, String)>,
}

fn drawn(
    question: &Question,
    judged: &Result<Verdict, Unreadable>,
    not_fetched: Vec<(String, String)>,
) -> Option<Vec<u8>> {
    let body = body(question, judged)?;
    let judged = match judged {
        Ok(verdict) => Ok(Judged {
            sha256: verdict.sha256().to_owned(),
            verdict: serde_json::to_value(verdict.verdict()).ok()?.as_str()?.to_owned(),
            reason: verdict.reason().to_owned(),
        }),
        Err(unreadable) => Err(unreadable.error.code.to_owned()),
    };
    joined(&Reply::Judged(Answer { judged, not_fetched }), &body)
}

fn told(kept: Option<Kept>) -> Option<Vec<u8>> {
    let Some(Kept { epoch, objects }) = kept else { return joined(&Told::Kept(None), b"") };
    let lengths = Lengths { epoch, objects: objects.iter().map(Vec::len).collect() };
    joined(&Told::Kept(Some(lengths)), &objects.concat())
}

fn cut(mut bytes: &[u8], lengths: &[usize]) -> Vec<Vec<u8>> {
    let piece = |length: &usize| {
        let (piece, rest) = bytes.split_at_checked(*length)?;
        bytes = rest;
        Some(piece.to_vec())
    };
    lengths.iter().map_while(piece).collect()
}

/// With what the network tells, if there is one.
fn judge(
    question: &Question,
    file: &[u8],
    Trusted { policy, network }: &Trusted,
    not_fetched: &mut Vec<(String, String)>,
) -> Result<Verdict, Unreadable> {
    let Question { name, at, .. } = question;
    let Some(network) = network else { return verify(name, file, policy, *at) };
    let online = verify_online(name, file, policy, network, &mut Evidence::default(), *at)?;
    let failures = online.failures.iter();
    not_fetched.extend(failures.map(|one| (one.host().unwrap_or_default().to_owned(), one.code().to_owned())));
    Ok(online.verdict)
}

fn body(question: &Question, judged: &Result<Verdict, Unreadable>) -> Option<Vec<u8>> {
    let limit = question.upload_bytes;
    match (question.form, judged) {
        (Form::Json, Ok(verdict)) => serde_json::to_vec(verdict).ok(),
        (Form::Json, Err(unreadable)) => serde_json::to_vec(unreadable).ok(),
        (Form::Page(lang), Ok(verdict)) => result_page::result(lang, limit, verdict, question.at),
        (Form::Page(lang), Err(unreadable)) => result_page::unreadable(lang, limit, unreadable),
    }
}

fn joined(head: &impl Serialize, body: &[u8]) -> Option<Vec<u8>> {
    let head = serde_json::to_vec(head).ok()?;
    let length = u32::try_from(head.len()).ok()?.to_le_bytes();
    Some([&length, head.as_slice(), body].concat())
}

fn parted<T: DeserializeOwned>(bytes: &[u8]) -> Option<(T, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (head, body) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    Some((serde_json::from_slice(head).ok()?, body))
}
