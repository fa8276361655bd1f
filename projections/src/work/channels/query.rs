//! What can be asked about task channels.

use domain::sid::{AccountSid, TaskChannelSid, WorkspaceSid};

use super::row::{Column, TASK_CHANNELS, TaskChannelRow};
use crate::query::{Page, Paging, Scope, Select, ViewError, page_of};
use crate::rows::Value;
use crate::views::Views;

fn live(account: AccountSid, workspace: WorkspaceSid) -> Select {
    Select::new(Scope::Account(account), &TASK_CHANNELS)
        .equal(Column::WorkspaceSid, Value::sid(workspace))
        .empty(Column::DeletedAt)
}

impl Views {
    /// A task channel of the workspace that is not deleted.
    pub async fn task_channel(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        sid: TaskChannelSid,
    ) -> Result<Option<TaskChannelRow>, ViewError> {
        let select = live(account, workspace).equal(Column::Sid, Value::sid(sid));
        self.one(select, TaskChannelRow::read).await
    }

    /// The task channel of the workspace that has this unique name and is not deleted.
    pub async fn task_channel_named(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        unique_name: &str,
    ) -> Result<Option<TaskChannelRow>, ViewError> {
        let select = live(account, workspace).equal(Column::UniqueName, unique_name);
        self.one(select.ordered(TASK_CHANNELS.key), TaskChannelRow::read).await
    }

    /// The workspace's task channels that are not deleted, the oldest first.
    pub async fn task_channels(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        paging: &Paging,
    ) -> Result<Page<TaskChannelRow>, ViewError> {
        let select = live(account, workspace).page((Column::CreatedAt, Column::Sid), false, paging);
        let rows = self.many(select, TaskChannelRow::read).await?;
        Ok(page_of(rows, paging, TaskChannelRow::cursor))
    }
}
