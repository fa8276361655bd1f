//! From a reservation's events to its row.

use domain::work::reservation::{ReservationCreated, ReservationEvent};

use super::row::{Column, RESERVATIONS, ReservationStatus};
use crate::fact::Fact;
use crate::query::{json, word};
use crate::rows::{RowOp, Value};
use crate::work::dispatch::{sid_if, stamped};
use crate::work::workers::{Column as Worker, WORKERS};

/// What an event does to the row of its reservation, and to that of the worker, of which an offer is a change.
pub(crate) fn project(fact: &Fact<'_, ReservationEvent>, ops: &mut Vec<RowOp>) {
    let stamp = fact.event.stamp();
    let update = || RowOp::update(&RESERVATIONS, fact.row());
    let become_so = |status: ReservationStatus| update().set(Column::Status, status.name());
    let end = |status| become_so(status).set(Column::EndedAt, stamp.at);
    let change = match fact.event {
        ReservationEvent::ReservationCreated(it) => {
            ops.push(offered(fact, it));
            made(fact, it)
        }
        ReservationEvent::ReservationInstructed(it) => {
            update().set(Column::Instruction, json(&it.instruction))
        }
        ReservationEvent::ReservationFailed(it) => update().set(Column::FaultCode, it.code),
        ReservationEvent::ReservationAccepted(it) => become_so(ReservationStatus::Accepted)
            .set(Column::AcceptedAt, stamp.at)
            .set(Column::AcceptedAfterMs, it.after_ms),
        ReservationEvent::ReservationRejected(_) => end(ReservationStatus::Rejected),
        ReservationEvent::ReservationTimedOut(_) => end(ReservationStatus::TimedOut),
        ReservationEvent::ReservationCanceled(it) => {
            end(ReservationStatus::Canceled).set(Column::WithdrawalCause, word(it.cause))
        }
        ReservationEvent::ReservationRescinded(_) => end(ReservationStatus::Rescinded),
        ReservationEvent::ReservationWrapping(_) => become_so(ReservationStatus::Wrapping),
        ReservationEvent::ReservationCompleted(_) => end(ReservationStatus::Completed),
    };
    ops.push(stamped(change, stamp, Column::Version, Column::UpdatedAt));
}

fn made(fact: &Fact<'_, ReservationEvent>, it: &ReservationCreated) -> RowOp {
    RowOp::upsert(&RESERVATIONS, fact.row())
        .set(Column::WorkspaceSid, Value::sid(it.stamp.workspace_sid))
        .set(Column::Status, ReservationStatus::Pending.name())
        .set(Column::WorkItemSid, Value::sid(it.work_item_sid))
        .set(Column::WorkerSid, Value::sid(it.worker_sid))
        .set(Column::QueueSid, sid_if(it.queue_sid))
        .set(Column::WorkflowSid, sid_if(it.workflow_sid))
        .set(Column::ChannelSid, Value::sid(it.channel_sid))
        .set(Column::Offer, it.offer)
        .set(Column::ExpiresAt, it.expires_at)
        .set(Column::CreatedAt, it.stamp.at)
}

fn offered(fact: &Fact<'_, ReservationEvent>, it: &ReservationCreated) -> RowOp {
    RowOp::update(&WORKERS, [fact.account.into(), Value::sid(it.worker_sid)])
        .max(Worker::Version, it.worker_version)
}
