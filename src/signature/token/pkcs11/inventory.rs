//! What is plugged in and what can be seen on it without a PIN.

use super::{failure, module, selection};
use crate::signature::token::Error;
use crate::signature::x509::Certificate;
use cryptoki::context::Pkcs11;
use cryptoki::object::{Attribute, AttributeInfo, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use cryptoki::slot::{Slot, TokenInfo as DriverTokenInfo};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Bytes of one attribute; some drivers answer nonsense lengths that must not be allocated.
const MAX_ATTRIBUTE: usize = 64 * 1024;
/// Objects of one kind on one token.
const MAX_OBJECTS: usize = 1000;
/// Slots of one module; readers have a few, and a driver may count wrongly.
const MAX_SLOTS: usize = 64;

/// A certificate on a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenCertificate {
    /// CKA_LABEL.
    pub label: String,
    /// CKA_ID, which it shares with its key.
    pub id: Vec<u8>,
    #[serde(with = "crate::signature::token::driver::der")]
    pub certificate: Certificate,
}

impl std::fmt::Display for TokenCertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fingerprint = HEXLOWER.encode(&self.certificate.sha256());
        write!(
            f,
            "\"{}\" (id:{}, {}, sha256:{fingerprint})",
            self.label,
            HEXLOWER.encode(&self.id),
            self.certificate.common_name(),
        )
    }
}

/// State of the user's PIN as the token tells it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinState {
    /// A wrong PIN has been given since the last right one.
    pub count_low: bool,
    /// One more wrong PIN locks it.
    pub final_try: bool,
    pub locked: bool,
    pub to_be_changed: bool,
    pub initialized: bool,
    /// The PIN is typed on the token's own pad.
    pub pad: bool,
}

impl PinState {
    pub(super) fn of(info: &DriverTokenInfo) -> Self {
        Self {
            count_low: info.user_pin_count_low(),
            final_try: info.user_pin_final_try(),
            locked: info.user_pin_locked(),
            to_be_changed: info.user_pin_to_be_changed(),
            initialized: info.user_pin_initialized(),
            pad: info.protected_authentication_path(),
        }
    }
}

/// A token that is plugged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenInfo {
    pub label: String,
    pub serial: String,
    pub manufacturer: String,
    pub model: String,
    pub pin: PinState,
    /// Those visible without a PIN; a token may hide its certificates.
    pub certificates: Vec<TokenCertificate>,
    /// Objects that call themselves certificates and cannot be read.
    pub unreadable: usize,
}

/// Every token that this module sees, without spending a PIN attempt.
pub fn list(module: &Path) -> Result<Vec<TokenInfo>, Error> {
    let module = module::load(module)?.driver;
    tokens(&module)?
        .into_iter()
        .map(|(slot, info)| {
            let session = module.open_ro_session(slot).map_err(failure::driver)?;
            let (certificates, unreadable) = certificates(&session)?;
            Ok(describe(&info, certificates, unreadable))
        })
        .collect()
}

pub(super) fn describe(info: &DriverTokenInfo, certificates: Vec<TokenCertificate>, unreadable: usize) -> TokenInfo {
    TokenInfo {
        label: unpadded(info.label()),
        serial: unpadded(info.serial_number()),
        manufacturer: unpadded(info.manufacturer_id()),
        model: unpadded(info.model()),
        pin: PinState::of(info),
        certificates,
        unreadable,
    }
}

pub(super) fn tokens(module: &Pkcs11) -> Result<Vec<(Slot, DriverTokenInfo)>, Error> {
    let mut found = Vec::new();
    for slot in module.get_slots_with_token().map_err(failure::driver)?.into_iter().take(MAX_SLOTS) {
        // A token that is pulled out just now is no error; it is not there.
        let Ok(info) = module.get_token_info(slot) else {
            continue;
        };
        if info.token_initialized() {
            found.push((slot, info));
        }
    }
    Ok(found)
}

/// The one token that is meant, by label or serial number.
pub(super) fn choose_token(module: &Pkcs11, wanted: Option<&str>) -> Result<(Slot, DriverTokenInfo), Error> {
    let found = tokens(module)?;
    let present: Vec<String> = found
        .iter()
        .map(|(_, info)| format!("\"{}\" ({})", unpadded(info.label()), unpadded(info.serial_number())))
        .collect();
    let mut matching: Vec<(Slot, DriverTokenInfo)> = found
        .into_iter()
        .filter(|(_, info)| {
            wanted.is_none_or(|wanted| {
                selection::same_text(wanted, &unpadded(info.label())) || wanted.trim() == unpadded(info.serial_number())
            })
        })
        .collect();
    match (matching.pop(), matching.is_empty(), wanted) {
        (Some(one), true, _) => Ok(one),
        (None, _, None) => Err(Error::NoToken),
        (None, _, Some(wanted)) => Err(Error::TokenNotFound { wanted: format!("\"{wanted}\""), present }),
        (Some(_), false, _) => Err(Error::SeveralTokens { present }),
    }
}

/// The certificates that this session sees, and how many more cannot be read.
pub(super) fn certificates(session: &Session) -> Result<(Vec<TokenCertificate>, usize), Error> {
    let mut found = Vec::new();
    let mut unreadable = 0;
    for object in objects(session, &[Attribute::Class(ObjectClass::CERTIFICATE)])? {
        let value = bytes(session, object, AttributeType::Value)?;
        match value.map(|der| Certificate::from_der(&der)) {
            Some(Ok(certificate)) => found.push(TokenCertificate {
                label: text(session, object)?,
                id: bytes(session, object, AttributeType::Id)?.unwrap_or_default(),
                certificate,
            }),
            _ => unreadable += 1,
        }
    }
    Ok((found, unreadable))
}

pub(super) fn objects(session: &Session, template: &[Attribute]) -> Result<Vec<ObjectHandle>, Error> {
    session.iter_objects(template).and_then(|found| found.take(MAX_OBJECTS).collect()).map_err(failure::driver)
}

/// An attribute's bytes; `None` if the object has none or hides it.
pub(super) fn bytes(session: &Session, object: ObjectHandle, kind: AttributeType) -> Result<Option<Vec<u8>>, Error> {
    let size = session.get_attribute_info(object, &[kind]).map_err(failure::driver)?;
    match size.first() {
        Some(AttributeInfo::Available(size)) if *size <= MAX_ATTRIBUTE => {}
        _ => return Ok(None),
    }
    let found = session.get_attributes(object, &[kind]).map_err(failure::driver)?;
    Ok(found.into_iter().next().and_then(|found| match found {
        Attribute::Value(bytes)
        | Attribute::Id(bytes)
        | Attribute::Label(bytes)
        | Attribute::Modulus(bytes)
        | Attribute::PublicExponent(bytes)
        | Attribute::EcParams(bytes)
        | Attribute::EcPoint(bytes) => Some(bytes),
        _ => None,
    }))
}

fn text(session: &Session, object: ObjectHandle) -> Result<String, Error> {
    let label = bytes(session, object, AttributeType::Label)?.unwrap_or_default();
    Ok(unpadded(&String::from_utf8_lossy(&label)))
}

/// Blanks are the standard's padding; some drivers take zeroes.
pub(super) fn unpadded(text: &str) -> String {
    text.trim_end_matches(['\0', ' ']).to_owned()
}
