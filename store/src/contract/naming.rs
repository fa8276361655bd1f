//! Streams, accounts, and the limits of names and payloads.
#![expect(missing_docs, reason = "the name of a test is its sentence")]

use std::sync::Arc;

use bytes::Bytes;

use super::sample::{
    ALICE, BOB, append, at, count, event, events, keyed, part, stream, stream_of, unique, written,
};
use crate::{
    chain::Evidence,
    limits::{MAX_APPEND, MAX_DATA, MAX_EVENTS, MAX_STREAMS},
    port::{Append, AppendError, NewEvent, StreamId},
    position::{Position, StreamVersion},
};

type Store = Arc<dyn Evidence>;

pub async fn a_stream_is_found_by_its_category_and_key(store: Store) {
    let call = stream_of(BOB, "CA1");
    written(&store, append(&call, at(0), events(1))).await;
    assert_eq!(store.find_stream("call", "CA1").await.unwrap(), Some(call));
    assert_eq!(store.find_stream("account", "CA1").await.unwrap(), None);
    assert_eq!(store.find_stream("call", "CA2").await.unwrap(), None);
    assert_eq!(store.find_stream("", "").await.unwrap(), None);
}

pub async fn equal_keys_in_two_accounts_are_two_streams(store: Store) {
    written(&store, append(&stream_of(BOB, "CA1"), at(0), events(1))).await;
    written(&store, append(&stream_of(ALICE, "CA1"), at(0), events(2))).await;
    let read = |account| {
        let stream = stream_of(account, "CA1");
        let store = Arc::clone(&store);
        async move { store.read_stream(&stream, StreamVersion::NONE, 9).await.unwrap().len() }
    };
    assert_eq!((read(BOB).await, read(ALICE).await), (1, 2));
    // The one that was first is found.
    let found = store.find_stream("call", "CA1").await.unwrap();
    assert_eq!(found, Some(stream_of(BOB, "CA1")));
}

pub async fn an_account_sees_its_own_events_only(store: Store) {
    for n in 0..3 {
        let key = format!("CA{n}");
        let streams = vec![
            part(&stream_of(ALICE, &key), at(0), events(2)),
            part(&stream_of(BOB, &key), at(0), events(1)),
        ];
        written(&store, Append { streams, order: Vec::new(), idempotency: None }).await;
    }
    let all = store.read_all(Position::START, 100).await.unwrap();
    for account in [ALICE, BOB] {
        let own: Vec<_> = all.iter().filter(|e| e.stream.account == account).cloned().collect();
        assert_eq!(store.read_account(account, Position::START, 100).await.unwrap(), own);
        let rest = store.read_account(account, own[1].position, 1).await.unwrap();
        assert_eq!(rest, own[2..3]);
    }
    assert_eq!(store.read_account("AC", Position::START, 100).await.unwrap(), []);
    assert_eq!(store.read_account("", Position::START, 100).await.unwrap(), []);
}

pub async fn names_with_quotes_and_wildcards_are_just_names(store: Store) {
    let odd = StreamId {
        account: "A'\"%_\\".into(),
        category: "c; DROP TABLE events --".into(),
        key: "☎%".into(),
    };
    written(&store, append(&odd, at(0), events(1))).await;
    assert_eq!(store.find_stream(&odd.category, "☎%").await.unwrap(), Some(odd.clone()));
    assert_eq!(store.find_stream(&odd.category, "☎x").await.unwrap(), None);
    assert_eq!(store.read_account("%", Position::START, 9).await.unwrap(), []);
    assert_eq!(store.read_stream(&odd, StreamVersion::NONE, 9).await.unwrap().len(), 1);
}

