//! The table of activities and what a row says.

use domain::sid::{AccountSid, ActivitySid, WorkspaceSid};
use domain::timestamp::Timestamp;

use crate::query::{Cursor, Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each activity.
    ACTIVITIES(Column) = "activities"
    key(AccountSid, Sid)
    index "activities_by_workspace"(AccountSid, WorkspaceSid, CreatedAt, Sid)
    {
        AccountSid = "account_sid": Text,
        Sid = "sid": Text,
        WorkspaceSid = "workspace_sid": Text,
        FriendlyName = "friendly_name": Text,
        Available = "available": Bool,
        Version = "version": Int,
        CreatedAt = "created_at": Time,
        UpdatedAt = "updated_at": Time,
        DeletedAt = "deleted_at": Time or Null,
    }
}

/// An activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The activity.
    pub sid: ActivitySid,
    /// The workspace that it is in.
    pub workspace_sid: WorkspaceSid,
    /// What people call it.
    pub friendly_name: String,
    /// Whether work is offered to those who do it.
    pub available: bool,
    /// The version of its last event, from 0.
    pub version: u64,
    /// When it came to be.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl ActivityRow {
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { at: self.created_at.0, tie: self.sid.to_string() }
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            account_sid: row.parse(Column::AccountSid)?,
            sid: row.parse(Column::Sid)?,
            workspace_sid: row.parse(Column::WorkspaceSid)?,
            friendly_name: row.text(Column::FriendlyName)?,
            available: row.claim(Column::Available)?,
            version: row.count(Column::Version)?,
            created_at: row.time(Column::CreatedAt)?,
            updated_at: row.time(Column::UpdatedAt)?,
        })
    }
}
