//! A worker as the matcher sees one: what it can, where it stands, what it has.

use std::sync::Arc;

use smallvec::SmallVec;

use super::line::Place;
use super::terms::{ChannelTerms, WHOLE_WORKER};
use crate::{
    sid::{WorkItemSid, WorkerSid},
    work::expression::{Attributes, Object, Value},
};

pub(super) struct Worker {
    pub(super) sid: WorkerSid,
    pub(super) number: u32,
    /// Of what is seen of it: no two of any workers are equal.
    pub(super) version: u32,
    pub(super) attributes: Attributes,
    pub(super) facts: Arc<Object>,
    /// The attributes with the facts over them: what rules look at that do not ask for loads.
    pub(super) seen: Attributes,
    pub(super) is_available: bool,
    pub(super) channels: SmallVec<[Channel; 2]>,
    pub(super) holds: SmallVec<[Hold; 1]>,
    /// The queues that it belongs to, in the order of their numbers.
    pub(super) queues: Vec<u32>,
    pub(super) place: Place,
    /// Whether items see it where it has room. One that is about to choose for itself need not be seen.
    pub(super) is_shown: bool,
    /// The keys of classes that it opens, besides those that are anyone's.
    pub(super) keys: SmallVec<[u32; 2]>,
    /// Counts offers and arrivals: the smaller, the longer ago.
    pub(super) turn: u64,
    pub(super) is_stirred: bool,
}

/// One kind of items, as a worker takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Channel {
    pub(super) number: u16,
    pub(super) is_open: bool,
    /// Whether the worker has room for one more, all told.
    pub(super) is_able: bool,
    pub(super) capacity: u32,
    pub(super) cost: u32,
    /// Offered and accepted.
    pub(super) held: u32,
    pub(super) accepted: u32,
}

/// An item that a worker was offered, or has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hold {
    pub(super) item: WorkItemSid,
    pub(super) channel: u16,
    pub(super) is_accepted: bool,
}

impl Worker {
    pub(super) fn holds(&self, item: WorkItemSid) -> bool {
        self.holds.iter().any(|hold| hold.item == item)
    }

    pub(super) fn is_able(&self, channel: u16) -> bool {
        self.channels.iter().any(|it| it.number == channel && it.is_able)
    }

    pub(super) fn belongs_to(&self, queue: u32) -> bool {
        self.queues.binary_search(&queue).is_ok()
    }

    /// Finds out where there is room; true when there is somewhere where there was none.
    pub(super) fn measure(&mut self) -> bool {
        let used: u32 = self.channels.iter().map(|it| it.cost.saturating_mul(it.held)).sum();
        let mut has_gained = false;
        for it in &mut self.channels {
            let has_room = it.held < it.capacity && used.saturating_add(it.cost) <= WHOLE_WORKER;
            let is_able = self.is_available && it.is_open && has_room;
            has_gained |= is_able && !it.is_able;
            it.is_able = is_able;
        }
        has_gained
    }

    /// Takes over new terms of the channels; what is held stays held, even in a channel that is gone.
    pub(super) fn set_channels(&mut self, terms: impl Iterator<Item = (u16, ChannelTerms)>) {
        for it in &mut self.channels {
            (it.capacity, it.is_open, it.cost) = (0, false, 0);
        }
        for (number, terms) in terms {
            let channel = self.channel(number);
            channel.capacity = terms.capacity;
            channel.is_open = terms.is_available;
            channel.cost = terms.cost;
        }
    }

    pub(super) fn channel(&mut self, number: u16) -> &mut Channel {
        let at = self.channels.iter().position(|it| it.number == number).unwrap_or_else(|| {
            let (is_open, is_able) = (false, false);
            let empty =
                Channel { number, is_open, is_able, capacity: 0, cost: 0, held: 0, accepted: 0 };
            self.channels.push(empty);
            self.channels.len() - 1
        });
        &mut self.channels[at]
    }

    /// The attributes, the facts and how busy the worker is:
    /// `channel.voice.{configured_capacity, assigned_tasks, available_capacity_percentage}`.
    pub(super) fn with_loads(&self, names: &[Arc<str>]) -> Attributes {
        let loads = self.channels.iter().filter_map(|it| {
            Some((names.get(usize::from(it.number))?.clone(), Value::Object(Arc::new(it.load()))))
        });
        let mut facts = (*self.facts).clone();
        facts.set("channel", Value::Object(Arc::new(loads.collect())));
        self.attributes.with_facts(Arc::new(facts))
    }
}

impl Channel {
    fn load(&self) -> Object {
        let capacity = u64::from(self.capacity);
        let free = capacity.saturating_sub(self.held.into());
        // Whole numbers: 1 of 10 free is exactly 10 %.
        let percentage = (free * 100).checked_div(capacity).unwrap_or(0);
        Object::from_iter([
            ("configured_capacity".into(), Value::from(capacity)),
            ("assigned_tasks".into(), Value::from(u64::from(self.accepted))),
            ("available_capacity_percentage".into(), Value::from(percentage)),
        ])
    }
}
