//! The tables of workflows and of revisions, and what a row says.

use domain::sid::{AccountSid, WorkflowSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use domain::work::workflow::{RevisionOrigin, WorkflowSettings};

use crate::query::{Cursor, Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each workflow, with its newest document.
    WORKFLOWS(Column) = "workflows"
    key(AccountSid, Sid)
    index "workflows_by_workspace"(AccountSid, WorkspaceSid, CreatedAt, Sid)
    {
        AccountSid = "account_sid": Text,
        Sid = "sid": Text,
        WorkspaceSid = "workspace_sid": Text,
        FriendlyName = "friendly_name": Text,
        Settings = "settings": Json,
        Revision = "revision": Int,
        Configuration = "configuration": Json,
        Version = "version": Int,
        CreatedAt = "created_at": Time,
        UpdatedAt = "updated_at": Time,
        DeletedAt = "deleted_at": Time or Null,
    }
}

table! {
    /// One row for each revision of a workflow's document.
    WORKFLOW_REVISIONS(RevisionColumn) = "workflow_revisions"
    key(AccountSid, WorkflowSid, Revision)
    {
        AccountSid = "account_sid": Text,
        WorkflowSid = "workflow_sid": Text,
        Revision = "revision": Int,
        WorkspaceSid = "workspace_sid": Text,
        Configuration = "configuration": Json,
        Origin = "origin": Json,
        CreatedAt = "created_at": Time,
    }
}

/// A workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkflowRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The workflow.
    pub sid: WorkflowSid,
    /// The workspace that it is in.
    pub workspace_sid: WorkspaceSid,
    /// What is set, but the document.
    pub settings: WorkflowSettings,
    /// The number of the newest document.
    pub revision: u32,
    /// The newest document, as it was given.
    pub configuration: String,
    /// The version of its last event, from 0.
    pub version: u64,
    /// When it came to be.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A revision of a workflow's document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkflowRevisionRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The workflow.
    pub workflow_sid: WorkflowSid,
    /// The number, from 1.
    pub revision: u32,
    /// The workspace.
    pub workspace_sid: WorkspaceSid,
    /// The document, as it was given.
    pub configuration: String,
    /// Where it comes from.
    pub origin: RevisionOrigin,
    /// When it became the newest.
    pub created_at: Timestamp,
}

impl WorkflowRow {
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { at: self.created_at.0, tie: self.sid.to_string() }
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            account_sid: row.parse(Column::AccountSid)?,
            sid: row.parse(Column::Sid)?,
            workspace_sid: row.parse(Column::WorkspaceSid)?,
            settings: row.json(Column::Settings)?,
            revision: row.small(Column::Revision)?,
            configuration: row.text(Column::Configuration)?,
            version: row.count(Column::Version)?,
            created_at: row.time(Column::CreatedAt)?,
            updated_at: row.time(Column::UpdatedAt)?,
        })
    }
}

impl WorkflowRevisionRow {
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { at: i64::from(self.revision), tie: self.workflow_sid.to_string() }
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            account_sid: row.parse(RevisionColumn::AccountSid)?,
            workflow_sid: row.parse(RevisionColumn::WorkflowSid)?,
            revision: row.small(RevisionColumn::Revision)?,
            workspace_sid: row.parse(RevisionColumn::WorkspaceSid)?,
            configuration: row.text(RevisionColumn::Configuration)?,
            origin: row.json(RevisionColumn::Origin)?,
            created_at: row.time(RevisionColumn::CreatedAt)?,
        })
    }
}
