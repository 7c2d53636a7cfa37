//! What every request passes: long addresses are refused, look-ups counted, answers given their headers
//! and their place in the metrics.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State as Extract};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::client::Client;
use super::pace::Asked;
use super::refusal::Refusal;
use super::state::State;

const MAX_URI: usize = 2 * 1024;

/// Of the plain pages: nothing but our own files, no inline script or style, no frames.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Refuses long addresses, gives every answer its security headers, and counts it. Answers are not stored
/// unless they say so.
pub async fn every(Extract(state): Extract<State>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let length = request.uri().path_and_query().map_or(0, |whole| whole.as_str().len());
    let mut response =
        if length > MAX_URI { StatusCode::URI_TOO_LONG.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(RESOURCE).or_insert(HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let route = route.as_ref().map_or("elsewhere", MatchedPath::as_str);
    state.metrics().answered(route, response.status().as_u16(), started.elapsed());
    response
}

/// One look-up by an identifier: counted, bounded in number, and readable from the page of any host.
pub async fn look_up(Extract(state): Extract<State>, client: Client, request: Request, next: Next) -> Response {
    let response = match (state.pace().count(Asked::LookUp, client), state.look_ups().try_acquire()) {
        (Ok(()), Ok(_place)) => next.run(request).await,
        (Err(refusal), _) => state.refuse(refusal),
        (Ok(()), Err(_)) => state.refuse(Refusal::Busy),
    };
    shared(response)
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
