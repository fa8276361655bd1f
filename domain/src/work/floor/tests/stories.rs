//! What happens when things go wrong, or come late, or change while work is under way.

use super::super::*;
use super::desk::*;
use crate::work::reservation::{
    Dequeue, Instruction, ReservationCommand, ReservationEvent, ReservationPhase,
};
use crate::work::task_channel::{TaskChannelCommand, TaskChannelPatch};
use crate::work::task_queue::TaskQueueCommand;
use crate::work::work_item::*;
use crate::work::worker::{WorkerCommand, WorkerPatch};
use crate::work::workflow::{WorkflowCommand, WorkflowPatch};
use crate::work::workspace::WorkspaceCommand;
use crate::work::{Refusal, WorkEvent, WorkKind};

fn desk(workers: &[&str]) -> Desk {
    let mut desk = Desk::open();
    desk.add_queue("A", "1==1", 1);
    desk.add_plain_workflow("A", 30);
    workers.iter().for_each(|name| desk.add_worker(name, "Available", "{}"));
    desk.wait_until(at(0));
    desk
}

fn document(desk: &mut Desk, queue: &str) -> String {
    let queue = desk.queue_sid(queue);
    format!(r#"{{"task_routing":{{"filters":[],"default_filter":{{"queue":"{queue}"}}}}}}"#)
}

fn revise(desk: &mut Desk, queue: &str, re_evaluate: bool) {
    let configuration = Some(document(desk, queue));
    let patch = WorkflowPatch { configuration, ..WorkflowPatch::default() };
    let configure = WorkflowCommand::Configure { patch, re_evaluate };
    desk.act(Command::Workflow(WORKFLOW, configure)).unwrap();
}

fn queue_of(desk: &mut Desk, item: &str) -> String {
    let sid = desk.item_sid(item);
    let queue = desk.floor.item(sid).unwrap().item.waiting.queue_sid.unwrap();
    desk.floor.queue(queue).unwrap().settings.friendly_name.clone()
}

fn phase(desk: &mut Desk, item: &str) -> &'static str {
    let sid = desk.item_sid(item);
    desk.floor.item(sid).map_or("deleted", |entry| entry.item.phase.name())
}

fn in_use(what: WorkKind, by: WorkKind) -> Result<Vec<crate::work::WorkFact>, Refusal> {
    Err(Refusal::InUse { what, by })
}

#[test]
fn a_worker_deleted_while_reserved_leaves_the_item_to_the_next() {
    let mut desk = desk(&["ana", "bo"]);
    desk.add_item("T1");
    assert_eq!(desk.offered_to("T1"), ["ana"]);
    let (ana, item) = (desk.worker_sid("ana"), desk.item_sid("T1"));
    desk.act(Command::Worker(ana, WorkerCommand::Delete)).unwrap();
    let bo = desk.worker_sid("bo");
    let open = &desk.floor.item(item).unwrap().item.open;
    assert_eq!(open.iter().map(|(_, worker)| *worker).collect::<Vec<_>>(), [bo]);
}

#[test]
fn a_worker_with_accepted_work_cannot_be_deleted() {
    let mut desk = desk(&["ana"]);
    desk.add_item("T1");
    desk.answer("T1", "ana", ReservationCommand::Accept).unwrap();
    let delete = Command::Worker(desk.worker_sid("ana"), WorkerCommand::Delete);
    assert_eq!(desk.act(delete.clone()), in_use(WorkKind::Worker, WorkKind::WorkItem));
    desk.end("T1", Ending::Completed).unwrap();
    desk.act(delete).unwrap();
}

#[test]
fn a_clock_that_jumps_back_ends_nothing_early_and_stamps_nothing_earlier() {
    let mut desk = desk(&["ana"]);
    desk.wait_until(at(100));
    desk.add_item("T1");
    let facts = desk.floor.due(at(-5_000));
    assert_eq!(facts, []);
    let sid = desk.item_sid("T2");
    let create = WorkItemCommand::Create(Box::default());
    let facts = desk.floor.act(Command::WorkItem(sid, create), at(-5_000)).unwrap();
    assert!(facts.iter().all(|(_, event)| event.stamp().at == at(100)));
    assert_eq!(desk.floor.due(at(129)), []);
    assert!(!desk.floor.due(at(130)).is_empty(), "the offer made at 100 lapses at 130");
}

