//! From a task queue's events to its row.

use domain::work::task_queue::{TaskQueueEvent, TaskQueueSettings};

use super::row::{Column, TASK_QUEUES};
use crate::fact::Fact;
use crate::query::json;
use crate::rows::{RowOp, Value};
use crate::work::dispatch::{sid_if, stamped};

/// What an event does to the row of its task queue.
pub(crate) fn project(fact: &Fact<'_, TaskQueueEvent>, ops: &mut Vec<RowOp>) {
    let stamp = fact.event.stamp();
    let change = match fact.event {
        TaskQueueEvent::TaskQueueCreated(it) => {
            configure(RowOp::upsert(&TASK_QUEUES, fact.row()), &it.settings)
                .set(Column::WorkspaceSid, Value::sid(stamp.workspace_sid))
                .set(Column::CreatedAt, stamp.at)
                .set(Column::DeletedAt, Value::Null)
        }
        TaskQueueEvent::TaskQueueConfigured(it) => {
            configure(RowOp::update(&TASK_QUEUES, fact.row()), &it.settings)
        }
        TaskQueueEvent::TaskQueueDeleted(_) => {
            RowOp::update(&TASK_QUEUES, fact.row()).set(Column::DeletedAt, stamp.at)
        }
    };
    ops.push(stamped(change, stamp, Column::Version, Column::UpdatedAt));
}

fn configure(change: RowOp, settings: &TaskQueueSettings) -> RowOp {
    change
        .set(Column::FriendlyName, settings.friendly_name.as_str())
        .set(Column::TargetWorkers, settings.target_workers.as_str())
        .set(Column::ReservationActivitySid, sid_if(settings.reservation_activity_sid))
        .set(Column::AssignmentActivitySid, sid_if(settings.assignment_activity_sid))
        .set(Column::Settings, json(settings))
}
