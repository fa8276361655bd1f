//! The same decisions by looking at everything each time. It shares with the matcher only how two items
//! of one queue compare.

use std::collections::BTreeSet;

use super::super::{
    ItemTerms, Order, QueueTerms, WHOLE_WORKER, Wanted, WorkerTerms,
    rank::{Age, Rank},
};
use crate::work::expression::Attributes;

#[derive(Default)]
pub(super) struct Reference {
    pub(super) queues: Vec<(u128, QueueTerms)>,
    pub(super) workers: Vec<Worker>,
    pub(super) items: Vec<Item>,
    pub(super) turns: u64,
}

pub(super) struct Worker {
    pub(super) number: u128,
    pub(super) terms: WorkerTerms,
    pub(super) turn: u64,
    pub(super) queues: BTreeSet<u128>,
    /// Items and their channels.
    pub(super) holds: Vec<(u128, String)>,
}

pub(super) struct Item {
    pub(super) number: u128,
    pub(super) terms: ItemTerms,
    pub(super) age: Age,
    pub(super) rank: Rank,
}

impl Reference {
    pub(super) fn queue(&self, item: &ItemTerms) -> Option<&(u128, QueueTerms)> {
        self.queues.iter().find(|(number, _)| item.queue.is_some_and(|it| it.bits() == *number))
    }

    pub(super) fn has_room(worker: &Worker, channel: &str) -> bool {
        let held = |name: &str| worker.holds.iter().filter(|(_, it)| it == name).count() as u32;
        let used: u32 = worker.terms.channels.iter().map(|it| it.cost * held(&it.name)).sum();
        let channel = worker.terms.channels.iter().find(|it| &*it.name == channel);
        worker.terms.is_available
            && channel.is_some_and(|it| {
                it.is_available && held(&it.name) < it.capacity && used + it.cost <= WHOLE_WORKER
            })
    }

    fn may_have(&self, item: &Item, worker: &Worker) -> bool {
        let terms = &item.terms;
        let queue = self.queue(terms);
        let belongs = queue.is_some_and(|(number, _)| worker.queues.contains(number));
        let is_wanted = match terms.wanted {
            Wanted::Anyone => belongs,
            Wanted::Nobody => false,
            Wanted::Worker(sid) | Wanted::WorkerRegardless(sid) => {
                (belongs || terms.queue.is_none()) && sid.bits() == worker.number
            }
        };
        let holders =
            self.workers.iter().filter(|it| it.holds.iter().any(|it| it.0 == item.number));
        let seen = worker.terms.attributes.with_facts(worker.terms.facts.clone());
        is_wanted
            && (Self::has_room(worker, &terms.channel)
                || matches!(terms.wanted, Wanted::WorkerRegardless(_)))
            && holders.count() < queue.map_or(1, |it| it.1.max_reserved as usize)
            && worker.holds.iter().all(|it| it.0 != item.number)
            && terms.rule.holds(&seen, &Attributes::default())
    }

    /// The first item of a class that has a worker, and the best one, who is not `except`.
    pub(super) fn worker_for(
        &self,
        class: &ItemTerms,
        except: Option<u128>,
    ) -> Option<(u128, u128)> {
        let mut items: Vec<&Item> =
            self.items.iter().filter(|it| is_same_class(&it.terms, class)).collect();
        items.sort_by_key(|it| it.rank);
        items.into_iter().find_map(|item| {
            let able = self.workers.iter().filter(|it| self.may_have(item, it));
            let able = able.filter(|it| Some(it.number) != except);
            let best = able.min_by_key(|it| {
                let seen = it.terms.attributes.with_facts(it.terms.facts.clone());
                (item.terms.order_by.as_ref().map(|order| order.key(&seen)), it.turn)
            })?;
            Some((item.number, best.number))
        })
    }

    /// The best of the first items of each queue that a worker may have.
    pub(super) fn item_for(&self, worker: u128) -> Option<(u128, u128)> {
        let worker = self.workers.iter().find(|it| it.number == worker)?;
        let able = || self.items.iter().filter(|it| self.may_have(it, worker));
        let able = || able().filter(|it| !matches!(it.terms.wanted, Wanted::WorkerRegardless(_)));
        let queues: BTreeSet<_> = able().map(|it| it.terms.queue).collect();
        let firsts = queues.into_iter().filter_map(|queue| {
            able().filter(|it| it.terms.queue == queue).min_by_key(|it| it.rank)
        });
        let best = firsts.min_by_key(|it| it.age.rank(Order::Fifo))?;
        Some((best.number, worker.number))
    }

    pub(super) fn reserve(&mut self, item: u128, worker: u128) {
        let channel =
            self.items.iter().find(|it| it.number == item).unwrap().terms.channel.to_string();
        self.turns += 1;
        let worker = self.workers.iter_mut().find(|it| it.number == worker).unwrap();
        worker.turn = self.turns;
        worker.holds.push((item, channel));
    }
}

pub(super) fn is_same_class(one: &ItemTerms, other: &ItemTerms) -> bool {
    let kind = |it: &ItemTerms| {
        (it.queue, it.channel.clone(), it.rule.clone(), it.order_by.clone(), it.wanted)
    };
    kind(one) == kind(other)
}
