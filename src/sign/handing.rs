//! How threads hand documents to each other, and how the first error stops them.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Error;

/// How close those follow each other that are handled together: what comes from a fast token shares the syncing of
/// folder and journal, what comes from a slow one does not wait for it.
const CLOSELY: Duration = Duration::from_millis(5);

/// A short queue from several threads to several others. It ends when all senders are gone. The channels of the
/// standard library have one receiver; several would wake each other for every document.
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    length: usize,
    /// Told that there is something, or that nothing ever will be.
    filled: Condvar,
    /// Told that there is room.
    emptied: Condvar,
    /// Told that nothing more will come.
    ended: Condvar,
}

struct State<T> {
    items: VecDeque<T>,
    senders: usize,
    /// Threads that wait for something, and for room: nobody else is woken.
    takers: usize,
    givers: usize,
}

/// One end of a [`Queue`].
pub(super) struct Sender<T>(Arc<Queue<T>>);

pub(super) fn queue<T>(length: usize) -> (Sender<T>, Arc<Queue<T>>) {
    let state = State { items: VecDeque::with_capacity(length), senders: 1, takers: 0, givers: 0 };
    let (filled, emptied, ended) = Default::default();
    let queue = Arc::new(Queue { state: Mutex::new(state), length, filled, emptied, ended });
    (Sender(queue.clone()), queue)
}

impl<T> Queue<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next one, which is waited for; none when nobody can send any more.
    pub fn take(&self) -> Option<T> {
        let mut state = self.state();
        while state.items.is_empty() && state.senders > 0 {
            state.takers += 1;
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.takers -= 1;
        }
        self.next(state)
    }

    /// The next one if it is there already.
    pub fn take_waiting(&self) -> Option<T> {
        self.next(self.state())
    }

    /// This one, and those that follow it closely.
    pub fn with_more(&self, first: T, most: usize) -> Vec<T> {
        let mut all = vec![first];
        loop {
            let before = all.len();
            let is_open = self.rest();
            all.extend(std::iter::from_fn(|| self.take_waiting()).take(most - before));
            if all.len() == before || all.len() >= most || !is_open {
                return all;
            }
        }
    }

    /// Waits whether somebody sends more; answers whether somebody still can.
    fn rest(&self) -> bool {
        let waited = self.ended.wait_timeout_while(self.state(), CLOSELY, |state| state.senders > 0);
        waited.unwrap_or_else(PoisonError::into_inner).0.senders > 0
    }

    fn next(&self, mut state: MutexGuard<'_, State<T>>) -> Option<T> {
        let next = state.items.pop_front();
        let is_awaited = state.givers > 0;
        // Whoever is woken wants the lock.
        drop(state);
        if next.is_some() && is_awaited {
            self.emptied.notify_one();
        }
        next
    }
}

impl<T> Sender<T> {
    /// Puts one behind the others, as soon as there is room.
    pub fn send(&self, item: T) {
        let queue = &*self.0;
        let mut state = queue.state();
        while state.items.len() >= queue.length {
            state.givers += 1;
            state = queue.emptied.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.givers -= 1;
        }
        state.items.push_back(item);
        let is_awaited = state.takers > 0;
        drop(state);
        if is_awaited {
            queue.filled.notify_one();
        }
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.0.state().senders += 1;
        Self(self.0.clone())
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.senders -= 1;
        if state.senders == 0 {
            self.0.filled.notify_all();
            self.0.ended.notify_all();
        }
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

    pub fn is_set(&self) -> bool {
        self.is_set.load(Ordering::SeqCst)
    }

    pub fn unless_set<T>(&self, work: impl FnOnce() -> Option<T>) -> Option<T> {
        if self.is_set() { None } else { work() }
    }

    pub fn outcome(self) -> Result<(), Error> {
        self.error.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_arrives_once_however_many_hand_it_on() {
        let (sender, items) = queue::<usize>(2);
        let taken = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for giver in 0..4 {
                let sender = sender.clone();
                scope.spawn(move || (0..250).for_each(|one| sender.send(giver * 250 + one)));
            }
            drop(sender);
            for _ in 0..3 {
                scope.spawn(|| {
                    while let Some(one) = items.take() {
                        taken.lock().unwrap().push(one);
                    }
                });
            }
        });
        let mut taken = taken.into_inner().unwrap();
        taken.sort_unstable();
        assert_eq!(taken, (0..1000).collect::<Vec<_>>());
        assert!(items.take().is_none() && items.take_waiting().is_none());
    }

    #[test]
    fn those_that_follow_closely_come_together_and_no_more_than_asked() {
        let (sender, items) = queue::<usize>(8);
        (1..8).for_each(|one| sender.send(one));
        assert_eq!(items.with_more(0, 3), [0, 1, 2]);
        drop(sender);
        assert_eq!(items.with_more(9, 100), [9, 3, 4, 5, 6, 7]);
    }
}
