//! What is looked at again and again while the service runs: whether the store answers, and who has not
//! asked for a while.

use std::time::Duration;

use super::state::State;

const STORE: Duration = Duration::from_secs(1);
/// Looks at the store between two at the clients.
const CLIENTS: usize = 10;

/// Never ends.
pub async fn watch(state: State) {
    for round in 0_usize.. {
        let answer = state.store().alive().await;
        state.store_answers(answer.as_ref().err());
        if round % CLIENTS == 0 {
            state.pace().forget();
        }
        tokio::time::sleep(STORE).await;
    }
}
