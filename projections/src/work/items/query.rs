//! What can be asked about work items.

use domain::sid::{AccountSid, TaskQueueSid, WorkItemSid, WorkflowSid, WorkspaceSid};

use super::row::{Column, WORK_ITEMS, WorkItemRow};
use super::status::WorkItemStatus;
use crate::query::{Compare, Cursor, Page, Paging, Scope, Select, ViewError};
use crate::rows::Value;
use crate::views::Views;
use crate::work::channels::{Column as Channel, TASK_CHANNELS};
use crate::work::order::{Keep, Listing, Sort};
use crate::work::queues::{Column as Queue, TASK_QUEUES};
use crate::work::workflows::{Column as Workflow, WORKFLOWS};

/// Which work items a list shows; all of the workspace's when empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkItemFilter {
    /// Those with this priority.
    pub priority: Option<u32>,
    /// Those that have come so far; any when empty.
    pub statuses: Vec<WorkItemStatus>,
    /// Those that go through this workflow.
    pub workflow_sid: Option<WorkflowSid>,
    /// Those that go through a workflow with this name, exactly.
    pub workflow_name: Option<String>,
    /// Those that wait in this queue, or waited there last.
    pub queue_sid: Option<TaskQueueSid>,
    /// Those that wait in a queue with this name, exactly, or waited there last.
    pub queue_name: Option<String>,
    /// Those that were sent to this worker, queue or workflow without asking filters.
    pub routing_target: Option<String>,
    /// In which order.
    pub order: WorkItemOrder,
}

/// How a list of work items is ordered. Among equals, by sid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorkItemOrder {
    /// By when they came to be.
    Created(Sort),
    /// By virtual start time, where there is none by when they came to be.
    VirtualStart(Sort),
    /// By priority, among equals by when they came to be.
    Priority(Sort, Sort),
    /// By priority, among equals by virtual start time.
    PriorityThenVirtualStart(Sort, Sort),
    /// By virtual start time, among equals by priority.
    VirtualStartThenPriority(Sort, Sort),
    /// By when they came to be, among equals by priority.
    CreatedThenPriority(Sort, Sort),
}

/// The oldest first.
impl Default for WorkItemOrder {
    fn default() -> Self {
        Self::Created(Sort::Ascending)
    }
}

impl WorkItemOrder {
    /// By which columns, and whether descending.
    fn keys(self) -> Vec<(Column, bool)> {
        let by = |column, sort: Sort| (column, sort.is_descending());
        match self {
            Self::Created(sort) => vec![by(Column::CreatedAt, sort)],
            Self::VirtualStart(sort) => vec![by(Column::StartsAt, sort)],
            Self::Priority(sort, then) => {
                vec![by(Column::Priority, sort), by(Column::CreatedAt, then)]
            }
            Self::PriorityThenVirtualStart(sort, then) => {
                vec![by(Column::Priority, sort), by(Column::StartsAt, then)]
            }
            Self::VirtualStartThenPriority(sort, then) => {
                vec![by(Column::StartsAt, sort), by(Column::Priority, then)]
            }
            Self::CreatedThenPriority(sort, then) => {
                vec![by(Column::CreatedAt, sort), by(Column::Priority, then)]
            }
        }
    }

    fn cursor(self, row: &WorkItemRow) -> Cursor {
        let created = row.times.created_at.0;
        let start = row.terms.virtual_start.map_or(created, |start| start.0);
        let priority = i64::from(row.place.priority);
        let sid = row.sid.to_string();
        match self {
            Self::Created(_) => Cursor { at: created, tie: sid },
            Self::VirtualStart(_) => Cursor { at: start, tie: sid },
            Self::Priority(..) => Cursor::of_two(priority, created, &sid),
            Self::PriorityThenVirtualStart(..) => Cursor::of_two(priority, start, &sid),
            Self::VirtualStartThenPriority(..) => Cursor::of_two(start, priority, &sid),
            Self::CreatedThenPriority(..) => Cursor::of_two(created, priority, &sid),
        }
    }
}

fn live(account: AccountSid, workspace: WorkspaceSid) -> Select {
    Select::new(Scope::Account(account), &WORK_ITEMS)
        .equal(Column::WorkspaceSid, Value::sid(workspace))
        .empty(Column::DeletedAt)
        .lookup(Column::ChannelSid, &TASK_CHANNELS, Channel::UniqueName)
        .lookup(Column::WorkflowSid, &WORKFLOWS, Workflow::FriendlyName)
        .lookup(Column::QueueSid, &TASK_QUEUES, Queue::FriendlyName)
}

fn filtered(select: Select, filter: &WorkItemFilter) -> Select {
    let mut select = select
        .equal_if(Column::Priority, filter.priority)
        .equal_if(Column::WorkflowSid, filter.workflow_sid.map(Value::sid))
        .equal_if(Column::QueueSid, filter.queue_sid.map(Value::sid))
        .equal_if(Column::RoutingTargetSid, filter.routing_target.as_deref());
    if let Some(name) = &filter.workflow_name {
        let named = (Workflow::FriendlyName, name.as_str());
        select = select.refers(Column::WorkflowSid, &WORKFLOWS, named);
    }
    if let Some(name) = &filter.queue_name {
        let named = (Queue::FriendlyName, name.as_str());
        select = select.refers(Column::QueueSid, &TASK_QUEUES, named);
    }
    if filter.statuses.is_empty() {
        return select;
    }
    select.any_of(filter.statuses.iter().map(|status| stands(*status)).collect())
}

/// What the table says of a work item that has come so far.
fn stands(status: WorkItemStatus) -> Vec<(u8, Compare, Value)> {
    let is = |status: WorkItemStatus| (Column::Status.into(), Compare::Equal, status.name().into());
    let offers = |compare| (Column::OpenOffers.into(), compare, 1_i64.into());
    match status {
        WorkItemStatus::Pending => vec![is(status), offers(Compare::Below)],
        WorkItemStatus::Reserved => {
            vec![is(WorkItemStatus::Pending), offers(Compare::AtLeast)]
        }
        WorkItemStatus::Assigned
        | WorkItemStatus::Wrapping
        | WorkItemStatus::Completed
        | WorkItemStatus::Canceled => vec![is(status)],
    }
}

impl Views {
    /// A work item of the workspace that is not deleted.
    pub async fn work_item(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        sid: WorkItemSid,
    ) -> Result<Option<WorkItemRow>, ViewError> {
        let select = live(account, workspace).equal(Column::Sid, Value::sid(sid));
        self.one(select, WorkItemRow::read).await
    }

    /// The workspace's work items that are not deleted and that `keep` keeps, for example those for whose
    /// attributes an expression holds.
    pub async fn work_items(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        filter: &WorkItemFilter,
        keep: Keep<'_, WorkItemRow>,
        paging: &Paging,
    ) -> Result<Page<WorkItemRow>, ViewError> {
        let ask = |paging: &Paging| {
            let select = filtered(live(account, workspace), filter);
            select.sorted(&filter.order.keys(), Column::Sid, paging)
        };
        let cursor = |row: &WorkItemRow| filter.order.cursor(row);
        let listing = Listing { ask: &ask, read: WorkItemRow::read, cursor: &cursor };
        self.sifted(listing, keep, paging).await
    }
}
