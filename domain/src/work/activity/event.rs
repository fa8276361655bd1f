//! What can happen to an activity.

use serde::{Deserialize, Serialize};

use crate::work::Stamp;
use crate::work::macros::work_events;

work_events! {
    /// What can happen to an activity. The stream's key is the activity's sid.
    pub enum ActivityEvent {
        ActivityCreated = 1,
        ActivityRenamed = 1,
        ActivityDeleted = 1,
    }
}

/// An activity came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ActivityCreated {
    /// Where it stands.
    pub stamp: Stamp,
    /// What people call it.
    pub friendly_name: String,
    /// Whether work is offered to those who do it. Never changes.
    pub available: bool,
}

/// The activity has another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ActivityRenamed {
    /// Where it stands.
    pub stamp: Stamp,
    /// The name after the change.
    pub friendly_name: String,
}

/// The activity is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ActivityDeleted {
    /// Where it stands.
    pub stamp: Stamp,
}
