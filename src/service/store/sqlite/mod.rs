//! The store in one SQLite file: opened, shared and watched here; what is asked of it is in `tables`.

mod identity;
mod tables;

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use super::{Answer, Batch, Bundle, Code, Database, Digest, Envelope, Error, Id, NewBatch, NewHead, Put};
use identity::Identity;

/// `vbst` in the header of the file.
const APPLICATION: i64 = 0x7662_7374;
/// Each brings the file from one layout to the next.
const MIGRATIONS: [&str; 2] = [include_str!("1.sql"), include_str!("2.sql")];
/// How long a writer waits for another program, a backup say.
const PATIENCE: Duration = Duration::from_secs(2);
/// Connections that are kept open for readers; each keeps pages of up to 16 MiB, the codes of a school.
const KEPT: usize = 8;

/// A file that the tasks of one program share.
#[derive(Clone)]
pub struct Sqlite(Arc<Shared>);

struct Shared {
    path: PathBuf,
    readers: Mutex<Vec<Opened>>,
    writer: Mutex<Option<Opened>>,
    /// Reads without end while nothing is written. Locks are counted for the whole program, so that those of the other
    /// readers then cost no system call.
    resident: Mutex<Option<Opened>>,
}

/// A connection, and which file stood under the name when it was opened.
struct Opened {
    connection: Connection,
    file: Identity,
}

fn lost(error: rusqlite::Error) -> Error {
    Error::Lost(error.to_string())
}

fn unusable(path: &Path, cause: std::io::Error) -> Error {
    Error::File { path: path.to_owned(), cause }
}

impl Sqlite {
    /// Opens the file, or makes it, and brings it to the layout of this program.
    ///
    /// # Errors
    /// [`Error`] when it cannot be opened, is damaged, or is not ours.
    pub fn open(path: &Path) -> Result<Sqlite, Error> {
        let made = restricted(OpenOptions::new().read(true).write(true).create(true)).open(path);
        made.map_err(|cause| unusable(path, cause))?;
        let mut opened = Opened::at(path).map_err(|error| not_ours(path, error))?;
        migrate(path, &mut opened.connection)?;
        let sound = "PRAGMA quick_check(1)";
        let sound: String = opened.connection.query_row(sound, [], |row| row.get(0)).map_err(lost)?;
        if sound != "ok" {
            return Err(Error::Lost(sound));
        }
        Ok(Sqlite(Arc::new(Shared {
            path: path.to_owned(),
            readers: Mutex::default(),
            writer: Mutex::new(Some(opened)),
            resident: Mutex::default(),
        })))
    }

    /// Copies the whole store into a new file while it is read and written.
    ///
    /// # Errors
    /// [`Error`] when something stands at `path` already, or it cannot be written.
    pub fn copy_to(&self, path: &Path) -> Result<(), Error> {
        let made = restricted(OpenOptions::new().write(true).create_new(true)).open(path);
        made.map_err(|cause| unusable(path, cause))?;
        let mut target = Connection::open(path).map_err(lost)?;
        let source = self.0.open()?;
        let backup = Backup::new(&source.connection, &mut target).map_err(lost)?;
        backup.run_to_completion(4_096, Duration::ZERO, None).map_err(lost)
    }

    fn later<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> Result<T, Error> + Send + 'static,
    ) -> Answer<'_, T> {
        let shared = Arc::clone(&self.0);
        let work = tokio::task::spawn_blocking(move || work(&shared));
        Box::pin(async { work.await.map_err(|error| Error::Lost(error.to_string()))? })
    }

    /// A look-up of one row: less work than handing it to another thread.
    fn ask<T: Send + 'static>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Answer<'_, T> {
        Box::pin(std::future::ready(self.0.read(ask)))
    }

    /// A read that may move megabytes.
    fn ask_much<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Answer<'_, T> {
        self.later(move |shared| shared.read(ask))
    }

    fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Answer<'_, T> {
        self.later(move |shared| shared.write(change))
    }
}

impl Shared {
    fn open(&self) -> Result<Opened, Error> {
        Opened::at(&self.path).map_err(lost)
    }

