//! Connections that read, as many as are asked for at once, at most [`READERS`].

use std::{path::PathBuf, sync::Arc};

use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::open;
use crate::{port::ReadError, position::Position};

/// The most reads at once. Each keeps a thread and a connection.
const READERS: usize = 8;

/// Idle connections, and room for more.
#[derive(Debug, Clone)]
pub(super) struct Readers {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
    room: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, idle: Arc::default(), room: Arc::new(Semaphore::new(READERS)) }
    }

    /// Runs a query on a thread that may wait for the disk.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, ReadError> {
        let room = Arc::clone(&self.room);
        let permit = room.acquire_owned().await.map_err(|e| unavailable(&e))?;
        let readers = self.clone();
        let read = tokio::task::spawn_blocking(move || {
            // Given back when the query is over, also if nobody waits for it any more.
            let _permit = permit;
            readers.read_now(query)
        });
        read.await.map_err(|error| unavailable(&error))?
    }

    fn read_now<T>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, ReadError> {
        let idle = self.idle.lock().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open::reader(&self.path).map_err(|error| unavailable(&error))?,
        };
        let answer = query(&connection).map_err(|error| unavailable(&error))?;
        self.idle.lock().push(connection);
        Ok(answer)
    }
}

fn unavailable(error: &dyn std::error::Error) -> ReadError {
    ReadError::Unavailable(error.to_string())
}

/// Rows that were read before one that cannot be understood are of no use; this says which one it was.
pub(super) fn damaged(position: Position, error: &rusqlite::Error) -> ReadError {
    ReadError::Damaged { position, what: error.to_string() }
}
