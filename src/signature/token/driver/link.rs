//! The parent's side of the pipes: every question has a limit, and a process that keeps nobody's limit
//! is killed.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::frame::{self, Frame, Kind};
use super::lock;
use super::message::{Answer, Request, decode, encode};
use crate::signature::cms::ToBeSigned;
use crate::signature::token::Error;

/// How long the process may take to end by itself.
const GRACE: Duration = Duration::from_secs(3);

/// Who waits for frames of which lane; nothing once the pipe has ended.
type Inboxes = Arc<Mutex<Option<BTreeMap<u8, Sender<Frame>>>>>;

struct Link {
    output: Mutex<Option<Box<dyn Write + Send>>>,
    inboxes: Inboxes,
    /// Tells when the pipe has ended.
    ended: Mutex<Receiver<()>>,
    process: Mutex<Option<Child>>,
    /// Why nothing more can be asked.
    fate: Mutex<Option<Error>>,
    last_lane: AtomicU8,
    limit: Duration,
}

/// One session's questions and answers.
pub struct Lane {
    number: u8,
    inbox: Receiver<Frame>,
    link: Arc<Link>,
}

fn ended(detail: impl ToString) -> Error {
    Error::DriverEnded { detail: detail.to_string() }
}

impl Lane {
    /// Starts the process and opens its first lane.
    pub fn start(command: &mut Command, limit: Duration) -> Result<Self, Error> {
        let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut process = started.map_err(ended)?;
        let pipes = (process.stdin.take(), process.stdout.take());
        let (Some(output), Some(input)) = pipes else { return Err(ended("no pipe")) };
        Ok(Self::over(input, output, Some(process), limit))
    }

    /// The first lane over any two pipes.
    pub fn over(
        mut input: impl Read + Send + 'static,
        output: impl Write + Send + 'static,
        process: Option<Child>,
        limit: Duration,
    ) -> Self {
        let (sender, inbox) = channel();
        let inboxes: Inboxes = Arc::new(Mutex::new(Some(BTreeMap::from([(0, sender)]))));
        let (open, ended) = channel();
        let theirs = inboxes.clone();
        thread::spawn(move || {
            while let Ok(Some(frame)) = frame::read(&mut input) {
                let inbox = lock(&theirs).as_ref().and_then(|lanes| lanes.get(&frame.lane).cloned());
                // A lane that was given up does not listen.
                let _ = inbox.map(|inbox| inbox.send(frame));
            }
            lock(&theirs).take();
            drop(open);
        });
        let link = Link {
            output: Mutex::new(Some(Box::new(output))),
            inboxes,
            ended: Mutex::new(ended),
            process: Mutex::new(process),
            fate: Mutex::new(None),
            last_lane: AtomicU8::new(0),
            limit,
        };
        Self { number: 0, inbox, link: Arc::new(link) }
    }

    /// The limit of one question.
    pub fn limit(&self) -> Duration {
        self.link.limit
    }

    /// Another session, where the token and its driver allow it.
    pub fn another(&self, ask: impl FnOnce(u8) -> Result<(), Error>) -> Result<Self, Error> {
        let number = self.link.last_lane.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        let (sender, inbox) = channel();
        match lock(&self.link.inboxes).as_mut() {
            Some(lanes) if number != 0 => lanes.insert(number, sender),
            Some(_) => return Err(ended("too many sessions")),
            None => return Err(self.fate()),
        };
        ask(number)?;
        Ok(Self { number, inbox, link: self.link.clone() })
    }

    /// Sends a PIN for the request that follows.
    pub fn hand_pin(&self, pin: &[u8]) -> Result<(), Error> {
        self.send(Kind::Pin, pin)
    }

    /// The answer to a request.
    pub fn ask(&self, request: &Request, limit: Duration) -> Result<Answer, Error> {
        let bytes = encode(request).ok_or_else(|| ended("a path that is not text"))?;
        self.send(Kind::Request, &bytes)?;
        let frame = self.receive(Kind::Answer, limit)?;
        decode(&frame.bytes).ok_or_else(|| self.astray())
    }

    /// Sends a message to be signed.
    pub fn hand_over(&self, message: &ToBeSigned) -> Result<(), Error> {
        self.send(Kind::Sign, message.der())
    }

    /// The token's answer to the first message that it has not answered yet.
    pub fn signed(&self, limit: Duration) -> Result<Vec<u8>, Error> {
        self.receive(Kind::Signed, limit).map(|frame| frame.bytes.to_vec())
    }

    fn send(&self, kind: Kind, bytes: &[u8]) -> Result<(), Error> {
        let mut output = lock(&self.link.output);
        let written = output.as_mut().map(|output| frame::write(&mut **output, self.number, kind, bytes));
        drop(output);
        match written {
            Some(Ok(())) => Ok(()),
            Some(Err(_)) | None => Err(self.fate()),
        }
    }

    fn receive(&self, expected: Kind, limit: Duration) -> Result<Frame, Error> {
        match self.inbox.recv_timeout(limit) {
            Ok(frame) if frame.kind == expected => Ok(frame),
            Ok(frame) if frame.kind == Kind::Failed => Err(decode(&frame.bytes).unwrap_or_else(|| self.astray())),
            Ok(_) => Err(self.astray()),
            Err(RecvTimeoutError::Timeout) => {
                Err(self.link.stop(Error::DriverHangs { seconds: limit.as_secs().max(1) }))
            }
            Err(RecvTimeoutError::Disconnected) => Err(self.fate()),
        }
    }

    /// Why it cannot be asked any more.
    fn fate(&self) -> Error {
        self.link.stop(ended("it closed its pipe"))
    }

    fn astray(&self) -> Error {
        self.link.stop(ended("it answered what makes no sense"))
    }
}

impl Link {
    /// Kills the process; the first reason counts.
    fn stop(&self, reason: Error) -> Error {
        let fate = lock(&self.fate).get_or_insert(reason).clone();
        lock(&self.output).take();
        if let Some(mut process) = lock(&self.process).take() {
            // It may have ended by itself; then there is nothing left to kill.
            let _ = process.kill();
            let _ = process.wait();
        }
        fate
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        // The closed pipe tells the process to close its sessions and to end.
        lock(&self.output).take();
        if let Some(mut process) = lock(&self.process).take() {
            if lock(&self.ended).recv_timeout(GRACE) == Err(RecvTimeoutError::Timeout) {
                let _ = process.kill();
            }
            let _ = process.wait();
        }
    }
}
