//! A reader that catches up with the log and then goes live.
//!
//! The store promises that events become visible in the order of their positions, so the reader needs no
//! memory but its position: what follows it is everything that it has not seen. A wake-up only says when
//! to look; when one is lost, the poll finds the events.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, time};

use crate::{
    port::{EventStore, ReadError, RecordedEvent},
    position::Position,
};

/// How many events are read at once, unless told otherwise.
const BATCH: usize = 1_000;
/// How long a reader waits for a wake-up before it looks by itself.
const POLL: Duration = Duration::from_secs(1);

/// Whose events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Everybody's.
    All,
    /// One account's.
    Account(String),
}

/// A place in the log from which to read on, for ever.
pub struct Subscription {
    store: Arc<dyn EventStore>,
    wakeups: watch::Receiver<Position>,
    scope: Scope,
    after: Position,
    batch: usize,
    poll: Duration,
    pace: Duration,
    /// When events were last given out.
    given: Option<time::Instant>,
    /// Whether the last look found less than it had room for.
    has_seen_all: bool,
}

impl Subscription {
    /// A reader of what follows position `after`.
    #[must_use]
    pub fn new(store: Arc<dyn EventStore>, scope: Scope, after: Position) -> Self {
        let wakeups = store.wakeups();
        Self {
            store,
            wakeups,
            scope,
            after,
            batch: BATCH,
            poll: POLL,
            pace: Duration::ZERO,
            given: None,
            has_seen_all: false,
        }
    }

    /// Reads at most so many events at once; at least one.
    #[must_use]
    pub fn with_batch(mut self, batch: usize) -> Self {
        self.batch = batch.max(1);
        self
    }

    /// Waits so long for a wake-up before it looks by itself.
    #[must_use]
    pub fn with_poll(mut self, poll: Duration) -> Self {
        self.poll = poll;
        self
    }

    /// Lets at least so much time pass between two times that it gives out new events, so that events that
    /// trickle in come together. A reader that has to catch up does not wait.
    #[must_use]
    pub fn with_pace(mut self, pace: Duration) -> Self {
        self.pace = pace;
        self
    }

    /// The position up to which events were given out.
    #[must_use]
    pub fn position(&self) -> Position {
        self.after
    }

    /// The next events, in order; waits until there are some.
    ///
    /// May be dropped at any point without losing events: they are given out again by the next call.
    ///
    /// # Errors
    /// When the store cannot be read. The position has not moved; call again to retry.
    pub async fn next(&mut self) -> Result<Vec<RecordedEvent>, ReadError> {
        loop {
            let newest = *self.wakeups.borrow_and_update();
            if !self.has_seen_all || newest > self.after {
                if let Some(given) = self.given.filter(|_| self.has_seen_all) {
                    time::sleep_until(given + self.pace).await;
                }
                let events = self.ready().await?;
                if !events.is_empty() {
                    self.given = Some(time::Instant::now());
                    return Ok(events);
                }
            }
            match time::timeout(self.poll, self.wakeups.changed()).await {
                Ok(Ok(())) => {}
                Err(_) => self.has_seen_all = false,
                // The store will wake nobody any more; what it holds can still be read.
                Ok(Err(_)) => {
                    time::sleep(self.poll).await;
                    self.has_seen_all = false;
                }
            }
        }
    }

    /// The next events that are there now; empty when the reader has caught up.
    ///
    /// # Errors
    /// As [`Subscription::next`].
    pub async fn ready(&mut self) -> Result<Vec<RecordedEvent>, ReadError> {
        let events = match &self.scope {
            Scope::All => self.store.read_all(self.after, self.batch).await?,
            Scope::Account(account) => {
                self.store.read_account(account, self.after, self.batch).await?
            }
        };
        if let Some(last) = events.last() {
            self.after = last.position;
        }
        self.has_seen_all = events.len() < self.batch;
        Ok(events)
    }
}