#[test]
fn an_item_keeps_to_the_revision_that_it_entered() {
    let mut desk = desk(&[]);
    desk.add_queue("B", "1==1", 1);
    desk.add_item("T1");
    revise(&mut desk, "B", false);
    desk.add_item("T2");
    assert_eq!(queue_of(&mut desk, "T1"), "A");
    assert_eq!(queue_of(&mut desk, "T2"), "B");
    let back = WorkflowCommand::RollBack { to: 1, re_evaluate: true };
    desk.act(Command::Workflow(WORKFLOW, back)).unwrap();
    assert_eq!(desk.floor.workflow(WORKFLOW).unwrap().revision, 3);
    assert_eq!(queue_of(&mut desk, "T2"), "A");
    let missing = WorkflowCommand::RollBack { to: 9, re_evaluate: false };
    let refused = desk.act(Command::Workflow(WORKFLOW, missing));
    assert_eq!(refused, Err(Refusal::NoSuchRevision(9)));
}

#[test]
fn what_is_in_use_cannot_be_deleted() {
    let mut desk = desk(&["ana"]);
    desk.add_queue("B", "1==1", 1);
    let (a, b) = (desk.queue_sid("A"), desk.queue_sid("B"));
    let delete = |sid| Command::TaskQueue(sid, TaskQueueCommand::Delete);
    assert_eq!(desk.act(delete(a)), in_use(WorkKind::TaskQueue, WorkKind::Workflow));
    desk.act(delete(b)).unwrap();
    desk.add_item("T1");
    let workflow = Command::Workflow(WORKFLOW, WorkflowCommand::Delete);
    assert_eq!(desk.act(workflow.clone()), in_use(WorkKind::Workflow, WorkKind::WorkItem));
    let channel_sid = desk.floor.channel_named("default").unwrap();
    let channel = Command::TaskChannel(channel_sid, TaskChannelCommand::Delete);
    assert_eq!(desk.act(channel), in_use(WorkKind::TaskChannel, WorkKind::WorkItem));
    for (name, by) in [("Offline", WorkKind::Workspace), ("Available", WorkKind::Worker)] {
        let sid = desk.activity_sid(name);
        let activity = Command::Activity(sid, crate::work::activity::ActivityCommand::Delete);
        assert_eq!(desk.act(activity), in_use(WorkKind::Activity, by));
    }
    desk.end("T1", Ending::Canceled).unwrap();
    desk.act(workflow).unwrap();
    desk.act(delete(a)).unwrap();
}

#[test]
fn a_workspace_that_goes_cancels_what_waits_and_takes_back_what_was_offered() {
    let mut desk = desk(&["ana", "bo"]);
    desk.add_item("T1");
    desk.answer("T1", "ana", ReservationCommand::Accept).unwrap();
    desk.add_item("T2");
    desk.add_item("T3");
    desk.act(Command::Workspace(WorkspaceCommand::Delete)).unwrap();
    let gone = Err(Refusal::NotFound(WorkKind::Workspace));
    assert_eq!(desk.act(Command::Workspace(WorkspaceCommand::Delete)), gone);
    assert_eq!(phase(&mut desk, "T1"), "deleted");
    for item in ["T2", "T3"] {
        assert_eq!(phase(&mut desk, item), "canceled");
        assert!(desk.offered_to(item).is_empty());
    }
}

#[test]
fn nobody_accepts_twice_and_the_late_are_told_that_it_is_gone() {
    let mut desk = Desk::open();
    desk.add_queue("A", "1==1", 2);
    desk.add_plain_workflow("A", 30);
    ["ana", "bo"].iter().for_each(|name| desk.add_worker(name, "Available", "{}"));
    desk.add_item("T1");
    assert_eq!(desk.offered_to("T1"), ["ana", "bo"]);
    desk.answer("T1", "bo", ReservationCommand::Accept).unwrap();
    let late = desk.answer("T1", "ana", ReservationCommand::Accept);
    assert_eq!(late, Err(Refusal::Rescinded));
    let again = desk.answer("T1", "bo", ReservationCommand::Accept);
    let (from, to) = ("accepted", "accepted");
    assert_eq!(again, Err(Refusal::BadTransition { from, to }));
}

#[test]
fn an_item_offered_a_thousand_times_is_canceled() {
    let mut desk = desk(&["ana"]);
    desk.add_item("T1");
    for _ in 0..MAX_OFFERS {
        let reject = ReservationCommand::Reject { activity_sid: None };
        desk.answer("T1", "ana", reject).unwrap();
    }
    assert_eq!(phase(&mut desk, "T1"), "canceled");
    let sid = desk.item_sid("T1");
    assert_eq!(desk.floor.item(sid).unwrap().item.offers, MAX_OFFERS);
}

