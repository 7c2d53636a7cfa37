//! What only a store with a bucket can do: lose an object, have one changed, break off between object and row.

use vanbang::service::store::{Bucket, Conflict, Put, Store};

use crate::databases::{Database, bucket, own_prefix};
use crate::{BATCH, batch, digest, id};

/// A store whose bucket is at hand besides.
async fn stores(test: impl AsyncFn(Store, Bucket)) {
    for database in Database::all() {
        let Some(prefix) = own_prefix() else { return };
        let store = database.open_with(bucket(&prefix)).await;
        assert_eq!(store.put_batch(batch(b"one")).await.unwrap(), Put::Stored);
        test(store, bucket(&prefix).unwrap()).await;
    }
}

/// The name of the object of an identifier.
async fn name(store: &Store, number: u8) -> [u8; 32] {
    let envelope = store.code(id(number)).await.unwrap().unwrap().envelope.unwrap();
    envelope.name(id(number))
}

async fn publish(store: &Store) -> Put {
    store.put_envelope(id(1), digest(101), b"first".to_vec()).await.unwrap()
}

async fn asked(store: &Store) -> Result<Option<Vec<u8>>, &'static str> {
    let code = store.code(id(1)).await.unwrap().unwrap();
    store.envelope(id(1), code.envelope).await.map_err(|error| error.code())
}

#[tokio::test]
async fn an_object_that_is_lost_or_changed_is_told_and_comes_back_when_it_is_published_again() {
    stores(async |store, bucket| {
        assert_eq!(publish(&store).await, Put::Stored);
        let name = name(&store, 1).await;
        bucket.put(name, b"forged".to_vec()).await.unwrap();
        assert_eq!(asked(&store).await, Err("OBJECT_ALTERED"));
        assert_eq!(publish(&store).await, Put::Same);
        assert_eq!(asked(&store).await, Ok(Some(b"first".to_vec())));
        bucket.remove(name).await.unwrap();
        assert_eq!(asked(&store).await, Err("OBJECT_GONE"));
        assert_eq!(publish(&store).await, Put::Same);
        assert_eq!(asked(&store).await, Ok(Some(b"first".to_vec())));
        assert!(store.alive().await.is_ok(), "one object is not the store");
    })
    .await;
}

/// The bytes of somebody else's envelope under this name.
#[tokio::test]
async fn two_objects_that_were_exchanged_are_both_told() {
    stores(async |store, bucket| {
        assert_eq!(publish(&store).await, Put::Stored);
        assert_eq!(store.put_envelope(id(2), digest(102), b"second".to_vec()).await.unwrap(), Put::Stored);
        bucket.put(name(&store, 1).await, b"second".to_vec()).await.unwrap();
        assert_eq!(asked(&store).await, Err("OBJECT_ALTERED"));
    })
    .await;
}

/// Broken off after the object: the row comes with the next attempt. Before it: nothing names what is not there.
#[tokio::test]
async fn what_broke_off_is_published_by_the_next_attempt() {
    stores(async |store, bucket| {
        let name = vanbang::service::store::Envelope::Bytes(b"first".to_vec()).name(id(1));
        bucket.put(name, b"first".to_vec()).await.unwrap();
        assert_eq!(store.code(id(1)).await.unwrap(), None);
        assert_eq!(publish(&store).await, Put::Stored);
        assert_eq!(asked(&store).await, Ok(Some(b"first".to_vec())));
    })
    .await;
}

#[tokio::test]
async fn what_may_not_be_published_leaves_no_object() {
    stores(async |store, bucket| {
        let sent = b"nobody lists it".to_vec();
        let name = vanbang::service::store::Envelope::Bytes(sent.clone()).name(id(1));
        let put = store.put_envelope(id(1), digest(102), sent).await.unwrap();
        assert_eq!(put, Put::Refused(Conflict::NotListed));
        assert_eq!(bucket.fetch(id(1), name).await.map_err(|error| error.code()), Err("OBJECT_GONE"));
    })
    .await;
}

