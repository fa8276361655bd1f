//! From a workspace's events to its row.

use domain::work::workspace::{WorkspaceEvent, WorkspaceSettings};

use super::row::{Column, WORKSPACES};
use crate::fact::Fact;
use crate::query::json;
use crate::rows::{RowOp, Value};
use crate::work::dispatch::stamped;

/// What an event does to the row of its workspace.
pub(crate) fn project(fact: &Fact<'_, WorkspaceEvent>, ops: &mut Vec<RowOp>) {
    let stamp = fact.event.stamp();
    let change = match fact.event {
        WorkspaceEvent::WorkspaceCreated(it) => {
            configure(RowOp::upsert(&WORKSPACES, fact.row()), &it.settings)
                .set(Column::CreatedAt, stamp.at)
                .set(Column::DeletedAt, Value::Null)
        }
        WorkspaceEvent::WorkspaceConfigured(it) => {
            configure(RowOp::update(&WORKSPACES, fact.row()), &it.settings)
        }
        WorkspaceEvent::WorkspaceDeleted(_) => {
            RowOp::update(&WORKSPACES, fact.row()).set(Column::DeletedAt, stamp.at)
        }
    };
    ops.push(stamped(change, stamp, Column::Version, Column::UpdatedAt));
}

fn configure(change: RowOp, settings: &WorkspaceSettings) -> RowOp {
    change
        .set(Column::FriendlyName, settings.friendly_name.as_str())
        .set(Column::DefaultActivitySid, Value::sid(settings.default_activity_sid))
        .set(Column::TimeoutActivitySid, Value::sid(settings.timeout_activity_sid))
        .set(Column::Settings, json(settings))
}
