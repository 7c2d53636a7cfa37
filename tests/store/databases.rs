//! Databases for one test each: a file in a temporary folder, and a schema of a running PostgreSQL.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use vanbang::service::store::{Error, Postgres, Sqlite, Store};

pub enum Database {
    File(tempfile::TempDir),
    /// Where to find the tables of this test only.
    Server(String),
}

/// Runs the same test on every kind of database that is at hand.
pub async fn every(test: impl AsyncFn(Arc<dyn Store>)) {
    for database in Database::all() {
        test(database.open().await).await;
    }
}

impl Database {
    pub fn all() -> Vec<Database> {
        let file = Database::File(tempfile::tempdir().unwrap());
        let Ok(address) = std::env::var("VANBANG_POSTGRES") else {
            eprintln!("VANBANG_POSTGRES names no server: only the file is tested");
            return vec![file];
        };
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let schema = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        vec![file, Database::Server(format!("{address}?options=-csearch_path%3D{schema}"))]
    }

    pub async fn open(&self) -> Arc<dyn Store> {
        if let Database::Server(address) = self {
            let schema = address.split("%3D").nth(1).unwrap();
            self.run(&format!("CREATE SCHEMA IF NOT EXISTS {schema}")).await.unwrap();
        }
        self.try_open().await.unwrap()
    }

    pub async fn try_open(&self) -> Result<Arc<dyn Store>, Error> {
        Ok(match self {
            Database::File(folder) => Arc::new(Sqlite::open(&folder.path().join("store.sqlite"))?),
            Database::Server(address) => {
                let store = Postgres::at(address)?;
                store.alive().await?;
                Arc::new(store)
            }
        })
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
