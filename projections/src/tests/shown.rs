//! Views of a log, opened and followed.

use std::sync::Arc;

use domain::timestamp::Timestamp;
use store::memory::MemoryStore;
use store::port::EventStore;

use super::at;
use crate::{Feed, Views};

/// A clock that stands still, one minute after the story.
pub(crate) fn noon() -> Timestamp {
    at(60_000)
}

/// Views on SQLite in a directory that goes with the guard.
pub(crate) fn empty() -> (tempfile::TempDir, Views) {
    let dir = tempfile::tempdir().unwrap();
    let views = Views::open_sqlite(dir.path()).unwrap();
    (dir, views)
}

/// Views on SQLite that have seen all of the log.
pub(crate) async fn shown(store: Arc<MemoryStore>) -> (tempfile::TempDir, Views) {
    let (dir, views) = empty();
    follow(&views, store, 1_000).await;
    (dir, views)
}

/// Brings the views to the end of the log, so many events at once.
pub(crate) async fn follow(views: &Views, store: Arc<dyn EventStore>, batch: usize) {
    Feed::new(views.clone(), store, noon).with_batch(batch).catch_up().await.unwrap();
}
