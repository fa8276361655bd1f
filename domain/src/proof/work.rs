//! One life of each resource of a workspace, in which everything happens that can.

use crate::sid::*;
use crate::timestamp::Timestamp;
use crate::work::Stamp;
use crate::work::activity::*;
use crate::work::expression::Attributes;
use crate::work::reservation::*;
use crate::work::routing::Place;
use crate::work::task_channel::*;
use crate::work::task_queue::*;
use crate::work::work_item::*;
use crate::work::worker::*;
use crate::work::workflow::*;
use crate::work::workspace::*;

const NOW: Timestamp = Timestamp(1_795_363_200_000_000);
const AVAILABLE: ActivitySid = ActivitySid::from_bits(0xa1);
const OFFLINE: ActivitySid = ActivitySid::from_bits(0xa0);
const CHANNEL: TaskChannelSid = TaskChannelSid::from_bits(0x7c);
const QUEUE: TaskQueueSid = TaskQueueSid::from_bits(0x9);
const OTHER_QUEUE: TaskQueueSid = TaskQueueSid::from_bits(0x99);
const WORKFLOW: WorkflowSid = WorkflowSid::from_bits(0x3f);
const ITEM: WorkItemSid = WorkItemSid::from_bits(0x17);
const WORKER: WorkerSid = WorkerSid::from_bits(0x3c);
const OFFER: ReservationSid = ReservationSid::from_bits(0x2e);
const OTHER_OFFER: ReservationSid = ReservationSid::from_bits(0x2f);

fn stamp(version: u64) -> Stamp {
    let workspace_sid = WorkspaceSid::from_bits(0x35);
    Stamp { workspace_sid, sequence: 40 + version, at: NOW.plus_ms(1_000 * version), version }
}

fn attributes(text: &str) -> Attributes {
    Attributes::parse(text).unwrap()
}

pub(super) fn workspace() -> Vec<WorkspaceEvent> {
    let plain = WorkspaceSettings {
        friendly_name: "Café Zürich 📞".to_owned(),
        event_callback_url: None,
        events_filter: Vec::new(),
        multi_task_enabled: true,
        queue_order: QueueOrder::Fifo,
        default_activity_sid: OFFLINE,
        timeout_activity_sid: OFFLINE,
    };
    let full = WorkspaceSettings {
        event_callback_url: Some("https://app.example.com/events".to_owned()),
        events_filter: vec!["task.created".to_owned()],
        multi_task_enabled: false,
        queue_order: QueueOrder::Lifo,
        ..plain.clone()
    };
    let due = WorkspaceSettings { queue_order: QueueOrder::Deadline, ..plain.clone() };
    vec![
        WorkspaceCreated { stamp: stamp(0), settings: plain, seed: 7 }.into(),
        WorkspaceConfigured { stamp: stamp(1), settings: full }.into(),
        WorkspaceConfigured { stamp: stamp(2), settings: due }.into(),
        WorkspaceDeleted { stamp: stamp(3) }.into(),
    ]
}

pub(super) fn activity() -> Vec<ActivityEvent> {
    let name = |name: &str| name.to_owned();
    vec![
        ActivityCreated { stamp: stamp(0), friendly_name: name("Available"), available: true }
            .into(),
        ActivityRenamed { stamp: stamp(1), friendly_name: name("Open") }.into(),
        ActivityDeleted { stamp: stamp(2) }.into(),
    ]
}

pub(super) fn task_channel() -> Vec<TaskChannelEvent> {
    let settings = TaskChannelSettings {
        friendly_name: "Chat".to_owned(),
        unique_name: "chat".to_owned(),
        is_optimized: false,
        cost: 20,
    };
    let after = TaskChannelSettings { is_optimized: true, cost: 25, ..settings.clone() };
    vec![
        TaskChannelCreated { stamp: stamp(0), settings }.into(),
        TaskChannelConfigured { stamp: stamp(1), settings: after }.into(),
        TaskChannelDeleted { stamp: stamp(2) }.into(),
    ]
}

