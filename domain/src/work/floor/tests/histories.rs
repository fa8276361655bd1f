//! Random histories of a floor, and what holds in all of them.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::*;
use super::desk::*;
use crate::sid::WorkItemSid;
use crate::work::reservation::{ReservationCommand, ReservationEvent, ReservationPhase};
use crate::work::task_channel::{TaskChannelCommand, TaskChannelPatch};
use crate::work::work_item::*;
use crate::work::worker::{WorkerCommand, WorkerPatch};
use crate::work::workflow::{WorkflowCommand, WorkflowPatch};
use crate::work::{WorkEvent, WorkFact, WorkSid};

const CHANNELS: [&str; 3] = ["default", "voice", "chat"];
const ACTIVITIES: [&str; 3] = ["Offline", "Available", "Unavailable"];
const WORKERS: [&str; 5] = ["ana", "bo", "cy", "di", "eva"];

/// One thing that happens.
#[derive(Debug, Clone)]
enum Happening {
    Create { kind: u8, channel: usize, priority: u32, timeout_s: u32 },
    Send { worker: usize, ignore_capacity: bool },
    SetActivity { worker: usize, activity: usize, reject_pending: bool },
    SetAttributes { worker: usize, kind: u8 },
    SetCapacity { worker: usize, channel: usize, capacity: u32 },
    DeleteWorker { worker: usize },
    Accept { nth: usize },
    Reject { nth: usize, activity: Option<usize> },
    End { nth: usize, to: Ending },
    Update { nth: usize, kind: u8, priority: u32 },
    Delete { nth: usize },
    Revise { is_swapped: bool, re_evaluate: bool },
    Wait { seconds: i64 },
    BackInTime { seconds: i64 },
}

fn happening() -> impl Strategy<Value = Happening> {
    let (worker, channel, activity) = (0..WORKERS.len(), 0..CHANNELS.len(), 0..ACTIVITIES.len());
    let nth = 0..12_usize;
    prop_oneof![
        4 => (0..4_u8, channel.clone(), 0..3_u32, 5..200_u32).prop_map(
            |(kind, channel, priority, timeout_s)| Happening::Create {
                kind, channel, priority, timeout_s
            }
        ),
        1 => (worker.clone(), any::<bool>())
            .prop_map(|(worker, ignore_capacity)| Happening::Send { worker, ignore_capacity }),
        3 => (worker.clone(), activity.clone(), any::<bool>()).prop_map(
            |(worker, activity, reject_pending)| Happening::SetActivity {
                worker, activity, reject_pending
            }
        ),
        1 => (worker.clone(), 0..4_u8)
            .prop_map(|(worker, kind)| Happening::SetAttributes { worker, kind }),
        1 => (worker.clone(), channel, 0..4_u32).prop_map(
            |(worker, channel, capacity)| Happening::SetCapacity { worker, channel, capacity }
        ),
        1 => worker.prop_map(|worker| Happening::DeleteWorker { worker }),
        4 => nth.clone().prop_map(|nth| Happening::Accept { nth }),
        2 => (nth.clone(), prop::option::of(activity))
            .prop_map(|(nth, activity)| Happening::Reject { nth, activity }),
        3 => (nth.clone(), prop_oneof![
            Just(Ending::Canceled), Just(Ending::Wrapping), Just(Ending::Completed)
        ]).prop_map(|(nth, to)| Happening::End { nth, to }),
        1 => (nth.clone(), 0..4_u8, 0..3_u32)
            .prop_map(|(nth, kind, priority)| Happening::Update { nth, kind, priority }),
        1 => nth.prop_map(|nth| Happening::Delete { nth }),
        1 => (any::<bool>(), any::<bool>()).prop_map(
            |(is_swapped, re_evaluate)| Happening::Revise { is_swapped, re_evaluate }
        ),
        3 => (1..40_i64).prop_map(|seconds| Happening::Wait { seconds }),
        1 => (1..400_i64).prop_map(|seconds| Happening::BackInTime { seconds }),
    ]
}

fn attributes(kind: u8) -> String {
    format!(r#"{{"kind":{kind}}}"#)
}

/// Two filters, escalation, a step that may be skipped, a reserve and a default.
fn document(desk: &mut Desk, is_swapped: bool) -> String {
    let (mut a, mut b) = (desk.queue_sid("A"), desk.queue_sid("B"));
    if is_swapped {
        std::mem::swap(&mut a, &mut b);
    }
    let reserve = "worker.channel.voice.available_capacity_percentage == 100";
    format!(
        r#"{{"task_routing":{{"filters":[
            {{"expression":"kind == 1","targets":[
                {{"queue":"{a}","expression":"worker.kind == task.kind","timeout":10}},
                {{"queue":"{b}","priority":5,"skip_if":"workers.available == 0","timeout":30}},
                {{"queue":"{a}","expression":"{reserve}"}}]}},
            {{"expression":"kind > 1","targets":[
                {{"queue":"{b}","order_by":"worker.kind DESC","timeout":20}}]}}],
            "default_filter":{{"queue":"{a}"}}}}}}"#
    )
}

