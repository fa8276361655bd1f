//! What can be asked about workspaces.

use domain::sid::{AccountSid, WorkspaceSid};

use super::row::{Column, WORKSPACES, WorkspaceRow};
use crate::query::{Page, Paging, Scope, Select, ViewError, page_of};
use crate::rows::Value;
use crate::views::Views;
use crate::work::activities::{ACTIVITIES, Column as Activity};

/// Which workspaces a list shows; all of the account's when empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkspaceFilter {
    /// Those with this name, exactly.
    pub friendly_name: Option<String>,
}

fn live(account: AccountSid) -> Select {
    Select::new(Scope::Account(account), &WORKSPACES)
        .empty(Column::DeletedAt)
        .lookup(Column::DefaultActivitySid, &ACTIVITIES, Activity::FriendlyName)
        .lookup(Column::TimeoutActivitySid, &ACTIVITIES, Activity::FriendlyName)
}

impl Views {
    /// Every account's workspaces that are not deleted.
    pub async fn live_workspaces(&self) -> Result<Vec<(AccountSid, WorkspaceSid)>, ViewError> {
        let select = Select::new(Scope::Platform, &WORKSPACES)
            .empty(Column::DeletedAt)
            .ordered(WORKSPACES.key);
        self.many(select, |mut row| Ok((row.parse(Column::AccountSid)?, row.parse(Column::Sid)?)))
            .await
    }

    /// A workspace of the account that is not deleted.
    pub async fn workspace(
        &self,
        account: AccountSid,
        sid: WorkspaceSid,
    ) -> Result<Option<WorkspaceRow>, ViewError> {
        self.one(live(account).equal(Column::Sid, Value::sid(sid)), WorkspaceRow::read).await
    }

    /// The account's workspaces that are not deleted, the oldest first.
    pub async fn workspaces(
        &self,
        account: AccountSid,
        filter: &WorkspaceFilter,
        paging: &Paging,
    ) -> Result<Page<WorkspaceRow>, ViewError> {
        let select = live(account)
            .equal_if(Column::FriendlyName, filter.friendly_name.as_deref())
            .page((Column::CreatedAt, Column::Sid), false, paging);
        Ok(page_of(self.many(select, WorkspaceRow::read).await?, paging, WorkspaceRow::cursor))
    }
}
