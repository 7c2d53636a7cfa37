//! The store in a PostgreSQL, which several programs may share: connected to, bounded in time and mended
//! here; what is asked of it is in `tables`. With a SQLite file this is the one outgoing connection less.

mod tables;

use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deadpool_postgres::{Client, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Transaction};
use tokio::time::timeout;
use tokio_postgres::{Config, NoTls};

use super::{Answer, Batch, Bundle, Code, Database, Digest, Envelope, Error, Id, NewBatch, NewHead, Put};

/// Each brings the database from one layout to the next.
const MIGRATIONS: [&str; 2] = [include_str!("1.sql"), include_str!("2.sql")];
/// Changes of all programs on one database wait for each other under this number; `vbst`, as text.
const LOCK: i64 = 0x7662_7374;
const CONNECTIONS: usize = 16;
/// For a connection to be had, and for one to be made.
const CONNECT: Duration = Duration::from_secs(2);
/// For one answer. The server is told to give up a little earlier.
const PATIENCE: Duration = Duration::from_secs(4);
/// What every connection asks of the server; a program that vanished holds nothing for long.
const SESSION: &str = "-c statement_timeout=3000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=4000";

/// Connections to one database.
pub struct Postgres {
    pool: Pool,
    /// Whether the database was brought to our layout since the start.
    is_migrated: AtomicBool,
}

fn lost(error: impl std::error::Error) -> Error {
    // The driver's own words leave out why.
    let cause = std::iter::successors(error.source(), |cause| cause.source()).map(|cause| format!(": {cause}"));
    let cause: String = cause.collect();
    Error::Lost(format!("{error}{cause}"))
}

impl Postgres {
    /// A `postgresql://` address. Nobody is asked yet; the first [`Database::alive`] that succeeds brings the
    /// database to the layout of this program. The connection is not encrypted: a socket of this machine,
    /// or a network that the operator trusts.
    ///
    /// # Errors
    /// [`Error::Address`] when it cannot be read.
    pub fn at(address: &str) -> Result<Postgres, Error> {
        let mut config = Config::from_str(address).map_err(|error| Error::Address(error.to_string()))?;
        let options = config.get_options().map_or(SESSION.to_owned(), |given| format!("{SESSION} {given}"));
        config.options(options).application_name("vanbangd").connect_timeout(CONNECT);
        config.keepalives_idle(Duration::from_secs(30)).tcp_user_timeout(PATIENCE);
        let manager = Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .wait_timeout(Some(CONNECT))
            .create_timeout(Some(CONNECT))
            .recycle_timeout(Some(CONNECT))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(lost)?;
        Ok(Postgres { pool, is_migrated: AtomicBool::new(false) })
    }

    async fn migrate(&self) -> Result<(), Error> {
        let mut client = self.pool.get().await.map_err(lost)?;
        let change = client.transaction().await.map_err(lost)?;
        change.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await.map_err(lost)?;
        let version = tables::layout(&change).await.map_err(lost)?;
        let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
        let Some(missing) = usize::try_from(version).ok().and_then(|version| MIGRATIONS.get(version..)) else {
            return Err(Error::Newer { found: version, known });
        };
        for migration in missing {
            change.batch_execute(migration).await.map_err(lost)?;
        }
        tables::set_layout(&change, known).await.map_err(lost)?;
        change.commit().await.map_err(lost)
    }

    /// One question. A connection that did not answer in time is not given to anybody else.
    fn ask<'a, T: Send + 'a>(
        &'a self,
        ask: impl for<'c> FnOnce(&'c Client) -> Asked<'c, T> + Send + 'a,
    ) -> Answer<'a, T> {
        Box::pin(async move {
            let client = self.pool.get().await.map_err(lost)?;
            match timeout(PATIENCE, ask(&client)).await {
                Ok(answer) => answer.map_err(lost),
                Err(late) => {
                    drop(Object::take(client));
                    Err(lost(late))
                }
            }
        })
    }

    /// All of a change or nothing, one change after the other.
    fn change<'a, T: Send + 'a>(
        &'a self,
        change: impl for<'c> FnOnce(&'c Transaction<'_>) -> Asked<'c, T> + Send + 'a,
    ) -> Answer<'a, T> {
        Box::pin(async move {
            let mut client = self.pool.get().await.map_err(lost)?;
            let work = async {
                let transaction = client.transaction().await?;
                transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
                let answer = change(&transaction).await?;
                transaction.commit().await?;
                Ok::<T, tokio_postgres::Error>(answer)
            };
            let answer = timeout(PATIENCE, work).await;
            match answer {
                Ok(answer) => answer.map_err(lost),
                Err(late) => {
                    drop(Object::take(client));
                    Err(lost(late))
                }
            }
        })
    }
}

/// What the database says later.
type Asked<'c, T> = std::pin::Pin<Box<dyn Future<Output = Result<T, tokio_postgres::Error>> + Send + 'c>>;

impl Database for Postgres {
    fn alive(&self) -> Answer<'_, ()> {
        Box::pin(async {
            if !self.is_migrated.load(Ordering::Relaxed) {
                timeout(PATIENCE, self.migrate()).await.map_err(lost)??;
                self.is_migrated.store(true, Ordering::Relaxed);
            }
            self.ask(|store| Box::pin(tables::alive(store))).await
        })
    }

    fn code(&self, id: Id) -> Answer<'_, Option<Code>> {
        self.ask(move |store| Box::pin(tables::only_code(store, id, id)))
    }

    fn only_code(&self, from: Id, to: Id) -> Answer<'_, Option<Code>> {
        self.ask(move |store| Box::pin(tables::only_code(store, from, to)))
    }

    fn bundle(&self, batch: Batch) -> Answer<'_, Option<Bundle>> {
        self.ask(move |store| Box::pin(tables::bundle(store, batch)))
    }

    fn head<'a>(&'a self, org: &'a str) -> Answer<'a, Option<Vec<u8>>> {
        self.ask(move |store| Box::pin(tables::head(store, org.to_owned())))
    }

    fn part<'a>(&'a self, org: &'a str, list: u64, digest: Digest) -> Answer<'a, Option<Vec<u8>>> {
        self.ask(move |store| Box::pin(tables::part(store, org.to_owned(), list, digest)))
    }

    fn epoch<'a>(&'a self, org: &'a str) -> Answer<'a, u64> {
        self.ask(move |store| Box::pin(tables::epoch(store, org.to_owned())))
    }

    fn put_batch(&self, batch: NewBatch) -> Answer<'_, Put> {
        self.change(move |change| Box::pin(tables::put_batch(change, batch)))
    }

    fn try_envelope(&self, id: Id, digest: Digest, envelope: Envelope) -> Answer<'_, Option<Put>> {
        self.ask(move |store| {
            Box::pin(async move { tables::try_envelope(store, id, digest, &envelope).await.map(Result::err) })
        })
    }

    fn put_envelope(&self, id: Id, digest: Digest, envelope: Envelope) -> Answer<'_, Put> {
        self.change(move |change| Box::pin(tables::put_envelope(change, id, digest, envelope)))
    }

    fn put_head(&self, head: NewHead) -> Answer<'_, Put> {
        self.change(move |change| Box::pin(tables::put_head(change, head)))
    }

    fn erase(&self, id: Id) -> Answer<'_, bool> {
        self.change(move |change| Box::pin(tables::erase(change, id)))
    }
}
