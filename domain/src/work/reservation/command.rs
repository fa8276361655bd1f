//! What may be asked of a reservation.

use super::{Instruction, ReservationCreated, WithdrawalCause};
use crate::sid::ActivitySid;

/// What may be asked of a reservation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReservationCommand {
    /// Accept the offer. The other offers of the work item are rescinded.
    Accept,
    /// Reject it.
    Reject {
        /// What the worker does next; what it does now when absent.
        activity_sid: Option<ActivitySid>,
    },
    /// Do what is said with it. `accept` and `reject` are as above; what moves calls is recorded, and is
    /// carried out by whoever reads it.
    Instruct(Box<Instruction>),
    /// What was said could not be done.
    Fail {
        /// The dialect's code.
        code: u32,
    },
    /// Begin to wrap up. The work item does likewise.
    Wrap,
    /// Be done. So is the work item.
    Complete,
    /// What only the floor asks.
    Floor(FloorsReservation),
}

/// What only the floor asks of a reservation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FloorsReservation {
    /// Offer the work item. The stamp is made afresh.
    Offer(Box<ReservationCreated>),
    /// Let it lapse.
    TimeOut,
    /// Take it back.
    Cancel(WithdrawalCause),
    /// Another worker accepted.
    Rescind,
}
