//! What can be asked about reservations.

use domain::sid::{AccountSid, ReservationSid, WorkItemSid, WorkerSid, WorkspaceSid};

use super::row::{Column, RESERVATIONS, ReservationRow, ReservationStatus};
use crate::query::{Compare, Page, Paging, Scope, Select, ViewError, page_of};
use crate::rows::Value;
use crate::views::Views;
use crate::work::workers::{Column as Worker, WORKERS};

/// Which reservations a list shows; all of the workspace's when empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReservationFilter {
    /// Those of this work item.
    pub work_item_sid: Option<WorkItemSid>,
    /// Those of this worker.
    pub worker_sid: Option<WorkerSid>,
    /// Those of which this became; any when empty.
    pub statuses: Vec<ReservationStatus>,
}

fn of(account: AccountSid, workspace: WorkspaceSid) -> Select {
    Select::new(Scope::Account(account), &RESERVATIONS)
        .equal(Column::WorkspaceSid, Value::sid(workspace))
        .lookup(Column::WorkerSid, &WORKERS, Worker::FriendlyName)
}

impl Views {
    /// A reservation of the workspace.
    pub async fn reservation(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        sid: ReservationSid,
    ) -> Result<Option<ReservationRow>, ViewError> {
        let select = of(account, workspace).equal(Column::Sid, Value::sid(sid));
        self.one(select, ReservationRow::read).await
    }

    /// The workspace's reservations, the oldest first. Those of deleted work items and workers are among
    /// them: ask for those first.
    pub async fn reservations(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        filter: &ReservationFilter,
        paging: &Paging,
    ) -> Result<Page<ReservationRow>, ViewError> {
        let mut select = of(account, workspace)
            .equal_if(Column::WorkItemSid, filter.work_item_sid.map(Value::sid))
            .equal_if(Column::WorkerSid, filter.worker_sid.map(Value::sid));
        if !filter.statuses.is_empty() {
            if filter.statuses.iter().all(|status| status.is_open()) {
                // What is open is found without looking at all that ended.
                select = select.empty(Column::EndedAt);
            }
            let is = |status: &ReservationStatus| {
                vec![(Column::Status.into(), Compare::Equal, status.name().into())]
            };
            select = select.any_of(filter.statuses.iter().map(is).collect());
        }
        let select = select.page((Column::CreatedAt, Column::Sid), false, paging);
        Ok(page_of(self.many(select, ReservationRow::read).await?, paging, ReservationRow::cursor))
    }
}
