//! The port and the evidence over the log.

use std::ops::Bound;

use async_trait::async_trait;
use parking_lot::RwLock;
use tokio::sync::watch;

use super::log::Log;
use crate::{
    chain::{Evidence, Link, LogEnd, StreamEnd},
    port::{Append, AppendError, Appended, EventStore, ReadError, RecordedEvent, StreamId},
    position::{Position, StreamVersion},
};

/// A log in memory.
#[derive(Debug)]
pub struct MemoryStore {
    log: RwLock<Log>,
    newest: watch::Sender<Position>,
}

impl MemoryStore {
    /// An empty log.
    #[must_use]
    pub fn new() -> Self {
        Self { log: RwLock::default(), newest: watch::Sender::new(Position::START) }
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl EventStore for MemoryStore {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let mut log = self.log.write();
        let appended = log.append(&append)?;
        // Under the lock, so that the newest position never goes back.
        if matches!(appended, Appended::Written { .. }) {
            self.newest.send_replace(log.tip.position);
        }
        Ok(appended)
    }

    async fn read_stream(
        &self,
        stream: &StreamId,
        after: StreamVersion,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        let log = self.log.read();
        let Some(stream) = log.streams.get(stream) else { return Ok(Vec::new()) };
        let skipped = usize::try_from(after.0).unwrap_or(usize::MAX);
        let places = stream.places.iter().skip(skipped).take(limit);
        Ok(places.map(|&place| log.links[place].event.clone()).collect())
    }

    async fn read_all(
        &self,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        let log = self.log.read();
        let links = log.links[log.first_after(after)..].iter().take(limit);
        Ok(links.map(|link| link.event.clone()).collect())
    }

    async fn read_account(
        &self,
        account: &str,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        let log = self.log.read();
        let Some(places) = log.accounts.get(account) else { return Ok(Vec::new()) };
        let first = log.first_after(after);
        let places = &places[places.partition_point(|&place| place < first)..];
        Ok(places.iter().take(limit).map(|&place| log.links[place].event.clone()).collect())
    }

    async fn find_stream(&self, category: &str, key: &str) -> Result<Option<StreamId>, ReadError> {
        let (category, key) = (category.to_owned(), key.to_owned());
        let owner = self.log.read().owners.get(&(category.clone(), key.clone())).cloned();
        Ok(owner.map(|account| StreamId { account, category, key }))
    }

    async fn head(&self) -> Result<Position, ReadError> {
        Ok(self.log.read().tip.position)
    }

    fn wakeups(&self) -> watch::Receiver<Position> {
        self.newest.subscribe()
    }
}

#[async_trait]
impl Evidence for MemoryStore {
    async fn links(&self, after: Position, limit: usize) -> Result<Vec<Link>, ReadError> {
        let log = self.log.read();
        Ok(log.links[log.first_after(after)..].iter().take(limit).cloned().collect())
    }

    async fn log_end(&self) -> Result<LogEnd, ReadError> {
        let tip = self.log.read().tip;
        Ok(LogEnd { position: tip.position, chain: tip.chain })
    }

    async fn stream_ends(
        &self,
        after: Option<&StreamId>,
        limit: usize,
    ) -> Result<Vec<StreamEnd>, ReadError> {
        let log = self.log.read();
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let streams = log.streams.range::<StreamId, _>((start, Bound::Unbounded));
        let ends = streams.take(limit).map(|(id, stream)| StreamEnd {
            stream: id.clone(),
            version: stream.row.version,
            hash: stream.row.hash,
        });
        Ok(ends.collect())
    }
}