fn opened(most: u32) -> Desk {
    let mut desk = Desk::open();
    desk.add_queue("A", "1==1", most);
    desk.add_queue("B", "kind > 1", 1);
    let document = document(&mut desk, false);
    desk.add_workflow(&document, 15);
    for (kind, name) in (0..).zip(WORKERS) {
        desk.add_worker(name, "Available", &attributes(kind % 4));
    }
    let voice = desk.floor.channel_named("voice").unwrap();
    let patch = TaskChannelPatch { cost: Some(60), ..TaskChannelPatch::default() };
    desk.act(Command::TaskChannel(voice, TaskChannelCommand::Configure(patch))).unwrap();
    desk.wait_until(at(0));
    desk
}

/// The command of a happening; none when time only passes or there is nothing that it could be about.
fn command(desk: &mut Desk, happening: &Happening) -> Option<Command> {
    Some(match *happening {
        Happening::Create { kind, channel, priority, timeout_s } => {
            let new = NewWorkItem {
                attributes: Some(attributes(kind)),
                channel: Some(ChannelName::Unique(CHANNELS[channel].to_owned())),
                priority: Some(priority),
                timeout_s: Some(timeout_s),
                ..NewWorkItem::default()
            };
            create(desk, new)
        }
        Happening::Send { worker, ignore_capacity } => {
            let target = RoutingTarget::Worker(desk.worker_sid(WORKERS[worker]));
            let new = NewWorkItem {
                routing_target: Some(target),
                ignore_capacity: Some(ignore_capacity),
                ..NewWorkItem::default()
            };
            create(desk, new)
        }
        Happening::SetActivity { worker, activity, reject_pending } => {
            let activity_sid = Some(desk.activity_sid(ACTIVITIES[activity]));
            let patch = WorkerPatch { activity_sid, reject_pending, ..WorkerPatch::default() };
            Command::Worker(desk.worker_sid(WORKERS[worker]), WorkerCommand::Update(patch))
        }
        Happening::SetAttributes { worker, kind } => {
            let patch = WorkerPatch { attributes: Some(attributes(kind)), ..Default::default() };
            Command::Worker(desk.worker_sid(WORKERS[worker]), WorkerCommand::Update(patch))
        }
        Happening::SetCapacity { worker, channel, capacity } => {
            let channel_sid = desk.floor.channel_named(CHANNELS[channel])?;
            let set = WorkerCommand::SetChannel {
                channel_sid,
                capacity: Some(capacity),
                available: None,
            };
            Command::Worker(desk.worker_sid(WORKERS[worker]), set)
        }
        Happening::DeleteWorker { worker } => {
            Command::Worker(desk.worker_sid(WORKERS[worker]), WorkerCommand::Delete)
        }
        Happening::Accept { nth } => reservation(desk, nth, ReservationCommand::Accept)?,
        Happening::Reject { nth, activity } => {
            let activity_sid = activity.map(|it| desk.activity_sid(ACTIVITIES[it]));
            reservation(desk, nth, ReservationCommand::Reject { activity_sid })?
        }
        Happening::End { nth, to } => {
            let transition = Some(Transition { to, reason: None });
            let patch = WorkItemPatch::default();
            Command::WorkItem(item(desk, nth)?, WorkItemCommand::Update { patch, transition })
        }
        Happening::Update { nth, kind, priority } => {
            let patch = WorkItemPatch {
                attributes: Some(attributes(kind)),
                priority: Some(priority),
                ..WorkItemPatch::default()
            };
            let transition = None;
            Command::WorkItem(item(desk, nth)?, WorkItemCommand::Update { patch, transition })
        }
        Happening::Delete { nth } => Command::WorkItem(item(desk, nth)?, WorkItemCommand::Delete),
        Happening::Revise { is_swapped, re_evaluate } => {
            let configuration = Some(document(desk, is_swapped));
            let patch = WorkflowPatch { configuration, ..WorkflowPatch::default() };
            Command::Workflow(WORKFLOW, WorkflowCommand::Configure { patch, re_evaluate })
        }
        Happening::Wait { .. } | Happening::BackInTime { .. } => return None,
    })
}

fn create(desk: &mut Desk, new: NewWorkItem) -> Command {
    let name = format!("T{}", desk.names.len());
    Command::WorkItem(desk.item_sid(&name), WorkItemCommand::Create(Box::new(new)))
}

fn item(desk: &Desk, nth: usize) -> Option<WorkItemSid> {
    let count = desk.floor.items().count();
    desk.floor.items().nth(nth % count.max(1)).map(|(sid, _)| sid)
}

fn reservation(desk: &Desk, nth: usize, command: ReservationCommand) -> Option<Command> {
    let all = &desk.floor.work.reservations;
    let pending: Vec<_> =
        all.iter().filter(|it| it.1.phase == ReservationPhase::Pending).map(|it| *it.0).collect();
    let sids = if pending.is_empty() { all.keys().copied().collect() } else { pending };
    let sid = *sids.get(nth % sids.len().max(1))?;
    Some(Command::Reservation(sid, command))
}

