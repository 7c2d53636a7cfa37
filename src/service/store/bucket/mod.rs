//! Ciphertexts in an S3-compatible store. It is believed nothing: an object is what its name, a digest, says, or it is
//! damaged; and one that does not answer in time does not answer.

mod connector;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use data_encoding::HEXLOWER;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{BackoffConfig, Error as S3Error, ObjectStoreExt, PutPayload, RetryConfig};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::error::Damage;
use super::{Digest, Envelope, Error, Id};
use crate::signature::fetch::Carrier;
use crate::verify::Certificate;
use connector::Connector;

/// For one answer, with all that is tried again.
const PATIENCE: Duration = Duration::from_secs(4);
/// Further attempts, and until when one may begin.
const RETRIES: usize = 2;
const RETRY_UNTIL: Duration = Duration::from_secs(3);
/// The object by which a bucket, or its part, is known as one of ours.
const MARK: &str = "vanbangd";
const MARKED: &[u8] = b"vanbang envelopes 1\n";

/// Which bucket.
#[derive(Debug, Clone)]
pub struct BucketAt {
    /// Such as `https://s3.school.example`.
    pub endpoint: String,
    pub name: String,
    /// What every object's name begins with; may be empty.
    pub prefix: String,
    pub region: String,
    /// The one host besides this machine that is asked without encryption.
    pub plain: Option<String>,
    /// Who vouches for a host that is asked by `https`.
    pub roots: Vec<Certificate>,
}

/// Who asks. They are wiped here when dropped; the library that signs with them keeps a copy while the bucket is open.
pub struct Keys {
    pub access: String,
    pub secret: Zeroizing<String>,
    /// Of credentials for a while.
    pub token: Option<Zeroizing<String>>,
}

/// A bucket, or the part of one below a prefix.
pub struct Bucket {
    objects: AmazonS3,
    prefix: Path,
    /// Whether the mark was seen since the start.
    is_marked: AtomicBool,
}

fn unusable(error: impl std::fmt::Display) -> Error {
    Error::Bucket(error.to_string())
}

impl Bucket {
    /// Nobody is asked yet.
    ///
    /// # Errors
    /// [`Error::Bucket`] when it is described wrongly.
    pub fn at(at: &BucketAt, keys: Keys) -> Result<Bucket, Error> {
        let carrier = Carrier::to(&at.endpoint, at.plain.as_deref(), &at.roots).map_err(unusable)?;
        let Keys { access, secret, token } = keys;
        let builder = AmazonS3Builder::new()
            .with_endpoint(&at.endpoint)
            .with_bucket_name(&at.name)
            .with_region(&at.region)
            .with_access_key_id(access)
            .with_secret_access_key(secret.as_str())
            // What goes unencrypted, and where to, the carrier has judged.
            .with_allow_http(true)
            .with_virtual_hosted_style_request(false)
            .with_retry(RetryConfig {
                backoff: BackoffConfig { init_backoff: Duration::from_millis(50), ..BackoffConfig::default() },
                max_retries: RETRIES,
                retry_timeout: RETRY_UNTIL,
            })
            .with_http_connector(Connector::over(carrier));
        let builder = match token {
            Some(token) => builder.with_token(token.as_str()),
            None => builder,
        };
        let prefix = Path::parse(&at.prefix).map_err(unusable)?;
        Ok(Bucket { objects: builder.build().map_err(unusable)?, prefix, is_marked: AtomicBool::new(false) })
    }

    /// Whether it answers, and is ours; an empty one is marked.
    ///
    /// # Errors
    /// [`Error::Lost`]; [`Error::NotOurs`]
    pub async fn alive(&self) -> Result<(), Error> {
        let mark = self.prefix.clone().join(MARK);
        match within(self.read(&mark)).await {
            Ok(found) if found == MARKED => {}
            Ok(_) => return Err(Error::NotOurs("the bucket".to_owned())),
            // A mark that was there does not go by itself.
            Err(Error::Damaged(Damage::Gone)) if !self.is_marked.load(Ordering::Relaxed) => {
                within(self.write(&mark, MARKED.to_vec())).await?;
            }
            Err(Error::Damaged(damage)) => return Err(Error::Lost(format!("the mark of the bucket {damage}"))),
            Err(lost) => return Err(lost),
        }
        self.is_marked.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Keeps an envelope under its name.
    ///
    /// # Errors
    /// [`Error::Lost`]; the object may be there or not.
    pub async fn put(&self, name: Digest, bytes: Vec<u8>) -> Result<(), Error> {
        within(self.write(&self.place(name), bytes)).await
    }

    /// The envelope of an identifier, as it was put there.
    ///
    /// # Errors
    /// [`Error::Damaged`] when it is not; [`Error::Lost`]
    pub async fn fetch(&self, id: Id, name: Digest) -> Result<Vec<u8>, Error> {
        let envelope = Envelope::Bytes(within(self.read(&self.place(name))).await?);
        match envelope.name(id) == name {
            true => Ok(envelope.columns().0.unwrap_or_default()),
            false => Err(Error::Damaged(Damage::Altered)),
        }
    }

    /// Takes an object away, also one that is gone.
    ///
    /// # Errors
    /// [`Error::Lost`]; the object may be there or not.
    pub async fn remove(&self, name: Digest) -> Result<(), Error> {
        let place = self.place(name);
        within(async {
            match self.objects.delete(&place).await {
                Ok(()) | Err(S3Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(lost(&error)),
            }
        })
        .await
    }

    fn place(&self, name: Digest) -> Path {
        self.prefix.clone().join("envelopes").join(HEXLOWER.encode(&name))
    }

    async fn read(&self, place: &Path) -> Result<Vec<u8>, Error> {
        let found = async { self.objects.get(place).await?.bytes().await };
        match found.await {
            Ok(bytes) => Ok(bytes.to_vec()),
            Err(S3Error::NotFound { .. }) => Err(Error::Damaged(Damage::Gone)),
            Err(error) => Err(lost(&error)),
        }
    }

    async fn write(&self, place: &Path, bytes: Vec<u8>) -> Result<(), Error> {
        self.objects.put(place, PutPayload::from(bytes)).await.map(drop).map_err(|error| lost(&error))
    }
}

/// Without the library's words: they name objects.
fn lost(error: &S3Error) -> Error {
    let why = match error {
        S3Error::PermissionDenied { .. } | S3Error::Unauthenticated { .. } => "the bucket refuses these credentials",
        S3Error::NotFound { .. } => "there is no such bucket",
        _ => "the bucket does not answer as one",
    };
    Error::Lost(why.to_owned())
}

async fn within<T>(answer: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let late = |_| Error::Lost("the bucket does not answer in time".to_owned());
    timeout(PATIENCE, answer).await.map_err(late)?
}
