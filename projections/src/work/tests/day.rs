//! A day on which everything happens once, and days on which anything does.

use domain::sid::*;
use domain::work::activity::ActivityCommand;
use domain::work::floor::Command;
use domain::work::reservation::{Dequeue, Instruction, ReservationCommand};
use domain::work::task_channel::{TaskChannelCommand, TaskChannelPatch};
use domain::work::task_queue::{TaskQueueCommand, TaskQueuePatch};
use domain::work::work_item::*;
use domain::work::worker::{WorkerCommand, WorkerPatch};
use domain::work::workflow::{WorkflowCommand, WorkflowPatch};
use domain::work::workspace::{WorkspaceCommand, WorkspacePatch};

use super::{Centre, WORKSPACE};
use crate::tests::ALICE;

pub(crate) const EN: u128 = 0xe4;
pub(crate) const ALL: u128 = 0xa1;
pub(crate) const ANN: u128 = 0xa44;
pub(crate) const BEN: u128 = 0xbe4;
pub(crate) const WORKFLOW: WorkflowSid = WorkflowSid::from_bits(0xf10);

/// English first for 30 s, then everybody; what is not English at once to everybody.
fn document() -> String {
    let (english, all) = (TaskQueueSid::from_bits(EN), TaskQueueSid::from_bits(ALL));
    format!(
        r#"{{"task_routing":{{"filters":[{{"expression":"lang == 'en'","targets":[
        {{"queue":"{english}","timeout":30,"priority":5}},{{"queue":"{all}","timeout":60}}]}}],
        "default_filter":{{"queue":"{all}"}}}}}}"#
    )
}

