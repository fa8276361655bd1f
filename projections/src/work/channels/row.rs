//! The table of task channels and what a row says.

use domain::sid::{AccountSid, TaskChannelSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use domain::work::task_channel::TaskChannelSettings;

use crate::query::{Cursor, Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each task channel.
    TASK_CHANNELS(Column) = "task_channels"
    key(AccountSid, Sid)
    index "task_channels_by_workspace"(AccountSid, WorkspaceSid, CreatedAt, Sid)
    {
        AccountSid = "account_sid": Text,
        Sid = "sid": Text,
        WorkspaceSid = "workspace_sid": Text,
        FriendlyName = "friendly_name": Text,
        UniqueName = "unique_name": Text,
        Settings = "settings": Json,
        Version = "version": Int,
        CreatedAt = "created_at": Time,
        UpdatedAt = "updated_at": Time,
        DeletedAt = "deleted_at": Time or Null,
    }
}

/// A task channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskChannelRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The task channel.
    pub sid: TaskChannelSid,
    /// The workspace that it is in.
    pub workspace_sid: WorkspaceSid,
    /// What is set.
    pub settings: TaskChannelSettings,
    /// The version of its last event, from 0.
    pub version: u64,
    /// When it came to be.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl TaskChannelRow {
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { at: self.created_at.0, tie: self.sid.to_string() }
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            account_sid: row.parse(Column::AccountSid)?,
            sid: row.parse(Column::Sid)?,
            workspace_sid: row.parse(Column::WorkspaceSid)?,
            settings: row.json(Column::Settings)?,
            version: row.count(Column::Version)?,
            created_at: row.time(Column::CreatedAt)?,
            updated_at: row.time(Column::UpdatedAt)?,
        })
    }
}
