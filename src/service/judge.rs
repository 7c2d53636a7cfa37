//! One verification on a thread of its own, in turn and within its time.

use std::time::Instant;

use chrono::{DateTime, Utc};
use tokio::time::timeout;

use super::event::Event;
use super::refusal::Refusal;
use super::state::State;
use super::upload::Upload;
use crate::verify::{Evidence, Unreadable, Verdict, verify, verify_online};

/// Judges an upload; its bytes are gone afterwards.
///
/// # Errors
/// [`Refusal`] when there was no turn or no time; then nothing is known about the file.
pub async fn judge(state: &State, upload: Upload) -> Result<Result<Verdict, Unreadable>, Refusal> {
    let limit = state.limits().verify_time;
    let turn = timeout(limit, state.verifications().acquire_owned()).await;
    let turn = turn.map_err(|_| Refusal::Busy)?.map_err(|_| Refusal::Internal)?;
    let (shared, at, started) = (state.clone(), state.now(), Instant::now());
    // A thread cannot be stopped: one that overruns keeps its turn and its place until it ends.
    let work = tokio::task::spawn_blocking(move || {
        let Upload { name, bytes, place } = upload;
        let judged = judge_one(&shared, &name, &bytes, at);
        drop((turn, place));
        judged
    });
    let judged = timeout(limit, work).await.map_err(|_| Refusal::VerifyTimeout)?.map_err(|_| Refusal::Internal)?;
    state.tell(&match &judged {
        Ok(verdict) => Event::Verified {
            sha256: verdict.sha256().to_owned(),
            outcome: verdict.verdict(),
            reason: verdict.reason(),
            took: started.elapsed(),
        },
        Err(unreadable) => Event::Refused { code: unreadable.error.code },
    });
    Ok(judged)
}

/// With what the network tells, if there is one: on this thread, and within the network's own time.
fn judge_one(state: &State, name: &str, bytes: &[u8], at: DateTime<Utc>) -> Result<Verdict, Unreadable> {
    let Some(network) = state.network() else {
        return verify(name, bytes, state.policy(), at);
    };
    let online = verify_online(name, bytes, state.policy(), network, &mut Evidence::default(), at)?;
    for failure in &online.failures {
        let host = failure.host().unwrap_or_default().to_owned();
        state.tell(&Event::NotFetched { host, code: failure.code() });
    }
    Ok(online.verdict)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::state::{Limits, Settings};
    use crate::verify::{KnownCodes, Policy};
    use std::time::Duration;

    #[tokio::test]
    async fn what_takes_too_long_gets_no_verdict_and_keeps_its_turn() {
        let limits = Limits { verify_time: Duration::ZERO, verifications: 1, waiting: 1, ..Limits::default() };
        let state = State::new(Settings {
            policy: Policy::default(),
            network: None,
            known: KnownCodes::default(),
            host: None,
            limits,
            clock: || DateTime::<Utc>::UNIX_EPOCH,
            log: Box::new(|_| {}),
        });
        let place = state.uploads().try_acquire_owned().unwrap();
        let bytes = [b"%PDF-1.7\n".to_vec(), b"<< /A [".repeat(1 << 20)].concat();
        let upload = Upload { name: "a.pdf".into(), bytes, place };
        assert_eq!(judge(&state, upload).await.unwrap_err(), Refusal::VerifyTimeout);
        while state.verifications().available_permits() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(state.uploads().available_permits(), 2);
    }
}
