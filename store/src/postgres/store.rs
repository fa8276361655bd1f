//! The port and the evidence over the tables.

use std::{sync::Arc, thread};

use async_trait::async_trait;
use deadpool_postgres::Pool;
use tokio::{
    runtime,
    sync::{mpsc, oneshot, watch},
};
use tokio_postgres::{Row, types::ToSql};

use super::{
    open::{self, OpenError},
    rows::{self, EVENT_COLUMNS},
    wake,
    writer::{self, GROUP, News, Request},
};
use crate::{
    chain::{Evidence, Link, LogEnd, StreamEnd},
    limits,
    port::{Append, AppendError, Appended, EventStore, ReadError, RecordedEvent, StreamId},
    position::{Position, StreamVersion},
};

type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// A log in a Postgres database.
#[derive(Debug)]
pub struct PostgresStore {
    pool: Pool,
    requests: mpsc::Sender<Request>,
    newest: Arc<watch::Sender<Position>>,
}

impl PostgresStore {
    /// Opens the log in the database that `url` names (a connection string or a `postgres://` URL),
    /// bringing its schema up to date, and starts this node's writer thread, which ends when the store
    /// is dropped.
    ///
    /// Needs to be called within a tokio runtime, which then also drives the connections that read.
    ///
    /// # Errors
    /// When the server cannot be reached or the schema cannot be brought up to date.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let config = open::config(url)?;
        let pool = open::pool(&config)?;
        open::migrate(&pool).await?;
        let row = pool.get().await?.query_one("SELECT position FROM log_head", &[]).await;
        let row = row.map_err(OpenError::Head)?;
        let position = rows::position(&row, 0).unwrap_or_default();
        let newest = Arc::new(watch::Sender::new(position));
        let news =
            News { newest: Arc::clone(&newest), written: Arc::new(watch::Sender::new(position)) };
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(OpenError::Thread)?;
        let (requests, waiting) = mpsc::channel(2 * GROUP);
        let work = async move {
            tokio::select! {
                () = writer::run(config.clone(), waiting, news.clone()) => {}
                () = wake::run(config.clone(), news.clone()) => {}
            }
        };
        thread::Builder::new()
            .name("event-log".into())
            .spawn(move || runtime.block_on(work))
            .map_err(OpenError::Thread)?;
        Ok(Self { pool, requests, newest })
    }

    async fn query(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, ReadError> {
        let client = self.pool.get().await.map_err(|error| unavailable(&error))?;
        let statement = client.prepare_cached(sql).await.map_err(|error| unavailable(&error))?;
        client.query(&statement, params).await.map_err(|error| unavailable(&error))
    }

    async fn events(&self, sql: &str, params: Params<'_>) -> Result<Vec<RecordedEvent>, ReadError> {
        self.query(sql, params).await?.iter().map(rows::event).collect()
    }
}

fn unavailable(error: &dyn std::error::Error) -> ReadError {
    ReadError::Unavailable(error.to_string())
}

