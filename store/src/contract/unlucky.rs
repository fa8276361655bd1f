//! A log with bad luck, for tests of whoever writes to one.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::{
    memory::MemoryStore,
    port::{Append, AppendError, Appended, EventStore, ReadError, RecordedEvent, StreamId},
    position::{Position, StreamVersion},
};

/// What goes wrong with one append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Luck {
    /// Somebody else writes to the stream first, always.
    Conflict,
    /// The events are written, and then the store does not answer.
    LostAnswer,
    /// Nothing is written and the store does not answer.
    Silence,
    /// The disk is full.
    Full,
}

/// A log in memory whose next appends have bad luck.
#[derive(Debug)]
pub struct Unlucky {
    inner: MemoryStore,
    ahead: Mutex<(Luck, usize)>,
    appends: AtomicUsize,
}

impl Unlucky {
    /// A log whose first `times` appends have this luck.
    pub fn new(luck: Luck, times: usize) -> Arc<Self> {
        let (inner, ahead) = (MemoryStore::new(), Mutex::new((luck, times)));
        Arc::new(Self { inner, ahead, appends: AtomicUsize::new(0) })
    }

    /// The next `times` appends have this luck.
    pub fn next(&self, luck: Luck, times: usize) {
        *self.ahead.lock() = (luck, times);
    }

    /// How many appends were asked for.
    pub fn appends(&self) -> usize {
        self.appends.load(Ordering::SeqCst)
    }

    fn luck(&self) -> Option<Luck> {
        let (luck, left) = &mut *self.ahead.lock();
        *left = left.checked_sub(1)?;
        Some(*luck)
    }
}

#[async_trait]
impl EventStore for Unlucky {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        self.appends.fetch_add(1, Ordering::SeqCst);
        let Some(luck) = self.luck() else { return self.inner.append(append).await };
        let stream = append.streams[0].stream.clone();
        match luck {
            Luck::Conflict => Err(AppendError::Conflict { stream, actual: StreamVersion(99) }),
            Luck::LostAnswer => {
                self.inner.append(append).await?;
                Err(AppendError::Unavailable("the answer was lost".to_owned()))
            }
            Luck::Silence => Err(AppendError::Unavailable("nobody there".to_owned())),
            Luck::Full => Err(AppendError::Full),
        }
    }

    async fn read_stream(
        &self,
        stream: &StreamId,
        after: StreamVersion,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        self.inner.read_stream(stream, after, limit).await
    }

    async fn read_all(
        &self,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        self.inner.read_all(after, limit).await
    }

    async fn read_account(
        &self,
        account: &str,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        self.inner.read_account(account, after, limit).await
    }

    async fn find_stream(&self, category: &str, key: &str) -> Result<Option<StreamId>, ReadError> {
        self.inner.find_stream(category, key).await
    }

    async fn head(&self) -> Result<Position, ReadError> {
        self.inner.head().await
    }

    fn wakeups(&self) -> watch::Receiver<Position> {
        self.inner.wakeups()
    }
}
