//! Who fails again and again is not asked for a while, so that a dead authority does not cost each of a
//! thousand documents its whole time. One failure may be chance; a rest is for a row of them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Failures one after another that bring a rest.
const IN_A_ROW: u32 = 3;
const REST: Duration = Duration::from_secs(60);

/// Failures of each, since it last answered.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<BTreeMap<String, Row>>);

#[derive(Debug)]
struct Row {
    failures: u32,
    last: Instant,
}

impl Breaker {
    pub fn rests(&self, who: &str) -> bool {
        let rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rows.get(who).is_some_and(|row| row.failures >= IN_A_ROW && row.last.elapsed() < REST)
    }

    pub fn answered(&self, who: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(who);
    }

    pub fn failed(&self, who: String) {
        let mut rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let row = rows.entry(who).or_insert(Row { failures: 0, last: Instant::now() });
        *row = Row { failures: row.failures.saturating_add(1), last: Instant::now() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_failures_brings_a_rest_and_an_answer_ends_it() {
        let breaker = Breaker::default();
        for _ in 0..IN_A_ROW {
            assert!(!breaker.rests("tsa"));
            breaker.failed("tsa".into());
        }
        assert!(breaker.rests("tsa") && !breaker.rests("another"));
        breaker.answered("tsa");
        assert!(!breaker.rests("tsa"));
        breaker.failed("tsa".into());
        assert!(!breaker.rests("tsa"), "the row begins anew");
    }
}
