//! Workers come, change and go.

use smallvec::SmallVec;

use super::{
    Matcher,
    line::{Moved, Place},
    queues::review,
    state::NOWHERE,
    terms::{ChannelTerms, WorkerTerms},
    worker::Worker,
};
use crate::sid::WorkerSid;

impl Matcher {
    /// Lets a worker come, as the last in line, or changes one, whose turn stays what it was. What it
    /// holds it keeps, even where it has no room for it any more.
    pub fn set_worker(&mut self, sid: WorkerSid, terms: WorkerTerms) {
        let channels: SmallVec<[(u16, ChannelTerms); 8]> =
            terms.channels.iter().map(|it| (self.channel(&it.name), it.clone())).collect();
        let known = self.pool.numbers.get(&sid).copied();
        let is_new = known.is_none();
        let id = known.unwrap_or_else(|| self.admit(sid, &terms));
        let Some(mut worker) = self.pool.workers.take(id) else { return };
        let has_other_attributes = is_new || worker.attributes != terms.attributes;
        self.hide(&mut worker);
        worker.seen = terms.attributes.with_facts(terms.facts.clone());
        (worker.attributes, worker.facts) = (terms.attributes, terms.facts);
        worker.is_available = terms.is_available;
        worker.version = self.pool.next_version();
        worker.set_channels(channels.into_iter());
        worker.measure();
        if has_other_attributes {
            for number in NOWHERE + 1..self.queues.end() {
                if let Some(queue) = self.queues.get_mut(number) {
                    review(number, queue, &mut worker);
                }
            }
        }
        self.pool.workers.put(id, worker);
        self.stir_worker(id);
    }

    /// Takes a worker away. Items that were offered to it may be offered once more.
    pub fn remove_worker(&mut self, sid: WorkerSid) {
        let Some(id) = self.pool.numbers.remove(&sid) else { return };
        let Some(mut worker) = self.pool.workers.remove(id) else { return };
        self.hide(&mut worker);
        self.pool.line.leave(worker.place);
        for number in &worker.queues {
            if let Some(queue) = self.queues.get_mut(*number) {
                queue.leave(&worker);
            }
        }
        for hold in worker.holds {
            self.let_go(hold.item);
        }
    }

    fn admit(&mut self, sid: WorkerSid, terms: &WorkerTerms) -> u32 {
        let id = self.pool.workers.insert(Worker {
            sid,
            number: 0,
            version: 0,
            attributes: terms.attributes.clone(),
            facts: terms.facts.clone(),
            seen: terms.attributes.clone(),
            is_available: false,
            channels: SmallVec::new(),
            holds: SmallVec::new(),
            queues: Vec::new(),
            place: Place::default(),
            is_shown: false,
            keys: SmallVec::new(),
            turn: 0,
            is_stirred: false,
        });
        if let Some(mut worker) = self.pool.workers.take(id) {
            worker.number = id;
            self.line_up(&mut worker);
            self.pool.workers.put(id, worker);
        }
        self.pool.numbers.insert(sid, id);
        id
    }

    /// Gives a worker, who is not shown and not in the pool meanwhile, the last place in line.
    pub(super) fn line_up(&mut self, worker: &mut Worker) {
        self.pool.turns += 1;
        worker.turn = self.pool.turns;
        let (place, moves) = self.pool.line.join(worker.number);
        worker.place = place;
        for moved in moves {
            self.write_down(&moved);
        }
    }

    fn write_down(&mut self, moved: &Moved) {
        let Some(worker) = self.pool.workers.get_mut(moved.worker) else { return };
        worker.place = moved.to;
        if worker.is_shown {
            for number in &worker.queues {
                if let Some(queue) = self.queues.get_mut(*number) {
                    queue.carry(moved);
                }
            }
        }
    }

    /// Takes a worker out of the sight of items, wherever it is shown.
    pub(super) fn hide(&mut self, worker: &mut Worker) {
        if std::mem::replace(&mut worker.is_shown, false) {
            for number in &worker.queues {
                if let Some(queue) = self.queues.get_mut(*number) {
                    queue.hide(worker);
                }
            }
        }
    }

    /// Lets items see a worker, where it has room.
    pub(super) fn show(&mut self, id: u32) {
        let Some(worker) = self.pool.workers.get_mut(id) else { return };
        worker.is_shown = worker.channels.iter().any(|it| it.is_able) || worker.is_shown;
        if worker.is_shown {
            for number in &worker.queues {
                if let Some(queue) = self.queues.get_mut(*number) {
                    queue.show(worker);
                }
            }
        }
    }
}
