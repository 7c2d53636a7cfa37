//! The opening (protocol.md 5.1): what a verifier needs beside the identifier and the manifest. The same bytes
//! stand in the code of form F, in the envelope and in the PDF.

use std::fmt;

use zeroize::Zeroizing;

use super::cbor::Fault;
use super::limits::{self, Limit};
use super::{BatchId, Claims, Digest, Error, KindNumber, Object};
use crate::document::code::{Id, Secret};

/// First byte.
const FORM: u8 = 0x02;

/// An opening whose layout and claims are as the protocol asks. Nothing in it is proven yet: claims are shown
/// only once [`Content::proves`](super::Content::proves) has answered.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    batch: BatchId,
    index: u16,
    secret: Secret,
    path: Vec<Digest>,
    claims: Claims,
}

impl Opening {
    pub(super) fn new(batch: BatchId, index: u16, secret: Secret, path: Vec<Digest>, claims: Claims) -> Opening {
        Opening { batch, index, secret, path, claims }
    }

    /// Reads the bytes of an F code, of an envelope, or of `code.bin` behind its identifier.
    ///
    /// # Errors
    /// `OPENING_MALFORMED`, `CLAIMS_MALFORMED`, `CLAIMS_VERSION_UNKNOWN`, or a limit.
    pub fn parse(bytes: &[u8]) -> Result<Opening, Error> {
        Limit::Opening.check(bytes.len())?;
        let mut rest = bytes;
        let [form] = take(&mut rest)?;
        if form != FORM {
            return Err(refused("byte đầu không phải là 2", "its first byte is not 2"));
        }
        let batch = BatchId::from_bytes(take(&mut rest)?);
        let index = u16::from_be_bytes(take(&mut rest)?);
        let secret = Secret::from_bytes(take(&mut rest)?);
        let [length] = take(&mut rest)?;
        if usize::from(length) > limits::PATH {
            return Err(refused("đường dẫn dài hơn 3 giá trị băm", "its path has more than 3 hashes"));
        }
        let path = (0..length).map(|_| take(&mut rest)).collect::<Result<_, _>>()?;
        if rest.is_empty() {
            return Err(refused("không có nội dung", "it has no claims"));
        }
        Ok(Opening { batch, index, secret, path, claims: Claims::parse(rest)? })
    }

    /// Reads `code.bin`: the document's identifier, then its opening.
    ///
    /// # Errors
    /// As [`Opening::parse`].
    pub fn parse_attached(bytes: &[u8]) -> Result<(Id, Opening), Error> {
        let mut rest = bytes;
        let id = Id::from_bytes(take(&mut rest)?);
        Ok((id, Opening::parse(rest)?))
    }

    /// The bytes of [`Opening::parse`]: they hold the secret.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(28 + 32 * self.path.len() + self.claims.bytes().len()));
        bytes.push(FORM);
        bytes.extend_from_slice(self.batch.as_bytes());
        bytes.extend_from_slice(&self.index.to_be_bytes());
        bytes.extend_from_slice(self.secret.expose());
        // A path has at most three hashes.
        bytes.push(u8::try_from(self.path.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(self.path.as_flattened());
        bytes.extend_from_slice(self.claims.bytes());
        bytes
    }

    pub fn batch(&self) -> BatchId {
        self.batch
    }

    /// The leaf's position in the batch, from 0.
    pub fn index(&self) -> u16 {
        self.index
    }

    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// What its claims are about.
    pub fn kind(&self) -> KindNumber {
        self.claims.kind()
    }

    /// From the leaf upward.
    pub fn path(&self) -> &[Digest] {
        &self.path
    }

    /// Whether its claims are these, byte for byte.
    pub fn states(&self, claims: &Claims) -> bool {
        self.claims.bytes() == claims.bytes()
    }

    pub(super) fn claims(&self) -> &Claims {
        &self.claims
    }
}

/// Neither secret nor claims are shown.
impl fmt::Debug for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opening(batch {}, index {})", self.batch, self.index)
    }
}

fn refused(vi: &'static str, en: &'static str) -> Error {
    Object::Opening.refused(Fault::layout(vi, en))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Error> {
    let (taken, left) = rest.split_first_chunk().ok_or(Object::Opening.refused(Fault::Cut))?;
    *rest = left;
    Ok(*taken)
}
