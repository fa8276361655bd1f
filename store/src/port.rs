//! The event store port: what an adapter promises, and nothing about how.
//!
//! The store knows bytes. A payload is a JSON object that it never opens.

use async_trait::async_trait;
use bytes::Bytes;
use tokio::sync::watch;
use uuid::Uuid;

use crate::position::{Position, StreamVersion};

/// The name of a stream: the account that owns it, what it is about, and which one.
///
/// `(AC…, "call", "CA…")` is one call's stream.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    /// The owner; at most 64 bytes.
    pub account: String,
    /// What it is about, for example `call`; at most 64 bytes.
    pub category: String,
    /// Which one; at most 256 bytes.
    pub key: String,
}

impl std::fmt::Display for StreamId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.account, self.category, self.key)
    }
}

/// An event to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Its id, drawn by the caller (UUID v7). A retry uses the same id.
    pub id: Uuid,
    /// Its type name, for example `CallAnswered`.
    pub event_type: String,
    /// The version of its schema, from 1.
    pub schema_version: u16,
    /// When it was decided, in µs since 1970; the caller's clock.
    pub recorded_at: i64,
    /// What it belongs to: for a call and all that follows from it, the call's sid.
    pub correlation: String,
    /// The event that it follows from.
    pub causation: Option<Uuid>,
    /// Who did it: an account, a key, a worker, or `system`.
    pub actor: String,
    /// A JSON object, at most 1 MiB.
    pub data: Bytes,
}

/// An event as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEvent {
    /// Its place in the whole log; strictly increasing, gaps are possible.
    pub position: Position,
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream, from 1, without gaps.
    pub version: StreamVersion,
    /// What was given to be written.
    pub event: NewEvent,
    /// SHA-256 over the hash before it in the stream and everything else here but the position.
    pub hash: [u8; 32],
}

/// What the writer believes of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedVersion {
    /// It has no events yet.
    NoStream,
    /// Its last event has this version (0 is the same as [`ExpectedVersion::NoStream`]).
    Exactly(StreamVersion),
    /// Anything. For streams whose order does not matter.
    Any,
}

/// Events for one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamAppend {
    /// Which.
    pub stream: StreamId,
    /// What the writer believes of it.
    pub expected: ExpectedVersion,
    /// The events, in order. With none, nothing is written: only the belief is tested, together with the rest
    /// of the append.
    pub events: Vec<NewEvent>,
}

/// Events for one or several streams, written together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// At most one entry for each stream; one of them has events.
    pub streams: Vec<StreamAppend>,
    /// In what order the log gets the events: for each event the index of its stream's entry. One stream
    /// after the other when empty.
    pub order: Vec<u32>,
    /// Makes the append happen once.
    pub idempotency: Option<IdempotencyKey>,
}

impl Append {
    /// The index of the entry of each event, in the order in which the log gets them.
    pub(crate) fn entries(&self) -> impl Iterator<Item = usize> + '_ {
        let one_by_one = self.streams.iter().enumerate();
        let one_by_one = one_by_one.flat_map(|(n, part)| part.events.iter().map(move |_| n));
        let one_by_one = self.order.is_empty().then_some(one_by_one).into_iter().flatten();
        one_by_one.chain(self.order.iter().map(|n| *n as usize))
    }

    /// When its first event was decided.
    pub(crate) fn recorded_at(&self) -> i64 {
        let first = self.streams.iter().find_map(|part| part.events.first());
        first.map_or(0, |event| event.recorded_at)
    }
}

/// A name under which an append happens once in its account.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey {
    /// The account that gave the key.
    pub account: String,
    /// The key; at most 255 bytes.
    pub key: String,
    /// A digest of the request. The same key with another digest is refused.
    pub fingerprint: [u8; 32],
    /// Answered to whoever repeats the key, for example the sid that was made; at most 4 KiB.
    pub result: Bytes,
}

/// What an append came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// The events are on disk.
    Written {
        /// The position of the last one.
        position: Position,
        /// The version of the last event of each stream, in the order of the append.
        versions: Vec<StreamVersion>,
    },
    /// The idempotency key, or these very events, were written before.
    Already {
        /// The position of the last event written then.
        position: Position,
        /// The versions then, in the order of the append; empty when only the key is known.
        versions: Vec<StreamVersion>,
        /// The result stored with the key, if there was a key.
        result: Option<Bytes>,
    },
}

/// Why an append was not done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// Somebody else wrote to the stream first.
    #[error("stream {stream} is at version {actual}, not where the writer believed")]
    Conflict {
        /// Which stream.
        stream: StreamId,
        /// Its version.
        actual: StreamVersion,
    },
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// A name or payload is over its limit, or the append is empty or names a stream twice.
    #[error("the append is malformed: {0}")]
    Malformed(&'static str),
    /// The disk is full. Nothing was written.
    #[error("the disk is full")]
    Full,
    /// The store is not there, or broke. It is not known whether the events were written; a retry with
    /// the same event ids is safe.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
}

/// Why a read failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReadError {
    /// The store is not there, or broke.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// What is stored cannot be understood.
    #[error("the log is damaged at position {position}: {what}")]
    Damaged {
        /// Where.
        position: Position,
        /// What is wrong.
        what: String,
    },
}

/// An append-only log of events in streams.
///
/// Whoever is told [`Appended::Written`] may rely on the events being on disk. Events become visible in
/// the order of their positions: a reader that has seen position *p* will never find a new event at or
/// before *p*.
#[async_trait]
pub trait EventStore: Send + Sync + 'static {
    /// Writes events to one or several streams, all or none.
    ///
    /// A retry with the same event ids at the versions that they were given answers
    /// [`Appended::Already`] and writes nothing.
    async fn append(&self, append: Append) -> Result<Appended, AppendError>;

    /// The events of a stream after version `after`, in order, at most `limit`.
    async fn read_stream(
        &self,
        stream: &StreamId,
        after: StreamVersion,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError>;

    /// All events after position `after`, in order, at most `limit`.
    async fn read_all(
        &self,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError>;

    /// The events of one account after position `after`, in order, at most `limit`.
    async fn read_account(
        &self,
        account: &str,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError>;

    /// The stream of a category that has this key, whoever owns it. Sids are unique in the whole log.
    async fn find_stream(&self, category: &str, key: &str) -> Result<Option<StreamId>, ReadError>;

    /// The position of the last event; [`Position::START`] when there is none.
    async fn head(&self) -> Result<Position, ReadError>;

    /// The newest position known here. Changes wake subscriptions; a lost wake-up costs at most the
    /// adapter's poll interval.
    fn wakeups(&self) -> watch::Receiver<Position>;
}
