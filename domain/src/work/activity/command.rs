//! What may be asked of an activity.

/// The most activities of a workspace.
pub const MAX_ACTIVITIES: usize = 100;

/// What may be asked of an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActivityCommand {
    /// Let it come to be.
    Create {
        /// What people call it. No other activity of the workspace may be called the same.
        friendly_name: String,
        /// Whether work is offered to those who do it.
        available: bool,
    },
    /// Call it something else. Whether it is available never changes.
    Rename {
        /// The new name.
        friendly_name: String,
    },
    /// Let it be gone. Not while a worker does it, or the workspace or a queue names it.
    Delete,
}
