//! The stages beside each other: a few threads prepare documents and verify what was written, each session of the key
//! signs one after another, threads that wait for the disk write, and this thread notes what stands.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

use super::desk::{Desk, Next, Place};
use super::handing::{Halt, Queue, Sender, queue};
use super::keep::{Expected, Written};
use super::prepare::{pen, prepare, read};
use super::step::Task;
use super::{Error, Request};
use crate::document::batch::{Entry, NOTED_TOGETHER};
use crate::signature::pades::{self, Identity, Pen, Prepared, SignedPdf};
use crate::signature::token::{Signature, Signer};

/// Threads that write. They wait for the disk, which syncs several files in the time of one.
const WRITERS: usize = 16;

/// Documents that a key has at once.
const IN_HAND: usize = 2;

/// Documents prepared or being prepared for each session of the key, with those that it has.
const AHEAD: usize = IN_HAND + 2;

/// A document on its way.
struct Underway<'t> {
    task: &'t Task,
    claimed: DateTime<FixedOffset>,
    place: Place<'t, Task, Part<'t>>,
}

/// What is to be done next with one that is signed: it gets its signature, or, written, its name.
enum Part<'t> {
    Signed(Underway<'t>, Box<(Prepared, Signature)>),
    Written(Underway<'t>, Box<(SignedPdf, Written)>),
}

/// What everybody works with.
struct Works<'w, 't> {
    request: &'w Request<'w>,
    expected: &'w Expected<'w>,
    identity: &'w Identity,
    pen: Pen<'w>,
    desk: Arc<Desk<'t, Task, Part<'t>>>,
    halt: Halt,
}

/// Signs the tasks. `note` is called on this thread with what stands under its name, several at once.
/// After the first error nothing more is signed; what was signed already is kept and noted.
pub(super) fn run(
    request: &Request,
    expected: &Expected,
    identity: &Identity,
    tasks: &[Task],
    lanes: &mut [&mut dyn Signer],
    note: &mut dyn FnMut(Vec<Entry>) -> Result<(), Error>,
) -> Result<(), Error> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // A key that computes on this machine has a core for each of its sessions.
    let workers = cores.saturating_sub(lanes.len()).max(1);
    let ahead = AHEAD * lanes.len();
    let most = ahead + WRITERS;
    let works = Works {
        request,
        expected,
        identity,
        pen: pen(request.look, expected.step),
        desk: Desk::new(tasks, ahead, most),
        halt: Halt::default(),
    };
    let (to_lanes, ready) = queue(most);
    let (to_writers, signed) = queue(most);
    let (to_notes, notes) = queue(NOTED_TOGETHER);
    std::thread::scope(|scope| {
        let works = &works;
        for _ in 0..workers {
            let (to_lanes, to_writers, to_notes) = (to_lanes.clone(), to_writers.clone(), to_notes.clone());
            scope.spawn(move || works.prepare_and_confirm(&to_lanes, &to_writers, &to_notes));
        }
        for signer in lanes {
            let ready = &ready;
            scope.spawn(move || works.sign_all(*signer, ready));
        }
        for _ in 0..WRITERS {
            let signed = &signed;
            scope.spawn(move || works.write_all(signed));
        }
        drop((to_lanes, to_writers, to_notes));
        while let Some(first) = notes.take() {
            if let Err(error) = note(notes.with_more(first, NOTED_TOGETHER)) {
                works.halt.set(error);
            }
        }
    });
    works.halt.outcome()
}

impl<'t> Works<'_, 't> {
    /// What takes a processor, document after document.
    fn prepare_and_confirm(
        &self,
        to_lanes: &Sender<(Underway<'t>, Prepared)>,
        to_writers: &Sender<(Underway<'t>, SignedPdf)>,
        to_notes: &Sender<Entry>,
    ) {
        let may_begin = || !self.halt.unless_asked(self.request.stop).is_set();
        while let Some(next) = self.desk.next(may_begin) {
            let done = match next {
                Next::Begin(task, place) => self.begin(task).map(|begun| match begun {
                    Begun::Found(kept) => to_notes.send(kept),
                    Begun::Prepared(claimed, prepared) => to_lanes.send((Underway { task, claimed, place }, *prepared)),
                }),
                Next::Part(Part::Signed(underway, signed)) => {
                    let (prepared, signature) = *signed;
                    let finished = prepared.finish(&signature, self.identity).map_err(Error::from);
                    finished.map(|pdf| to_writers.send((underway, pdf)))
                }
                Next::Part(Part::Written(Underway { task, claimed, .. }, written)) => {
                    let (pdf, written) = *written;
                    let sha256 = self.expected.confirm(&task.target, written, pdf.bytes(), pdf.beginning(), claimed);
                    sha256.map(|sha256| to_notes.send(self.kept(task, sha256, claimed)))
                }
            };
            if let Err(error) = done {
                self.halt.set(error);
            }
        }
    }

    fn begin(&self, task: &Task) -> Result<Begun, Error> {
        let source = read(task)?;
        let claimed = (self.request.clock)();
        if task.is_left
            && let Some(sha256) = self.expected.found(&task.target, source.bytes(), claimed)
        {
            return Ok(Begun::Found(self.kept(task, sha256, claimed)));
        }
        let (step, stamped) = (self.expected.step, self.request.stamped);
        let prepared = prepare(task, source, step, self.identity, &self.pen, stamped, claimed)?;
        Ok(Begun::Prepared(claimed, Box::new(prepared)))
    }

    /// Signs what is ready until nothing more comes. The key has one document while it signs another; what it has is
    /// signed, whatever happens meanwhile.
    fn sign_all(&self, signer: &mut dyn Signer, ready: &Queue<(Underway<'t>, Prepared)>) {
        let mut in_hand = VecDeque::new();
        loop {
            while in_hand.len() < IN_HAND {
                let next = if in_hand.is_empty() { ready.take() } else { ready.take_waiting() };
                let Some(next) = next else { break };
                let halt = self.halt.unless_asked(self.request.stop);
                match halt.unless_set(|| Some(signer.hand_over(next.1.to_be_signed()))) {
                    Some(Ok(())) => in_hand.push_back(next),
                    Some(Err(error)) => self.halt.set(pades::Error::from(error).into()),
                    None => {}
                }
            }
            let Some((mut underway, prepared)) = in_hand.pop_front() else { return };
            match signer.sign(prepared.to_be_signed()) {
                Ok(signature) => {
                    underway.place.is_signed();
                    self.desk.put(Part::Signed(underway, Box::new((prepared, signature))));
                }
                Err(error) => self.halt.set(pades::Error::from(error).into()),
            }
        }
    }

    fn write_all(&self, signed: &Queue<(Underway<'t>, SignedPdf)>) {
        while let Some((underway, pdf)) = signed.take() {
            match self.expected.write(&underway.task.target, pdf.bytes()) {
                Ok(written) => self.desk.put(Part::Written(underway, Box::new((pdf, written)))),
                Err(error) => self.halt.set(error),
            }
        }
    }

    fn kept(&self, task: &Task, sha256: String, claimed: DateTime<FixedOffset>) -> Entry {
        let role = self.expected.step.role.code().to_owned();
        let (index, claimed) = (task.index, claimed.to_rfc3339());
        match self.request.stamped {
            true => Entry::Unstamped { index, role, sha256, claimed },
            false => Entry::Signed { index, role, sha256, claimed, stamped: None },
        }
    }
}

enum Begun {
    Found(Entry),
    Prepared(DateTime<FixedOffset>, Box<Prepared>),
}
