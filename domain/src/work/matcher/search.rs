//! The decisions: which worker for an item, which item for a worker.

use super::{
    Matcher,
    class::{Class, Item},
    keys::ANYONE,
    queue::{Lane, Queue, Walk},
    rank::Rank,
    state::{NOWHERE, Stir},
    terms::{Next, Offer, Wanted},
    worker::Worker,
};

/// What a search came to.
enum Found {
    Match(Offer),
    Nothing,
    /// The effort was used up.
    Unfinished,
}

impl Matcher {
    /// The next offer to make, of those that what was told since makes possible: what changed first is
    /// settled first; an item gets the best worker, a worker the best item. The same is said again until
    /// it is [reserved](Self::reserve).
    ///
    /// `effort` bounds the work: workers looked at and bits of chores done. 1,000 take well under a
    /// millisecond.
    pub fn next_offer(&mut self, mut effort: u32) -> Next {
        loop {
            if self.stirred.is_empty() && self.chores.is_empty() {
                return Next::Quiet;
            }
            let Some(left) = effort.checked_sub(1) else { return Next::Unfinished };
            effort = left;
            let Some(stir) = self.stirred.front().copied() else {
                self.do_a_bit();
                continue;
            };
            let found = match stir {
                Stir::Class(id) => self.worker_for(id, &mut effort),
                Stir::Worker(id) => self.item_for(id),
            };
            match found {
                Found::Match(offer) => return Next::Offer(offer),
                Found::Nothing => self.settle(stir),
                Found::Unfinished => {
                    self.stirred.rotate_left(1);
                    return Next::Unfinished;
                }
            }
        }
    }

    fn settle(&mut self, stir: Stir) {
        self.stirred.pop_front();
        match stir {
            Stir::Class(id) => {
                if let Some(class) = self.backlog.classes.get_mut(id) {
                    (class.is_stirred, class.walk) = (false, None);
                }
            }
            Stir::Worker(id) => {
                if let Some(worker) = self.pool.workers.get_mut(id) {
                    worker.is_stirred = false;
                }
                self.show(id);
            }
        }
    }

    fn worker_for(&mut self, id: u32, effort: &mut u32) -> Found {
        self.prepare_view(id);
        let Some(class) = self.backlog.classes.get(id).filter(|it| it.is_stirred) else {
            return Found::Nothing;
        };
        let max = self.max_reserved(id);
        for (_, item_id) in &class.open {
            let item = self.backlog.items.get(*item_id).filter(|it| it.offered < max);
            let Some(item) = item else { continue };
            let mut walk =
                class.walk.filter(|it| it.0 == *item_id).map_or_else(Walk::default, |it| it.1);
            match self.best_worker(class, item, &mut walk, effort) {
                Found::Nothing if item.offered == 0 => return Found::Nothing,
                Found::Nothing => {}
                found @ Found::Match(_) => return found,
                Found::Unfinished => {
                    let walk = Some((*item_id, walk));
                    if let Some(class) = self.backlog.classes.get_mut(id) {
                        class.walk = walk;
                    }
                    return Found::Unfinished;
                }
            }
        }
        Found::Nothing
    }

    fn best_worker(&self, class: &Class, item: &Item, walk: &mut Walk, effort: &mut u32) -> Found {
        let kind = &class.kind;
        let wanted = match kind.wanted {
            Wanted::Nobody => return Found::Nothing,
            Wanted::Worker(sid) | Wanted::WorkerRegardless(sid) => Some(sid),
            Wanted::Anyone => None,
        };
        let found = |worker: &Worker| Found::Match(Offer { item: item.sid, worker: worker.sid });
        if let Some(sid) = wanted {
            let id = self.pool.numbers.get(&sid);
            let worker = id.and_then(|id| self.pool.workers.get(*id));
            return worker
                .filter(|it| self.may_have(class, item, it))
                .map_or(Found::Nothing, found);
        }
        let Some(queue) = self.queues.get(kind.queue) else { return Found::Nothing };
        let Some(lane) = queue.lane(kind.channel) else { return Found::Nothing };
        if let Some(order) = &kind.order_by {
            let best = lane.view(order).filter_map(|id| self.pool.workers.get(id));
            return best
                .into_iter()
                .find(|it| self.suits(class, item, it))
                .map_or(Found::Nothing, found);
        }
        self.walk(lane, walk, effort, |worker| {
            self.suits(class, item, worker).then(|| found(worker))
        })
    }

