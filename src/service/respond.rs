//! One function for each address: takes the request apart, calls the story, shows the answer.

use axum::extract::{Request, State as Extract};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::event::Event;
use super::judge::judge;
use super::lang::Lang;
use super::refusal::Refusal;
use super::state::State;
use super::upload;
use super::worker::Form;
use super::{page, pages};

pub async fn home(Extract(state): Extract<State>, lang: Lang) -> Response {
    page::shell(&state).unwrap_or_else(|| pages::home(lang, state.limits().upload_bytes))
}

/// It is there; and where the trust folder was refused, that it was.
pub async fn health(Extract(state): Extract<State>) -> String {
    match state.refused_trust() {
        None => "ok\n".to_owned(),
        Some(code) => format!("ok\ntrust refused: {code}\n"),
    }
}

/// The form's answer as a page.
pub async fn verify_page(Extract(state): Extract<State>, lang: Lang, request: Request) -> Response {
    let judged = match upload::read(&state, request).await {
        Ok(upload) => judge(&state, upload, Form::Page(lang)).await,
        Err(refusal) => Err(refusal),
    };
    match judged {
        Ok((status, page)) => pages::answer(status, lang, page),
        Err(refusal) => {
            state.tell(&Event::Refused { code: refusal.code() });
            pages::notice(lang, state.limits().upload_bytes, refusal)
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
    match judge(&state, upload, Form::Json).await {
        Ok((status, json)) => (status, [(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(refusal) => refuse(&state, refusal, Some(&name)),
    }
}

/// The page that a code opens: the same bytes for every identifier, which nobody reads here.
pub async fn code_page(Extract(state): Extract<State>, lang: Lang) -> Response {
    page::shell(&state).unwrap_or_else(|| pages::code(lang, state.limits().upload_bytes))
}

/// Whether new work is taken and the store answers.
pub async fn ready(Extract(state): Extract<State>) -> Response {
    match state.is_ready() {
        true => "ready\n".into_response(),
        false => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response(),
    }
}

/// For monitoring, on an address of its own.
pub async fn metrics(Extract(state): Extract<State>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], state.metrics().text()).into_response()
}

pub async fn not_found(Extract(state): Extract<State>, uri: Uri, lang: Lang) -> Response {
    elsewhere(&state, &uri, lang, Refusal::NotFound)
}

pub async fn wrong_method(Extract(state): Extract<State>, uri: Uri, lang: Lang) -> Response {
    elsewhere(&state, &uri, lang, Refusal::Method)
}

fn elsewhere(state: &State, uri: &Uri, lang: Lang, refusal: Refusal) -> Response {
    if ["/api/", "/.well-known/"].iter().any(|place| uri.path().starts_with(place)) {
        refusal.answer()
    } else {
        pages::notice(lang, state.limits().upload_bytes, refusal)
    }
}

fn refuse(state: &State, refusal: Refusal, file: Option<&str>) -> Response {
    state.tell(&Event::Refused { code: refusal.code() });
    refusal.of_file(file)
}
