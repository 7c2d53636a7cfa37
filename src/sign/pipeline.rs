//! The stages beside each other: documents are prepared on all cores, signed one after another by each
//! session of the key, and kept by threads that wait for the disk, while this thread notes what stands.
//! Queues are short, so memory does not grow with the batch.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, FixedOffset};

use super::handing::{Halt, Queue, Sender, queue};
use super::keep::Expected;
use super::prepare::{Ready, pen, prepare, read};
use super::step::Task;
use super::{Error, Request};
use crate::document::batch::{Entry, NOTED_TOGETHER};
use crate::signature::pades::{self, Identity, Pen, Prepared};
use crate::signature::token::{Signature, Signer};

/// Threads that keep files. They wait for the disk, which syncs several files in the time of one.
const KEEPERS: usize = 16;

/// Documents that a key has at once.
const IN_HAND: usize = 2;

/// A document and its signature, on their way to the disk.
struct Signed<'t> {
    task: &'t Task,
    prepared: Prepared,
    signature: Signature,
    claimed: DateTime<FixedOffset>,
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
    let (next, halt) = (AtomicUsize::new(0), Halt::default());
    let pen = pen(request.look, expected.step);
    let (to_lanes, ready) = queue::<Ready>(2 * cores);
    let (to_keepers, signed) = queue::<Signed>(KEEPERS);
    let (to_notes, notes) = queue::<Entry>(NOTED_TOGETHER);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            let (to_lanes, to_notes, next, halt) = (to_lanes.clone(), to_notes.clone(), &next, &halt);
            let pen = &pen;
            scope.spawn(move || {
                while let Some(task) =
                    halt.unless_asked(request.stop).unless_set(|| tasks.get(next.fetch_add(1, Ordering::Relaxed)))
                {
                    match begin(request, expected, identity, pen, task) {
                        Ok(Begun::Found(kept)) => to_notes.send(kept),
                        Ok(Begun::Ready(ready)) => to_lanes.send(*ready),
                        Err(error) => halt.set(error),
                    }
                }
            });
        }
        for signer in lanes {
            let (ready, to_keepers, halt) = (&ready, to_keepers.clone(), &halt);
            scope.spawn(move || sign_all(*signer, ready, &to_keepers, halt, request.stop));
        }
        for _ in 0..KEEPERS {
            let (signed, to_notes, halt) = (&signed, to_notes.clone(), &halt);
            scope.spawn(move || {
                while let Some(signed) = signed.take() {
                    match keep(request, expected, identity, signed) {
                        Ok(kept) => to_notes.send(kept),
                        Err(error) => halt.set(error),
                    }
                }
            });
        }
        drop((to_lanes, to_keepers, to_notes));
        while let Some(first) = notes.take() {
            if let Err(error) = note(notes.with_more(first, NOTED_TOGETHER)) {
                halt.set(error);
            }
        }
    });
    halt.outcome()
}

enum Begun<'t> {
    Found(Entry),
    Ready(Box<Ready<'t>>),
}

fn begin<'t>(
    request: &Request,
    expected: &Expected,
    identity: &Identity,
    pen: &Pen,
    task: &'t Task,
) -> Result<Begun<'t>, Error> {
    let source = read(task)?;
    let claimed = (request.clock)();
    if task.is_left
        && let Some(sha256) = expected.found(&task.target, source.bytes(), claimed)
    {
        return Ok(Begun::Found(kept(request, expected, task, sha256, claimed)));
    }
    let ready = prepare(task, source, expected.step, identity, pen, request.stamped, claimed)?;
    Ok(Begun::Ready(Box::new(ready)))
}

/// Signs what is ready until nothing more comes. The key has one document while it signs another; what it has is signed,
/// whatever happens meanwhile.
fn sign_all<'t>(
    signer: &mut dyn Signer,
    ready: &Queue<Ready<'t>>,
    to_keepers: &Sender<Signed<'t>>,
    halt: &Halt,
    stop: &dyn Fn() -> bool,
) {
    let mut in_hand = VecDeque::new();
    loop {
        while in_hand.len() < IN_HAND {
            let next = if in_hand.is_empty() { ready.take() } else { ready.take_waiting() };
            let Some(next) = next else { break };
            let handed = halt.unless_asked(stop).unless_set(|| Some(signer.hand_over(next.prepared.to_be_signed())));
            match handed {
                Some(Ok(())) => in_hand.push_back(next),
                Some(Err(error)) => halt.set(pades::Error::from(error).into()),
                None => {}
            }
        }
        match in_hand.pop_front().map(|first| sign(first, signer)) {
            Some(Ok(signed)) => to_keepers.send(signed),
            Some(Err(error)) => halt.set(error),
            None => return,
        }
    }
}

fn sign<'t>(ready: Ready<'t>, signer: &mut dyn Signer) -> Result<Signed<'t>, Error> {
    let Ready { task, prepared, claimed } = ready;
    let signature = signer.sign(prepared.to_be_signed()).map_err(pades::Error::from)?;
    Ok(Signed { task, prepared, signature, claimed })
}

fn keep(request: &Request, expected: &Expected, identity: &Identity, signed: Signed) -> Result<Entry, Error> {
    let Signed { task, prepared, signature, claimed } = signed;
    let pdf = prepared.finish(&signature, identity)?;
    let sha256 = expected.put(&task.target, pdf.bytes(), pdf.beginning(), claimed)?;
    Ok(kept(request, expected, task, sha256, claimed))
}

fn kept(request: &Request, expected: &Expected, task: &Task, sha256: String, claimed: DateTime<FixedOffset>) -> Entry {
    let (index, role, claimed) = (task.index, expected.step.role.code().to_owned(), claimed.to_rfc3339());
    match request.stamped {
        true => Entry::Unstamped { index, role, sha256, claimed },
        false => Entry::Signed { index, role, sha256, claimed, stamped: None },
    }
}
