//! What a tenant is told of an event: its types in the dialect, and its fields.

use commands::reactors::work::{About, Fact, Notice};
use domain::work::activity::ActivityEvent;
use domain::work::reservation::ReservationEvent;
use domain::work::task_channel::TaskChannelEvent;
use domain::work::task_queue::TaskQueueEvent;
use domain::work::work_item::{CancelCause, DeletionCause, RoutingCause, WorkItemEvent};
use domain::work::worker::WorkerEvent;
use domain::work::workflow::WorkflowEvent;
use domain::work::workspace::WorkspaceEvent;
use domain::work::{WorkEvent, WorkKind};

use super::facts::{Fields, of_item, of_place, of_worker, put, status};

/// The types in the dialect of an event: none for what only the log knows, several for what the dialect tells
/// in parts (`taskrouter.md` §1.6).
pub fn event_types(event: &WorkEvent) -> &'static [&'static str] {
    match event {
        WorkEvent::Workspace(it) => of_workspace(it),
        WorkEvent::Activity(it) => of_activity(it),
        WorkEvent::TaskChannel(it) => of_channel(it),
        WorkEvent::Worker(it) => of_a_worker(it),
        WorkEvent::TaskQueue(it) => of_queue(it),
        WorkEvent::Workflow(it) => of_workflow(it),
        WorkEvent::WorkItem(it) => of_work_item(it),
        WorkEvent::Reservation(it) => of_reservation(it),
    }
}

const fn of_workspace(event: &WorkspaceEvent) -> &'static [&'static str] {
    match event {
        WorkspaceEvent::WorkspaceCreated(_) => &["workspace.created"],
        WorkspaceEvent::WorkspaceConfigured(_) => &["workspace.updated"],
        WorkspaceEvent::WorkspaceDeleted(_) => &["workspace.deleted"],
    }
}

const fn of_activity(event: &ActivityEvent) -> &'static [&'static str] {
    match event {
        ActivityEvent::ActivityCreated(_) => &["activity.created"],
        ActivityEvent::ActivityRenamed(_) => &["activity.updated"],
        ActivityEvent::ActivityDeleted(_) => &["activity.deleted"],
    }
}

const fn of_channel(event: &TaskChannelEvent) -> &'static [&'static str] {
    match event {
        TaskChannelEvent::TaskChannelCreated(_) => &["task-channel.created"],
        TaskChannelEvent::TaskChannelConfigured(_) => &["task-channel.updated"],
        TaskChannelEvent::TaskChannelDeleted(_) => &["task-channel.deleted"],
    }
}

const fn of_a_worker(event: &WorkerEvent) -> &'static [&'static str] {
    match event {
        WorkerEvent::WorkerCreated(_) => &["worker.created"],
        WorkerEvent::WorkerRenamed(_) | WorkerEvent::WorkerAttributesChanged(_) => {
            &["worker.attributes.update"]
        }
        WorkerEvent::WorkerActivityChanged(_) => &["worker.activity.update"],
        WorkerEvent::WorkerChannelChanged(_) => {
            &["worker.capacity.update", "worker.channel.availability.update"]
        }
        WorkerEvent::WorkerDeleted(_) => &["worker.deleted"],
    }
}

const fn of_queue(event: &TaskQueueEvent) -> &'static [&'static str] {
    match event {
        TaskQueueEvent::TaskQueueCreated(_) => &["task-queue.created"],
        TaskQueueEvent::TaskQueueConfigured(_) => &["task-queue.expression.updated"],
        TaskQueueEvent::TaskQueueDeleted(_) => &["task-queue.deleted"],
    }
}

const fn of_workflow(event: &WorkflowEvent) -> &'static [&'static str] {
    match event {
        WorkflowEvent::WorkflowCreated(_) => &["workflow.created"],
        WorkflowEvent::WorkflowConfigured(_) | WorkflowEvent::WorkflowRevised(_) => {
            &["workflow.updated"]
        }
        WorkflowEvent::WorkflowReEvaluated(_) => &[],
        WorkflowEvent::WorkflowDeleted(_) => &["workflow.deleted"],
    }
}

fn of_work_item(event: &WorkItemEvent) -> &'static [&'static str] {
    match event {
        WorkItemEvent::WorkItemCreated(it) if it.workflow.is_some() => {
            &["task.created", "workflow.entered"]
        }
        WorkItemEvent::WorkItemCreated(_) => &["task.created"],
        WorkItemEvent::WorkItemUpdated(_) => &["task.updated"],
        WorkItemEvent::WorkItemRouted(it) => match (it.cause, it.moved_from) {
            (RoutingCause::TimedOut, Some(_)) => {
                &["task-queue.timeout", "workflow.target-matched", "task-queue.moved"]
            }
            (RoutingCause::TimedOut, None) => &["task-queue.timeout", "workflow.target-matched"],
            (_, Some(_)) => &["workflow.target-matched", "task-queue.moved"],
            (_, None) if it.step.is_some() => &["workflow.target-matched", "task-queue.entered"],
            (_, None) if it.queue_sid.is_some() => &["task-queue.entered"],
            (_, None) => &[],
        },
        WorkItemEvent::WorkItemReserved(_)
        | WorkItemEvent::WorkItemReleased(_)
        | WorkItemEvent::WorkItemAssigned(_) => &[],
        WorkItemEvent::WorkItemWrapping(_) => &["task.wrapup"],
        WorkItemEvent::WorkItemCompleted(_) => &["task.completed"],
        WorkItemEvent::WorkItemCanceled(it) => match it.cause {
            CancelCause::WorkflowTimedOut => &["workflow.timeout", "task.canceled"],
            CancelCause::WorkflowSkipped | CancelCause::NoFilter => {
                &["workflow.skipped", "task.canceled"]
            }
            CancelCause::Asked
            | CancelCause::TimeToLive
            | CancelCause::TooManyOffers
            | CancelCause::WorkspaceDeleted => &["task.canceled"],
        },
        WorkItemEvent::WorkItemDeleted(it) => match it.cause {
            DeletionCause::Asked => &["task.deleted"],
            DeletionCause::Ended
            | DeletionCause::AssignedTooLong
            | DeletionCause::WorkspaceDeleted => &["task.system-deleted"],
        },
    }
}

