//! A signing key on a PKCS#11 token. No PIN is ever tried twice, and nothing that a token signed is
//! returned before it has been verified with the certificate.

mod architecture;
mod failure;
mod inventory;
mod key;
mod login;
mod mechanism;
mod module;
mod opening;
mod selection;
mod session;

pub use inventory::{PinState, TokenCertificate, TokenInfo, list};
pub use login::{Consent, Refused};
pub use opening::{Entered, Opening};
pub use selection::{CertificateSelector, Pkcs11Selection};
pub use session::{LoggedIn, Pkcs11Token};

use super::Error;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What `vanbang token check` found without spending a PIN attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub token: TokenInfo,
    /// The certificate that would sign.
    pub certificate: Option<TokenCertificate>,
    /// What will stop a signature, or does already; empty if all is well.
    pub problems: Vec<Error>,
}

/// Looks at token, PIN state, certificate and mechanisms without a PIN.
///
/// # Errors
/// Only what leaves nothing to look at: the module, or the token.
pub fn check(selection: &Pkcs11Selection, at: DateTime<Utc>) -> Result<Check, Error> {
    Opening::open(selection)?.check(at)
}
