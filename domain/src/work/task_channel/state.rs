//! What a task channel has become.

use super::TaskChannelSettings;

/// A task channel.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TaskChannel {
    /// The version of its last event, from 0.
    pub version: u64,
    /// What the tenant set.
    pub settings: TaskChannelSettings,
}
