//! Statements: what a key tells a machine, enclosed in a message of its own purpose, so that no signature over
//! them is one over anything else.

use ciborium::Value;
use ciborium::value::Integer;
use serde::{Deserialize, Serialize};

use chrono::{DateTime, Utc};

use super::{Error, Signer, enclose};
use crate::signature::cms::{Draft, Purpose, ToBeSigned};
use crate::signature::crypto::{self, SignatureAlgorithm};
use crate::signature::x509::Certificate;

/// A name that no organisation can have (RFC 2606 section 2), for keys whose holder belongs to none.
const NOBODY: &str = "none.invalid";

/// What is stated: a closed list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Key and certificate belong together.
    Probe { challenge: [u8; 32] },
    /// A register ends here.
    Checkpoint { register: String, count: u64, head: [u8; 32] },
}

/// One statement of one organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The organisation's identifier.
    pub org: String,
    pub action: Action,
    /// Told in whole seconds.
    pub at: DateTime<Utc>,
}

impl Statement {
    /// A probe with a fresh challenge; without an organisation, for nobody.
    ///
    /// # Errors
    /// [`crypto::Error::Random`].
    pub fn probe(org: Option<&str>, at: DateTime<Utc>) -> Result<Self, Error> {
        let challenge = crypto::random::<32>()?;
        Ok(Self { org: org.unwrap_or(NOBODY).to_owned(), action: Action::Probe { challenge }, at })
    }

    /// A probe that proves nothing, for measurements and tests.
    pub fn measuring() -> Self {
        let action = Action::Probe { challenge: [0; 32] };
        Self { org: NOBODY.to_owned(), action, at: DateTime::UNIX_EPOCH }
    }

    /// What a key signs for it.
    ///
    /// # Errors
    /// [`Error::Message`] for a time that no message can say.
    pub fn to_be_signed(&self, signer: &Certificate, algorithm: SignatureAlgorithm) -> Result<ToBeSigned, Error> {
        let draft = Draft::new(Purpose::Statement, self.to_cbor(), signer, &[], algorithm, self.at)?;
        Ok(draft.to_be_signed().clone())
    }

    /// The statement in a message, signed.
    ///
    /// # Errors
    /// Why the key did not sign, or [`Error::Message`].
    pub fn sign(&self, signer: &mut dyn Signer) -> Result<Vec<u8>, Error> {
        enclose(signer, Purpose::Statement, &self.to_cbor(), self.at)
    }

    /// Deterministic CBOR (RFC 8949 section 4.2.1): the keys are written in their order.
    fn to_cbor(&self) -> Vec<u8> {
        let (action, body) = match &self.action {
            Action::Probe { challenge } => ("probe", vec![Value::Bytes(challenge.to_vec())]),
            Action::Checkpoint { register, count, head } => {
                ("checkpoint", vec![register.as_str().into(), (*count).into(), Value::Bytes(head.to_vec())])
            }
        };
        let at = u64::try_from(self.at.timestamp()).unwrap_or_default();
        let fields =
            vec!["vanbang statement 1".into(), self.org.as_str().into(), action.into(), at.into(), numbered(body)];
        let mut bytes = Vec::new();
        // Writing values to memory cannot fail; what came out short would be refused for its label.
        let _ = ciborium::into_writer(&numbered(fields), &mut bytes);
        bytes
    }
}

/// A map whose keys count from 0.
fn numbered(values: Vec<Value>) -> Value {
    let numbers = (0u64..).map(|number| Value::Integer(Integer::from(number)));
    Value::Map(numbers.zip(values).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::cms::{Enclosed, parse};
    use crate::signature::token::{Pin, SoftwareKey, encrypt_pkcs8};

    fn key() -> SoftwareKey {
        let pair = rcgen::KeyPair::generate().unwrap();
        let certificate = rcgen::CertificateParams::default().self_signed(&pair).unwrap();
        let (certificate, pin) = (Certificate::from_der(certificate.der()).unwrap(), Pin::new("1".into()));
        let pem = encrypt_pkcs8(&pair.serialize_der(), &pin).unwrap();
        SoftwareKey::from_encrypted_pkcs8(pem.as_bytes(), &pin, certificate, vec![]).unwrap()
    }

    #[test]
    fn statements_are_the_bytes_of_the_protocol() {
        let at = "2026-11-22T00:00:00Z".parse().unwrap();
        let action = Action::Checkpoint { register: "sổ gốc".into(), count: 300, head: [7; 32] };
        let statement = Statement { org: "thpt-mau.hue".into(), action, at };
        let expected = [
            b"\xa5\x00\x73vanbang statement 1\x01\x6cthpt-mau.hue\x02\x6acheckpoint\x03\x1a\x6b\x02\x30\x80".as_slice(),
            b"\x04\xa3\x00\x6as\xe1\xbb\x95 g\xe1\xbb\x91c\x01\x19\x01\x2c\x02\x58\x20",
            &[7; 32],
        ]
        .concat();
        let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
        assert_eq!(hex(&statement.to_cbor()), hex(&expected));
        let probe = Statement::probe(None, at).unwrap().to_cbor();
        assert!(probe.starts_with(b"\xa5\x00\x73vanbang statement 1\x01\x6cnone.invalid\x02\x65probe\x03\x1a"));
        assert_eq!(probe[probe.len() - 37..probe.len() - 32], *b"\x04\xa1\x00\x58\x20");
    }

    #[test]
    fn a_signed_statement_is_read_back_as_one_and_as_nothing_else() {
        let mut key = key();
        let statement = Statement::probe(Some("thpt-mau.hue"), "2026-11-22T00:00:00Z".parse().unwrap()).unwrap();
        let message = statement.sign(&mut key).unwrap();
        let enclosed = Enclosed::read(&message, Purpose::Statement).unwrap();
        assert_eq!((enclosed.content(), enclosed.signing_time()), (&*statement.to_cbor(), statement.at));
        assert!(Enclosed::read(&message, Purpose::Manifest).is_err());
        assert!(!parse(&message).unwrap().verify(&[b"%PDF-"]).problems.is_empty());
        let again = Statement::probe(Some("thpt-mau.hue"), statement.at).unwrap();
        assert_ne!(again, statement, "every challenge is fresh");
    }
}
