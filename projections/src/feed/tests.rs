//! The feed: live, behind, in trouble.

use std::sync::Arc;
use std::time::Duration;

use domain::call::CallEvent;
use store::memory::MemoryStore;
use store::port::{Append, EventStore, ExpectedVersion, NewEvent, StreamAppend, StreamId};
use store::position::Position;

use crate::tests::{Story, empty, noon, shown, story};
use crate::{Feed, FeedError, ViewError};

const SOON: Duration = Duration::from_secs(10);

fn strange(category: &str, event_type: &str, schema_version: u16) -> Append {
    let stream = StreamId {
        account: String::from("AC1"),
        category: category.to_owned(),
        key: String::from("strange"),
    };
    let event = NewEvent {
        id: uuid::Uuid::from_u128(0xffff),
        event_type: event_type.to_owned(),
        schema_version,
        recorded_at: 1,
        correlation: String::new(),
        causation: None,
        actor: String::from("system"),
        data: bytes::Bytes::from_static(b"{}"),
    };
    let expected = ExpectedVersion::NoStream;
    let streams = vec![StreamAppend { stream, expected, events: vec![event] }];
    Append { streams, order: Vec::new(), idempotency: None }
}

#[tokio::test]
async fn what_is_appended_while_the_feed_runs_is_seen_by_whoever_waits_for_it() {
    let store = Arc::new(MemoryStore::new());
    let (_dir, views) = empty();
    let feed = Feed::new(views.clone(), store.clone(), noon);
    let scene = async {
        story().tell(&*store).await;
        let head = store.head().await.unwrap();
        views.wait_for(head, SOON).await.unwrap();
        assert_eq!(views.position(), head);
        assert!(views.route("+15005550006").await.unwrap().is_some());
    };
    tokio::select! {
        ended = feed.run() => panic!("the feed ended: {ended:?}"),
        () = scene => {}
    }
}

#[tokio::test]
async fn waiting_for_what_does_not_come_ends() {
    let (_dir, views) = empty();
    let waited = views.wait_for(Position(5), Duration::from_millis(1)).await;
    assert!(matches!(waited, Err(ViewError::Behind { at: 0, wanted: 5 })));
}

#[tokio::test]
async fn an_unknown_event_stops_the_feed_after_all_that_went_before() {
    for (category, event_type, version) in
        [("call", "CallSung", 1), ("opera", "CallReceived", 1), ("call", "CallAnswered", 99)]
    {
        let store = story().told().await;
        let before = store.head().await.unwrap();
        store.append(strange(category, event_type, version)).await.unwrap();
        let (_dir, views) = empty();
        let feed = Feed::new(views.clone(), store.clone(), noon).with_batch(50);
        let stopped = feed.run().await.unwrap_err();
        assert!(matches!(stopped, FeedError::Unprojectable { position, .. } if position > before));
        assert_eq!(views.position(), before);
        let (_dir, whole) = shown(story().told().await).await;
        assert_eq!(views.dump().await.unwrap(), whole.dump().await.unwrap());
        let trouble = views.health().trouble.unwrap();
        assert!(trouble.contains("stopped at position"), "{trouble}");
    }
}

#[tokio::test]
async fn the_lag_is_the_distance_to_the_head_and_the_age_of_what_was_seen_last() {
    let store = story().told().await;
    let head = store.head().await.unwrap();
    store.append(strange("call", "CallSung", 1)).await.unwrap();
    let (_dir, views) = empty();
    Feed::new(views.clone(), store, noon).catch_up().await.unwrap_err();
    let health = views.health();
    assert_eq!((health.position, health.head.0), (head, head.0 + 1));
    assert_eq!((health.lag.events, health.lag.ms), (1, 60_000 - 5_050));
}

