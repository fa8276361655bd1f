//! A queue as the matcher sees one: who stands in line, who has room, what waits.

use std::{collections::BTreeSet, ops::Bound};

use super::{
    bits::Bits,
    line::{Line, Moved, Moves, Place},
    rank::Rank,
    slab::Slab,
    terms::QueueTerms,
    worker::Worker,
};
use crate::work::expression::{Attributes, OrderBy, OrderKey};

pub(super) struct Queue {
    pub(super) terms: QueueTerms,
    pub(super) line: Line,
    pub(super) lanes: Vec<Lane>,
}

/// What one channel of a queue needs.
pub(super) struct Lane {
    pub(super) channel: u16,
    /// The places of the members that have room, by half.
    idle: [Bits; 2],
    /// The late members that have room.
    late: BTreeSet<(u64, u32)>,
    /// The classes with items to offer, by key, best first.
    pub(super) ready: BTreeSet<(u32, Rank, u32)>,
    views: Vec<View>,
}

/// The members that have room, in another order than that of the line.
struct View {
    order: OrderBy,
    idle: BTreeSet<(OrderKey, u64, u32)>,
}

/// How far a walk along the members that have room came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Walk {
    span: usize,
    from: u32,
    /// The last late member that it passed.
    late: Option<(u64, u32)>,
    /// [`Line::moves`] when it began.
    moves: u32,
}

/// Views that nobody asks for are kept up to here, since a workflow asks again and again for the same.
const KEPT_VIEWS: usize = 8;

impl Queue {
    pub(super) fn new(terms: QueueTerms) -> Self {
        Self { terms, line: Line::default(), lanes: Vec::new() }
    }

    pub(super) fn lane(&self, channel: u16) -> Option<&Lane> {
        self.lanes.iter().find(|lane| lane.channel == channel)
    }

    pub(super) fn lane_mut(&mut self, channel: u16) -> Option<&mut Lane> {
        self.lanes.iter_mut().find(|lane| lane.channel == channel)
    }

    /// Makes a lane for a channel, with what `able` says of each member.
    pub(super) fn open_lane(&mut self, channel: u16, workers: &Slab<Worker>) {
        let (idle, late, ready) = Default::default();
        let mut lane = Lane { channel, idle, late, ready, views: Vec::new() };
        for (id, place) in self.line.iter() {
            if let Some(worker) = workers.get(id).filter(|it| it.is_able(channel)) {
                lane.add(place, id, worker);
            }
        }
        self.lanes.push(lane);
    }

    /// Puts a member in line, where its turn belongs.
    pub(super) fn join(&mut self, id: u32, worker: &Worker) -> (Place, Moves) {
        let (place, moved) = self.line.join(id, worker.turn);
        for lane in &mut self.lanes {
            for it in &moved {
                lane.carry(it);
            }
            if worker.is_able(lane.channel) {
                lane.add(place, id, worker);
            }
        }
        (place, moved)
    }

    pub(super) fn leave(&mut self, id: u32, worker: &Worker, place: Place) {
        self.hide(id, worker, place);
        self.line.leave(place, id, worker.turn);
    }

    /// Takes a member out of the sight of items; it keeps its place.
    pub(super) fn hide(&mut self, id: u32, worker: &Worker, place: Place) {
        for lane in &mut self.lanes {
            lane.remove(place, id, worker);
        }
    }

    /// Writes down where a member has room now; its turn and its attributes are those of before.
    pub(super) fn note(&mut self, id: u32, worker: &Worker, place: Place) {
        for lane in &mut self.lanes {
            if worker.is_able(lane.channel) {
                lane.add(place, id, worker);
            } else {
                lane.remove(place, id, worker);
            }
        }
    }

    /// The next member in line with room, from where the walk stands.
    pub(super) fn walk(&self, lane: &Lane, walk: &mut Walk, pool: &Slab<Worker>) -> Option<u32> {
        if walk.moves != self.line.moves() {
            *walk = Walk { moves: self.line.moves(), ..Walk::default() };
        }
        let after = walk.late.map_or(Bound::Unbounded, Bound::Excluded);
        let late = lane.late.range((after, Bound::Unbounded)).next();
        let Some(late) = late.copied() else { return self.walk_numbers(lane, walk) };
        let mut ahead = *walk;
        let numbered = self.walk_numbers(lane, &mut ahead);
        let turn = numbered.and_then(|id| pool.get(id)).map(|it| it.turn);
        if turn.is_some_and(|turn| turn < late.0) {
            *walk = ahead;
            return numbered;
        }
        walk.late = Some(late);
        Some(late.1)
    }

    fn walk_numbers(&self, lane: &Lane, walk: &mut Walk) -> Option<u32> {
        let spans = self.line.spans();
        while let Some((half, span)) = spans.get(walk.span) {
            match lane.idle[*half].next(walk.from.max(span.start)).filter(|it| *it < span.end) {
                Some(number) => {
                    walk.from = number + 1;
                    return self.line.worker(Place::new(*half, number));
                }
                None => (walk.span, walk.from) = (walk.span + 1, 0),
            }
        }
        None
    }
}

impl Lane {
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

    fn carry(&mut self, moved: &Moved) {
        let from = &mut self.idle[moved.from.half()];
        if from.remove(moved.from.number()) {
            self.idle[moved.to.half()].insert(moved.to.number());
        }
    }

    fn add(&mut self, place: Place, id: u32, worker: &Worker) {
        let is_new = match place {
            Place::LATE => self.late.insert((worker.turn, id)),
            _ => self.idle[place.half()].insert(place.number()),
        };
        if is_new {
            for view in &mut self.views {
                view.idle.insert(view.entry(id, worker.turn, &worker.seen));
            }
        }
    }

    fn remove(&mut self, place: Place, id: u32, worker: &Worker) {
        let was_there = match place {
            Place::LATE => self.late.remove(&(worker.turn, id)),
            _ => self.idle[place.half()].remove(place.number()),
        };
        if was_there {
            for view in &mut self.views {
                let entry = view.entry(id, worker.turn, &worker.seen);
                view.idle.remove(&entry);
            }
        }
    }
}

impl View {
    fn entry(&self, id: u32, turn: u64, worker: &Attributes) -> (OrderKey, u64, u32) {
        (self.order.key(worker), turn, id)
    }
}
