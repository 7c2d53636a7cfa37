//! HTTP in, verdict out: the pages and the JSON of `vanbangd`. Alone in the library it is
//! asynchronous; it judges through [`crate::verify`] and keeps no file.

mod assets;
mod client;
mod codes;
mod crowd;
mod event;
mod gate;
mod judge;
mod lang;
mod linger;
mod metrics;
mod objects;
mod pace;
mod page;
mod pages;
mod parts;
mod publish;
mod questions;
mod refusal;
mod respond;
mod result_page;
mod routes;
mod server;
mod standing;
mod state;
pub mod store;
mod text;
mod trusted;
mod upload;
mod watch;
mod words;
mod worker;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post, put};
use axum::{Router, middleware};

pub use event::Event;
pub use gate::Gate;
pub use server::serve;
pub use state::{Limits, Settings, State};
pub use trusted::Trusted;
pub use watch::watch;
pub use worker::{Judged, Start, work};

/// Every address that the public is answered at.
pub fn site(state: State) -> Gate {
    let page = get(respond::code_page);
    let body = || DefaultBodyLimit::max(state.limits().body_bytes());
    let router = Router::new()
        .route("/", get(respond::home).post(respond::verify_page).layer(body()))
        .route("/V/{id}", page.clone())
        .route("/v/{id}", page)
        .route("/api/v1/verify", post(respond::verify_json).layer(body()))
        .route("/api/v1/openapi.json", get(assets::openapi))
        .route("/healthz", get(respond::health))
        .route("/readyz", get(respond::ready))
        .route("/assets/{name}", get(assets::asset))
        .route("/sw.js", get(page::keeper))
        .route("/api/v1/codes/{id}", get(codes::code))
        .route("/api/v1/short/{typed}", get(codes::short))
        .nest("/.well-known/vanbang/v1", objects().layer(middleware::from_fn_with_state(state.clone(), gate::object)))
        .nest(
            "/api/v1/publish",
            publishing().layer(body()).layer(middleware::from_fn_with_state(state.clone(), gate::publish)),
        )
        .fallback(respond::not_found)
        .method_not_allowed_fallback(respond::wrong_method)
        .with_state(state.clone());
    Gate::before(router, state)
}

/// What proves itself may be published by anybody.
fn publishing() -> Router<State> {
    Router::new()
        .route("/batches/{batch}", put(publish::batch))
        .route("/envelopes/{id}", put(publish::envelope))
        .route("/status/{org}", put(publish::status))
        .layer(DefaultBodyLimit::max(publish::BODY))
}

/// What anybody may copy.
fn objects() -> Router<State> {
    Router::new()
        .route("/batches/{file}", get(objects::batch))
        .route("/{org}/status/head", get(objects::head))
        .route("/{org}/status/{list}/{digest}", get(objects::part))
        .route("/directory", get(objects::directory))
        .route("/anchors", get(objects::anchors))
}

/// What only the operator's monitoring is answered.
pub fn monitoring(state: State) -> Router {
    Router::new()
        .route("/metrics", get(respond::metrics))
        .route("/healthz", get(respond::health))
        .route("/readyz", get(respond::ready))
        .with_state(state)
}
