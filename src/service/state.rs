//! What every request shares: trust, the issued codes, limits, and who may still enter.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;

use super::event::Event;
use crate::verify::{KnownCodes, Network, Policy};

/// Room for the borders of a multipart body around the file.
const MULTIPART_BYTES: usize = 64 * 1024;

/// What a client may ask of the service.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Largest file, in bytes.
    pub upload_bytes: usize,
    /// For a request's head to arrive.
    pub head_time: Duration,
    /// For a request's whole body to arrive.
    pub body_time: Duration,
    /// For one verification, by the wall clock; waiting for a turn counts apart, for as long.
    pub verify_time: Duration,
    /// Verifications at once.
    pub verifications: usize,
    /// Uploads that may wait behind them; each may hold `upload_bytes` of memory.
    pub waiting: usize,
    /// Open connections.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            upload_bytes: 20 * 1024 * 1024,
            head_time: Duration::from_secs(5),
            body_time: Duration::from_secs(30),
            verify_time: Duration::from_secs(10),
            verifications: 4,
            waiting: 16,
            connections: 512,
        }
    }
}

impl Limits {
    /// Largest request body, in bytes.
    pub fn body_bytes(&self) -> usize {
        self.upload_bytes.saturating_add(MULTIPART_BYTES)
    }
}

/// What the program that runs the service decides.
pub struct Settings {
    /// Anchors, directory and revocation.
    pub policy: Policy,
    /// Who may be asked about revocation; `None`: nobody.
    pub network: Option<Network>,
    /// What the lists of issued documents say.
    pub known: KnownCodes,
    /// The public host name that the pages state; without it, the host that was asked.
    pub host: Option<String>,
    /// What a client may ask.
    pub limits: Limits,
    /// Tells the present time.
    pub clock: fn() -> DateTime<Utc>,
    /// Is told what happened; never a name, a code or a file's name.
    pub log: Box<dyn Fn(&Event) + Send + Sync>,
}

/// The shared state, cheap to clone.
#[derive(Clone)]
pub struct State(Arc<Shared>);

struct Shared {
    settings: Settings,
    known: RwLock<Arc<KnownCodes>>,
    uploads: Arc<Semaphore>,
    verifications: Arc<Semaphore>,
}

impl State {
    /// Nothing is read or opened here.
    pub fn new(mut settings: Settings) -> State {
        let known = RwLock::new(Arc::new(std::mem::take(&mut settings.known)));
        let verifications = settings.limits.verifications.clamp(1, 1024);
        let uploads = verifications + settings.limits.waiting.min(1024);
        State(Arc::new(Shared {
            settings,
            known,
            uploads: Arc::new(Semaphore::new(uploads)),
            verifications: Arc::new(Semaphore::new(verifications)),
        }))
    }

    /// Puts freshly read lists in the place of the old.
    pub fn replace_known(&self, known: KnownCodes) {
        *self.0.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
    }

    /// The limits.
    pub fn limits(&self) -> &Limits {
        &self.0.settings.limits
    }

    pub(super) fn known(&self) -> Arc<KnownCodes> {
        Arc::clone(&self.0.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn policy(&self) -> &Policy {
        &self.0.settings.policy
    }

    pub(super) fn network(&self) -> Option<&Network> {
        self.0.settings.network.as_ref()
    }

    pub(super) fn host(&self) -> Option<&str> {
        self.0.settings.host.as_deref()
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.0.settings.clock)()
    }

    pub(super) fn tell(&self, event: &Event) {
        (self.0.settings.log)(event);
    }

    pub(super) fn uploads(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.uploads)
    }

    pub(super) fn verifications(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.verifications)
    }
}
