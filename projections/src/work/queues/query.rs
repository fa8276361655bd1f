//! What can be asked about task queues.

use domain::sid::{AccountSid, TaskQueueSid, WorkspaceSid};

use super::row::{Column, TASK_QUEUES, TaskQueueRow};
use crate::query::{Page, Paging, Scope, Select, ViewError};
use crate::rows::Value;
use crate::views::Views;
use crate::work::activities::{ACTIVITIES, Column as Activity};
use crate::work::order::{Keep, Listing, Sort};

/// Which task queues a list shows, and in which order; all of the workspace's, the oldest first, when empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskQueueFilter {
    /// Those with this name, exactly.
    pub friendly_name: Option<String>,
    /// Ordered by when they last changed, instead of when they came to be.
    pub by_update: Option<Sort>,
}

fn live(account: AccountSid, workspace: WorkspaceSid) -> Select {
    Select::new(Scope::Account(account), &TASK_QUEUES)
        .equal(Column::WorkspaceSid, Value::sid(workspace))
        .empty(Column::DeletedAt)
        .lookup(Column::ReservationActivitySid, &ACTIVITIES, Activity::FriendlyName)
        .lookup(Column::AssignmentActivitySid, &ACTIVITIES, Activity::FriendlyName)
}

impl Views {
    /// A task queue of the workspace that is not deleted.
    pub async fn task_queue(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        sid: TaskQueueSid,
    ) -> Result<Option<TaskQueueRow>, ViewError> {
        let select = live(account, workspace).equal(Column::Sid, Value::sid(sid));
        self.one(select, TaskQueueRow::read).await
    }

    /// The workspace's task queues that are not deleted and that `keep` keeps.
    pub async fn task_queues(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        filter: &TaskQueueFilter,
        keep: Keep<'_, TaskQueueRow>,
        paging: &Paging,
    ) -> Result<Page<TaskQueueRow>, ViewError> {
        let ask = |paging: &Paging| {
            let select = live(account, workspace)
                .equal_if(Column::FriendlyName, filter.friendly_name.as_deref());
            let (column, sort) = match filter.by_update {
                Some(sort) => (Column::UpdatedAt, sort),
                None => (Column::CreatedAt, Sort::Ascending),
            };
            select.page((column, Column::Sid), sort.is_descending(), paging)
        };
        let cursor =
            if filter.by_update.is_some() { TaskQueueRow::updated } else { TaskQueueRow::created };
        let listing = Listing { ask: &ask, read: TaskQueueRow::read, cursor: &cursor };
        self.sifted(listing, keep, paging).await
    }
}
