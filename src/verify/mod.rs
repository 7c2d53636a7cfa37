//! Story: a PDF's bytes → one word, then the facts.

pub mod advice;
mod changes;
pub mod code;
mod directory;
mod handed;
pub mod manifest;
mod mirror;
#[cfg(feature = "fetch")]
mod online;
mod ours;
mod outcome;
mod published;
pub mod publishing;
mod signed_directory;
#[cfg(feature = "fetch")]
mod signer;
mod standing;
mod trust_folder;

use chrono::{DateTime, Utc};

pub use mirror::{Error as MirrorError, Memory, Mirror};
#[cfg(feature = "fetch")]
pub use online::{Online, verify_online};
pub use outcome::{Outcome, Standing, Unreadable, Verdict};
pub use published::Asked;
pub use signed_directory::{Error as SignedDirectoryError, SignedDirectory};
#[cfg(feature = "fetch")]
pub use signer::judge_signer_online;
pub use trust_folder::{
    Error as TrustFolderError, TrustFolder, read_certificate_path, read_evidence_path, seen_serial,
};

// What a verdict is made of, for the callers that show it.
pub use crate::document::code::{Id, ShortCode};
pub use crate::document::record::{Directory, Fact, Kind, Role};
#[cfg(feature = "fetch")]
pub use crate::signature::fetch::{ConfigurationError, Error as FetchError, Network};
pub use crate::signature::pades::{Change, Finding, Fitness, Revocation, Trust, What, finding, judge_signer, report};
pub use crate::signature::x509::revocation::Evidence;

pub use crate::signature::crypto::sha256;
use crate::signature::pades::{self, Indication, Judged, report::ChangesAfter, report::Coverage};
use crate::signature::pdf::{self, Beginning, File, Limits};
pub use crate::signature::x509::Certificate;
use crate::signature::x509::revocation::Question;

/// What the operator trusts and knows.
#[derive(Debug, Default)]
pub struct Policy {
    pub trust: Trust,
    /// Organisations with their pinned certificates; without it no file is authentic.
    pub directory: Option<Directory>,
}

/// Judges a file as it is now, at the time `at`.
///
/// # Errors
/// [`Unreadable`] when there is nothing to judge: the bytes are not a PDF at all.
pub fn verify(name: &str, bytes: &[u8], policy: &Policy, at: DateTime<Utc>) -> Result<Verdict, Unreadable> {
    judge(name, bytes, &policy.trust, policy.directory.as_ref(), at).map(|(verdict, _)| verdict)
}

/// The verdict, and what could still change it: certificates whose status is not known.
fn judge(
    name: &str,
    bytes: &[u8],
    trust: &Trust,
    directory: Option<&Directory>,
    at: DateTime<Utc>,
) -> Result<(Verdict, Vec<Question>), Unreadable> {
    let none = Vec::new();
    let file = match File::open(bytes, Limits::default()) {
        Ok(file) => file,
        Err(pdf::Error::NotPdf) => return Err(Unreadable::not_a_pdf(name)),
        Err(error) => return Ok((unreadable_structure(name, bytes, &error), none)),
    };
    let fields = pades::signature_fields(&file, file.last());
    let signed = fields.iter().filter(|field| field.value.is_some()).count();
    let orphans = pades::orphans(&file, &fields);
    let mut verdict = Verdict::new(name, bytes);
    if let Err(error) = pades::within_limits(&file) {
        let told = limit_reached(&error).with_both(error.message_vi(), &error);
        verdict.decide(Outcome::Indeterminate, told);
        return Ok((verdict, none));
    }
    if !orphans.is_empty() || pades::buries_signature(&file) {
        verdict.decide(Outcome::Failed, finding::SIGNATURE_ORPHANED());
    }
    if signed == 0 {
        verdict.decide(Outcome::Unsigned, finding::NO_SIGNATURE());
        return Ok((verdict, none));
    }
    let mut judged = pades::validate(&file, trust, at);
    for one in &judged {
        verdict.take(&one.report);
    }
    changes::tell(&file, &judged, &mut verdict);
    // A timestamp says when a file existed, not who stands for it.
    if verdict.verdict() != Outcome::Failed && judged.iter().all(is_timestamp) {
        verdict.only_timestamps();
        return Ok((verdict, none));
    }
    if verdict.verdict() == Outcome::Passed {
        ours::judge(&file, &judged, directory, at, &mut verdict);
    }
    // No evidence mends a file that failed.
    let questions = match verdict.verdict() {
        Outcome::Failed => none,
        _ => judged.iter_mut().flat_map(|one| std::mem::take(&mut one.questions)).collect(),
    };
    Ok((verdict, questions))
}

