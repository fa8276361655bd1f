//! The order of items.

use std::cmp::Reverse;

use super::terms::Order;
use crate::timestamp::Timestamp;

/// An item's place in its queue; the least goes first. No two items have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    priority: Reverse<u32>,
    first: i64,
    second: i64,
    arrival: i64,
}

impl Rank {
    pub(super) const FIRST: Self =
        Self { priority: Reverse(u32::MAX), first: i64::MIN, second: i64::MIN, arrival: i64::MIN };
    pub(super) const LAST: Self =
        Self { priority: Reverse(0), first: i64::MAX, second: i64::MAX, arrival: i64::MAX };
}

/// What an item is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Age {
    pub(super) priority: u32,
    pub(super) start: Timestamp,
    pub(super) due: Option<Timestamp>,
    /// Counts the items in order of arrival: ties cannot happen.
    pub(super) arrival: i64,
}

impl Age {
    pub(super) fn rank(&self, order: Order) -> Rank {
        let (start, due) = (self.start.0, self.due.map_or(i64::MAX, |due| due.0));
        let (first, second, arrival) = match order {
            Order::Fifo => (start, 0, self.arrival),
            Order::Lifo => (start.saturating_neg(), 0, -self.arrival),
            Order::Deadline => (due, start, self.arrival),
        };
        Rank { priority: Reverse(self.priority), first, second, arrival }
    }
}
