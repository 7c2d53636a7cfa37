//! The envelope (protocol.md 8): an opening, readable to whoever holds the code's secret and to nobody else.

use std::fmt;

use zeroize::Zeroizing;

use super::cbor::Fault;
use super::limits::Limit;
use super::{Digest, Error, Object, Opening};
use crate::document::code::{Id, Secret};
use crate::signature::crypto::{self, MessageKey};

/// First bytes.
const MAGIC: &[u8; 4] = b"VBE1";
/// The plaintext is a multiple of this, so that its length says little.
const BLOCK: usize = 512;

/// The bytes that the public server keeps.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope(Vec<u8>);

impl Envelope {
    /// Seals an opening under its own secret. `salt` is new for every envelope that is made.
    ///
    /// # Errors
    /// [`Error::Limit`]; [`Error::Crypto`] when the library fails.
    pub fn seal(id: &Id, opening: &Opening, salt: &[u8; 32]) -> Result<Envelope, Error> {
        let keys = Keys::derive(id, opening.secret(), salt);
        let mut bytes = [MAGIC.as_slice(), id.as_bytes(), salt, &keys.commitment].concat();
        let sealed = keys.message()?.seal(beside(&bytes), padded(&opening.to_bytes()))?;
        bytes.extend_from_slice(&sealed);
        Limit::Envelope.check(bytes.len())?;
        Ok(Envelope(bytes))
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What the publication list has of it.
    pub fn digest(&self) -> Digest {
        crypto::sha256(&self.0)
    }

    /// The opening in the envelope of the document `id`. The commitment is checked before anything is decrypted.
    ///
    /// # Errors
    /// `CODE_DOES_NOT_OPEN` for a secret of another envelope; `ENVELOPE_INVALID` for an envelope that its maker did
    /// not make so; `CLAIMS_VERSION_UNKNOWN`; a limit.
    pub fn open(bytes: &[u8], id: &Id, secret: &Secret) -> Result<Opening, Error> {
        Limit::Envelope.check(bytes.len())?;
        let mut rest = bytes;
        let (magic, of, salt, commitment): ([u8; 4], [u8; 16], [u8; 32], Digest) =
            (take(&mut rest)?, take(&mut rest)?, take(&mut rest)?, take(&mut rest)?);
        if magic != *MAGIC {
            return Err(refused("không bắt đầu bằng VBE1", "it does not begin with VBE1"));
        }
        if of != *id.as_bytes() {
            return Err(refused("là của mã khác", "it is of another identifier"));
        }
        let keys = Keys::derive(id, secret, &salt);
        if !crypto::equal_constant_time(&keys.commitment, &commitment) {
            return Err(Error::DoesNotOpen);
        }
        let plaintext = keys
            .message()?
            .open(beside(bytes), rest)
            .map_err(|_| refused("dữ liệu mã hóa đã bị thay đổi", "its ciphertext is not what was sealed"))?;
        let opening = match Opening::parse(unpadded(&plaintext)?) {
            Err(Error::Malformed { fault, .. }) => return Err(Object::Envelope.refused(fault)),
            other => other?,
        };
        if opening.secret() != secret {
            return Err(refused("phần mở có khóa khác với mã", "its opening has another secret than the code"));
        }
        Ok(opening)
    }
}

/// Whose it is is no secret, what is in it is.
impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Envelope({} bytes)", self.0.len())
    }
}

/// What a secret and a salt give for one envelope.
struct Keys {
    key: Zeroizing<[u8; 32]>,
    commitment: Digest,
}

impl Keys {
    fn derive(id: &Id, secret: &Secret, salt: &[u8; 32]) -> Keys {
        let mut okm = Zeroizing::new([0; 64]);
        let info = [b"vanbang envelope 1".as_slice(), id.as_bytes()].concat();
        crypto::hkdf_sha256(salt, secret.expose(), &info, okm.as_mut_slice());
        let mut keys = Keys { key: Zeroizing::new([0; 32]), commitment: [0; 32] };
        keys.key.iter_mut().chain(&mut keys.commitment).zip(okm.iter()).for_each(|(to, from)| *to = *from);
        keys
    }

    fn message(&self) -> Result<MessageKey, Error> {
        Ok(MessageKey::new(&self.key)?)
    }
}

/// Magic, identifier, salt and commitment.
fn beside(envelope: &[u8]) -> &[u8] {
    envelope.get(..84).unwrap_or(envelope)
}

fn padded(opening: &[u8]) -> Vec<u8> {
    // An opening is far shorter than 2^32 bytes.
    let length = u32::try_from(opening.len()).unwrap_or(u32::MAX);
    let mut plaintext = Vec::with_capacity(padded_length(opening.len()) + MessageKey::TAG_BYTES);
    plaintext.extend_from_slice(&length.to_be_bytes());
    plaintext.extend_from_slice(opening);
    plaintext.resize(padded_length(opening.len()), 0);
    plaintext
}

fn padded_length(opening: usize) -> usize {
    (4 + opening).next_multiple_of(BLOCK)
}

fn unpadded(plaintext: &[u8]) -> Result<&[u8], Error> {
    let wrong = || refused("phần đệm không đúng quy cách", "its padding is not as the protocol asks");
    let (length, rest) = plaintext.split_first_chunk().ok_or_else(wrong)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| wrong())?;
    let (opening, padding) = rest.split_at_checked(length).ok_or_else(wrong)?;
    let fits = plaintext.len() == padded_length(length) && padding.iter().all(|byte| *byte == 0);
    if fits { Ok(opening) } else { Err(wrong()) }
}

fn refused(vi: &'static str, en: &'static str) -> Error {
    Object::Envelope.refused(Fault::layout(vi, en))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Error> {
    let (taken, left) = rest.split_first_chunk().ok_or(Object::Envelope.refused(Fault::Cut))?;
    *rest = left;
    Ok(*taken)
}

#[cfg(test)]
#[path = "envelope_tests.rs"]
mod tests;
