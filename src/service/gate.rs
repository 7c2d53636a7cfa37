//! What every request passes: long addresses are refused, look-ups counted, answers given their headers
//! and their place in the metrics.

use std::any::Any;
use std::mem;
use std::sync::LazyLock;
use std::time::Instant;

use axum::Router;
use axum::extract::{Request, State as Extract};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanic;
use tower_service::Service;

use super::client::Client;
use super::pace::Asked;
use super::refusal::{self, Refusal};
use super::routes;
use super::server::Answers;
use super::state::State;

const MAX_URI: usize = 2 * 1024;

/// Of the plain pages: nothing but our own files, no inline script or style, no frames.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// What every answer carries unless it says otherwise.
static HEADERS: LazyLock<HeaderMap> = LazyLock::new(|| {
    HeaderMap::from_iter(
        [
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
            (RESOURCE, "same-origin"),
            (header::CACHE_CONTROL, "no-store"),
        ]
        .map(|(name, value)| (name, HeaderValue::from_static(value))),
    )
});
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

type AfterPanic = fn(Box<dyn Any + Send>) -> Response;

/// The whole site behind the one gate that everything passes: one, because each layer of a router costs every request
/// two allocations.
#[derive(Clone)]
pub struct Gate {
    state: State,
    router: CatchPanic<Router, AfterPanic>,
}

impl Gate {
    /// Before a router; a handler that panics spoils its own answer alone.
    pub fn before(router: Router, state: State) -> Gate {
        Gate { state, router: CatchPanic::custom(router, refusal::after_panic as _) }
    }
}

impl Answers for Gate {
    /// Refuses long addresses, gives every answer its security headers, and counts it. Answers are not stored
    /// unless they say so.
    async fn answer(&self, request: Request) -> Response {
        let started = Instant::now();
        let route = routes::of(request.uri().path());
        let length = request.uri().path_and_query().map_or(0, |whole| whole.as_str().len());
        let mut response = match length > MAX_URI {
            true => StatusCode::URI_TOO_LONG.into_response(),
            false => self.router.clone().call(request).await.into_response(),
        };
        let own = mem::replace(response.headers_mut(), HEADERS.clone());
        response.headers_mut().extend(own);
        self.state.metrics().answered(route, response.status().as_u16(), started.elapsed());
        response
    }
}

/// One look-up by an identifier: counted, bounded in number, and readable from the page of any host.
pub async fn look_up(state: &State, client: Client, answer: impl Future<Output = Response>) -> Response {
    shared(match (state.pace().count(Asked::LookUp, client), state.look_ups().try_acquire()) {
        (Ok(()), Ok(_place)) => answer.await,
        (Err(refusal), _) => state.refuse(refusal),
        (Ok(()), Err(_)) => state.refuse(Refusal::Busy),
    })
}

/// A signed object: bounded in number, and readable from the page of any host.
pub async fn object(Extract(state): Extract<State>, request: Request, next: Next) -> Response {
    shared(match state.look_ups().try_acquire() {
        Ok(_place) => next.run(request).await,
        Err(_) => state.refuse(Refusal::Busy),
    })
}

/// Something to be published: counted, and few at once.
pub async fn publish(Extract(state): Extract<State>, client: Client, request: Request, next: Next) -> Response {
    match (state.pace().count(Asked::Publishing, client), state.publishing().try_acquire()) {
        (Ok(()), Ok(_place)) => next.run(request).await,
        (Err(refusal), _) => state.refuse(refusal),
        (Ok(()), Err(_)) => state.refuse(Refusal::Busy),
    }
}

fn shared(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(RESOURCE, HeaderValue::from_static("cross-origin"));
    response
}
