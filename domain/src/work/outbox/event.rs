//! What can happen in the outbox of a workspace.

use serde::{Deserialize, Serialize};

use crate::call::exchange::Exchange;
use crate::sid::ReservationSid;

crate::events! {
    /// What can happen in the outbox of a workspace. The stream's key is the workspace's sid.
    pub enum OutboxEvent {
        EventsTold = 1,
        AssignmentAsked = 1,
    }
}

/// The workspace's `EventCallbackUrl` was told of an event, or was tried in vain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EventsTold {
    /// The highest sequence number among the events that were told.
    pub up_to: u64,
    /// What was told.
    pub told: Vec<Told>,
}

/// One event callback, all its tries included.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Told {
    /// The sequence number of the workspace's event.
    pub sequence: u64,
    /// The type that was told, for example `task.created`: one event can be told as several.
    pub event_type: String,
    /// How many times it was tried, from 1.
    pub attempts: u32,
    /// How long it took, in ms.
    pub duration_ms: u64,
    /// The status of the last answer, when one came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The dialect's code of what went wrong, when it was not taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
}

/// A workflow's assignment callback was asked what is to be done with an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AssignmentAsked {
    /// The reservation.
    pub reservation_sid: ReservationSid,
    /// The requests: the callback, and the fallback when it failed. Their purposes are `start` and `fallback`.
    pub exchanges: Vec<Exchange>,
    /// What came of it.
    pub outcome: AskedOutcome,
}

/// What came of an assignment callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AskedOutcome {
    /// It said what is to be done, and that was taken up.
    Instructed,
    /// It said nothing; the worker decides.
    Unsaid,
    /// It said what is to be done when the offer stood no more.
    Late,
    /// Nobody answered well, or what was said was not accepted: the dialect's code.
    Failed(u32),
}
