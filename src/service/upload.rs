//! Taking one file out of a request: bounded in size, in time and in number, and only in memory.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use super::client::Client;
use super::pace::Asked;
use super::refusal::Refusal;
use super::state::State;
use super::text;

/// Field of the form that holds the file.
const FIELD: &str = "file";
/// Name in the answer when the client gave none.
const UNNAMED: &str = "upload.pdf";
const MAX_NAME: usize = 200;

/// A file as received, with its place in the queue.
pub struct Upload {
    pub name: String,
    pub bytes: Vec<u8>,
    pub place: OwnedSemaphorePermit,
}

/// Reads the file of a form or of a bare `application/pdf` body.
///
/// # Errors
/// [`Refusal`] when there is none, or it goes beyond a limit.
pub async fn read(state: &State, request: Request) -> Result<Upload, Refusal> {
    let limits = state.limits();
    state.pace().count(Asked::Upload, Client::of(state, request.headers(), request.extensions()))?;
    let place = state.uploads().try_acquire_owned().map_err(|_| Refusal::Busy)?;
    if declared(&request).is_some_and(|length| length > limits.body_bytes() as u64) {
        return Err(Refusal::TooLarge { limit: limits.upload_bytes });
    }
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media = content_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim().to_ascii_lowercase();
    let reading = async {
        match media.as_str() {
            "multipart/form-data" => from_form(request, limits.upload_bytes).await,
            "application/pdf" | "application/octet-stream" => {
                let bytes = from_body(request.into_body(), limits.upload_bytes).await?;
                Ok((UNNAMED.to_owned(), bytes))
            }
            _ => Err(Refusal::MediaType),
        }
    };
    let (name, bytes) = timeout(limits.body_time, reading).await.map_err(|_| Refusal::BodyTimeout)??;
    if bytes.is_empty() {
        return Err(Refusal::NoFile);
    }
    Ok(Upload { name, bytes, place })
}

/// What the head says of the body's length.
pub fn declared(request: &Request) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn from_form(request: Request, limit: usize) -> Result<(String, Vec<u8>), Refusal> {
    let refused = |status: StatusCode| match status {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge { limit },
        _ => Refusal::BodyMalformed,
    };
    let mut form = Multipart::from_request(request, &()).await.map_err(|error| refused(error.status()))?;
    while let Some(mut field) = form.next_field().await.map_err(|error| refused(error.status()))? {
        if field.name() != Some(FIELD) {
            continue;
        }
        let name = text::file_name(field.file_name().unwrap_or_default(), MAX_NAME);
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|error| refused(error.status()))? {
            append(&mut bytes, &chunk, limit)?;
        }
        let name = if name.is_empty() { UNNAMED.to_owned() } else { name };
        return Ok((name, bytes));
    }
    Err(Refusal::NoFile)
}

/// Reads a bare body of at most `limit` bytes.
///
/// # Errors
/// [`Refusal`] beyond it, or when the body broke off.
pub async fn from_body(mut body: Body, limit: usize) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_| Refusal::BodyMalformed)?;
        if let Some(chunk) = frame.data_ref() {
            append(&mut bytes, chunk, limit)?;
        }
    }
    Ok(bytes)
}

/// Adds to bytes that have a limit.
///
/// # Errors
/// [`Refusal::TooLarge`]
pub fn append(bytes: &mut Vec<u8>, chunk: &[u8], limit: usize) -> Result<(), Refusal> {
    if bytes.len().saturating_add(chunk.len()) > limit {
        return Err(Refusal::TooLarge { limit });
    }
    bytes.extend_from_slice(chunk);
    Ok(())
}
