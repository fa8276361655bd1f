//! Queues come, change and go.

use super::{Matcher, queue::Queue, state::Chore, terms::QueueTerms, worker::Worker};
use crate::{sid::TaskQueueSid, work::expression::Attributes};

impl Matcher {
    /// Makes a queue, or changes one. Who belongs to it, and in which order its items go, follows
    /// bit by bit in [`next_offer`](Self::next_offer).
    pub fn set_queue(&mut self, sid: TaskQueueSid, mut terms: QueueTerms) {
        terms.max_reserved = terms.max_reserved.max(1);
        let Some(number) = self.queue_numbers.get(&sid).copied() else {
            let number = self.queues.insert(Queue::new(terms));
            self.queue_numbers.insert(sid, number);
            return self.begin(Chore::Members { queue: number, next: 0 });
        };
        let Some(queue) = self.queues.get_mut(number) else { return };
        let old = std::mem::replace(&mut queue.terms, terms.clone());
        if old.members != terms.members {
            self.begin(Chore::Members { queue: number, next: 0 });
        }
        if (old.order, old.max_reserved) != (terms.order, terms.max_reserved) {
            self.begin(Chore::Items { queue: number, next: 0 });
        }
    }

    /// Removes a queue. Items that are in it still wait for nobody, until their terms are set anew.
    pub fn remove_queue(&mut self, sid: TaskQueueSid) {
        let Some(number) = self.queue_numbers.remove(&sid) else { return };
        let Some(queue) = self.queues.remove(number) else { return };
        for id in queue.members.iter() {
            if let Some(worker) = self.pool.workers.get_mut(id) {
                worker.queues.retain(|it| *it != number);
            }
        }
        self.chores.retain(|chore| chore.queue() != number);
        self.orphan(number);
    }

    fn begin(&mut self, chore: Chore) {
        let is_same = |it: &Chore| {
            std::mem::discriminant(it) == std::mem::discriminant(&chore)
                && it.queue() == chore.queue()
        };
        self.chores.retain(|it| !is_same(it));
        self.chores.push_back(chore);
    }

    /// Does all chores at once. Who takes a workspace over from its events does this before anything is
    /// asked, so that nothing is decided by who belonged to a queue once.
    pub fn catch_up(&mut self) {
        while !self.chores.is_empty() {
            self.do_a_bit();
        }
    }

    /// Does the first chore's next bit.
    pub(super) fn do_a_bit(&mut self) {
        let Some(chore) = self.chores.pop_front() else { return };
        let rest = match chore {
            Chore::Members { queue, next } => {
                self.review_worker(queue, next);
                let rest = Chore::Members { queue, next: next + 1 };
                (next + 1 < self.pool.workers.end()).then_some(rest)
            }
            Chore::Items { queue, next } => {
                self.review_item(queue, next);
                let rest = Chore::Items { queue, next: next + 1 };
                (next + 1 < self.backlog.items.end()).then_some(rest)
            }
        };
        if let Some(rest) = rest {
            self.chores.push_front(rest);
        }
    }

    fn review_worker(&mut self, number: u32, id: u32) {
        let Some(queue) = self.queues.get_mut(number) else { return };
        let Some(mut worker) = self.pool.workers.take(id) else { return };
        let has_joined = review(number, queue, &mut worker);
        self.pool.workers.put(id, worker);
        if has_joined {
            self.stir_worker(id);
        }
    }
}

/// Lets a worker join a queue or leave it, as the queue's terms say; true when it joined.
pub(super) fn review(number: u32, queue: &mut Queue, worker: &mut Worker) -> bool {
    let belongs = queue.terms.members.holds(&worker.attributes, &Attributes::default());
    match worker.queues.binary_search(&number) {
        Ok(at) if !belongs => {
            worker.queues.remove(at);
            queue.leave(worker);
            false
        }
        Err(at) if belongs => {
            worker.queues.insert(at, number);
            queue.join(worker);
            true
        }
        Ok(_) | Err(_) => false,
    }
}

impl Chore {
    fn queue(self) -> u32 {
        match self {
            Self::Members { queue, .. } | Self::Items { queue, .. } => queue,
        }
    }
}
