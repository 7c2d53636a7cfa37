//! The private key that belongs to a certificate: by CKA_ID, and by the public key.

use super::failure;
use super::inventory::{TokenCertificate, bytes, objects};
use crate::signature::crypto::PublicKey;
use crate::signature::crypto::tlv::{Element, tag};
use crate::signature::token::Error;
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;

/// A private key on the token.
#[derive(Debug, Clone, Copy)]
pub struct TokenKey {
    pub handle: ObjectHandle,
    /// CKA_ALWAYS_AUTHENTICATE: every signature asks for the PIN again.
    pub asks_each_time: bool,
    /// Whether the token told the public key, and it is the certificate's. Otherwise a signature
    /// has to tell before the first use.
    pub proven: bool,
}

/// Keys that may belong to the certificate, the proven one first. Those whose public key is known
/// to be another are left out.
pub fn candidates(session: &Session, token: &str, wanted: &TokenCertificate) -> Result<Vec<TokenKey>, Error> {
    let same_id = objects(session, &[Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Id(wanted.id.clone())])?;
    // Some tools leave the ID empty or different; the public key must match all the same.
    let handles = match same_id.is_empty() {
        true => objects(session, &[Attribute::Class(ObjectClass::PRIVATE_KEY)])?,
        false => same_id.clone(),
    };
    let mut found = Vec::new();
    let mut other = None;
    for handle in handles {
        match public_key(session, handle)? {
            Some(key) if key == *wanted.certificate.public_key() => {
                found.insert(0, token_key(session, handle, true)?);
            }
            Some(key) => other = Some(key),
            // An unknown key with another ID is never tried.
            None if same_id.contains(&handle) => found.push(token_key(session, handle, false)?),
            None => {}
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let certificate = wanted.to_string();
    match other.filter(|_| !same_id.is_empty()) {
        Some(key) => Err(Error::KeyMismatch { certificate, key: key.kind().to_string() }),
        None => Err(Error::KeyNotFound { token: token.to_owned(), certificate }),
    }
}

fn token_key(session: &Session, handle: ObjectHandle, proven: bool) -> Result<TokenKey, Error> {
    let found = session.get_attributes(handle, &[AttributeType::AlwaysAuthenticate]).map_err(failure::driver)?;
    Ok(TokenKey { handle, asks_each_time: found.contains(&Attribute::AlwaysAuthenticate(true)), proven })
}

/// The public key of a private key, from the key itself or from the public key object of its ID.
fn public_key(session: &Session, private: ObjectHandle) -> Result<Option<PublicKey>, Error> {
    if let Some(key) = from_attributes(session, private)? {
        return Ok(Some(key));
    }
    let Some(id) = bytes(session, private, AttributeType::Id)?.filter(|id| !id.is_empty()) else {
        return Ok(None);
    };
    let public = objects(session, &[Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::Id(id)])?;
    // Several public keys of one ID tell nothing.
    match public.as_slice() {
        [one] => from_attributes(session, *one),
        _ => Ok(None),
    }
}

fn from_attributes(session: &Session, object: ObjectHandle) -> Result<Option<PublicKey>, Error> {
    let modulus = bytes(session, object, AttributeType::Modulus)?;
    let exponent = bytes(session, object, AttributeType::PublicExponent)?;
    if let (Some(modulus), Some(exponent)) = (modulus, exponent)
        && !modulus.is_empty()
        && !exponent.is_empty()
    {
        return Ok(PublicKey::from_rsa_numbers(&modulus, &exponent).ok());
    }
    let curve = bytes(session, object, AttributeType::EcParams)?;
    let point = bytes(session, object, AttributeType::EcPoint)?;
    let (Some(curve), Some(point)) = (curve, point) else {
        return Ok(None);
    };
    // PKCS#11 wraps the point in an OCTET STRING; some drivers do not.
    let inner = Element::whole(&point)
        .ok()
        .filter(|element| element.tag == tag::OCTET_STRING && element.value.first() == Some(&4))
        .map_or(point.as_slice(), |element| element.value);
    Ok(PublicKey::from_ec_point(&curve, inner).ok())
}
