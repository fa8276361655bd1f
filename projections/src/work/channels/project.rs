//! From a task channel's events to its row.

use domain::work::task_channel::{TaskChannelEvent, TaskChannelSettings};

use super::row::{Column, TASK_CHANNELS};
use crate::fact::Fact;
use crate::query::json;
use crate::rows::{RowOp, Value};
use crate::work::dispatch::stamped;

/// What an event does to the row of its task channel.
pub(crate) fn project(fact: &Fact<'_, TaskChannelEvent>, ops: &mut Vec<RowOp>) {
    let stamp = fact.event.stamp();
    let change = match fact.event {
        TaskChannelEvent::TaskChannelCreated(it) => {
            configure(RowOp::upsert(&TASK_CHANNELS, fact.row()), &it.settings)
                .set(Column::WorkspaceSid, Value::sid(stamp.workspace_sid))
                .set(Column::CreatedAt, stamp.at)
                .set(Column::DeletedAt, Value::Null)
        }
        TaskChannelEvent::TaskChannelConfigured(it) => {
            configure(RowOp::update(&TASK_CHANNELS, fact.row()), &it.settings)
        }
        TaskChannelEvent::TaskChannelDeleted(_) => {
            RowOp::update(&TASK_CHANNELS, fact.row()).set(Column::DeletedAt, stamp.at)
        }
    };
    ops.push(stamped(change, stamp, Column::Version, Column::UpdatedAt));
}

fn configure(change: RowOp, settings: &TaskChannelSettings) -> RowOp {
    change
        .set(Column::FriendlyName, settings.friendly_name.as_str())
        .set(Column::UniqueName, settings.unique_name.as_str())
        .set(Column::Settings, json(settings))
}
