//! Evidence and timestamps that grow behind a manifest (docs/protocol.md 6.4): what they prove outlives the certificate
//! that signed it, and is renewed before the last timestamp's own certificate ends.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use super::Error;
use super::outgoing::bundle_of;
use crate::document::batch::Batch;
use crate::document::manifest::{BatchId, BlockKind, Bundle};
use crate::signature::cms::timestamp::Token;
use crate::signature::fetch::Network;
use crate::signature::pades::{WithOthers, relevant};
use crate::verify::manifest::{Candidate, Judged, Judgement, ManifestTime, with_evidence, with_timestamp};
use crate::verify::{Policy, Trust};

/// A timestamp is renewed when its certificate ends sooner.
const AHEAD: TimeDelta = TimeDelta::days(90);
/// A list of more bytes would fill the bundle; whoever verifies gets it elsewhere.
const LARGEST_LIST: usize = 256 * 1024;

/// A bundle that has a new timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamped {
    pub batch: BatchId,
    /// Since when the manifest is proven to exist.
    pub since: DateTime<Utc>,
}

/// Adds evidence and a timestamp to the bundle of a sealed batch, and keeps it in the batch folder. Nothing is done
/// while the last timestamp is good for some time, or before the manifest is signed.
///
/// # Errors
/// [`Error::Fetch`] when nobody gives a timestamp, [`Error::NotProven`] when it proves nothing here; what is wrong with
/// the batch folder.
pub fn stamp(folder: &Path, network: &Network, policy: &Policy, at: DateTime<Utc>) -> Result<Option<Stamped>, Error> {
    let batch = Batch::open(folder)?;
    let Some(message) = batch.manifest()? else { return Ok(None) };
    let bundle = bundle_of(&batch, &message)?;
    let last = authority(&bundle);
    if last.as_ref().is_some_and(|(signer, _)| signer.not_after() > at + AHEAD) {
        return Ok(None);
    }
    let mut trust = policy.trust.clone();
    let candidate = judge(&bundle, policy, &mut trust, network, at)?.0;
    let sealer = (candidate.message().signer().clone(), candidate.message().certificates().to_vec());
    let mut evidence = relevant(&trust, [Some(sealer), last].into_iter().flatten());
    evidence.crls.retain(|list| list.der().len() <= LARGEST_LIST);
    let bundle = with_evidence(bundle, &evidence).map_err(Error::NotProven)?;
    let token = network.timestamp(&[bundle.bytes()]).map_err(|error| Error::Fetch(Box::new(error)))?;
    let bundle = with_timestamp(bundle, &token.der).map_err(Error::NotProven)?;
    let (_, judged) = judge(&bundle, policy, &mut trust, network, at)?;
    let since = proven(judged)?;
    batch.keep_bundle(bundle.bytes())?;
    Ok(Some(Stamped { batch: batch.plan().batch(), since }))
}

/// Judges a bundle, asking for what is missing.
fn judge(
    bundle: &Bundle,
    policy: &Policy,
    trust: &mut Trust,
    network: &Network,
    at: DateTime<Utc>,
) -> Result<(Candidate, Judged), Error> {
    let candidate = Candidate::read(bundle.bytes()).map_err(Error::NotProven)?;
    let mut inquiry = network.inquiry();
    loop {
        let judged = candidate.judge(policy.directory.as_ref(), trust, at);
        // Each round asks something new, of which there is an end.
        let evidence = inquiry.ask(&judged.questions);
        if evidence.is_empty() {
            return Ok((candidate, judged));
        }
        trust.evidence.merge(evidence);
    }
}

/// The time that a trusted timestamp proves of an accepted manifest.
fn proven(judged: Judged) -> Result<DateTime<Utc>, Error> {
    match judged.judgement {
        Judgement::Accepted(accepted) => match accepted.time() {
            ManifestTime::Proven(time) => Ok(time),
            ManifestTime::Claimed(_) => {
                let why = accepted.findings().iter().find(|finding| finding.code != "TIMESTAMP_NOT_TRUSTED");
                Err(Error::NotProven(Box::new(
                    why.or(accepted.findings().first()).cloned().unwrap_or_else(not_trusted),
                )))
            }
        },
        Judgement::Rejected(why) | Judgement::Indeterminate(why) | Judgement::Failed(why) => {
            let cause = why.findings.into_iter().find(|one| one.code != why.decisive.code);
            Err(Error::NotProven(Box::new(cause.unwrap_or(why.decisive))))
        }
    }
}

fn not_trusted() -> crate::verify::Finding {
    crate::verify::finding::TIMESTAMP_NOT_TRUSTED()
}

/// Who made the last timestamp of a bundle.
fn authority(bundle: &Bundle) -> Option<WithOthers> {
    let last = bundle.blocks().filter(|block| block.kind == BlockKind::Timestamp).last()?;
    let token = Token::parse(last.bytes).ok()?;
    let signer = token.verify(&[last.before]).signer?;
    Some((signer, token.message.certificates().to_vec()))
}
