use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use proptest::prelude::*;
use tokio::sync::watch;
use uuid::Uuid;

use super::{Evidence, Finding, Link, LogEnd, StreamEnd, ZERO, event_hash, log_hash, verify};
use crate::{
    contract::{
        sample::{append, event, events, stream, written},
        tampering,
    },
    memory::MemoryStore,
    port::{
        Append, AppendError, Appended, EventStore, ExpectedVersion, NewEvent, ReadError,
        RecordedEvent, StreamId,
    },
    position::{Position, StreamVersion},
};

/// A log as an intruder left it.
#[derive(Clone)]
struct Exhibit {
    links: Arc<Mutex<Vec<Link>>>,
    end: LogEnd,
    ends: Vec<StreamEnd>,
}

impl Exhibit {
    async fn of(store: &MemoryStore) -> Self {
        Self {
            links: Arc::new(Mutex::new(store.links(Position::START, 1_000).await.unwrap())),
            end: store.log_end().await.unwrap(),
            ends: store.stream_ends(None, 1_000).await.unwrap(),
        }
    }

    /// The nine events of the suite's tampering.
    async fn of_nine() -> Self {
        let store = Arc::new(MemoryStore::new());
        tampering::write_log(&(store.clone() as _)).await;
        Self::of(&store).await
    }

    fn tamper(self, intrude: impl FnOnce(&mut Vec<Link>)) -> Self {
        intrude(&mut self.links.lock());
        self
    }

    async fn findings(&self) -> Vec<Finding> {
        verify(self).await.unwrap().findings
    }
}

#[async_trait]
impl EventStore for Exhibit {
    async fn append(&self, _: Append) -> Result<Appended, AppendError> {
        Err(AppendError::Full)
    }

    async fn read_stream(
        &self,
        stream: &StreamId,
        after: StreamVersion,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        let links = self.links.lock();
        let own = links.iter().map(|link| &link.event).filter(|event| event.stream == *stream);
        Ok(own.filter(|event| event.version > after).take(limit).cloned().collect())
    }

    async fn read_all(&self, _: Position, _: usize) -> Result<Vec<RecordedEvent>, ReadError> {
        Err(ReadError::Unavailable("only the links are shown".into()))
    }

    async fn read_account(
        &self,
        _: &str,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        self.read_all(after, limit).await
    }

    async fn find_stream(&self, _: &str, _: &str) -> Result<Option<StreamId>, ReadError> {
        Ok(None)
    }

    async fn head(&self) -> Result<Position, ReadError> {
        Ok(self.end.position)
    }

    fn wakeups(&self) -> watch::Receiver<Position> {
        watch::channel(self.end.position).1
    }
}

#[async_trait]
impl Evidence for Exhibit {
    async fn links(&self, after: Position, limit: usize) -> Result<Vec<Link>, ReadError> {
        let links = self.links.lock();
        let next = links.iter().filter(|link| link.event.position > after);
        Ok(next.take(limit).cloned().collect())
    }

    async fn log_end(&self) -> Result<LogEnd, ReadError> {
        Ok(self.end)
    }

    async fn stream_ends(
        &self,
        after: Option<&StreamId>,
        limit: usize,
    ) -> Result<Vec<StreamEnd>, ReadError> {
        let next = self.ends.iter().filter(|end| after.is_none_or(|after| end.stream > *after));
        Ok(next.take(limit).cloned().collect())
    }
}

fn altered(position: u64, call: &str, version: u64) -> Finding {
    let (position, version) = (Position(position), StreamVersion(version));
    Finding::Altered { position, stream: stream(call), version }
}

fn moved(position: u64, call: &str, version: u64) -> Finding {
    let (position, version) = (Position(position), StreamVersion(version));
    Finding::Reordered { position, stream: stream(call), version }
}

/// Changes an event and writes the hash that it would have had.
fn rewrite(links: &mut [Link], index: usize) {
    let own = links[index].event.stream.clone();
    let before = links[..index].iter().rev().find(|link| link.event.stream == own);
    let before = before.map_or(ZERO, |link| link.event.hash);
    let event = &mut links[index].event;
    event.event.actor = "an intruder".into();
    event.hash = event_hash(&before, &event.stream, event.version, &event.event);
}

