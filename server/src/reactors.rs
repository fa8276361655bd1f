//! What follows from events: status callbacks and the health of tenants' URIs.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use commands::reactors::{CheckpointError, Checkpoints, FallbackHealthReactor, notify_status};
use parking_lot::Mutex;
use projections::Views;
use store::position::Position;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::platform::Platform;

/// How long a checkpoint may wait for the disk. A crash repeats what reactors did in that time, which the
/// record keeps from having an effect; writing each at once would cost a sync of the disk for every group
/// of events.
const KEPT_WITHIN: Duration = Duration::from_millis(500);

/// Starts every reactor.
pub(crate) fn start(platform: &Arc<Platform>, tasks: &mut JoinSet<anyhow::Result<()>>) {
    let in_views = Arc::new(InViews::new(platform.views.clone()));
    let keeping = in_views.clone();
    tasks.spawn(async move { keeping.keep().await });
    let checkpoints: Arc<dyn Checkpoints> = in_views;
    let writer = platform.writer.clone();
    let sender = Arc::new(platform.exchanges.clone());
    let notifier = notify_status::StatusNotifier::new(writer.clone(), sender);
    let kept = checkpoints.clone();
    tasks.spawn(async move {
        notifier.run(kept).await?;
        Ok(())
    });
    let health = Box::new(FallbackHealthReactor::new(writer.clone()));
    tasks.spawn(async move {
        commands::reactors::run(health, writer.store, checkpoints).await?;
        Ok(())
    });
}

/// Checkpoints beside the read models, written a little later.
struct InViews {
    views: Views,
    waiting: Mutex<HashMap<String, Position>>,
    news: Notify,
}

impl InViews {
    fn new(views: Views) -> Self {
        Self { views, waiting: Mutex::default(), news: Notify::new() }
    }

    /// Writes what waits, for ever.
    async fn keep(&self) -> anyhow::Result<()> {
        loop {
            self.news.notified().await;
            tokio::time::sleep(KEPT_WITHIN).await;
            let waiting = self.waiting.lock().clone();
            for (reactor, position) in waiting {
                match self.views.set_checkpoint(&reactor, position).await {
                    Ok(()) => self.kept(&reactor, position),
                    Err(error) => {
                        tracing::warn!(reactor, %error, "a checkpoint will be kept later");
                        self.news.notify_one();
                    }
                }
            }
        }
    }

    fn kept(&self, reactor: &str, position: Position) {
        let mut waiting = self.waiting.lock();
        if waiting.get(reactor) == Some(&position) {
            waiting.remove(reactor);
        }
    }
}

#[async_trait]
impl Checkpoints for InViews {
    async fn load(&self, reactor: &str) -> Result<Position, CheckpointError> {
        if let Some(waiting) = self.waiting.lock().get(reactor) {
            return Ok(*waiting);
        }
        self.views.checkpoint(reactor).await.map_err(|error| CheckpointError(error.to_string()))
    }

    async fn store(&self, reactor: &str, position: Position) -> Result<(), CheckpointError> {
        self.waiting.lock().insert(reactor.to_owned(), position);
        self.news.notify_one();
        Ok(())
    }
}
