//! What can be asked about the log of a workspace.

use domain::sid::{AccountSid, WorkspaceSid};

use super::row::{Column, WORK_LOG, WorkLogRow, WorkReferences};
use crate::query::{Compare, Page, Paging, Scope, Select, TimeRange, ViewError};
use crate::rows::Value;
use crate::views::Views;
use crate::work::dispatch::sid_if;
use crate::work::order::{Keep, Listing};

/// Which events of a workspace a list shows; all when empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkLogFilter {
    /// Those of these types, for example `WorkItemCreated`; any when empty.
    pub event_types: Vec<String>,
    /// Those that were decided then.
    pub at: TimeRange,
    /// Those about these.
    pub about: WorkReferences,
    /// The one with this sid.
    pub sid: Option<String>,
    /// Those after this place in the workspace's history.
    pub after: Option<u64>,
}

fn filtered(account: AccountSid, workspace: WorkspaceSid, filter: &WorkLogFilter) -> Select {
    let about = &filter.about;
    let mut select = Select::new(Scope::Account(account), &WORK_LOG)
        .equal(Column::WorkspaceSid, Value::sid(workspace))
        .within(Column::At, filter.at)
        .equal_if(Column::Sid, filter.sid.as_deref())
        .equal_if(Column::WorkItemSid, sid_if(about.work_item_sid))
        .equal_if(Column::WorkerSid, sid_if(about.worker_sid))
        .equal_if(Column::ReservationSid, sid_if(about.reservation_sid))
        .equal_if(Column::QueueSid, sid_if(about.queue_sid))
        .equal_if(Column::WorkflowSid, sid_if(about.workflow_sid))
        .equal_if(Column::ChannelSid, sid_if(about.channel_sid));
    if let Some(after) = filter.after {
        select = select.filter(Column::Sequence, Compare::AtLeast, after.saturating_add(1));
    }
    if filter.event_types.is_empty() {
        return select;
    }
    let is = |name: &String| vec![(Column::EventType.into(), Compare::Equal, name.as_str().into())];
    select.any_of(filter.event_types.iter().map(is).collect())
}

impl Views {
    /// An event of the workspace by its sid, `EV…`.
    pub async fn work_event(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        sid: &str,
    ) -> Result<Option<WorkLogRow>, ViewError> {
        let filter = WorkLogFilter { sid: Some(sid.to_owned()), ..WorkLogFilter::default() };
        self.one(filtered(account, workspace, &filter), WorkLogRow::read).await
    }

    /// The events of the workspace that `keep` keeps, the newest first.
    pub async fn work_log(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        filter: &WorkLogFilter,
        keep: Keep<'_, WorkLogRow>,
        paging: &Paging,
    ) -> Result<Page<WorkLogRow>, ViewError> {
        let order = (Column::Sequence, Column::WorkspaceSid);
        let ask = |paging: &Paging| filtered(account, workspace, filter).page(order, true, paging);
        let listing = Listing { ask: &ask, read: WorkLogRow::read, cursor: &WorkLogRow::cursor };
        self.sifted(listing, keep, paging).await
    }
}
