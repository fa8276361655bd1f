//! The port and the evidence over the file.

use std::{
    fs::File,
    path::Path,
    sync::Arc,
    thread::{self, JoinHandle},
};

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Params, Row};
use tokio::sync::{mpsc, oneshot, watch};

use super::{
    checkpoint::Checkpoints,
    newest::Newest,
    open::{self, OpenError},
    reader::{self, Readers},
    rows::{self, Decoder, EVENT_COLUMNS, Nameless},
    writer::{self, GROUP, Request},
};
use crate::{
    chain::{Evidence, Link, LogEnd, StreamEnd},
    limits,
    port::{Append, AppendError, Appended, EventStore, ReadError, RecordedEvent, StreamId},
    position::{Position, StreamVersion},
};

/// Makes one thing of one row.
type Decode<T> = for<'d, 'c, 'r, 's> fn(&'d mut Decoder<'c>, &'r Row<'s>) -> rusqlite::Result<T>;

/// A log in an SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    readers: Readers,
    newest: Arc<Newest>,
    writer: Option<WriterThread>,
}

/// The writer, and the lock that makes it the only one. Dropped in this order.
#[derive(Debug)]
struct WriterThread {
    checkpoints: Option<Checkpoints>,
    requests: Option<mpsc::Sender<Request>>,
    thread: Option<JoinHandle<()>>,
    _lock: File,
}

impl Drop for WriterThread {
    /// Waits for the transaction under way, so that the lock is given back with the file at rest.
    fn drop(&mut self) {
        self.checkpoints.take();
        self.requests.take();
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

impl SqliteStore {
    /// Opens the log at `path` (`…/events.db`), making it if it is not there, and starts its writer
    /// thread. The file beside it, `path.lock`, is locked for as long as the store lives.
    ///
    /// # Errors
    /// [`OpenError::InUse`] when another process has the file, and whatever else keeps it from being
    /// opened.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_with(path, |_| Ok(()))
    }

    /// As [`SqliteStore::open`], with the writer's connection set up further.
    pub(super) fn open_with(
        path: &Path,
        set_up: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<Self, OpenError> {
        let lock = open::lock(path)?;
        let connection = open::writer(path)?;
        set_up(&connection)?;
        let newest = Arc::new(Newest::new(newest(&connection)?));
        let (requests, waiting) = mpsc::channel(2 * GROUP);
        let writers = Arc::clone(&newest);
        let thread = thread::Builder::new()
            .name("event-log".into())
            .spawn(move || writer::run(connection, waiting, &writers))
            .map_err(OpenError::Thread)?;
        let writer = WriterThread {
            checkpoints: Some(Checkpoints::start(path, newest.wakeups())?),
            requests: Some(requests),
            thread: Some(thread),
            _lock: lock,
        };
        Ok(Self { readers: Readers::new(path.to_owned()), newest, writer: Some(writer) })
    }

    /// Opens a log that exists, for reading only, also while another process writes to it. Appends are
    /// answered with [`AppendError::Unavailable`], and nothing is woken.
    ///
    /// # Errors
    /// When there is no log at `path`.
    pub fn open_to_read(path: &Path) -> Result<Self, OpenError> {
        let newest = Arc::new(Newest::new(newest(&open::reader(path)?)?));
        Ok(Self { readers: Readers::new(path.to_owned()), newest, writer: None })
    }

    /// Runs a query whose first column is the position, and says which row is damaged if one is.
    async fn read_rows<T: Send + 'static>(
        &self,
        sql: String,
        params: impl Params + Send + 'static,
        nameless: Nameless,
        decode: Decode<T>,
    ) -> Result<Vec<T>, ReadError> {
        let read = self.readers.read(move |connection| {
            let mut decoder = Decoder::new(connection, nameless);
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query(params)?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                match decode(&mut decoder, row) {
                    Ok(one) => all.push(one),
                    Err(error) => {
                        return Ok(Err(reader::damaged(rows::position(row, 0)?, &error)));
                    }
                }
            }
            Ok(Ok(all))
        });
        read.await?
    }
}

fn newest(connection: &Connection) -> rusqlite::Result<Position> {
    connection.query_row("SELECT position FROM log_head", [], |row| rows::position(row, 0))
}