/// Rows for LIMIT: Postgres' integers are signed.
fn at_most(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A name that no text of Postgres can be.
fn is_no_name(name: &str) -> bool {
    name.contains('\0')
}

#[async_trait]
impl EventStore for PostgresStore {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        limits::check(&append)?;
        let (reply, answer) = oneshot::channel();
        let stopped = |_| AppendError::Unavailable("the writer thread has stopped".into());
        self.requests.send(Request { append, reply }).await.map_err(stopped)?;
        let lost = |_| AppendError::Unavailable("the connection to Postgres was lost".into());
        answer.await.map_err(lost)?
    }

    async fn read_stream(
        &self,
        stream: &StreamId,
        after: StreamVersion,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        let StreamId { account, category, key } = stream;
        if [account, category, key].into_iter().any(|name| is_no_name(name)) {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {EVENT_COLUMNS} FROM streams s JOIN events e ON e.stream_no = s.stream_no
             WHERE s.key = $1 AND s.category = $2 AND s.account = $3 AND e.version > $4
             ORDER BY e.version LIMIT $5"
        );
        self.events(&sql, &[key, category, account, &after.to_sql(), &at_most(limit)]).await
    }

    async fn read_all(
        &self,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        let sql = format!(
            "SELECT {EVENT_COLUMNS} FROM events e JOIN streams s ON s.stream_no = e.stream_no
             WHERE e.position > $1 ORDER BY e.position LIMIT $2"
        );
        self.events(&sql, &[&after.to_sql(), &at_most(limit)]).await
    }

    async fn read_account(
        &self,
        account: &str,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        if is_no_name(account) {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {EVENT_COLUMNS} FROM events e JOIN streams s ON s.stream_no = e.stream_no
             WHERE e.account = $1 AND e.position > $2 ORDER BY e.position LIMIT $3"
        );
        self.events(&sql, &[&account, &after.to_sql(), &at_most(limit)]).await
    }

    async fn find_stream(&self, category: &str, key: &str) -> Result<Option<StreamId>, ReadError> {
        if is_no_name(category) || is_no_name(key) {
            return Ok(None);
        }
        let sql = "SELECT account FROM streams WHERE key = $1 AND category = $2
             ORDER BY stream_no LIMIT 1";
        let rows = self.query(sql, &[&key, &category]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let account = row.try_get(0).map_err(|error| unavailable(&error))?;
        Ok(Some(StreamId { account, category: category.to_owned(), key: key.to_owned() }))
    }

    async fn head(&self) -> Result<Position, ReadError> {
        Ok(self.log_end().await?.position)
    }

    fn wakeups(&self) -> watch::Receiver<Position> {
        self.newest.subscribe()
    }
}

#[async_trait]
impl Evidence for PostgresStore {
    async fn links(&self, after: Position, limit: usize) -> Result<Vec<Link>, ReadError> {
        // A stream that is not in the register has no name; its events are shown all the same.
        let columns = EVENT_COLUMNS
            .replace("s.category", "coalesce(s.category, '')")
            .replace("s.key", "coalesce(s.key, 'stream ' || e.stream_no)");
        let sql = format!(
            "SELECT {columns}, e.chain FROM events e LEFT JOIN streams s ON s.stream_no = e.stream_no
             WHERE e.position > $1 ORDER BY e.position LIMIT $2"
        );
        let rows = self.query(&sql, &[&after.to_sql(), &at_most(limit)]).await?;
        rows.iter().map(rows::link).collect()
    }

    async fn log_end(&self) -> Result<LogEnd, ReadError> {
        let sql = "SELECT position, chain FROM log_head WHERE shard = 0";
        let rows = self.query(sql, &[]).await?;
        let end = rows.first().and_then(|row| {
            let (position, chain) = (rows::position(row, 0).ok()?, rows::hash(row, 1).ok()?);
            Some(LogEnd { position, chain })
        });
        end.ok_or_else(|| ReadError::Damaged {
            position: Position::START,
            what: "the head of the log is missing or damaged".into(),
        })
    }

    async fn stream_ends(
        &self,
        after: Option<&StreamId>,
        limit: usize,
    ) -> Result<Vec<StreamEnd>, ReadError> {
        let empty =
            StreamId { account: String::new(), category: String::new(), key: String::new() };
        let StreamId { account, category, key } = after.unwrap_or(&empty);
        let sql = "SELECT account, category, key, version, hash FROM streams
             WHERE (key, category, account) > ($1, $2, $3)
             ORDER BY key, category, account LIMIT $4";
        let rows = self.query(sql, &[key, category, account, &at_most(limit)]).await?;
        rows.iter()
            .map(|row| {
                rows::stream_end(row).map_err(|error| ReadError::Damaged {
                    position: Position::START,
                    what: format!("the register of streams: {error}"),
                })
            })
            .collect()
    }
}
