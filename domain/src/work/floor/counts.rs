//! How many members of a queue are in which activity, for the queues that `skip_if` asks about.

use std::collections::BTreeMap;

use crate::sid::{ActivitySid, TaskQueueSid};
use crate::work::activity::Activity;
use crate::work::expression::{Attributes, Dialect, Expression, Headcount, Scope};
use crate::work::worker::Worker;

/// The counts that were asked for, kept in step with every worker from then on.
#[derive(Default)]
pub(super) struct Counts {
    queues: BTreeMap<TaskQueueSid, Count>,
}

struct Count {
    members: Expression,
    by_activity: BTreeMap<ActivitySid, u64>,
}

impl Counts {
    /// Forgets a queue, whose members are others now.
    pub(super) fn forget(&mut self, queue: TaskQueueSid) {
        self.queues.remove(&queue);
    }

    pub(super) fn knows(&self, queue: TaskQueueSid) -> bool {
        self.queues.contains_key(&queue)
    }

    pub(super) fn learn<'a>(
        &mut self,
        queue: TaskQueueSid,
        members: Expression,
        workers: impl Iterator<Item = &'a Worker>,
    ) {
        let mut count = Count { members, by_activity: BTreeMap::new() };
        workers.for_each(|worker| count.add(worker));
        self.queues.insert(queue, count);
    }

    pub(super) fn came(&mut self, worker: &Worker) {
        self.queues.values_mut().for_each(|count| count.add(worker));
    }

    pub(super) fn went(&mut self, worker: &Worker) {
        self.queues.values_mut().for_each(|count| count.take(worker));
    }

    pub(super) fn of<'a>(
        &'a self,
        queue: TaskQueueSid,
        activities: &'a BTreeMap<ActivitySid, Activity>,
    ) -> Members<'a> {
        Members { count: self.queues.get(&queue), activities }
    }
}

impl Count {
    fn has(&self, worker: &Worker) -> bool {
        self.members.holds(&worker.attributes, &Attributes::default())
    }

    fn add(&mut self, worker: &Worker) {
        if self.has(worker) {
            *self.by_activity.entry(worker.activity_sid).or_default() += 1;
        }
    }

    fn take(&mut self, worker: &Worker) {
        if self.has(worker) {
            let count = self.by_activity.entry(worker.activity_sid).or_default();
            *count = count.saturating_sub(1);
        }
    }
}

/// The members of one queue.
pub(super) struct Members<'a> {
    count: Option<&'a Count>,
    activities: &'a BTreeMap<ActivitySid, Activity>,
}

impl Members<'_> {
    fn sum(&self, available: bool) -> u64 {
        let all = self.count.into_iter().flat_map(|count| &count.by_activity);
        let is_so = |sid| self.activities.get(sid).is_some_and(|it| it.available == available);
        all.filter(|(sid, _)| is_so(sid)).map(|(_, count)| count).sum()
    }
}

impl Headcount for Members<'_> {
    fn available(&self) -> u64 {
        self.sum(true)
    }

    fn unavailable(&self) -> u64 {
        self.sum(false)
    }

    fn in_activity(&self, sid: &str) -> u64 {
        let count = self.count.zip(sid.parse::<ActivitySid>().ok());
        count.and_then(|(count, sid)| count.by_activity.get(&sid)).copied().unwrap_or(0)
    }
}

/// The expression of a queue. One that cannot be read (an older program let it pass) has no members.
pub(super) fn members(target_workers: &str) -> Expression {
    let read = Expression::parse(target_workers, Scope::Queue, Dialect::default());
    read.unwrap_or_else(|_| Expression::constant(false))
}
