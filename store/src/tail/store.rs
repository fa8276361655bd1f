//! A store whose newest events are read from memory.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use parking_lot::Mutex;
use tokio::sync::{Mutex as Turn, watch};

use super::ring::{Place, ROOM, Ring, Room};
use crate::{
    chain::{Evidence, Link, LogEnd, StreamEnd},
    port::{Append, AppendError, Appended, EventStore, ReadError, RecordedEvent, StreamId},
    position::{Position, StreamVersion},
};

/// How many events are read at once when there are new ones.
const FETCH: usize = 1_000;

/// A log that several readers follow in this process: each new event is read from the log once, by the
/// reader that comes first, and the others find it in memory.
///
/// It keeps the newest events, at most 4,096 with 8 MiB of payload; who is further behind reads from the
/// log. Whatever is asked but the events after a position goes to the log.
pub struct Tail {
    log: Arc<dyn Evidence>,
    newest: watch::Receiver<Position>,
    ring: Mutex<Ring>,
    /// Whose turn it is to look for new events.
    turn: Turn<()>,
}

impl fmt::Debug for Tail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tail").field("newest", &*self.newest.borrow()).finish_non_exhaustive()
    }
}

impl Tail {
    /// The log with its end in memory, from now on.
    #[must_use]
    pub fn new(log: Arc<dyn Evidence>) -> Self {
        Self::with_room(log, ROOM)
    }

    pub(super) fn with_room(log: Arc<dyn Evidence>, room: Room) -> Self {
        let newest = log.wakeups();
        let start = *newest.borrow();
        Self { log, newest, ring: Mutex::new(Ring::new(room, start)), turn: Turn::new(()) }
    }

    /// Where a reader stands. The memory follows one that is ahead of it, unless it is ahead of the log.
    fn find(&self, after: Position, limit: usize) -> Place {
        let mut ring = self.ring.lock();
        let place = ring.find(after, limit);
        if place == Place::Beyond && after <= *self.newest.borrow() {
            ring.begin_at(after);
            return Place::AtEnd;
        }
        place
    }

    /// Whether the log is known to hold nothing after these events that there was room for.
    fn is_whole(&self, events: &[RecordedEvent], limit: usize) -> bool {
        let last = events.last().map(|event| event.position);
        events.len() >= limit || last.is_some_and(|last| last >= *self.newest.borrow())
    }

    /// Looks for new events. Those who come meanwhile wait, and find them.
    async fn look(&self, after: Position, limit: usize) -> Result<Vec<RecordedEvent>, ReadError> {
        let _turn = self.turn.lock().await;
        let mut found = match self.find(after, limit) {
            Place::Within(events) => events,
            Place::AtEnd => Vec::new(),
            Place::Before | Place::Beyond => return self.log.read_all(after, limit).await,
        };
        if !self.is_whole(&found, limit) {
            let end = found.last().map_or(after, |event| event.position);
            let events = self.log.read_all(end, FETCH.max(limit)).await?;
            found.extend(events.iter().take(limit - found.len()).cloned());
            self.ring.lock().extend(end, events);
        }
        Ok(found)
    }
}

#[async_trait]
impl EventStore for Tail {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        self.log.append(append).await
    }

    async fn read_stream(
        &self,
        stream: &StreamId,
        after: StreamVersion,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        self.log.read_stream(stream, after, limit).await
    }

    async fn read_all(
        &self,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        match self.find(after, limit) {
            Place::Within(events) if self.is_whole(&events, limit) => Ok(events),
            Place::Within(_) | Place::AtEnd => self.look(after, limit).await,
            Place::Before | Place::Beyond => self.log.read_all(after, limit).await,
        }
    }

    async fn read_account(
        &self,
        account: &str,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        self.log.read_account(account, after, limit).await
    }

    async fn find_stream(&self, category: &str, key: &str) -> Result<Option<StreamId>, ReadError> {
        self.log.find_stream(category, key).await
    }

    async fn head(&self) -> Result<Position, ReadError> {
        self.log.head().await
    }

    fn wakeups(&self) -> watch::Receiver<Position> {
        self.log.wakeups()
    }
}

#[async_trait]
impl Evidence for Tail {
    async fn links(&self, after: Position, limit: usize) -> Result<Vec<Link>, ReadError> {
        self.log.links(after, limit).await
    }

    async fn log_end(&self) -> Result<LogEnd, ReadError> {
        self.log.log_end().await
    }

    async fn stream_ends(
        &self,
        after: Option<&StreamId>,
        limit: usize,
    ) -> Result<Vec<StreamEnd>, ReadError> {
        self.log.stream_ends(after, limit).await
    }
}
