//! The page that judges codes in the reader's browser, as it was built into this program (`web/`).

use std::collections::BTreeSet;

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;
use super::state::State;

/// Name and content of each file; empty when the page was not built.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/page_files.rs"));

const PAGE_POLICY: &str = include_str!("../../web/policy/page.txt");
/// The decoder of pictures runs WebAssembly, in a worker of its own that may do nothing else.
const DECODER_POLICY: &str = include_str!("../../web/policy/decoder.txt");
const KEEPER_POLICY: &str = include_str!("../../web/policy/keeper.txt");
/// The part of the policy that names whom the page may ask.
const ASKS: &str = "connect-src 'self'";
/// More hosts make a header that browsers and proxies refuse; the page then asks its own server alone.
const MAX_HOSTS: usize = 64;

const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
const CAMERA: HeaderValue = HeaderValue::from_static("camera=(self), geolocation=(), microphone=()");
/// Names of these files change with their content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
const SAVED: &str = "vanbang-page.html";

/// The page itself, the same for every code; `None` when it was not built.
pub fn shell(state: &State) -> Option<Response> {
    let mut response = (
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, ASK_AGAIN)],
        content("index.html")?,
    )
        .into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy(state));
    headers.insert(PERMISSIONS, CAMERA);
    Some(response)
}

/// A file that the page loads, or the page in one file, to be saved.
pub fn file(name: &str) -> Option<Response> {
    let content = content(name).filter(|_| name != "index.html" && name != "sw.js")?;
    let (stem, extension) = name.rsplit_once('.')?;
    let kind = match extension {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "html" => "text/html; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };
    let keep = if stem.contains('-') && name != SAVED { FOR_EVER } else { ASK_AGAIN };
    let mut response = ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)], content).into_response();
    let headers = response.headers_mut();
    if name.starts_with("decoder-") {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(DECODER_POLICY));
    }
    if name.starts_with(SAVED) {
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(ASK_AGAIN));
    }
    Some(response)
}

/// `GET /sw.js`: what lets the page open without a network.
pub async fn keeper() -> Response {
    let Some(content) = content("sw.js") else { return Refusal::NotFound.answer() };
    let kind = "text/javascript; charset=utf-8";
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, ASK_AGAIN),
        (header::CONTENT_SECURITY_POLICY, KEEPER_POLICY),
    ];
    (headers, content).into_response()
}

fn content(name: &str) -> Option<&'static [u8]> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, content)| *content)
}

/// The page asks its own server, and the hosts of the directory where they are few.
fn policy(state: &State) -> HeaderValue {
    let (at, trusted) = (state.now(), state.policy());
    let organisations = trusted.directory.iter().flat_map(|directory| directory.organisations());
    let hosts: BTreeSet<&str> = organisations
        .flat_map(|organisation| organisation.hosts())
        .filter(|host| host.until.is_none_or(|until| at < until))
        .map(|host| host.host.as_str())
        .take(MAX_HOSTS + 1)
        .collect();
    if hosts.len() > MAX_HOSTS {
        return HeaderValue::from_static(PAGE_POLICY);
    }
    let asks = hosts.iter().fold(ASKS.to_owned(), |asks, host| format!("{asks} https://{host}"));
    HeaderValue::try_from(PAGE_POLICY.replace(ASKS, &asks)).unwrap_or(HeaderValue::from_static(PAGE_POLICY))
}
