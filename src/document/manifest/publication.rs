//! The publication list (protocol.md 10.1): which envelopes may be published. Its digest is in the manifest.

use super::cbor::Fault;
use super::limits::Limit;
use super::{Digest, Error, KindNumber, Object};
use crate::document::code::Id;
use crate::signature::crypto;

const MAGIC: &[u8; 4] = b"VBP1";
const RECORD_BYTES: usize = 50;

/// One envelope that may be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    pub id: Id,
    pub kind: KindNumber,
    /// Digest of the envelope.
    pub envelope: Digest,
}

/// The envelopes of a batch, by ascending identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    bytes: Vec<u8>,
    published: Vec<Published>,
}

impl Publication {
    /// A list of these, in whatever order they come.
    ///
    /// # Errors
    /// [`Error::IdTwice`], [`Error::Limit`].
    pub fn of(mut published: Vec<Published>) -> Result<Publication, Error> {
        Limit::Published.check(published.len())?;
        published.sort_unstable_by_key(|one| one.id);
        let mut bytes = MAGIC.to_vec();
        for one in &published {
            bytes.extend_from_slice(one.id.as_bytes());
            bytes.extend_from_slice(&one.kind.number().to_be_bytes());
            bytes.extend_from_slice(&one.envelope);
        }
        if let Some([twice, _]) = published.array_windows().find(|[one, next]| one.id == next.id) {
            return Err(Error::IdTwice { id: twice.id });
        }
        Ok(Publication { bytes, published })
    }

    /// Reads a list.
    ///
    /// # Errors
    /// `PUBLICATION_LIST_MALFORMED`, [`Error::Limit`].
    pub fn parse(bytes: &[u8]) -> Result<Publication, Error> {
        let refused = |vi, en| Object::PublicationList.refused(Fault::layout(vi, en));
        let rest =
            bytes.strip_prefix(MAGIC).ok_or(refused("không bắt đầu bằng VBP1", "it does not begin with VBP1"))?;
        let (records, rest) = rest.as_chunks::<RECORD_BYTES>();
        Limit::Published.check(records.len())?;
        if !rest.is_empty() {
            return Err(Object::PublicationList.refused(Fault::Cut));
        }
        let published: Vec<Published> = records.iter().map(read).collect();
        if !published.is_sorted_by(|one, next| one.id < next.id) {
            return Err(refused("không theo thứ tự mã định danh", "it is not in the order of its identifiers"));
        }
        Ok(Publication { bytes: bytes.to_vec(), published })
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Key 7 of the manifest.
    pub fn digest(&self) -> Digest {
        crypto::sha256(&self.bytes)
    }

    pub fn published(&self) -> &[Published] {
        &self.published
    }

    /// The record of an identifier.
    pub fn find(&self, id: &Id) -> Option<&Published> {
        let at = self.published.binary_search_by_key(id, |one| one.id).ok()?;
        self.published.get(at)
    }
}

fn read(record: &[u8; RECORD_BYTES]) -> Published {
    let (mut id, mut kind, mut envelope) = ([0; 16], [0; 2], [0; 32]);
    // 16, 2 and 32 bytes are the 50 of a record.
    id.iter_mut().chain(&mut kind).chain(&mut envelope).zip(record).for_each(|(to, from)| *to = *from);
    Published { id: Id::from_bytes(id), kind: KindNumber::from_number(u16::from_be_bytes(kind)), envelope }
}
