//! What can go wrong with a signing key, each with what disagreed.

mod words;

use crate::signature::{cms, crypto, x509};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Why a key is not there, not fit, or did not sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Error {
    #[error("there is no PKCS#11 module at {path}")]
    ModuleNotFound { path: String },
    #[error("the PKCS#11 module {path} is for {module}, but this program is for {process}")]
    ModuleArchitecture { path: String, module: String, process: String },
    #[error("the PKCS#11 module {path} cannot be loaded: {detail}")]
    ModuleLoad { path: String, detail: String },
    #[error("the token {wanted} is not plugged in; present: {}", list(present))]
    TokenNotFound { wanted: String, present: Vec<String> },
    #[error("no token is plugged in")]
    NoToken,
    #[error("several tokens are plugged in and none was chosen: {}", list(present))]
    SeveralTokens { present: Vec<String> },
    #[error("the token {token} has no certificate")]
    NoCertificate { token: String },
    #[error("the token {token} has no certificate {wanted}; present: {}", list(present))]
    CertificateNotFound { token: String, wanted: String, present: Vec<String> },
    #[error("the token {token} has several certificates and none was chosen: {}", list(present))]
    SeveralCertificates { token: String, present: Vec<String> },
    #[error("the certificate {certificate} expired at {not_after}, and it is {at}")]
    CertificateExpired { certificate: String, not_after: DateTime<Utc>, at: DateTime<Utc> },
    #[error("the certificate {certificate} is valid only from {not_before}, and it is {at}")]
    CertificateNotYetValid { certificate: String, not_before: DateTime<Utc>, at: DateTime<Utc> },
    #[error("the certificate {certificate} is not meant for signing documents")]
    CertificateNotForSigning { certificate: String },
    #[error("the key {key} of the certificate {certificate} is too weak or of a kind not used here")]
    KeyNotAcceptable { certificate: String, key: String },
    #[error("the token {token} has no private key for the certificate {certificate}")]
    KeyNotFound { token: String, certificate: String },
    #[error("the certificate {certificate} does not belong to the private key {key}")]
    KeyMismatch { certificate: String, key: String },
    #[error("the PIN of the token {token} is wrong")]
    PinWrong { token: String },
    #[error("the PIN of the token {token} is locked")]
    PinLocked { token: String },
    #[error("the token {token} allows only one more PIN attempt before it locks")]
    PinFinalTry { token: String },
    #[error("the token {token} needs a PIN and none was given")]
    PinMissing { token: String },
    #[error("the PIN has {given} characters, the token {token} takes {min} to {max}")]
    PinLength { token: String, given: usize, min: usize, max: usize },
    #[error("the PIN of the token {token} must be changed before it can be used")]
    PinMustChange { token: String },
    #[error("a wrong PIN was given to the token {token} before, and few attempts are left")]
    PinCountLow { token: String },
    #[error("the PIN given to the token {token} at {at} was refused, or nobody knows what became of it")]
    PinRefusedBefore { token: String, at: DateTime<Utc> },
    #[error("another run is using the token {token}")]
    TokenBusy { token: String },
    #[error("what became of the last PIN cannot be noted in {path}: {detail_en}")]
    AttemptNotNoted { path: String, detail_vi: String, detail_en: String },
    #[error("the token offers no mechanism to sign with a key {key}")]
    Mechanism { key: String },
    #[error("the token was removed or its driver lost it ({function}: {code})")]
    TokenRemoved { function: String, code: String },
    #[error("the token's driver answered {code} to {function}")]
    Driver { function: String, code: String },
    #[error("the token's driver did not answer within {seconds} seconds and was stopped")]
    DriverHangs { seconds: u64 },
    #[error("the process that holds the token's driver ended unexpectedly: {detail}")]
    DriverEnded { detail: String },
    #[error("the signature made by {signer} does not verify with the certificate {certificate}")]
    SignatureWrong { signer: String, certificate: String },
    #[error("the password does not open the key file")]
    PasswordWrong,
    #[error("the key file cannot be read: {detail}")]
    KeyFile { detail: String },
    // None of these comes from a driver's process, so none has a form on the way from there.
    #[serde(skip)]
    #[error(transparent)]
    Crypto(#[from] crypto::Error),
    #[serde(skip)]
    #[error(transparent)]
    Certificate(#[from] x509::Error),
    #[serde(skip)]
    #[error(transparent)]
    Message(#[from] cms::Error),
}

fn list(names: &[String]) -> String {
    match names {
        [] => "none".into(),
        names => names.join("; "),
    }
}

impl Error {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ModuleNotFound { .. } => "TOKEN_MODULE_NOT_FOUND",
            Self::ModuleArchitecture { .. } => "TOKEN_MODULE_ARCHITECTURE",
            Self::ModuleLoad { .. } => "TOKEN_MODULE_LOAD",
            Self::TokenNotFound { .. } => "TOKEN_NOT_FOUND",
            Self::NoToken => "TOKEN_NONE",
            Self::SeveralTokens { .. } => "TOKEN_SEVERAL",
            Self::NoCertificate { .. } => "TOKEN_NO_CERTIFICATE",
            Self::CertificateNotFound { .. } => "TOKEN_CERTIFICATE_NOT_FOUND",
            Self::SeveralCertificates { .. } => "TOKEN_SEVERAL_CERTIFICATES",
            Self::CertificateExpired { .. } => "SIGNER_CERTIFICATE_EXPIRED",
            Self::CertificateNotYetValid { .. } => "SIGNER_CERTIFICATE_NOT_YET_VALID",
            Self::CertificateNotForSigning { .. } => "SIGNER_CERTIFICATE_KEY_USAGE",
            Self::KeyNotAcceptable { .. } => "SIGNER_KEY_NOT_ACCEPTABLE",
            Self::KeyNotFound { .. } => "TOKEN_KEY_NOT_FOUND",
            Self::KeyMismatch { .. } => "SIGNER_KEY_MISMATCH",
            Self::PinWrong { .. } => "PIN_WRONG",
            Self::PinLocked { .. } => "PIN_LOCKED",
            Self::PinFinalTry { .. } => "PIN_FINAL_TRY",
            Self::PinMissing { .. } => "PIN_MISSING",
            Self::PinLength { .. } => "PIN_LENGTH",
            Self::PinMustChange { .. } => "PIN_MUST_CHANGE",
            Self::PinCountLow { .. } => "PIN_COUNT_LOW",
            Self::PinRefusedBefore { .. } => "PIN_REFUSED_BEFORE",
            Self::TokenBusy { .. } => "TOKEN_BUSY",
            Self::AttemptNotNoted { .. } => "PIN_ATTEMPT_NOT_NOTED",
            Self::Mechanism { .. } => "TOKEN_MECHANISM",
            Self::TokenRemoved { .. } => "TOKEN_REMOVED",
            Self::Driver { .. } => "TOKEN_DRIVER",
            Self::DriverHangs { .. } => "TOKEN_DRIVER_HANGS",
            Self::DriverEnded { .. } => "TOKEN_DRIVER_ENDED",
            Self::SignatureWrong { .. } => "TOKEN_SIGNATURE_WRONG",
            Self::PasswordWrong => "KEY_PASSWORD_WRONG",
            Self::KeyFile { .. } => "KEY_FILE",
            Self::Crypto(cause) => cause.code(),
            Self::Message(cause) => cause.code(),
            Self::Certificate(cause) => cause.code(),
        }
    }

    /// A token's answer that no key of the certificate made.
    pub(super) fn unverified(token: &str, certificate: &x509::Certificate) -> Self {
        let signer = format!("the token \"{token}\"");
        Self::SignatureWrong { signer, certificate: certificate.common_name().to_owned() }
    }

    /// Whether token or driver went away, so that what was finished stands and the rest waits for them.
    pub fn is_loss(&self) -> bool {
        matches!(
            self,
            Self::TokenRemoved { .. }
                | Self::TokenNotFound { .. }
                | Self::NoToken
                | Self::DriverHangs { .. }
                | Self::DriverEnded { .. }
        )
    }
}
