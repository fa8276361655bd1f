//! The read models and the log of a node, looked at from beside it.

use std::path::Path;
use std::sync::Arc;

use anyhow::ensure;
use domain::timestamp::Timestamp;
use projections::{Feed, Views};
use store::port::EventStore;
use store::sqlite::SqliteStore;

fn the_epoch() -> Timestamp {
    Timestamp(0)
}

/// Whether the rows that the node keeps are what a fresh fold of its whole log gives, and what a rebuild
/// gives. The node must be stopped or dead.
pub(crate) async fn are_a_fold_of_the_log(data: &Path) -> anyhow::Result<()> {
    let log: Arc<dyn EventStore> = Arc::new(SqliteStore::open_to_read(&data.join("events.db"))?);
    let kept = Views::open_sqlite(data)?;
    Feed::new(kept.clone(), log.clone(), the_epoch).catch_up().await?;
    let elsewhere = tempfile::tempdir()?;
    let fresh = Views::open_sqlite(elsewhere.path())?;
    Feed::new(fresh.clone(), log.clone(), the_epoch).catch_up().await?;
    let (kept_rows, fresh_rows) = (kept.dump().await?, fresh.dump().await?);
    ensure!(!fresh_rows.is_empty(), "there are no rows at all");
    if let Some(at) = kept_rows.lines().zip(fresh_rows.lines()).find(|(a, b)| a != b) {
        anyhow::bail!("kept:  {}\nfresh: {}", at.0, at.1);
    }
    ensure!(kept_rows == fresh_rows, "rows are missing");
    kept.rebuild(log, the_epoch).await?;
    ensure!(kept.dump().await? == fresh_rows, "the rebuild differs");
    Ok(())
}
