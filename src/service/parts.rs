//! The fields of what is published: which ones, how many and how large is known before they are read.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use tokio::time::timeout;

use super::publish::BODY;
use super::refusal::Refusal;
use super::state::State;
use super::upload::{append, declared, from_body};

/// Room for the borders of the form.
pub const BORDERS: usize = 16 * 1024;

/// The fields as they came.
pub struct Parts(Vec<(&'static str, Vec<u8>)>);

impl Parts {
    /// The first field of this name that was not taken yet.
    pub fn take(&mut self, name: &str) -> Option<Vec<u8>> {
        let at = self.0.iter().position(|(found, _)| *found == name)?;
        Some(self.0.remove(at).1)
    }
}

/// Reads a form of fields with these names, each with its largest size and how often it may come.
///
/// # Errors
/// [`Refusal`] when it is no form, has another field, or goes beyond a limit.
pub async fn read(state: &State, request: Request, fields: &[(&'static str, usize, usize)]) -> Result<Parts, Refusal> {
    let largest = (fields.iter().map(|(_, size, times)| size * times).sum::<usize>() + BORDERS).min(BODY);
    if declared(&request).is_some_and(|length| length > largest as u64) {
        return Err(Refusal::ObjectTooLarge { limit: largest });
    }
    let media = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !media.is_some_and(|media| media.to_ascii_lowercase().starts_with("multipart/form-data")) {
        return Err(Refusal::FormMissing);
    }
    let reading = async {
        let mut found = Vec::new();
        let mut form = Multipart::from_request(request, &()).await.map_err(|_| Refusal::BodyMalformed)?;
        let refused = |status: StatusCode| match status {
            StatusCode::PAYLOAD_TOO_LARGE => Refusal::ObjectTooLarge { limit: largest },
            _ => Refusal::BodyMalformed,
        };
        while let Some(mut field) = form.next_field().await.map_err(|error| refused(error.status()))? {
            let known = fields.iter().find(|(name, ..)| field.name() == Some(name));
            let (name, size, times) = *known.ok_or(Refusal::BodyMalformed)?;
            if found.iter().filter(|(before, _)| *before == name).count() >= times {
                return Err(Refusal::BodyMalformed);
            }
            let mut bytes = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(|error| refused(error.status()))? {
                append(&mut bytes, &chunk, size).map_err(of_object)?;
            }
            found.push((name, bytes));
        }
        Ok(Parts(found))
    };
    timeout(state.limits().body_time, reading).await.map_err(|_| Refusal::BodyTimeout)?
}

/// Reads a bare body.
///
/// # Errors
/// [`Refusal`] when it goes beyond a limit.
pub async fn body(state: &State, request: Request, most: usize) -> Result<Vec<u8>, Refusal> {
    if declared(&request).is_some_and(|length| length > most as u64) {
        return Err(Refusal::ObjectTooLarge { limit: most });
    }
    let reading = from_body(request.into_body(), most);
    timeout(state.limits().body_time, reading).await.map_err(|_| Refusal::BodyTimeout)?.map_err(of_object)
}

/// The words for files that people send do not fit what programs publish.
fn of_object(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::TooLarge { limit } => Refusal::ObjectTooLarge { limit },
        other => other,
    }
}
