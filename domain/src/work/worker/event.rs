//! What can happen to a worker.

use serde::{Deserialize, Serialize};

use crate::sid::{ActivitySid, TaskChannelSid, WorkItemSid};
use crate::work::Stamp;
use crate::work::expression::Attributes;
use crate::work::macros::work_events;

work_events! {
    /// What can happen to a worker. The stream's key is the worker's sid.
    pub enum WorkerEvent {
        WorkerCreated = 1,
        WorkerRenamed = 1,
        WorkerActivityChanged = 1,
        WorkerAttributesChanged = 1,
        WorkerChannelChanged = 1,
        WorkerDeleted = 1,
    }
}

/// A worker came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkerCreated {
    /// Where it stands.
    pub stamp: Stamp,
    /// What people call it.
    pub friendly_name: String,
    /// What it does.
    pub activity_sid: ActivitySid,
    /// Its attributes.
    pub attributes: Attributes,
}

/// The worker has another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkerRenamed {
    /// Where it stands.
    pub stamp: Stamp,
    /// The name after the change.
    pub friendly_name: String,
}

/// Why a worker does something else.
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
#[serde(rename_all = "kebab-case")]
pub enum ActivityCause {
    /// It was set.
    Set,
    /// The worker lost its connection, and its token says that it is offline then.
    Disconnected,
    /// An offer was made, in a workspace without multitasking.
    Reserved,
    /// The worker accepted, in a workspace without multitasking.
    Assigned,
    /// The worker rejected an offer and said what it does next.
    Rejected,
    /// The worker let an offer pass.
    TimedOut,
    /// The work is done, and the instruction said what comes after it.
    PostWork,
}

/// The worker does something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkerActivityChanged {
    /// Where it stands.
    pub stamp: Stamp,
    /// What it does now.
    pub activity_sid: ActivitySid,
    /// What it did before.
    pub previous_activity_sid: ActivitySid,
    /// How long it did that, in ms.
    pub in_previous_ms: u64,
    /// Why.
    pub cause: ActivityCause,
    /// The work item over which it came to that, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_item_sid: Option<WorkItemSid>,
}

/// The worker has other attributes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkerAttributesChanged {
    /// Where it stands.
    pub stamp: Stamp,
    /// Its attributes.
    pub attributes: Attributes,
}

/// The worker takes more or less of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkerChannelChanged {
    /// Where it stands.
    pub stamp: Stamp,
    /// The channel.
    pub channel_sid: TaskChannelSid,
    /// How many work items it takes at a time.
    pub capacity: u32,
    /// How many it took before.
    pub previous_capacity: u32,
    /// Whether it takes any.
    pub available: bool,
}

/// The worker is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkerDeleted {
    /// Where it stands.
    pub stamp: Stamp,
}