    fn read<T>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        let kept = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let opened = match kept {
            Some(opened) if opened.is_at(&self.path) => opened,
            _ => self.open()?,
        };
        // One that failed is not used again.
        let answer = ask(&opened.connection).map_err(lost)?;
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < KEPT {
            readers.push(opened);
        }
        Ok(answer)
    }

    /// Lets a new resident read what is there now: what another program wrote after it began cannot be moved from the
    /// log into the file.
    fn alive(&self) -> Result<(), Error> {
        let mut resident = self.resident.lock().unwrap_or_else(PoisonError::into_inner);
        *resident = None;
        let opened = self.open()?;
        let begun = opened.connection.execute_batch("BEGIN");
        begun.and_then(|()| tables::alive(&opened.connection)).map_err(lost)?;
        *resident = Some(opened);
        Ok(())
    }

    /// All of a change or nothing, one change after the other.
    fn write<T>(&self, change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T, Error> {
        *self.resident.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut opened = match writer.take() {
            Some(opened) if opened.is_at(&self.path) => opened,
            _ => self.open()?,
        };
        let transaction = opened.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(lost)?;
        let answer = change(&transaction).map_err(lost)?;
        transaction.commit().map_err(lost)?;
        *writer = Some(opened);
        Ok(answer)
    }
}

impl Opened {
    fn at(path: &Path) -> rusqlite::Result<Opened> {
        let file = Identity::of(path).map_err(|_| rusqlite::Error::InvalidPath(path.to_owned()))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_size = -16384;",
        )?;
        Ok(Opened { connection, file })
    }

    /// A file that was taken away or replaced would be read, and worse, written, for nobody.
    fn is_at(&self, path: &Path) -> bool {
        Identity::of(path).is_ok_and(|now| now == self.file)
    }
}

fn not_ours(path: &Path, error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Error::NotOurs(path.display().to_string()),
        _ => lost(error),
    }
}

fn migrate(path: &Path, connection: &mut Connection) -> Result<(), Error> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(lost)?;
    let number = |pragma: &str| change.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).map_err(lost);
    let (application, version) = (number("application_id")?, number("user_version")?);
    let tables = "SELECT count(*) FROM sqlite_schema";
    let tables: i64 = change.query_row(tables, [], |row| row.get(0)).map_err(lost)?;
    if application != APPLICATION && (application, version, tables) != (0, 0, 0) {
        return Err(Error::NotOurs(path.display().to_string()));
    }
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let Some(missing) = usize::try_from(version).ok().and_then(|version| MIGRATIONS.get(version..)) else {
        return Err(Error::Newer { found: version, known });
    };
    for migration in missing {
        change.execute_batch(migration).map_err(lost)?;
    }
    let layout = format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {known};");
    change.execute_batch(&layout).and_then(|()| change.commit()).map_err(lost)
}

/// For the service's own account alone.
fn restricted(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

impl Database for Sqlite {
    fn alive(&self) -> Answer<'_, ()> {
        Box::pin(std::future::ready(self.0.alive()))
    }

    fn code(&self, id: Id) -> Answer<'_, Option<Code>> {
        self.ask(|store| tables::code(store, id))
    }

    fn only_code(&self, from: Id, to: Id) -> Answer<'_, Option<Code>> {
        self.ask(|store| tables::only_code(store, from, to))
    }

    fn bundle(&self, batch: Batch) -> Answer<'_, Option<Bundle>> {
        self.ask_much(move |store| tables::bundle(store, batch))
    }

    fn head<'a>(&'a self, org: &'a str) -> Answer<'a, Option<Vec<u8>>> {
        self.ask(|store| Ok(tables::newest_head(store, org)?.map(|(_, _, bytes)| bytes)))
    }

    fn part<'a>(&'a self, org: &'a str, list: u64, digest: Digest) -> Answer<'a, Option<Vec<u8>>> {
        let org = org.to_owned();
        self.ask_much(move |store| tables::part(store, &org, list, digest))
    }

    fn epoch<'a>(&'a self, org: &'a str) -> Answer<'a, u64> {
        self.ask(|store| tables::epoch(store, org))
    }

    fn put_batch(&self, batch: NewBatch) -> Answer<'_, Put> {
        self.change(move |change| tables::put_batch(change, &batch))
    }

    fn try_envelope(&self, id: Id, digest: Digest, envelope: Envelope) -> Answer<'_, Option<Put>> {
        self.ask(|store| tables::try_envelope(store, id, digest, &envelope).map(Result::err))
    }

    fn put_envelope(&self, id: Id, digest: Digest, envelope: Envelope) -> Answer<'_, Put> {
        self.change(move |change| tables::put_envelope(change, id, digest, envelope))
    }

    fn put_head(&self, head: NewHead) -> Answer<'_, Put> {
        self.change(move |change| tables::put_head(change, &head))
    }

    fn erase(&self, id: Id) -> Answer<'_, bool> {
        self.change(move |change| tables::erase(change, id))
    }
}
