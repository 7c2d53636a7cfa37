//! What anybody may copy: objects that their makers signed, and what this server trusts
//! (docs/protocol.md 10.3). None of it is about one document, so nobody is counted.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State as Extract};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use data_encoding::{BASE64, HEXLOWER};
use serde::Serialize;

use super::refusal::Refusal;
use super::state::State;
use super::store::{Batch, Digest, Error};
use crate::verify::{Certificate, Trust};

/// A year: what a digest names never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// It may be kept, and is asked for again each time.
const ASK_AGAIN: &str = "no-cache";
const CMS: &str = "application/cms";
const BYTES: &str = "application/octet-stream";

type Asked<T> = Result<Path<T>, PathRejection>;

/// `GET …/batches/<batch>.cms` and `.bundle`
pub async fn batch(Extract(state): Extract<State>, file: Asked<String>) -> Response {
    let Ok(Path(file)) = file else { return Refusal::ObjectUnknown.answer() };
    let (name, kind) = match file.split_once('.') {
        Some((name, "cms")) => (name, CMS),
        Some((name, "bundle")) => (name, BYTES),
        _ => return Refusal::ObjectUnknown.answer(),
    };
    let Some(batch) = hex::<8>(name) else { return Refusal::ObjectUnknown.answer() };
    let found = match state.store().bundle(batch as Batch).await {
        Ok(Some(bundle)) if kind == CMS => Ok(manifest(bundle.bytes)),
        found => found.map(|bundle| bundle.map(|bundle| bundle.bytes)),
    };
    show(&state, found, kind, ASK_AGAIN)
}

/// `GET …/<org>/status/head`
pub async fn head(Extract(state): Extract<State>, org: Asked<String>) -> Response {
    let Ok(Path(org)) = org else { return Refusal::ObjectUnknown.answer() };
    show(&state, state.store().head(&org).await, BYTES, ASK_AGAIN)
}

/// `GET …/<org>/status/<list>/<digest>`
pub async fn part(Extract(state): Extract<State>, asked: Asked<(String, u64, String)>) -> Response {
    let Ok(Path((org, list, digest))) = asked else { return Refusal::ObjectUnknown.answer() };
    let Some(digest) = hex::<32>(&digest) else { return Refusal::ObjectUnknown.answer() };
    show(&state, state.store().part(&org, list, digest as Digest).await, BYTES, FOR_EVER)
}

/// `GET …/directory`
pub async fn directory(Extract(state): Extract<State>) -> Response {
    let found = state.policy().directory.as_ref().and_then(|directory| directory.to_json().ok());
    show(&state, Ok(found), "application/json", ASK_AGAIN)
}

/// `GET …/anchors`: the roots by which the page of this server judges.
pub async fn anchors(Extract(state): Extract<State>) -> Response {
    let found = serde_json::to_vec(&Anchors::from(&state.policy().trust)).ok();
    show(&state, Ok(found), "application/json", ASK_AGAIN)
}

#[derive(Serialize)]
struct Anchors {
    format: &'static str,
    signers: Vec<String>,
    timestamps: Vec<String>,
}

impl From<&Trust> for Anchors {
    fn from(trust: &Trust) -> Anchors {
        let base64 = |all: &[Certificate]| all.iter().map(|one| BASE64.encode(one.der())).collect();
        let signers = base64(&trust.anchors);
        let timestamps = if trust.tsa_anchors.is_empty() { &trust.anchors } else { &trust.tsa_anchors };
        Anchors { format: "vanbang anchors 1", signers, timestamps: base64(timestamps) }
    }
}

fn show(state: &State, found: Result<Option<Vec<u8>>, Error>, kind: &'static str, keep: &'static str) -> Response {
    match found {
        Ok(Some(bytes)) => ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)], bytes).into_response(),
        Ok(None) => Refusal::ObjectUnknown.answer(),
        Err(error) => state.store_failed(&error),
    }
}

/// The first block of a bundle: `VBM1`, a type, a length of four bytes, the manifest.
fn manifest(bundle: Vec<u8>) -> Option<Vec<u8>> {
    let (length, rest) = bundle.get(5..)?.split_first_chunk::<4>()?;
    rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?).map(<[u8]>::to_vec)
}

/// Lower case only, so that every object has one address.
pub fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}