fn go_on(desk: &mut Desk, happening: &Happening) {
    if let Happening::Wait { seconds } = happening {
        let to = desk.now.plus_ms(seconds.unsigned_abs() * 1_000);
        desk.wait_until(to);
    }
    if let Happening::BackInTime { seconds } = happening {
        desk.now = crate::timestamp::Timestamp(desk.now.0 - seconds * 1_000_000);
    }
    if let Some(command) = command(desk, happening) {
        let _refused_or_done = desk.act(command);
    }
}

/// Whether a worker has room for all that it was offered, at the moment of the last offer.
fn has_room(floor: &Floor, event: &ReservationEvent) -> bool {
    let ReservationEvent::ReservationCreated(it) = event else { return true };
    if floor.item(it.work_item_sid).unwrap().item.terms.ignore_capacity {
        return true;
    }
    let worker = floor.worker(it.worker_sid).unwrap();
    let open = || worker.open.iter().map(|sid| floor.reservation(*sid).unwrap());
    let in_channel = open().filter(|open| open.channel_sid == it.channel_sid).count();
    let cost = |channel| floor.channel(channel).unwrap().settings.cost;
    let costs: u32 = open().map(|open| cost(open.channel_sid)).sum();
    let capacity = worker.worker.channel(it.channel_sid).capacity;
    in_channel <= capacity as usize && (costs <= 100 || cost(it.channel_sid) == 0)
}

/// Whatever its phase, a work item has the reservations that belong to it.
fn is_whole(floor: &Floor, entry: &ItemEntry) -> bool {
    let phases = || entry.reservations.iter().map(|it| floor.reservation(*it).unwrap().phase);
    let pending = phases().filter(|it| *it == ReservationPhase::Pending).count();
    let held = phases().filter(|it| it.is_open()).count() - pending;
    let item = &entry.item;
    match item.phase {
        Phase::Pending => pending == 0 && held == 0 && item.waiting.is_routed,
        Phase::Reserved => pending == item.open.len() && pending > 0 && held == 0,
        Phase::Assigned(_) | Phase::Wrapping(_) => pending == 0 && held == 1,
        Phase::Completed(_) | Phase::Canceled(_) => pending == 0 && held == 0,
    }
}

/// Folds the facts one by one and looks at every offer.
fn replayed(facts: &[WorkFact]) -> Floor {
    let mut floor = Floor::new(WORKSPACE);
    let mut accepted = BTreeMap::<WorkItemSid, u32>::new();
    for (sid, event) in facts {
        floor.fold(*sid, event).unwrap();
        if let WorkEvent::Reservation(event) = event {
            assert!(has_room(&floor, event), "{event:?}");
        }
        if let (WorkSid::WorkItem(sid), WorkEvent::WorkItem(WorkItemEvent::WorkItemAssigned(_))) =
            (sid, event)
        {
            *accepted.entry(*sid).or_default() += 1;
        }
    }
    assert!(accepted.values().all(|count| *count == 1), "an item was accepted twice");
    floor
}

/// Every work item that came to be is there, or was deleted for all to read.
fn none_is_lost(desk: &Desk) {
    for (sid, event) in &desk.facts {
        let (WorkSid::WorkItem(sid), WorkEvent::WorkItem(WorkItemEvent::WorkItemCreated(_))) =
            (sid, event)
        else {
            continue;
        };
        let mut its = desk.facts.iter().filter(|(of, _)| *of == WorkSid::WorkItem(*sid));
        let last = its.next_back().map(|(_, event)| event.type_name());
        let is_there = desk.floor.item(*sid).is_some();
        assert_eq!(is_there, last != Some("WorkItemDeleted"), "{sid}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    /// No worker over capacity, no item accepted twice, none lost; the facts give the same floor again,
    /// and a floor that was folded at any cut goes on exactly as the one that lived.
    #[test]
    fn whatever_happens_the_floor_keeps_its_promises(
        most in 1..4_u32,
        happenings in prop::collection::vec(happening(), 1..60),
        cut in 0..60_usize,
    ) {
        let mut desk = opened(most);
        let mut heir: Option<Desk> = None;
        for (place, happening) in happenings.iter().enumerate() {
            if place == cut.min(happenings.len() - 1) {
                let mut floor = replayed(&desk.facts);
                prop_assert_eq!(floor.digest(), desk.floor.digest());
                prop_assert_eq!(floor.due(desk.floor.clock()), []);
                let (facts, names) = (desk.facts.clone(), desk.names.clone());
                heir = Some(Desk { floor, facts, now: desk.now, names });
            }
            go_on(&mut desk, happening);
            if let Some(heir) = &mut heir {
                go_on(heir, happening);
            }
            for (sid, entry) in desk.floor.items() {
                prop_assert!(is_whole(&desk.floor, entry), "{sid}: {entry:?}");
            }
        }
        none_is_lost(&desk);
        prop_assert_eq!(replayed(&desk.facts).digest(), desk.floor.digest());
        let heir = heir.unwrap();
        prop_assert_eq!(&heir.facts, &desk.facts);
        prop_assert_eq!(heir.floor.digest(), desk.floor.digest());
    }
}
