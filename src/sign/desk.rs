//! What is to be done next: a task that is begun, or the next part of one that is under way. The key has something to
//! sign as long as there is anything, and few documents are under way.

use std::collections::VecDeque;
use std::slice::Iter;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Tasks `T`, and parts `P` of those that were begun.
pub(super) struct Desk<'t, T, P> {
    state: Mutex<State<'t, T, P>>,
    changed: Condvar,
    /// Tasks before the key, at most, and under way, at most.
    ahead: usize,
    most: usize,
}

struct State<'t, T, P> {
    tasks: Iter<'t, T>,
    parts: VecDeque<P>,
    ahead: usize,
    under_way: usize,
    /// Threads that wait; nobody is woken in vain.
    waiting: usize,
}

/// What is to be done.
pub(super) enum Next<'t, T, P> {
    Begin(&'t T, Place<'t, T, P>),
    Part(P),
}

/// A task that is under way, until this is dropped.
pub(super) struct Place<'t, T, P> {
    desk: Arc<Desk<'t, T, P>>,
    is_ahead: bool,
}

impl<'t, T, P> Desk<'t, T, P> {
    pub fn new(tasks: &'t [T], ahead: usize, most: usize) -> Arc<Self> {
        let state = State { tasks: tasks.iter(), parts: VecDeque::new(), ahead: 0, under_way: 0, waiting: 0 };
        Arc::new(Desk { state: Mutex::new(state), changed: Condvar::new(), ahead, most })
    }

    fn state(&self) -> MutexGuard<'_, State<'t, T, P>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be done now, which is waited for; none when nothing is left. A task is begun as long as `may_begin`.
    pub fn next(self: &Arc<Self>, may_begin: impl Fn() -> bool) -> Option<Next<'t, T, P>> {
        let mut state = self.state();
        loop {
            let has_room = state.ahead < self.ahead && state.under_way < self.most;
            if has_room
                && may_begin()
                && let Some(task) = state.tasks.next()
            {
                state.ahead += 1;
                state.under_way += 1;
                return Some(Next::Begin(task, Place { desk: self.clone(), is_ahead: true }));
            }
            if let Some(part) = state.parts.pop_front() {
                return Some(Next::Part(part));
            }
            if state.under_way == 0 {
                return None;
            }
            state.waiting += 1;
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
        }
    }

    /// Puts the next part of a task on the desk.
    pub fn put(&self, part: P) {
        self.change(|state| state.parts.push_back(part));
    }

    /// Whoever waits looks again: several may have something to do, or all of them nothing any more.
    fn change(&self, change: impl FnOnce(&mut State<'t, T, P>)) {
        let mut state = self.state();
        change(&mut state);
        let is_awaited = state.waiting > 0;
        drop(state);
        if is_awaited {
            self.changed.notify_all();
        }
    }
}

impl<T, P> Place<'_, T, P> {
    /// The key has done its part, and can have another.
    pub fn is_signed(&mut self) {
        if std::mem::take(&mut self.is_ahead) {
            self.desk.change(|state| state.ahead -= 1);
        }
    }
}

impl<T, P> Drop for Place<'_, T, P> {
    fn drop(&mut self) {
        self.desk.change(|state| {
            state.ahead -= usize::from(self.is_ahead);
            state.under_way -= 1;
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    struct Part<'t> {
        task: usize,
        left: usize,
        place: Place<'t, usize, Part<'t>>,
    }

    /// Each task has three parts, the key's after the first; answers how often each was ended.
    fn worked(count: usize, workers: usize, may_begin: &(dyn Fn(usize) -> bool + Sync)) -> Vec<usize> {
        let tasks: Vec<usize> = (0..count).collect();
        let (ended, begun, under_way) = (Mutex::new(vec![0; count]), AtomicUsize::new(0), AtomicUsize::new(0));
        let desk = Desk::new(&tasks, 2, 5);
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    while let Some(next) = desk.next(|| may_begin(begun.load(Ordering::SeqCst))) {
                        match next {
                            Next::Begin(task, place) => {
                                begun.fetch_add(1, Ordering::SeqCst);
                                assert!(under_way.fetch_add(1, Ordering::SeqCst) < 5);
                                desk.put(Part { task: *task, left: 2, place });
                            }
                            Next::Part(Part { task, left: 0, place }) => {
                                ended.lock().unwrap()[task] += 1;
                                under_way.fetch_sub(1, Ordering::SeqCst);
                                drop(place);
                            }
                            Next::Part(Part { task, left, mut place }) => {
                                place.is_signed();
                                desk.put(Part { task, left: left - 1, place });
                            }
                        }
                    }
                });
            }
        });
        ended.into_inner().unwrap()
    }

    #[test]
    fn every_task_is_begun_and_ended_once_and_few_are_under_way() {
        for workers in [1, 2, 7] {
            assert_eq!(worked(500, workers, &|_| true), vec![1; 500]);
            assert!(worked(0, workers, &|_| true).is_empty());
        }
    }

    #[test]
    fn what_was_begun_is_ended_though_nothing_more_may_begin() {
        for workers in [1, 3] {
            let ended = worked(50, workers, &|begun| begun < 7);
            let count = ended.iter().sum::<usize>();
            assert!((7..7 + workers).contains(&count), "{count}");
            assert!(ended.iter().all(|times| *times <= 1));
        }
    }
}
