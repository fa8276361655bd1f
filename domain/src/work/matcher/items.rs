//! Items come, change and go.

use super::{
    Matcher,
    class::{Class, Item, Kind},
    keys::NOBODY,
    rank::Age,
    state::NOWHERE,
    terms::{ItemTerms, Order, Wanted},
};
use crate::sid::WorkItemSid;

impl Matcher {
    /// Lets an item wait, or changes the terms of one that waits. It keeps its place among items of the
    /// same start, and who holds it.
    pub fn set_item(&mut self, sid: WorkItemSid, terms: &ItemTerms) {
        let class = self.class_of(terms);
        let known = self.backlog.numbers.get(&sid).copied();
        let (arrival, offered) = match known.and_then(|id| self.backlog.items.get(id)) {
            Some(item) => (item.age.arrival, item.offered),
            None => {
                self.backlog.arrivals += 1;
                (self.backlog.arrivals, 0)
            }
        };
        let age = Age { priority: terms.priority, start: terms.start, due: terms.due, arrival };
        let rank = age.rank(self.order_of(class));
        let item = Item { sid, class, age, rank, offered, is_open: false };
        // Joined before the old one is left, so that a class that stays does not end in between.
        self.count(class, 1);
        let id = match known {
            Some(id) => {
                self.take_out(id);
                self.backlog.items.put(id, item);
                id
            }
            None => {
                let id = self.backlog.items.insert(item);
                self.backlog.numbers.insert(sid, id);
                id
            }
        };
        self.open(id);
    }

    /// Ends the waiting of an item. Workers that hold it hold it until it is [released](Self::release).
    pub fn withdraw(&mut self, sid: WorkItemSid) {
        if let Some(id) = self.backlog.numbers.remove(&sid) {
            self.take_out(id);
            self.backlog.items.remove(id);
        }
    }

    /// Takes an item out of its class; its entry stays.
    fn take_out(&mut self, id: u32) {
        self.close(id);
        let Some(class) = self.backlog.items.get(id).map(|item| item.class) else { return };
        self.count(class, -1);
    }

    fn count(&mut self, id: u32, items: i32) {
        let Some(class) = self.backlog.classes.get_mut(id) else { return };
        class.items = class.items.saturating_add_signed(items);
        if class.items > 0 {
            return;
        }
        let Some(class) = self.backlog.classes.remove(id) else { return };
        self.rules.give_back(class.kind.rule);
        self.keys.give_back(class.kind.wanted);
        if let Wanted::WorkerRegardless(worker) = class.kind.wanted {
            self.backlog.regardless.remove(&(worker, id));
        }
        if self.backlog.kinds.get(&class.kind) == Some(&id) {
            self.backlog.kinds.remove(&class.kind);
        }
    }

    fn class_of(&mut self, terms: &ItemTerms) -> u32 {
        let queue = match terms.queue {
            Some(sid) => self.queue_numbers.get(&sid).copied(),
            None => Some(NOWHERE),
        };
        let is_for_nobody = terms.queue.is_none() && terms.wanted == Wanted::Anyone;
        let wanted = if queue.is_none() || is_for_nobody { Wanted::Nobody } else { terms.wanted };
        let (queue, channel) = (queue.unwrap_or(NOWHERE), self.channel(&terms.channel));
        let rule = self.rules.take(&terms.rule, self.pool.workers.end());
        let kind = Kind { queue, channel, rule, order_by: terms.order_by.clone(), wanted };
        if let Some(id) = self.backlog.kinds.get(&kind) {
            self.rules.give_back(rule);
            return *id;
        }
        self.open_lane(queue, channel);
        let class = Class::new(kind.clone(), self.keys.take(wanted));
        let id = self.backlog.classes.insert(class);
        self.backlog.kinds.insert(kind, id);
        if let Wanted::WorkerRegardless(worker) = wanted {
            self.backlog.regardless.insert((worker, id));
        }
        id
    }

    fn open_lane(&mut self, queue: u32, channel: u16) {
        let Some(queue) = self.queues.get_mut(queue) else { return };
        if queue.lane(channel).is_none() {
            queue.open_lane(channel, &self.pool);
        }
    }

