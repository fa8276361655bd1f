//! What can be asked about workers.

use domain::sid::{AccountSid, ActivitySid, WorkerSid, WorkspaceSid};

use super::row::{Column, WORKERS, WorkerRow};
use crate::query::{Page, Paging, Scope, Select, ViewError};
use crate::rows::Value;
use crate::views::Views;
use crate::work::activities::{ACTIVITIES, Column as Activity};
use crate::work::order::{Keep, Listing, Sort};

/// Which workers a list shows, and in which order; all of the workspace's, the oldest first, when empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkerFilter {
    /// Those in this activity.
    pub activity_sid: Option<ActivitySid>,
    /// Those in an activity with this name, exactly.
    pub activity_name: Option<String>,
    /// Those in an activity in which work is offered, or those in one in which it is not.
    pub available: Option<bool>,
    /// Those with this name, exactly.
    pub friendly_name: Option<String>,
    /// Ordered by when they came to their activity, instead of when they came to be.
    pub by_status_change: Option<Sort>,
}

fn live(account: AccountSid, workspace: WorkspaceSid) -> Select {
    Select::new(Scope::Account(account), &WORKERS)
        .equal(Column::WorkspaceSid, Value::sid(workspace))
        .empty(Column::DeletedAt)
        .lookup(Column::ActivitySid, &ACTIVITIES, Activity::FriendlyName)
        .lookup(Column::ActivitySid, &ACTIVITIES, Activity::Available)
}

fn filtered(select: Select, filter: &WorkerFilter) -> Select {
    let mut select = select
        .equal_if(Column::ActivitySid, filter.activity_sid.map(Value::sid))
        .equal_if(Column::FriendlyName, filter.friendly_name.as_deref());
    if let Some(name) = &filter.activity_name {
        let named = (Activity::FriendlyName, name.as_str());
        select = select.refers(Column::ActivitySid, &ACTIVITIES, named);
    }
    if let Some(available) = filter.available {
        select = select.refers(Column::ActivitySid, &ACTIVITIES, (Activity::Available, available));
    }
    select
}

impl Views {
    /// A worker of the workspace that is not deleted.
    pub async fn worker(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        sid: WorkerSid,
    ) -> Result<Option<WorkerRow>, ViewError> {
        let select = live(account, workspace).equal(Column::Sid, Value::sid(sid));
        self.one(select, WorkerRow::read).await
    }

    /// The workspace's workers that are not deleted and that `keep` keeps, for example those for whom a
    /// queue's expression holds.
    pub async fn workers(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        filter: &WorkerFilter,
        keep: Keep<'_, WorkerRow>,
        paging: &Paging,
    ) -> Result<Page<WorkerRow>, ViewError> {
        let ask = |paging: &Paging| {
            let (column, sort) = match filter.by_status_change {
                Some(sort) => (Column::ActivitySince, sort),
                None => (Column::CreatedAt, Sort::Ascending),
            };
            let select = filtered(live(account, workspace), filter);
            select.page((column, Column::Sid), sort.is_descending(), paging)
        };
        let cursor = if filter.by_status_change.is_some() {
            WorkerRow::status_changed
        } else {
            WorkerRow::created
        };
        let listing = Listing { ask: &ask, read: WorkerRow::read, cursor: &cursor };
        self.sifted(listing, keep, paging).await
    }
}
