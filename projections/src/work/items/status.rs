//! How far a work item has come.

use serde::{Deserialize, Serialize};

/// How far a work item has come, as REST spells it.
///
/// In the table a work item that waits is `pending`, and reserved while it has open offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WorkItemStatus {
    /// It waits.
    Pending,
    /// It is offered.
    Reserved,
    /// It is accepted.
    Assigned,
    /// It is wrapped up.
    Wrapping,
    /// It is done.
    Completed,
    /// It was canceled.
    Canceled,
}

impl WorkItemStatus {
    /// Its name in REST.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Reserved => "reserved",
            Self::Assigned => "assigned",
            Self::Wrapping => "wrapping",
            Self::Completed => "completed",
            Self::Canceled => "canceled",
        }
    }

    /// What the table's word and the number of open offers mean.
    pub(crate) const fn of(stored: Self, open_offers: i64) -> Self {
        match stored {
            Self::Pending if open_offers > 0 => Self::Reserved,
            Self::Pending
            | Self::Reserved
            | Self::Assigned
            | Self::Wrapping
            | Self::Completed
            | Self::Canceled => stored,
        }
    }
}
