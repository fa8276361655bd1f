//! What happens once, however often it is asked for.
#![expect(missing_docs, reason = "the name of a test is its sentence")]

use std::sync::Arc;

use tokio::task::JoinSet;

use super::sample::{ALICE, BOB, append, at, count, events, keyed, part, stream, written};
use crate::{
    chain::Evidence,
    port::{Append, AppendError, Appended, ExpectedVersion},
    position::{Position, StreamVersion},
};

type Store = Arc<dyn Evidence>;

async fn expect_already(store: &Store, append: Append, position: Position, versions: &[u64]) {
    let versions = versions.iter().copied().map(StreamVersion).collect();
    let answer = store.append(append).await.unwrap();
    assert_eq!(answer, Appended::Already { position, versions, result: None });
}

async fn expect_conflict(store: &Store, append: Append) {
    let before = count(store).await;
    let refused = store.append(append).await.unwrap_err();
    assert!(matches!(refused, AppendError::Conflict { .. }), "{refused:?}");
    assert_eq!(count(store).await, before);
}

pub async fn a_retry_writes_nothing_and_is_told_the_same(store: Store) {
    for expected in [ExpectedVersion::NoStream, at(2)] {
        let request = append(&stream("CA1"), expected, events(2));
        let (position, versions) = written(&store, request.clone()).await;
        expect_already(&store, request, position, &versions).await;
    }
    assert_eq!(count(&store).await, 4);
}

pub async fn a_retry_is_recognised_after_others_wrote(store: Store) {
    let request = append(&stream("CA1"), at(0), events(2));
    let (position, versions) = written(&store, request.clone()).await;
    written(&store, append(&stream("CA1"), at(2), events(3))).await;
    written(&store, append(&stream("CA2"), at(0), events(1))).await;
    expect_already(&store, request, position, &versions).await;
}

pub async fn a_retry_without_a_belief_is_recognised(store: Store) {
    let call = stream("CA1");
    written(&store, append(&call, ExpectedVersion::Any, events(2))).await;
    let request = append(&call, ExpectedVersion::Any, events(2));
    let (position, versions) = written(&store, request.clone()).await;
    written(&store, append(&call, ExpectedVersion::Any, events(1))).await;
    expect_already(&store, request.clone(), position, &versions).await;
    let mut longer = request;
    longer.streams[0].events.extend(events(1));
    expect_conflict(&store, longer).await;
}

pub async fn a_retry_to_several_streams_is_recognised(store: Store) {
    written(&store, append(&stream("CA2"), at(0), events(1))).await;
    let streams = vec![
        part(&stream("CA1"), at(0), events(2)),
        part(&stream("CA2"), at(1), events(1)),
        part(&stream("CA3"), ExpectedVersion::Any, events(1)),
    ];
    let request = Append { streams, order: Vec::new(), idempotency: None };
    let (position, versions) = written(&store, request.clone()).await;
    written(&store, append(&stream("CA3"), ExpectedVersion::Any, events(1))).await;
    expect_already(&store, request, position, &versions).await;
    assert_eq!(count(&store).await, 6);
}

pub async fn other_events_at_the_same_versions_conflict(store: Store) {
    let request = append(&stream("CA1"), at(0), events(2));
    written(&store, request.clone()).await;
    expect_conflict(&store, append(&stream("CA1"), at(0), events(2))).await;
    let mut turned = request;
    turned.streams[0].events.reverse();
    expect_conflict(&store, turned).await;
}

pub async fn a_retry_that_changed_its_number_of_events_conflicts(store: Store) {
    let request = append(&stream("CA1"), at(0), events(2));
    written(&store, request.clone()).await;
    let mut longer = request;
    longer.streams[0].events.extend(events(1));
    expect_conflict(&store, longer).await;
}

pub async fn half_a_retry_conflicts(store: Store) {
    let first = part(&stream("CA1"), at(0), events(2));
    written(&store, Append { streams: vec![first.clone()], order: Vec::new(), idempotency: None })
        .await;
    let fresh = part(&stream("CA2"), at(0), events(1));
    for streams in [vec![first.clone(), fresh.clone()], vec![fresh, first]] {
        expect_conflict(&store, Append { streams, order: Vec::new(), idempotency: None }).await;
    }
}

pub async fn a_key_writes_once_and_gives_back_its_result(store: Store) {
    let (position, _) = written(&store, keyed(ALICE, "k", 1, "CA1")).await;
    written(&store, append(&stream("CA9"), at(0), events(1))).await;
    // The second request drew another sid and other event ids; the first one's are what happened.
    let answer = store.append(keyed(ALICE, "k", 1, "CA2")).await.unwrap();
    let Appended::Already { position: then, versions, result } = answer else {
        panic!("{answer:?}")
    };
    assert_eq!((then, versions, result.as_deref()), (position, vec![], Some(&b"CA1"[..])));
    assert_eq!(count(&store).await, 2);
}

pub async fn a_key_with_another_request_is_refused(store: Store) {
    written(&store, keyed(ALICE, "k", 1, "CA1")).await;
    let refused = store.append(keyed(ALICE, "k", 2, "CA2")).await.unwrap_err();
    assert!(matches!(refused, AppendError::KeyReused), "{refused:?}");
    assert_eq!(count(&store).await, 1);
}

pub async fn a_key_belongs_to_its_account(store: Store) {
    written(&store, keyed(ALICE, "k", 1, "CA1")).await;
    written(&store, keyed(BOB, "k", 2, "CA2")).await;
    assert_eq!(count(&store).await, 2);
}

pub async fn a_key_of_a_refused_append_stays_free(store: Store) {
    let mut refused = keyed(ALICE, "k", 1, "CA1");
    refused.streams[0].expected = at(7);
    expect_conflict(&store, refused).await;
    written(&store, keyed(ALICE, "k", 2, "CA2")).await;
}

pub async fn one_of_many_with_the_same_key_writes(store: Store) {
    let mut writers = JoinSet::new();
    for _ in 0..16 {
        let store = Arc::clone(&store);
        writers.spawn(async move { store.append(keyed(ALICE, "k", 1, "CA1")).await.unwrap() });
    }
    let answers = writers.join_all().await;
    let wrote = answers.iter().filter(|a| matches!(a, Appended::Written { .. })).count();
    assert_eq!((wrote, count(&store).await), (1, 1));
}
