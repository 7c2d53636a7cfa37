//! The SQLite file: rows that are only ever added. What it holds is believed only after the chain of
//! hashes has been followed.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, backup::Backup};

use super::Error;
use super::chain::Hash;
use crate::wording::Phrase;

/// `vbrg` in the header of the file.
const APPLICATION: i32 = 0x7662_7267;
const VERSION: i32 = 1;
/// How long another program may hold the file before this one gives up.
const PATIENCE: Duration = Duration::from_secs(1);

/// The whole schema; a file with another one is not a register.
const SCHEMA: [&str; 4] = [
    "CREATE TABLE entries (number INTEGER PRIMARY KEY, body BLOB NOT NULL, hash BLOB NOT NULL) STRICT",
    "CREATE TRIGGER entries_are_added_in_order BEFORE INSERT ON entries \
     WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM entries) \
     BEGIN SELECT RAISE(ABORT, 'entries are added in order'); END",
    "CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries \
     BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END",
    "CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries \
     BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END",
];

/// One row: the entry's canonical bytes and the chain hash that it ends with.
#[derive(Debug, Clone)]
pub struct Row {
    pub number: u64,
    pub body: Vec<u8>,
    pub hash: Vec<u8>,
}

pub struct Store {
    connection: Connection,
}

fn refused(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy,
        Some(ErrorCode::DatabaseCorrupt) => damaged(),
        _ => Error::Store(error.to_string()),
    }
}

fn damaged() -> Error {
    Error::Damaged { number: 0, what: Phrase::new("tệp cơ sở dữ liệu hỏng", "the database file is broken") }
}

impl Store {
    /// A new file that must not stand yet.
    pub fn create(path: &Path) -> Result<Store, Error> {
        make(path)?;
        let store = Store::connect(path)?;
        let script = format!(
            "PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; BEGIN; {}; COMMIT;",
            SCHEMA.join("; ")
        );
        store.connection.execute_batch(&script).map_err(refused)?;
        Ok(store)
    }

    /// Opens a file that holds exactly this schema.
    pub fn open(path: &Path) -> Result<Store, Error> {
        std::fs::metadata(path).map_err(|cause| Error::File { path: path.to_owned(), cause })?;
        let store = Store::connect(path)?;
        let number = |pragma: &str| {
            store.connection.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0)).map_err(|error| {
                match error.sqlite_error_code() {
                    Some(ErrorCode::NotADatabase) => Error::NotARegister(path.to_owned()),
                    _ => refused(error),
                }
            })
        };
        if number("application_id")? != APPLICATION || number("user_version")? != VERSION {
            return Err(Error::NotARegister(path.to_owned()));
        }
        store.check_schema()?;
        let checked: String =
            store.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(refused)?;
        if checked == "ok" { Ok(store) } else { Err(damaged()) }
    }

    fn connect(path: &Path) -> Result<Store, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(refused)?;
        connection.busy_timeout(PATIENCE).map_err(refused)?;
        connection
            .execute_batch("PRAGMA trusted_schema = OFF; PRAGMA synchronous = EXTRA; PRAGMA cell_size_check = ON;")
            .map_err(refused)?;
        Ok(Store { connection })
    }

    /// Without its triggers a file would take changes; so it is not opened.
    fn check_schema(&self) -> Result<(), Error> {
        let mut statement =
            self.connection.prepare("SELECT sql FROM sqlite_schema ORDER BY type, name").map_err(refused)?;
        let found = statement.query_map([], |row| row.get::<_, String>(0)).map_err(refused)?;
        let found: Vec<String> = found.collect::<Result<_, _>>().map_err(|_| damaged())?;
        if found == SCHEMA {
            return Ok(());
        }
        let what = Phrase::new("cấu trúc của sổ đã bị thay đổi", "the register's schema was changed");
        Err(Error::Damaged { number: 0, what })
    }

    /// Every row in order, handed to `take`.
    pub fn each(&self, mut take: impl FnMut(Row) -> Result<(), Error>) -> Result<(), Error> {
        let mut statement =
            self.connection.prepare("SELECT number, body, hash FROM entries ORDER BY number").map_err(refused)?;
        let mut rows = statement.query([]).map_err(refused)?;
        while let Some(row) = rows.next().map_err(refused)? {
            take(read(row).map_err(refused)?)?;
        }
        Ok(())
    }

    pub fn row(&self, number: u64) -> Result<Option<Row>, Error> {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let sql = "SELECT number, body, hash FROM entries WHERE number = ?1";
        match self.connection.query_row(sql, [number], read) {
            Ok(row) => Ok(Some(row)),
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            Err(error) => Err(refused(error)),
        }
    }

    /// Adds rows: all of them or none. Fails when anything was added since the chain stood at `after`.
    pub fn append(&mut self, after: u64, rows: &[(Vec<u8>, Hash)]) -> Result<(), Error> {
        let transaction =
            self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(refused)?;
        let count: i64 = transaction
            .query_row("SELECT coalesce(max(number), 0) FROM entries", [], |row| row.get(0))
            .map_err(refused)?;
        if u64::try_from(count) != Ok(after) {
            return Err(Error::Busy);
        }
        {
            let sql = "INSERT INTO entries (number, body, hash) VALUES (?1, ?2, ?3)";
            let mut insert = transaction.prepare(sql).map_err(refused)?;
            for (index, (body, hash)) in (count.saturating_add(1)..).zip(rows) {
                insert.execute((index, body, hash)).map_err(refused)?;
            }
        }
        transaction.commit().map_err(refused)
    }

    /// Copies the whole file while others may read it.
    pub fn copy_to(&self, path: &Path) -> Result<(), Error> {
        make(path)?;
        let mut target = Connection::open(path).map_err(refused)?;
        let backup = Backup::new(&self.connection, &mut target).map_err(refused)?;
        backup.run_to_completion(4_096, Duration::ZERO, None).map_err(refused)
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let number: i64 = row.get(0)?;
    Ok(Row { number: u64::try_from(number).unwrap_or(0), body: row.get(1)?, hash: row.get(2)? })
}

/// An empty file for the owner alone, where none stands.
fn make(path: &Path) -> Result<(), Error> {
    let made = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    made.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::AlreadyExists => Error::Exists(path.to_owned()),
        _ => Error::File { path: path.to_owned(), cause },
    })?;
    restrict(path)
}

/// It holds names and dates of birth.
#[cfg(unix)]
fn restrict(path: &Path) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    let owner = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(path, owner).map_err(|cause| Error::File { path: path.to_owned(), cause })
}

/// A file inherits the rights of the office folder.
#[cfg(not(unix))]
fn restrict(_path: &Path) -> Result<(), Error> {
    Ok(())
}
