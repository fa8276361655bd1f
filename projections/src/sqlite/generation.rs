//! One set of rows: a file with one writer and some readers.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, params_from_iter};
use store::position::Position;

use super::value;
use crate::query::{Row, Sql, ViewError};
use crate::rows::sql::{Shape, cells};
use crate::rows::{Batch, Dialect, Group, TABLES, ddl, fingerprint, groups, index};
use crate::views::Written;

/// Connections for look-ups of one row, which run where they are asked.
const POINT_READERS: usize = 2;
/// Connections for lists, which run on blocking threads.
const LIST_READERS: usize = 4;
/// Statements kept prepared on each connection.
const STATEMENTS: usize = 256;

pub(super) struct Generation {
    path: PathBuf,
    writer: Mutex<Writer>,
    points: Readers,
    lists: Readers,
}

struct Writer {
    connection: Connection,
    statements: HashMap<Shape, String>,
    is_retired: bool,
}

struct Readers {
    connections: Vec<Mutex<Connection>>,
    turn: AtomicUsize,
}

impl Generation {
    /// Opens a file, and makes its tables when it is new.
    pub(super) fn open(path: &Path) -> Result<Self, ViewError> {
        Self::connect(path)
            .map_err(|error| ViewError::Unavailable(format!("{}: {error}", path.display())))
    }

    fn connect(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.pragma_update(None, "cache_size", -65_536)?;
        connection.pragma_update(None, "wal_autocheckpoint", 8_000)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        create(&connection)?;
        let readers = |count| Readers::open(path, count);
        Ok(Self {
            path: path.to_owned(),
            writer: Mutex::new(Writer {
                connection,
                statements: HashMap::new(),
                is_retired: false,
            }),
            points: readers(POINT_READERS)?,
            lists: readers(LIST_READERS)?,
        })
    }

    /// Lets rows come in fast, at the price that a crash spoils the file: it has no secondary indexes, and
    /// nothing waits for the disk, until [`Generation::settle`]. For a new file.
    pub(super) fn hurry(&self) -> Result<(), ViewError> {
        let writer = self.writer.lock();
        let hurry = || {
            for index in TABLES.iter().flat_map(|table| table.indexes) {
                writer.connection.execute_batch(&format!("DROP INDEX {}", index.name))?;
            }
            writer.connection.pragma_update(None, "journal_mode", "MEMORY")?;
            writer.connection.pragma_update(None, "synchronous", "OFF")
        };
        hurry().map_err(ViewError::unavailable)
    }

    /// Ends the hurry. What was written is on disk when this answers. Blocks.
    pub(super) fn settle(&self) -> Result<(), ViewError> {
        let writer = self.writer.lock();
        let settle = || {
            for table in TABLES {
                for one in table.indexes {
                    writer.connection.execute_batch(&index(table, one))?;
                }
            }
            writer.connection.pragma_update(None, "synchronous", "NORMAL")?;
            writer.connection.pragma_update(None, "journal_mode", "WAL")
        };
        settle().map_err(ViewError::unavailable)?;
        let synced = File::open(&self.path).and_then(|file| file.sync_all());
        synced.map_err(ViewError::unavailable)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the rows were made by other rules than today's.
    pub(super) fn is_outdated(&self) -> Result<bool, ViewError> {
        let writer = self.writer.lock();
        let made_by: String = writer
            .connection
            .query_row("SELECT fingerprint FROM feed", [], |row| row.get(0))
            .map_err(ViewError::unavailable)?;
        Ok(made_by != fingerprint())
    }

    pub(super) fn position(&self) -> Result<Position, ViewError> {
        position(&self.writer.lock().connection).map_err(ViewError::unavailable)
    }

    /// Looks up few rows, on the thread that asks.
    pub(super) fn point(&self, sql: &Sql) -> Result<Vec<Row>, ViewError> {
        fetch(&self.points.next(), sql)
    }

    /// Reads a list. Blocks.
    pub(super) fn list(&self, sql: &Sql) -> Result<Vec<Row>, ViewError> {
        fetch(&self.lists.next(), sql)
    }

    /// Writes rows and checkpoint in one transaction, if the checkpoint is still at `from`. Blocks.
    pub(super) fn write(
        &self,
        batch: &Batch,
        from: Position,
        to: Position,
    ) -> Result<Written, ViewError> {
        self.writer.lock().write(batch, from, to).map_err(ViewError::unavailable)
    }

    /// Holds the writer, so that nothing is written meanwhile.
    pub(super) fn pause(&self) -> Paused<'_> {
        Paused(self.writer.lock())
    }
}

