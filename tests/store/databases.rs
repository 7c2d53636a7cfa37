//! Stores for one test each: a file in a temporary folder and a schema of a running PostgreSQL, each with its envelopes
//! in the rows and in a part of a running S3 server's bucket.

use std::sync::atomic::{AtomicUsize, Ordering};

use vanbang::service::store::{Bucket, BucketAt, Error, Keys, Postgres, Sqlite, Store};

pub enum Database {
    File(tempfile::TempDir),
    /// Where to find the tables of this test only.
    Server(String),
}

/// Runs the same test on every kind of store that is at hand.
pub async fn every(test: impl AsyncFn(Store)) {
    for database in Database::all() {
        test(database.open().await).await;
    }
    for database in Database::all() {
        if let Some(prefix) = own_prefix() {
            test(database.open_with(bucket(&prefix)).await).await;
        }
    }
}

/// A part of the bucket for one test; none without a server.
pub fn own_prefix() -> Option<String> {
    if std::env::var_os("VANBANG_S3").is_none() {
        eprintln!("VANBANG_S3 names no server: envelopes are tested in the rows only");
        return None;
    }
    Some(format!("store-tests/{}-{}", std::process::id(), next()))
}

pub fn bucket(prefix: &str) -> Option<Bucket> {
    let told = |name| std::env::var(name).unwrap();
    let at = BucketAt {
        endpoint: told("VANBANG_S3"),
        name: told("VANBANG_S3_BUCKET"),
        prefix: prefix.to_owned(),
        region: "us-east-1".to_owned(),
        plain: None,
        roots: Vec::new(),
    };
    let keys = Keys { access: told("AWS_ACCESS_KEY_ID"), secret: told("AWS_SECRET_ACCESS_KEY").into(), token: None };
    Some(Bucket::at(&at, keys).unwrap())
}

fn next() -> usize {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed)
}

impl Database {
    pub fn all() -> Vec<Database> {
        let file = Database::File(tempfile::tempdir().unwrap());
        let Ok(address) = std::env::var("VANBANG_POSTGRES") else {
            eprintln!("VANBANG_POSTGRES names no server: only the file is tested");
            return vec![file];
        };
        let schema = format!("test_{}_{}", std::process::id(), next());
        vec![file, Database::Server(format!("{address}?options=-csearch_path%3D{schema}"))]
    }

    pub async fn open(&self) -> Store {
        self.open_with(None).await
    }

    pub async fn open_with(&self, bucket: Option<Bucket>) -> Store {
        if let Database::Server(address) = self {
            let schema = address.split("%3D").nth(1).unwrap();
            self.run(&format!("CREATE SCHEMA IF NOT EXISTS {schema}")).await.unwrap();
        }
        self.try_open(bucket).await.unwrap()
    }

    pub async fn try_open(&self, bucket: Option<Bucket>) -> Result<Store, Error> {
        let store = match self {
            Database::File(folder) => Store::new(Sqlite::open(&folder.path().join("store.sqlite"))?, bucket),
            Database::Server(address) => Store::new(Postgres::at(address)?, bucket),
        };
        store.alive().await?;
        Ok(store)
    }

    /// What somebody with a database client would be told.
    async fn run(&self, sql: &str) -> Result<(), String> {
        match self {
            Database::File(folder) => {
                let connection = rusqlite::Connection::open(folder.path().join("store.sqlite")).unwrap();
                connection.execute_batch(sql).map_err(|error| error.to_string())
            }
            Database::Server(address) => {
                let (client, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls).await.unwrap();
                tokio::spawn(connection);
                client.batch_execute(sql).await.map_err(|error| format!("{:?}", error.as_db_error()))
            }
        }
    }

    pub async fn refuses(&self, sql: &str) {
        let said = self.run(sql).await.expect_err(sql);
        assert!(said.contains("rows are only added") || said.contains("kept as it is, or erased"), "{sql}: {said}");
    }

    pub async fn pretend_newer(&self) {
        let sql = match self {
            Database::File(_) => "PRAGMA user_version = 99",
            Database::Server(_) => "UPDATE vanbang_layout SET version = 99",
        };
        self.run(sql).await.unwrap();
    }
}
