//! Who did not answer is left alone for a while, so that one dead host does not cost each of a thousand
//! files its whole time.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const REST: Duration = Duration::from_secs(60);
/// Failures that are remembered; beyond them the oldest knowledge is dropped with all the rest.
const MAX_KNOWN: usize = 10_000;

/// Hosts and single questions that failed, and when.
#[derive(Debug, Default)]
pub(super) struct Resting(Mutex<BTreeMap<String, Instant>>);

impl Resting {
    pub fn rests(&self, who: &str) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(who).is_some_and(|since| since.elapsed() < REST)
    }

    pub fn put(&self, who: String) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MAX_KNOWN {
            known.clear();
        }
        known.insert(who, Instant::now());
    }
}
