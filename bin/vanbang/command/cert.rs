//! `vanbang cert verify`: path validation by itself.

use std::path::{Path, PathBuf};

use vanbang::signature::x509::path::{self, Budget, PathFailure, PathOutcome, PolicyRules, Purpose, Rules};
use vanbang::signature::x509::{self, Certificate, read_certificates};

use super::Session;
use crate::cli::{Cert, CertVerify, RevocationRule};
use crate::failure::Failure;
use crate::input::{self, MAX_SMALL};
use crate::show::fingerprint;

/// Exit codes of a judgement (design 6).
const PASSED: u8 = 0;
const FAILED: u8 = 1;
const INDETERMINATE: u8 = 3;

pub fn run(command: &Cert, session: &Session) -> Result<u8, Failure> {
    let Cert::Verify(arguments) = command;
    let read = Read::files(arguments)?;
    let read = match read {
        Ok(read) => read,
        // A certificate that is no certificate is judged, not an accident.
        Err(broken) => {
            let (vi, en) = ("KHÔNG HỢP LỆ", "NOT VALID");
            session.console.line(format!("{}: {}", broken.path.display(), session.console.say(vi, en)));
            let message = broken.error.to_string();
            session.console.tell(
                format!("  {} [{}]", broken.error.message_vi(), broken.error.code()),
                format!("  {message} [{}]", broken.error.code()),
            );
            return Ok(FAILED);
        }
    };
    let outcome = path::validate_by(
        &rules(arguments),
        &read.certificate,
        &read.intermediates,
        &read.anchors,
        arguments.at.unwrap_or(session.at),
    );
    Ok(show(arguments, &outcome, session))
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

struct Read {
    certificate: Certificate,
    intermediates: Vec<Certificate>,
    anchors: Vec<Certificate>,
}

/// A file that holds something like a certificate, but a broken one.
struct Broken {
    path: PathBuf,
    error: x509::Error,
}

impl Read {
    /// Outside: a file that could not be read. Inside: one that holds a broken certificate.
    fn files(arguments: &CertVerify) -> Result<Result<Self, Broken>, Failure> {
        let mut broken = None;
        let mut all = |files: &[PathBuf]| -> Result<Vec<Certificate>, Failure> {
            let mut found = Vec::new();
            for file in files {
                match certificates(file)? {
                    Ok(certificates) => found.extend(certificates),
                    Err(error) => drop(broken.get_or_insert(Broken { path: file.clone(), error })),
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
        match leaf.split_first() {
            Some((certificate, [])) => Ok(Ok(Self { certificate: certificate.clone(), intermediates, anchors })),
            _ => Err(Failure::new(
                "ONE_CERTIFICATE",
                "tệp phải chứa đúng một chứng thư số",
                "the file must hold exactly one certificate",
            )
            .about(&arguments.certificate)
            .hint("Các chứng thư khác: --intermediate hoặc --anchor.", "Give others by --intermediate or --anchor.")),
        }
    }
}

fn certificates(file: &Path) -> Result<Result<Vec<Certificate>, x509::Error>, Failure> {
    match read_certificates(&input::read(file, MAX_SMALL)?) {
        Ok(found) => Ok(Ok(found)),
        Err(error @ (x509::Error::None | x509::Error::Pem { .. })) => Err(Failure::from(error).about(file)),
        Err(error) => Ok(Err(error)),
    }
}

fn show(arguments: &CertVerify, outcome: &PathOutcome, session: &Session) -> u8 {
    let console = session.console;
    let file = arguments.certificate.display();
    let word = |vi: &str, en: &str| console.line(format!("{file}: {}", console.say(vi, en)));
    match outcome {
        PathOutcome::Trusted { chain, .. } => {
            let asked = arguments.revocation == RevocationRule::Ignore;
            if asked {
                word("HỢP LỆ — có đường dẫn tới gốc tin cậy", "VALID — a path to a trust anchor holds");
                console.tell(
                    "  Không xét chứng thư số có bị thu hồi hay không (--revocation ignore).",
                    "  Whether a certificate was revoked was not asked (--revocation ignore).",
                );
            } else {
                word("KHÔNG XÁC ĐỊNH", "CANNOT BE DETERMINED");
                console.tell(
                    "  Chưa biết chứng thư số có bị thu hồi hay không [NO_REVOCATION_DATA]",
                    "  Whether a certificate was revoked is not known [NO_REVOCATION_DATA]",
                );
            }
            for certificate in chain {
                console.line(format!("  - {} ({})", certificate.subject(), fingerprint(&certificate.sha256())));
            }
            if asked { PASSED } else { INDETERMINATE }
        }
        // A search that was given up proves nothing either way.
        PathOutcome::Untrusted { reason } => {
            let given_up = matches!(reason, PathFailure::Budget);
            if given_up {
                word("KHÔNG XÁC ĐỊNH", "CANNOT BE DETERMINED");
            } else {
                word("KHÔNG HỢP LỆ", "NOT VALID");
            }
            console.tell(
                format!("  {} [{}]", reason.message_vi(), reason.code()),
                format!("  {} [{}]", reason.message_en(), reason.code()),
            );
            if given_up { INDETERMINATE } else { FAILED }
        }
    }
}
