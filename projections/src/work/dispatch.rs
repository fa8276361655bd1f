//! From an event of a workspace to the projectors of its kind.

use domain::schema::DecodeError;
use domain::timestamp::Timestamp;
use domain::work::{Stamp, WorkEvent, WorkKind};
use store::port::RecordedEvent;

use super::{
    activities, channels, items, log, queues, reservations, workers, workflows, workspaces,
};
use crate::fact::Fact;
use crate::rows::{RowOp, Value};

/// Adds to `ops` what an event of a workspace does to the rows.
pub(crate) fn project(
    recorded: &RecordedEvent,
    kind: WorkKind,
    ops: &mut Vec<RowOp>,
) -> Result<(), DecodeError> {
    let written = &recorded.event;
    let event = kind.decode(&written.event_type, written.schema_version, &written.data)?;
    log::project(recorded, &event, ops);
    match &event {
        WorkEvent::Workspace(event) => workspaces::project(&fact(recorded, event), ops),
        WorkEvent::Activity(event) => activities::project(&fact(recorded, event), ops),
        WorkEvent::TaskChannel(event) => channels::project(&fact(recorded, event), ops),
        WorkEvent::Worker(event) => workers::project(&fact(recorded, event), ops),
        WorkEvent::TaskQueue(event) => queues::project(&fact(recorded, event), ops),
        WorkEvent::Workflow(event) => workflows::project(&fact(recorded, event), ops),
        WorkEvent::WorkItem(event) => items::project(&fact(recorded, event), ops),
        WorkEvent::Reservation(event) => reservations::project(&fact(recorded, event), ops),
    }
    Ok(())
}

fn fact<'a, E>(recorded: &'a RecordedEvent, event: &'a E) -> Fact<'a, E> {
    Fact {
        account: &recorded.stream.account,
        key: &recorded.stream.key,
        version: recorded.version.0,
        at: Timestamp(recorded.event.recorded_at),
        event,
    }
}

/// The row after the event that the stamp belongs to.
pub(super) fn stamped(
    change: RowOp,
    stamp: &Stamp,
    version: impl Into<u8>,
    updated_at: impl Into<u8>,
) -> RowOp {
    change.set(version, stamp.version).set(updated_at, stamp.at)
}

/// The sid of what an optional field names.
pub(super) fn sid_if(sid: Option<impl std::fmt::Display>) -> Option<Value> {
    sid.map(Value::sid)
}
