//! What follows from events: status callbacks and the health of tenants' URIs.

use std::sync::Arc;

use async_trait::async_trait;
use commands::reactors::work::{AssignmentAsker, EventTeller, WorkOutbox};
use commands::reactors::{CheckpointError, Checkpoints, FallbackHealthReactor, notify_status};
use projections::Views;
use store::position::Position;
use tokio::task::JoinSet;

use crate::clock;
use crate::platform::Platform;

/// Starts every reactor.
pub(crate) fn start(platform: &Arc<Platform>, tasks: &mut JoinSet<anyhow::Result<()>>) {
    let checkpoints: Arc<dyn Checkpoints> = Arc::new(InViews(platform.views.clone()));
    let writer = platform.writer.clone();
    let sender = Arc::new(platform.exchanges.clone());
    let notifier = notify_status::StatusNotifier::new(writer.clone(), sender);
    let kept = checkpoints.clone();
    tasks.spawn(async move {
        notifier.run(kept).await?;
        Ok(())
    });
    let sender = Arc::new(platform.exchanges.clone());
    let asker = AssignmentAsker::new(platform.desk.clone(), sender.clone(), clock::now);
    let asking = WorkOutbox::new(writer.clone(), asker, clock::now);
    let kept = checkpoints.clone();
    tasks.spawn(async move { match asking.run(kept).await? {} });
    let world = Arc::new(clock::WorldClock);
    let teller = EventTeller::new(platform.desk.clone(), sender, world);
    let telling = WorkOutbox::new(writer.clone(), teller, clock::now);
    let kept = checkpoints.clone();
    tasks.spawn(async move { match telling.run(kept).await? {} });
    let health = Box::new(FallbackHealthReactor::new(writer.clone()));
    tasks.spawn(async move {
        commands::reactors::run(health, writer.store, checkpoints).await?;
        Ok(())
    });
}

/// Checkpoints beside the read models.
struct InViews(Views);

#[async_trait]
impl Checkpoints for InViews {
    async fn load(&self, reactor: &str) -> Result<Position, CheckpointError> {
        self.0.checkpoint(reactor).await.map_err(|error| CheckpointError(error.to_string()))
    }

    async fn store(&self, reactor: &str, position: Position) -> Result<(), CheckpointError> {
        let kept = self.0.set_checkpoint(reactor, position).await;
        kept.map_err(|error| CheckpointError(error.to_string()))
    }
}
