//! The table of task queues and what a row says.

use domain::sid::{AccountSid, TaskQueueSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use domain::work::task_queue::TaskQueueSettings;

use crate::query::{Cursor, Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each task queue.
    TASK_QUEUES(Column) = "task_queues"
    key(AccountSid, Sid)
    index "task_queues_by_workspace"(AccountSid, WorkspaceSid, CreatedAt, Sid)
    {
        AccountSid = "account_sid": Text,
        Sid = "sid": Text,
        WorkspaceSid = "workspace_sid": Text,
        FriendlyName = "friendly_name": Text,
        TargetWorkers = "target_workers": Text,
        ReservationActivitySid = "reservation_activity_sid": Text or Null,
        AssignmentActivitySid = "assignment_activity_sid": Text or Null,
        Settings = "settings": Json,
        Version = "version": Int,
        CreatedAt = "created_at": Time,
        UpdatedAt = "updated_at": Time,
        DeletedAt = "deleted_at": Time or Null,
    }
}

/// Where the names that are looked up begin.
const NAMES: u8 = Column::DeletedAt as u8 + 1;

/// A task queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskQueueRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The task queue.
    pub sid: TaskQueueSid,
    /// The workspace that it is in.
    pub workspace_sid: WorkspaceSid,
    /// What is set.
    pub settings: TaskQueueSettings,
    /// The name of what workers do while they have an offer.
    pub reservation_activity_name: Option<String>,
    /// The name of what workers do when they have accepted.
    pub assignment_activity_name: Option<String>,
    /// The version of its last event, from 0.
    pub version: u64,
    /// When it came to be.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl TaskQueueRow {
    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            account_sid: row.parse(Column::AccountSid)?,
            sid: row.parse(Column::Sid)?,
            workspace_sid: row.parse(Column::WorkspaceSid)?,
            settings: row.json(Column::Settings)?,
            reservation_activity_name: row.text_if(NAMES)?,
            assignment_activity_name: row.text_if(NAMES + 1)?,
            version: row.count(Column::Version)?,
            created_at: row.time(Column::CreatedAt)?,
            updated_at: row.time(Column::UpdatedAt)?,
        })
    }

    pub(crate) fn created(&self) -> Cursor {
        Cursor { at: self.created_at.0, tie: self.sid.to_string() }
    }

    pub(crate) fn updated(&self) -> Cursor {
        Cursor { at: self.updated_at.0, tie: self.sid.to_string() }
    }
}
