//! Look-ups and lists.

use domain::sid::*;
use domain::work::WorkEvent;
use domain::work::expression::{Attributes, Dialect, Expression, Scope};

use super::day::{ANN, BEN, EN, WORKFLOW};
use super::{Centre, WORKSPACE, day, random};
use crate::query::{From, Paging};
use crate::tests::{ALICE, BOB, open, shown};
use crate::*;

/// Three English items, two others; both workers offline.
fn waiting() -> Centre {
    random(&[(0, 0), (13, 1), (1, 0), (13, 1), (0, 0), (12, 2), (13, 1), (1, 0), (13, 1), (0, 0)])
}

async fn items(filter: WorkItemFilter) -> Vec<u128> {
    let (_dir, views) = shown(waiting().story.told().await).await;
    let paging = Paging::default();
    let page = views.work_items(ALICE, WORKSPACE, &filter, None, &paging).await.unwrap();
    page.rows.iter().map(|row| row.sid.bits()).collect()
}

#[tokio::test]
async fn work_items_are_listed_by_queue_workflow_status_and_priority() {
    let all = WorkItemFilter::default;
    assert_eq!(items(all()).await, [0x100, 0x102, 0x104, 0x107, 0x109]);
    let queue_name = Some(String::from("English"));
    assert_eq!(items(WorkItemFilter { queue_name, ..all() }).await, [0x100, 0x104, 0x109]);
    let queue_sid = Some(TaskQueueSid::from_bits(EN));
    assert_eq!(items(WorkItemFilter { queue_sid, ..all() }).await, [0x100, 0x104, 0x109]);
    let workflow_name = Some(String::from("Calls"));
    assert_eq!(items(WorkItemFilter { workflow_name, ..all() }).await.len(), 5);
    let workflow_sid = Some(WorkflowSid::from_bits(1));
    assert_eq!(items(WorkItemFilter { workflow_sid, ..all() }).await, [0_u128; 0]);
    let statuses = vec![WorkItemStatus::Reserved, WorkItemStatus::Canceled];
    assert_eq!(items(WorkItemFilter { statuses, ..all() }).await, [0_u128; 0]);
    let statuses = vec![WorkItemStatus::Pending, WorkItemStatus::Reserved];
    assert_eq!(items(WorkItemFilter { statuses, ..all() }).await.len(), 5);
    let priority = Some(5);
    assert_eq!(items(WorkItemFilter { priority, ..all() }).await, [0x100, 0x109]);
}

const ORDERS: [WorkItemOrder; 6] = [
    WorkItemOrder::Created(Sort::Descending),
    WorkItemOrder::VirtualStart(Sort::Ascending),
    WorkItemOrder::Priority(Sort::Descending, Sort::Ascending),
    WorkItemOrder::PriorityThenVirtualStart(Sort::Ascending, Sort::Descending),
    WorkItemOrder::VirtualStartThenPriority(Sort::Descending, Sort::Ascending),
    WorkItemOrder::CreatedThenPriority(Sort::Ascending, Sort::Ascending),
];

/// The pages of a list, walked to the end and back.
async fn walked(views: &Views, filter: &WorkItemFilter, size: u32) -> (Vec<u128>, Vec<u128>) {
    let (mut forth, mut back) = (Vec::new(), Vec::new());
    let mut from = From::Start;
    let sids = |page: &Page<WorkItemRow>| -> Vec<u128> {
        page.rows.iter().map(|row| row.sid.bits()).collect()
    };
    let last = loop {
        let paging = Paging::new(size, from);
        let page = views.work_items(ALICE, WORKSPACE, filter, None, &paging).await.unwrap();
        forth.extend(sids(&page));
        match page.next {
            Some(next) => from = From::After(next.to_string().parse().unwrap()),
            None => break page,
        }
    };
    let mut page = last;
    loop {
        back.splice(0..0, sids(&page));
        let Some(previous) = page.previous else { return (forth, back) };
        let paging = Paging::new(size, From::Before(previous));
        page = views.work_items(ALICE, WORKSPACE, filter, None, &paging).await.unwrap();
    }
}