#[tokio::test]
async fn an_erased_envelope_is_gone_from_the_bucket() {
    stores(async |store, bucket| {
        assert_eq!(publish(&store).await, Put::Stored);
        let name = name(&store, 1).await;
        assert!(store.erase(id(1)).await.unwrap());
        assert_eq!(bucket.fetch(id(1), name).await.map_err(|error| error.code()), Err("OBJECT_GONE"));
        assert_eq!(asked(&store).await, Ok(None));
        assert_eq!(publish(&store).await, Put::Refused(Conflict::Erased));
        assert_eq!(bucket.fetch(id(1), name).await.map_err(|error| error.code()), Err("OBJECT_GONE"));
    })
    .await;
}

/// Rows from before the bucket are served, and answered alike when they are published again.
#[tokio::test]
async fn a_bucket_may_come_later_and_may_not_go() {
    for database in Database::all() {
        let Some(prefix) = own_prefix() else { return };
        let before = database.open().await;
        assert_eq!(before.put_batch(batch(b"one")).await.unwrap(), Put::Stored);
        assert_eq!(publish(&before).await, Put::Stored);
        let with = database.open_with(bucket(&prefix)).await;
        assert_eq!(asked(&with).await, Ok(Some(b"first".to_vec())));
        assert_eq!(publish(&with).await, Put::Same);
        assert_eq!(with.put_envelope(id(2), digest(102), b"second".to_vec()).await.unwrap(), Put::Stored);
        let code = before.code(id(2)).await.unwrap().unwrap();
        let without = before.envelope(id(2), code.envelope).await;
        assert_eq!(without.map_err(|error| error.code()), Err("STORE_LOST"), "known, and not to be had");
        assert!(with.bundle(BATCH).await.unwrap().is_some());
    }
}

/// The rows first, then the objects, so that every row of the copy finds its object.
#[tokio::test]
async fn a_backup_of_file_and_bucket_is_a_store() {
    let Some(prefix) = own_prefix() else { return };
    let folder = tempfile::tempdir().unwrap();
    let rows = vanbang::service::store::Sqlite::open(&folder.path().join("store.sqlite")).unwrap();
    let store = Store::new(rows.clone(), bucket(&prefix));
    store.alive().await.unwrap();
    assert_eq!(store.put_batch(batch(b"one")).await.unwrap(), Put::Stored);
    assert_eq!(publish(&store).await, Put::Stored);
    rows.copy_to(&folder.path().join("copy.sqlite")).unwrap();
    let name = name(&store, 1).await;
    let (from, to) = (bucket(&prefix).unwrap(), format!("{prefix}-copy"));
    bucket(&to).unwrap().put(name, from.fetch(id(1), name).await.unwrap()).await.unwrap();
    from.remove(name).await.unwrap();
    let copy = vanbang::service::store::Sqlite::open(&folder.path().join("copy.sqlite")).unwrap();
    let restored = Store::new(copy, bucket(&to));
    restored.alive().await.unwrap();
    assert_eq!(asked(&restored).await, Ok(Some(b"first".to_vec())));
}

#[tokio::test]
async fn wrong_keys_and_a_bucket_of_somebody_else_are_no_store() {
    let Some(prefix) = own_prefix() else { return };
    let file = || vanbang::service::store::Sqlite::open(&tempfile::tempdir().unwrap().keep().join("s.sqlite")).unwrap();
    let told = |name| std::env::var(name).unwrap();
    let at = |name: &str| vanbang::service::store::BucketAt {
        endpoint: told("VANBANG_S3"),
        name: name.to_owned(),
        prefix: prefix.clone(),
        region: "us-east-1".to_owned(),
        plain: None,
        roots: Vec::new(),
    };
    let keys = |secret: &str| vanbang::service::store::Keys {
        access: told("AWS_ACCESS_KEY_ID"),
        secret: secret.to_owned().into(),
        token: None,
    };
    let own = told("VANBANG_S3_BUCKET");
    for (bucket, secret) in [(own.as_str(), "wrong".to_owned()), ("no-such-bucket", told("AWS_SECRET_ACCESS_KEY"))] {
        let store = Store::new(file(), Some(Bucket::at(&at(bucket), keys(&secret)).unwrap()));
        let error = store.alive().await.unwrap_err();
        assert_eq!(error.code(), "STORE_LOST", "{bucket}");
        assert!(!error.to_string().contains(&secret), "{error}");
    }
}
