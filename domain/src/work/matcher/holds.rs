//! Items are offered, taken and let go.

use super::{Matcher, worker::Hold};
use crate::sid::{WorkItemSid, WorkerSid};

impl Matcher {
    /// An item was offered to a worker, who becomes the last in line. False, and nothing done, when
    /// the item does not wait, there is no such worker, or the worker holds it already.
    pub fn reserve(&mut self, item: WorkItemSid, worker: WorkerSid) -> bool {
        let Some(item_id) = self.backlog.numbers.get(&item).copied() else { return false };
        let Some(id) = self.pool.numbers.get(&worker).copied() else { return false };
        let Some(channel) = self.channel_of(item_id) else { return false };
        if self.pool.workers.get(id).is_none_or(|it| it.holds(item)) {
            return false;
        }
        self.take_hold(item_id);
        self.send_to_the_end(id, Hold { item, channel, is_accepted: false });
        if self.rules.ask_loads() {
            self.stir_worker(id);
        }
        true
    }

    /// The worker accepted: the item waits no longer. Other workers that hold it hold it until it is
    /// [released](Self::release).
    pub fn accept(&mut self, item: WorkItemSid, worker: WorkerSid) {
        self.withdraw(item);
        let Some(id) = self.pool.numbers.get(&worker).copied() else { return };
        let Some(worker) = self.pool.workers.get_mut(id) else { return };
        let Some(hold) = worker.holds.iter_mut().find(|it| it.item == item) else { return };
        if !std::mem::replace(&mut hold.is_accepted, true) {
            let channel = hold.channel;
            worker.channel(channel).accepted += 1;
        }
        if self.rules.ask_loads() {
            self.stir_worker(id);
        }
    }

    /// The worker has it no longer: rejected, timed out, canceled, rescinded or completed. An item that
    /// still waits is offered anew from where it stood, to others first.
    pub fn release(&mut self, item: WorkItemSid, worker: WorkerSid) {
        let Some(id) = self.pool.numbers.get(&worker).copied() else { return };
        let Some(worker) = self.pool.workers.get_mut(id) else { return };
        let Some(at) = worker.holds.iter().position(|it| it.item == item) else { return };
        let hold = worker.holds.remove(at);
        let channel = worker.channel(hold.channel);
        channel.held -= 1;
        channel.accepted -= u32::from(hold.is_accepted);
        worker.measure();
        self.let_go(item);
        self.stir_worker(id);
    }

    fn channel_of(&self, item: u32) -> Option<u16> {
        let class = self.backlog.items.get(item)?.class;
        Some(self.backlog.classes.get(class)?.kind.channel)
    }

    fn send_to_the_end(&mut self, id: u32, hold: Hold) {
        let Some(mut worker) = self.pool.workers.take(id) else { return };
        self.hide(&mut worker);
        self.pool.line.leave(worker.place);
        worker.channel(hold.channel).held += 1;
        worker.holds.push(hold);
        worker.measure();
        self.line_up(&mut worker);
        let chooses_itself = worker.is_stirred;
        self.pool.workers.put(id, worker);
        if !chooses_itself {
            self.show(id);
        }
    }
}
