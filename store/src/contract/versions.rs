//! Versions, positions, conflicts, and several streams at once.
#![expect(missing_docs, reason = "the name of a test is its sentence")]

use std::sync::Arc;

use bytes::Bytes;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::sample::{append, at, count, event, events, part, stream, written};
use crate::{
    chain::{Evidence, ZERO, event_hash},
    port::{Append, AppendError, Appended, ExpectedVersion, NewEvent},
    position::{Position, StreamVersion},
};

type Store = Arc<dyn Evidence>;

pub async fn events_get_versions_and_positions_in_order(store: Store) {
    let (one, two) = (stream("CA1"), stream("CA2"));
    let (first, versions) =
        written(&store, append(&one, ExpectedVersion::NoStream, events(3))).await;
    assert_eq!(versions, [3]);
    let (second, _) = written(&store, append(&two, ExpectedVersion::NoStream, events(1))).await;
    let (third, versions) = written(&store, append(&one, at(3), events(2))).await;
    assert_eq!(versions, [5]);
    assert!(first < second && second < third);
    assert_eq!(store.head().await.unwrap(), third);

    let all = store.read_all(Position::START, 100).await.unwrap();
    assert!(all.is_sorted_by(|a, b| a.position < b.position));
    let seen: Vec<_> = all.iter().map(|e| (e.stream.key.as_str(), e.version.0)).collect();
    assert_eq!(seen, [("CA1", 1), ("CA1", 2), ("CA1", 3), ("CA2", 1), ("CA1", 4), ("CA1", 5)]);
    assert_eq!((all[2].position, all[3].position, all[5].position), (first, second, third));
}