/// Rows for LIMIT: SQLite's integers are signed.
fn at_most(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

#[async_trait]
impl EventStore for SqliteStore {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        limits::check(&append)?;
        let requests = self.writer.as_ref().and_then(|writer| writer.requests.as_ref());
        let Some(requests) = requests else {
            return Err(AppendError::Unavailable("the log was opened for reading".into()));
        };
        let (reply, answer) = oneshot::channel();
        let stopped = || AppendError::Unavailable("the writer thread has stopped".into());
        requests.send(Request { append, reply }).await.map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }

    async fn read_stream(
        &self,
        stream: &StreamId,
        after: StreamVersion,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        let sql = format!(
            "SELECT {EVENT_COLUMNS} FROM streams s JOIN events e ON e.stream_no = s.stream_no
             WHERE s.key = ?1 AND s.category = ?2 AND s.account = ?3 AND e.version > ?4
             ORDER BY e.version LIMIT ?5"
        );
        let StreamId { account, category, key } = stream.clone();
        let params = (key, category, account, after.to_sql(), at_most(limit));
        self.read_rows(sql, params, Nameless::Refuse, |decoder, row| decoder.event(row)).await
    }

    async fn read_all(
        &self,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        // Without a writer of its own it does not hear of what is written.
        if self.writer.is_some()
            && let Some(events) = self.newest.after(after, limit)
        {
            return Ok(events);
        }
        let sql = format!(
            "SELECT {EVENT_COLUMNS} FROM events e
             WHERE e.position > ?1 ORDER BY e.position LIMIT ?2"
        );
        self.read_rows(sql, (after.to_sql(), at_most(limit)), Nameless::Refuse, |decoder, row| {
            decoder.event(row)
        })
        .await
    }

    async fn read_account(
        &self,
        account: &str,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        let sql = format!(
            "SELECT {EVENT_COLUMNS} FROM events e
             WHERE e.account = ?1 AND e.position > ?2 ORDER BY e.position LIMIT ?3"
        );
        let params = (account.to_owned(), after.to_sql(), at_most(limit));
        self.read_rows(sql, params, Nameless::Refuse, |decoder, row| decoder.event(row)).await
    }

    async fn find_stream(&self, category: &str, key: &str) -> Result<Option<StreamId>, ReadError> {
        let (category, key) = (category.to_owned(), key.to_owned());
        let read = self.readers.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT account FROM streams WHERE key = ?1 AND category = ?2
                 ORDER BY stream_no LIMIT 1",
            )?;
            let account = statement.query_row((&key, &category), |row| row.get(0)).optional()?;
            Ok(account.map(|account| StreamId { account, category, key }))
        });
        read.await
    }

    async fn head(&self) -> Result<Position, ReadError> {
        self.readers.read(newest).await
    }

    fn wakeups(&self) -> watch::Receiver<Position> {
        self.newest.wakeups()
    }
}

#[async_trait]
impl Evidence for SqliteStore {
    async fn links(&self, after: Position, limit: usize) -> Result<Vec<Link>, ReadError> {
        let sql = format!(
            "SELECT {EVENT_COLUMNS}, e.chain FROM events e
             WHERE e.position > ?1 ORDER BY e.position LIMIT ?2"
        );
        let params = (after.to_sql(), at_most(limit));
        self.read_rows(sql, params, Nameless::Show, |decoder, row| decoder.link(row)).await
    }

    async fn log_end(&self) -> Result<LogEnd, ReadError> {
        let read = self.readers.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT position, chain FROM log_head")?;
            statement.query_row([], |row| {
                Ok(LogEnd { position: rows::position(row, 0)?, chain: row.get(1)? })
            })
        });
        read.await
    }

    async fn stream_ends(
        &self,
        after: Option<&StreamId>,
        limit: usize,
    ) -> Result<Vec<StreamEnd>, ReadError> {
        let empty =
            StreamId { account: String::new(), category: String::new(), key: String::new() };
        let StreamId { account, category, key } = after.cloned().unwrap_or(empty);
        let read = self.readers.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT account, category, key, version, hash FROM streams
                 WHERE (key, category, account) > (?1, ?2, ?3)
                 ORDER BY key, category, account LIMIT ?4",
            )?;
            let params = (key, category, account, at_most(limit));
            let ends = statement.query_map(params, rows::stream_end)?;
            ends.collect()
        });
        read.await
    }
}
