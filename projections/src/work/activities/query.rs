//! What can be asked about activities.

use domain::sid::{AccountSid, ActivitySid, WorkspaceSid};

use super::row::{ACTIVITIES, ActivityRow, Column};
use crate::query::{Page, Paging, Scope, Select, ViewError, page_of};
use crate::rows::Value;
use crate::views::Views;

/// Which activities a list shows; all of the workspace's when empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActivityFilter {
    /// Those with this name, exactly.
    pub friendly_name: Option<String>,
    /// Those in which work is offered, or those in which it is not.
    pub available: Option<bool>,
}

fn live(account: AccountSid, workspace: WorkspaceSid) -> Select {
    Select::new(Scope::Account(account), &ACTIVITIES)
        .equal(Column::WorkspaceSid, Value::sid(workspace))
        .empty(Column::DeletedAt)
}

impl Views {
    /// An activity of the workspace that is not deleted.
    pub async fn activity(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        sid: ActivitySid,
    ) -> Result<Option<ActivityRow>, ViewError> {
        let select = live(account, workspace).equal(Column::Sid, Value::sid(sid));
        self.one(select, ActivityRow::read).await
    }

    /// The workspace's activities that are not deleted, the oldest first.
    pub async fn activities(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        filter: &ActivityFilter,
        paging: &Paging,
    ) -> Result<Page<ActivityRow>, ViewError> {
        let select = live(account, workspace)
            .equal_if(Column::FriendlyName, filter.friendly_name.as_deref())
            .equal_if(Column::Available, filter.available)
            .page((Column::CreatedAt, Column::Sid), false, paging);
        Ok(page_of(self.many(select, ActivityRow::read).await?, paging, ActivityRow::cursor))
    }
}
