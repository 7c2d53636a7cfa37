//! A signing key on a PKCS#11 token. No PIN is ever tried twice, and nothing that a token signed is
//! returned before it has been verified with the certificate.

mod architecture;
mod failure;
mod inventory;
mod key;
mod login;
mod mechanism;
mod module;
mod selection;
mod session;

pub use inventory::{PinState, TokenCertificate, TokenInfo, list};
pub use login::Consent;
pub use selection::{CertificateSelector, Pkcs11Selection};
pub use session::{LoggedIn, Pkcs11Token};

use super::{Error, check_certificate};
use chrono::{DateTime, Utc};
use mechanism::Scheme;
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
    let module = module::load(&selection.module)?;
    let (slot, info) = inventory::choose_token(&module.driver, selection.token.as_deref())?;
    let session = module.driver.open_ro_session(slot).map_err(failure::driver)?;
    let (certificates, unreadable) = inventory::certificates(&session)?;
    let mut problems = Vec::new();
    if let Err(problem) = login::check_state(PinState::of(&info), Consent::default(), info.label()) {
        problems.push(problem);
    }
    let chosen = selection::choose(info.label(), &certificates, selection.certificate.as_ref());
    let certificate = match chosen {
        Ok(chosen) => {
            if let Err(problem) = check_certificate(&chosen.certificate, at) {
                problems.push(problem);
            }
            let offered = module.driver.get_mechanism_list(slot).map_err(failure::driver)?;
            let kind = chosen.certificate.public_key().kind();
            if let Err(problem) = Scheme::choose(kind, &offered, false) {
                problems.push(problem);
            }
            Some(chosen.clone())
        }
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    Ok(Check { token: inventory::describe(&info, certificates, unreadable), certificate, problems })
}
