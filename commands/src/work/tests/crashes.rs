//! Stops at any point.

use std::sync::Arc;

use domain::work::work_item::Ending;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use store::port::EventStore;
use store::sqlite::SqliteStore;

use super::centre::*;
use crate::trial::{Luck, NOW, Unlucky, writer_on};
use crate::{CommandError, Failure, Writer};

/// Commands one after the other; between any two, and in the middle of any, the process may stop. What was
/// answered is there afterwards, and the floor is the one that the log makes.
async fn stops_lose_nothing(writer: &Writer, seed: u64) {
    let mut random = StdRng::seed_from_u64(seed);
    let mut centre = Centre::on(writer, NOW);
    centre.open().await;
    let (mut kept, mut now) = (Vec::new(), NOW);
    for item in 1..=60 {
        now = now.plus_ms(random.random_range(0..40_000));
        centre.clock.set(now);
        let is_killed = random.random_ratio(1, 4);
        if is_killed {
            // The command may be written or not; nobody is told.
            let context = centre.context();
            let asked = centre.desk.submit(&context, WORKSPACE, bring(item));
            tokio::select! {
                biased;
                () = steps(random.random_range(0..12)) => {}
                _ = asked => {}
            }
            let seen = centre.digest().await;
            drop(centre);
            centre = Centre::knowing(writer, now, false, &[WORKSPACE]);
            if random.random_ratio(1, 2) {
                assert_eq!(centre.digest().await, seen, "seed {seed}, item {item}");
            }
        } else {
            let facts = centre.done(bring(item)).await;
            kept.push(item);
            if let [offer, ..] = offers(&facts)[..]
                && random.random_ratio(2, 3)
            {
                centre.done(accept(offer)).await;
                if random.random_ratio(1, 2) {
                    centre.done(end(item, Ending::Completed)).await;
                }
            }
        }
    }
    let live = centre.digest().await;
    drop(centre);
    let again = Centre::on(writer, now);
    assert_eq!(again.digest().await, live, "seed {seed}");
}

/// Lets others have so many turns.
async fn steps(count: usize) {
    for _ in 0..count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn stops_lose_nothing_in_memory() {
    for seed in 0..12 {
        stops_lose_nothing(&crate::trial::writer(), seed).await;
    }
}

#[tokio::test]
async fn stops_lose_nothing_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("events.db")).unwrap();
    stops_lose_nothing(&writer_on(Arc::new(store)), 99).await;
}

#[tokio::test]
async fn an_answer_of_the_store_that_is_lost_does_not_write_twice() {
    let store = Unlucky::new(Luck::LostAnswer, 0);
    let writer = writer_on(store.clone());
    let centre = Centre::on(&writer, NOW);
    centre.open().await;
    store.next(Luck::LostAnswer, 1);
    let facts = centre.done(bring(1)).await;
    assert_eq!(facts.len(), 4);
    assert_eq!(centre.see(|floor| floor.items().count()).await, 1);
}

#[tokio::test]
async fn a_store_that_fails_is_told_and_the_floor_is_what_the_log_says() {
    for (luck, is_written) in
        [(Luck::LostAnswer, true), (Luck::Silence, false), (Luck::Full, false)]
    {
        let store = Unlucky::new(luck, 0);
        let writer = writer_on(store.clone());
        let centre = Centre::on(&writer, NOW);
        centre.open().await;
        let head = store.head().await.unwrap();
        // A lost answer is known by its ids when it is tried again; one that is lost twice is not.
        store.next(luck, if luck == Luck::LostAnswer { 2 } else { 9 });
        let told = centre.ask(bring(1)).await;
        if luck != Luck::LostAnswer {
            let failed = told.unwrap_err();
            assert!(matches!(
                failed,
                CommandError::Failed(Failure::Full | Failure::Unavailable(_))
            ));
        }
        store.next(luck, 0);
        assert_eq!(store.head().await.unwrap() > head, is_written, "{luck:?}");
        let items = centre.see(|floor| floor.items().count()).await;
        assert_eq!(items, usize::from(is_written), "{luck:?}");
        centre.clock.set(later(2_000));
        let again = centre.ask(bring(1)).await;
        assert_eq!(again.is_ok(), !is_written, "{luck:?}");
    }
}

#[tokio::test]
async fn an_owner_that_always_conflicts_says_so() {
    let store = Unlucky::new(Luck::Conflict, 0);
    let writer = writer_on(store.clone());
    let centre = Centre::on(&writer, NOW);
    centre.open().await;
    store.next(Luck::Conflict, 2);
    assert!(centre.ask(bring(1)).await.is_ok());
    store.next(Luck::Conflict, usize::MAX);
    assert!(matches!(centre.ask(bring(2)).await, Err(CommandError::Conflict)));
    store.next(Luck::Conflict, 0);
    assert_eq!(centre.see(|floor| floor.items().count()).await, 1);
}