const fn of_reservation(event: &ReservationEvent) -> &'static [&'static str] {
    match event {
        ReservationEvent::ReservationCreated(_) => &["reservation.created"],
        ReservationEvent::ReservationInstructed(_) => &[],
        ReservationEvent::ReservationFailed(_) => &["reservation.failed"],
        ReservationEvent::ReservationAccepted(_) => &["reservation.accepted"],
        ReservationEvent::ReservationRejected(_) => &["reservation.rejected"],
        ReservationEvent::ReservationTimedOut(_) => &["reservation.timeout"],
        ReservationEvent::ReservationCanceled(_) => &["reservation.canceled"],
        ReservationEvent::ReservationRescinded(_) => &["reservation.rescinded"],
        ReservationEvent::ReservationWrapping(_) => &["reservation.wrapup"],
        ReservationEvent::ReservationCompleted(_) => &["reservation.completed"],
    }
}

pub(super) fn notices(fact: &Fact, about: &About) -> Vec<Notice> {
    let notice = |event_type: &&'static str| Notice {
        event_type: (*event_type).to_owned(),
        parameters: parameters(event_type, fact, about),
    };
    event_types(&fact.event).iter().map(notice).collect()
}

fn parameters(event_type: &str, fact: &Fact, about: &About) -> Fields {
    let mut fields = Fields::new();
    let stamp = fact.event.stamp();
    put(&mut fields, "Sid", format!("EV{:032x}", fact.id.0));
    put(&mut fields, "EventType", event_type);
    put(&mut fields, "AccountSid", fact.account);
    put(&mut fields, "WorkspaceSid", stamp.workspace_sid);
    put(&mut fields, "WorkspaceName", &about.workspace_name);
    put(&mut fields, "EventDescription", event_type);
    put(&mut fields, "ResourceType", resource(fact.event.kind()));
    put(&mut fields, "ResourceSid", fact.sid);
    put(&mut fields, "Timestamp", stamp.at.seconds());
    put(&mut fields, "TimestampMs", stamp.at.0.div_euclid(1_000));
    put(&mut fields, "Sequence", stamp.sequence);
    of_item(&mut fields, about);
    if let Some((_, item)) = &about.item {
        put(&mut fields, "TaskAssignmentStatus", status(item.phase));
    }
    of_place(&mut fields, about);
    of_worker(&mut fields, about);
    if let Some(sid) = about.reservation {
        put(&mut fields, "ReservationSid", sid);
    }
    of_change(&mut fields, &fact.event);
    fields
}

/// What the event itself says.
fn of_change(fields: &mut Fields, event: &WorkEvent) {
    match event {
        WorkEvent::Worker(WorkerEvent::WorkerActivityChanged(it)) => {
            put(fields, "WorkerPreviousActivitySid", it.previous_activity_sid);
            put(fields, "WorkerTimeInPreviousActivity", it.in_previous_ms / 1_000);
            put(fields, "WorkerTimeInPreviousActivityMs", it.in_previous_ms);
        }
        WorkEvent::WorkItem(WorkItemEvent::WorkItemCanceled(it)) => {
            put(fields, "TaskCanceledReason", it.reason.as_deref().unwrap_or_default());
        }
        WorkEvent::WorkItem(WorkItemEvent::WorkItemCompleted(it)) => {
            put(fields, "TaskCompletedReason", it.reason.as_deref().unwrap_or_default());
        }
        WorkEvent::Reservation(ReservationEvent::ReservationFailed(it)) => {
            put(fields, "ReservationReasonCode", it.code);
        }
        WorkEvent::Workspace(_)
        | WorkEvent::Activity(_)
        | WorkEvent::TaskChannel(_)
        | WorkEvent::Worker(_)
        | WorkEvent::TaskQueue(_)
        | WorkEvent::Workflow(_)
        | WorkEvent::WorkItem(_)
        | WorkEvent::Reservation(_) => {}
    }
}

const fn resource(kind: WorkKind) -> &'static str {
    match kind {
        WorkKind::Workspace => "workspace",
        WorkKind::Activity => "activity",
        WorkKind::TaskChannel => "task-channel",
        WorkKind::Worker => "worker",
        WorkKind::TaskQueue => "queue",
        WorkKind::Workflow => "workflow",
        WorkKind::WorkItem => "task",
        WorkKind::Reservation => "reservation",
    }
}
