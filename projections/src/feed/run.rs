//! The feed's loop.

use std::sync::Arc;
use std::time::Duration;

use domain::timestamp::Timestamp;
use metrics::{counter, gauge};
use store::port::{EventStore, ReadError, RecordedEvent};
use store::position::Position;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::error::FeedError;
use super::pipeline::{Projected, projected};
use crate::query::ViewError;
use crate::views::{Views, Written};

/// Events read at once.
const BATCH: usize = 4_000;
/// The least time between two transactions while nobody waits for the rows: events that trickle in share
/// one.
const PACE: Duration = Duration::from_millis(25);
/// How long a silent log is trusted.
const POLL: Duration = Duration::from_millis(500);
/// The pause after trouble that may be over in a moment.
const PAUSE: Duration = Duration::from_millis(250);

/// Brings the rows after the log.
///
/// Several processes may run a feed on the same rows: the checkpoint moves in the rows' transaction, and
/// only from where the writer believes it is, so each event is written once.
pub struct Feed {
    views: Views,
    store: Arc<dyn EventStore>,
    clock: fn() -> Timestamp,
    batch: usize,
}

impl Feed {
    /// A feed of `views` from `store`; `clock` tells the age of events for the lag.
    pub fn new(views: Views, store: Arc<dyn EventStore>, clock: fn() -> Timestamp) -> Self {
        Self { views, store, clock, batch: BATCH }
    }

    /// Reads at most `events` at once; for tests and memory-bound machines.
    #[must_use]
    pub fn with_batch(mut self, events: usize) -> Self {
        self.batch = events.max(1);
        self
    }

    /// Runs until the future is dropped, or until an event cannot be projected. Trouble that may pass is
    /// waited out. The error is also in [`Views::health`] and in the gauge `ringback_views_stopped`.
    pub async fn run(&self) -> Result<(), FeedError> {
        let mut wakeups = self.store.wakeups();
        loop {
            let followed = match self.catch_up().await {
                Ok(at) => self.follow(at, &mut wakeups).await,
                Err(error) => Err(error),
            };
            if let Err(error) = followed {
                self.trouble(&error);
                if !error.is_passing() {
                    return Err(error);
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    /// Takes in news as they come, until there are none for a while, or so many that they had better be
    /// caught up with, or until another feed was faster.
    async fn follow(
        &self,
        mut at: Position,
        wakeups: &mut watch::Receiver<Position>,
    ) -> Result<(), FeedError> {
        let mut pace = interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while await_news(wakeups, at).await {
            tokio::select! {
                _ = pace.tick() => {}
                () = self.views.somebody_waits() => pace.reset(),
            }
            let events = self.read(at).await?;
            if events.len() >= self.batch {
                return Ok(());
            }
            let projected = projected(at, events).await;
            if projected.stopped.is_some() {
                return self.stop(projected).await.map(drop);
            }
            at = projected.to;
            if self.write(projected).await? == Written::Moved {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Brings the rows to the head of the log and answers where that was.
    pub async fn catch_up(&self) -> Result<Position, FeedError> {
        'again: loop {
            let start = self.start().await?;
            let mut ahead = (start, self.read(start).await?);
            let mut ready = Projected::none(start);
            loop {
                let (from, events) = ahead;
                if events.is_empty() && ready.is_empty() {
                    self.arrived(from);
                    return Ok(from);
                }
                let to = events.last().map_or(from, |event| event.position);
                let (next, then, written) = tokio::join!(
                    self.read_if(!events.is_empty(), to),
                    projected(from, events),
                    self.write(ready)
                );
                if written? == Written::Moved {
                    continue 'again;
                }
                if then.stopped.is_some() {
                    return self.stop(then).await;
                }
                ready = then;
                ahead = (to, next?);
            }
        }
    }

    async fn start(&self) -> Result<Position, FeedError> {
        let position = self.views.stored_position().await?;
        let head = self.store.head().await?;
        if position > head {
            return Err(FeedError::AnotherLog { position, head });
        }
        // A database that crashed may have lost the newest rows, and the checkpoint with them.
        self.views.begin_at(position);
        Ok(position)
    }

    async fn read(&self, after: Position) -> Result<Vec<RecordedEvent>, ReadError> {
        self.store.read_all(after, self.batch).await
    }

    async fn read_if(&self, more: bool, after: Position) -> Result<Vec<RecordedEvent>, ReadError> {
        if more { self.read(after).await } else { Ok(Vec::new()) }
    }

    /// Writes what goes before an event that cannot be projected, and says why.
    async fn stop(&self, mut projected: Projected) -> Result<Position, FeedError> {
        let reason = projected.stopped.take();
        self.write(projected).await?;
        Err(reason.unwrap_or(FeedError::Rows(ViewError::Damaged(String::from("no reason")))))
    }

    async fn write(&self, projected: Projected) -> Result<Written, ViewError> {
        let Projected { batch, from, to, recorded_at, .. } = projected;
        if from == to {
            return Ok(Written::Done);
        }
        let written = self.views.write(batch, from, to).await?;
        if written == Written::Done {
            self.views.publish(to);
            let head = *self.store.wakeups().borrow();
            let now = (self.clock)();
            self.views.report(|health| health.moved(to, head, recorded_at, now));
            self.measure();
            counter!("ringback_views_positions_total").increment(to.0 - from.0);
        }
        Ok(written)
    }

    fn arrived(&self, position: Position) {
        let now = (self.clock)();
        self.views.report(|health| health.moved(position, position, now, now));
        self.measure();
    }

    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
    fn measure(&self) {
        let health = self.views.health();
        gauge!("ringback_views_lag_events").set(health.lag.events as f64);
        gauge!("ringback_views_lag_ms").set(health.lag.ms as f64);
        gauge!("ringback_views_stopped").set(f64::from(u8::from(health.trouble.is_some())));
    }

    fn trouble(&self, error: &FeedError) {
        tracing::warn!(%error, "the read models do not follow the log");
        self.views.report(|health| health.trouble = Some(error.to_string()));
        self.measure();
    }
}

/// Waits for a position after `seen`, or for as long as a silent log is trusted. Answers whether there is one.
async fn await_news(wakeups: &mut watch::Receiver<Position>, seen: Position) -> bool {
    // What the wait borrows of the channel may not be held over the sleep.
    let news = timeout(POLL, wakeups.wait_for(|head| *head > seen)).await;
    let waited = news.map(|news| news.is_ok());
    if waited == Ok(false) {
        // The store is going away; the poll keeps the pace until then.
        tokio::time::sleep(POLL).await;
    }
    waited == Ok(true)
}