    fn order_of(&self, class: u32) -> Order {
        let queue = self.backlog.classes.get(class).and_then(|it| self.queues.get(it.kind.queue));
        queue.map_or(self.across, |queue| queue.terms.order)
    }

    pub(super) fn max_reserved(&self, class: u32) -> u32 {
        let queue = self.backlog.classes.get(class).and_then(|it| self.queues.get(it.kind.queue));
        queue.map_or(1, |queue| queue.terms.max_reserved)
    }

    /// Lets an item be offered, if it is not offered as often as may be. If the class has a fresh item
    /// already, then nobody with room fits this one either.
    pub(super) fn open(&mut self, id: u32) {
        let Some(item) = self.backlog.items.get(id) else { return };
        let max = self.max_reserved(item.class);
        let Some(item) = self.backlog.items.get_mut(id) else { return };
        if item.is_open || item.offered >= max {
            return;
        }
        item.is_open = true;
        let (entry, is_fresh, number) = ((item.rank, id), item.offered == 0, item.class);
        let is_settled = self.backlog.classes.get(number).is_some_and(|class| class.fresh > 0);
        self.alter(number, |class| {
            class.open.insert(entry);
            class.fresh += u32::from(is_fresh);
        });
        if !is_settled {
            self.stir_class(number);
        }
    }

    pub(super) fn close(&mut self, id: u32) {
        let Some(item) = self.backlog.items.get_mut(id) else { return };
        if !item.is_open {
            return;
        }
        item.is_open = false;
        let (entry, is_fresh, class) = ((item.rank, id), item.offered == 0, item.class);
        self.alter(class, |class| {
            class.open.remove(&entry);
            class.fresh -= u32::from(is_fresh);
        });
    }

    /// One worker more holds an item.
    pub(super) fn take_hold(&mut self, id: u32) {
        let Some(item) = self.backlog.items.get(id) else { return };
        let class = item.class;
        if item.offered + 1 >= self.max_reserved(class) {
            self.close(id);
        }
        let Some(item) = self.backlog.items.get_mut(id) else { return };
        let was_fresh = item.is_open && item.offered == 0;
        item.offered += 1;
        if was_fresh {
            self.alter(class, |class| class.fresh -= 1);
        }
    }

    /// One worker less holds an item.
    pub(super) fn let_go(&mut self, item: WorkItemSid) {
        let Some(id) = self.backlog.numbers.get(&item).copied() else { return };
        let Some(item) = self.backlog.items.get_mut(id) else { return };
        item.offered = item.offered.saturating_sub(1);
        let (is_fresh, class) = (item.is_open && item.offered == 0, item.class);
        if is_fresh {
            self.alter(class, |class| class.fresh += 1);
            self.stir_class(class);
        }
        self.open(id);
    }

    /// Gives an item of this queue the rank that the queue's order gives it now.
    pub(super) fn review_item(&mut self, queue: u32, id: u32) {
        let Some(item) = self.backlog.items.get(id) else { return };
        let class = item.class;
        if self.backlog.classes.get(class).is_none_or(|it| it.kind.queue != queue) {
            return;
        }
        let order = self.order_of(class);
        self.close(id);
        if let Some(item) = self.backlog.items.get_mut(id) {
            item.rank = item.age.rank(order);
        }
        self.open(id);
    }

    /// The queue is gone: its items wait for nobody.
    pub(super) fn orphan(&mut self, queue: u32) {
        let is_in = |class: &Class| class.kind.queue == queue;
        let classes: Vec<u32> =
            self.backlog.classes.iter().filter(|it| is_in(it.1)).map(|it| it.0).collect();
        for id in classes {
            let Some(class) = self.backlog.classes.get_mut(id) else { continue };
            self.backlog.kinds.remove(&class.kind);
            self.keys.give_back(class.kind.wanted);
            if let Wanted::WorkerRegardless(worker) = class.kind.wanted {
                self.backlog.regardless.remove(&(worker, id));
            }
            (class.kind.queue, class.kind.wanted, class.key) = (NOWHERE, Wanted::Nobody, NOBODY);
        }
    }
}
