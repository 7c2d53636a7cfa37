//! Verifying: the full verdict on documents with three signatures, read from disk one by one, beside what
//! cannot be avoided: the digest of the bytes once for each signature, and three signature checks.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use chrono::{DateTime, Utc};
use vanbang::document::record::Role;
use vanbang::signature::crypto::sha256;
use vanbang::signature::token::{Signer, SoftwareKey, Statement};
use vanbang::verify::{Policy, Revocation, TrustFolder, verify};

use super::draw::on_threads;
use super::workshop::{KIND, Workshop};
use crate::batches::{self, Terms};
use crate::command::Session;
use crate::command::bench::{Measured, timed};
use crate::demo::folder;
use crate::failure::Failure;
use crate::input::{self, MAX_PDF};
use crate::signer;

/// Different files; more documents are these again.
const FILES: usize = 1_000;

pub fn measure(
    count: usize,
    threads: usize,
    revocation: Revocation,
    keep: Option<&Path>,
    session: &Session,
) -> Result<Measured, Failure> {
    let workshop = Workshop::new()?;
    let authority = workshop.authority(session.at)?;
    let batch = workshop.batch(count.min(FILES), batches::processors(), session.console)?;
    let look = signer::look(&Default::default())?;
    let mut last: Option<SoftwareKey> = None;
    for role in KIND.roles() {
        let mut key = authority.certify(&workshop.holder(*role))?;
        batches::sign(&batch, *role, &look, Terms::default(), &mut [&mut key], session.console)?;
        last = Some(key);
    }
    let Some(mut seal) = last else { return Err(Failure::new("KIND_UNKNOWN", "", "")) };
    let files = signed(&batch)?;
    let trust = workshop.folder();
    input::make_folder(&trust.join("trust/anchors"))?;
    folder::trust(trust, &authority, seal.certificate(), &workshop.settings, session.at)?;
    if let Some(keep) = keep {
        write(keep, &files)?;
        folder::trust(keep, &authority, seal.certificate(), &workshop.settings, session.at)?;
    }
    let policy = TrustFolder::read(&trust.join("trust"))?.policy(revocation);
    let next = AtomicUsize::new(0);
    let at = session.at;
    let judge_some = || -> Result<(), Failure> {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(index % files.len().max(1)).filter(|_| index < count) else { return Ok(()) };
            judge(&input::read(file, MAX_PDF)?, &policy, at)?;
        }
    };
    let (elapsed, cpu, ()) = timed(|| on_threads(threads, &judge_some))?;
    let raw_per_second = raw(&mut seal, &files, count, threads)?;
    Ok(Measured { elapsed, cpu, pages: None, raw_per_second: Some(raw_per_second) })
}

fn signed(batch: &Path) -> Result<Vec<PathBuf>, Failure> {
    let open = vanbang::document::batch::Batch::open(batch)?;
    Ok(open.documents().map(|document| open.signed_path(&document.id, Role::Organisation, true)).collect())
}

/// Copies the files into a folder that stays.
fn write(keep: &Path, files: &[PathBuf]) -> Result<(), Failure> {
    let folder = keep.join("signed");
    input::make_folder(&folder)?;
    for file in files {
        if let Some(name) = file.file_name() {
            input::write(&folder.join(name), &input::read(file, MAX_PDF)?)?;
        }
    }
    input::make_folder(&keep.join("trust/anchors"))
}

/// A measurement of something that fails would be a lie.
fn judge(bytes: &[u8], policy: &Policy, at: DateTime<Utc>) -> Result<(), Failure> {
    match verify("bench.pdf", bytes, policy, at) {
        Ok(verdict) if verdict.is_authentic() => Ok(()),
        Ok(verdict) => {
            let finding = verdict.decisive();
            Err(Failure::new(finding.code, finding.message_vi, finding.message_en))
        }
        Err(unreadable) => {
            Err(Failure::new(unreadable.error.code, unreadable.error.message_vi, unreadable.error.message_en))
        }
    }
}

/// Documents a second when only digests and signature values are computed.
fn raw(key: &mut SoftwareKey, files: &[PathBuf], count: usize, threads: usize) -> Result<f64, Failure> {
    let certificate = key.certificate().clone();
    let message = Statement::measuring().to_be_signed(&certificate, key.algorithm())?;
    let signature = key.sign(&message)?;
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    let compute_some = || -> Result<(), Failure> {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(index % files.len().max(1)).filter(|_| index < count) else { return Ok(()) };
            let bytes = input::read(file, MAX_PDF)?;
            for _ in KIND.roles() {
                std::hint::black_box(sha256(&bytes));
                let checked = certificate.public_key().verify(signature.algorithm(), message.der(), signature.value());
                checked.map_err(|error| Failure::new(error.code(), error.message_vi(), error.to_string()))?;
            }
        }
    };
    on_threads(threads, &compute_some)?;
    Ok(count as f64 / began.elapsed().as_secs_f64().max(f64::MIN_POSITIVE))
}
