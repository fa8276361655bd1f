//! From an activity's events to its row.

use domain::work::activity::ActivityEvent;

use super::row::{ACTIVITIES, Column};
use crate::fact::Fact;
use crate::rows::{RowOp, Value};
use crate::work::dispatch::stamped;

/// What an event does to the row of its activity.
pub(crate) fn project(fact: &Fact<'_, ActivityEvent>, ops: &mut Vec<RowOp>) {
    let stamp = fact.event.stamp();
    let update = || RowOp::update(&ACTIVITIES, fact.row());
    let change = match fact.event {
        ActivityEvent::ActivityCreated(it) => RowOp::upsert(&ACTIVITIES, fact.row())
            .set(Column::WorkspaceSid, Value::sid(stamp.workspace_sid))
            .set(Column::FriendlyName, it.friendly_name.as_str())
            .set(Column::Available, it.available)
            .set(Column::CreatedAt, stamp.at)
            .set(Column::DeletedAt, Value::Null),
        ActivityEvent::ActivityRenamed(it) => {
            update().set(Column::FriendlyName, it.friendly_name.as_str())
        }
        ActivityEvent::ActivityDeleted(_) => update().set(Column::DeletedAt, stamp.at),
    };
    ops.push(stamped(change, stamp, Column::Version, Column::UpdatedAt));
}
