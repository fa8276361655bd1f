use std::{
    future,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use tokio::sync::watch;

use super::{Tail, ring::Room};
use crate::{
    chain::Evidence,
    contract::{
        Fresh,
        sample::{append, events, stream, written},
    },
    memory::MemoryStore,
    port::{
        Append, AppendError, Appended, EventStore, ExpectedVersion, ReadError, RecordedEvent,
        StreamId,
    },
    position::{Position, StreamVersion},
    subscription::{Scope, Subscription},
};

const SMALL: Room = Room { events: 5, bytes: 1_000 };

mod with_room {
    use super::*;

    fn fresh() -> future::Ready<Fresh> {
        let tail = Tail::new(Arc::new(MemoryStore::new()));
        future::ready((Arc::new(tail), Box::new(())))
    }

    crate::contract_tests!(fresh);
}

mod with_hardly_any_room {
    use super::*;

    fn fresh() -> future::Ready<Fresh> {
        let tail = Tail::with_room(Arc::new(MemoryStore::new()), SMALL);
        future::ready((Arc::new(tail), Box::new(())))
    }

    crate::contract_tests!(fresh);
}

/// A log that counts how often all of it is read.
#[derive(Default)]
struct Counted {
    log: MemoryStore,
    reads: AtomicUsize,
}

#[async_trait]
impl EventStore for Counted {
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
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.log.read_all(after, limit).await
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
impl Evidence for Counted {
    async fn links(
        &self,
        after: Position,
        limit: usize,
    ) -> Result<Vec<crate::chain::Link>, ReadError> {
        self.log.links(after, limit).await
    }

    async fn log_end(&self) -> Result<crate::chain::LogEnd, ReadError> {
        self.log.log_end().await
    }

    async fn stream_ends(
        &self,
        after: Option<&StreamId>,
        limit: usize,
    ) -> Result<Vec<crate::chain::StreamEnd>, ReadError> {
        self.log.stream_ends(after, limit).await
    }
}

async fn write(tail: &Arc<dyn Evidence>, count: usize) {
    written(tail, append(&stream("CA1"), ExpectedVersion::Any, events(count))).await;
}

fn counted(room: Room) -> (Arc<Counted>, Arc<dyn Evidence>) {
    let log = Arc::new(Counted::default());
    let tail = Tail::with_room(Arc::clone(&log) as _, room);
    (log, Arc::new(tail))
}

#[tokio::test]
async fn four_readers_who_follow_the_log_read_it_once() {
    let (log, tail) = counted(SMALL);
    let follow = || Subscription::new(Arc::clone(&tail) as _, Scope::All, Position::START);
    let mut readers = [follow(), follow(), follow(), follow()];
    for round in 1..=10 {
        write(&tail, 3).await;
        for reader in &mut readers {
            assert_eq!(reader.next().await.unwrap().len(), 3);
        }
        assert_eq!(log.reads.load(Ordering::Relaxed), round);
    }
}

#[tokio::test]
async fn who_is_further_behind_than_the_memory_reads_the_log() {
    let (log, tail) = counted(SMALL);
    for _ in 0..4 {
        write(&tail, 3).await;
        let after = Position(tail.head().await.unwrap().0 - 3);
        assert_eq!(tail.read_all(after, 9).await.unwrap().len(), 3);
    }
    assert_eq!(log.reads.load(Ordering::Relaxed), 4);
    let all = tail.read_all(Position::START, 100).await.unwrap();
    assert_eq!(all, log.log.read_all(Position::START, 100).await.unwrap());
    assert_eq!(tail.read_all(Position(6), 2).await.unwrap(), all[6..8]);
    assert_eq!(log.reads.load(Ordering::Relaxed), 6);
    assert_eq!(tail.read_all(Position(7), 2).await.unwrap(), all[7..9]);
    assert_eq!(log.reads.load(Ordering::Relaxed), 6, "the last five are in memory");
}

#[tokio::test]
async fn the_memory_holds_no_more_bytes_than_it_has_room_for() {
    let (log, tail) = counted(Room { events: 100, bytes: 1 });
    write(&tail, 3).await;
    assert_eq!(tail.read_all(Position::START, 2).await.unwrap().len(), 2);
    assert_eq!(tail.read_all(Position(2), 2).await.unwrap().len(), 1);
    assert_eq!(log.reads.load(Ordering::Relaxed), 2, "nothing was kept");
}

#[tokio::test]
async fn a_reader_ahead_of_the_log_does_not_lead_the_memory_astray() {
    let (log, tail) = counted(SMALL);
    write(&tail, 2).await;
    assert_eq!(tail.read_all(Position(1_000), 9).await.unwrap(), []);
    assert_eq!(tail.read_all(Position::START, 9).await.unwrap().len(), 2);
    assert_eq!(tail.read_all(Position::START, 9).await.unwrap().len(), 2);
    assert_eq!(log.reads.load(Ordering::Relaxed), 2);
}
