//! How threads hand documents to each other, and how the first error stops them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Error;

/// A short queue from several threads to several others. It ends when all senders are gone.
pub(super) struct Queue<T>(Mutex<Receiver<T>>);

/// How close the next one follows that is handled together with the one before: what comes from a fast token shares
/// the syncing of folder and journal, what comes from a slow one does not wait for it.
const CLOSELY: Duration = Duration::from_millis(5);

pub(super) fn queue<T>(length: usize) -> (SyncSender<T>, Queue<T>) {
    let (sender, receiver) = sync_channel(length);
    (sender, Queue(Mutex::new(receiver)))
}

impl<T> Queue<T> {
    /// The next one, which is waited for; none when nobody can send any more.
    pub fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
    }

    /// The next one if it is there already.
    pub fn take_waiting(&self) -> Option<T> {
        self.0.try_lock().ok()?.try_recv().ok()
    }

    /// This one, and those that follow it closely.
    pub fn with_more(&self, first: T, most: usize) -> Vec<T> {
        let receiver = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let following = std::iter::from_fn(|| receiver.recv_timeout(CLOSELY).ok());
        std::iter::once(first).chain(following).take(most).collect()
    }
}

/// The first error; once it is there nothing new is begun.
#[derive(Default)]
pub(super) struct Halt {
    is_set: AtomicBool,
    error: Mutex<Option<Error>>,
}

impl Halt {
    pub fn set(&self, error: Error) {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        self.is_set.store(true, Ordering::SeqCst);
    }

    /// Somebody may ask to stop, which is an end like any other.
    pub fn unless_asked(&self, stop: &dyn Fn() -> bool) -> &Self {
        if stop() {
            self.set(Error::Interrupted);
        }
        self
    }

    pub fn unless_set<T>(&self, work: impl FnOnce() -> Option<T>) -> Option<T> {
        if self.is_set.load(Ordering::SeqCst) { None } else { work() }
    }

    pub fn outcome(self) -> Result<(), Error> {
        self.error.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }
}
