//! The one handle through which the read models are asked and written.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use store::position::Position;
use tokio::sync::watch;

use crate::feed::Health;
use crate::postgres::{PostgresConfig, PostgresViews};
use crate::query::{Row, Select, Sql, ViewError};
use crate::rows::Batch;
use crate::settled::Settled;
use crate::sqlite::SqliteViews;

/// The read models: every question of the API, the front door and the switchboard.
///
/// A clone is the same handle. Questions take the [`AccountSid`](domain::sid::AccountSid) whose rows may be
/// seen; what belongs to another account is as if it were not there.
#[derive(Clone)]
pub struct Views {
    adapter: Adapter,
    progress: Arc<Progress>,
}

#[derive(Clone)]
enum Adapter {
    Sqlite(Arc<SqliteViews>),
    Postgres(Arc<PostgresViews>),
}

struct Progress {
    position: watch::Sender<Position>,
    /// How many wait for the rows to come further.
    waiting: watch::Sender<usize>,
    settled: Settled,
    health: Mutex<Health>,
}

/// Somebody who waits, until it is dropped.
struct Waiting<'a>(&'a watch::Sender<usize>);

impl<'a> Waiting<'a> {
    fn new(waiting: &'a watch::Sender<usize>) -> Self {
        waiting.send_modify(|count| *count += 1);
        Self(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// It is in the tables, and so is the checkpoint.
    Done,
    /// Nothing was written: the checkpoint was not where the writer believed.
    Moved,
}

impl Views {
    /// Opens the read models in a directory, on SQLite. Blocks for as long as opening a file does.
    pub fn open_sqlite(dir: &Path) -> Result<Self, ViewError> {
        let adapter = SqliteViews::open(dir)?;
        let position = adapter.position()?;
        Ok(Self::with(Adapter::Sqlite(Arc::new(adapter)), position))
    }

    /// Opens the read models in a PostgreSQL database.
    pub async fn open_postgres(config: &PostgresConfig) -> Result<Self, ViewError> {
        let adapter = PostgresViews::open(config).await?;
        let position = adapter.position().await?;
        Ok(Self::with(Adapter::Postgres(Arc::new(adapter)), position))
    }

    fn with(adapter: Adapter, position: Position) -> Self {
        let progress = Progress {
            position: watch::Sender::new(position),
            waiting: watch::Sender::new(0),
            settled: Settled::default(),
            health: Mutex::new(Health { position, ..Health::default() }),
        };
        Self { adapter, progress: Arc::new(progress) }
    }

    /// How far the rows have come, as far as this process knows.
    pub fn position(&self) -> Position {
        *self.progress.position.borrow()
    }

    /// How the feed does.
    pub fn health(&self) -> Health {
        self.progress.health.lock().clone()
    }

    /// Waits until the rows have come as far as `position`; so a reader sees what it wrote.
    pub async fn wait_for(&self, position: Position, limit: Duration) -> Result<(), ViewError> {
        if self.position() >= position {
            return Ok(());
        }
        let _waiting = Waiting::new(&self.progress.waiting);
        let mut progress = self.progress.position.subscribe();
        let arrived = progress.wait_for(|at| *at >= position);
        match tokio::time::timeout(limit, arrived).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => {
                Err(ViewError::Behind { at: self.position().0, wanted: position.0 })
            }
        }
    }

    /// Waits until somebody waits in [`Views::wait_for`].
    pub(crate) async fn somebody_waits(&self) {
        // An error would say that the sender is gone, which `self` holds.
        let mut waiting = self.progress.waiting.subscribe();
        let _waits = waiting.wait_for(|count| *count > 0).await;
    }

    /// How far a reactor has come; [`Position::START`] when it never said.
    pub async fn checkpoint(&self, name: &str) -> Result<Position, ViewError> {
        match &self.adapter {
            Adapter::Sqlite(views) => views.checkpoint(name.to_owned()).await,
            Adapter::Postgres(views) => views.checkpoint(name).await,
        }
    }

    /// Remembers how far a reactor has come. A power cut may lose the newest.
    pub async fn set_checkpoint(&self, name: &str, position: Position) -> Result<(), ViewError> {
        match &self.adapter {
            Adapter::Sqlite(views) => views.set_checkpoint(name.to_owned(), position).await,
            Adapter::Postgres(views) => views.set_checkpoint(name, position).await,
        }
    }

    /// The first row that the question finds.
    pub(crate) async fn one<T>(
        &self,
        select: Select,
        read: fn(Row) -> Result<T, ViewError>,
    ) -> Result<Option<T>, ViewError> {
        self.first(&select.sql(), read).await
    }

    /// The first row that a look-up of few rows finds.
    pub(crate) async fn first<T>(
        &self,
        sql: &Sql,
        read: fn(Row) -> Result<T, ViewError>,
    ) -> Result<Option<T>, ViewError> {
        let rows = match &self.adapter {
            Adapter::Sqlite(views) => views.point(sql)?,
            Adapter::Postgres(views) => views.fetch(sql).await?,
        };
        rows.into_iter().next().map(read).transpose()
    }

    /// The first row that a look-up in the tables of settings finds, from memory while no setting changes.
    /// Of a change that another process wrote, this one hears when its own feed comes to it.
    pub(crate) async fn settled<T>(
        &self,
        sql: &Sql,
        read: fn(Row) -> Result<T, ViewError>,
    ) -> Result<Option<T>, ViewError> {
        let settled = &self.progress.settled;
        let era = settled.era();
        if let Some(answer) = settled.answer(sql, era) {
            return answer.map(read).transpose();
        }
        let row = self.first(sql, Ok).await?;
        settled.keep(sql, era, row.as_ref());
        row.map(read).transpose()
    }

    /// Every row that the question finds.
    pub(crate) async fn many<T>(
        &self,
        select: Select,
        read: fn(Row) -> Result<T, ViewError>,
    ) -> Result<Vec<T>, ViewError> {
        self.all(select.sql(), read).await
    }

    /// Every row that a statement finds.
    pub(crate) async fn all<T>(
        &self,
        sql: Sql,
        read: fn(Row) -> Result<T, ViewError>,
    ) -> Result<Vec<T>, ViewError> {
        let rows = match &self.adapter {
            Adapter::Sqlite(views) => views.list(sql).await?,
            Adapter::Postgres(views) => views.fetch(&sql).await?,
        };
        rows.into_iter().map(read).collect()
    }

    /// Writes a batch and the checkpoint, if the checkpoint is still at `from`.
    pub(crate) async fn write(
        &self,
        batch: Batch,
        from: Position,
        to: Position,
    ) -> Result<Written, ViewError> {
        let batch = Arc::new(batch);
        let written = match &self.adapter {
            Adapter::Sqlite(views) => views.write(batch.clone(), from, to).await,
            Adapter::Postgres(views) => views.write(&batch, from, to).await,
        };
        match written {
            Ok(Written::Done) => self.progress.settled.changed_by(&batch),
            // Somebody else wrote, or it is not known what was written.
            Ok(Written::Moved) | Err(_) => self.progress.settled.forget(),
        }
        written
    }

    /// The checkpoint as it is stored.
    pub(crate) async fn stored_position(&self) -> Result<Position, ViewError> {
        match &self.adapter {
            Adapter::Sqlite(views) => views.position(),
            Adapter::Postgres(views) => views.position().await,
        }
    }

    /// Tells everybody who waits how far the rows have come. Never goes back.
    pub(crate) fn publish(&self, position: Position) {
        self.progress.position.send_if_modified(|at| {
            let is_news = *at < position;
            *at = position.max(*at);
            is_news
        });
    }

    /// Tells everybody how far the rows have come, even when they had come further before.
    pub(crate) fn begin_at(&self, position: Position) {
        self.progress.settled.forget();
        self.progress.position.send_if_modified(|at| std::mem::replace(at, position) != position);
    }

    pub(crate) fn report(&self, change: impl FnOnce(&mut Health)) {
        change(&mut self.progress.health.lock());
    }

    /// An empty set of rows beside the live one.
    pub(crate) async fn beside(&self) -> Result<Self, ViewError> {
        let adapter = match &self.adapter {
            Adapter::Sqlite(views) => Adapter::Sqlite(Arc::new(views.beside()?)),
            Adapter::Postgres(views) => Adapter::Postgres(Arc::new(views.beside().await?)),
        };
        Ok(Self::with(adapter, Position::START))
    }

    /// Makes rows from [`Views::beside`], which were written in a hurry, fit to be the live ones.
    pub(crate) async fn settle(&self) -> Result<(), ViewError> {
        match &self.adapter {
            Adapter::Sqlite(views) => views.settle().await,
            Adapter::Postgres(_) => Ok(()),
        }
    }

    /// Puts the rows of `next`, which came from [`Views::beside`], in the place of these, if they have come
    /// at least as far, or if these have come further than the log's `head`.
    pub(crate) async fn adopt(&self, next: &Self, head: Position) -> Result<bool, ViewError> {
        let adopted = match (&self.adapter, &next.adapter) {
            (Adapter::Sqlite(live), Adapter::Sqlite(next)) => live.adopt(next, head),
            (Adapter::Postgres(live), Adapter::Postgres(next)) => live.adopt(next, head).await,
            (Adapter::Sqlite(_), Adapter::Postgres(_))
            | (Adapter::Postgres(_), Adapter::Sqlite(_)) => Ok(false),
        };
        self.progress.settled.forget();
        adopted
    }
}
