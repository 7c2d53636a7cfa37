//! What a driver's answer means for the person.

use crate::signature::token::Error;
use cryptoki::error::{Error as DriverError, RvError};

/// A driver's error outside of login.
pub fn driver(cause: DriverError) -> Error {
    match cause {
        DriverError::Pkcs11(
            code @ (RvError::DeviceRemoved
            | RvError::DeviceError
            | RvError::TokenNotPresent
            | RvError::TokenNotRecognized
            | RvError::SessionHandleInvalid
            | RvError::SessionClosed),
            function,
        ) => Error::TokenRemoved { function: format!("C_{function:?}"), code: format!("{code:?}") },
        DriverError::Pkcs11(code, function) => {
            Error::Driver { function: format!("C_{function:?}"), code: format!("{code:?}") }
        }
        other => Error::Driver { function: "PKCS#11".into(), code: other.to_string() },
    }
}

/// A driver's error at login. None of them is ever tried again.
pub fn login(cause: DriverError, token: &str) -> Error {
    let token = token.to_owned();
    match cause {
        DriverError::Pkcs11(RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange, _) => {
            Error::PinWrong { token }
        }
        DriverError::Pkcs11(RvError::PinLocked, _) => Error::PinLocked { token },
        DriverError::Pkcs11(RvError::PinExpired, _) => Error::PinMustChange { token },
        other => driver(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cryptoki::context::Function;

    #[test]
    fn answers_are_told_apart() {
        let at_login = |code| login(DriverError::Pkcs11(code, Function::Login), "t").code();
        assert_eq!(at_login(RvError::PinIncorrect), "PIN_WRONG");
        assert_eq!(at_login(RvError::PinLocked), "PIN_LOCKED");
        assert_eq!(at_login(RvError::PinExpired), "PIN_MUST_CHANGE");
        assert_eq!(at_login(RvError::FunctionFailed), "TOKEN_DRIVER");
        let signing = |code| driver(DriverError::Pkcs11(code, Function::Sign)).code();
        assert_eq!(signing(RvError::DeviceRemoved), "TOKEN_REMOVED");
        assert_eq!(signing(RvError::SessionHandleInvalid), "TOKEN_REMOVED");
        assert_eq!(signing(RvError::MechanismInvalid), "TOKEN_DRIVER");
    }
}
