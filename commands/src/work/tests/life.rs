//! From the work item to its end.

use std::sync::Arc;

use domain::sid::*;
use domain::work::floor::Command;
use domain::work::work_item::{Ending, Phase};
use domain::work::workspace::WorkspaceCommand;
use domain::work::{Refusal, WorkKind};
use futures_util::future::join_all;
use store::position::Position;
use store::sqlite::SqliteStore;

use super::centre::*;
use crate::trial::{ACCOUNT, NOW, once, writer, writer_on};
use crate::{CommandError, Context, Writer};

async fn a_work_item_finds_a_worker_who_does_it(writer: &Writer) {
    let centre = Centre::on(writer, NOW);
    centre.open().await;
    let facts = centre.done(bring(1)).await;
    assert_eq!(
        names(&facts),
        ["WorkItemCreated", "WorkItemRouted", "ReservationCreated", "WorkItemReserved"]
    );
    let offer = offers(&facts)[0];
    assert_eq!(
        names(&centre.done(accept(offer)).await),
        ["ReservationAccepted", "WorkItemAssigned"]
    );
    let done = centre.ask(end(1, Ending::Completed)).await.unwrap();
    assert_eq!(names(&done.facts), ["ReservationCompleted", "WorkItemCompleted"]);
    assert_eq!(done.position, writer.store.head().await.unwrap());
    let phase = centre.see(|floor| floor.item(WorkItemSid::from_bits(1)).unwrap().item.phase).await;
    assert_eq!(phase, Phase::Completed(NOW));
    let live = centre.digest().await;
    drop(centre);
    assert_eq!(Centre::on(writer, NOW).digest().await, live);
}

#[tokio::test]
async fn a_work_item_finds_a_worker_who_does_it_in_memory() {
    a_work_item_finds_a_worker_who_does_it(&writer()).await;
}

#[tokio::test]
async fn a_work_item_finds_a_worker_who_does_it_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("events.db")).unwrap();
    a_work_item_finds_a_worker_who_does_it(&writer_on(Arc::new(store))).await;
}

#[tokio::test]
async fn the_log_has_every_event_of_a_workspace_in_its_sequence() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    centre.open().await;
    let asked = (1..=40).map(|item| centre.ask(bring(item)));
    assert!(join_all(asked).await.into_iter().all(|it| it.is_ok()));
    let log =
        writer.store.read_account(&ACCOUNT.to_string(), Position::START, 10_000).await.unwrap();
    let mut sequences = Vec::new();
    for stored in log.iter().filter(|it| it.stream.category != "workspace_lease") {
        assert_eq!(stored.event.correlation, WORKSPACE.to_string());
        let kind = WorkKind::of_category(&stored.stream.category).unwrap();
        let event = &stored.event;
        let read = kind.decode(&event.event_type, event.schema_version, &event.data).unwrap();
        assert_eq!(read.stamp().at.0, event.recorded_at);
        sequences.push(read.stamp().sequence);
    }
    assert_eq!(sequences, (1..=sequences.len() as u64).collect::<Vec<_>>());
    let leases = log.iter().filter(|it| it.stream.category == "workspace_lease").count();
    assert_eq!(leases, 1);
}

#[tokio::test]
async fn commands_that_wait_are_one_append_and_a_refused_one_harms_nobody() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    centre.open().await;
    let before = writer.store.head().await.unwrap();
    let (first, again, second) =
        tokio::join!(centre.ask(bring(1)), centre.ask(bring(1)), centre.ask(bring(2)));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first.position, second.position);
    assert_eq!(first.position.0 - before.0, (first.facts.len() + second.facts.len()) as u64);
    let refused = again.unwrap_err();
    assert!(matches!(refused, CommandError::Refused(Refusal::Exists(WorkKind::WorkItem))));
}

#[tokio::test]
async fn a_workspace_of_another_account_is_not_there() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    centre.open().await;
    let other = AccountSid::from_bits(0xbb);
    let nobody =
        |error| matches!(error, CommandError::Refused(Refusal::NotFound(WorkKind::Workspace)));
    for desk in [centre.desk.clone(), Centre::on(&writer, NOW).desk] {
        let theirs = Context { account: other, ..centre.context() };
        assert!(nobody(desk.submit(&theirs, WORKSPACE, bring(1)).await.unwrap_err()));
        assert!(nobody(desk.ask(other, WORKSPACE, |_, _| ()).await.unwrap_err()));
        assert!(nobody(desk.submit(&theirs, WORKSPACE, open()).await.unwrap_err()));
    }
    let nowhere = WorkspaceSid::from_bits(99);
    assert!(nobody(centre.desk.ask(ACCOUNT, nowhere, |_, _| ()).await.unwrap_err()));
}

#[tokio::test]
async fn a_workspace_is_made_once_and_is_gone_when_it_is_deleted() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    centre.open().await;
    centre.done(bring(1)).await;
    let refused = centre.ask(open()).await.unwrap_err();
    assert!(matches!(refused, CommandError::Refused(Refusal::Exists(WorkKind::Workspace))));
    let delete = Command::Workspace(WorkspaceCommand::Delete);
    let facts = centre.done(delete.clone()).await;
    assert_eq!(names(&facts).last(), Some(&"WorkspaceDeleted"));
    for error in [
        centre.ask(delete).await.unwrap_err(),
        centre.desk.ask(ACCOUNT, WORKSPACE, |_, _| ()).await.unwrap_err(),
    ] {
        let refused = CommandError::Refused(Refusal::NotFound(WorkKind::Workspace));
        assert_eq!(error.to_string(), refused.to_string());
    }
}

#[tokio::test]
async fn a_command_under_a_key_is_done_once() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    centre.open().await;
    let under = |request| centre.context().once(once("k", request));
    let first = centre.desk.submit(&under(1), WORKSPACE, bring(1)).await.unwrap();
    assert_eq!((first.repeated, first.facts.len()), (None, 4));
    let head = writer.store.head().await.unwrap();
    let again = centre.desk.submit(&under(1), WORKSPACE, bring(2)).await.unwrap();
    assert_eq!(again.repeated.unwrap(), WorkItemSid::from_bits(1).to_string());
    let other = centre.desk.submit(&under(2), WORKSPACE, bring(3)).await;
    assert!(matches!(other, Err(CommandError::KeyReused)));
    assert_eq!(writer.store.head().await.unwrap(), head);
    assert_eq!(centre.see(|floor| floor.items().count()).await, 1);
}

#[tokio::test]
async fn what_is_shown_is_the_floor_after_the_command() {
    let writer = writer();
    let centre = Centre::on(&writer, NOW);
    centre.open().await;
    let item = WorkItemSid::from_bits(1);
    let context = centre.context();
    let shown = centre.desk.submit_and(&context, WORKSPACE, bring(1), move |floor, done| {
        (floor.item(item).unwrap().reservations.len(), done.facts.len())
    });
    assert_eq!(shown.await.unwrap().1, (1, 4));
}
