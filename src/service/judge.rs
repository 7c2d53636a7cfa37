//! One file in turn and within its time: judged by a process that can be ended.

use std::time::Instant;

use axum::http::StatusCode;
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::event::Event;
use super::refusal::Refusal;
use super::standing;
use super::state::State;
use super::upload::Upload;
use super::worker::{Form, Question};
use crate::child::NoAnswer;

/// Judges an upload and answers in the form that was asked for; its bytes are gone afterwards.
///
/// # Errors
/// [`Refusal`] when there was no turn, no time or too much work; then nothing is known about the file.
pub async fn judge(state: &State, upload: Upload, form: Form) -> Result<(StatusCode, Vec<u8>), Refusal> {
    let turn = timeout(state.limits().verify_time, state.verifications().acquire_owned()).await;
    let turn = turn.map_err(|_| Refusal::Busy)?.map_err(|_| Refusal::Internal)?;
    let started = Instant::now();
    let shared = state.clone();
    // A client that went away does not free the place: the process is at work until it answers or is ended.
    let work = tokio::task::spawn_blocking(move || {
        let Upload { name, bytes, place } = upload;
        let question = Question { name, form, upload_bytes: shared.limits().upload_bytes, at: shared.now() };
        let kept = |asked: &_| Handle::current().block_on(standing::kept(&shared, asked));
        let answer = shared.workers().ask(question, &bytes, kept);
        drop((turn, place));
        answer
    });
    let answer = work.await.map_err(|_| Refusal::Internal)?;
    let (answer, body) = answer.map_err(|why| {
        state.metrics().worker_ended();
        match why {
            NoAnswer::NotStarted => Refusal::Busy,
            NoAnswer::TimedOut => Refusal::VerifyTimeout,
            NoAnswer::TooMuchWork | NoAnswer::TooLong => Refusal::TooMuchWork,
            NoAnswer::Failed => Refusal::Internal,
        }
    })?;
    for (host, code) in answer.not_fetched {
        state.tell(&Event::NotFetched { host, code });
    }
    let status = match answer.judged {
        Ok(judged) => {
            state.tell(&Event::Verified { judged, took: started.elapsed() });
            StatusCode::OK
        }
        Err(code) => {
            state.tell(&Event::Unreadable { code });
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    Ok((status, body))
}
