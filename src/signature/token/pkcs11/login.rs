//! One login attempt, and none where one more could lock the token.

use super::failure;
use super::inventory::PinState;
use crate::signature::token::{Error, Pin};
use cryptoki::error::{Error as DriverError, RvError};
use cryptoki::session::{Session, SessionState, UserType};
use cryptoki::slot::TokenInfo;
use cryptoki::types::AuthPin;
use serde::{Deserialize, Serialize};

/// What the operator accepts at the terminal, having been told; nothing by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// A wrong PIN was given before.
    pub count_low: bool,
    /// One more wrong PIN locks the token.
    pub final_try: bool,
}

/// Whether the state of the PIN lets one be tried at all.
pub fn check_state(pin: PinState, consent: Consent, token: &str) -> Result<(), Error> {
    let token = token.to_owned();
    if pin.locked {
        return Err(Error::PinLocked { token });
    }
    if pin.to_be_changed {
        return Err(Error::PinMustChange { token });
    }
    if pin.final_try && !consent.final_try {
        return Err(Error::PinFinalTry { token });
    }
    if pin.count_low && !pin.final_try && !consent.count_low {
        return Err(Error::PinCountLow { token });
    }
    Ok(())
}

/// Why there was no login, and whether a PIN was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub error: Error,
    /// The token may have counted it.
    pub tried: bool,
}

impl Refused {
    pub fn untried(error: Error) -> Self {
        Self { error, tried: false }
    }
}

/// Logs the user in, once. Being logged in already is success.
pub fn login(session: &Session, info: &TokenInfo, pin: &Pin, consent: Consent) -> Result<(), Refused> {
    let state = session.get_session_info().map_err(failure::driver).map_err(Refused::untried)?;
    if matches!(state.session_state(), SessionState::RoUser | SessionState::RwUser) || !info.login_required() {
        return Ok(());
    }
    check_state(PinState::of(info), consent, info.label()).map_err(Refused::untried)?;
    let outcome = if info.protected_authentication_path() {
        session.login(UserType::User, None)
    } else {
        check_length(info, pin).map_err(Refused::untried)?;
        session.login(UserType::User, Some(&auth_pin(pin)))
    };
    match outcome {
        Ok(()) => Ok(()),
        Err(DriverError::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
        Err(cause) => Err(Refused { error: failure::login(cause, info.label()), tried: true }),
    }
}

pub fn auth_pin(pin: &Pin) -> AuthPin {
    pin.expose().into()
}

fn check_length(info: &TokenInfo, pin: &Pin) -> Result<(), Error> {
    if pin.is_empty() {
        return Err(Error::PinMissing { token: info.label().to_owned() });
    }
    let (min, max) = (info.min_pin_length(), info.max_pin_length());
    // Bounds that make no sense are the driver's, not the person's, mistake.
    let sensible = min <= max && (4..=255).contains(&max);
    if sensible && !(min..=max).contains(&pin.expose().len()) {
        return Err(length(info, pin));
    }
    Ok(())
}

fn length(info: &TokenInfo, pin: &Pin) -> Error {
    Error::PinLength {
        token: info.label().to_owned(),
        given: pin.expose().len(),
        min: info.min_pin_length(),
        max: info.max_pin_length(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_pin_is_tried_where_one_more_could_lock() {
        let fine = PinState { initialized: true, ..PinState::default() };
        let (low, last) = (PinState { count_low: true, ..fine }, PinState { final_try: true, count_low: true, ..fine });
        let (none, risk) = (Consent::default(), Consent { count_low: true, final_try: false });
        let all = Consent { final_try: true, ..risk };
        for (state, consent, expected) in [
            (fine, none, None),
            (low, none, Some("PIN_COUNT_LOW")),
            (low, risk, None),
            (last, risk, Some("PIN_FINAL_TRY")),
            (last, all, None),
            (PinState { locked: true, ..last }, all, Some("PIN_LOCKED")),
            (PinState { to_be_changed: true, ..fine }, all, Some("PIN_MUST_CHANGE")),
        ] {
            let code = check_state(state, consent, "t").err().map(|error| error.code());
            assert_eq!(code, expected, "{state:?} {consent:?}");
        }
    }
}
