//! What a reservation has become.

use crate::sid::{ActivitySid, TaskChannelSid, WorkItemSid, WorkerSid};
use crate::timestamp::Timestamp;

/// A reservation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reservation {
    /// The version of its last event, from 0.
    pub version: u64,
    /// What became of it.
    pub phase: ReservationPhase,
    /// The work item.
    pub work_item_sid: WorkItemSid,
    /// The worker.
    pub worker_sid: WorkerSid,
    /// The kind of work.
    pub channel_sid: TaskChannelSid,
    /// When the offer was made.
    pub created_at: Timestamp,
    /// When the offer lapses.
    pub expires_at: Timestamp,
    /// What the worker does when it is done, if an instruction said so.
    pub post_work_activity_sid: Option<ActivitySid>,
}

/// What became of a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReservationPhase {
    /// The offer stands.
    Pending,
    /// The worker accepted.
    Accepted,
    /// The worker wraps up.
    Wrapping,
    /// The worker is done.
    Completed,
    /// The worker rejected.
    Rejected,
    /// The worker let it pass.
    TimedOut,
    /// It was taken back.
    Canceled,
    /// Another worker accepted.
    Rescinded,
}

impl ReservationPhase {
    /// The dialect's word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Wrapping => "wrapping",
            Self::Completed => "completed",
            Self::Rejected => "rejected",
            Self::TimedOut => "timeout",
            Self::Canceled => "canceled",
            Self::Rescinded => "rescinded",
        }
    }

    /// Whether it takes of the worker's capacity.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Accepted | Self::Wrapping)
    }
}
