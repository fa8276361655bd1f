//! What can happen to a task queue.

use serde::{Deserialize, Serialize};

use crate::sid::ActivitySid;
use crate::work::Stamp;
use crate::work::macros::work_events;
use crate::work::workspace::QueueOrder;

work_events! {
    /// What can happen to a task queue. The stream's key is the queue's sid.
    pub enum TaskQueueEvent {
        TaskQueueCreated = 1,
        TaskQueueConfigured = 1,
        TaskQueueDeleted = 1,
    }
}

/// All that a tenant sets on a task queue.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TaskQueueSettings {
    /// What people call it.
    pub friendly_name: String,
    /// The workers that may take from it: an expression over their attributes. Nobody when empty.
    pub target_workers: String,
    /// To how many workers a work item is offered at a time, 1–50.
    pub max_reserved_workers: u32,
    /// Which of equally urgent work items is the next.
    pub order: QueueOrder,
    /// What workers do while they have an offer, in a workspace without multitasking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation_activity_sid: Option<ActivitySid>,
    /// What workers do when they have accepted, in a workspace without multitasking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment_activity_sid: Option<ActivitySid>,
}

/// A task queue came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TaskQueueCreated {
    /// Where it stands.
    pub stamp: Stamp,
    /// What was set.
    pub settings: TaskQueueSettings,
}

/// The task queue's settings are now these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TaskQueueConfigured {
    /// Where it stands.
    pub stamp: Stamp,
    /// All settings after the change.
    pub settings: TaskQueueSettings,
}

/// The task queue is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TaskQueueDeleted {
    /// Where it stands.
    pub stamp: Stamp,
}
