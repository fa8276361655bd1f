//! Two owners of one workspace.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::work::WorkKind;
use domain::work::lease::LeaseEvent;
use futures_util::future::join_all;
use store::position::Position;
use store::sqlite::SqliteStore;

use super::centre::*;
use crate::codec::payload;
use crate::trial::{NOW, writer, writer_on};
use crate::{CommandError, Writer};

async fn sequences(writer: &Writer) -> Vec<u64> {
    let log = writer.store.read_all(Position::START, 100_000).await.unwrap();
    let mut sequences = Vec::new();
    for stored in &log {
        let Some(kind) = WorkKind::of_category(&stored.stream.category) else { continue };
        let event = &stored.event;
        let read = kind.decode(&event.event_type, event.schema_version, &event.data).unwrap();
        sequences.push(read.stamp().sequence);
    }
    sequences
}

async fn leases(writer: &Writer) -> Vec<(u64, String)> {
    let log = writer.store.read_all(Position::START, 100_000).await.unwrap();
    let taken = log.iter().filter(|it| it.stream.category == "workspace_lease");
    taken
        .map(|stored| {
            let LeaseEvent::LeaseTaken(it) = payload(stored).unwrap();
            (it.epoch, it.node)
        })
        .collect()
}

#[tokio::test]
async fn who_was_taken_over_writes_nothing_more_until_it_takes_over_again() {
    let writer = writer();
    let (one, two) = (Centre::on(&writer, NOW), Centre::on(&writer, NOW));
    one.open().await;
    let first = offers(&one.done(bring(1)).await)[0];
    // The other one takes over, and sees what the first one did.
    assert_eq!(names(&two.done(accept(first)).await)[0], "ReservationAccepted");
    // The first one believes that the offer stands; its append conflicts, and it reads again.
    let refused = one.ask(accept(first)).await.unwrap_err();
    assert!(matches!(refused, CommandError::Refused(_)), "{refused:?}");
    let second = offers(&one.done(bring(2)).await);
    assert_eq!(second.len(), 1);
    let taken = leases(&writer).await;
    assert_eq!(taken.iter().map(|(epoch, _)| *epoch).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(taken[0].1, taken[2].1);
    assert_ne!(taken[0].1, taken[1].1);
    two.clock.set(later(1_500));
    assert_eq!(two.digest().await, one.digest().await);
}

async fn two_owners_at_once_leave_one_history(writer: &Writer) {
    let (one, two) = (Centre::on(writer, NOW), Centre::on(writer, NOW));
    one.open().await;
    let asked = (1..=60).map(|item| [&one, &two][item as usize % 2].ask(bring(item)));
    let answers = join_all(asked).await;
    let done: Vec<_> = answers.iter().filter_map(|it| it.as_ref().ok()).collect();
    for error in answers.iter().filter_map(|it| it.as_ref().err()) {
        assert!(matches!(error, CommandError::Conflict | CommandError::Failed(_)), "{error:?}");
    }
    assert!(done.len() >= 30, "{} of 60", done.len());
    let sequences = sequences(writer).await;
    assert_eq!(sequences, (1..=sequences.len() as u64).collect::<Vec<_>>());
    let written: BTreeSet<_> =
        done.iter().flat_map(|it| &it.facts).map(|(_, event)| event.stamp().sequence).collect();
    let facts: usize = done.iter().map(|it| it.facts.len()).sum();
    assert_eq!(written.len(), facts, "no place in the history was told twice");
    let third = Centre::on(writer, NOW);
    let open = third.see(|floor| floor.workers().map(|(_, it)| it.open.len()).sum::<usize>()).await;
    assert_eq!(open, 2, "the worker's capacity, whoever offered");
}

#[tokio::test]
async fn two_owners_at_once_leave_one_history_in_memory() {
    two_owners_at_once_leave_one_history(&writer()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_owners_at_once_leave_one_history_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("events.db")).unwrap();
    two_owners_at_once_leave_one_history(&writer_on(Arc::new(store))).await;
}
