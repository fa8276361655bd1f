//! Work distribution: workspaces and all that is in them, their log, and what it adds up to.
//!
//! Rows of what was deleted stay, marked, so that names and counts of the past keep their meaning; look-ups
//! and lists do not show them. Nothing here says whether the workspace itself still exists: ask
//! [`Views::workspace`](crate::Views::workspace) first.

mod activities;
mod channels;
mod dispatch;
mod items;
mod log;
mod order;
mod queues;
mod reports;
mod reservations;
mod statistics;
mod workers;
mod workflows;
mod workspaces;

#[cfg(test)]
mod tests;

pub(crate) use activities::ACTIVITIES;
pub use activities::{ActivityFilter, ActivityRow};
pub(crate) use channels::TASK_CHANNELS;
pub use channels::TaskChannelRow;
pub(crate) use dispatch::project;
pub(crate) use items::{QUEUE_ENTRIES, WORK_ITEMS};
pub use items::{
    WorkItemFilter, WorkItemOrder, WorkItemOutcome, WorkItemPlace, WorkItemRow, WorkItemStatus,
    WorkItemTerms, WorkItemTimes,
};
pub(crate) use log::WORK_EVENTS;
pub use log::{WorkLogFilter, WorkLogRow, WorkReferences};
pub use order::Sort;
pub(crate) use queues::TASK_QUEUES;
pub use queues::{TaskQueueFilter, TaskQueueRow};
pub(crate) use reports::views;
pub(crate) use reservations::RESERVATIONS;
pub use reservations::{
    ReservationFilter, ReservationOffer, ReservationRow, ReservationStatus, ReservationTimes,
};
pub use statistics::{
    ActivityTime, ReservationCounts, Spread, StatisticsOf, StatisticsQuery, WaitSplit,
    WorkItemCounts, WorkStatistics,
};
pub(crate) use workers::{WORKER_ACTIVITIES, WORKER_CHANNELS, WORKERS};
pub use workers::{WorkerChannelRow, WorkerFilter, WorkerRow};
pub(crate) use workflows::{WORKFLOW_REVISIONS, WORKFLOWS};
pub use workflows::{WorkflowFilter, WorkflowRevisionRow, WorkflowRow};
pub(crate) use workspaces::WORKSPACES;
pub use workspaces::{WorkspaceFilter, WorkspaceRow};
