//! From every event of a workspace to its row in the log.

use domain::work::reservation::ReservationEvent;
use domain::work::work_item::WorkItemEvent;
use domain::work::worker::WorkerEvent;
use domain::work::{WorkEvent, WorkKind};
use store::port::RecordedEvent;

use super::row::{Column, WORK_EVENTS};
use crate::rows::{RowOp, Value};
use crate::work::dispatch::sid_if;

/// Makes the row of an event.
pub(crate) fn project(recorded: &RecordedEvent, event: &WorkEvent, ops: &mut Vec<RowOp>) {
    let stamp = event.stamp();
    let (stream, written) = (&recorded.stream, &recorded.event);
    let workspace = Value::sid(stamp.workspace_sid);
    let key = [stream.account.as_str().into(), workspace, stamp.sequence.into()];
    let row = RowOp::upsert(&WORK_EVENTS, key)
        .set(Column::Sid, format!("EV{}", written.id.as_simple()))
        .set(Column::EventType, event.type_name())
        .set(Column::SchemaVersion, event.schema_version())
        .set(Column::Category, stream.category.as_str())
        .set(Column::ResourceSid, stream.key.as_str())
        .set(Column::ResourceVersion, stamp.version)
        .set(Column::Actor, written.actor.as_str())
        .set(Column::At, stamp.at)
        .set(Column::Data, String::from_utf8_lossy(&event.encode()).into_owned());
    let about = References::of(event, &stream.key);
    ops.push(
        row.set(Column::WorkItemSid, about.work_item)
            .set(Column::WorkerSid, about.worker)
            .set(Column::ReservationSid, about.reservation)
            .set(Column::QueueSid, about.queue)
            .set(Column::WorkflowSid, about.workflow)
            .set(Column::ChannelSid, about.channel),
    );
}

/// What an event names, with the resource that it happens to.
#[derive(Default)]
struct References {
    work_item: Option<Value>,
    worker: Option<Value>,
    reservation: Option<Value>,
    queue: Option<Value>,
    workflow: Option<Value>,
    channel: Option<Value>,
}

impl References {
    fn of(event: &WorkEvent, key: &str) -> Self {
        let mut about = match event {
            WorkEvent::Worker(event) => Self::of_worker(event),
            WorkEvent::WorkItem(event) => Self::of_work_item(event),
            WorkEvent::Reservation(event) => Self::of_reservation(event),
            WorkEvent::Workspace(_)
            | WorkEvent::Activity(_)
            | WorkEvent::TaskChannel(_)
            | WorkEvent::TaskQueue(_)
            | WorkEvent::Workflow(_) => Self::default(),
        };
        let own = Some(key.into());
        match event.kind() {
            WorkKind::Workspace | WorkKind::Activity => {}
            WorkKind::TaskChannel => about.channel = own,
            WorkKind::Worker => about.worker = own,
            WorkKind::TaskQueue => about.queue = own,
            WorkKind::Workflow => about.workflow = own,
            WorkKind::WorkItem => about.work_item = own,
            WorkKind::Reservation => about.reservation = own,
        }
        about
    }

    fn of_worker(event: &WorkerEvent) -> Self {
        match event {
            WorkerEvent::WorkerActivityChanged(it) => {
                Self { work_item: sid_if(it.work_item_sid), ..Self::default() }
            }
            WorkerEvent::WorkerChannelChanged(it) => {
                Self { channel: Some(Value::sid(it.channel_sid)), ..Self::default() }
            }
            WorkerEvent::WorkerCreated(_)
            | WorkerEvent::WorkerRenamed(_)
            | WorkerEvent::WorkerAttributesChanged(_)
            | WorkerEvent::WorkerDeleted(_) => Self::default(),
        }
    }

    fn of_work_item(event: &WorkItemEvent) -> Self {
        match event {
            WorkItemEvent::WorkItemCreated(it) => Self {
                workflow: sid_if(it.workflow.map(|pin| pin.workflow_sid)),
                channel: Some(Value::sid(it.channel_sid)),
                ..Self::default()
            },
            WorkItemEvent::WorkItemUpdated(it) => {
                Self { channel: sid_if(it.channel_sid), ..Self::default() }
            }
            WorkItemEvent::WorkItemRouted(it) => Self {
                queue: sid_if(it.queue_sid),
                workflow: sid_if(it.workflow.map(|pin| pin.workflow_sid)),
                ..Self::default()
            },
            WorkItemEvent::WorkItemReserved(it) => Self {
                reservation: Some(Value::sid(it.reservation_sid)),
                worker: Some(Value::sid(it.worker_sid)),
                ..Self::default()
            },
            WorkItemEvent::WorkItemReleased(it) => {
                Self { reservation: Some(Value::sid(it.reservation_sid)), ..Self::default() }
            }
            WorkItemEvent::WorkItemAssigned(it) => Self {
                reservation: Some(Value::sid(it.reservation_sid)),
                worker: Some(Value::sid(it.worker_sid)),
                ..Self::default()
            },
            WorkItemEvent::WorkItemWrapping(_)
            | WorkItemEvent::WorkItemCompleted(_)
            | WorkItemEvent::WorkItemCanceled(_)
            | WorkItemEvent::WorkItemDeleted(_) => Self::default(),
        }
    }

    fn of_reservation(event: &ReservationEvent) -> Self {
        match event {
            ReservationEvent::ReservationCreated(it) => Self {
                work_item: Some(Value::sid(it.work_item_sid)),
                worker: Some(Value::sid(it.worker_sid)),
                queue: sid_if(it.queue_sid),
                workflow: sid_if(it.workflow_sid),
                channel: Some(Value::sid(it.channel_sid)),
                ..Self::default()
            },
            ReservationEvent::ReservationInstructed(_)
            | ReservationEvent::ReservationFailed(_)
            | ReservationEvent::ReservationAccepted(_)
            | ReservationEvent::ReservationRejected(_)
            | ReservationEvent::ReservationTimedOut(_)
            | ReservationEvent::ReservationCanceled(_)
            | ReservationEvent::ReservationRescinded(_)
            | ReservationEvent::ReservationWrapping(_)
            | ReservationEvent::ReservationCompleted(_) => Self::default(),
        }
    }
}