#[test]
fn an_ended_item_can_be_read_for_five_minutes_and_an_assigned_one_goes_after_a_day() {
    let mut desk = desk(&["ana", "bo"]);
    desk.add_item("T1");
    desk.add_item("T2");
    desk.answer("T1", "ana", ReservationCommand::Accept).unwrap();
    desk.end("T2", Ending::Canceled).unwrap();
    desk.wait_until(at(299));
    assert_eq!(phase(&mut desk, "T2"), "canceled");
    desk.wait_until(at(300));
    assert_eq!(phase(&mut desk, "T2"), "deleted");
    desk.wait_until(at(86_400));
    assert_eq!(phase(&mut desk, "T1"), "deleted");
    let ana = desk.worker_sid("ana");
    assert!(desk.floor.worker(ana).unwrap().open.is_empty());
    assert_eq!(desk.floor.work.reservations.len(), 0);
}

#[test]
fn rejecting_what_is_pending_follows_going_away_only_when_asked_for() {
    let mut desk = desk(&["ana"]);
    desk.add_item("T1");
    let activity_sid = Some(desk.activity_sid("Unavailable"));
    let patch = WorkerPatch { activity_sid, reject_pending: true, ..WorkerPatch::default() };
    desk.update_worker("ana", patch);
    assert_eq!(desk.in_phase("T1", ReservationPhase::Rejected), ["ana"]);
    assert_eq!(phase(&mut desk, "T1"), "pending");
}

#[test]
fn after_the_work_the_worker_does_what_the_instruction_said() {
    let mut desk = desk(&["ana"]);
    desk.add_item("T1");
    let unavailable = desk.activity_sid("Unavailable");
    let dequeue = Dequeue {
        to: None,
        from: None,
        post_work_activity_sid: Some(unavailable),
        record: false,
        timeout_s: None,
        status_callback_url: None,
        status_callback_events: Vec::new(),
    };
    let dequeue = Box::new(Instruction::Dequeue(dequeue));
    desk.answer("T1", "ana", ReservationCommand::Instruct(dequeue)).unwrap();
    assert_eq!(desk.offered_to("T1"), ["ana"], "who moves calls accepts when it is done");
    desk.answer("T1", "ana", ReservationCommand::Accept).unwrap();
    desk.answer("T1", "ana", ReservationCommand::Wrap).unwrap();
    assert_eq!(phase(&mut desk, "T1"), "wrapping");
    desk.answer("T1", "ana", ReservationCommand::Complete).unwrap();
    assert_eq!(phase(&mut desk, "T1"), "completed");
    let ana = desk.worker_sid("ana");
    assert_eq!(desk.floor.worker(ana).unwrap().worker.activity_sid, unavailable);
}

#[test]
fn a_call_takes_the_whole_worker_when_it_costs_that_much() {
    let mut desk = desk(&["ana"]);
    for (name, cost) in [("voice", 100), ("chat", 20)] {
        let sid = desk.floor.channel_named(name).unwrap();
        let patch = TaskChannelPatch { cost: Some(cost), ..TaskChannelPatch::default() };
        desk.act(Command::TaskChannel(sid, TaskChannelCommand::Configure(patch))).unwrap();
    }
    let (ana, chat) = (desk.worker_sid("ana"), desk.floor.channel_named("chat").unwrap());
    let many = WorkerCommand::SetChannel { channel_sid: chat, capacity: Some(9), available: None };
    desk.act(Command::Worker(ana, many)).unwrap();
    let on = |name: &str| NewWorkItem {
        channel: Some(ChannelName::Unique(name.to_owned())),
        ..NewWorkItem::default()
    };
    for item in ["C1", "C2", "C3", "C4", "C5", "C6"] {
        desk.add_item_as(item, on("chat")).unwrap();
    }
    assert_eq!(desk.offered_to("C5"), ["ana"]);
    assert!(desk.offered_to("C6").is_empty(), "five chats of 20 are all of a worker");
    desk.add_item_as("V1", on("voice")).unwrap();
    assert!(desk.offered_to("V1").is_empty());
}

