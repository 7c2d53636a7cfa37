//! How often a client may ask. Where it cannot be told, the answer is no: identifiers are not to be
//! tried out. Pages and signed objects are for everybody and are not counted.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, Ordering};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::client::Client;
use super::refusal::Refusal;

/// Clients that are remembered at once; a new one beyond them is asked to come back.
const CLIENTS: usize = 100_000;

/// What is counted, each apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// An identifier or a short code.
    LookUp,
    /// A file to be judged.
    Upload,
    /// Something to be published.
    Publishing,
}

/// The counts of all clients.
pub struct Pace {
    look_ups: Table,
    uploads: Table,
    publishing: Table,
    clock: DefaultClock,
}

struct Table {
    limiter: DefaultKeyedRateLimiter<Client>,
    full: AtomicBool,
}

impl Table {
    fn new(per_minute: u32) -> Table {
        let most = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
        Table { limiter: RateLimiter::keyed(Quota::per_minute(most)), full: AtomicBool::new(false) }
    }
}

impl Pace {
    /// Limits in requests a minute; as many may come at once.
    pub fn new(look_ups: u32, uploads: u32, publishing: u32) -> Pace {
        Pace {
            look_ups: Table::new(look_ups),
            uploads: Table::new(uploads),
            publishing: Table::new(publishing),
            clock: DefaultClock::default(),
        }
    }

    /// Counts one request.
    ///
    /// # Errors
    /// [`Refusal::TooOften`] beyond the limit, and for everybody while too many clients are counted.
    pub fn count(&self, asked: Asked, client: Client) -> Result<(), Refusal> {
        let table = match asked {
            Asked::LookUp => &self.look_ups,
            Asked::Upload => &self.uploads,
            Asked::Publishing => &self.publishing,
        };
        if table.full.load(Ordering::Relaxed) {
            return Err(Refusal::TooOften { seconds: 10 });
        }
        table.limiter.check_key(&client).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now()).as_secs();
            Refusal::TooOften { seconds: u16::try_from(wait).unwrap_or(u16::MAX).saturating_add(1) }
        })
    }

    /// Forgets whoever has not asked for a while. Called every few seconds.
    pub fn forget(&self) {
        for table in [&self.look_ups, &self.uploads, &self.publishing] {
            table.limiter.retain_recent();
            table.full.store(table.limiter.len() > CLIENTS, Ordering::Relaxed);
        }
    }
}
