//! The adapter: the live set of rows, and how another takes its place.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::RwLock;
use store::position::Position;
use tokio::task::spawn_blocking;

use super::files;
use super::generation::Generation;
use super::reactors::Reactors;
use crate::query::{Row, Sql, ViewError};
use crate::rows::Batch;
use crate::views::Written;

pub(crate) struct SqliteViews {
    dir: PathBuf,
    live: RwLock<Arc<Generation>>,
    reactors: Arc<Reactors>,
}

impl SqliteViews {
    /// Opens the read models in `dir`. Rows made by other rules than today's are left aside, and a new
    /// empty set begins.
    pub(crate) fn open(dir: &Path) -> Result<Self, ViewError> {
        std::fs::create_dir_all(dir)
            .map_err(|error| ViewError::Unavailable(format!("{}: {error}", dir.display())))?;
        let found = files::live(dir)?.map(|path| Generation::open(&path)).transpose()?;
        let generation = match found {
            Some(generation) if !generation.is_outdated()? => generation,
            Some(_) | None => {
                let generation = Generation::open(&files::fresh(dir)?)?;
                files::point_to(dir, generation.path())?;
                generation
            }
        };
        files::sweep(dir, generation.path())?;
        let reactors = Reactors::open(&dir.join("reactors.db"))?;
        Ok(Self {
            dir: dir.to_owned(),
            live: RwLock::new(Arc::new(generation)),
            reactors: Arc::new(reactors),
        })
    }

    fn live(&self) -> Arc<Generation> {
        Arc::clone(&self.live.read())
    }

    pub(crate) fn position(&self) -> Result<Position, ViewError> {
        self.live().position()
    }

    pub(crate) fn point(&self, sql: &Sql) -> Result<Vec<Row>, ViewError> {
        self.live().point(sql)
    }

    pub(crate) async fn list(&self, sql: Sql) -> Result<Vec<Row>, ViewError> {
        let live = self.live();
        blocking(move || live.list(&sql)).await
    }

    pub(crate) async fn write(
        &self,
        batch: Arc<Batch>,
        from: Position,
        to: Position,
    ) -> Result<Written, ViewError> {
        let live = self.live();
        blocking(move || live.write(&batch, from, to)).await
    }

    /// An empty set of rows beside the live one, in a hurry until [`SqliteViews::settle`].
    pub(crate) fn beside(&self) -> Result<Self, ViewError> {
        let generation = Generation::open(&files::fresh(&self.dir)?)?;
        generation.hurry()?;
        Ok(Self {
            dir: self.dir.clone(),
            live: RwLock::new(Arc::new(generation)),
            reactors: Arc::clone(&self.reactors),
        })
    }

    /// Makes a set from [`SqliteViews::beside`] fit to be the live one.
    pub(crate) async fn settle(&self) -> Result<(), ViewError> {
        let live = self.live();
        blocking(move || live.settle()).await
    }

    /// Puts the rows of `next` in the place of the live ones, if they have come at least as far or the live
    /// ones have come further than `head`.
    pub(crate) fn adopt(&self, next: &Self, head: Position) -> Result<bool, ViewError> {
        let mut live = self.live.write();
        let before = Arc::clone(&live);
        let after = next.live();
        let paused = before.pause();
        let at = paused.position()?;
        if after.position()? < at && at <= head {
            return Ok(false);
        }
        files::point_to(&self.dir, after.path())?;
        *live = Arc::clone(&after);
        paused.retire();
        files::sweep(&self.dir, after.path())?;
        Ok(true)
    }

    pub(crate) async fn checkpoint(&self, name: String) -> Result<Position, ViewError> {
        let reactors = Arc::clone(&self.reactors);
        blocking(move || reactors.position(&name)).await
    }

    pub(crate) async fn set_checkpoint(
        &self,
        name: String,
        position: Position,
    ) -> Result<(), ViewError> {
        let reactors = Arc::clone(&self.reactors);
        blocking(move || reactors.record(&name, position)).await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ViewError> + Send + 'static,
) -> Result<T, ViewError> {
    spawn_blocking(work).await.map_err(ViewError::unavailable)?
}
