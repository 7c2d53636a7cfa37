//! The only network client: revocation lists, OCSP responses (RFC 6960) and timestamps (RFC 3161) from
//! the hosts that the operator named, within limits of time and size; one server, named by its address, that is
//! given what is public; and the operator's own store of objects. What comes back is evidence: it is judged like
//! any other, never trusted for where it came from.

mod address;
mod breaker;
mod cache;
mod carrier;
mod client;
mod config;
mod config_error;
mod error;
mod inquiry;
mod ocsp;
mod resolver;
mod resting;
mod server;
mod timestamp;

pub use carrier::Carrier;
pub use client::Reply;
pub use config::CONFIGURATION;
pub use config_error::Error as ConfigurationError;
pub use error::{Error, NotHttp, TimestampFault};
pub use inquiry::Inquiry;
pub use server::{Server, ServerError};
pub use timestamp::Timestamp;

use std::path::Path;
use std::time::Duration;

use breaker::Breaker;
use cache::Cache;
use client::Client;
use config::Configuration;
use resolver::Private;
use resting::Resting;

/// The hosts that may be asked, and what was learnt from asking them. It may be shared by threads; each
/// call waits for its answers.
#[derive(Debug)]
pub struct Network {
    configuration: Configuration,
    client: Client,
    cache: Cache,
    resting: Resting,
    /// For timestamp authorities.
    breaker: Breaker,
}

impl Network {
    /// Reads [`CONFIGURATION`] of a trust folder. `None` when there is none or it names nobody: then
    /// nothing is ever asked.
    ///
    /// # Errors
    /// [`ConfigurationError`] when the file, or one that it names, cannot be read or understood.
    pub fn open(trust_folder: &Path) -> Result<Option<Self>, ConfigurationError> {
        let Some(configuration) = Configuration::read(trust_folder)? else {
            return Ok(None);
        };
        Ok(Some(Self::of(configuration)))
    }

    fn of(configuration: Configuration) -> Self {
        let client = Client::new(Private::Only(configuration.named_ips()), &configuration.roots, 0);
        let cache = Cache::new(configuration.cache.clone());
        Self { configuration, client, cache, resting: Resting::default(), breaker: Breaker::default() }
    }

    /// What it was read from, for [`Network::from_bytes`] of another process of the same program.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        serde_json::to_vec(&self.configuration).ok()
    }

    /// Reads what [`Network::to_bytes`] wrote; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().map(Self::of)
    }

    /// Spends at most `time` on the questions of one file.
    #[must_use]
    pub fn within(mut self, time: Duration) -> Self {
        self.configuration.limits.time = self.configuration.limits.time.min(time);
        self
    }

    /// How many hosts may be asked.
    pub fn hosts(&self) -> usize {
        self.configuration.hosts.len()
    }

    /// Begins to ask for one file; its time runs from now.
    pub fn inquiry(&self) -> Inquiry<'_> {
        Inquiry::new(self)
    }
}
