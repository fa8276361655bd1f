//! The table of a workspace's events, the view that adds what they are about, and what a row says.

use domain::sid::{
    AccountSid, ReservationSid, TaskChannelSid, TaskQueueSid, WorkItemSid, WorkerSid, WorkflowSid,
    WorkspaceSid,
};
use domain::timestamp::Timestamp;
use domain::work::{WorkEvent, WorkKind, WorkSid};

use crate::query::{Cursor, Row, ViewError};
use crate::rows::{Table, table};

table! {
    /// One row for each event of a workspace, with what the event itself names.
    WORK_EVENTS(Column) = "work_events"
    key(AccountSid, WorkspaceSid, Sequence)
    index "work_events_by_time"(AccountSid, WorkspaceSid, At, Sequence)
    index "work_events_by_sid"(AccountSid, Sid)
    {
        AccountSid = "account_sid": Text,
        WorkspaceSid = "workspace_sid": Text,
        Sequence = "sequence": Int,
        Sid = "sid": Text,
        EventType = "event_type": Text,
        SchemaVersion = "schema_version": Int,
        Category = "category": Text,
        ResourceSid = "resource_sid": Text,
        ResourceVersion = "resource_version": Int,
        Actor = "actor": Text,
        At = "at": Time,
        WorkItemSid = "work_item_sid": Text or Null,
        WorkerSid = "worker_sid": Text or Null,
        ReservationSid = "reservation_sid": Text or Null,
        QueueSid = "queue_sid": Text or Null,
        WorkflowSid = "workflow_sid": Text or Null,
        ChannelSid = "channel_sid": Text or Null,
        Data = "data": Json,
    }
}

/// The same events with what their reservation and their work item name: a view with the same columns.
pub(crate) static WORK_LOG: Table = Table {
    name: "work_log",
    columns: WORK_EVENTS.columns,
    key: WORK_EVENTS.key,
    indexes: &[],
    visible_by: WORK_EVENTS.visible_by,
};

/// An event of a workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkLogRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The workspace.
    pub workspace_sid: WorkspaceSid,
    /// Its place in the workspace's history: 1, 2, 3 and so on without a gap.
    pub sequence: u64,
    /// `EV` and the 32 hexadecimal digits of the event's id.
    pub sid: String,
    /// What it happened to.
    pub resource_sid: WorkSid,
    /// The version of that resource after it, from 0.
    pub resource_version: u64,
    /// Who did it.
    pub actor: String,
    /// When it was decided.
    pub at: Timestamp,
    /// What it is about.
    pub about: WorkReferences,
    /// What happened.
    pub event: WorkEvent,
}

/// What an event is about: what the event names, or else what its reservation names, or else what its work
/// item names or named last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WorkReferences {
    /// The work item.
    pub work_item_sid: Option<WorkItemSid>,
    /// The worker.
    pub worker_sid: Option<WorkerSid>,
    /// The reservation.
    pub reservation_sid: Option<ReservationSid>,
    /// The queue.
    pub queue_sid: Option<TaskQueueSid>,
    /// The workflow.
    pub workflow_sid: Option<WorkflowSid>,
    /// The kind of work.
    pub channel_sid: Option<TaskChannelSid>,
}

impl WorkLogRow {
    pub(crate) fn cursor(&self) -> Cursor {
        let at = i64::try_from(self.sequence).unwrap_or(i64::MAX);
        Cursor { at, tie: self.workspace_sid.to_string() }
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        let category = row.text(Column::Category)?;
        let kind = WorkKind::of_category(&category).ok_or_else(|| ViewError::damaged(&category))?;
        let name = row.text(Column::EventType)?;
        let version = row.small(Column::SchemaVersion)?;
        let version = u16::try_from(version).map_err(ViewError::damaged)?;
        let data = row.text(Column::Data)?;
        let resource = row.text(Column::ResourceSid)?;
        Ok(Self {
            account_sid: row.parse(Column::AccountSid)?,
            workspace_sid: row.parse(Column::WorkspaceSid)?,
            sequence: row.count(Column::Sequence)?,
            sid: row.text(Column::Sid)?,
            resource_sid: kind.sid(&resource).map_err(ViewError::damaged)?,
            resource_version: row.count(Column::ResourceVersion)?,
            actor: row.text(Column::Actor)?,
            at: row.time(Column::At)?,
            about: read_references(&mut row)?,
            event: kind.decode(&name, version, data.as_bytes()).map_err(ViewError::damaged)?,
        })
    }
}

fn read_references(row: &mut Row) -> Result<WorkReferences, ViewError> {
    Ok(WorkReferences {
        work_item_sid: row.parse_if(Column::WorkItemSid)?,
        worker_sid: row.parse_if(Column::WorkerSid)?,
        reservation_sid: row.parse_if(Column::ReservationSid)?,
        queue_sid: row.parse_if(Column::QueueSid)?,
        workflow_sid: row.parse_if(Column::WorkflowSid)?,
        channel_sid: row.parse_if(Column::ChannelSid)?,
    })
}
