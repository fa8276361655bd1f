//! What a task queue has become.

use super::TaskQueueSettings;

/// A task queue.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TaskQueue {
    /// The version of its last event, from 0.
    pub version: u64,
    /// What the tenant set.
    pub settings: TaskQueueSettings,
}
