//! Judging a manifest (protocol.md 11.1): its bytes or those of its bundle, the directory and what the operator
//! trusts → accepted, or why not. A judgement that is not `Accepted` gives nothing of a manifest away.

mod candidate;
mod findings;
mod renewal;
mod shelf;
mod time;

pub use candidate::Candidate;
pub use renewal::{with_evidence, with_timestamp};
pub use shelf::{Manifests, OfBatch};
pub use time::ManifestTime;

pub(super) use findings::{MANIFEST_REJECTED as rejected, all as findings};

use chrono::{DateTime, TimeDelta, Utc};

use super::directory;
use super::ours::organisation_unknown;
use crate::document::code::Id;
use crate::document::manifest::{self, Content, Opening, Sealed};
use crate::document::record::{Directory, DirectoryOrganisation, PinRole, PinStanding};
use crate::signature::pades::{Finding, Status, Trust, judge_certificate};
use crate::signature::x509::Certificate;
use crate::signature::x509::revocation::{Moment, Question};
use time::Proof;

/// By how much the claimed time may be later than the proven one.
const CLOCK_SKEW: TimeDelta = TimeDelta::seconds(300);

/// A manifest whose signature, signer and time hold. Only judging makes one.
#[derive(Debug, Clone)]
pub struct Accepted {
    content: Content,
    organisation: DirectoryOrganisation,
    time: ManifestTime,
    signer: Certificate,
    findings: Vec<Finding>,
}

impl Accepted {
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// What the directory says of its organisation.
    pub fn organisation(&self) -> &DirectoryOrganisation {
        &self.organisation
    }

    pub fn time(&self) -> ManifestTime {
        self.time
    }

    pub fn signer(&self) -> &Certificate {
        &self.signer
    }

    /// What does not stand against it and should be known.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Proves an opening under this manifest's organisation (protocol.md 11.2).
    ///
    /// # Errors
    /// [`manifest::Error::NotInManifest`].
    pub fn proves(&self, id: &Id, opening: &Opening) -> Result<Sealed, manifest::Error> {
        self.content.proves(id, opening)
    }
}

/// Why a manifest is not accepted: the finding that decided, and all others.
#[derive(Debug, Clone)]
pub struct Refusal {
    pub decisive: Finding,
    pub findings: Vec<Finding>,
    /// Of one that keeps every rule of its form.
    content: Option<Box<Content>>,
}

impl Refusal {
    /// Whether the opening hangs in it, had it been accepted; nothing else of it is given away.
    pub(super) fn would_prove(&self, id: &Id, opening: &Opening) -> bool {
        self.content.as_ref().is_some_and(|content| content.proves(id, opening).is_ok())
    }
}

/// What a manifest is worth.
#[derive(Debug, Clone)]
#[must_use]
pub enum Judgement {
    Accepted(Box<Accepted>),
    /// As if it were not there.
    Rejected(Refusal),
    /// Its signer's path, its revocation or its time cannot be decided.
    Indeterminate(Refusal),
    /// Proven to be signed after its signer's certificate was revoked, or its key lost.
    Failed(Refusal),
}

/// A judgement, and what could still change it: certificates whose status is not known.
#[derive(Debug, Clone)]
#[must_use]
pub struct Judged {
    pub judgement: Judgement,
    pub questions: Vec<Question>,
}

impl Candidate {
    /// Judges a manifest that keeps every rule of its form.
    pub fn judge(&self, known: Option<&Directory>, trust: &Trust, at: DateTime<Utc>) -> Judged {
        let mut draft = Draft { findings: Vec::new(), questions: Vec::new() };
        let judgement = match self.decide(known, trust, at, &mut draft) {
            Ok((organisation, time)) => Judgement::Accepted(Box::new(Accepted {
                content: self.content().clone(),
                organisation,
                time,
                signer: self.message().signer().clone(),
                findings: draft.findings,
            })),
            Err((verdict, decisive)) => {
                let content = Some(Box::new(self.content().clone()));
                verdict(Refusal { decisive: *decisive, findings: draft.findings, content })
            }
        };
        Judged { judgement, questions: draft.questions }
    }

