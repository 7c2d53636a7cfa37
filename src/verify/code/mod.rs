//! Judging a code (protocol.md 11.2, 11.3): its text, what is at hand and what the operator trusts → what may be said
//! of it. Nothing is asked of any network, and no fact is given away before it is proven.

mod findings;
mod proof;
mod sentence;
mod short;
mod verdict;

use chrono::{DateTime, Utc};

pub use findings::{NO_CODE, SEVERAL_CODES};
pub use sentence::Sentence;
pub use verdict::{CodeForm, CodeTime, CodeVerdict};

pub(super) use findings::{NOT_IN_MANIFEST, all as findings, of_status};

use super::directory;
use super::manifest::Accepted;
use super::mirror::{Error, Mirror};
use super::{Finding, Outcome, Policy};
use crate::document::code::{Form, ParsedCode, parse_listed};
use crate::document::manifest::{self, Envelope, Opening, Sealed};
use findings::of_manifest;
use proof::Proof;

/// What a code is judged by.
#[derive(Debug, Clone, Copy)]
pub struct CodeBasis<'a> {
    pub policy: &'a Policy,
    /// What was published and is at hand.
    pub mirror: Option<&'a Mirror>,
    /// The person asked that nobody be asked about the standing: where no status is at hand it is then
    /// *not asked*, and *unknown* otherwise.
    pub offline: bool,
}

/// Judges what a person scanned or typed: a whole code, or a short one.
///
/// # Errors
/// What is at hand cannot be read.
pub fn judge_code(text: &str, basis: &CodeBasis, at: DateTime<Utc>) -> Result<CodeVerdict, Error> {
    let text = text.trim();
    if short::is_meant(text) {
        return short::judge(text, basis, at);
    }
    match parse_listed(text, |host| is_listed(host, basis)) {
        Ok(code) => judge(&code, basis, at),
        Err(error) => Ok(CodeVerdict::unread(findings::of_code(&error))),
    }
}

/// The one code among the texts in a picture; what else is printed beside it does not count.
///
/// # Errors
/// [`NO_CODE`], [`SEVERAL_CODES`].
pub fn only_code(texts: &[String]) -> Result<&str, Box<Finding>> {
    let codes: Vec<&String> = texts.iter().filter(|text| parse_listed(text, |_| true).is_ok()).collect();
    match (codes.as_slice(), texts) {
        ([one], _) => Ok(one),
        ([], [one]) => Ok(one),
        ([], []) => Err(Box::new(NO_CODE())),
        _ => Err(Box::new(SEVERAL_CODES())),
    }
}

fn is_listed(host: &str, basis: &CodeBasis) -> bool {
    basis.policy.directory.as_ref().is_some_and(|directory| directory.names_host(host))
}

fn judge(code: &ParsedCode, basis: &CodeBasis, at: DateTime<Utc>) -> Result<CodeVerdict, Error> {
    let mut verdict = CodeVerdict::of(code);
    if basis.policy.directory.as_ref().is_some_and(|directory| directory.is_old(at)) {
        verdict.note(directory::old());
    }
    if !is_listed(&code.host, basis) {
        verdict.note_foreign_host();
        if matches!(code.form, Form::S(_)) {
            verdict.decide(Outcome::Indeterminate, findings::CODE_HOST_FOREIGN());
            return Ok(verdict);
        }
    }
    let opening = match opening(code, basis)? {
        Ok(opening) => opening,
        Err((outcome, finding)) => {
            verdict.decide(outcome, *finding);
            return Ok(verdict);
        }
    };
    let (proof, notes) = proof::find(&code.id, &opening, basis, at);
    notes.into_iter().for_each(|note| verdict.note(note));
    match proof {
        Proof::Sealed(sealed, accepted) => show(code, &sealed, &accepted, basis, at, &mut verdict)?,
        // What comes out of an envelope is not signed: it can leave a question open, never fail a paper.
        Proof::Contradicted(_) if matches!(code.form, Form::S(_)) => {
            verdict.decide(Outcome::Indeterminate, findings::ENVELOPE_INVALID());
        }
        Proof::Contradicted(organisation) => {
            verdict.name(&organisation);
            verdict.decide(Outcome::Failed, findings::NOT_IN_MANIFEST());
        }
        Proof::Refused(outcome, finding) => verdict.decide(outcome, *finding),
    }
    Ok(verdict)
}

/// The opening in the code, or the one in the envelope that the code opens.
fn opening(code: &ParsedCode, basis: &CodeBasis) -> Result<Result<Opening, Refusal>, Error> {
    let secret = match &code.form {
        Form::F(bytes) => {
            return Ok(Opening::parse(bytes).map_err(|error| (of_f(&error), Box::new(of_manifest(&error)))));
        }
        Form::S(secret) => secret,
    };
    let missing = |finding| Ok(Err((Outcome::Indeterminate, Box::new(finding))));
    let Some(mirror) = basis.mirror else { return missing(findings::SERVER_UNREACHABLE()) };
    let Some(envelope) = mirror.envelope(&code.id)? else { return missing(findings::CODE_UNKNOWN()) };
    let opened = Envelope::open(&envelope, &code.id, secret);
    Ok(opened.map_err(|error| (Outcome::Indeterminate, Box::new(of_manifest(&error)))))
}

type Refusal = (Outcome, Box<Finding>);

/// A code that carries its facts and breaks the rules was made by nobody; of what this program does not know, or of
/// what is too much, nothing is concluded.
fn of_f(error: &manifest::Error) -> Outcome {
    match error {
        manifest::Error::Malformed { .. } => Outcome::Failed,
        _ => Outcome::Indeterminate,
    }
}

/// What is proven: its facts, whose they are, and how the document stands.
fn show(
    code: &ParsedCode,
    sealed: &Sealed,
    accepted: &Accepted,
    basis: &CodeBasis,
    at: DateTime<Utc>,
    verdict: &mut CodeVerdict,
) -> Result<(), Error> {
    accepted.findings().iter().for_each(|finding| verdict.note(finding.clone()));
    verdict.seal(sealed, accepted);
    if !accepted.organisation().names_host(&code.host) {
        verdict.decide(Outcome::Indeterminate, findings::CODE_HOST_FOREIGN());
        return Ok(());
    }
    let at_hand = match basis.mirror {
        Some(mirror) => mirror.standing(&code.id, accepted, basis.policy, at)?,
        None => None,
    };
    verdict.stand(at_hand, basis.offline);
    Ok(())
}