fn staffed(centre: &mut Centre) {
    centre.queue(EN, "English", "skills HAS 'en'", 1);
    centre.queue(ALL, "Everybody", "1==1", 2);
    let patch = WorkflowPatch {
        friendly_name: Some("Calls".to_owned()),
        configuration: Some(document()),
        reservation_timeout_s: Some(20),
        ..WorkflowPatch::default()
    };
    assert!(centre.ask(Command::Workflow(WORKFLOW, WorkflowCommand::Create(patch))));
    centre.worker(ANN, "ann", "Offline", r#"{"skills":["en","no"],"level":3}"#);
    centre.worker(BEN, "ben", "Offline", r#"{"skills":["no"]}"#);
}

fn goes(centre: &mut Centre, worker: u128, activity: &str) -> bool {
    let activity_sid = Some(centre.activity(activity));
    let patch = WorkerPatch { activity_sid, ..WorkerPatch::default() };
    centre.ask(Command::Worker(WorkerSid::from_bits(worker), WorkerCommand::Update(patch)))
}

fn english() -> NewWorkItem {
    NewWorkItem { attributes: Some(r#"{"lang":"en"}"#.to_owned()), ..NewWorkItem::default() }
}

fn goes_to(to: Ending, reason: &str) -> WorkItemCommand {
    let transition = Some(Transition { to, reason: Some(reason.to_owned()) });
    WorkItemCommand::Update { patch: WorkItemPatch::default(), transition }
}

/// Everything once.
pub(crate) fn day() -> Centre {
    let mut centre = Centre::open(ALICE, WORKSPACE);
    staffed(&mut centre);
    configured(&mut centre);
    worked(&mut centre);
    lost(&mut centre);
    centre
}

fn configured(centre: &mut Centre) {
    centre.wait(1_000);
    let spare = ActivitySid::from_bits(0xac);
    let create = ActivityCommand::Create { friendly_name: "Lunch".to_owned(), available: false };
    assert!(centre.ask(Command::Activity(spare, create)));
    let rename = ActivityCommand::Rename { friendly_name: "Late lunch".to_owned() };
    assert!(centre.ask(Command::Activity(spare, rename)));
    assert!(centre.ask(Command::Activity(spare, ActivityCommand::Delete)));
    let channel = TaskChannelSid::from_bits(0xfa);
    let create = TaskChannelCommand::Create {
        friendly_name: "Fax".to_owned(),
        unique_name: "fax".to_owned(),
        is_optimized: false,
        cost: 0,
    };
    assert!(centre.ask(Command::TaskChannel(channel, create)));
    let patch = TaskChannelPatch {
        friendly_name: Some("Telefax".to_owned()),
        ..TaskChannelPatch::default()
    };
    assert!(centre.ask(Command::TaskChannel(channel, TaskChannelCommand::Configure(patch))));
    assert!(centre.ask(Command::TaskChannel(channel, TaskChannelCommand::Delete)));
    let queue = TaskQueueSid::from_bits(0x90);
    centre.queue(0x90, "Nobody", "", 1);
    let patch =
        TaskQueuePatch { friendly_name: Some("Gone".to_owned()), ..TaskQueuePatch::default() };
    assert!(centre.ask(Command::TaskQueue(queue, TaskQueueCommand::Configure(patch))));
    assert!(centre.ask(Command::TaskQueue(queue, TaskQueueCommand::Delete)));
    let patch = WorkflowPatch { configuration: Some(document() + " "), ..WorkflowPatch::default() };
    let revise = WorkflowCommand::Configure { patch, re_evaluate: false };
    assert!(centre.ask(Command::Workflow(WORKFLOW, revise)));
    let back = WorkflowCommand::RollBack { to: 1, re_evaluate: true };
    assert!(centre.ask(Command::Workflow(WORKFLOW, back)));
    let patch =
        WorkspacePatch { friendly_name: Some("Help desk".to_owned()), ..WorkspacePatch::default() };
    assert!(centre.ask(Command::Workspace(WorkspaceCommand::Configure(patch))));
}

fn worked(centre: &mut Centre) {
    centre.wait(1_000);
    // Accepted, wrapped up, completed.
    assert!(centre.item(1, english()));
    centre.wait(4_000);
    assert!(goes(centre, ANN, "Available"));
    centre.wait(2_500);
    let dequeue = Dequeue {
        to: Some("client:ann".to_owned()),
        from: None,
        post_work_activity_sid: Some(centre.activity("Unavailable")),
        record: false,
        timeout_s: None,
        status_callback_url: None,
        status_callback_events: Vec::new(),
    };
    let instruct = ReservationCommand::Instruct(Box::new(Instruction::Dequeue(dequeue)));
    assert!(centre.answer(instruct));
    assert!(centre.answer(ReservationCommand::Fail { code: 40_140 }));
    assert!(centre.answer(ReservationCommand::Accept));
    centre.wait(60_000);
    let item = WorkItemSid::from_bits(1);
    assert!(centre.ask(Command::WorkItem(item, goes_to(Ending::Wrapping, "nearly"))));
    centre.wait(5_000);
    assert!(centre.ask(Command::WorkItem(item, goes_to(Ending::Completed, "sold"))));
    // Offered to two, one accepts.
    assert!(goes(centre, ANN, "Available"));
    assert!(goes(centre, BEN, "Available"));
    let call_sid = Some(CallSid::from_bits(0xca));
    assert!(centre.item(2, NewWorkItem { call_sid, priority: Some(9), ..NewWorkItem::default() }));
    centre.wait(1_500);
    assert!(centre.answer(ReservationCommand::Accept));
    assert!(centre.answer(ReservationCommand::Complete));
    // Rejected by one, let pass by the other.
    assert!(centre.item(3, NewWorkItem::default()));
    assert!(centre.answer(ReservationCommand::Reject { activity_sid: None }));
    centre.wait(21_000);
}

fn lost(centre: &mut Centre) {
    let patch = WorkItemPatch {
        attributes: Some(r#"{"lang":"no","vip":true}"#.to_owned()),
        priority: Some(7),
        virtual_start: Some(crate::tests::at(10)),
        ..WorkItemPatch::default()
    };
    let update = WorkItemCommand::Update { patch, transition: None };
    assert!(centre.ask(Command::WorkItem(WorkItemSid::from_bits(3), update)));
    assert!(goes(centre, ANN, "Unavailable") || goes(centre, ANN, "Offline"));
    let _may_be_there_already = goes(centre, BEN, "Unavailable");
    // Escalated, timed out in its workflow.
    assert!(centre.item(4, english()));
    centre.wait(95_000);
    // Canceled and deleted by those who sent them.
    assert!(centre.item(5, english()));
    assert!(centre.item(6, english()));
    centre.wait(3_000);
    let cancel = goes_to(Ending::Canceled, "hung up");
    assert!(centre.ask(Command::WorkItem(WorkItemSid::from_bits(5), cancel)));
    assert!(centre.ask(Command::WorkItem(WorkItemSid::from_bits(6), WorkItemCommand::Delete)));
    // For one worker alone, who is busy.
    let target = Some(RoutingTarget::Worker(WorkerSid::from_bits(ANN)));
    let deadline = Some(centre.now.plus_ms(60_000));
    let new = NewWorkItem { routing_target: target, deadline, ..NewWorkItem::default() };
    assert!(centre.item(7, new));
    let set = WorkerCommand::SetChannel {
        channel_sid: channels(centre)[0],
        capacity: Some(3),
        available: None,
    };
    assert!(centre.ask(Command::Worker(WorkerSid::from_bits(ANN), set)));
    let patch = WorkerPatch {
        friendly_name: Some("Ann B.".to_owned()),
        attributes: Some(r#"{"skills":["en"]}"#.to_owned()),
        ..WorkerPatch::default()
    };
    let ann = WorkerSid::from_bits(ANN);
    assert!(centre.ask(Command::Worker(ann, WorkerCommand::Update(patch))));
    assert!(centre.ask(Command::Worker(WorkerSid::from_bits(BEN), WorkerCommand::Delete)));
    // What ended long ago is gone.
    centre.wait(310_000);
}

fn channels(centre: &Centre) -> Vec<TaskChannelSid> {
    use domain::work::{WorkEvent, WorkSid, task_channel::TaskChannelEvent};
    let made = centre.facts.iter().filter_map(|fact| match fact {
        (
            WorkSid::TaskChannel(sid),
            WorkEvent::TaskChannel(TaskChannelEvent::TaskChannelCreated(_)),
        ) => Some(*sid),
        _ => None,
    });
    made.collect()
}

/// What comes of these steps; those that make no sense are refused.
pub(crate) fn random(steps: &[(u8, u8)]) -> Centre {
    let mut centre = Centre::open(ALICE, WORKSPACE);
    staffed(&mut centre);
    for (number, (kind, which)) in steps.iter().enumerate() {
        step(&mut centre, 0x100 + number as u128, *kind, *which);
    }
    centre
}

fn step(centre: &mut Centre, bits: u128, kind: u8, which: u8) {
    let nth = usize::from(which);
    let worker = if which.is_multiple_of(2) { ANN } else { BEN };
    let open = centre.offers();
    let items = centre.items();
    let reservation = open.get(nth % open.len().max(1)).copied();
    let item = items.get(nth % items.len().max(1)).copied();
    let answer = |centre: &mut Centre, command| {
        reservation.map(|sid| centre.ask(Command::Reservation(sid, command)))
    };
    let change =
        |centre: &mut Centre, command| item.map(|sid| centre.ask(Command::WorkItem(sid, command)));
    let _refused_or_not = match kind {
        0 => Some(centre.item(bits, english())),
        1 => Some(centre.item(bits, NewWorkItem::default())),
        2 => {
            let queue = TaskQueueSid::from_bits(if worker == ANN { EN } else { ALL });
            let new = NewWorkItem { task_queue_sid: Some(queue), ..english() };
            Some(centre.item(bits, new))
        }
        3 => Some(goes(centre, worker, "Available")),
        4 => Some(goes(centre, worker, "Unavailable")),
        5 | 6 => answer(centre, ReservationCommand::Accept),
        7 => answer(centre, ReservationCommand::Reject { activity_sid: None }),
        8 => answer(centre, ReservationCommand::Wrap),
        9 => answer(centre, ReservationCommand::Complete),
        10 => change(centre, goes_to(Ending::Canceled, "no")),
        11 => change(centre, WorkItemCommand::Delete),
        12 => {
            let channels = channels(centre);
            let channel = channels[nth % channels.len()];
            let patch = WorkItemPatch {
                channel: Some(ChannelName::Sid(channel)),
                priority: Some(u32::from(which)),
                ..WorkItemPatch::default()
            };
            change(centre, WorkItemCommand::Update { patch, transition: None })
        }
        _ => {
            centre.wait(u64::from(which) * 1_234);
            None
        }
    };
}
