//! The head (protocol.md 9.2): which lists there are, signed by the status key for a few days.

use std::collections::BTreeMap;

use crate::document::manifest::cbor::{Entries, Fault, Value, Writer};
use crate::document::manifest::limits::Limit;
use crate::document::manifest::{BatchId, Content, Digest, Error, Object, Time};
use crate::document::record::OrgId;
use crate::signature::crypto::{self, P256PrivateKey, P256PublicKey};

const LABEL: &str = "vanbang status 1";
const MAGIC: &[u8; 4] = b"VBS1";

/// What a head states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub org: OrgId,
    /// Grows with every head of an epoch.
    pub seq: u64,
    pub issued: Time,
    pub valid_until: Time,
    /// The manifest that delegates the key: its batch and its digest.
    pub delegated_by: (BatchId, Digest),
    pub epoch: u32,
    /// Digest of the head before; zeros for the first.
    pub previous: Digest,
    /// Every list that exists, by its number, with the digest of its part.
    pub lists: BTreeMap<u64, Digest>,
}

impl Statement {
    /// Signs it with the status key.
    ///
    /// # Errors
    /// A limit; [`Error::Crypto`] when the key fails.
    pub fn sign(&self, key: &P256PrivateKey) -> Result<SignedHead, Error> {
        let head = Head::parse(&self.to_bytes())?;
        let signature = key.sign(head.bytes())?;
        Ok(SignedHead { head, signature })
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(9).unsigned(0).text(LABEL).unsigned(1).text(self.org.as_str()).unsigned(2).unsigned(self.seq);
        writer.unsigned(3).unsigned(self.issued.seconds()).unsigned(4).unsigned(self.valid_until.seconds());
        let (batch, manifest) = &self.delegated_by;
        writer.unsigned(5).bytes(&[batch.as_bytes().as_slice(), manifest].concat());
        writer.unsigned(6).unsigned(u64::from(self.epoch)).unsigned(7).bytes(&self.previous);
        writer.unsigned(8).map(self.lists.len());
        for (list, part) in &self.lists {
            writer.unsigned(*list).bytes(part);
        }
        writer.finish()
    }
}

/// A head as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    bytes: Vec<u8>,
    digest: Digest,
    statement: Statement,
}

impl Head {
    /// Reads the bytes that are signed.
    ///
    /// # Errors
    /// `STATUS_HEAD_MALFORMED` or a limit.
    pub fn parse(bytes: &[u8]) -> Result<Head, Error> {
        Limit::StatusHead.check(bytes.len())?;
        let refused = |fault| Object::StatusHead.refused(fault);
        let mut fields = Value::read_map(bytes).map_err(refused)?;
        fields.label(0, LABEL).map_err(refused)?;
        let org = OrgId::new(fields.text(1).map_err(refused)?).map_err(|_| refused(Fault::ValueOf(1)))?;
        let mut number = |key| fields.unsigned(key).map_err(refused);
        let time = |key, seconds| Time::from_seconds(seconds).ok_or(refused(Fault::ValueOf(key)));
        let (seq, issued, valid_until) = (number(2)?, time(3, number(3)?)?, time(4, number(4)?)?);
        let delegated_by: [u8; 40] = fields.exactly(5).map_err(refused)?;
        let delegated_by = split(&delegated_by).ok_or(refused(Fault::ValueOf(5)))?;
        let epoch = u32::try_from(fields.unsigned(6).map_err(refused)?).ok().filter(|epoch| *epoch > 0);
        let epoch = epoch.ok_or(refused(Fault::ValueOf(6)))?;
        let previous = fields.exactly(7).map_err(refused)?;
        let lists = read_lists(fields.map(8).map_err(refused)?)?;
        fields.finish().map_err(refused)?;
        let statement = Statement { org, seq, issued, valid_until, delegated_by, epoch, previous, lists };
        Ok(Head { bytes: bytes.to_vec(), digest: crypto::sha256(bytes), statement })
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// Whether it says that this manifest delegates its key.
    pub fn names(&self, manifest: &Content) -> bool {
        self.statement.delegated_by == (manifest.batch(), *manifest.digest())
    }
}

/// A head with its signature: the file on the server. Whose key it is, the standing asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHead {
    head: Head,
    signature: [u8; 64],
}

impl SignedHead {
    /// Reads the file.
    ///
    /// # Errors
    /// As [`Head::parse`].
    pub fn parse(file: &[u8]) -> Result<SignedHead, Error> {
        let refused = |vi, en| Object::StatusHead.refused(Fault::layout(vi, en));
        let rest = file.strip_prefix(MAGIC).ok_or(refused("không bắt đầu bằng VBS1", "it does not begin with VBS1"))?;
        let (length, rest) = rest.split_first_chunk().ok_or(Object::StatusHead.refused(Fault::Cut))?;
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        Limit::StatusHead.check(length)?;
        let (head, signature) = rest.split_at_checked(length).ok_or(Object::StatusHead.refused(Fault::Cut))?;
        let signature = signature
            .try_into()
            .map_err(|_| refused("chữ ký không dài 64 byte", "its signature is not of 64 bytes"))?;
        Ok(SignedHead { head: Head::parse(head)?, signature })
    }

    /// The bytes of the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let head = self.head.bytes();
        // A head has at most 64 KiB.
        let length = u32::try_from(head.len()).unwrap_or(u32::MAX).to_be_bytes();
        [MAGIC.as_slice(), &length, head, &self.signature].concat()
    }

    pub fn head(&self) -> &Head {
        &self.head
    }

    pub fn signature(&self) -> &[u8; 64] {
        &self.signature
    }

    /// # Errors
    /// [`Error::Crypto`] when the signature is not by this key over these bytes.
    pub fn verify(&self, key: &P256PublicKey) -> Result<(), Error> {
        Ok(key.verify(self.head.bytes(), &self.signature)?)
    }
}

fn split(delegated_by: &[u8; 40]) -> Option<(BatchId, Digest)> {
    let (batch, digest) = delegated_by.split_first_chunk()?;
    Some((BatchId::from_bytes(*batch), digest.try_into().ok()?))
}

fn read_lists(entries: Entries<'_>) -> Result<BTreeMap<u64, Digest>, Error> {
    let mut lists = BTreeMap::new();
    for (list, part) in entries {
        let Value::Bytes(digest) = part else { return Err(Object::StatusHead.refused(Fault::ValueOf(8))) };
        lists.insert(list, digest.try_into().map_err(|_| Object::StatusHead.refused(Fault::ValueOf(8)))?);
        Limit::StatusLists.check(lists.len())?;
    }
    Ok(lists)
}
