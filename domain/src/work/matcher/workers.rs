//! Workers come, change and go.

use smallvec::SmallVec;

use super::{
    Matcher,
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
        let id = match self.pool.numbers.get(&sid) {
            Some(id) => *id,
            None => self.admit(sid, &terms),
        };
        let Some(mut worker) = self.pool.workers.take(id) else { return };
        let is_new = worker.places.is_empty();
        let has_other_attributes = is_new || worker.attributes != terms.attributes;
        self.hide(id, &worker);
        worker.seen = terms.attributes.with_facts(terms.facts.clone());
        (worker.attributes, worker.facts) = (terms.attributes, terms.facts);
        worker.is_available = terms.is_available;
        (worker.number, worker.version) = (id, self.pool.next_version());
        worker.set_channels(channels.into_iter());
        worker.measure();
        self.show(id, &worker);
        if has_other_attributes {
            for number in NOWHERE + 1..self.queues.end() {
                if let Some(queue) = self.queues.get_mut(number) {
                    review(number, queue, id, &mut worker, &mut self.pool);
                }
            }
        }
        self.pool.workers.put(id, worker);
        self.stir_worker(id);
    }

    /// Takes a worker away. Items that were offered to it may be offered once more.
    pub fn remove_worker(&mut self, sid: WorkerSid) {
        let Some(id) = self.pool.numbers.remove(&sid) else { return };
        let Some(worker) = self.pool.workers.remove(id) else { return };
        for (number, place) in &worker.places {
            if let Some(queue) = self.queues.get_mut(*number) {
                queue.leave(id, &worker, *place);
            }
        }
        for hold in worker.holds {
            self.let_go(hold.item);
        }
    }

    fn admit(&mut self, sid: WorkerSid, terms: &WorkerTerms) -> u32 {
        self.pool.turns += 1;
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
            places: Vec::new(),
            keys: SmallVec::new(),
            turn: self.pool.turns,
            is_stirred: false,
        });
        self.pool.numbers.insert(sid, id);
        id
    }

    /// Takes a worker out of the sight of items, wherever it stands.
    fn hide(&mut self, id: u32, worker: &Worker) {
        for (number, place) in &worker.places {
            if let Some(queue) = self.queues.get_mut(*number) {
                queue.hide(id, worker, *place);
            }
        }
    }

    /// Lets items see a worker, where it has room.
    pub(super) fn show(&mut self, id: u32, worker: &Worker) {
        for (number, place) in &worker.places {
            if let Some(queue) = self.queues.get_mut(*number) {
                queue.note(id, worker, *place);
            }
        }
    }
}
