//! One login attempt, and none where one more could lock the token.

use super::failure;
use super::inventory::PinState;
use crate::signature::token::{Error, Pin};
use cryptoki::error::{Error as DriverError, RvError};
use cryptoki::session::{Session, SessionState, UserType};
use cryptoki::slot::TokenInfo;
use cryptoki::types::AuthPin;

/// Whether the state of the PIN lets one be tried at all.
pub fn check_state(pin: PinState, token: &str) -> Result<(), Error> {
    let token = token.to_owned();
    if pin.locked {
        return Err(Error::PinLocked { token });
    }
    if pin.final_try {
        return Err(Error::PinFinalTry { token });
    }
    if pin.to_be_changed {
        return Err(Error::PinMustChange { token });
    }
    Ok(())
}

/// Logs the user in, once. Being logged in already is success.
pub fn login(session: &Session, info: &TokenInfo, pin: &Pin) -> Result<(), Error> {
    let state = session.get_session_info().map_err(failure::driver)?;
    if matches!(state.session_state(), SessionState::RoUser | SessionState::RwUser) || !info.login_required() {
        return Ok(());
    }
    check_state(PinState::of(info), info.label())?;
    let outcome = if info.protected_authentication_path() {
        session.login(UserType::User, None)
    } else {
        check_length(info, pin)?;
        session.login(UserType::User, Some(&auth_pin(pin)))
    };
    match outcome {
        Ok(()) => Ok(()),
        Err(DriverError::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
        Err(DriverError::Pkcs11(RvError::PinLenRange, _)) => Err(length(info, pin)),
        Err(cause) => Err(failure::login(cause, info.label())),
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
        let code = |state| check_state(state, "t").err().map(|error| error.code());
        let fine = PinState { count_low: true, initialized: true, ..PinState::default() };
        assert_eq!(code(fine), None);
        let states = [
            (PinState { locked: true, ..fine }, "PIN_LOCKED"),
            (PinState { final_try: true, ..fine }, "PIN_FINAL_TRY"),
            (PinState { to_be_changed: true, ..fine }, "PIN_MUST_CHANGE"),
        ];
        for (state, expected) in states {
            assert_eq!(code(state), Some(expected));
        }
    }
}
