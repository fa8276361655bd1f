//! What may be asked of a worker.

use super::ActivityCause;
use crate::sid::{ActivitySid, TaskChannelSid, WorkItemSid};

/// The most workers of a workspace: what the dialect has is 15,000, the matcher's benchmarks are at 100,000.
pub const MAX_WORKERS: usize = 100_000;
/// The most work items of one channel that a worker may take at a time.
pub const MAX_CAPACITY: u32 = 50;

/// What may be asked of a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkerCommand {
    /// Let it come to be.
    Create {
        /// What people call it. No other worker of the workspace may be called the same in any case.
        friendly_name: String,
        /// What it does; the workspace's default when absent.
        activity_sid: Option<ActivitySid>,
        /// The text of a JSON object; `{}` when absent.
        attributes: Option<String>,
    },
    /// Change what the patch names.
    Update(WorkerPatch),
    /// Take more or less of a channel.
    SetChannel {
        /// The channel.
        channel_sid: TaskChannelSid,
        /// How many work items at a time, 0–50.
        capacity: Option<u32>,
        /// Whether any.
        available: Option<bool>,
    },
    /// Let it be gone. Open offers are canceled; not while it has accepted work.
    Delete,
    /// The floor's own: it does something else because of a reservation.
    Follow {
        /// What it does now.
        activity_sid: ActivitySid,
        /// Why.
        cause: ActivityCause,
        /// Over which work item.
        work_item_sid: Option<WorkItemSid>,
    },
}

/// A change to a worker.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkerPatch {
    /// What people call it.
    pub friendly_name: Option<String>,
    /// What it does.
    pub activity_sid: Option<ActivitySid>,
    /// The text of a JSON object.
    pub attributes: Option<String>,
    /// `RejectPendingReservations`: whether its open offers are rejected when it becomes unavailable.
    pub reject_pending: bool,
    /// Whether it does something else because its connection was lost.
    pub is_disconnect: bool,
}
