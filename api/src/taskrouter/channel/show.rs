//! Resources as the channel shows them: times are whole seconds since 1970, attributes are texts of JSON,
//! versions are texts.

use domain::sid::WorkerChannelSid;
use domain::timestamp::Timestamp;
use domain::work::work_item::RoutingTarget;
use projections::{ActivityRow, ReservationRow, WorkItemRow, WorkerChannelRow, WorkerRow};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

pub(super) fn seconds(at: Timestamp) -> i64 {
    at.0.div_euclid(1_000_000)
}

pub(super) fn worker(row: &WorkerRow) -> Value {
    json!({
        "account_sid": row.account_sid.to_string(),
        "workspace_sid": row.workspace_sid.to_string(),
        "sid": row.sid.to_string(),
        "friendly_name": row.friendly_name,
        "activity_sid": row.activity_sid.to_string(),
        "activity_name": row.activity_name,
        "available": row.available,
        "attributes": row.attributes.text(),
        "date_created": seconds(row.created_at),
        "date_updated": seconds(row.updated_at),
        "date_status_changed": seconds(row.activity_since),
        "version": row.version.to_string(),
    })
}

pub(super) fn activity(row: &ActivityRow) -> Value {
    json!({
        "account_sid": row.account_sid.to_string(),
        "workspace_sid": row.workspace_sid.to_string(),
        "sid": row.sid.to_string(),
        "friendly_name": row.friendly_name,
        "available": row.available,
        "date_created": seconds(row.created_at),
        "date_updated": seconds(row.updated_at),
    })
}

pub(super) fn worker_channel(row: &WorkerChannelRow) -> Value {
    json!({
        "account_sid": row.account_sid.to_string(),
        "workspace_sid": row.workspace_sid.to_string(),
        "worker_sid": row.worker_sid.to_string(),
        "sid": channel_sid(row).to_string(),
        "task_channel_sid": row.channel_sid.to_string(),
        "task_channel_unique_name": row.channel_name,
        "configured_capacity": row.capacity,
        "available": row.available,
        "assigned_tasks": row.assigned,
        "available_capacity_percentage": row.available_capacity_percentage(),
        "last_reserved_time": Value::Null,
        "date_created": seconds(row.created_at),
        "date_updated": seconds(row.updated_at),
    })
}

/// A worker has one channel for each task channel, so its sid is drawn from theirs.
fn channel_sid(row: &WorkerChannelRow) -> WorkerChannelSid {
    let both = format!("{}{}", row.worker_sid, row.channel_sid);
    let digest = digest(&SHA256, both.as_bytes());
    let mut bits = [0; 16];
    bits.copy_from_slice(&digest.as_ref()[..16]);
    WorkerChannelSid::from_bits(u128::from_be_bytes(bits))
}

/// A reservation with its task, which the client takes for granted.
pub(super) fn reservation(row: &ReservationRow, item: &WorkItemRow, now: Timestamp) -> Value {
    let times = &row.times;
    let timeout_us = times.expires_at.0.saturating_sub(times.created_at.0);
    json!({
        "account_sid": row.account_sid.to_string(),
        "workspace_sid": row.workspace_sid.to_string(),
        "sid": row.sid.to_string(),
        "reservation_status": row.status.name(),
        "reservation_timeout": timeout_us / 1_000_000,
        "task_sid": row.offer.work_item_sid.to_string(),
        "task": task(item, now),
        "worker_sid": row.offer.worker_sid.to_string(),
        "worker_name": row.offer.worker_name,
        "canceled_reason_code": row.fault,
        "date_created": seconds(times.created_at),
        "date_updated": seconds(times.updated_at),
        "version": row.version.to_string(),
    })
}

pub(super) fn task(row: &WorkItemRow, now: Timestamp) -> Value {
    let (terms, place, times) = (&row.terms, &row.place, &row.times);
    let start = terms.virtual_start.unwrap_or(times.created_at);
    json!({
        "account_sid": row.account_sid.to_string(),
        "workspace_sid": row.workspace_sid.to_string(),
        "sid": row.sid.to_string(),
        "assignment_status": row.status.name(),
        "attributes": terms.attributes.text(),
        "addons": "{}",
        "age": now.0.saturating_sub(times.created_at.0).max(0) / 1_000_000,
        "priority": place.priority,
        "queue_sid": place.queue_sid.map(|sid| sid.to_string()),
        "queue_name": place.queue_name,
        "workflow_sid": place.workflow_sid.map(|sid| sid.to_string()),
        "workflow_name": place.workflow_name,
        "task_channel_sid": terms.channel_sid.to_string(),
        "task_channel_unique_name": terms.channel_name,
        "timeout": terms.timeout_s,
        "reason": row.outcome.reason,
        "routing_target": terms.routing_target.map(target),
        "virtual_start_time": seconds(start),
        "date_created": seconds(times.created_at),
        "date_updated": seconds(times.updated_at),
        "version": row.version.to_string(),
    })
}

fn target(target: RoutingTarget) -> String {
    match target {
        RoutingTarget::Worker(sid) => sid.to_string(),
        RoutingTarget::Queue(sid) => sid.to_string(),
        RoutingTarget::Workflow(sid) => sid.to_string(),
    }
}
