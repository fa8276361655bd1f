//! A queue as the matcher sees one: who belongs to it, who has room, what waits.

use std::collections::BTreeSet;

use super::{
    bits::Bits,
    line::{Moved, Place},
    rank::Rank,
    state::Pool,
    terms::QueueTerms,
    worker::Worker,
};
use crate::work::expression::{OrderBy, OrderKey};

pub(super) struct Queue {
    pub(super) terms: QueueTerms,
    /// The workers that belong to it.
    pub(super) members: Bits,
    pub(super) lanes: Vec<Lane>,
}

/// What one channel of a queue needs.
pub(super) struct Lane {
    pub(super) channel: u16,
    /// The places in line of the members that have room, by half.
    idle: [Bits; 2],
    /// The classes with items to offer, by key, best first.
    pub(super) ready: BTreeSet<(u32, Rank, u32)>,
    views: Vec<View>,
}

/// The members that have room, in another order than that of the line.
struct View {
    order: OrderBy,
    idle: BTreeSet<(OrderKey, u64, u32)>,
}

/// How far a walk along the members that have room came: the last that it passed, and its turn then.
/// When that one's turn has come and gone, the walk begins again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Walk(Option<(u32, u64)>);

/// Views that nobody asks for are kept up to here, since a workflow asks again and again for the same.
const KEPT_VIEWS: usize = 8;

impl Queue {
    pub(super) fn new(terms: QueueTerms) -> Self {
        Self { terms, members: Bits::default(), lanes: Vec::new() }
    }

    pub(super) fn lane(&self, channel: u16) -> Option<&Lane> {
        self.lanes.iter().find(|lane| lane.channel == channel)
    }

    pub(super) fn lane_mut(&mut self, channel: u16) -> Option<&mut Lane> {
        self.lanes.iter_mut().find(|lane| lane.channel == channel)
    }

    /// Makes a lane for a channel, with the members that are shown and have room.
    pub(super) fn open_lane(&mut self, channel: u16, pool: &Pool) {
        let (idle, ready) = Default::default();
        let mut lane = Lane { channel, idle, ready, views: Vec::new() };
        for worker in self.members.iter().filter_map(|id| pool.workers.get(id)) {
            if worker.is_shown && worker.is_able(channel) {
                lane.add(worker);
            }
        }
        self.lanes.push(lane);
    }

    /// Takes a worker in.
    pub(super) fn join(&mut self, worker: &Worker) {
        self.members.insert(worker.number);
        if worker.is_shown {
            self.show(worker);
        }
    }

    pub(super) fn leave(&mut self, worker: &Worker) {
        self.members.remove(worker.number);
        if worker.is_shown {
            self.hide(worker);
        }
    }

    /// Takes a member out of the sight of items.
    pub(super) fn hide(&mut self, worker: &Worker) {
        for lane in &mut self.lanes {
            lane.remove(worker);
        }
    }

    /// Lets items see a member where it has room.
    pub(super) fn show(&mut self, worker: &Worker) {
        for lane in &mut self.lanes {
            if worker.is_able(lane.channel) {
                lane.add(worker);
            } else {
                lane.remove(worker);
            }
        }
    }

    /// Writes down where a member that is shown stands now.
    pub(super) fn carry(&mut self, moved: &Moved) {
        for lane in &mut self.lanes {
            let from = &mut lane.idle[moved.from.half()];
            if from.remove(moved.from.number()) {
                lane.idle[moved.to.half()].insert(moved.to.number());
            }
        }
    }
}

impl Lane {
    /// The next member in line with room, from where the walk stands.
    pub(super) fn walk(&self, walk: &mut Walk, pool: &Pool) -> Option<u32> {
        let last = walk.0.and_then(|(id, turn)| {
            pool.workers.get(id).filter(|worker| worker.turn == turn).map(|worker| worker.place)
        });
        let (half, number) = pool.line.after(last).find_map(|(half, span)| {
            let number = self.idle[half].next(span.start)?;
            (number < span.end).then_some((half, number))
        })?;
        let id = pool.line.worker(Place::new(half, number))?;
        walk.0 = pool.workers.get(id).map(|worker| (id, worker.turn));
        Some(id)
    }

    pub(super) fn has_view(&self, order: &OrderBy) -> bool {
        self.views.iter().any(|view| view.order == *order)
    }

    /// Adds a view of these members; the oldest goes when there are many, to be made again when it is
    /// missed.
    pub(super) fn add_view(&mut self, order: OrderBy, members: Vec<(OrderKey, u64, u32)>) {
        if self.views.len() >= KEPT_VIEWS {
            self.views.remove(0);
        }
        self.views.push(View { order, idle: members.into_iter().collect() });
    }

    pub(super) fn view(&self, order: &OrderBy) -> impl Iterator<Item = u32> {
        let view = self.views.iter().find(|view| view.order == *order);
        view.into_iter().flat_map(|view| view.idle.iter().map(|(_, _, worker)| *worker))
    }

    fn add(&mut self, worker: &Worker) {
        if self.idle[worker.place.half()].insert(worker.place.number()) {
            for view in &mut self.views {
                view.idle.insert(view.entry(worker));
            }
        }
    }

    fn remove(&mut self, worker: &Worker) {
        if self.idle[worker.place.half()].remove(worker.place.number()) {
            for view in &mut self.views {
                let entry = view.entry(worker);
                view.idle.remove(&entry);
            }
        }
    }
}

impl View {
    fn entry(&self, worker: &Worker) -> (OrderKey, u64, u32) {
        (self.order.key(&worker.seen), worker.turn, worker.number)
    }
}
