//! One function for each address: takes the request apart, calls the story, shows the answer.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State as Extract};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::event::Event;
use super::judge::judge;
use super::lang::Lang;
use super::refusal::Refusal;
use super::state::State;
use super::upload;
use super::{code_page, pages, result_page};

pub async fn home(Extract(state): Extract<State>, lang: Lang) -> Response {
    pages::home(lang, state.limits().upload_bytes)
}

pub async fn health() -> &'static str {
    "ok\n"
}

/// The form's answer as a page.
pub async fn verify_page(Extract(state): Extract<State>, lang: Lang, request: Request) -> Response {
    let limit = state.limits().upload_bytes;
    let judged = match upload::read(&state, request).await {
        Ok(upload) => judge(&state, upload).await,
        Err(refusal) => Err(refusal),
    };
    match judged {
        Ok(Ok(verdict)) => result_page::result(lang, limit, &verdict, state.now()),
        Ok(Err(unreadable)) => result_page::unreadable(lang, limit, &unreadable),
        Err(refusal) => {
            state.tell(&Event::Refused { code: refusal.code() });
            pages::notice(lang, limit, refusal)
        }
    }
}

/// The verdict as JSON; 422 for what is not a PDF.
pub async fn verify_json(Extract(state): Extract<State>, request: Request) -> Response {
    let upload = match upload::read(&state, request).await {
        Ok(upload) => upload,
        Err(refusal) => return refuse(&state, refusal, None),
    };
    let name = upload.name.clone();
    match judge(&state, upload).await {
        Ok(Ok(verdict)) => Json(verdict).into_response(),
        Ok(Err(unreadable)) => (StatusCode::UNPROCESSABLE_ENTITY, Json(unreadable)).into_response(),
        Err(refusal) => refuse(&state, refusal, Some(&name)),
    }
}

/// What is known of a code.
pub async fn code(
    Extract(state): Extract<State>,
    lang: Lang,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let id = id.map_or_else(|_| String::new(), |Path(id)| id);
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let (page, known) = code_page::code(&state, lang, &id, host);
    state.tell(&Event::CodeAsked { known });
    page
}

pub async fn not_found(Extract(state): Extract<State>, uri: Uri, lang: Lang) -> Response {
    elsewhere(&state, &uri, lang, Refusal::NotFound)
}

pub async fn wrong_method(Extract(state): Extract<State>, uri: Uri, lang: Lang) -> Response {
    elsewhere(&state, &uri, lang, Refusal::Method)
}

fn elsewhere(state: &State, uri: &Uri, lang: Lang, refusal: Refusal) -> Response {
    if uri.path().starts_with("/api/") {
        refusal.into_json(None)
    } else {
        pages::notice(lang, state.limits().upload_bytes, refusal)
    }
}

fn refuse(state: &State, refusal: Refusal, file: Option<&str>) -> Response {
    state.tell(&Event::Refused { code: refusal.code() });
    refusal.into_json(file)
}