#[tokio::test]
async fn every_order_is_the_same_on_pages_of_any_size_forth_and_back_on_both_databases() {
    let store = waiting().story.told().await;
    let (_dir, sqlite) = shown(store.clone()).await;
    let (_url, postgres) = open().await;
    crate::tests::follow(&postgres, store, 100).await;
    for order in ORDERS {
        let filter = WorkItemFilter { order, ..WorkItemFilter::default() };
        let whole = walked(&sqlite, &filter, 50).await.0;
        assert_eq!(whole.len(), 5);
        for size in [1, 2, 3] {
            let pages = (whole.clone(), whole.clone());
            assert_eq!(walked(&sqlite, &filter, size).await, pages, "{order:?} by {size}");
            assert_eq!(walked(&postgres, &filter, size).await, pages, "{order:?} by {size}");
        }
    }
    let order = WorkItemOrder::Priority(Sort::Descending, Sort::Ascending);
    let filter = WorkItemFilter { order, ..WorkItemFilter::default() };
    let (first, _) = walked(&sqlite, &filter, 50).await;
    assert_eq!(first[..2], [0x100, 0x109]);
}

#[tokio::test]
async fn a_rule_sifts_a_list_and_its_pages_are_full() {
    let (_dir, views) = shown(waiting().story.told().await).await;
    let rule = Expression::parse("lang == 'en'", Scope::Filter, Dialect::default()).unwrap();
    let keep = |row: &WorkItemRow| rule.holds(&Attributes::default(), &row.terms.attributes);
    let filter = WorkItemFilter::default();
    let page = |size, from| {
        let (views, filter, keep) = (&views, &filter, &keep);
        async move {
            let paging = Paging::new(size, from);
            let keep: &(dyn Fn(&WorkItemRow) -> bool + Send + Sync) = keep;
            views.work_items(ALICE, WORKSPACE, filter, Some(keep), &paging).await.unwrap()
        }
    };
    let sids = |page: &Page<WorkItemRow>| -> Vec<u128> {
        page.rows.iter().map(|row| row.sid.bits()).collect()
    };
    let first = page(2, From::Start).await;
    assert_eq!(sids(&first), [0x100, 0x104]);
    let second = page(2, From::After(first.next.unwrap())).await;
    assert_eq!((sids(&second), second.next), (vec![0x109], None));
    let back = page(2, From::Before(second.previous.unwrap())).await;
    assert_eq!((sids(&back), back.previous), (vec![0x100, 0x104], None));
    assert_eq!(sids(&page(2, From::Page(1)).await), [0x109]);
}

#[tokio::test]
async fn workers_are_listed_by_activity_name_and_rule() {
    let (_dir, views) = shown(random(&[(13, 1), (3, 0)]).story.told().await).await;
    let found = |filter: WorkerFilter| {
        let views = &views;
        async move {
            let paging = Paging::default();
            let page = views.workers(ALICE, WORKSPACE, &filter, None, &paging).await.unwrap();
            page.rows.iter().map(|row| row.sid.bits()).collect::<Vec<_>>()
        }
    };
    let all = WorkerFilter::default;
    assert_eq!(found(all()).await, [ANN, BEN]);
    assert_eq!(found(WorkerFilter { available: Some(true), ..all() }).await, [ANN]);
    assert_eq!(found(WorkerFilter { available: Some(false), ..all() }).await, [BEN]);
    let activity_name = Some(String::from("Offline"));
    assert_eq!(found(WorkerFilter { activity_name, ..all() }).await, [BEN]);
    let friendly_name = Some(String::from("ann"));
    assert_eq!(found(WorkerFilter { friendly_name, ..all() }).await, [ANN]);
    let by_status_change = Some(Sort::Descending);
    assert_eq!(found(WorkerFilter { by_status_change, ..all() }).await, [ANN, BEN]);
    let by_status_change = Some(Sort::Ascending);
    assert_eq!(found(WorkerFilter { by_status_change, ..all() }).await, [BEN, ANN]);
    let ann = views.worker(ALICE, WORKSPACE, WorkerSid::from_bits(ANN)).await.unwrap().unwrap();
    assert!(ann.available);
    assert_eq!(ann.activity_name.as_deref(), Some("Available"));
}

#[tokio::test]
async fn a_worker_has_every_channel_and_what_is_open_takes_of_it() {
    let centre = random(&[(3, 0), (0, 0), (13, 1), (5, 0)]);
    let (_dir, views) = shown(centre.story.told().await).await;
    let ann = WorkerSid::from_bits(ANN);
    let channels = views.worker_channels(ALICE, WORKSPACE, ann).await.unwrap();
    assert!(channels.len() > 1);
    let default = channels.iter().find(|it| it.channel_name == "default").unwrap();
    assert_eq!((default.capacity, default.assigned, default.open), (1, 1, 1));
    assert_eq!(default.available_capacity_percentage(), 0);
    let free = channels.iter().find(|it| it.channel_name != "default").unwrap();
    assert_eq!((free.assigned, free.open, free.available_capacity_percentage()), (0, 0, 100));
    let stranger = WorkerSid::from_bits(0x404);
    assert!(views.worker_channels(ALICE, WORKSPACE, stranger).await.unwrap().is_empty());
}