/// Writes the log's chain anew from an event on.
fn relink(links: &mut [Link], range: std::ops::Range<usize>) {
    for index in range {
        let before = index.checked_sub(1).map_or(ZERO, |before| links[before].chain);
        let event = &links[index].event;
        links[index].chain = log_hash(&before, event.position, &event.hash);
    }
}

#[tokio::test]
async fn an_event_rewritten_with_its_hash_is_named_and_not_the_one_after_it() {
    for (index, finding) in [
        (0, altered(1, "CA1", 1)),
        (3, altered(4, "CA1", 3)),
        (4, altered(5, "CA2", 2)),
        (7, altered(8, "CA2", 3)),
        (8, altered(9, "CA3", 2)),
    ] {
        let exhibit = Exhibit::of_nine().await.tamper(|links| rewrite(links, index));
        assert_eq!(exhibit.findings().await, [finding]);
    }
}

#[tokio::test]
async fn an_event_rewritten_with_its_hash_and_its_link_is_named() {
    for (index, finding) in [(3, altered(4, "CA1", 3)), (8, altered(9, "CA3", 2))] {
        let exhibit = Exhibit::of_nine().await.tamper(|links| {
            rewrite(links, index);
            relink(links, index..index + 1);
        });
        assert_eq!(exhibit.findings().await, [finding]);
    }
}

#[tokio::test]
async fn an_event_rewritten_with_every_link_after_it_is_named() {
    let exhibit = Exhibit::of_nine().await.tamper(|links| {
        rewrite(links, 3);
        relink(links, 3..9);
    });
    // The head knows another end.
    let end = Finding::BrokenLink { position: Position(9) };
    assert_eq!(exhibit.findings().await, [altered(4, "CA1", 3), end]);
}

#[tokio::test]
async fn events_of_two_streams_exchanged_with_their_links_left_in_place_are_named() {
    let exhibit = Exhibit::of_nine().await.tamper(|links| {
        let (early, late) = (links[2].event.clone(), links[5].event.clone());
        links[2].event = RecordedEvent { position: Position(3), ..late };
        links[5].event = RecordedEvent { position: Position(6), ..early };
    });
    assert_eq!(exhibit.findings().await, [moved(3, "CA3", 1), moved(6, "CA2", 1)]);
}

#[tokio::test]
async fn neighbours_exchanged_are_named() {
    let exhibit = Exhibit::of_nine().await.tamper(|links| {
        links.swap(4, 5);
        links[4].event.position = Position(5);
        links[5].event.position = Position(6);
    });
    assert_eq!(exhibit.findings().await, [moved(5, "CA3", 1), moved(6, "CA2", 2)]);
}

#[tokio::test]
async fn an_event_written_twice_is_named() {
    let exhibit = Exhibit::of_nine().await.tamper(|links| {
        let again = RecordedEvent { position: Position(8), ..links[6].event.clone() };
        links[7].event = again;
    });
    let findings = exhibit.findings().await;
    assert!(findings.contains(&moved(8, "CA1", 4)), "{findings:?}");
}

#[tokio::test]
async fn a_log_damaged_all_over_gives_a_bounded_report() {
    let store = Arc::new(MemoryStore::new());
    let long = append(&stream("CA1"), ExpectedVersion::NoStream, events(4_000));
    written(&(store.clone() as _), long).await;
    let mut exhibit = Exhibit::of(&store).await;
    exhibit.links = Arc::new(Mutex::new(store.links(Position::START, 9_999).await.unwrap()));
    let exhibit = exhibit.tamper(|links| {
        for link in links {
            link.event.event.actor.clear();
            link.chain = ZERO;
        }
    });
    assert_eq!(exhibit.findings().await.len(), super::Report::MAX_FINDINGS);
}