/// A file that cannot be read strictly: damning when it carries signatures, else only unknown.
fn unreadable_structure(name: &str, bytes: &[u8], error: &pdf::Error) -> Verdict {
    let mut verdict = Verdict::new(name, bytes);
    let carries_signatures = pdf::names_byte_range(bytes);
    let (outcome, finding) = match error {
        pdf::Error::Encrypted { signed: false } => (Outcome::Unsigned, finding::NO_SIGNATURE()),
        pdf::Error::Encrypted { signed: true } => (Outcome::Indeterminate, finding::ENCRYPTED()),
        pdf::Error::Malformed { code: "TRAILING_BYTES", .. } => (Outcome::Indeterminate, finding::TRAILING_BYTES()),
        pdf::Error::Malformed { .. } if carries_signatures => (Outcome::Failed, finding::STRUCTURE_INVALID()),
        pdf::Error::Limit { .. } => (Outcome::Indeterminate, limit_reached(error)),
        pdf::Error::Unsupported { .. } => (Outcome::Indeterminate, finding::STRUCTURE_UNSUPPORTED()),
        _ => (Outcome::Indeterminate, finding::STRUCTURE_NOT_READ()),
    };
    verdict.decide(outcome, finding.with_both(error.message_vi(), error));
    verdict
}

/// The finding of a limit has the limit's own code.
fn limit_reached(error: &pdf::Error) -> Finding {
    Finding { code: error.code(), ..finding::LIMIT_REACHED() }
}

/// A part of a file that an intact signature covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedPart<'b> {
    /// The file up to the end of the signed revision.
    pub bytes: &'b [u8],
    pub field: String,
    pub signer: Option<String>,
}

/// What was signed before the file was changed, else what was signed last, for a person's eyes.
/// Digest and signature value alone are asked, so this says nothing about whether to believe it.
pub fn signed_part(bytes: &[u8], at: DateTime<Utc>) -> Option<SignedPart<'_>> {
    let file = File::open(bytes, Limits::default()).ok()?;
    let judged = pades::validate(&file, &Trust::default(), at);
    let whole = |one: &&Judged| one.report.integrity == Some(true) && one.report.coverage != Coverage::Partial;
    let changed = |one: &&Judged| one.report.changes_after >= ChangesAfter::FormFilling;
    let intact = || judged.iter().filter(whole);
    let one = intact().rfind(changed).or_else(|| intact().next_back())?;
    Some(SignedPart {
        bytes: bytes.get(..one.located.as_ref()?.byte_range.end())?,
        field: one.report.field.clone(),
        signer: one.report.signer.clone(),
    })
}

/// The check after each role, on the file as read back from disk: exactly these fields are signed,
/// in this order, each intact, and nothing changed after any of them but the next signature. Answers the
/// certificates that signed, in order. What is known of the file's beginning is not read a second time,
/// provided that the bytes are the same.
///
/// # Errors
/// The finding that speaks against it.
pub fn check_signatures(
    bytes: &[u8],
    beginning: Option<&Beginning>,
    signed_fields: &[&str],
    at: DateTime<Utc>,
) -> Result<Vec<Certificate>, Box<Finding>> {
    let structure = |error: pdf::Error| Box::new(finding::STRUCTURE_INVALID().with_both(error.message_vi(), error));
    let file = match beginning {
        Some(beginning) => File::open_after(bytes, beginning, Limits::default()),
        None => File::open(bytes, Limits::default()),
    };
    let file = file.map_err(structure)?;
    let judged = pades::validate(&file, &Trust::default(), at);
    let names: Vec<&str> = judged.iter().map(|one| one.field.name.as_str()).collect();
    if names != signed_fields {
        return Err(Box::new(finding::SIG_DICT_MALFORMED().with(names.join(", "))));
    }
    match judged.iter().find(|one| !is_sound(one)) {
        None => Ok(judged.into_iter().filter_map(|one| one.certificate).collect()),
        Some(broken) => {
            let named = broken.report.findings.iter().find(|finding| finding.code == broken.report.reason);
            Err(Box::new(named.cloned().unwrap_or_else(finding::SIGNATURE_VALUE_INVALID)))
        }
    }
}

fn is_timestamp(one: &Judged) -> bool {
    one.report.kind == report::Kind::DocumentTimestamp
}

fn is_sound(one: &Judged) -> bool {
    let failed = matches!(one.indication, Indication::Failed(_));
    !failed && one.report.integrity == Some(true) && one.report.changes_after <= ChangesAfter::Signing
}