#[tokio::test]
async fn reservations_are_listed_by_work_item_worker_and_status() {
    let (_dir, views) = shown(day().story.told().await).await;
    let found = |filter: ReservationFilter| {
        let views = &views;
        async move {
            let paging = Paging::default();
            let page = views.reservations(ALICE, WORKSPACE, &filter, &paging).await.unwrap();
            page.rows
        }
    };
    let all = ReservationFilter::default;
    assert_eq!(found(all()).await.len(), 9);
    let statuses = vec![ReservationStatus::Pending, ReservationStatus::Wrapping];
    let open = found(ReservationFilter { statuses, ..all() }).await;
    assert_eq!(open.iter().map(|row| row.offer.number).collect::<Vec<_>>(), [3]);
    let statuses = vec![ReservationStatus::Pending, ReservationStatus::TimedOut];
    assert_eq!(found(ReservationFilter { statuses, ..all() }).await.len(), 5);
    let work_item_sid = Some(WorkItemSid::from_bits(1));
    let first = found(ReservationFilter { work_item_sid, ..all() }).await;
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].offer.worker_name.as_deref(), Some("Ann B."));
    assert_eq!((first[0].status, first[0].fault), (ReservationStatus::Completed, Some(40_140)));
    assert_eq!(
        views.reservation(ALICE, WORKSPACE, first[0].sid).await.unwrap().as_ref(),
        first.first()
    );
    let worker_sid = Some(WorkerSid::from_bits(BEN));
    assert_eq!(found(ReservationFilter { worker_sid, ..all() }).await.len(), 2);
}

#[tokio::test]
async fn the_log_is_found_by_all_that_it_is_about_newest_first() {
    let centre = day();
    let (_dir, views) = shown(centre.story.told().await).await;
    let found = |filter: WorkLogFilter| {
        let views = &views;
        async move {
            let paging = Paging::first(1_000);
            let page = views.work_log(ALICE, WORKSPACE, &filter, None, &paging).await.unwrap();
            page.rows
        }
    };
    let all = found(WorkLogFilter::default()).await;
    assert_eq!(all.len(), centre.facts.len());
    assert!(all.is_sorted_by(|a, b| a.sequence > b.sequence));
    for (row, (sid, event)) in all.iter().rev().zip(&centre.facts) {
        assert_eq!((row.resource_sid, &row.event), (*sid, event));
    }
    let about = |about| WorkLogFilter { about, ..WorkLogFilter::default() };
    let worker_sid = Some(WorkerSid::from_bits(ANN));
    let anns = found(about(WorkReferences { worker_sid, ..WorkReferences::default() })).await;
    // An acceptance names no worker: its reservation does.
    for kind in ["ReservationCreated", "ReservationAccepted", "WorkerRenamed"] {
        assert!(anns.iter().any(|row| row.event.type_name() == kind), "{kind}");
    }
    assert!(anns.iter().all(|row| row.event.type_name() != "WorkerDeleted"));
    let english = WorkReferences {
        queue_sid: Some(TaskQueueSid::from_bits(EN)),
        ..WorkReferences::default()
    };
    let english = found(about(english)).await;
    assert!(english.iter().any(|row| matches!(row.event, WorkEvent::Reservation(_))));
    let item = WorkReferences {
        work_item_sid: Some(WorkItemSid::from_bits(1)),
        workflow_sid: Some(WORKFLOW),
        ..WorkReferences::default()
    };
    let kinds: Vec<_> = found(about(item)).await.iter().map(|row| row.event.type_name()).collect();
    assert_eq!(kinds.last(), Some(&"WorkItemCreated"));
    assert!(kinds.contains(&"ReservationAccepted") && kinds.contains(&"ReservationFailed"));
}

