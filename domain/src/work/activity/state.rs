//! What an activity has become.

/// An activity.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Activity {
    /// The version of its last event, from 0.
    pub version: u64,
    /// What people call it.
    pub friendly_name: String,
    /// Whether work is offered to those who do it.
    pub available: bool,
}
