//! The matcher itself, and what it keeps.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use super::{
    class::{Class, Item, Kind},
    keys::Keys,
    line::Line,
    queue::{Lane, Queue},
    rank::Rank,
    rules::Rules,
    slab::Slab,
    terms::{Order, QueueTerms},
    worker::Worker,
};
use crate::{
    sid::{TaskQueueSid, WorkItemSid, WorkerSid},
    work::expression::Expression,
};

/// The queue of items that need none.
pub(super) const NOWHERE: u32 = 0;

/// Who may have which item of one workspace: see the [module](super).
pub struct Matcher {
    pub(super) pool: Pool,
    pub(super) backlog: Backlog,
    pub(super) queues: Slab<Queue>,
    pub(super) queue_numbers: BTreeMap<TaskQueueSid, u32>,
    pub(super) rules: Rules,
    pub(super) keys: Keys,
    /// The channels' names, by number.
    pub(super) channels: Vec<Arc<str>>,
    /// What changed and was not settled yet, in order.
    pub(super) stirred: VecDeque<Stir>,
    pub(super) chores: VecDeque<Chore>,
    pub(super) across: Order,
}

#[derive(Default)]
pub(super) struct Pool {
    pub(super) workers: Slab<Worker>,
    pub(super) line: Line,
    /// Looked up, never walked.
    pub(super) numbers: HashMap<WorkerSid, u32>,
    pub(super) turns: u64,
    versions: u32,
}

#[derive(Default)]
pub(super) struct Backlog {
    pub(super) items: Slab<Item>,
    /// Looked up, never walked.
    pub(super) numbers: HashMap<WorkItemSid, u32>,
    pub(super) classes: Slab<Class>,
    pub(super) kinds: BTreeMap<Kind, u32>,
    /// The classes that want a worker regardless of its load.
    pub(super) regardless: BTreeSet<(WorkerSid, u32)>,
    pub(super) arrivals: i64,
}

/// Something that may have found its match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stir {
    Class(u32),
    Worker(u32),
}

/// Work that is done bit by bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chore {
    /// Ask all workers from this one on whether they belong to a queue.
    Members { queue: u32, next: u32 },
    /// Give the items of a queue from this one on their ranks, and open those that may be offered.
    Items { queue: u32, next: u32 },
}

impl Matcher {
    /// Of a workspace without anything. Items of different queues are compared in the order `across`
    /// (the workspace's own), those of one queue in the order of the queue.
    pub fn new(across: Order) -> Self {
        let members = Expression::constant(false);
        let nowhere = QueueTerms { members, order: across, max_reserved: 1 };
        let mut queues = Slab::default();
        queues.insert(Queue::new(nowhere));
        Self {
            pool: Pool::default(),
            backlog: Backlog::default(),
            queues,
            queue_numbers: BTreeMap::new(),
            rules: Rules::default(),
            keys: Keys::default(),
            channels: Vec::new(),
            stirred: VecDeque::new(),
            chores: VecDeque::new(),
            across,
        }
    }

    /// Changes the order between items of different queues.
    pub fn set_order_across(&mut self, across: Order) {
        self.across = across;
    }

    /// How many workers there are, and how many items that wait or are being offered.
    pub fn size(&self) -> (usize, usize) {
        (self.pool.workers.len(), self.backlog.items.len())
    }

    pub(super) fn channel(&mut self, name: &Arc<str>) -> u16 {
        let known = self.channels.iter().position(|it| it == name);
        let number = known.unwrap_or_else(|| {
            self.channels.push(name.clone());
            self.channels.len() - 1
        });
        number as u16
    }

    pub(super) fn stir_class(&mut self, id: u32) {
        let Some(class) = self.backlog.classes.get_mut(id) else { return };
        if !class.is_stirred {
            class.is_stirred = true;
            self.stirred.push_back(Stir::Class(id));
        }
    }

    pub(super) fn stir_worker(&mut self, id: u32) {
        let Some(worker) = self.pool.workers.get_mut(id) else { return };
        if !worker.is_stirred {
            worker.is_stirred = true;
            self.stirred.push_back(Stir::Worker(id));
        }
        let span = (worker.sid, 0)..=(worker.sid, u32::MAX);
        let wanting: Vec<u32> = self.backlog.regardless.range(span).map(|it| it.1).collect();
        for class in wanting {
            self.stir_class(class);
        }
    }

    /// Changes a class and writes down where it stands in its lane afterwards.
    pub(super) fn alter(&mut self, id: u32, change: impl FnOnce(&mut Class)) {
        let Some(class) = self.backlog.classes.get_mut(id) else { return };
        let head = class.head();
        change(class);
        let (new, key) = (class.head(), class.key);
        let is_found_by_workers = !class.is_regardless();
        if head != new && is_found_by_workers {
            let (queue, channel) = (class.kind.queue, class.kind.channel);
            if let Some(lane) = self.queues.get_mut(queue).and_then(|it| it.lane_mut(channel)) {
                lane.rehang((key, id), head, new);
            }
        }
    }
}

impl Pool {
    /// Of 31 bits, never 0. What remembers by it is long forgotten when it comes round.
    pub(super) fn next_version(&mut self) -> u32 {
        self.versions = (self.versions % (u32::MAX >> 1)) + 1;
        self.versions
    }
}

impl Lane {
    fn rehang(&mut self, (key, class): (u32, u32), old: Option<Rank>, new: Option<Rank>) {
        if let Some(rank) = old {
            self.ready.remove(&(key, rank, class));
        }
        if let Some(rank) = new {
            self.ready.insert((key, rank, class));
        }
    }
}