#[test]
fn attributes_and_the_end_go_together_or_not_at_all() {
    let mut desk = desk(&["ana"]);
    desk.add_item("T1");
    let sid = desk.item_sid("T1");
    let update = |to| WorkItemCommand::Update {
        patch: WorkItemPatch { attributes: Some(r#"{"a":1}"#.into()), ..Default::default() },
        transition: Some(Transition { to, reason: None }),
    };
    let refused = desk.act(Command::WorkItem(sid, update(Ending::Completed)));
    let (from, to) = ("reserved", "completed");
    assert_eq!(refused, Err(Refusal::BadTransition { from, to }));
    assert_eq!(desk.floor.item(sid).unwrap().item.terms.attributes.text(), "{}");
    desk.act(Command::WorkItem(sid, update(Ending::Canceled))).unwrap();
    let item = &desk.floor.item(sid).unwrap().item;
    assert_eq!((item.terms.attributes.text(), item.phase.name()), (r#"{"a":1}"#, "canceled"));
}

#[test]
fn a_refusal_leaves_the_floor_as_it_was() {
    let mut desk = desk(&["ana"]);
    desk.add_item("T1");
    let before = desk.floor.digest();
    let (item, worker) = (desk.item_sid("T1"), desk.worker_sid("bo"));
    let stranger = NewWorkItem {
        routing_target: Some(RoutingTarget::Worker(worker)),
        ..NewWorkItem::default()
    };
    let own = WorkItemCommand::Progress(Progress::Cancel(CancelCause::Asked));
    for command in [
        Command::WorkItem(item, WorkItemCommand::Create(Box::default())),
        Command::WorkItem(item, own),
        Command::WorkItem(desk.item_sid("T9"), WorkItemCommand::Create(Box::new(stranger))),
        Command::Worker(worker, WorkerCommand::Delete),
        Command::Workflow(WORKFLOW, WorkflowCommand::Delete),
    ] {
        assert!(desk.act(command.clone()).is_err(), "{command:?}");
        assert_eq!(desk.floor.digest(), before, "{command:?}");
    }
}

#[test]
fn events_out_of_their_order_are_not_folded() {
    let mut desk = desk(&["ana"]);
    desk.add_item("T1");
    let mut again = Floor::new(WORKSPACE);
    let (sid, event) = &desk.facts[1];
    let gap = Refusal::Gap { last: 0, found: 2 };
    assert_eq!(again.fold(*sid, event), Err(gap));
    for (sid, event) in &desk.facts {
        again.fold(*sid, event).unwrap();
        again.fold(*sid, event).unwrap();
    }
    assert_eq!(again.digest(), desk.floor.digest());
    let sequences: Vec<_> = desk.facts.iter().map(|(_, event)| event.stamp().sequence).collect();
    let gapless: Vec<_> = (1..=sequences.len() as u64).collect();
    assert_eq!(sequences, gapless);
}

#[test]
fn an_item_without_a_way_is_canceled_not_lost() {
    let mut desk = Desk::open();
    let none = r#"{"task_routing":{"filters":[]}}"#;
    desk.add_workflow(none, 30);
    desk.add_item("T1");
    assert_eq!(phase(&mut desk, "T1"), "canceled");
    let canceled = desk.facts.iter().find_map(|(_, event)| match event {
        WorkEvent::WorkItem(WorkItemEvent::WorkItemCanceled(it)) => Some(it.cause),
        WorkEvent::WorkItem(_)
        | WorkEvent::Workspace(_)
        | WorkEvent::Activity(_)
        | WorkEvent::TaskChannel(_)
        | WorkEvent::TaskQueue(_)
        | WorkEvent::Worker(_)
        | WorkEvent::Workflow(_)
        | WorkEvent::Reservation(_) => None,
    });
    assert_eq!(canceled, Some(CancelCause::NoFilter));
}

#[test]
fn the_lapse_of_an_offer_stands_in_both_histories() {
    let mut desk = desk(&["ana"]);
    desk.add_item("T1");
    desk.wait_until(at(30));
    let lapsed = |(_, event): &&crate::work::WorkFact| {
        matches!(event, WorkEvent::Reservation(ReservationEvent::ReservationTimedOut(_)))
    };
    assert_eq!(desk.facts.iter().filter(lapsed).count(), 1);
    let released = |(_, event): &&crate::work::WorkFact| {
        matches!(event, WorkEvent::WorkItem(WorkItemEvent::WorkItemReleased(_)))
    };
    assert_eq!(desk.facts.iter().filter(released).count(), 1);
}
