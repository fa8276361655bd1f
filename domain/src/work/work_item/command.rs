//! What may be asked of a work item.

use super::{CancelCause, DeletionCause, RoutingTarget, WorkItemRouted, WorkflowPin};
use crate::sid::{CallSid, ReservationSid, TaskChannelSid, TaskQueueSid, WorkerSid, WorkflowSid};
use crate::timestamp::Timestamp;

/// How long a work item waits when nothing is said, in seconds: a day.
pub const DEFAULT_TIMEOUT_S: u32 = 86_400;
/// How long it waits at most, in seconds: two weeks.
pub const MAX_TIMEOUT_S: u32 = 1_209_600;
/// The highest priority.
pub const MAX_PRIORITY: u32 = 1 << 31;
/// The longest reason, in characters.
pub const MAX_REASON_CHARS: usize = 512;
/// How often it is offered before it is canceled.
pub const MAX_OFFERS: u32 = 1_000;
/// How long an ended work item can still be read, in ms.
pub const KEPT_AFTER_END_MS: u64 = 300_000;
/// How long it may be assigned, in ms: a day.
pub const MAX_ASSIGNED_MS: u64 = 86_400_000;
/// The most work items of a workspace that have not ended.
pub const MAX_OPEN_WORK_ITEMS: usize = 1_000_000;

/// What may be asked of a work item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkItemCommand {
    /// Let it come to be.
    Create(Box<NewWorkItem>),
    /// Change what the patch names, and let it go on to another state: both or neither.
    Update {
        /// What is changed.
        patch: WorkItemPatch,
        /// Where it goes.
        transition: Option<Transition>,
    },
    /// Let it be gone. Not while it is assigned or wrapping.
    Delete,
    /// What only the floor asks.
    Progress(Progress),
}

/// What is asked for when a work item comes to be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewWorkItem {
    /// The text of a JSON object; `{}` when absent.
    pub attributes: Option<String>,
    /// 0–2³¹; 0 when absent.
    pub priority: Option<u32>,
    /// The kind of work: the channel's sid or unique name; `default` when absent.
    pub channel: Option<ChannelName>,
    /// The workflow; the only one of the workspace when nothing says where it goes.
    pub workflow_sid: Option<WorkflowSid>,
    /// The queue, past any workflow's filters.
    pub task_queue_sid: Option<TaskQueueSid>,
    /// Where it goes without asking filters.
    pub routing_target: Option<RoutingTarget>,
    /// Whether the worker that it is for gets it though busy or offline; true when absent.
    pub ignore_capacity: Option<bool>,
    /// How long it may wait, 1–1,209,600 s; a day when absent.
    pub timeout_s: Option<u32>,
    /// What stands for the time of its creation. Not in the future, not before 1900.
    pub virtual_start: Option<Timestamp>,
    /// By when it should be accepted.
    pub deadline: Option<Timestamp>,
    /// The call that it comes with.
    pub call_sid: Option<CallSid>,
}

/// How a kind of work is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelName {
    /// By its sid.
    Sid(TaskChannelSid),
    /// By its unique name.
    Unique(String),
}

/// A change to a work item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkItemPatch {
    /// The text of a JSON object.
    pub attributes: Option<String>,
    /// 0–2³¹.
    pub priority: Option<u32>,
    /// The kind of work.
    pub channel: Option<ChannelName>,
    /// What stands for the time of its creation.
    pub virtual_start: Option<Timestamp>,
}

/// A state that a work item can be sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// Which.
    pub to: Ending,
    /// What is said.
    pub reason: Option<String>,
}

/// How the work on an item ends, or begins to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It is canceled, from pending or reserved.
    Canceled,
    /// It is wrapped up, from assigned.
    Wrapping,
    /// It is completed, from assigned or wrapping.
    Completed,
}

/// What only the floor asks of a work item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Let it come to be, all that it names being there.
    Enter(Box<Entry>),
    /// Let it wait here. The stamp is made afresh.
    Route(Box<WorkItemRouted>),
    /// Offer it to a worker.
    Reserve {
        /// The reservation.
        reservation_sid: ReservationSid,
        /// The worker.
        worker_sid: WorkerSid,
    },
    /// An offer ended without being accepted.
    Release {
        /// The reservation.
        reservation_sid: ReservationSid,
    },
    /// A worker accepted.
    Assign {
        /// The reservation.
        reservation_sid: ReservationSid,
        /// The worker.
        worker_sid: WorkerSid,
    },
    /// It ends for a reason of the floor's.
    Cancel(CancelCause),
    /// It goes for a reason of the floor's.
    Delete(DeletionCause),
}

/// What a work item is when it comes to be, its names being looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// As it was asked for.
    pub asked: NewWorkItem,
    /// The kind of work.
    pub channel_sid: TaskChannelSid,
    /// The workflow that it enters.
    pub workflow: Option<WorkflowPin>,
    /// Where it goes without asking filters.
    pub routing_target: Option<RoutingTarget>,
}
