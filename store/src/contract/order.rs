//! Subscriptions, wake-ups and concurrent writers.
#![expect(missing_docs, reason = "the name of a test is its sentence")]

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::task::JoinSet;

use super::sample::{ALICE, BOB, append, at, events, stream, stream_of, written};
use crate::{
    chain::{self, Evidence},
    port::{ExpectedVersion, RecordedEvent, StreamId},
    position::{Position, StreamVersion},
    subscription::{Scope, Subscription},
};

type Store = Arc<dyn Evidence>;

const WRITERS: usize = 8;
const APPENDS: usize = 40;

fn subscribe(store: &Store, scope: Scope, after: Position) -> Subscription {
    Subscription::new(Arc::clone(store) as _, scope, after)
}

/// Appends of one to three events to streams that two writers each share.
pub(crate) fn spawn_writers(writers: &mut JoinSet<usize>, store: &Store, name: &str) {
    for writer in 0..WRITERS {
        let store = Arc::clone(store);
        let call = stream(&format!("{name}{}", writer / 2));
        writers.spawn(async move {
            let mut count = 0;
            for n in 0..APPENDS {
                let some = events(1 + (n + writer) % 3);
                count += some.len();
                written(&store, append(&call, ExpectedVersion::Any, some)).await;
            }
            count
        });
    }
}

async fn take(subscription: &mut Subscription, count: usize) -> Vec<RecordedEvent> {
    let mut seen = Vec::new();
    while seen.len() < count {
        seen.extend(subscription.next().await.unwrap());
    }
    seen
}

/// Every event once, positions rising, versions without gaps.
pub(crate) fn expect_in_order(seen: &[RecordedEvent]) {
    assert!(seen.is_sorted_by(|a, b| a.position < b.position));
    let mut versions: HashMap<&StreamId, StreamVersion> = HashMap::new();
    for event in seen {
        let before = versions.insert(&event.stream, event.version).unwrap_or_default();
        assert_eq!(event.version.0, before.0 + 1, "{}", event.stream);
    }
}

pub async fn a_subscriber_sees_every_event_once_in_order_while_many_write(store: Store) {
    let mut writers = JoinSet::new();
    spawn_writers(&mut writers, &store, "CA");
    let mut subscription = subscribe(&store, Scope::All, Position::START).with_batch(7);
    let mut seen = Vec::new();
    while !writers.is_empty() {
        tokio::select! {
            batch = subscription.next() => seen.extend(batch.unwrap()),
            done = writers.join_next() => drop(done.unwrap().unwrap()),
        }
    }
    let all = store.read_all(Position::START, usize::MAX).await.unwrap();
    let rest = all.len() - seen.len();
    seen.extend(take(&mut subscription, rest).await);
    expect_in_order(&seen);
    assert_eq!(seen, all);
    assert_eq!(subscription.ready().await.unwrap(), []);
}

pub async fn a_subscriber_goes_on_from_its_position(store: Store) {
    written(&store, append(&stream("CA1"), at(0), events(5))).await;
    let mut first = subscribe(&store, Scope::All, Position::START).with_batch(2);
    let mut seen = take(&mut first, 2).await;
    let mut second = subscribe(&store, Scope::All, first.position());
    seen.extend(take(&mut second, 3).await);
    assert_eq!(seen, store.read_all(Position::START, 9).await.unwrap());
}

pub async fn a_subscriber_to_an_account_sees_its_events_only(store: Store) {
    for account in [ALICE, BOB, ALICE] {
        let call = stream_of(account, "CA1");
        written(&store, append(&call, ExpectedVersion::Any, events(2))).await;
    }
    let mut subscription = subscribe(&store, Scope::Account(ALICE.into()), Position::START);
    let seen = take(&mut subscription, 4).await;
    assert!(seen.iter().all(|event| event.stream.account == ALICE));
    assert_eq!(subscription.ready().await.unwrap(), []);
}

pub async fn a_subscriber_that_waits_is_woken(store: Store) {
    let poll = Duration::from_secs(3600);
    let mut subscription = subscribe(&store, Scope::All, Position::START).with_poll(poll);
    assert_eq!(subscription.ready().await.unwrap(), []);
    for version in 0..20 {
        let request = append(&stream("CA1"), at(version), events(1));
        let (seen, _) = tokio::join!(subscription.next(), written(&store, request));
        assert_eq!(seen.unwrap()[0].version.0, version + 1);
    }
}

pub async fn a_dropped_wait_loses_nothing(store: Store) {
    let mut subscription = subscribe(&store, Scope::All, Position::START);
    for version in 0..50 {
        let request = append(&stream("CA1"), at(version), events(1));
        tokio::select! {
            biased;
            () = tokio::task::yield_now() => {}
            seen = subscription.next() => panic!("nothing was written yet: {seen:?}"),
        }
        written(&store, request).await;
        let seen = subscription.next().await.unwrap();
        assert_eq!(seen.iter().map(|e| e.version.0).collect::<Vec<_>>(), [version + 1]);
    }
}

pub async fn a_writer_that_goes_away_does_not_stop_the_others(store: Store) {
    for n in 0..20 {
        let call = stream(&format!("CA{n}"));
        tokio::select! {
            biased;
            gone = store.append(append(&call, at(0), events(1))) => drop(gone.unwrap()),
            () = tokio::task::yield_now() => {}
        }
    }
    written(&store, append(&stream("last"), at(0), events(1))).await;
    assert!(chain::verify(&*store).await.unwrap().is_sound());
}

pub async fn the_newest_position_is_known_after_an_append(store: Store) {
    let mut wakeups = store.wakeups();
    for version in [0, 2, 4] {
        let (position, _) = written(&store, append(&stream("CA1"), at(version), events(2))).await;
        let newest = *wakeups.wait_for(|newest| *newest >= position).await.unwrap();
        assert_eq!(newest, position);
    }
}

pub async fn the_chains_of_a_log_that_many_wrote_are_sound(store: Store) {
    let empty = chain::verify(&*store).await.unwrap();
    assert!(empty.is_sound() && empty.events == 0);
    let mut writers = JoinSet::new();
    spawn_writers(&mut writers, &store, "CA");
    let during = chain::verify(&*store).await.unwrap();
    assert!(during.is_sound(), "{:?}", during.findings);
    let count: usize = writers.join_all().await.into_iter().sum();
    let after = chain::verify(&*store).await.unwrap();
    assert!(after.is_sound(), "{:?}", after.findings);
    assert_eq!((after.events, after.streams), (count as u64, WRITERS as u64 / 2));
}