    fn walk(
        &self,
        lane: &Lane,
        walk: &mut Walk,
        effort: &mut u32,
        found: impl Fn(&Worker) -> Option<Found>,
    ) -> Found {
        while let Some(id) = lane.walk(walk, &self.pool) {
            if let Some(found) = self.pool.workers.get(id).and_then(&found) {
                return found;
            }
            if *effort == 0 {
                return Found::Unfinished;
            }
            *effort -= 1;
        }
        Found::Nothing
    }

    /// Whether a worker that an item wants may have it.
    fn may_have(&self, class: &Class, item: &Item, worker: &Worker) -> bool {
        let kind = &class.kind;
        let is_member = kind.queue == NOWHERE || worker.belongs_to(kind.queue);
        let has_room = class.is_regardless() || worker.is_able(kind.channel);
        let is_left = class.is_regardless() || !worker.is_stirred;
        is_member && has_room && is_left && self.fits(class, item, worker)
    }

    /// Whether a member with room may have an item. One that is stirred is about to choose for itself.
    fn suits(&self, class: &Class, item: &Item, worker: &Worker) -> bool {
        !worker.is_stirred && self.fits(class, item, worker)
    }

    fn fits(&self, class: &Class, item: &Item, worker: &Worker) -> bool {
        self.rules.fits(class.kind.rule, worker, &self.channels) && !worker.holds(item.sid)
    }

    /// Makes the view that a class needs, if it is not there.
    fn prepare_view(&mut self, id: u32) {
        let Some(class) = self.backlog.classes.get(id) else { return };
        let Some(order) = class.kind.order_by.as_ref() else { return };
        let Some(queue) = self.queues.get_mut(class.kind.queue) else { return };
        let channel = class.kind.channel;
        if queue.lane(channel).is_none_or(|lane| lane.has_view(order)) {
            return;
        }
        let able = queue.members.iter().filter_map(|id| {
            let worker = self.pool.workers.get(id)?;
            if !worker.is_shown || !worker.is_able(channel) {
                return None;
            }
            Some((order.key(&worker.seen), worker.turn, id))
        });
        let members = able.collect();
        if let Some(lane) = queue.lane_mut(channel) {
            lane.add_view(order.clone(), members);
        }
    }

    fn item_for(&self, id: u32) -> Found {
        let Some(worker) = self.pool.workers.get(id).filter(|it| it.is_stirred) else {
            return Found::Nothing;
        };
        let personal = self.keys.personal(worker.sid);
        let nowhere = personal.map(|_| NOWHERE);
        let mut best: Option<(Rank, &Item)> = None;
        for number in worker.queues.iter().copied().chain(nowhere) {
            let Some(queue) = self.queues.get(number) else { continue };
            // Where both orders are the same, only what is better than the best is looked at.
            let bound = best.map(|it| it.0).filter(|_| queue.terms.order == self.across);
            let Some(item) = self.best_item(queue, worker, personal, bound) else { continue };
            let rank = item.age.rank(self.across);
            if best.is_none_or(|(than, _)| rank < than) {
                best = Some((rank, item));
            }
        }
        match best {
            Some((_, item)) => Found::Match(Offer { item: item.sid, worker: worker.sid }),
            None => Found::Nothing,
        }
    }

    /// The first item of a queue that a worker may have, of those before `bound`.
    fn best_item(
        &self,
        queue: &Queue,
        worker: &Worker,
        personal: Option<u32>,
        bound: Option<Rank>,
    ) -> Option<&Item> {
        let mut best: Option<(Rank, u32)> = None;
        let lanes = queue.lanes.iter().filter(|it| !it.ready.is_empty());
        for lane in lanes.filter(|it| worker.is_able(it.channel)) {
            for key in [ANYONE].into_iter().chain(personal).chain(worker.keys.iter().copied()) {
                let classes = lane.ready.range((key, Rank::FIRST, 0)..=(key, Rank::LAST, u32::MAX));
                for (_, head, class) in classes {
                    let end = best.map(|it| it.0).or(bound);
                    if end.is_some_and(|end| end < *head) {
                        break;
                    }
                    let first = self.first_item(*class, worker);
                    best = [best, first].into_iter().flatten().min();
                }
            }
        }
        self.backlog.items.get(best?.1)
    }

    fn first_item(&self, class: u32, worker: &Worker) -> Option<(Rank, u32)> {
        let max = self.max_reserved(class);
        let class = self.backlog.classes.get(class)?;
        if !self.rules.fits(class.kind.rule, worker, &self.channels) {
            return None;
        }
        let is_free = |id: u32| {
            self.backlog.items.get(id).is_some_and(|it| it.offered < max && !worker.holds(it.sid))
        };
        class.open.iter().find(|(_, id)| is_free(*id)).copied()
    }
}
