//! Verdicts with evidence from the hosts that a trust folder names; without such names nothing is asked.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use vanbang::verify::{Evidence, FetchError, Network, Outcome, Policy, Unreadable, Verdict, verify, verify_online};

use crate::failure::Failure;
use crate::show::Console;

/// Judges one file after another; what was found for one serves the next.
#[derive(Default)]
pub struct Judge {
    network: Option<Network>,
    found: Evidence,
    /// Hosts and codes of failures.
    told: BTreeSet<(String, &'static str)>,
}

impl Judge {
    /// The first of these folders that names hosts decides who may be asked.
    pub fn asking(trust_folders: &[PathBuf]) -> Result<Self, Failure> {
        let mut network = None;
        for folder in trust_folders.iter().filter(|place| place.is_dir()) {
            if network.is_none() {
                network = Network::open(folder)?;
            }
        }
        Ok(Judge { network, ..Judge::default() })
    }

    /// How many hosts may be asked.
    pub fn hosts(&self) -> usize {
        self.network.as_ref().map_or(0, Network::hosts)
    }

    /// The verdict; what could not be asked is told beside it when it might have mattered.
    pub fn verify(
        &mut self,
        name: &str,
        bytes: &[u8],
        policy: &Policy,
        at: DateTime<Utc>,
        console: &Console,
    ) -> Result<Verdict, Unreadable> {
        let Some(network) = &self.network else {
            return verify(name, bytes, policy, at);
        };
        let online = verify_online(name, bytes, policy, network, &mut self.found, at)?;
        if online.verdict.verdict() != Outcome::Passed {
            online.failures.iter().for_each(|failure| self.tell(failure, console));
        }
        Ok(online.verdict)
    }

    /// Once, however many files meet it; that a host rests follows from what was told.
    fn tell(&mut self, failure: &FetchError, console: &Console) {
        let (host, code) = (failure.host().unwrap_or_default().to_owned(), failure.code());
        if !matches!(failure, FetchError::Resting { .. }) && self.told.insert((host, code)) {
            let (vi, en) = (failure.message_vi(), failure.to_string());
            console.note(format!("Lưu ý: {vi} [{code}]"), format!("Note: {en} [{code}]"));
            let (vi, en) = failure.hint();
            console.note(format!("  → {vi}"), format!("  → {en}"));
        }
    }
}