    fn decide(
        &self,
        known: Option<&Directory>,
        trust: &Trust,
        at: DateTime<Utc>,
        draft: &mut Draft,
    ) -> Result<(DirectoryOrganisation, ManifestTime), Decided> {
        let (content, signer) = (self.content(), self.message().signer());
        if known.is_some_and(|directory| directory.is_old(at)) {
            draft.findings.push(directory::old());
        }
        let Some(organisation) = known.and_then(|directory| directory.organisation(content.org())) else {
            return draft.rejected(organisation_unknown().with(content.org()));
        };
        let Proof { time, evidence } = time::prove(self, trust, at, draft);
        let moment = Moment { at: time.unwrap_or(at), now: at };
        let roles: &[PinRole] = match content.count() {
            0 => &[PinRole::Manifest, PinRole::Delegate],
            _ => &[PinRole::Manifest],
        };
        match organisation.standing(&signer.sha256(), roles, directory::pin_time(time, at)) {
            PinStanding::Holds => {}
            PinStanding::None => {
                return draft.rejected(findings::MANIFEST_SIGNER_NOT_PINNED().with(signer.subject()));
            }
            PinStanding::Unproven => {
                return draft.decided(Judgement::Indeterminate, directory::pin_time_unproven());
            }
            PinStanding::Compromised => return draft.decided(Judgement::Failed, directory::key_compromised()),
        }
        let beside = self.message().certificates();
        match judge_certificate(signer, beside, trust, &evidence, moment, &mut draft.questions) {
            Status::Stands(notes) => draft.findings.extend(notes),
            Status::Refused(_, finding) if time.is_some() && finding.code == "REVOKED" => {
                return draft.decided(Judgement::Failed, finding);
            }
            Status::Doubtful(_, finding) | Status::Refused(_, finding) => {
                return draft.decided(Judgement::Indeterminate, finding);
            }
        }
        let claimed = self.message().signing_time();
        if claimed > moment.at + CLOCK_SKEW {
            let (claimed, proven) = (claimed.to_rfc3339(), moment.at.to_rfc3339());
            let told = findings::MANIFEST_TIME_CONTRADICTION().with(format!("{claimed} > {proven}"));
            return draft.decided(Judgement::Indeterminate, told);
        }
        let time = time.map_or(ManifestTime::Claimed(claimed), ManifestTime::Proven);
        Ok((organisation.clone(), time))
    }
}

/// A manifest out of bytes that begin as a bundle does or are a signed message, judged.
pub fn judge_manifest(bytes: &[u8], known: Option<&Directory>, trust: &Trust, at: DateTime<Utc>) -> Judged {
    match Candidate::read(bytes) {
        Ok(candidate) => candidate.judge(known, trust, at),
        Err(cause) => {
            let decisive = findings::MANIFEST_REJECTED();
            let findings = vec![decisive.clone(), *cause];
            Judged {
                judgement: Judgement::Rejected(Refusal { decisive, findings, content: None }),
                questions: Vec::new(),
            }
        }
    }
}

/// What decided, with everything before it told.
type Decided = (fn(Refusal) -> Judgement, Box<Finding>);

/// The facts as they come in.
struct Draft {
    findings: Vec<Finding>,
    questions: Vec<Question>,
}

impl Draft {
    fn rejected<T>(&mut self, why: Finding) -> Result<T, Decided> {
        self.findings.insert(0, why);
        self.decided(Judgement::Rejected, findings::MANIFEST_REJECTED())
    }

    fn decided<T>(&mut self, verdict: fn(Refusal) -> Judgement, finding: Finding) -> Result<T, Decided> {
        self.findings.insert(0, finding.clone());
        Err((verdict, Box::new(finding)))
    }
}