#[tokio::test]
async fn the_log_is_found_by_type_time_place_and_sid() {
    let centre = day();
    let (_dir, views) = shown(centre.story.told().await).await;
    let paging = Paging::first(1_000);
    let is_completed = |(_, event): &&domain::work::WorkFact| {
        ["WorkItemCompleted", "WorkItemCanceled"].contains(&event.type_name())
    };
    let wanted = centre.facts.iter().filter(is_completed).count();
    let event_types = vec!["WorkItemCompleted".to_owned(), "WorkItemCanceled".to_owned()];
    let filter = WorkLogFilter { event_types, ..WorkLogFilter::default() };
    let page = views.work_log(ALICE, WORKSPACE, &filter, None, &paging).await.unwrap();
    assert_eq!(page.rows.len(), wanted);
    let one = &page.rows[0];
    let found = views.work_event(ALICE, WORKSPACE, &one.sid).await.unwrap();
    assert_eq!(found.as_ref(), Some(one));
    assert_eq!(views.work_event(BOB, WORKSPACE, &one.sid).await.unwrap(), None);
    let after = Some(one.sequence);
    let filter = WorkLogFilter { after, ..WorkLogFilter::default() };
    let page = views.work_log(ALICE, WORKSPACE, &filter, None, &paging).await.unwrap();
    assert_eq!(page.rows.last().unwrap().sequence, one.sequence + 1);
    let at = TimeRange { from: Some(one.at.0), until: Some(one.at.0 + 1) };
    let filter = WorkLogFilter { at, ..WorkLogFilter::default() };
    let page = views.work_log(ALICE, WORKSPACE, &filter, None, &paging).await.unwrap();
    assert!(page.rows.contains(one) && page.rows.iter().all(|row| row.at == one.at));
}

#[tokio::test]
async fn what_the_tenant_set_is_shown_with_the_names_of_what_it_names() {
    let (_dir, views) = shown(day().story.told().await).await;
    let workspace = views.workspace(ALICE, WORKSPACE).await.unwrap().unwrap();
    assert_eq!(workspace.settings.friendly_name, "Help desk");
    assert_eq!(workspace.default_activity_name.as_deref(), Some("Offline"));
    let paging = Paging::default();
    let activities =
        views.activities(ALICE, WORKSPACE, &ActivityFilter::default(), &paging).await.unwrap();
    let mut names: Vec<_> =
        activities.rows.iter().map(|row| (row.friendly_name.as_str(), row.available)).collect();
    names.sort_unstable();
    assert_eq!(names, [("Available", true), ("Offline", false), ("Unavailable", false)]);
    let filter =
        TaskQueueFilter { by_update: Some(Sort::Descending), ..TaskQueueFilter::default() };
    let queues = views.task_queues(ALICE, WORKSPACE, &filter, None, &paging).await.unwrap();
    assert_eq!(queues.rows.len(), 2);
    let workflow = views.workflow(ALICE, WORKSPACE, WORKFLOW).await.unwrap().unwrap();
    assert_eq!(workflow.revision, 3);
    let revisions = views.workflow_revisions(ALICE, WORKSPACE, WORKFLOW, &paging).await.unwrap();
    let numbers: Vec<_> = revisions.rows.iter().map(|row| row.revision).collect();
    assert_eq!(numbers, [3, 2, 1]);
    let first = views.workflow_revision(ALICE, WORKSPACE, WORKFLOW, 1).await.unwrap().unwrap();
    assert_eq!(first.configuration, workflow.configuration);
    let named = views.task_channel_named(ALICE, WORKSPACE, "voice").await.unwrap();
    assert!(named.is_some());
    assert!(views.task_channel_named(ALICE, WORKSPACE, "fax").await.unwrap().is_none());
}

#[tokio::test]
async fn what_belongs_to_another_account_or_workspace_is_not_there() {
    let (_dir, views) = shown(day().story.told().await).await;
    let elsewhere = WorkspaceSid::from_bits(0x78);
    let paging = Paging::default();
    for (account, workspace, is_there) in
        [(ALICE, WORKSPACE, true), (ALICE, elsewhere, false), (BOB, WORKSPACE, false)]
    {
        let all = WorkerFilter::default();
        let workers = views.workers(account, workspace, &all, None, &paging);
        assert_eq!(!workers.await.unwrap().rows.is_empty(), is_there);
        let item = views.work_item(account, workspace, WorkItemSid::from_bits(7)).await.unwrap();
        assert_eq!(item.is_some(), is_there);
        let filter = ReservationFilter::default();
        let offers = views.reservations(account, workspace, &filter, &paging).await.unwrap();
        assert_eq!(!offers.rows.is_empty(), is_there);
        let all = WorkLogFilter::default();
        let log = views.work_log(account, workspace, &all, None, &paging);
        assert_eq!(!log.await.unwrap().rows.is_empty(), is_there);
        let sum = views
            .work_statistics(
                account,
                workspace,
                StatisticsOf::Workspace,
                &StatisticsQuery::default(),
            )
            .await
            .unwrap();
        assert_eq!(sum.items.created > 0, is_there);
        let workflow = views.workflow(account, workspace, WORKFLOW).await.unwrap();
        assert_eq!(workflow.is_some(), is_there);
    }
    assert!(views.workspace(BOB, WORKSPACE).await.unwrap().is_none());
}
