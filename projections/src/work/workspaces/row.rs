//! The table of workspaces and what a row says.

use domain::sid::{AccountSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use domain::work::workspace::WorkspaceSettings;

use crate::query::{Cursor, Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each workspace.
    WORKSPACES(Column) = "workspaces"
    key(AccountSid, Sid)
    {
        AccountSid = "account_sid": Text,
        Sid = "sid": Text,
        FriendlyName = "friendly_name": Text,
        DefaultActivitySid = "default_activity_sid": Text,
        TimeoutActivitySid = "timeout_activity_sid": Text,
        Settings = "settings": Json,
        Version = "version": Int,
        CreatedAt = "created_at": Time,
        UpdatedAt = "updated_at": Time,
        DeletedAt = "deleted_at": Time or Null,
    }
}

/// Where the names that are looked up begin.
const NAMES: u8 = Column::DeletedAt as u8 + 1;

/// A workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The workspace.
    pub sid: WorkspaceSid,
    /// What is set.
    pub settings: WorkspaceSettings,
    /// The name of what new workers are doing.
    pub default_activity_name: Option<String>,
    /// The name of what workers do who let an offer pass.
    pub timeout_activity_name: Option<String>,
    /// The version of its last event, from 0.
    pub version: u64,
    /// When it came to be.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl WorkspaceRow {
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { at: self.created_at.0, tie: self.sid.to_string() }
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            account_sid: row.parse(Column::AccountSid)?,
            sid: row.parse(Column::Sid)?,
            settings: row.json(Column::Settings)?,
            default_activity_name: row.text_if(NAMES)?,
            timeout_activity_name: row.text_if(NAMES + 1)?,
            version: row.count(Column::Version)?,
            created_at: row.time(Column::CreatedAt)?,
            updated_at: row.time(Column::UpdatedAt)?,
        })
    }
}
