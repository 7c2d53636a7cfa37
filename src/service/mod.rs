//! HTTP in, verdict out: the pages and the JSON of `vanbangd`. Alone in the library it is
//! asynchronous; it judges through [`crate::verify`] and keeps no file.

mod assets;
mod code_page;
mod event;
mod judge;
mod lang;
mod linger;
mod pages;
mod questions;
mod refusal;
mod respond;
mod result_page;
mod server;
mod state;
pub mod store;
mod text;
mod upload;
mod words;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;

pub use event::Event;
pub use server::serve;
pub use state::{Limits, Settings, State};

/// Every address that the service answers.
pub fn router(state: State) -> Router {
    let code = get(respond::code);
    Router::new()
        .route("/", get(respond::home).post(respond::verify_page))
        .route("/V/{id}", code.clone())
        .route("/v/{id}", code)
        .route("/api/v1/verify", post(respond::verify_json))
        .route("/healthz", get(respond::health))
        .route("/assets/{name}", get(assets::asset))
        .fallback(respond::not_found)
        .method_not_allowed_fallback(respond::wrong_method)
        .layer(DefaultBodyLimit::max(state.limits().body_bytes()))
        .layer(CatchPanicLayer::custom(refusal::after_panic))
        .layer(middleware::from_fn(assets::guard))
        .with_state(state)
}
