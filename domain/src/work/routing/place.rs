//! Where a work item is in a document, and what follows from that.

use serde::{Deserialize, Serialize};

use crate::sid::{TaskQueueSid, WorkerSid};
use crate::timestamp::Timestamp;
use crate::work::expression::{Attributes, Expression, OrderBy};

/// A place in a document; it means something only together with the document's revision.
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
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A target of a filter, both counted from 0.
    Target {
        /// Which filter.
        filter: u32,
        /// Which of its targets.
        target: u32,
        /// The time that the item spent in filters before by their timeouts, in seconds.
        #[serde(default)]
        before_s: u64,
    },
    /// The default.
    Default,
}

/// What a document is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The item's attributes.
    pub attributes: &'a Attributes,
    /// From when timeouts count: when the item was made.
    pub since: Timestamp,
    /// The item's priority at present.
    pub priority: u32,
}

/// What becomes of the item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It waits.
    Placed(Placement),
    /// It leaves the workflow, and is canceled.
    Ended(End),
}

/// Why an item leaves a workflow without a worker.
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
pub enum End {
    /// No filter takes it and there is no default.
    NoFilter,
    /// The time of the last step is over (`workflow.timeout`).
    Timeout,
    /// The last step was skipped (`workflow.skipped`).
    Skipped,
}

impl End {
    /// The reason for the cancelation, in a person's words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoFilter => "No filter of the workflow takes the task",
            Self::Timeout => "The task timed out in the workflow",
            Self::Skipped => "The task was skipped out of the workflow",
        }
    }
}

/// How an item waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// Where in the document.
    pub place: Place,
    /// In which queue.
    pub queue: TaskQueueSid,
    /// With which priority from now on.
    pub priority: u32,
    /// Which members of the queue may have it. The item's attributes are put in already.
    pub rule: Expression,
    /// Which of them is best.
    pub order_by: Option<OrderBy>,
    /// Whether it must be a certain one.
    pub known: Known,
    /// When the step's time is over. It may have passed when the item comes late; a worker who is free at
    /// once can have the item all the same.
    pub deadline: Option<Timestamp>,
}

/// Which worker an item names in its attributes. Whether there is such a worker, and whether it is a member
/// of the queue (error 40152), is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// The target does not ask for a certain worker.
    Anyone,
    /// This one.
    Sid(WorkerSid),
    /// The one of this name.
    FriendlyName(String),
    /// The target asks for a certain worker, and the item does not name one: it waits until the step is
    /// over.
    Nobody,
}
