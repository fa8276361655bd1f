//! What can happen to a work item.

use serde::{Deserialize, Serialize};

use crate::sid::{CallSid, ReservationSid, TaskChannelSid, TaskQueueSid, WorkerSid, WorkflowSid};
use crate::timestamp::Timestamp;
use crate::work::Stamp;
use crate::work::expression::Attributes;
use crate::work::macros::work_events;
use crate::work::routing::Place;

work_events! {
    /// What can happen to a work item. The stream's key is the work item's sid.
    pub enum WorkItemEvent {
        WorkItemCreated = 1,
        WorkItemUpdated = 1,
        WorkItemRouted = 1,
        WorkItemReserved = 1,
        WorkItemReleased = 1,
        WorkItemAssigned = 1,
        WorkItemWrapping = 1,
        WorkItemCompleted = 1,
        WorkItemCanceled = 1,
        WorkItemDeleted = 1,
    }
}

/// Where a work item goes without asking a workflow's filters.
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
pub enum RoutingTarget {
    /// To this worker.
    Worker(WorkerSid),
    /// To this queue.
    Queue(TaskQueueSid),
    /// Through this workflow.
    Workflow(WorkflowSid),
}

/// The workflow that a work item is in, and the revision that it entered.
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
pub struct WorkflowPin {
    /// The workflow.
    pub workflow_sid: WorkflowSid,
    /// The revision of its document.
    pub revision: u32,
}

/// A work item came to be; it is pending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkItemCreated {
    /// Where it stands. Its age counts from here.
    pub stamp: Stamp,
    /// Its attributes.
    pub attributes: Attributes,
    /// The higher, the sooner.
    pub priority: u32,
    /// The kind of work.
    pub channel_sid: TaskChannelSid,
    /// The workflow that it entered, if it goes through one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow: Option<WorkflowPin>,
    /// How long it may wait, in seconds, before it is canceled.
    pub timeout_s: u32,
    /// What stands for the time of its creation where the oldest or newest is sought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub virtual_start: Option<Timestamp>,
    /// Where it goes without asking filters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routing_target: Option<RoutingTarget>,
    /// Whether the worker that it is for gets it though busy or offline.
    #[serde(default)]
    pub ignore_capacity: bool,
    /// By when it should be accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Timestamp>,
    /// The call that it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_sid: Option<CallSid>,
}

/// The work item was changed. What is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkItemUpdated {
    /// Where it stands.
    pub stamp: Stamp,
    /// Its attributes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
    /// The priority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<u32>,
    /// The kind of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_sid: Option<TaskChannelSid>,
    /// The virtual start time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub virtual_start: Option<Timestamp>,
}

/// Why a work item came to a step.
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
pub enum RoutingCause {
    /// It entered.
    Entered,
    /// Its time in the step before ran out.
    TimedOut,
    /// Nobody could be reserved, and the step before says to skip it then.
    Skipped,
    /// The workflow was re-evaluated.
    ReEvaluated,
}

/// The work item waits in a queue, by a step of its workflow or because it was sent there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkItemRouted {
    /// Where it stands.
    pub stamp: Stamp,
    /// Why.
    pub cause: RoutingCause,
    /// The queue; none for a work item that is for one worker alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_sid: Option<TaskQueueSid>,
    /// The queue before, when it was another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<TaskQueueSid>,
    /// The workflow and revision that it goes by now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow: Option<WorkflowPin>,
    /// The step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Place>,
    /// The priority that it has now.
    pub priority: u32,
    /// When its time in the step runs out; never when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The dialect's code of something that is amiss, for example 40152: the known worker is not in the
    /// queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<u32>,
}

/// The work item is offered to a worker; it is reserved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkItemReserved {
    /// Where it stands.
    pub stamp: Stamp,
    /// The reservation.
    pub reservation_sid: ReservationSid,
    /// The worker.
    pub worker_sid: WorkerSid,
}

/// An offer ended without being accepted. When it was the last one open, the work item is pending again, in
/// its old place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkItemReleased {
    /// Where it stands.
    pub stamp: Stamp,
    /// The reservation.
    pub reservation_sid: ReservationSid,
}

/// A worker accepted; the work item is assigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkItemAssigned {
    /// Where it stands.
    pub stamp: Stamp,
    /// The reservation.
    pub reservation_sid: ReservationSid,
    /// The worker.
    pub worker_sid: WorkerSid,
    /// How long the work item was there before, in ms.
    pub waited_ms: u64,
}

/// The work is done but for its wrapping up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkItemWrapping {
    /// Where it stands.
    pub stamp: Stamp,
    /// What was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The work is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkItemCompleted {
    /// Where it stands.
    pub stamp: Stamp,
    /// What was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Why a work item was canceled.
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
pub enum CancelCause {
    /// It was asked for.
    Asked,
    /// It waited longer than it may.
    TimeToLive,
    /// The time of its workflow's last step ran out.
    WorkflowTimedOut,
    /// Its workflow skipped every step, or none was for it.
    WorkflowSkipped,
    /// No filter matched, and the workflow has no default.
    NoFilter,
    /// It was offered 1,000 times.
    TooManyOffers,
    /// Its workspace was deleted.
    WorkspaceDeleted,
}

/// The work item was canceled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkItemCanceled {
    /// Where it stands.
    pub stamp: Stamp,
    /// Why.
    pub cause: CancelCause,
    /// What was said, or what the dialect says for the cause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Why a work item was deleted.
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
pub enum DeletionCause {
    /// It was asked for.
    Asked,
    /// It ended a while ago.
    Ended,
    /// It was assigned for longer than it may be.
    AssignedTooLong,
    /// Its workspace was deleted.
    WorkspaceDeleted,
}

/// The work item is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkItemDeleted {
    /// Where it stands.
    pub stamp: Stamp,
    /// Why.
    pub cause: DeletionCause,
}
