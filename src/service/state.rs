//! What every request shares: trust, the store, limits, and who may still enter.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::response::Response;
use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;

use super::event::Event;
use super::metrics::Metrics;
use super::pace::Pace;
use super::refusal::Refusal;
use super::store::{self, Store};
use super::trusted::Trusted;
use super::worker::{Start, Workers};
use crate::verify::Policy;

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
    /// Open connections of one client, where no proxy stands between.
    pub connections_per_client: usize,
    /// Identifiers that one client may ask for in a minute.
    pub look_ups_per_minute: u32,
    /// Files that one client may send in a minute.
    pub uploads_per_minute: u32,
    /// Objects that one client may publish in a minute.
    pub published_per_minute: u32,
    /// Whether a proxy writes the client's address into `X-Forwarded-For`.
    pub behind_proxy: bool,
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
            connections_per_client: 32,
            look_ups_per_minute: 60,
            uploads_per_minute: 60,
            published_per_minute: 6_000,
            behind_proxy: false,
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
    /// What is judged by, until [`State::trust`] says otherwise.
    pub trusted: Trusted,
    /// How files are judged.
    pub worker: Start,
    /// What was published.
    pub store: Store,
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
    policy: RwLock<Arc<Policy>>,
    /// The code of why the trust folder as it is now is not judged by.
    refused_trust: RwLock<Option<&'static str>>,
    workers: Workers,
    uploads: Arc<Semaphore>,
    verifications: Arc<Semaphore>,
    look_ups: Semaphore,
    publishing: Semaphore,
    pace: Pace,
    metrics: Metrics,
    store_answers: AtomicBool,
    stopping: AtomicBool,
}

/// Questions to the store at once; whoever comes beyond them is asked to come back.
const LOOK_UPS: usize = 256;
/// Objects that are read and judged at once, each of up to [`super::publish::BODY`] bytes.
const PUBLISHING: usize = 8;
/// The code where the processes that judge could not be told whom to trust.
const UNTOLD: &str = "TRUST_UNTOLD";

impl State {
    /// Nothing is read or opened here.
    pub fn new(mut settings: Settings) -> State {
        let verifications = settings.limits.verifications.clamp(1, 1024);
        let uploads = verifications + settings.limits.waiting.min(1024);
        let limits = &settings.limits;
        let pace = Pace::new(limits.look_ups_per_minute, limits.uploads_per_minute, limits.published_per_minute);
        let workers = Workers::new(settings.worker.clone(), limits.verify_time);
        let trusted = std::mem::take(&mut settings.trusted);
        let state = State(Arc::new(Shared {
            settings,
            policy: RwLock::default(),
            refused_trust: RwLock::default(),
            workers,
            uploads: Arc::new(Semaphore::new(uploads)),
            verifications: Arc::new(Semaphore::new(verifications)),
            look_ups: Semaphore::new(LOOK_UPS),
            publishing: Semaphore::new(PUBLISHING),
            pace,
            metrics: Metrics::default(),
            store_answers: AtomicBool::new(false),
            stopping: AtomicBool::new(false),
        }));
        if !state.judge_by(trusted) {
            state.keep_trust(UNTOLD);
        }
        state
    }

    /// Judges by this from now on; what is under way is finished by what was before.
    pub fn trust(&self, trusted: Trusted) {
        match self.judge_by(trusted) {
            true => self.tell(&Event::Trust { refused: None }),
            false => self.keep_trust(UNTOLD),
        }
    }

    /// Whether the processes that judge could be told.
    fn judge_by(&self, trusted: Trusted) -> bool {
        if self.0.workers.trust(&trusted).is_none() {
            return false;
        }
        *self.0.policy.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(trusted.policy);
        self.note_trust(None);
        true
    }

    /// What the trust folder holds now is refused for a reason of this code: it is judged by what was before.
    pub fn keep_trust(&self, code: &'static str) {
        self.note_trust(Some(code));
        self.tell(&Event::Trust { refused: Some(code) });
    }

    fn note_trust(&self, refused: Option<&'static str>) {
        self.0.metrics.trust_is_current(refused.is_none());
        *self.0.refused_trust.write().unwrap_or_else(PoisonError::into_inner) = refused;
    }

    /// Why the trust folder as it is now is not judged by, if it is not.
    pub(super) fn refused_trust(&self) -> Option<&'static str> {
        *self.0.refused_trust.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The limits.
    pub fn limits(&self) -> &Limits {
        &self.0.settings.limits
    }

    /// Tells whoever asks that no new work is taken.
    pub fn stop(&self) {
        self.0.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether new work is taken and the store answers.
    pub(super) fn is_ready(&self) -> bool {
        self.0.store_answers.load(Ordering::Relaxed) && !self.0.stopping.load(Ordering::Relaxed)
    }

    /// Notes whether the store answers; a change is worth a line in the log.
    pub(super) fn store_answers(&self, error: Option<&store::Error>) {
        let now = error.is_none();
        self.0.metrics.store_is_up(now);
        if self.0.store_answers.swap(now, Ordering::Relaxed) != now {
            self.tell(&Event::Store { code: error.map(store::Error::code) });
        }
    }

    /// The answer where the store has none: never that something is not there. One damaged object is not the store.
    pub(super) fn store_failed(&self, error: &store::Error) -> Response {
        match error {
            store::Error::Damaged(_) => self.tell(&Event::Damaged { code: error.code() }),
            _ => self.store_answers(Some(error)),
        }
        self.refuse(Refusal::StoreLost)
    }

    /// A refusal in JSON, counted and logged.
    pub(super) fn refuse(&self, refusal: Refusal) -> Response {
        self.tell(&Event::Refused { code: refusal.code() });
        refusal.answer()
    }

    pub(super) fn store(&self) -> &Store {
        &self.0.settings.store
    }

    pub(super) fn look_ups(&self) -> &Semaphore {
        &self.0.look_ups
    }

    pub(super) fn publishing(&self) -> &Semaphore {
        &self.0.publishing
    }

    pub(super) fn pace(&self) -> &Pace {
        &self.0.pace
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(super) fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.0.policy.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn workers(&self) -> &Workers {
        &self.0.workers
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.0.settings.clock)()
    }

    pub(super) fn tell(&self, event: &Event) {
        match event {
            Event::Verified { judged, .. } => self.metrics().judged(&judged.verdict),
            Event::Refused { code } => self.metrics().refused(code),
            Event::Damaged { code } => self.metrics().damaged(code),
            _ => {}
        }
        (self.0.settings.log)(event);
    }

    pub(super) fn uploads(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.uploads)
    }

    pub(super) fn verifications(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.verifications)
    }
}
