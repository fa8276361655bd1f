//! Moves what was written from the WAL into the file while the writer goes on.
//!
//! SQLite's own checkpoint runs in the commit that makes the WAL too long, and every append waits for it:
//! 40 MB at a time, some hundred milliseconds. A passive one on a connection of its own waits for nobody and
//! holds up nobody, so little is left for the writer to do when it starts the WAL again.

use std::{
    path::Path,
    sync::mpsc::{self, RecvTimeoutError},
    thread::{self, JoinHandle},
    time::Duration,
};

use rusqlite::Connection;
use tokio::sync::watch;

use super::open;
use crate::position::Position;

/// The time between two checkpoints of a log that grows.
const EVERY: Duration = Duration::from_millis(250);

/// The thread; ends when it is dropped.
#[derive(Debug)]
pub(super) struct Checkpoints {
    stop: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoints {
    /// Starts checkpoints of the log at `path` for as long as it grows.
    pub(super) fn start(
        path: &Path,
        newest: watch::Receiver<Position>,
    ) -> Result<Self, open::OpenError> {
        let connection = open::checkpointer(path)?;
        let (stop, stopped) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("log-checkpoint".into())
            .spawn(move || run(&connection, newest, &stopped))
            .map_err(open::OpenError::Thread)?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Checkpoints {
    /// Waits for the checkpoint under way.
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn run(
    connection: &Connection,
    mut newest: watch::Receiver<Position>,
    stopped: &mpsc::Receiver<()>,
) {
    while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
        if newest.has_changed().unwrap_or(false) {
            newest.borrow_and_update();
            if let Err(error) = passive(connection) {
                tracing::warn!(%error, "the event log's WAL was not moved into its file");
            }
        }
    }
}

/// Moves what no reader holds up. What is left is moved next time, or by the writer.
fn passive(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}
