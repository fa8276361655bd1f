//! What may be asked of a task channel.

/// The most task channels of a workspace.
pub const MAX_TASK_CHANNELS: usize = 50;
/// The longest unique name, in characters.
pub const MAX_UNIQUE_NAME_CHARS: usize = 64;
/// The highest cost of one work item: all of a worker.
pub const MAX_COST: u32 = 100;

/// What may be asked of a task channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskChannelCommand {
    /// Let it come to be.
    Create {
        /// What people call it.
        friendly_name: String,
        /// What expressions call it: a letter, `_` or `$`, then letters, digits, `_` and `$`; 64 at most.
        unique_name: String,
        /// `ChannelOptimizedRouting`.
        is_optimized: bool,
        /// How much of a worker one work item takes, in hundredths; 0 limits nothing.
        cost: u32,
    },
    /// Change what the patch names. The unique name never changes.
    Configure(TaskChannelPatch),
    /// Let it be gone. Not while work items of it are open.
    Delete,
}

/// A change to a task channel's settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskChannelPatch {
    /// What people call it.
    pub friendly_name: Option<String>,
    /// `ChannelOptimizedRouting`.
    pub is_optimized: Option<bool>,
    /// How much of a worker one work item takes, in hundredths; 0 limits nothing.
    pub cost: Option<u32>,
}
