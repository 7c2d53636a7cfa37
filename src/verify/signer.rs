//! Whether a certificate may sign now; where only a status is missing, it is asked for.

use chrono::{DateTime, Utc};

use super::{Fitness, Trust, judge_signer};
use crate::signature::fetch::{Error, Network};
use crate::signature::x509::Certificate;

/// Judges as [`judge_signer`] does, asking the hosts of `network` where a status is missing. Answers also
/// why some answers are missing.
pub fn judge_signer_online(
    certificate: &Certificate,
    beside: &[Certificate],
    trust: &Trust,
    network: &Network,
    at: DateTime<Utc>,
) -> (Fitness, Vec<Error>) {
    let (mut trust, mut inquiry) = (trust.clone(), network.inquiry());
    loop {
        let fitness = judge_signer(certificate, beside, &trust, at);
        // Each round asks something new, of which there is an end.
        let evidence = inquiry.ask(&fitness.questions);
        if evidence.is_empty() {
            return (fitness, inquiry.into_failures());
        }
        trust.evidence.merge(evidence);
    }
}