pub(super) fn worker() -> Vec<WorkerEvent> {
    let mut version = 2;
    let mut does = |activity_sid, previous_activity_sid, cause, item| -> WorkerEvent {
        version += 1;
        WorkerActivityChanged {
            stamp: stamp(version),
            activity_sid,
            previous_activity_sid,
            in_previous_ms: 1_500,
            cause,
            work_item_sid: item,
        }
        .into()
    };
    let mut life: Vec<WorkerEvent> = vec![
        WorkerCreated {
            stamp: stamp(0),
            friendly_name: "ana".to_owned(),
            activity_sid: OFFLINE,
            attributes: attributes("{}"),
        }
        .into(),
        WorkerRenamed { stamp: stamp(1), friendly_name: "Ana".to_owned() }.into(),
        WorkerAttributesChanged {
            stamp: stamp(2),
            attributes: attributes(r#"{"languages": ["nb"], "level": 3}"#),
        }
        .into(),
        does(AVAILABLE, OFFLINE, ActivityCause::Set, None),
        does(OFFLINE, AVAILABLE, ActivityCause::TimedOut, Some(ITEM)),
        does(AVAILABLE, OFFLINE, ActivityCause::Disconnected, None),
        does(OFFLINE, AVAILABLE, ActivityCause::Reserved, Some(ITEM)),
        does(AVAILABLE, OFFLINE, ActivityCause::Assigned, Some(ITEM)),
        does(OFFLINE, AVAILABLE, ActivityCause::Rejected, Some(ITEM)),
        does(AVAILABLE, OFFLINE, ActivityCause::PostWork, Some(ITEM)),
    ];
    life.push(
        WorkerChannelChanged {
            stamp: stamp(10),
            channel_sid: CHANNEL,
            capacity: 3,
            previous_capacity: 1,
            available: true,
        }
        .into(),
    );
    life.push(WorkerDeleted { stamp: stamp(11) }.into());
    life
}

pub(super) fn task_queue() -> Vec<TaskQueueEvent> {
    let plain = TaskQueueSettings {
        friendly_name: "Support".to_owned(),
        target_workers: "1==1".to_owned(),
        max_reserved_workers: 1,
        order: QueueOrder::Fifo,
        reservation_activity_sid: None,
        assignment_activity_sid: None,
    };
    let full = TaskQueueSettings {
        target_workers: "languages HAS \"nb\"".to_owned(),
        max_reserved_workers: 3,
        order: QueueOrder::Lifo,
        reservation_activity_sid: Some(OFFLINE),
        assignment_activity_sid: Some(OFFLINE),
        ..plain.clone()
    };
    vec![
        TaskQueueCreated { stamp: stamp(0), settings: plain }.into(),
        TaskQueueConfigured { stamp: stamp(1), settings: full }.into(),
        TaskQueueDeleted { stamp: stamp(2) }.into(),
    ]
}

pub(super) fn workflow() -> Vec<WorkflowEvent> {
    let url = |path: &str| Some(format!("https://app.example.com/{path}"));
    let plain = WorkflowSettings {
        friendly_name: "Front".to_owned(),
        assignment_callback_url: None,
        fallback_assignment_callback_url: None,
        reservation_timeout_s: 120,
        configuration_url: None,
    };
    let full = WorkflowSettings {
        assignment_callback_url: url("assign"),
        fallback_assignment_callback_url: url("assign-again"),
        reservation_timeout_s: 30,
        configuration_url: url("workflow.json"),
        ..plain.clone()
    };
    let document = |queue: TaskQueueSid| {
        format!(r#"{{"task_routing":{{"filters":[],"default_filter":{{"queue":"{queue}"}}}}}}"#)
    };
    let revised = |version: u64, queue, origin| WorkflowRevised {
        stamp: stamp(version),
        revision: u32::try_from(version).unwrap(),
        configuration: document(queue),
        origin,
    };
    vec![
        WorkflowCreated { stamp: stamp(0), settings: plain, configuration: document(QUEUE) }.into(),
        WorkflowConfigured { stamp: stamp(1), settings: full }.into(),
        revised(2, OTHER_QUEUE, RevisionOrigin::Given).into(),
        revised(3, QUEUE, RevisionOrigin::RolledBack { to: 1 }).into(),
        revised(4, OTHER_QUEUE, RevisionOrigin::Fetched).into(),
        WorkflowReEvaluated { stamp: stamp(5), revision: 4 }.into(),
        WorkflowDeleted { stamp: stamp(6) }.into(),
    ]
}

fn created(routing_target: Option<RoutingTarget>, pin: Option<WorkflowPin>) -> WorkItemCreated {
    WorkItemCreated {
        stamp: stamp(0),
        attributes: attributes(r#"{"kind": "claim"}"#),
        priority: 3,
        channel_sid: CHANNEL,
        workflow: pin,
        timeout_s: 86_400,
        virtual_start: None,
        routing_target,
        ignore_capacity: false,
        deadline: None,
        call_sid: None,
    }
}

fn pin() -> WorkflowPin {
    WorkflowPin { workflow_sid: WORKFLOW, revision: 2 }
}

fn routed(version: u64, cause: RoutingCause, step: Place) -> WorkItemRouted {
    WorkItemRouted {
        stamp: stamp(version),
        cause,
        queue_sid: Some(QUEUE),
        moved_from: None,
        workflow: Some(pin()),
        step: Some(step),
        priority: 7,
        until: Some(NOW.plus_ms(60_000)),
        fault: None,
    }
}

/// Two work items one after the other: the second creation starts anew.
pub(super) fn work_item() -> Vec<WorkItemEvent> {
    let first = Place::Target { filter: 0, target: 0, before_s: 0 };
    let second = Place::Target { filter: 1, target: 2, before_s: 20 };
    let reserved = |version, reservation_sid| WorkItemReserved {
        stamp: stamp(version),
        reservation_sid,
        worker_sid: WORKER,
    };
    let canceled = |version, cause, reason: Option<&str>| WorkItemCanceled {
        stamp: stamp(version),
        cause,
        reason: reason.map(str::to_owned),
    };
    let full = WorkItemCreated {
        virtual_start: Some(NOW),
        ignore_capacity: true,
        deadline: Some(NOW.plus_ms(30_000)),
        call_sid: Some(CallSid::from_bits(0xca)),
        ..created(Some(RoutingTarget::Worker(WORKER)), None)
    };
    let sent = WorkItemRouted {
        queue_sid: None,
        workflow: None,
        step: None,
        until: None,
        ..routed(1, RoutingCause::Entered, first)
    };
    let moved = WorkItemRouted {
        moved_from: Some(OTHER_QUEUE),
        fault: Some(40_152),
        ..routed(4, RoutingCause::Skipped, second)
    };
    let updated = WorkItemUpdated {
        stamp: stamp(5),
        attributes: Some(attributes(r#"{"kind": "sale"}"#)),
        priority: Some(9),
        channel_sid: Some(CHANNEL),
        virtual_start: Some(NOW),
    };
    let done = Some("done".to_owned());
    vec![
        full.into(),
        sent.into(),
        canceled(2, CancelCause::TimeToLive, Some("Task TTL Exceeded")).into(),
        WorkItemDeleted { stamp: stamp(3), cause: DeletionCause::Ended }.into(),
        created(None, Some(pin())).into(),
        routed(1, RoutingCause::Entered, first).into(),
        routed(2, RoutingCause::TimedOut, second).into(),
        routed(3, RoutingCause::ReEvaluated, Place::Default).into(),
        moved.into(),
        updated.into(),
        reserved(6, OTHER_OFFER).into(),
        WorkItemReleased { stamp: stamp(7), reservation_sid: OTHER_OFFER }.into(),
        reserved(8, OFFER).into(),
        WorkItemAssigned {
            stamp: stamp(9),
            reservation_sid: OFFER,
            worker_sid: WORKER,
            waited_ms: 9_000,
        }
        .into(),
        WorkItemWrapping { stamp: stamp(10), reason: None }.into(),
        WorkItemCompleted { stamp: stamp(11), reason: done }.into(),
        WorkItemDeleted { stamp: stamp(12), cause: DeletionCause::Asked }.into(),
    ]
}

fn offered(queue_sid: Option<TaskQueueSid>, workflow_sid: Option<WorkflowSid>) -> ReservationEvent {
    ReservationCreated {
        stamp: stamp(0),
        work_item_sid: ITEM,
        worker_sid: WORKER,
        worker_version: 12,
        queue_sid,
        workflow_sid,
        channel_sid: CHANNEL,
        expires_at: NOW.plus_ms(120_000),
        offer: 1,
    }
    .into()
}

fn instructions() -> Vec<Instruction> {
    let to = || Some("sip:ana@example.com".to_owned());
    let from = || Some("+15005550006".to_owned());
    let url = || Some("https://app.example.com/worker".to_owned());
    vec![
        Instruction::Dequeue(Dequeue {
            to: to(),
            from: from(),
            post_work_activity_sid: Some(AVAILABLE),
            record: true,
            timeout_s: Some(20),
            status_callback_url: url(),
            status_callback_events: vec!["answered".to_owned()],
        }),
        Instruction::Call(CallOut {
            to: to(),
            from: from(),
            url: url(),
            accept: true,
            record: false,
            timeout_s: None,
            status_callback_url: None,
        }),
        Instruction::Redirect(Redirect {
            call_sid: Some(CallSid::from_bits(0xca)),
            url: url(),
            accept: false,
        }),
        Instruction::Conference(Box::new(Conference {
            to: None,
            from: None,
            post_work_activity_sid: None,
            timeout_s: Some(30),
            options: vec![("Beep".to_owned(), "onEnter".to_owned())],
        })),
        Instruction::Supervise(Supervise {
            supervisor: Some(WORKER),
            mode: SupervisorMode::Whisper,
        }),
        Instruction::Accept,
        Instruction::Reject { activity_sid: Some(OFFLINE) },
    ]
}

/// Several reservations one after the other: each creation starts anew.
pub(super) fn reservation() -> Vec<ReservationEvent> {
    let mut life = vec![offered(Some(QUEUE), Some(WORKFLOW))];
    for (version, instruction) in (1..).zip(instructions()) {
        life.push(ReservationInstructed { stamp: stamp(version), instruction }.into());
    }
    let stamp = stamp(9);
    life.extend([
        ReservationFailed { stamp, code: 40_140 }.into(),
        ReservationAccepted { stamp, after_ms: 8_000 }.into(),
        ReservationWrapping { stamp }.into(),
        ReservationCompleted { stamp, post_work_activity_sid: Some(AVAILABLE) }.into(),
        offered(None, None),
        ReservationRejected { stamp, activity_sid: Some(OFFLINE) }.into(),
        offered(None, None),
        ReservationTimedOut { stamp }.into(),
        offered(None, None),
        ReservationCanceled { stamp, cause: WithdrawalCause::WorkItemCanceled }.into(),
        offered(None, None),
        ReservationRescinded { stamp }.into(),
    ]);
    life
}
