//! Opening the file, and keeping others out.

use std::{
    fs::{File, TryLockError},
    io::{Read, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::migrate::{self, MigrateError, Migration};

/// The log's schema.
const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    name: "event_log",
    sql: include_str!("../../../migrations/sqlite/0001_event_log.sql"),
}];

/// How long a connection waits for another's lock. The writer has the file for itself; a reader waits
/// only while the WAL is recovered.
const BUSY: Duration = Duration::from_secs(5);
const STATEMENTS: usize = 32;

/// Why the log was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it.
    #[error(
        "{path} is in use by process {pid}; an SQLite log has one process. Stop that one, choose another \
         data directory, or use Postgres to run several nodes"
    )]
    InUse {
        /// The file.
        path: PathBuf,
        /// Who has it, as far as its lock file tells.
        pid: String,
    },
    /// The lock file cannot be made.
    #[error("cannot lock {path}: {source}")]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The writer thread cannot be started.
    #[error("cannot start the writer thread: {0}")]
    Thread(std::io::Error),
    /// SQLite said no.
    #[error("cannot open the log: {0}")]
    Database(#[from] rusqlite::Error),
    /// The schema cannot be brought up to date.
    #[error("cannot bring the log's schema up to date: {0}")]
    Migrate(#[from] MigrateError),
}

/// Takes the lock file `PATH.lock` for as long as the result lives. The file itself stays.
pub(super) fn lock(path: &Path) -> Result<File, OpenError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let lock_path = PathBuf::from(name);
    let refused = |source| OpenError::Lock { path: lock_path.clone(), source };
    let mut options = File::options();
    let mut file = options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&lock_path)
        .map_err(refused)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut pid = String::new();
            let known = file.take(20).read_to_string(&mut pid).is_ok_and(|read| read > 0);
            let pid = if known { pid.trim().to_owned() } else { "unknown".to_owned() };
            return Err(OpenError::InUse { path: path.to_owned(), pid });
        }
        Err(TryLockError::Error(source)) => return Err(refused(source)),
    }
    file.set_len(0).map_err(refused)?;
    writeln!(file, "{}", std::process::id()).map_err(refused)?;
    Ok(file)
}

/// The connection that writes, with the schema up to date.
pub(super) fn writer(path: &Path) -> Result<Connection, OpenError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 10_000)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
    connection.pragma_update(None, "cache_size", -64 * 1024)?;
    keep_plans(&connection)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    migrate::sqlite(&mut connection, MIGRATIONS)?;
    Ok(connection)
}

/// The connection that moves the WAL into the file.
pub(super) fn checkpointer(path: &Path) -> Result<Connection, OpenError> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    Ok(connection)
}

/// A connection that reads.
pub(super) fn reader(path: &Path) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "mmap_size", 1 << 30)?;
    keep_plans(&connection)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// SQLite otherwise plans a statement anew, from its text, whenever a parameter that bounds a range or a
/// `LIMIT` is bound: half of what a short read costs.
fn keep_plans(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}
