//! From a worker's events to its rows.

use domain::work::worker::{
    WorkerActivityChanged, WorkerChannelChanged, WorkerCreated, WorkerEvent,
};

use super::row::{ChannelColumn, Column, SpellColumn, WORKER_ACTIVITIES, WORKER_CHANNELS, WORKERS};
use crate::fact::Fact;
use crate::query::word;
use crate::rows::{RowOp, Value};
use crate::work::dispatch::{sid_if, stamped};

/// What an event does to the rows of its worker.
pub(crate) fn project(fact: &Fact<'_, WorkerEvent>, ops: &mut Vec<RowOp>) {
    let stamp = fact.event.stamp();
    let update = || RowOp::update(&WORKERS, fact.row());
    let change = match fact.event {
        WorkerEvent::WorkerCreated(it) => made(fact, it),
        WorkerEvent::WorkerRenamed(it) => {
            update().set(Column::FriendlyName, it.friendly_name.as_str())
        }
        WorkerEvent::WorkerActivityChanged(it) => {
            ops.push(spell(fact, it));
            update()
                .set(Column::ActivitySid, Value::sid(it.activity_sid))
                .set(Column::ActivitySince, stamp.at)
        }
        WorkerEvent::WorkerAttributesChanged(it) => {
            update().set(Column::Attributes, it.attributes.text())
        }
        WorkerEvent::WorkerChannelChanged(it) => {
            ops.push(channel(fact, it));
            update()
        }
        WorkerEvent::WorkerDeleted(_) => update().set(Column::DeletedAt, stamp.at),
    };
    ops.push(stamped(change, stamp, Column::Version, Column::UpdatedAt));
}

fn made(fact: &Fact<'_, WorkerEvent>, it: &WorkerCreated) -> RowOp {
    RowOp::upsert(&WORKERS, fact.row())
        .set(Column::WorkspaceSid, Value::sid(it.stamp.workspace_sid))
        .set(Column::FriendlyName, it.friendly_name.as_str())
        .set(Column::ActivitySid, Value::sid(it.activity_sid))
        .set(Column::ActivitySince, it.stamp.at)
        .set(Column::Attributes, it.attributes.text())
        .set(Column::CreatedAt, it.stamp.at)
        .set(Column::DeletedAt, Value::Null)
}

fn spell(fact: &Fact<'_, WorkerEvent>, it: &WorkerActivityChanged) -> RowOp {
    let [account, worker] = fact.row();
    RowOp::upsert(&WORKER_ACTIVITIES, [account, worker, it.stamp.sequence.into()])
        .set(SpellColumn::WorkspaceSid, Value::sid(it.stamp.workspace_sid))
        .set(SpellColumn::ActivitySid, Value::sid(it.previous_activity_sid))
        .set(SpellColumn::EndedAt, it.stamp.at)
        .set(SpellColumn::DurationMs, it.in_previous_ms)
        .set(SpellColumn::Cause, word(it.cause))
        .set(SpellColumn::NextActivitySid, Value::sid(it.activity_sid))
        .set(SpellColumn::WorkItemSid, sid_if(it.work_item_sid))
}

fn channel(fact: &Fact<'_, WorkerEvent>, it: &WorkerChannelChanged) -> RowOp {
    let [account, worker] = fact.row();
    RowOp::upsert(&WORKER_CHANNELS, [account, worker, Value::sid(it.channel_sid)])
        .set(ChannelColumn::WorkspaceSid, Value::sid(it.stamp.workspace_sid))
        .set(ChannelColumn::Capacity, it.capacity)
        .set(ChannelColumn::Available, it.available)
        .set(ChannelColumn::UpdatedAt, it.stamp.at)
}