pub async fn what_is_over_a_limit_is_refused_and_the_rest_is_written(store: Store) {
    for (what, append) in malformed() {
        let refused = store.append(append).await.unwrap_err();
        assert!(matches!(refused, AppendError::Malformed(_)), "{what}: {refused:?}");
    }
    assert_eq!(count(&store).await, 0);
    let widest =
        StreamId { account: "a".repeat(64), category: "c".repeat(64), key: "k".repeat(256) };
    written(&store, append(&widest, at(0), vec![event_of(MAX_DATA)])).await;
    written(&store, append(&stream("many"), at(0), events(MAX_EVENTS))).await;
    let streams = (0..MAX_STREAMS).map(|n| part(&stream(&format!("s{n}")), at(0), events(1)));
    written(&store, Append { streams: streams.collect(), order: Vec::new(), idempotency: None })
        .await;
    assert_eq!(count(&store).await, 1 + MAX_EVENTS + MAX_STREAMS);
}

fn malformed() -> Vec<(&'static str, Append)> {
    let call = stream("CA1");
    let named = |account: &str, category: &str, key: &str| {
        let (account, category, key) = (account.into(), category.into(), key.into());
        append(&StreamId { account, category, key }, at(0), events(1))
    };
    let with = |change: fn(&mut NewEvent)| {
        let mut event = event();
        change(&mut event);
        append(&call, at(0), vec![event])
    };
    let twice = event();
    let streams = |streams| Append { streams, order: Vec::new(), idempotency: None };
    let ordered = |order| {
        let streams = vec![part(&call, at(0), events(2)), part(&stream("CA9"), at(0), events(1))];
        Append { streams, order, idempotency: None }
    };
    let mut long_key = keyed(ALICE, &"k".repeat(256), 1, "");
    let mut large_result = keyed(ALICE, "k", 1, "");
    large_result.idempotency.as_mut().unwrap().result = Bytes::from(vec![0; 4097]);
    long_key.streams[0].stream.key = format!("long{}", unique());
    vec![
        ("no stream", streams(vec![])),
        ("no events", append(&call, at(0), vec![])),
        (
            "a stream twice",
            streams(vec![part(&call, at(0), events(1)), part(&call, at(1), events(1))]),
        ),
        ("an order that leaves an event out", ordered(vec![0, 0])),
        ("an order that has an event too many", ordered(vec![0, 1, 0, 0])),
        ("an order that names a stream that is not there", ordered(vec![0, 2, 0])),
        ("an event twice", append(&call, at(0), vec![twice.clone(), twice])),
        ("no account", named("", "c", "k")),
        ("no category", named("a", "", "k")),
        ("no key", named("a", "c", "")),
        ("a long account", named(&"a".repeat(65), "c", "k")),
        ("a long category", named("a", &"c".repeat(65), "k")),
        ("a long key", named("a", "c", &"k".repeat(257))),
        ("a NUL", named("a\0", "c", "k")),
        ("no type", with(|e| e.event_type.clear())),
        ("a long type", with(|e| e.event_type = "t".repeat(129))),
        ("schema version 0", with(|e| e.schema_version = 0)),
        ("a long correlation", with(|e| e.correlation = "c".repeat(257))),
        ("a long actor", with(|e| e.actor = "a".repeat(257))),
        ("large data", append(&call, at(0), vec![event_of(MAX_DATA + 1)])),
        ("no object", with(|e| e.data = Bytes::from_static(b"[1]"))),
        ("no data", with(|e| e.data = Bytes::new())),
        ("no UTF-8", with(|e| e.data = Bytes::from_static(b"{\"\xff\"}"))),
        ("a NUL in data", with(|e| e.data = Bytes::from_static(b"{\"\0\"}"))),
        ("many events", append(&call, at(0), events(MAX_EVENTS + 1))),
        ("much data", {
            let events = (0..=MAX_APPEND / MAX_DATA).map(|_| event_of(MAX_DATA)).collect();
            append(&call, at(0), events)
        }),
        ("many streams", {
            let parts =
                (0..=MAX_STREAMS).map(|n| part(&stream(&format!("s{n}")), at(0), events(1)));
            streams(parts.collect())
        }),
        ("a long idempotency key", long_key),
        ("a large result", large_result),
    ]
}

fn event_of(bytes: usize) -> NewEvent {
    NewEvent { data: Bytes::from(format!(r#"{{"x":"{}"}}"#, "y".repeat(bytes - 8))), ..event() }
}
