//! From a work item's events to its rows.

use domain::work::work_item::{
    RoutingCause, RoutingTarget, WorkItemAssigned, WorkItemCreated, WorkItemEvent, WorkItemRouted,
    WorkItemUpdated,
};

use super::row::{Column, EntryColumn, QUEUE_ENTRIES, WORK_ITEMS};
use super::status::WorkItemStatus;
use crate::fact::Fact;
use crate::query::{json, word};
use crate::rows::{RowOp, Value};
use crate::work::dispatch::{sid_if, stamped};

/// What an event does to the rows of its work item.
pub(crate) fn project(fact: &Fact<'_, WorkItemEvent>, ops: &mut Vec<RowOp>) {
    let stamp = fact.event.stamp();
    let update = || RowOp::update(&WORK_ITEMS, fact.row());
    let change = match fact.event {
        WorkItemEvent::WorkItemCreated(it) => made(fact, it),
        WorkItemEvent::WorkItemUpdated(it) => updated(update(), it),
        WorkItemEvent::WorkItemRouted(it) => {
            ops.push(entry(fact, it));
            routed(update(), it)
        }
        WorkItemEvent::WorkItemReserved(_) => {
            update().add(Column::OpenOffers, 1_i64).add(Column::Offers, 1_i64)
        }
        WorkItemEvent::WorkItemReleased(_) => update().add(Column::OpenOffers, -1_i64),
        WorkItemEvent::WorkItemAssigned(it) => assigned(update(), it),
        WorkItemEvent::WorkItemWrapping(it) => said(update(), it.reason.as_deref())
            .set(Column::Status, WorkItemStatus::Wrapping.name()),
        WorkItemEvent::WorkItemCompleted(it) => said(update(), it.reason.as_deref())
            .set(Column::Status, WorkItemStatus::Completed.name())
            .set(Column::EndedAt, stamp.at),
        WorkItemEvent::WorkItemCanceled(it) => said(update(), it.reason.as_deref())
            .set(Column::Status, WorkItemStatus::Canceled.name())
            .set(Column::OpenOffers, 0_i64)
            .set(Column::CancelCause, word(it.cause))
            .set(Column::EndedAt, stamp.at),
        WorkItemEvent::WorkItemDeleted(it) => update()
            .set(Column::OpenOffers, 0_i64)
            .set(Column::DeletionCause, word(it.cause))
            .set(Column::DeletedAt, stamp.at),
    };
    ops.push(stamped(change, stamp, Column::Version, Column::UpdatedAt));
}

fn made(fact: &Fact<'_, WorkItemEvent>, it: &WorkItemCreated) -> RowOp {
    RowOp::upsert(&WORK_ITEMS, fact.row())
        .set(Column::WorkspaceSid, Value::sid(it.stamp.workspace_sid))
        .set(Column::Status, WorkItemStatus::Pending.name())
        .set(Column::OpenOffers, 0_i64)
        .set(Column::Offers, 0_i64)
        .set(Column::Attributes, it.attributes.text())
        .set(Column::ChannelSid, Value::sid(it.channel_sid))
        .set(Column::TimeoutS, it.timeout_s)
        .set(Column::VirtualStart, it.virtual_start)
        .set(Column::StartsAt, it.virtual_start.unwrap_or(it.stamp.at))
        .set(Column::RoutingTarget, it.routing_target.map(|target| json(&target)))
        .set(Column::RoutingTargetSid, it.routing_target.map(target_sid))
        .set(Column::IgnoreCapacity, it.ignore_capacity)
        .set(Column::Deadline, it.deadline)
        .set(Column::CallSid, sid_if(it.call_sid))
        .set(Column::Priority, it.priority)
        .set(Column::WorkflowSid, sid_if(it.workflow.map(|pin| pin.workflow_sid)))
        .set(Column::Revision, it.workflow.map(|pin| pin.revision))
        .set(Column::CreatedAt, it.stamp.at)
        .set(Column::DeletedAt, Value::Null)
}

/// What was said before stays when nothing is.
fn said(change: RowOp, reason: Option<&str>) -> RowOp {
    match reason {
        Some(reason) => change.set(Column::Reason, reason),
        None => change,
    }
}

fn target_sid(target: RoutingTarget) -> Value {
    match target {
        RoutingTarget::Worker(sid) => Value::sid(sid),
        RoutingTarget::Queue(sid) => Value::sid(sid),
        RoutingTarget::Workflow(sid) => Value::sid(sid),
    }
}

fn updated(mut change: RowOp, it: &WorkItemUpdated) -> RowOp {
    if let Some(attributes) = &it.attributes {
        change = change.set(Column::Attributes, attributes.text());
    }
    if let Some(priority) = it.priority {
        change = change.set(Column::Priority, priority);
    }
    if let Some(channel) = it.channel_sid {
        change = change.set(Column::ChannelSid, Value::sid(channel));
    }
    if let Some(start) = it.virtual_start {
        change = change.set(Column::VirtualStart, start).set(Column::StartsAt, start);
    }
    change
}

/// Whether the work item came to a queue, rather than to another step in the same one.
fn is_entry(it: &WorkItemRouted) -> bool {
    it.moved_from.is_some() || it.cause == RoutingCause::Entered
}

fn routed(change: RowOp, it: &WorkItemRouted) -> RowOp {
    let change = change
        .set(Column::QueueSid, sid_if(it.queue_sid))
        .set(Column::WorkflowSid, sid_if(it.workflow.map(|pin| pin.workflow_sid)))
        .set(Column::Revision, it.workflow.map(|pin| pin.revision))
        .set(Column::Step, it.step.map(|step| json(&step)))
        .set(Column::Priority, it.priority)
        .set(Column::Until, it.until)
        .set(Column::FaultCode, it.fault);
    if is_entry(it) {
        change.set(Column::EnteredQueueAt, it.stamp.at)
    } else {
        change.coalesce(Column::EnteredQueueAt, it.stamp.at)
    }
}

fn entry(fact: &Fact<'_, WorkItemEvent>, it: &WorkItemRouted) -> RowOp {
    let [account, item] = fact.row();
    RowOp::upsert(&QUEUE_ENTRIES, [account, item, it.stamp.sequence.into()])
        .set(EntryColumn::WorkspaceSid, Value::sid(it.stamp.workspace_sid))
        .set(EntryColumn::At, it.stamp.at)
        .set(EntryColumn::Cause, word(it.cause))
        .set(EntryColumn::QueueSid, sid_if(it.queue_sid))
        .set(EntryColumn::MovedFromSid, sid_if(it.moved_from))
        .set(EntryColumn::IsEntry, is_entry(it))
        .set(EntryColumn::WorkflowSid, sid_if(it.workflow.map(|pin| pin.workflow_sid)))
        .set(EntryColumn::Revision, it.workflow.map(|pin| pin.revision))
        .set(EntryColumn::Step, it.step.map(|step| json(&step)))
        .set(EntryColumn::Priority, it.priority)
        .set(EntryColumn::Until, it.until)
        .set(EntryColumn::FaultCode, it.fault)
}

fn assigned(change: RowOp, it: &WorkItemAssigned) -> RowOp {
    change
        .set(Column::Status, WorkItemStatus::Assigned.name())
        .set(Column::OpenOffers, 0_i64)
        .set(Column::WorkerSid, Value::sid(it.worker_sid))
        .set(Column::ReservationSid, Value::sid(it.reservation_sid))
        .set(Column::AssignedAt, it.stamp.at)
        .set(Column::WaitedMs, it.waited_ms)
}
