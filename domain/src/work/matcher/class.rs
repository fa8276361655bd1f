//! Items that differ in nothing but their order: what one worker can have, the same worker can have of
//! all of them.

use std::collections::BTreeSet;

use super::{
    queue::Walk,
    rank::{Age, Rank},
    terms::Wanted,
};
use crate::{sid::WorkItemSid, work::expression::OrderBy};

/// What the items of a class have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind {
    pub(super) queue: u32,
    pub(super) channel: u16,
    /// See [`Rules`](super::rules::Rules).
    pub(super) rule: u32,
    pub(super) order_by: Option<OrderBy>,
    pub(super) wanted: Wanted,
}

pub(super) struct Class {
    pub(super) kind: Kind,
    /// Which workers are asked at all: see [`Keys`](super::keys::Keys).
    pub(super) key: u32,
    /// The items that may be offered once more, in order.
    pub(super) open: BTreeSet<(Rank, u32)>,
    /// How many of those nobody holds. If there is one, and the class is not stirred, then no worker
    /// with room fits.
    pub(super) fresh: u32,
    /// All items, with those that are offered as often as may be.
    pub(super) items: u32,
    pub(super) is_stirred: bool,
    /// Where the search for the first item goes on.
    pub(super) walk: Option<(u32, Walk)>,
}

pub(super) struct Item {
    pub(super) sid: WorkItemSid,
    pub(super) class: u32,
    pub(super) age: Age,
    /// What the age is worth in the queue.
    pub(super) rank: Rank,
    /// How many workers hold it.
    pub(super) offered: u32,
    pub(super) is_open: bool,
}

impl Class {
    pub(super) fn new(kind: Kind, key: u32) -> Self {
        let (open, fresh, items) = (BTreeSet::new(), 0, 0);
        Self { kind, key, open, fresh, items, is_stirred: false, walk: None }
    }

    /// Where it stands among the classes of its lane, if it has anything to offer.
    pub(super) fn head(&self) -> Option<Rank> {
        self.open.first().map(|(rank, _)| *rank)
    }

    pub(super) fn is_regardless(&self) -> bool {
        matches!(self.kind.wanted, Wanted::WorkerRegardless(_))
    }
}