pub async fn what_was_written_is_read_back_exactly(store: Store) {
    let odd = NewEvent {
        id: Uuid::from_u128(u128::MAX),
        event_type: "Ünicode ☎ '\"; --".into(),
        schema_version: u16::MAX,
        recorded_at: i64::MIN,
        correlation: String::new(),
        causation: Some(Uuid::from_u128(7)),
        actor: "AC😀".into(),
        data: Bytes::from_static(r#"{ "a" : "☎\u0000" , "b":[1.50,  null] }"#.as_bytes()),
    };
    let large = NewEvent {
        recorded_at: i64::MAX,
        data: Bytes::from(format!(r#"{{"x":"{}"}}"#, "y".repeat((1 << 20) - 8))),
        ..event()
    };
    let given = vec![odd, large];
    written(&store, append(&stream("CA1"), ExpectedVersion::NoStream, given.clone())).await;
    let read = store.read_stream(&stream("CA1"), StreamVersion::NONE, 10).await.unwrap();
    assert_eq!(read.iter().map(|e| e.event.clone()).collect::<Vec<_>>(), given);
    assert_eq!(read[0].hash, event_hash(&ZERO, &stream("CA1"), StreamVersion(1), &given[0]));
    let second = event_hash(&read[0].hash, &stream("CA1"), StreamVersion(2), &given[1]);
    assert_eq!(read[1].hash, second);
    assert_eq!(store.read_all(Position::START, 10).await.unwrap(), read);
}

pub async fn a_writer_with_a_wrong_belief_is_refused_and_told_the_version(store: Store) {
    let call = stream("CA1");
    written(&store, append(&call, at(0), events(2))).await;
    for (expected, count_) in [
        (ExpectedVersion::NoStream, 1),
        (at(0), 1),
        (at(0), 2),
        (at(0), 3),
        (at(1), 1),
        (at(3), 1),
        (at(u64::MAX), 1),
    ] {
        let refused = store.append(append(&call, expected, events(count_))).await.unwrap_err();
        let AppendError::Conflict { stream, actual } = refused else { panic!("{refused:?}") };
        assert_eq!((stream, actual), (call.clone(), StreamVersion(2)), "{expected:?}");
    }
    let refused = store.append(append(&stream("CA2"), at(1), events(1))).await.unwrap_err();
    assert!(matches!(refused, AppendError::Conflict { actual: StreamVersion::NONE, .. }));
    assert_eq!(count(&store).await, 2);
}

pub async fn a_writer_without_a_belief_always_writes(store: Store) {
    let call = stream("CA1");
    for version in 1..=3 {
        let (_, versions) = written(&store, append(&call, ExpectedVersion::Any, events(1))).await;
        assert_eq!(versions, [version]);
    }
}

pub async fn several_streams_are_written_together(store: Store) {
    written(&store, append(&stream("CA2"), at(0), events(1))).await;
    let streams = vec![
        part(&stream("CA1"), at(0), events(2)),
        part(&stream("CA2"), at(1), events(1)),
        part(&stream("CA3"), ExpectedVersion::Any, events(3)),
    ];
    let (position, versions) =
        written(&store, Append { streams, order: Vec::new(), idempotency: None }).await;
    assert_eq!(versions, [2, 2, 3]);
    let all = store.read_all(Position::START, 100).await.unwrap();
    assert_eq!((all.len(), all[6].position), (7, position));
}

pub async fn events_of_several_streams_stand_in_the_order_that_is_given(store: Store) {
    let streams = vec![
        part(&stream("CA1"), at(0), events(2)),
        part(&stream("CA2"), at(0), Vec::new()),
        part(&stream("CA3"), at(0), events(2)),
    ];
    let woven = Append { streams, order: vec![2, 0, 2, 0], idempotency: None };
    let (position, versions) = written(&store, woven.clone()).await;
    assert_eq!(versions, [2, 0, 2]);
    let all = store.read_all(Position::START, 100).await.unwrap();
    let seen: Vec<_> = all.iter().map(|e| (e.stream.key.as_str(), e.version.0)).collect();
    assert_eq!(seen, [("CA3", 1), ("CA1", 1), ("CA3", 2), ("CA1", 2)]);
    assert_eq!(all[3].position, position);
    let again = store.append(woven).await.unwrap();
    let Appended::Already { position: then, versions, .. } = again else { panic!("{again:?}") };
    assert_eq!((then, versions.len()), (position, 3));
    assert_eq!(store.find_stream("call", "CA2").await.unwrap(), None);
}

pub async fn a_stream_without_events_is_only_asked_about(store: Store) {
    written(&store, append(&stream("lease"), at(0), events(3))).await;
    let under = |version, events| {
        let streams = vec![part(&stream("lease"), at(version), Vec::new()), events];
        Append { streams, order: Vec::new(), idempotency: None }
    };
    let first = under(3, part(&stream("CA1"), at(0), events(1)));
    let (_, versions) = written(&store, first.clone()).await;
    assert_eq!(versions, [3, 1]);
    for version in [2, 4] {
        let late = under(version, part(&stream("CA1"), at(1), events(1)));
        let refused = store.append(late).await.unwrap_err();
        let AppendError::Conflict { stream: named, actual } = refused else {
            panic!("{refused:?}")
        };
        assert_eq!((named, actual), (stream("lease"), StreamVersion(3)));
    }
    // A retry is a retry, whatever became of the belief beside it.
    written(&store, append(&stream("lease"), at(3), events(1))).await;
    let again = store.append(first).await.unwrap();
    let Appended::Already { versions, .. } = again else { panic!("{again:?}") };
    assert_eq!(versions, [4, 1].map(StreamVersion));
    assert_eq!(count(&store).await, 5);
}

pub async fn several_streams_are_not_written_when_one_conflicts(store: Store) {
    written(&store, append(&stream("CA2"), at(0), events(1))).await;
    let streams =
        vec![part(&stream("CA1"), at(0), events(2)), part(&stream("CA2"), at(0), events(1))];
    let refused =
        store.append(Append { streams, order: Vec::new(), idempotency: None }).await.unwrap_err();
    assert!(matches!(refused, AppendError::Conflict { stream: s, .. } if s == stream("CA2")));
    assert_eq!(count(&store).await, 1);
    assert_eq!(store.find_stream("call", "CA1").await.unwrap(), None);
}

pub async fn one_of_many_writers_to_a_version_wins(store: Store) {
    let mut writers = JoinSet::new();
    for _ in 0..16 {
        let store = Arc::clone(&store);
        writers.spawn(async move {
            let mut won = 0;
            for version in 0..10 {
                match store.append(append(&stream("CA1"), at(version), events(1))).await {
                    Ok(Appended::Written { .. }) => won += 1,
                    Err(AppendError::Conflict { .. }) => {}
                    other => panic!("{other:?}"),
                }
            }
            won
        });
    }
    assert_eq!(writers.join_all().await.into_iter().sum::<u32>(), 10);
    let read = store.read_stream(&stream("CA1"), StreamVersion::NONE, 100).await.unwrap();
    assert_eq!(read.iter().map(|e| e.version.0).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
}

pub async fn a_stream_is_read_in_pieces(store: Store) {
    let call = stream("CA1");
    written(&store, append(&call, at(0), events(5))).await;
    written(&store, append(&stream("CA2"), at(0), events(5))).await;
    for (after, limit, expected) in [
        (0, 2, vec![1, 2]),
        (2, 2, vec![3, 4]),
        (4, 2, vec![5]),
        (5, 2, vec![]),
        (0, 0, vec![]),
        (u64::MAX, 2, vec![]),
        (0, usize::MAX, vec![1, 2, 3, 4, 5]),
    ] {
        let read = store.read_stream(&call, StreamVersion(after), limit).await.unwrap();
        assert_eq!(read.iter().map(|e| e.version.0).collect::<Vec<_>>(), expected);
        assert!(read.iter().all(|e| e.stream == call));
    }
    let unknown = store.read_stream(&stream("CA9"), StreamVersion::NONE, 10).await.unwrap();
    assert_eq!(unknown, []);
}

pub async fn the_whole_log_is_read_in_pieces(store: Store) {
    assert_eq!(store.head().await.unwrap(), Position::START);
    assert_eq!(store.read_all(Position::START, 10).await.unwrap(), []);
    written(&store, append(&stream("CA1"), at(0), events(5))).await;
    let all = store.read_all(Position::START, usize::MAX).await.unwrap();
    let mut pieces = store.read_all(Position::START, 2).await.unwrap();
    pieces.extend(store.read_all(all[1].position, 3).await.unwrap());
    assert_eq!(pieces, all);
    assert_eq!(store.read_all(all[4].position, 10).await.unwrap(), []);
    assert_eq!(store.read_all(Position(u64::MAX), 10).await.unwrap(), []);
    assert_eq!(store.read_all(Position::START, 0).await.unwrap(), []);
}
