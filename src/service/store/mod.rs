//! What was published and is served again: ciphertexts, and objects that their makers signed. Rows of a SQLite file
//! or a PostgreSQL, only added to; where the operator has a bucket, the ciphertexts stand in it (docs/protocol.md 10).

mod bucket;
mod error;
mod postgres;
mod rules;
mod sqlite;
mod whole;

use std::pin::Pin;

pub use bucket::{Bucket, BucketAt, Keys};
pub use error::Error;
pub use postgres::Postgres;
pub use sqlite::Sqlite;
pub use whole::Store;

use crate::verify::sha256;

/// A document's public name.
pub type Id = [u8; 16];
/// A batch's number.
pub type Batch = [u8; 8];
/// A SHA-256 digest.
pub type Digest = [u8; 32];

/// What a database says later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// A batch as it was judged, with the bundle and the list that were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBatch {
    pub batch: Batch,
    pub org: String,
    /// Digest of the manifest's content.
    pub manifest: Digest,
    /// Digest of the publication list; none: nothing is published.
    pub publication: Option<Digest>,
    /// Number of the status list.
    pub list: u64,
    /// Of the status key that the manifest delegates; 0: none.
    pub epoch: u64,
    pub bundle: Vec<u8>,
    /// The publication list, record by record.
    pub listed: Vec<Listed>,
}

/// One record of a publication list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    pub id: Id,
    pub kind: u16,
    /// Of the envelope.
    pub digest: Digest,
}

/// A status head as it was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHead {
    pub org: String,
    pub epoch: u64,
    pub seq: u64,
    /// The whole file with its signature.
    pub bytes: Vec<u8>,
    /// Every list that the head names, with the digest of its part.
    pub lists: Vec<(u64, Digest)>,
    /// The parts that came with it.
    pub parts: Vec<Part>,
}

/// One part of a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub list: u64,
    pub digest: Digest,
    pub bytes: Vec<u8>,
}

/// What is known of an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub id: Id,
    pub org: String,
    pub batch: Batch,
    pub manifest: Digest,
    pub list: u64,
    pub kind: u16,
    /// `None`: erased.
    pub envelope: Option<Envelope>,
}

/// Where a ciphertext is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Envelope {
    /// In the row.
    Bytes(Vec<u8>),
    /// In the bucket, under this name.
    Object(Digest),
}

impl Envelope {
    /// What a bucket calls it: the SHA-256 digest of the identifier and the bytes, so that an object fits one row.
    pub fn name(&self, id: Id) -> Digest {
        match self {
            Envelope::Bytes(bytes) => sha256(&[&id, bytes.as_slice()].concat()),
            Envelope::Object(name) => *name,
        }
    }

    /// As a row keeps it: the bytes, or the name.
    fn columns(self) -> (Option<Vec<u8>>, Option<Digest>) {
        match self {
            Envelope::Bytes(bytes) => (Some(bytes), None),
            Envelope::Object(name) => (None, Some(name)),
        }
    }
}

/// A bundle and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    pub org: String,
    pub publication: Option<Digest>,
    /// Number of the status list.
    pub list: u64,
    pub bytes: Vec<u8>,
}

/// What became of something that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Put {
    /// It is kept from now on.
    Stored,
    /// It was here already, byte for byte.
    Same,
    /// It contradicts what is here, or what it needs is not here.
    Refused(Conflict),
}

/// Why something is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// Another organisation holds the batch.
    OtherOrganisation,
    /// The bundle does not begin with the bytes that are here.
    NotAnExtension,
    /// No publication list has this identifier with this digest, or another envelope stands under it.
    NotListed,
    /// The envelope was erased, and nothing comes in its place.
    Erased,
    /// A head that is not newer than the one that is here.
    OldHead,
    /// A list that the head names has no part here, and none came with it.
    PartMissing,
}

/// The rows of what was published.
///
/// Whatever is sent is kept whole or not at all, and what is answered was kept whole. Two senders at once
/// are served one after the other.
pub trait Database: Send + Sync {
    /// Whether it answers at all.
    fn alive(&self) -> Answer<'_, ()>;
    /// What is known of an identifier; none without an envelope, even where a list names it.
    fn code(&self, id: Id) -> Answer<'_, Option<Code>>;
    /// The one code between two identifiers, both included; none also when there are several.
    fn only_code(&self, from: Id, to: Id) -> Answer<'_, Option<Code>>;
    /// A batch's bundle, all of its pieces.
    fn bundle(&self, batch: Batch) -> Answer<'_, Option<Bundle>>;
    /// An organisation's newest head, the whole file.
    fn head<'a>(&'a self, org: &'a str) -> Answer<'a, Option<Vec<u8>>>;
    /// A part of an organisation's status, of this head or an older one.
    fn part<'a>(&'a self, org: &'a str, list: u64, digest: Digest) -> Answer<'a, Option<Vec<u8>>>;
    /// The highest epoch that a batch or a head of an organisation carries; 0: none.
    fn epoch<'a>(&'a self, org: &'a str) -> Answer<'a, u64>;
    /// Keeps a batch, or the longer bundle of one that is here.
    fn put_batch(&self, batch: NewBatch) -> Answer<'_, Put>;
    /// What would become of an envelope without keeping it; none: it would be kept.
    fn try_envelope(&self, id: Id, digest: Digest, envelope: Envelope) -> Answer<'_, Option<Put>>;
    /// Keeps an envelope that a publication list names by the digest of its bytes.
    fn put_envelope(&self, id: Id, digest: Digest, envelope: Envelope) -> Answer<'_, Put>;
    /// Keeps a head and its parts; it is served when all of them are here.
    fn put_head(&self, head: NewHead) -> Answer<'_, Put>;
    /// Takes an envelope out of its row for ever; whether there was one.
    fn erase(&self, id: Id) -> Answer<'_, bool>;
}

/// As the databases keep numbers; none here reaches the limit (docs/protocol.md 0).
fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn uint(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
