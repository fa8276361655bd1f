//! What can happen to a task channel.

use serde::{Deserialize, Serialize};

use crate::work::Stamp;
use crate::work::macros::work_events;

work_events! {
    /// What can happen to a task channel. The stream's key is the channel's sid.
    pub enum TaskChannelEvent {
        TaskChannelCreated = 1,
        TaskChannelConfigured = 1,
        TaskChannelDeleted = 1,
    }
}

/// All that a tenant sets on a task channel.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TaskChannelSettings {
    /// What people call it.
    pub friendly_name: String,
    /// What expressions and work items call it. Never changes.
    pub unique_name: String,
    /// `ChannelOptimizedRouting`; kept, not acted on.
    #[serde(default)]
    pub is_optimized: bool,
    /// How much of a worker one work item of the channel takes, in hundredths; 0 limits nothing.
    #[serde(default)]
    pub cost: u32,
}

/// A task channel came to be. Every worker takes one work item of it at a time until told otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TaskChannelCreated {
    /// Where it stands.
    pub stamp: Stamp,
    /// What was set.
    pub settings: TaskChannelSettings,
}

/// The task channel's settings are now these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TaskChannelConfigured {
    /// Where it stands.
    pub stamp: Stamp,
    /// All settings after the change.
    pub settings: TaskChannelSettings,
}

/// The task channel is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TaskChannelDeleted {
    /// Where it stands.
    pub stamp: Stamp,
}
