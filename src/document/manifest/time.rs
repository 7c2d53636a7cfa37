//! Times of the protocol: whole seconds since 1970-01-01T00:00:00Z.

use std::fmt;

use chrono::{DateTime, Datelike, FixedOffset, Utc};

use super::cbor::MAX_INTEGER;

/// Seconds east of Greenwich in Việt Nam.
const VIETNAM: i32 = 7 * 3600;

/// A moment, unsigned (protocol.md 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(u64);

impl Time {
    /// Seconds since 1970, at most 2^53 − 1.
    pub fn from_seconds(seconds: u64) -> Option<Time> {
        (seconds <= MAX_INTEGER).then_some(Time(seconds))
    }

    pub fn seconds(self) -> u64 {
        self.0
    }

    /// Later by that many seconds; the last moment there is stays.
    #[must_use]
    pub fn plus(self, seconds: u64) -> Time {
        Time(self.0.saturating_add(seconds).min(MAX_INTEGER))
    }

    /// The same moment for a calendar, where it has one.
    pub fn date_time(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(i64::try_from(self.0).ok()?, 0)
    }

    /// The calendar year in Việt Nam.
    pub fn year(self) -> Option<u64> {
        u64::try_from(self.date_time()?.with_timezone(&FixedOffset::east_opt(VIETNAM)?).year()).ok()
    }
}

/// Whole seconds; a moment before 1970 is the first there is.
impl From<DateTime<Utc>> for Time {
    fn from(moment: DateTime<Utc>) -> Time {
        Time(u64::try_from(moment.timestamp()).unwrap_or_default())
    }
}

/// As people in Việt Nam read it: `21/11/2026 09:30:00 +07:00`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date_time().zip(FixedOffset::east_opt(VIETNAM)) {
            Some((moment, offset)) => write!(f, "{}", moment.with_timezone(&offset).format("%d/%m/%Y %H:%M:%S %:z")),
            None => write!(f, "{} s", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_change_at_midnight_in_viet_nam() {
        let at = |text: &str| Time::from(text.parse::<DateTime<Utc>>().unwrap());
        assert_eq!(at("2026-12-31T16:59:59Z").year(), Some(2026));
        assert_eq!(at("2026-12-31T17:00:00Z").year(), Some(2027));
        assert_eq!(at("1969-12-31T00:00:00Z").seconds(), 0);
        assert_eq!(at("2026-11-21T02:30:00Z").to_string(), "21/11/2026 09:30:00 +07:00");
        let last = Time::from_seconds(MAX_INTEGER).unwrap();
        assert_eq!((last.plus(1), last.year(), last.to_string()), (last, None, format!("{MAX_INTEGER} s")));
        assert_eq!(Time::from_seconds(MAX_INTEGER + 1), None);
    }
}
