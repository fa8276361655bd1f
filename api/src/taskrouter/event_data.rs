//! What an event says, in the dialect's names; and its own payload beside it.

use domain::work::WorkEvent;
use domain::work::reservation::ReservationEvent;
use domain::work::work_item::WorkItemEvent;
use domain::work::worker::WorkerEvent;
use projections::WorkLogRow;
use serde_json::{Map, Value, json};

/// `{"task_sid": "WT…", "worker_sid": "WK…", …}`: what the event is about, and what it says. `ringback` holds
/// the event as it is stored.
pub(super) fn event_data(row: &WorkLogRow) -> Value {
    let about = &row.about;
    let mut data = Map::new();
    let mut put = |name: &str, sid: Option<String>| {
        if let Some(sid) = sid {
            data.insert(name.to_owned(), Value::String(sid));
        }
    };
    put("task_sid", about.work_item_sid.map(|it| it.to_string()));
    put("worker_sid", about.worker_sid.map(|it| it.to_string()));
    put("reservation_sid", about.reservation_sid.map(|it| it.to_string()));
    put("task_queue_sid", about.queue_sid.map(|it| it.to_string()));
    put("workflow_sid", about.workflow_sid.map(|it| it.to_string()));
    put("task_channel_sid", about.channel_sid.map(|it| it.to_string()));
    said(&row.event).into_iter().for_each(|(name, value)| {
        data.insert(name.to_owned(), value);
    });
    let stored = serde_json::from_slice(&row.event.encode()).unwrap_or(Value::Null);
    data.insert("ringback".to_owned(), json!({"type": row.event.type_name(), "data": stored}));
    Value::Object(data)
}

fn said(event: &WorkEvent) -> Vec<(&'static str, Value)> {
    match event {
        WorkEvent::WorkItem(event) => of_item(event),
        WorkEvent::Worker(event) => of_worker(event),
        WorkEvent::Reservation(event) => of_reservation(event),
        WorkEvent::Workspace(_)
        | WorkEvent::Activity(_)
        | WorkEvent::TaskChannel(_)
        | WorkEvent::TaskQueue(_)
        | WorkEvent::Workflow(_) => Vec::new(),
    }
}

fn of_item(event: &WorkItemEvent) -> Vec<(&'static str, Value)> {
    match event {
        WorkItemEvent::WorkItemCreated(it) => vec![
            ("task_attributes", json!(it.attributes.text())),
            ("task_priority", json!(it.priority)),
            ("task_assignment_status", json!("pending")),
        ],
        WorkItemEvent::WorkItemUpdated(it) => {
            let attributes = it.attributes.as_ref().map(|it| ("task_attributes", json!(it.text())));
            let priority = it.priority.map(|it| ("task_priority", json!(it)));
            attributes.into_iter().chain(priority).collect()
        }
        WorkItemEvent::WorkItemRouted(it) => vec![("task_priority", json!(it.priority))],
        WorkItemEvent::WorkItemWrapping(it) => vec![
            ("task_assignment_status", json!("wrapping")),
            ("task_completed_reason", json!(it.reason)),
        ],
        WorkItemEvent::WorkItemCompleted(it) => vec![
            ("task_assignment_status", json!("completed")),
            ("task_completed_reason", json!(it.reason)),
        ],
        WorkItemEvent::WorkItemCanceled(it) => vec![
            ("task_assignment_status", json!("canceled")),
            ("task_canceled_reason", json!(it.reason)),
        ],
        WorkItemEvent::WorkItemReserved(_)
        | WorkItemEvent::WorkItemReleased(_)
        | WorkItemEvent::WorkItemAssigned(_)
        | WorkItemEvent::WorkItemDeleted(_) => Vec::new(),
    }
}

fn of_worker(event: &WorkerEvent) -> Vec<(&'static str, Value)> {
    match event {
        WorkerEvent::WorkerCreated(it) => vec![
            ("worker_name", json!(it.friendly_name)),
            ("worker_attributes", json!(it.attributes.text())),
            ("worker_activity_sid", json!(it.activity_sid.to_string())),
        ],
        WorkerEvent::WorkerRenamed(it) => vec![("worker_name", json!(it.friendly_name))],
        WorkerEvent::WorkerAttributesChanged(it) => {
            vec![("worker_attributes", json!(it.attributes.text()))]
        }
        WorkerEvent::WorkerActivityChanged(it) => vec![
            ("worker_activity_sid", json!(it.activity_sid.to_string())),
            ("worker_previous_activity_sid", json!(it.previous_activity_sid.to_string())),
            ("worker_time_in_previous_activity", json!((it.in_previous_ms / 1_000).to_string())),
            ("worker_time_in_previous_activity_ms", json!(it.in_previous_ms.to_string())),
        ],
        WorkerEvent::WorkerChannelChanged(it) => vec![
            ("worker_channel_available", json!(it.available)),
            ("worker_capacity", json!(it.capacity)),
            ("worker_previous_capacity", json!(it.previous_capacity)),
        ],
        WorkerEvent::WorkerDeleted(_) => Vec::new(),
    }
}

fn of_reservation(event: &ReservationEvent) -> Vec<(&'static str, Value)> {
    match event {
        ReservationEvent::ReservationCreated(it) => vec![
            ("reservation_status", json!("pending")),
            ("worker_version", json!(it.worker_version.to_string())),
        ],
        ReservationEvent::ReservationFailed(it) => vec![("reservation_error_code", json!(it.code))],
        ReservationEvent::ReservationAccepted(_) => {
            vec![("reservation_status", json!("accepted"))]
        }
        ReservationEvent::ReservationRejected(_) => {
            vec![("reservation_status", json!("rejected"))]
        }
        ReservationEvent::ReservationTimedOut(_) => vec![("reservation_status", json!("timeout"))],
        ReservationEvent::ReservationCanceled(_) => vec![("reservation_status", json!("canceled"))],
        ReservationEvent::ReservationRescinded(_) => {
            vec![("reservation_status", json!("rescinded"))]
        }
        ReservationEvent::ReservationWrapping(_) => vec![("reservation_status", json!("wrapping"))],
        ReservationEvent::ReservationCompleted(_) => {
            vec![("reservation_status", json!("completed"))]
        }
        ReservationEvent::ReservationInstructed(_) => Vec::new(),
    }
}
