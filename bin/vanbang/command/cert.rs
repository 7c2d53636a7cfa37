//! `vanbang cert verify`: path validation by itself.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use vanbang::signature::x509::path::{Budget, PathFailure, Paths, PolicyRules, Purpose, Rules};
use vanbang::signature::x509::revocation::{Evidence, Mode, Moment, PathStatus, judge_paths};
use vanbang::signature::x509::{self, Certificate, read_certificates};

use super::Session;
use crate::cli::{Cert, CertVerify};
use crate::failure::Failure;
use crate::input::{self, MAX_EVIDENCE, MAX_SMALL};
use crate::show::certificate::{Answer, show};

pub fn run(command: &Cert, session: &Session) -> Result<u8, Failure> {
    let Cert::Verify(arguments) = command;
    let at = arguments.at.unwrap_or(session.at);
    let answer = match Read::files(arguments)? {
        Ok(read) => read.judge(arguments, at),
        Err(answer) => answer,
    };
    show(&arguments.certificate, &answer, session.console);
    Ok(answer.exit_code())
}

/// What the files hold.
struct Read {
    certificate: Certificate,
    intermediates: Vec<Certificate>,
    anchors: Vec<Certificate>,
    evidence: Evidence,
}

impl Read {
    /// Outside: a file that could not be read. Inside: one that holds a broken certificate, which is
    /// judged and no accident.
    fn files(arguments: &CertVerify) -> Result<Result<Self, Answer>, Failure> {
        let mut broken = None;
        let mut all = |files: &[PathBuf]| -> Result<Vec<Certificate>, Failure> {
            let mut found = Vec::new();
            for file in files {
                match certificates(file)? {
                    Ok(certificates) => found.extend(certificates),
                    Err(error) => drop(broken.get_or_insert(Answer::Broken { file: file.clone(), error })),
                }
            }
            Ok(found)
        };
        let anchors = all(&arguments.anchor)?;
        let intermediates = all(&arguments.intermediate)?;
        let leaf = all(std::slice::from_ref(&arguments.certificate))?;
        if let Some(broken) = broken {
            return Ok(Err(broken));
        }
        let [certificate] = leaf.as_slice() else {
            return Err(one_certificate().about(&arguments.certificate));
        };
        let evidence = evidence(&arguments.crl)?;
        Ok(Ok(Self { certificate: certificate.clone(), intermediates, anchors, evidence }))
    }

    fn judge(&self, arguments: &CertVerify, at: DateTime<Utc>) -> Answer {
        let rules = rules(arguments);
        let mut paths = Paths::new(&rules, &self.certificate, &self.intermediates, &self.anchors, at);
        let mode = Mode::from(arguments.revocation);
        let judged = if mode == Mode::Ignore {
            paths.next().map(|chain| (chain, None))
        } else {
            judge_paths(&mut paths, &self.intermediates, &self.evidence, Moment::present(at))
                .map(|(chain, status)| (chain, Some(status)))
        };
        match judged {
            // A search that was given up proves nothing either way.
            None if matches!(paths.failure(), PathFailure::Budget) => Answer::GivenUp,
            None => Answer::Untrusted(paths.failure().clone()),
            Some((chain, None)) => Answer::Valid { chain, doubt: None },
            Some((chain, Some(PathStatus::Good(_)))) => Answer::Valid { chain, doubt: Some(Vec::new()) },
            Some((_, Some(PathStatus::Revoked { certificate, revocation, .. }))) => {
                Answer::Revoked { certificate, revocation }
            }
            Some((chain, Some(PathStatus::Unknown { why, .. }))) if mode.tolerates(&why) => {
                Answer::Valid { chain, doubt: Some(why) }
            }
            Some((_, Some(PathStatus::Unknown { certificate, why, .. }))) => Answer::StatusUnknown { certificate, why },
        }
    }
}

fn rules(arguments: &CertVerify) -> Rules {
    let mut budget = Budget::default();
    if let Some(depth) = arguments.max_depth {
        budget.intermediates = depth;
    }
    let policies = PolicyRules {
        acceptable: arguments.policy.clone(),
        require_explicit: arguments.require_policy,
        forbid_mapping: arguments.forbid_policy_mapping,
        forbid_any: arguments.forbid_any_policy,
    };
    Rules { policies, key_identifiers: true, ..Rules::new(Purpose::Any, budget) }
}

fn certificates(file: &Path) -> Result<Result<Vec<Certificate>, x509::Error>, Failure> {
    match read_certificates(&input::read(file, MAX_SMALL)?) {
        Ok(found) => Ok(Ok(found)),
        Err(error @ (x509::Error::None | x509::Error::Pem { .. })) => Err(Failure::from(error).about(file)),
        Err(error) => Ok(Err(error)),
    }
}

/// What a list that cannot be read would have said is not known, so it is never passed over: the person
/// named it to be heard.
fn evidence(files: &[PathBuf]) -> Result<Evidence, Failure> {
    let mut all = Evidence::default();
    for file in files {
        let found = Evidence::read(&input::read(file, MAX_EVIDENCE)?);
        all.merge(found.map_err(|error| Failure::from(error).about(file))?);
    }
    Ok(all)
}

fn one_certificate() -> Failure {
    Failure::new("ONE_CERTIFICATE", "tệp phải chứa đúng một chứng thư số", "the file must hold exactly one certificate")
        .hint("Các chứng thư khác: --intermediate hoặc --anchor.", "Give others by --intermediate or --anchor.")
}
