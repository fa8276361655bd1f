//! The tables of workers, and what a row says.

use domain::sid::{AccountSid, ActivitySid, WorkerSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use domain::work::expression::Attributes;

use crate::query::{Cursor, Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each worker.
    WORKERS(Column) = "workers"
    key(AccountSid, Sid)
    index "workers_by_workspace"(AccountSid, WorkspaceSid, CreatedAt, Sid)
    {
        AccountSid = "account_sid": Text,
        Sid = "sid": Text,
        WorkspaceSid = "workspace_sid": Text,
        FriendlyName = "friendly_name": Text,
        ActivitySid = "activity_sid": Text,
        ActivitySince = "activity_since": Time,
        Attributes = "attributes": Json,
        Version = "version": Int,
        CreatedAt = "created_at": Time,
        UpdatedAt = "updated_at": Time,
        DeletedAt = "deleted_at": Time or Null,
    }
}

table! {
    /// One row for each channel of which a worker was told how much it takes.
    WORKER_CHANNELS(ChannelColumn) = "worker_channels"
    key(AccountSid, WorkerSid, ChannelSid)
    {
        AccountSid = "account_sid": Text,
        WorkerSid = "worker_sid": Text,
        ChannelSid = "channel_sid": Text,
        WorkspaceSid = "workspace_sid": Text,
        Capacity = "capacity": Int,
        Available = "available": Bool,
        UpdatedAt = "updated_at": Time,
    }
}

table! {
    /// One row for each activity that a worker has left. The one that it is in stands in its own row.
    WORKER_ACTIVITIES(SpellColumn) = "worker_activities"
    key(AccountSid, WorkerSid, Sequence)
    index "worker_activities_by_time"(AccountSid, WorkspaceSid, EndedAt)
    {
        AccountSid = "account_sid": Text,
        WorkerSid = "worker_sid": Text,
        Sequence = "sequence": Int,
        WorkspaceSid = "workspace_sid": Text,
        ActivitySid = "activity_sid": Text,
        EndedAt = "ended_at": Time,
        DurationMs = "duration_ms": Int,
        Cause = "cause": Text,
        NextActivitySid = "next_activity_sid": Text,
        WorkItemSid = "work_item_sid": Text or Null,
    }
}

/// Where what is looked up begins.
const LOOKED_UP: u8 = Column::DeletedAt as u8 + 1;

/// A worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The worker.
    pub sid: WorkerSid,
    /// The workspace that it is in.
    pub workspace_sid: WorkspaceSid,
    /// What people call it.
    pub friendly_name: String,
    /// What it does.
    pub activity_sid: ActivitySid,
    /// The name of what it does.
    pub activity_name: Option<String>,
    /// Whether work is offered to it while it does that.
    pub available: bool,
    /// Since when it does that.
    pub activity_since: Timestamp,
    /// Its attributes.
    pub attributes: Attributes,
    /// The version of its last event or offer, from 0.
    pub version: u64,
    /// When it came to be.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl WorkerRow {
    pub(crate) fn created(&self) -> Cursor {
        Cursor { at: self.created_at.0, tie: self.sid.to_string() }
    }

    pub(crate) fn status_changed(&self) -> Cursor {
        Cursor { at: self.activity_since.0, tie: self.sid.to_string() }
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        let attributes = row.text(Column::Attributes)?;
        Ok(Self {
            account_sid: row.parse(Column::AccountSid)?,
            sid: row.parse(Column::Sid)?,
            workspace_sid: row.parse(Column::WorkspaceSid)?,
            friendly_name: row.text(Column::FriendlyName)?,
            activity_sid: row.parse(Column::ActivitySid)?,
            activity_name: row.text_if(LOOKED_UP)?,
            available: row.int_if(LOOKED_UP + 1)? == Some(1),
            activity_since: row.time(Column::ActivitySince)?,
            attributes: Attributes::parse(&attributes).map_err(ViewError::damaged)?,
            version: row.count(Column::Version)?,
            created_at: row.time(Column::CreatedAt)?,
            updated_at: row.time(Column::UpdatedAt)?,
        })
    }
}