#[test]
fn the_encoding_of_an_event_is_the_one_that_is_documented() {
    let event = NewEvent {
        id: Uuid::from_u128(1),
        event_type: "T".into(),
        schema_version: 2,
        recorded_at: -1,
        correlation: "co".into(),
        causation: Some(Uuid::from_u128(3)),
        actor: String::new(),
        data: bytes::Bytes::from_static(b"{}"),
    };
    let mut bytes = vec![9; 32];
    for name in [&b"AC"[..], b"call", b"CA"] {
        bytes.extend((name.len() as u64).to_be_bytes());
        bytes.extend(name);
    }
    bytes.extend(5_u64.to_be_bytes());
    bytes.extend(1_u128.to_be_bytes());
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 1, b'T', 0, 2]);
    bytes.extend((-1_i64).to_be_bytes());
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 2, b'c', b'o', 1]);
    bytes.extend(3_u128.to_be_bytes());
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 2, b'{', b'}']);
    let stream = StreamId { account: "AC".into(), category: "call".into(), key: "CA".into() };
    let hash = event_hash(&[9; 32], &stream, StreamVersion(5), &event);
    assert_eq!(hash, ring::digest::digest(&ring::digest::SHA256, &bytes).as_ref());
    let link = [&[7; 32][..], &6_u64.to_be_bytes(), &[8; 32]].concat();
    let expected = ring::digest::digest(&ring::digest::SHA256, &link);
    assert_eq!(log_hash(&[7; 32], Position(6), &[8; 32]), expected.as_ref());
}

#[test]
fn no_field_of_an_event_can_change_without_its_hash() {
    let changes: [fn(&mut NewEvent); 8] = [
        |e| e.id = Uuid::from_u128(99),
        |e| e.event_type.push('x'),
        |e| e.schema_version += 1,
        |e| e.recorded_at += 1,
        |e| e.correlation.push('x'),
        |e| e.causation = Some(Uuid::nil()),
        |e| e.actor.push('x'),
        |e| e.data = bytes::Bytes::from_static(b"{ }"),
    ];
    let given = event();
    let hash = event_hash(&ZERO, &stream("CA1"), StreamVersion(1), &given);
    for (n, change) in changes.into_iter().enumerate() {
        let mut other = given.clone();
        change(&mut other);
        assert_ne!(event_hash(&ZERO, &stream("CA1"), StreamVersion(1), &other), hash, "{n}");
    }
    assert_ne!(event_hash(&ZERO, &stream("CA2"), StreamVersion(1), &given), hash);
    assert_ne!(event_hash(&ZERO, &stream("CA1"), StreamVersion(2), &given), hash);
    assert_ne!(event_hash(&[1; 32], &stream("CA1"), StreamVersion(1), &given), hash);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever one event of a log is changed to, verification names that event and no other.
    #[test]
    fn one_changed_event_is_found_wherever_it_is(
        writes in prop::collection::vec((0_u8..4, 1_usize..4), 1..20),
        pick in any::<prop::sample::Index>(),
        with_hash in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = Arc::new(MemoryStore::new());
            for (call, count) in writes {
                let call = stream(&format!("CA{call}"));
                let request = append(&call, ExpectedVersion::Any, events(count));
                written(&(store.clone() as _), request).await;
            }
            let exhibit = Exhibit::of(&store).await;
            assert_eq!(exhibit.findings().await, []);
            let index = pick.index(exhibit.links.lock().len());
            let exhibit = exhibit.tamper(|links| {
                if with_hash {
                    rewrite(links, index);
                } else {
                    links[index].event.event.correlation.push('x');
                }
            });
            let event = exhibit.links.lock()[index].event.clone();
            let (position, version) = (event.position, event.version);
            let finding = Finding::Altered { position, stream: event.stream, version };
            assert_eq!(exhibit.findings().await, [finding]);
        });
    }

    /// Whatever is taken out of a log, verification says which positions are missing.
    #[test]
    fn removed_events_are_found_wherever_they_were(
        first in 0_usize..9,
        count in 1_usize..9,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let last = (first + count).min(9);
            let exhibit = Exhibit::of_nine().await.tamper(|links| drop(links.drain(first..last)));
            let (first, last) = (Position(first as u64 + 1), Position(last as u64));
            let findings = exhibit.findings().await;
            assert!(findings.contains(&Finding::MissingPositions { first, last }), "{findings:?}");
            let others = |f: &&Finding| {
                !matches!(f, Finding::MissingPositions { .. } | Finding::MissingVersions { .. })
            };
            assert_eq!(findings.iter().find(others), None);
        });
    }
}
