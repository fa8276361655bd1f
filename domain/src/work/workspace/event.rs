//! What can happen to a workspace.

use serde::{Deserialize, Serialize};

use crate::sid::ActivitySid;
use crate::work::Stamp;
use crate::work::macros::work_events;

work_events! {
    /// What can happen to a workspace. The stream's key is the workspace's sid.
    pub enum WorkspaceEvent {
        WorkspaceCreated = 1,
        WorkspaceConfigured = 1,
        WorkspaceDeleted = 1,
    }
}

/// Which of equally urgent work items is the next.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum QueueOrder {
    /// The oldest.
    Fifo,
    /// The newest.
    Lifo,
    /// The one whose deadline is nearest; those without one after those with one, the oldest first.
    Deadline,
}

/// All that a tenant sets on a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkspaceSettings {
    /// What people call it.
    pub friendly_name: String,
    /// Told of every event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_callback_url: Option<String>,
    /// The types of event that it is told of, for example `task.created`; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events_filter: Vec<String>,
    /// Whether a worker may have several work items at a time, and activities stay as workers set them.
    pub multi_task_enabled: bool,
    /// `PrioritizeQueueOrder`: the order of queues that say none.
    pub queue_order: QueueOrder,
    /// What new workers are doing.
    pub default_activity_sid: ActivitySid,
    /// What workers do who let an offer pass.
    pub timeout_activity_sid: ActivitySid,
}

/// A workspace came to be. Its activities and channels follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkspaceCreated {
    /// Where it stands.
    pub stamp: Stamp,
    /// What was set.
    pub settings: WorkspaceSettings,
    /// 64 random bits, from which the sids of what the workspace itself makes are drawn.
    pub seed: u64,
}

/// The workspace's settings are now these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkspaceConfigured {
    /// Where it stands.
    pub stamp: Stamp,
    /// All settings after the change.
    pub settings: WorkspaceSettings,
}

/// The workspace is gone, with all that was in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkspaceDeleted {
    /// Where it stands.
    pub stamp: Stamp,
}
