//! What came of a certificate's path, in plain words.

use std::path::{Path, PathBuf};

use vanbang::signature::x509::path::PathFailure;
use vanbang::signature::x509::revocation::{Doubt, Revocation};
use vanbang::signature::x509::{self, Certificate};

use super::{Console, fingerprint};

/// The answer of `vanbang cert verify`.
pub enum Answer {
    /// A path holds. `doubt`: `None` when revocation was not asked, else why it has no answer, if so.
    Valid {
        chain: Vec<Certificate>,
        doubt: Option<Vec<Doubt>>,
    },
    /// Something in one of the files is no certificate.
    Broken {
        file: PathBuf,
        error: x509::Error,
    },
    Untrusted(PathFailure),
    Revoked {
        certificate: Certificate,
        revocation: Revocation,
    },
    StatusUnknown {
        certificate: Certificate,
        why: Vec<Doubt>,
    },
    /// Too many possible paths.
    GivenUp,
}

impl Answer {
    /// Exit codes of a judgement: 0 passed, 1 failed, 3 cannot tell.
    pub fn exit_code(&self) -> u8 {
        match self {
            Answer::Valid { .. } => 0,
            Answer::Broken { .. } | Answer::Untrusted(_) | Answer::Revoked { .. } => 1,
            Answer::StatusUnknown { .. } | Answer::GivenUp => 3,
        }
    }
}

pub fn show(file: &Path, answer: &Answer, console: &Console) {
    let (vi, en) = match answer.exit_code() {
        0 => ("HỢP LỆ — có đường dẫn tới gốc tin cậy", "VALID — a path to a trust anchor holds"),
        1 => ("KHÔNG HỢP LỆ", "NOT VALID"),
        _ => ("KHÔNG XÁC ĐỊNH", "CANNOT BE DETERMINED"),
    };
    console.line(format!("{}: {}", file.display(), console.say(vi, en)));
    let reason =
        |vi: String, en: String, code: &str| console.tell(format!("  {vi} [{code}]"), format!("  {en} [{code}]"));
    match answer {
        Answer::Valid { chain, doubt } => {
            match doubt {
                None => console.tell(
                    "  Không xét chứng thư số có bị thu hồi hay không (--revocation ignore).",
                    "  Whether a certificate was revoked was not asked (--revocation ignore).",
                ),
                Some(why) => doubts(why, console),
            }
            for certificate in chain {
                console.line(format!("  - {}", certificate.subject()));
                console.line(format!("    SHA-256 {}", fingerprint(&certificate.sha256())));
            }
        }
        Answer::Broken { file, error } => {
            let place = file.display();
            reason(format!("{place}: {}", error.message_vi()), format!("{place}: {error}"), error.code());
        }
        Answer::Untrusted(failure) => reason(failure.message_vi(), failure.message_en(), failure.code()),
        Answer::GivenUp => {
            let failure = PathFailure::Budget;
            reason(failure.message_vi(), failure.message_en(), failure.code());
        }
        Answer::Revoked { certificate, revocation } => {
            let (name, time) = (certificate.subject(), revocation.time);
            reason(
                format!("{name} đã bị thu hồi lúc {time} ({})", revocation.reason.name_vi()),
                format!("{name} was revoked at {time} ({})", revocation.reason.name()),
                "REVOKED",
            );
        }
        Answer::StatusUnknown { certificate, why } => {
            let name = certificate.subject();
            console.tell(
                format!("  Không rõ {name} có bị thu hồi hay không:"),
                format!("  Whether {name} was revoked is not known:"),
            );
            doubts(why, console);
        }
    }
}

fn doubts(why: &[Doubt], console: &Console) {
    for doubt in why {
        let code = doubt.code();
        console.tell(format!("  - {} [{code}]", doubt.message_vi()), format!("  - {} [{code}]", doubt.message_en()));
    }
}
