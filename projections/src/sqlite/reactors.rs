//! The checkpoints of reactors: how far each has come in the log.
//!
//! They cannot be made again from the events (what a reactor did was done outside), so no rebuild touches
//! them. After a power cut the newest may be missing: then a reactor looks at some events again, and no
//! checkpoint waits for the disk.

use std::path::Path;

use parking_lot::Mutex;
use rusqlite::{Connection, OptionalExtension as _};
use store::position::Position;

use crate::query::ViewError;

pub(super) struct Reactors(Mutex<Connection>);

impl Reactors {
    pub(super) fn open(path: &Path) -> Result<Self, ViewError> {
        let open = || {
            let connection = Connection::open(path)?;
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "NORMAL")?;
            connection.execute_batch(
                "CREATE TABLE IF NOT EXISTS checkpoints (
                     name TEXT PRIMARY KEY,
                     position INTEGER NOT NULL
                 ) STRICT, WITHOUT ROWID",
            )?;
            Ok(connection)
        };
        let connection = open().map_err(|error: rusqlite::Error| {
            ViewError::Unavailable(format!("{}: {error}", path.display()))
        })?;
        Ok(Self(Mutex::new(connection)))
    }

    pub(super) fn position(&self, name: &str) -> Result<Position, ViewError> {
        let connection = self.0.lock();
        let found: Option<i64> = connection
            .prepare_cached("SELECT position FROM checkpoints WHERE name = ?1")
            .and_then(|mut statement| statement.query_row([name], |row| row.get(0)).optional())
            .map_err(ViewError::unavailable)?;
        Ok(Position(found.unwrap_or(0).unsigned_abs()))
    }

    pub(super) fn record(&self, name: &str, position: Position) -> Result<(), ViewError> {
        let connection = self.0.lock();
        connection
            .prepare_cached(
                "INSERT INTO checkpoints (name, position) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET position = excluded.position",
            )
            .and_then(|mut statement| statement.execute((name, position.0.cast_signed())))
            .map_err(ViewError::unavailable)?;
        Ok(())
    }
}
