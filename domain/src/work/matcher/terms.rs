//! What the matcher is told about queues, workers and items, and what it answers.

use std::sync::Arc;

use crate::{
    sid::{TaskQueueSid, WorkItemSid, WorkerSid},
    timestamp::Timestamp,
    work::expression::{Attributes, Expression, Object, OrderBy},
};

/// All of a worker, in hundredths: what the costs of the items that one has may add up to.
pub const WHOLE_WORKER: u32 = 100;

/// Which of two items of equal priority goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The one with the earlier start.
    #[default]
    Fifo,
    /// The one with the later start.
    Lifo,
    /// The one that is due earlier; those that are never due come last, oldest first.
    Deadline,
}

/// What the matcher knows of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueTerms {
    /// Which workers belong to it; asked of their attributes alone.
    pub members: Expression,
    /// How its items are ordered.
    pub order: Order,
    /// To how many workers an item of it may be offered at a time; at least 1.
    pub max_reserved: u32,
}

/// What the matcher knows of a worker.
#[derive(Debug, Clone)]
pub struct WorkerTerms {
    /// What the tenant says of the worker; queues look at nothing else.
    pub attributes: Attributes,
    /// What the platform knows besides (`sid`, `friendly_name`, `activity_sid`, `activity_name`), for
    /// expressions of targets. The loads (`channel`) are added by the matcher.
    pub facts: Arc<Object>,
    /// Whether the worker's activity lets it work.
    pub is_available: bool,
    /// Of which kinds the worker takes items, and how many.
    pub channels: Vec<ChannelTerms>,
}

/// How many items of one kind a worker takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelTerms {
    /// The channel's unique name.
    pub name: Arc<str>,
    /// How many at a time.
    pub capacity: u32,
    /// Whether any at all at present.
    pub is_available: bool,
    /// How much of the worker one takes, in hundredths ([`WHOLE_WORKER`]); 0 limits nothing. A worker
    /// that does one thing at a time has 100 everywhere.
    pub cost: u32,
}

/// What the matcher knows of an item that waits.
#[derive(Debug, Clone)]
pub struct ItemTerms {
    /// The queue whose members may have it; none lets [`Wanted`] alone decide.
    pub queue: Option<TaskQueueSid>,
    /// Its channel's unique name.
    pub channel: Arc<str>,
    /// Higher goes first.
    pub priority: u32,
    /// From when its age counts: its virtual start, or else when it was made.
    pub start: Timestamp,
    /// By when it should be with a worker ([`Order::Deadline`]).
    pub due: Option<Timestamp>,
    /// What its target demands of a worker, with the item's own attributes already put in.
    pub rule: Expression,
    /// Which worker is best; without, and among equals, the one whose last offer is longest ago.
    pub order_by: Option<OrderBy>,
    /// Whether it must be a certain worker.
    pub wanted: Wanted,
}

/// Whether an item must go to a certain worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wanted {
    /// Any worker will do.
    Anyone,
    /// A worker that cannot be found: the item waits until its terms change.
    Nobody,
    /// This one, as soon as it has room.
    Worker(WorkerSid),
    /// This one at once, whatever its activity and load.
    WorkerRegardless(WorkerSid),
}

/// An item for a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offer {
    /// The item.
    pub item: WorkItemSid,
    /// The worker.
    pub worker: WorkerSid,
}

/// What [`next_offer`](super::Matcher::next_offer) answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Reserve this and ask again.
    Offer(Offer),
    /// Nobody who has room fits anything that waits.
    Quiet,
    /// The effort is used up; ask again when others have had their turn.
    Unfinished,
}
