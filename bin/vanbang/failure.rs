//! Why a command could not run: what disagreed, and what the person can do, in both languages.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use vanbang::document::record::DirectoryError;
use vanbang::signature::pades::Finding;
use vanbang::signature::x509::{self, revocation};
use vanbang::wording::system_reason_vi;

/// One error, ready to be shown. Boxed, because it is rare and what goes well is small.
#[derive(Debug, Clone)]
pub struct Failure(Box<Words>);

/// What an error says; the code is stable.
#[derive(Debug, Clone)]
pub struct Words {
    pub code: &'static str,
    pub message_vi: String,
    pub message_en: String,
    pub hint_vi: String,
    pub hint_en: String,
    /// The file or folder it is about.
    pub path: Option<PathBuf>,
    /// Whether it is a token or its driver that went away.
    pub token_lost: bool,
}

impl Deref for Failure {
    type Target = Words;

    fn deref(&self) -> &Words {
        &self.0
    }
}

impl Failure {
    pub fn new(code: &'static str, message_vi: impl Into<String>, message_en: impl Into<String>) -> Self {
        Failure(Box::new(Words {
            code,
            message_vi: message_vi.into(),
            message_en: message_en.into(),
            hint_vi: String::new(),
            hint_en: String::new(),
            path: None,
            token_lost: false,
        }))
    }

    pub fn hint(mut self, hint_vi: impl Into<String>, hint_en: impl Into<String>) -> Self {
        self.0.hint_vi = hint_vi.into();
        self.0.hint_en = hint_en.into();
        self
    }

    /// The same failure, told with the file or folder it is about.
    pub fn about(mut self, path: &Path) -> Self {
        self.0.path = Some(path.to_owned());
        self
    }

    /// Reading or writing `path` failed.
    pub fn io(path: &Path, what_vi: &str, what_en: &str, error: &std::io::Error) -> Self {
        Failure::new("FILE_ACCESS", format!("{what_vi}: {}", system_reason_vi(error)), format!("{what_en}: {error}"))
            .about(path)
            .hint(
                "Hãy kiểm tra đường dẫn, quyền truy cập và dung lượng còn trống.",
                "Check the path, the permissions and the free space.",
            )
    }

    /// As a finding, for the JSON of a file about which no verdict is possible.
    pub fn finding(&self) -> Finding {
        Finding::new(self.code, self.message_vi.clone(), self.message_en.clone())
    }
}

impl From<x509::Error> for Failure {
    fn from(error: x509::Error) -> Self {
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(error.hint_vi(), error.hint_en())
    }
}

impl From<revocation::Error> for Failure {
    fn from(error: revocation::Error) -> Self {
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(error.hint_vi(), error.hint_en())
    }
}

impl From<DirectoryError> for Failure {
    fn from(error: DirectoryError) -> Self {
        let (hint_vi, hint_en) = error.hint();
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en)
    }
}

impl From<vanbang::verify::TrustFolderError> for Failure {
    fn from(error: vanbang::verify::TrustFolderError) -> Self {
        let (hint_vi, hint_en) = error.hint();
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en)
    }
}

impl From<vanbang::verify::SignedDirectoryError> for Failure {
    fn from(error: vanbang::verify::SignedDirectoryError) -> Self {
        let (hint_vi, hint_en) = error.hint();
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en)
    }
}

impl From<vanbang::signature::token::Error> for Failure {
    fn from(error: vanbang::signature::token::Error) -> Self {
        let mut failure = Failure::new(error.code(), error.message_vi(), error.to_string());
        failure.0.token_lost = error.is_loss();
        failure.hint(error.hint_vi(), error.hint_en())
    }
}

impl From<vanbang::document::batch::Error> for Failure {
    fn from(error: vanbang::document::batch::Error) -> Self {
        let (hint_vi, hint_en) = error.hint();
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en)
    }
}

impl From<vanbang::publish::Error> for Failure {
    fn from(error: vanbang::publish::Error) -> Self {
        let (hint_vi, hint_en) = error.hint();
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en)
    }
}

impl From<vanbang::signature::fetch::ServerError> for Failure {
    fn from(error: vanbang::signature::fetch::ServerError) -> Self {
        let (hint_vi, hint_en) = error.hint();
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en)
    }
}

impl From<vanbang::document::manifest::Error> for Failure {
    fn from(error: vanbang::document::manifest::Error) -> Self {
        let (hint_vi, hint_en) = error.hint();
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en)
    }
}

impl From<vanbang::signature::crypto::Error> for Failure {
    fn from(error: vanbang::signature::crypto::Error) -> Self {
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(error.hint_vi(), error.hint_en())
    }
}

impl From<vanbang::document::record::Error> for Failure {
    fn from(error: vanbang::document::record::Error) -> Self {
        let (hint_vi, hint_en) = error.hint();
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en)
    }
}

impl From<vanbang::document::register::Error> for Failure {
    fn from(error: vanbang::document::register::Error) -> Self {
        let (hint_vi, hint_en) = error.hint();
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en)
    }
}

impl From<vanbang::document::code::Error> for Failure {
    fn from(error: vanbang::document::code::Error) -> Self {
        let (hint_vi, hint_en) = error.hint();
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en)
    }
}

impl From<vanbang::verify::MirrorError> for Failure {
    fn from(error: vanbang::verify::MirrorError) -> Self {
        let (hint_vi, hint_en) = error.hint();
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en)
    }
}

impl From<vanbang::document::template::Error> for Failure {
    fn from(error: vanbang::document::template::Error) -> Self {
        let (hint_vi, hint_en) = error.hint();
        Failure::new(error.code(), format!("không vẽ được: {}", error.message_vi()), error.to_string())
            .hint(hint_vi, hint_en)
    }
}

impl From<vanbang::verify::ConfigurationError> for Failure {
    fn from(error: vanbang::verify::ConfigurationError) -> Self {
        let (hint_vi, hint_en) = error.hint();
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en)
    }
}

impl From<vanbang::issue::Error> for Failure {
    fn from(error: vanbang::issue::Error) -> Self {
        let (hint_vi, hint_en) = error.hint();
        Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en)
    }
}

impl From<vanbang::sign::Error> for Failure {
    fn from(error: vanbang::sign::Error) -> Self {
        use vanbang::sign::Error;
        use vanbang::signature::pades;
        match error {
            Error::Signature(pades::Error::Token(error)) => error.into(),
            other => {
                let (hint_vi, hint_en) = other.hint();
                Failure::new(other.code(), other.message_vi(), other.to_string()).hint(hint_vi, hint_en)
            }
        }
    }
}
