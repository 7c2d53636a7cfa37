//! Signing: the whole story over a batch on disk, beside the bare signature on the same session,
//! mechanism and length, measured before and after.

use std::time::Instant;

use vanbang::signature::cms;
use vanbang::signature::crypto::DigestAlgorithm;

use super::workshop::{KIND, Workshop};
use crate::batches;
use crate::cli::SignerOptions;
use crate::command::Session;
use crate::command::bench::{Measured, timed};
use crate::failure::Failure;
use crate::signer::{self, Key};

pub fn measure(count: usize, options: &SignerOptions, session: &Session) -> Result<Measured, Failure> {
    let workshop = Workshop::new()?;
    let role = KIND.roles().first().copied().ok_or_else(|| Failure::new("KIND_UNKNOWN", "", ""))?;
    let table = signer::settings(options, None, session)?;
    let mut key = if table.module.is_some() || table.software_key.is_some() {
        signer::open(&table, options, session)?
    } else {
        Key::Software(Box::new(workshop.authority(session.at)?.certify(&workshop.holder(role))?))
    };
    let look = signer::look(&table)?;
    let batch = workshop.batch(count, batches::processors(), session.console)?;
    let length = {
        let own = key.signer();
        // Every digest of one algorithm is equally long.
        let digest = if own.algorithm().digest() == DigestAlgorithm::Sha256 { 32 } else { 48 };
        cms::signed_attributes(own.algorithm().digest(), &vec![0; digest], own.certificate()).len()
    };
    let before = raw(&mut key, count, length)?;
    let (elapsed, cpu, _) = timed(|| batches::sign(&batch, role, &look, key.signer(), session.console))?;
    let after = raw(&mut key, count, length)?;
    Ok(Measured { elapsed, cpu, raw_per_second: Some((before + after) / 2.0) })
}

/// Bare signatures a second.
fn raw(key: &mut Key, count: usize, length: usize) -> Result<f64, Failure> {
    let began = Instant::now();
    match key {
        Key::Token(key) => key.token.raw_sign(count, length)?,
        Key::Software(key) => key.raw_sign(count, length)?,
    }
    Ok(count as f64 / began.elapsed().as_secs_f64().max(f64::MIN_POSITIVE))
}
