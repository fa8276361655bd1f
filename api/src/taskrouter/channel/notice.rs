//! Which event becomes which notice, and about what.

use domain::sid::{ReservationSid, TaskChannelSid, WorkItemSid, WorkerSid};
use domain::work::reservation::ReservationEvent;
use domain::work::work_item::WorkItemEvent;
use domain::work::worker::WorkerEvent;
use domain::work::{WorkEvent, WorkSid};

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// The worker itself.
    Worker(WorkerSid),
    /// How much it takes of a channel.
    Channel(WorkerSid, TaskChannelSid),
    /// What is offered to it; shown with this status.
    Reservation(ReservationSid, &'static str),
    /// What is or was offered to it; shown with this status, where the event says one.
    WorkItem(WorkItemSid, Option<&'static str>),
}

/// The notice's name in the dialect, and what it is about. Nothing for what workers do not hear of.
pub(super) fn notice(sid: WorkSid, event: &WorkEvent) -> Option<(&'static str, About)> {
    match (sid, event) {
        (WorkSid::Worker(sid), WorkEvent::Worker(event)) => of_worker(sid, event),
        (WorkSid::Reservation(sid), WorkEvent::Reservation(event)) => of_reservation(sid, event),
        (WorkSid::WorkItem(sid), WorkEvent::WorkItem(event)) => of_work_item(sid, event),
        (_, _) => None,
    }
}

fn of_worker(sid: WorkerSid, event: &WorkerEvent) -> Option<(&'static str, About)> {
    match event {
        WorkerEvent::WorkerActivityChanged(_) => {
            Some(("worker.activity.update", About::Worker(sid)))
        }
        WorkerEvent::WorkerAttributesChanged(_) | WorkerEvent::WorkerRenamed(_) => {
            Some(("worker.attributes.update", About::Worker(sid)))
        }
        WorkerEvent::WorkerChannelChanged(changed) => {
            let name = if changed.capacity == changed.previous_capacity {
                "worker.channel.availability.update"
            } else {
                "worker.capacity.update"
            };
            Some((name, About::Channel(sid, changed.channel_sid)))
        }
        WorkerEvent::WorkerCreated(_) | WorkerEvent::WorkerDeleted(_) => None,
    }
}

fn of_reservation(sid: ReservationSid, event: &ReservationEvent) -> Option<(&'static str, About)> {
    let (name, status) = match event {
        ReservationEvent::ReservationCreated(_) => ("reservation.created", "pending"),
        ReservationEvent::ReservationFailed(_) => ("reservation.failed", "pending"),
        ReservationEvent::ReservationAccepted(_) => ("reservation.accepted", "accepted"),
        ReservationEvent::ReservationRejected(_) => ("reservation.rejected", "rejected"),
        ReservationEvent::ReservationTimedOut(_) => ("reservation.timeout", "timeout"),
        ReservationEvent::ReservationCanceled(_) => ("reservation.canceled", "canceled"),
        ReservationEvent::ReservationRescinded(_) => ("reservation.rescinded", "rescinded"),
        ReservationEvent::ReservationWrapping(_) => ("reservation.wrapup", "wrapping"),
        ReservationEvent::ReservationCompleted(_) => ("reservation.completed", "completed"),
        ReservationEvent::ReservationInstructed(_) => return None,
    };
    Some((name, About::Reservation(sid, status)))
}

fn of_work_item(sid: WorkItemSid, event: &WorkItemEvent) -> Option<(&'static str, About)> {
    let (name, status) = match event {
        WorkItemEvent::WorkItemUpdated(_) => ("task.updated", None),
        WorkItemEvent::WorkItemWrapping(_) => ("task.wrapup", Some("wrapping")),
        WorkItemEvent::WorkItemCompleted(_) => ("task.completed", Some("completed")),
        WorkItemEvent::WorkItemCanceled(_) => ("task.canceled", Some("canceled")),
        WorkItemEvent::WorkItemCreated(_)
        | WorkItemEvent::WorkItemRouted(_)
        | WorkItemEvent::WorkItemReserved(_)
        | WorkItemEvent::WorkItemReleased(_)
        | WorkItemEvent::WorkItemAssigned(_)
        | WorkItemEvent::WorkItemDeleted(_) => return None,
    };
    Some((name, About::WorkItem(sid, status)))
}
