//! What is asked of the process that holds a token's driver, and what it answers.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::signature::token::pkcs11::{Check, Consent, Pkcs11Selection, TokenInfo};
use crate::signature::token::{Error, Statement};
use crate::signature::x509::Certificate;

#[derive(Debug, Serialize, Deserialize)]
pub enum Request {
    List {
        module: PathBuf,
    },
    /// A session with a token, and what can be seen in it without a PIN.
    Open {
        selection: Pkcs11Selection,
        at: DateTime<Utc>,
    },
    /// With the PIN that came before it; without one the token's own pad is used.
    LogIn {
        consent: Consent,
    },
    /// The certificate and its key, after the login.
    Identify,
    /// The PIN that came before it is the one that each signature asks for.
    SigningPin,
    Prove {
        probe: Statement,
    },
    /// Another session with the token, under this number.
    AnotherSession {
        lane: u8,
    },
    RawSign {
        count: usize,
    },
}

#[derive(Debug, Serialize, Deserialize)]
pub enum Answer {
    Tokens(Vec<TokenInfo>),
    Opened(Box<Check>),
    /// There was no login, and no PIN was tried.
    NotTried(Error),
    LoggedIn(Identity),
    Proven {
        /// As AlgorithmIdentifier.
        algorithm: Vec<u8>,
        answer: Vec<u8>,
    },
    Done,
}

/// Whom a login belongs to.
#[derive(Debug, Serialize, Deserialize)]
pub struct Identity {
    pub label: String,
    pub serial: String,
    pub certificate: Der,
    pub chain: Vec<Der>,
    pub asks_each_time: bool,
    pub pad: bool,
}

/// A certificate as its bytes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Der(#[serde(with = "der")] pub Certificate);

/// Certificates travel as byte strings and are read again where they arrive.
pub mod der {
    use super::Certificate;
    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(certificate: &Certificate, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(certificate.der())
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Certificate, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Certificate;

            fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
                formatter.write_str("the bytes of a certificate")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Certificate, E> {
                Certificate::from_der(bytes).map_err(E::custom)
            }
        }
        // ciborium gives short byte strings to `visit_bytes` and long ones to `visit_byte_buf`, which
        // falls back on it.
        deserializer.deserialize_byte_buf(Bytes)
    }
}

/// The CBOR of a message; none for what has no form on the way.
pub fn encode(message: &impl Serialize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    ciborium::into_writer(message, &mut bytes).ok()?;
    Some(bytes)
}

/// The message that bytes are, if they are one.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    ciborium::from_reader(bytes).ok()
}
