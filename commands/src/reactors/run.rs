//! Runs a reactor over the log.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use store::port::{EventStore, RecordedEvent};
use store::position::Position;
use store::subscription::{Scope, Subscription};
use tokio::time::{Interval, MissedTickBehavior};

use super::Checkpoints;
use crate::Failure;

const BATCH: usize = 256;
/// The least time between two checkpoints of a reactor that goes on: what it has looked at since the last is
/// looked at again after a crash.
const KEEP: Duration = Duration::from_millis(250);
/// The least time between two looks at events that trickle in: each look costs more than the events.
pub(super) const PACE: Duration = Duration::from_millis(20);
/// How long a reactor waits before it tries again what the store could not do.
const PAUSE: Duration = Duration::from_secs(1);

/// Makes something follow from events.
#[async_trait]
pub trait Reactor: Send {
    /// Its name, under which its checkpoint is kept.
    fn name(&self) -> &'static str;

    /// Takes an event in. May be given the same event again.
    async fn react(&mut self, stored: &RecordedEvent) -> Result<(), Failure>;
}

/// Takes in what there is now; answers how many events that were.
pub async fn catch_up(
    reactor: &mut dyn Reactor,
    store: &Arc<dyn EventStore>,
    checkpoints: &dyn Checkpoints,
) -> Result<usize, Failure> {
    let mut taken = 0;
    let mut after = load(reactor.name(), checkpoints).await?;
    loop {
        let events = store.read_all(after, BATCH).await?;
        let Some(last) = events.last() else {
            return Ok(taken);
        };
        after = last.position;
        take(reactor, &events, checkpoints).await?;
        taken += events.len();
    }
}

/// Takes in events for ever, from the checkpoint on; drop the future to stop.
///
/// # Errors
/// Returns only when the log is damaged. What the store cannot do now is tried again every second.
pub async fn run(
    mut reactor: Box<dyn Reactor>,
    store: Arc<dyn EventStore>,
    checkpoints: Arc<dyn Checkpoints>,
) -> Result<std::convert::Infallible, Failure> {
    loop {
        let failure = go_on(&mut *reactor, &store, &*checkpoints).await;
        match failure {
            Failure::Damaged { .. } | Failure::Sealed | Failure::Malformed(_) => {
                return Err(failure);
            }
            Failure::Full | Failure::Unavailable(_) => {
                tracing::warn!(reactor = reactor.name(), %failure, "will try again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn go_on(
    reactor: &mut dyn Reactor,
    store: &Arc<dyn EventStore>,
    checkpoints: &dyn Checkpoints,
) -> Failure {
    let after = match load(reactor.name(), checkpoints).await {
        Ok(after) => after,
        Err(failure) => return failure,
    };
    let mut log =
        Subscription::new(store.clone(), Scope::All, after).with_batch(BATCH).with_pace(PACE);
    let mut kept = after;
    let mut pace = pace();
    loop {
        let done = tokio::select! {
            events = log.next() => match events {
                Ok(events) => react(reactor, &events).await,
                Err(error) => Err(error.into()),
            },
            _ = pace.tick(), if log.position() > kept => {
                kept = log.position();
                keep(reactor.name(), kept, checkpoints).await
            }
        };
        if let Err(failure) = done {
            return failure;
        }
    }
}

/// Ticks when a checkpoint is due.
pub(super) fn pace() -> Interval {
    let mut pace = tokio::time::interval(KEEP);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pace
}

async fn react(reactor: &mut dyn Reactor, events: &[RecordedEvent]) -> Result<(), Failure> {
    for stored in events {
        reactor.react(stored).await?;
    }
    Ok(())
}

async fn take(
    reactor: &mut dyn Reactor,
    events: &[RecordedEvent],
    checkpoints: &dyn Checkpoints,
) -> Result<(), Failure> {
    react(reactor, events).await?;
    match events.last() {
        Some(last) => keep(reactor.name(), last.position, checkpoints).await,
        None => Ok(()),
    }
}

pub(super) async fn keep(
    name: &str,
    position: Position,
    checkpoints: &dyn Checkpoints,
) -> Result<(), Failure> {
    let kept = checkpoints.store(name, position).await;
    kept.map_err(|error| Failure::Unavailable(error.to_string()))
}

pub(super) async fn load(name: &str, checkpoints: &dyn Checkpoints) -> Result<Position, Failure> {
    checkpoints.load(name).await.map_err(|error| Failure::Unavailable(error.to_string()))
}
