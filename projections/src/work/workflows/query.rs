//! What can be asked about workflows.

use domain::sid::{AccountSid, WorkflowSid, WorkspaceSid};

use super::row::{
    Column, RevisionColumn, WORKFLOW_REVISIONS, WORKFLOWS, WorkflowRevisionRow, WorkflowRow,
};
use crate::query::{Page, Paging, Scope, Select, ViewError, page_of};
use crate::rows::Value;
use crate::views::Views;

/// Which workflows a list shows; all of the workspace's when empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkflowFilter {
    /// Those with this name, exactly.
    pub friendly_name: Option<String>,
}

fn live(account: AccountSid, workspace: WorkspaceSid) -> Select {
    Select::new(Scope::Account(account), &WORKFLOWS)
        .equal(Column::WorkspaceSid, Value::sid(workspace))
        .empty(Column::DeletedAt)
}

fn revisions(account: AccountSid, workspace: WorkspaceSid, workflow: WorkflowSid) -> Select {
    Select::new(Scope::Account(account), &WORKFLOW_REVISIONS)
        .equal(RevisionColumn::WorkflowSid, Value::sid(workflow))
        .equal(RevisionColumn::WorkspaceSid, Value::sid(workspace))
}

impl Views {
    /// A workflow of the workspace that is not deleted.
    pub async fn workflow(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        sid: WorkflowSid,
    ) -> Result<Option<WorkflowRow>, ViewError> {
        let select = live(account, workspace).equal(Column::Sid, Value::sid(sid));
        self.one(select, WorkflowRow::read).await
    }

    /// The workspace's workflows that are not deleted, the oldest first.
    pub async fn workflows(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        filter: &WorkflowFilter,
        paging: &Paging,
    ) -> Result<Page<WorkflowRow>, ViewError> {
        let select = live(account, workspace)
            .equal_if(Column::FriendlyName, filter.friendly_name.as_deref())
            .page((Column::CreatedAt, Column::Sid), false, paging);
        Ok(page_of(self.many(select, WorkflowRow::read).await?, paging, WorkflowRow::cursor))
    }

    /// A revision of a workflow's document, of a deleted workflow, too.
    pub async fn workflow_revision(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        workflow: WorkflowSid,
        revision: u32,
    ) -> Result<Option<WorkflowRevisionRow>, ViewError> {
        let select =
            revisions(account, workspace, workflow).equal(RevisionColumn::Revision, revision);
        self.one(select, WorkflowRevisionRow::read).await
    }

    /// The revisions of a workflow's document, the newest first.
    pub async fn workflow_revisions(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        workflow: WorkflowSid,
        paging: &Paging,
    ) -> Result<Page<WorkflowRevisionRow>, ViewError> {
        let order = (RevisionColumn::Revision, RevisionColumn::WorkflowSid);
        let select = revisions(account, workspace, workflow).page(order, true, paging);
        let rows = self.many(select, WorkflowRevisionRow::read).await?;
        Ok(page_of(rows, paging, WorkflowRevisionRow::cursor))
    }
}