/// A set of rows that nobody can write to.
pub(super) struct Paused<'a>(MutexGuard<'a, Writer>);

impl Paused<'_> {
    pub(super) fn position(&self) -> Result<Position, ViewError> {
        position(&self.0.connection).map_err(ViewError::unavailable)
    }

    /// Lets nobody write any more: another set has taken the place of this one.
    pub(super) fn retire(mut self) {
        self.0.is_retired = true;
    }
}

fn create(connection: &Connection) -> rusqlite::Result<()> {
    let exists =
        connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'feed'")?.exists([])?;
    if exists {
        return Ok(());
    }
    connection.execute_batch(&format!(
        "BEGIN IMMEDIATE;\n{}\n\
         CREATE TABLE feed (position INTEGER NOT NULL, fingerprint TEXT NOT NULL) STRICT;\n\
         INSERT INTO feed VALUES (0, '{}');\n\
         COMMIT;",
        ddl(Dialect::Sqlite),
        fingerprint()
    ))
}

fn position(connection: &Connection) -> rusqlite::Result<Position> {
    let position: i64 =
        connection.prepare_cached("SELECT position FROM feed")?.query_row([], |row| row.get(0))?;
    Ok(Position(position.unsigned_abs()))
}

impl Writer {
    fn write(&mut self, batch: &Batch, from: Position, to: Position) -> rusqlite::Result<Written> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let moved = transaction
            .prepare_cached("UPDATE feed SET position = ?1 WHERE position = ?2")?
            .execute((to.0.cast_signed(), from.0.cast_signed()))?;
        if moved == 0 || self.is_retired {
            return Ok(Written::Moved);
        }
        for group in groups(batch) {
            write_group(&transaction, &mut self.statements, &group)?;
        }
        transaction.commit()?;
        Ok(Written::Done)
    }
}

fn write_group(
    connection: &Connection,
    statements: &mut HashMap<Shape, String>,
    group: &Group<'_>,
) -> rusqlite::Result<()> {
    let sql = statements
        .entry(group.shape.clone())
        .or_insert_with_key(|shape| shape.for_one(group.table));
    let mut statement = connection.prepare_cached(sql)?;
    for (key, change) in &group.changes {
        let values = key.iter().chain(cells(change).iter().map(|cell| &cell.value));
        statement.execute(params_from_iter(values))?;
    }
    Ok(())
}

impl Readers {
    fn open(path: &Path, count: usize) -> rusqlite::Result<Self> {
        let open = |_| {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(path, flags)?;
            connection.busy_timeout(Duration::from_secs(5))?;
            // A page that another connection changed is read from the file: at best a copy in memory.
            connection.pragma_update(None, "mmap_size", 1 << 30)?;
            // Without it a bound LIMIT has the statement planned anew, from its text, every time.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            connection.set_prepared_statement_cache_capacity(STATEMENTS);
            Ok(Mutex::new(connection))
        };
        let connections = (0..count).map(open).collect::<rusqlite::Result<_>>()?;
        Ok(Self { connections, turn: AtomicUsize::new(0) })
    }

    /// A connection that nobody uses, or the next in turn.
    fn next(&self) -> MutexGuard<'_, Connection> {
        let free = self.connections.iter().find_map(Mutex::try_lock);
        free.unwrap_or_else(|| {
            let turn = self.turn.fetch_add(1, Ordering::Relaxed) % self.connections.len();
            self.connections[turn].lock()
        })
    }
}

fn fetch(connection: &Connection, sql: &Sql) -> Result<Vec<Row>, ViewError> {
    let mut statement = connection.prepare_cached(&sql.text).map_err(ViewError::unavailable)?;
    let mut rows =
        statement.query(params_from_iter(&sql.values)).map_err(ViewError::unavailable)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(ViewError::unavailable)? {
        found.push(Row(value::read(row, &sql.answer)?));
    }
    Ok(found)
}
