//! Events and appends to write.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use uuid::Uuid;

use crate::{
    chain::Evidence,
    port::{Append, Appended, ExpectedVersion, IdempotencyKey, NewEvent, StreamAppend, StreamId},
    position::{Position, StreamVersion},
};

/// An account.
pub const ALICE: &str = "AC00000000000000000000000000000001";
/// Another.
pub const BOB: &str = "AC00000000000000000000000000000002";

/// A number that was not given out before.
pub fn unique() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A stream of [`ALICE`]'s.
#[must_use]
pub fn stream(key: &str) -> StreamId {
    stream_of(ALICE, key)
}

/// A stream of an account's.
#[must_use]
pub fn stream_of(account: &str, key: &str) -> StreamId {
    StreamId { account: account.into(), category: "call".into(), key: key.into() }
}

/// An event with an id of its own.
#[must_use]
pub fn event() -> NewEvent {
    let n = unique();
    NewEvent {
        id: Uuid::from_u64_pair(0x5249_4e47, n),
        event_type: "CallAnswered".into(),
        schema_version: 1,
        recorded_at: 1_700_000_000_000_000 + i64::try_from(n).unwrap(),
        correlation: "CA1".into(),
        causation: None,
        actor: "system".into(),
        data: Bytes::from(format!(r#"{{"n":{n}}}"#)),
    }
}

/// So many events.
#[must_use]
pub fn events(count: usize) -> Vec<NewEvent> {
    (0..count).map(|_| event()).collect()
}

/// What a writer believes who has seen this version.
#[must_use]
pub fn at(version: u64) -> ExpectedVersion {
    ExpectedVersion::Exactly(StreamVersion(version))
}

/// One stream's part of an append.
#[must_use]
pub fn part(stream: &StreamId, expected: ExpectedVersion, events: Vec<NewEvent>) -> StreamAppend {
    StreamAppend { stream: stream.clone(), expected, events }
}

/// An append to one stream.
#[must_use]
pub fn append(stream: &StreamId, expected: ExpectedVersion, events: Vec<NewEvent>) -> Append {
    Append { streams: vec![part(stream, expected, events)], order: Vec::new(), idempotency: None }
}

/// An append to a new stream, of one event, under a key.
#[must_use]
pub fn keyed(account: &str, key: &str, fingerprint: u8, result: &'static str) -> Append {
    let stream = stream_of(account, &format!("keyed{}", unique()));
    let idempotency = Some(IdempotencyKey {
        account: account.into(),
        key: key.into(),
        fingerprint: [fingerprint; 32],
        result: Bytes::from_static(result.as_bytes()),
    });
    Append { idempotency, ..append(&stream, ExpectedVersion::NoStream, events(1)) }
}

/// Appends, and expects it to be written.
///
/// # Panics
/// When it is not.
pub async fn written(store: &Arc<dyn Evidence>, append: Append) -> (Position, Vec<u64>) {
    match store.append(append).await.unwrap() {
        Appended::Written { position, versions } => {
            (position, versions.into_iter().map(|version| version.0).collect())
        }
        already @ Appended::Already { .. } => panic!("written before: {already:?}"),
    }
}

/// How many events the log has.
///
/// # Panics
/// When it cannot be read.
pub async fn count(store: &Arc<dyn Evidence>) -> usize {
    store.read_all(Position::START, usize::MAX).await.unwrap().len()
}
