//! The same verdict with evidence that is asked for: judge, ask what is missing, judge again. Judging
//! itself never touches the network.

use chrono::{DateTime, Utc};

use super::{Policy, Trust, Unreadable, Verdict, judge};
use crate::signature::fetch::{Error, Network};
use crate::signature::x509::revocation::Evidence;

/// A verdict, and why some of the answers that it needed are missing.
#[derive(Debug)]
#[must_use]
pub struct Online {
    pub verdict: Verdict,
    pub failures: Vec<Error>,
}

/// Judges as [`super::verify`] does; where only a certificate's status is missing, asks the hosts of
/// `network` and judges again. What is found is added to `found`, which serves the files that follow.
///
/// # Errors
/// As [`super::verify`]. A host that does not answer is no error: then the verdict says what is not
/// known.
pub fn verify_online(
    name: &str,
    bytes: &[u8],
    policy: &Policy,
    network: &Network,
    found: &mut Evidence,
    at: DateTime<Utc>,
) -> Result<Online, Unreadable> {
    let mut inquiry = network.inquiry();
    loop {
        let mut trust = Trust::clone(&policy.trust);
        trust.evidence.merge(found.clone());
        let (verdict, questions) = judge(name, bytes, &trust, policy.directory.as_ref(), at)?;
        // Each round asks something new, of which there is an end.
        let evidence = inquiry.ask(&questions);
        if evidence.is_empty() {
            return Ok(Online { verdict, failures: inquiry.into_failures() });
        }
        found.merge(evidence);
    }
}
