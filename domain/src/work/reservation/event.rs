//! What can happen to a reservation.

use serde::{Deserialize, Serialize};

use super::Instruction;
use crate::sid::{ActivitySid, TaskChannelSid, TaskQueueSid, WorkItemSid, WorkerSid, WorkflowSid};
use crate::timestamp::Timestamp;
use crate::work::Stamp;
use crate::work::macros::work_events;

work_events! {
    /// What can happen to a reservation. The stream's key is the reservation's sid.
    pub enum ReservationEvent {
        ReservationCreated = 1,
        ReservationInstructed = 1,
        ReservationFailed = 1,
        ReservationAccepted = 1,
        ReservationRejected = 1,
        ReservationTimedOut = 1,
        ReservationCanceled = 1,
        ReservationRescinded = 1,
        ReservationWrapping = 1,
        ReservationCompleted = 1,
    }
}

/// A work item is offered to a worker; the reservation is pending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReservationCreated {
    /// Where it stands.
    pub stamp: Stamp,
    /// The work item.
    pub work_item_sid: WorkItemSid,
    /// The worker.
    pub worker_sid: WorkerSid,
    /// The worker's version after it: an offer is a change of the worker.
    pub worker_version: u64,
    /// The queue in which the work item waits; none when it is for one worker alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_sid: Option<TaskQueueSid>,
    /// The workflow that it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow_sid: Option<WorkflowSid>,
    /// The kind of work.
    pub channel_sid: TaskChannelSid,
    /// When the offer lapses.
    pub expires_at: Timestamp,
    /// Which offer of the work item it is, from 1.
    pub offer: u32,
}

/// What is to be done with the offer was said: by the worker, or in the assignment callback's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReservationInstructed {
    /// Where it stands.
    pub stamp: Stamp,
    /// What is to be done.
    pub instruction: Instruction,
}

/// What was to be done could not be done. The offer stands as it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReservationFailed {
    /// Where it stands.
    pub stamp: Stamp,
    /// The dialect's code, for example 40140.
    pub code: u32,
}

/// The worker accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReservationAccepted {
    /// Where it stands.
    pub stamp: Stamp,
    /// How long the offer stood, in ms.
    pub after_ms: u64,
}

/// The worker rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReservationRejected {
    /// Where it stands.
    pub stamp: Stamp,
    /// What the worker does next, if that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity_sid: Option<ActivitySid>,
}

/// The worker let the offer pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReservationTimedOut {
    /// Where it stands.
    pub stamp: Stamp,
}

/// Why an offer was taken back.
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
pub enum WithdrawalCause {
    /// The work item was canceled.
    WorkItemCanceled,
    /// The work item was deleted.
    WorkItemDeleted,
    /// The worker was deleted.
    WorkerDeleted,
    /// The workspace was deleted.
    WorkspaceDeleted,
}

/// The offer was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReservationCanceled {
    /// Where it stands.
    pub stamp: Stamp,
    /// Why.
    pub cause: WithdrawalCause,
}

/// The offer lapsed because another worker accepted the work item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReservationRescinded {
    /// Where it stands.
    pub stamp: Stamp,
}

/// The worker wraps the work up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReservationWrapping {
    /// Where it stands.
    pub stamp: Stamp,
}

/// The worker is done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReservationCompleted {
    /// Where it stands.
    pub stamp: Stamp,
    /// What the worker does next, if an instruction said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_work_activity_sid: Option<ActivitySid>,
}