#[tokio::test]
async fn two_feeds_on_the_same_rows_write_every_event_once() {
    let store = story().told().await;
    let (_dir, alone) = shown(store.clone()).await;
    let (_dir, views) = empty();
    let feed = |batch| Feed::new(views.clone(), store.clone(), noon).with_batch(batch);
    let (one, two) = (feed(2), feed(3));
    let (first, second) = tokio::join!(one.catch_up(), two.catch_up());
    assert_eq!(first.unwrap(), second.unwrap());
    assert_eq!(views.dump().await.unwrap(), alone.dump().await.unwrap());
}

#[tokio::test]
async fn a_rebuild_while_the_feed_runs_loses_nothing() {
    let store = Arc::new(MemoryStore::new());
    let (_dir, views) = empty();
    let feed = Feed::new(views.clone(), store.clone(), noon).with_batch(4);
    let scene = async {
        story().tell(&*store).await;
        views.rebuild(store.clone(), noon).await.unwrap();
        let mut more = Story::default();
        more.call(
            9_000,
            domain::sid::AccountSid::from_bits(0xb0b),
            0x77,
            CallEvent::CallAnswered(domain::call::CallAnswered {}),
        );
        more.tell(&*store).await;
        views.wait_for(store.head().await.unwrap(), SOON).await.unwrap();
    };
    tokio::select! {
        ended = feed.run() => panic!("the feed ended: {ended:?}"),
        () = scene => {}
    }
    let (_dir, alone) = shown(store).await;
    assert_eq!(views.dump().await.unwrap(), alone.dump().await.unwrap());
}

#[tokio::test]
async fn rows_of_another_log_stop_the_feed_and_a_rebuild_replaces_them() {
    let (_dir, views) = shown(story().told().await).await;
    let mut other = Story::default();
    let bob = domain::sid::AccountSid::from_bits(0xb0b);
    other.call(1, bob, 0x1, crate::tests::received("+1", "+2"));
    let store = other.told().await;
    let stopped = Feed::new(views.clone(), store.clone(), noon).run().await.unwrap_err();
    assert!(matches!(stopped, FeedError::AnotherLog { head: Position(1), .. }), "{stopped}");
    views.rebuild(store.clone(), noon).await.unwrap();
    assert_eq!(views.position(), Position(1));
    let (_dir, alone) = shown(store).await;
    assert_eq!(views.dump().await.unwrap(), alone.dump().await.unwrap());
}

async fn one_more(store: &MemoryStore, key: u64) {
    let mut story = Story::default();
    let bob = domain::sid::AccountSid::from_bits(0xb0b);
    story.call(1, bob, u128::from(key), crate::tests::received("+1", "+2"));
    story.tell(store).await;
}

#[tokio::test(start_paused = true)]
async fn events_that_trickle_share_a_transaction() {
    let store = Arc::new(MemoryStore::new());
    let (_dir, views) = empty();
    let feed = Feed::new(views.clone(), store.clone(), noon);
    let scene = async {
        let mut seen = std::collections::BTreeSet::new();
        // The clock is the test's own: it stands still but for these ticks.
        let mut ticks = tokio::time::interval(Duration::from_millis(1));
        for key in 1..=30 {
            one_more(&store, key).await;
            ticks.tick().await;
            seen.insert(views.position());
        }
        assert!((2..=6).contains(&seen.len()), "{seen:?}");
    };
    tokio::select! {
        ended = feed.run() => panic!("the feed ended: {ended:?}"),
        () = scene => {}
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_who_waits_is_made_to_wait_for_others() {
    let store = Arc::new(MemoryStore::new());
    let (_dir, views) = empty();
    let feed = Feed::new(views.clone(), store.clone(), noon);
    let scene = async {
        let begun = tokio::time::Instant::now();
        for key in 1..=30 {
            one_more(&store, key).await;
            views.wait_for(Position(key), SOON).await.unwrap();
        }
        assert!(begun.elapsed() < Duration::from_millis(10), "{:?}", begun.elapsed());
    };
    tokio::select! {
        ended = feed.run() => panic!("the feed ended: {ended:?}"),
        () = scene => {}
    }
}
