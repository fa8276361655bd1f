//! What a work item has become.

use smallvec::SmallVec;

use super::{RoutingTarget, WorkflowPin};
use crate::sid::{ReservationSid, TaskChannelSid, TaskQueueSid, WorkerSid};
use crate::timestamp::Timestamp;
use crate::work::expression::Attributes;
use crate::work::routing::Place;

/// A work item.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WorkItem {
    /// The version of its last event, from 0.
    pub version: u64,
    /// How far it has come.
    pub phase: Phase,
    /// What was asked for, as it is now.
    pub terms: Terms,
    /// Where it waits or waited last.
    pub waiting: Waiting,
    /// How often it was offered.
    pub offers: u32,
    /// The offers that are open.
    pub open: SmallVec<[(ReservationSid, WorkerSid); 1]>,
    /// Whether one of several offers ended and others are open: until they end too, no more are made.
    pub is_round_over: bool,
    /// Who has accepted it.
    pub holder: Option<(ReservationSid, WorkerSid)>,
}

/// How far a work item has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// It waits.
    Pending,
    /// It is offered.
    Reserved,
    /// It is accepted, since then.
    Assigned(Timestamp),
    /// It is wrapped up; it was accepted then.
    Wrapping(Timestamp),
    /// It was done then.
    Completed(Timestamp),
    /// It was canceled then.
    Canceled(Timestamp),
}

/// What was asked for, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Terms {
    /// Its attributes.
    pub attributes: Attributes,
    /// The kind of work.
    pub channel_sid: TaskChannelSid,
    /// When it came to be.
    pub created_at: Timestamp,
    /// How long it may wait, in seconds.
    pub timeout_s: u32,
    /// What stands for the time of its creation.
    pub virtual_start: Option<Timestamp>,
    /// Where it goes without asking filters.
    pub routing_target: Option<RoutingTarget>,
    /// Whether the worker that it is for gets it though busy or offline.
    pub ignore_capacity: bool,
    /// By when it should be accepted.
    pub deadline: Option<Timestamp>,
}

/// Where a work item waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Waiting {
    /// The higher, the sooner.
    pub priority: u32,
    /// The workflow that it is in.
    pub workflow: Option<WorkflowPin>,
    /// The step there.
    pub step: Option<Place>,
    /// The queue.
    pub queue_sid: Option<TaskQueueSid>,
    /// Since when it is in the queue.
    pub in_queue_since: Timestamp,
    /// When its time in the step runs out.
    pub until: Option<Timestamp>,
    /// Whether it was routed at all.
    pub is_routed: bool,
}

impl Phase {
    /// The dialect's word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Reserved => "reserved",
            Self::Assigned(_) => "assigned",
            Self::Wrapping(_) => "wrapping",
            Self::Completed(_) => "completed",
            Self::Canceled(_) => "canceled",
        }
    }

    /// Whether a worker is still sought.
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::Pending | Self::Reserved)
    }

    /// When it ended, if it did.
    pub const fn ended_at(self) -> Option<Timestamp> {
        match self {
            Self::Completed(at) | Self::Canceled(at) => Some(at),
            Self::Pending | Self::Reserved | Self::Assigned(_) | Self::Wrapping(_) => None,
        }
    }
}
