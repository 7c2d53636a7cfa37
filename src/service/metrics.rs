//! What an operator's monitoring reads: counts and times, by route and never by what was asked.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Seconds.
const BUCKETS: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    /// As in `routes`, without what was asked.
    route: &'static str,
    status: u16,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    route: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Why {
    why: &'static str,
}

#[derive(Debug, Clone, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Judged {
    verdict: String,
}

/// The counters of one service.
pub struct Metrics {
    registry: Registry,
    answers: Family<Answered, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    verdicts: Family<Judged, Counter>,
    refusals: Family<Why, Counter>,
    damaged: Family<Why, Counter>,
    workers_ended: Counter,
    store_up: Gauge,
    trust_current: Gauge,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let mut registry = Registry::with_prefix("vanbangd");
        let metrics = Metrics {
            answers: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            verdicts: Family::default(),
            refusals: Family::default(),
            damaged: Family::default(),
            workers_ended: Counter::default(),
            store_up: Gauge::default(),
            trust_current: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register("answers", "Answers by route and status", metrics.answers.clone());
        registry.register("answer_seconds", "Time to an answer by route", metrics.seconds.clone());
        registry.register("verdicts", "Files judged, by verdict", metrics.verdicts.clone());
        registry.register("refusals", "Requests without an answer of their own, by code", metrics.refusals.clone());
        let damaged = metrics.damaged.clone();
        registry.register("damaged_objects", "Objects asked for that the bucket has lost or altered, by code", damaged);
        let workers = metrics.workers_ended.clone();
        registry.register("workers_ended", "Judging processes that were ended or failed", workers);
        registry.register("store_up", "1 while the store answers", metrics.store_up.clone());
        let help = "1 while it is judged by what the trust folder held when it was last read";
        registry.register("trust_current", help, metrics.trust_current.clone());
        Metrics { registry, ..metrics }
    }
}

impl Metrics {
    pub fn answered(&self, route: &'static str, status: u16, took: Duration) {
        self.answers.get_or_create(&Answered { route, status }).inc();
        self.seconds.get_or_create(&Route { route }).observe(took.as_secs_f64());
    }

    pub fn judged(&self, verdict: &str) {
        self.verdicts.get_or_create(&Judged { verdict: verdict.to_owned() }).inc();
    }

    pub fn refused(&self, why: &'static str) {
        self.refusals.get_or_create(&Why { why }).inc();
    }

    pub fn damaged(&self, why: &'static str) {
        self.damaged.get_or_create(&Why { why }).inc();
    }

    pub fn worker_ended(&self) {
        self.workers_ended.inc();
    }

    pub fn store_is_up(&self, up: bool) {
        self.store_up.set(i64::from(up));
    }

    pub fn trust_is_current(&self, current: bool) {
        self.trust_current.set(i64::from(current));
    }

    /// All of it in the text format of Prometheus (OpenMetrics).
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to memory fails only where memory does.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
