//! The store as the service has it: a database, and a bucket for the ciphertexts where the operator has one. An object
//! is there before the row that names it, and gone before the row forgets it.

use std::sync::Arc;

use super::{Batch, Bucket, Bundle, Code, Conflict, Database, Digest, Envelope, Error, Id, NewBatch, NewHead, Put};

/// Where the service keeps what was published.
#[derive(Clone)]
pub struct Store {
    database: Arc<dyn Database>,
    bucket: Option<Arc<Bucket>>,
}

impl Store {
    /// Without a bucket ciphertexts are kept in the database.
    pub fn new(database: impl Database + 'static, bucket: Option<Bucket>) -> Store {
        Store { database: Arc::new(database), bucket: bucket.map(Arc::new) }
    }

    /// Whether all of it answers.
    ///
    /// # Errors
    /// [`Error`], as of everything below: then nothing is known, above all not that something is not there.
    pub async fn alive(&self) -> Result<(), Error> {
        self.database.alive().await?;
        match &self.bucket {
            Some(bucket) => bucket.alive().await,
            None => Ok(()),
        }
    }

    /// See [`Database::code`].
    pub async fn code(&self, id: Id) -> Result<Option<Code>, Error> {
        self.database.code(id).await
    }

    /// See [`Database::only_code`].
    pub async fn only_code(&self, from: Id, to: Id) -> Result<Option<Code>, Error> {
        self.database.only_code(from, to).await
    }

    /// The bytes of a code's envelope; none when it was erased.
    pub async fn envelope(&self, id: Id, envelope: Option<Envelope>) -> Result<Option<Vec<u8>>, Error> {
        match envelope {
            None => Ok(None),
            Some(Envelope::Bytes(bytes)) => Ok(Some(bytes)),
            // Boxed: what this one waits with is large, and every look-up would carry room for it.
            Some(Envelope::Object(name)) => Box::pin(self.bucket()?.fetch(id, name)).await.map(Some),
        }
    }

    /// See [`Database::bundle`].
    pub async fn bundle(&self, batch: Batch) -> Result<Option<Bundle>, Error> {
        self.database.bundle(batch).await
    }

    /// See [`Database::head`].
    pub async fn head(&self, org: &str) -> Result<Option<Vec<u8>>, Error> {
        self.database.head(org).await
    }

    /// See [`Database::part`].
    pub async fn part(&self, org: &str, list: u64, digest: Digest) -> Result<Option<Vec<u8>>, Error> {
        self.database.part(org, list, digest).await
    }

    /// See [`Database::epoch`].
    pub async fn epoch(&self, org: &str) -> Result<u64, Error> {
        self.database.epoch(org).await
    }

    /// See [`Database::put_batch`].
    pub async fn put_batch(&self, batch: NewBatch) -> Result<Put, Error> {
        self.database.put_batch(batch).await
    }

    /// See [`Database::put_head`].
    pub async fn put_head(&self, head: NewHead) -> Result<Put, Error> {
        self.database.put_head(head).await
    }

    /// See [`Database::put_envelope`]. An object that the bucket has lost comes back with the envelope that is sent
    /// again; what broke off in between leaves an object that no row names.
    pub async fn put_envelope(&self, id: Id, digest: Digest, bytes: Vec<u8>) -> Result<Put, Error> {
        let sent = Envelope::Bytes(bytes);
        let Some(bucket) = &self.bucket else { return self.database.put_envelope(id, digest, sent).await };
        let name = sent.name(id);
        let (Envelope::Bytes(bytes), object) = (sent, Envelope::Object(name)) else { return Ok(Put::Same) };
        // Whoever may send nothing writes nothing to the bucket.
        match self.database.try_envelope(id, digest, object.clone()).await? {
            Some(Put::Same) if self.is_whole(id).await? => return Ok(Put::Same),
            Some(refused @ Put::Refused(_)) => return Ok(refused),
            _ => bucket.put(name, bytes).await?,
        }
        let put = self.database.put_envelope(id, digest, object).await?;
        if put == Put::Refused(Conflict::Erased) {
            bucket.remove(name).await?;
        }
        Ok(put)
    }

    /// Whether the envelope of an identifier can be had.
    async fn is_whole(&self, id: Id) -> Result<bool, Error> {
        let Some(code) = self.code(id).await? else { return Ok(false) };
        match self.envelope(id, code.envelope).await {
            Err(Error::Damaged(_)) => Ok(false),
            found => found.map(|bytes| bytes.is_some()),
        }
    }

    /// Takes the bytes of an envelope away for ever; whether there were any. One that failed is asked for again.
    pub async fn erase(&self, id: Id) -> Result<bool, Error> {
        if let Some(Code { envelope: Some(Envelope::Object(name)), .. }) = self.code(id).await? {
            self.bucket()?.remove(name).await?;
        }
        self.database.erase(id).await
    }

    fn bucket(&self) -> Result<&Bucket, Error> {
        self.bucket
            .as_deref()
            .ok_or_else(|| Error::Lost("an envelope is in a bucket, and none is configured".to_owned()))
    }
}
