//! What the server knows of a code: hints and a ciphertext, and one answer for every identifier that it
//! does not know (docs/protocol.md 10.3, 5.4).

use std::fmt::Write;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State as Extract};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use data_encoding::{BASE64, HEXLOWER};
use serde::Serialize;
use serde_json::Value;

use super::client::Client;
use super::event::Event;
use super::gate;
use super::refusal::Refusal;
use super::standing;
use super::state::State;
use super::store::{Code, Error};
use crate::verify::publishing::Hint;
use crate::verify::{Id, ShortCode};

/// Room for what is said beside the envelope.
const HINTS: usize = 256;

type Asked = Result<Path<String>, PathRejection>;

#[derive(Serialize)]
struct ShortAnswer {
    org: String,
    kind: u16,
    standing: Hint,
}

/// `GET /api/v1/codes/<ID>`
pub async fn code(Extract(state): Extract<State>, client: Client, id: Asked) -> Response {
    gate::look_up(&state, client, answer(&state, id)).await
}

async fn answer(state: &State, id: Asked) -> Response {
    let asked = id.ok().and_then(|Path(id)| Id::parse(&id).ok());
    // What is no identifier costs as much as one that nobody has.
    let id = asked.unwrap_or(Id::from_bytes([0; 16]));
    match find(state, *id.as_bytes()).await {
        Ok(Some(answer)) if asked.is_some() => {
            state.tell(&Event::CodeAsked { known: true });
            ([(header::CONTENT_TYPE, "application/json")], answer).into_response()
        }
        Ok(_) => {
            state.tell(&Event::CodeAsked { known: false });
            Refusal::CodeUnknown.answer()
        }
        Err(error) => state.store_failed(&error),
    }
}

async fn find(state: &State, id: [u8; 16]) -> Result<Option<String>, Error> {
    let Some(mut code) = state.store().code(id).await? else { return Ok(None) };
    let envelope = state.store().envelope(id, code.envelope.take()).await?;
    Ok(Some(json(&code, envelope.as_deref())))
}

/// The envelope is `null` when it was erased. Base64 needs no escapes, and looking for them took as long as the store.
fn json(code: &Code, envelope: Option<&[u8]>) -> String {
    let mut json = String::with_capacity(HINTS + BASE64.encode_len(envelope.map_or(0, <[u8]>::len)));
    // Writing to memory fails only where memory does.
    let _ = write!(
        json,
        r#"{{"org":{},"batch":"{}","manifest":"{}","list":{},"kind":{},"envelope":"#,
        Value::from(code.org.as_str()),
        HEXLOWER.encode_display(&code.batch),
        HEXLOWER.encode_display(&code.manifest),
        code.list,
        code.kind,
    );
    match envelope {
        Some(bytes) => {
            json.push('"');
            BASE64.encode_append(bytes, &mut json);
            json.push('"');
        }
        None => json.push_str("null"),
    }
    json.push('}');
    json
}

/// `GET /api/v1/short/<13 characters>`: never the identifier, never the envelope.
pub async fn short(Extract(state): Extract<State>, client: Client, typed: Asked) -> Response {
    gate::look_up(&state, client, answer_short(&state, typed)).await
}

async fn answer_short(state: &State, typed: Asked) -> Response {
    let short = typed.ok().and_then(|Path(typed)| ShortCode::parse(&typed).ok());
    let (from, to) = short.as_ref().map_or(([0; 16], [0; 16]), ShortCode::range);
    let found = match state.store().only_code(from, to).await {
        Ok(found) => found.filter(|_| short.is_some()),
        Err(error) => return state.store_failed(&error),
    };
    state.tell(&Event::CodeAsked { known: found.is_some() });
    let Some(code) = found else { return Refusal::CodeUnknown.answer() };
    match standing::of(state, &code).await {
        Ok(standing) => Json(ShortAnswer { org: code.org, kind: code.kind, standing }).into_response(),
        Err(error) => state.store_failed(&error),
    }
}
