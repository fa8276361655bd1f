//! What the matcher is told of queues, workers and work items.

use std::sync::Arc;

use super::counts::members;
use super::state::{Floor, ItemEntry, WorkerEntry};
use crate::sid::{TaskQueueSid, WorkItemSid, WorkerSid};
use crate::work::expression::{Expression, Object, Value};
use crate::work::matcher::{
    ChannelTerms, ItemTerms, Order, QueueTerms, WHOLE_WORKER, Wanted, WorkerTerms,
};
use crate::work::routing::{Asked, Known, Placement};
use crate::work::task_queue::TaskQueue;
use crate::work::work_item::{Phase, RoutingTarget, WorkItem};
use crate::work::workspace::QueueOrder;

/// The dialect's code for a known worker that is not in the target's queue.
pub(super) const KNOWN_WORKER_ELSEWHERE: u32 = 40_152;

impl Floor {
    pub(super) fn show_queue(&mut self, sid: TaskQueueSid) {
        let Some(queue) = self.rooms.queues.get(&sid) else { return };
        let terms = QueueTerms {
            members: members(&queue.settings.target_workers),
            order: order(queue.settings.order),
            max_reserved: queue.settings.max_reserved_workers,
        };
        self.matcher.set_queue(sid, terms);
    }

    pub(super) fn show_worker(&mut self, sid: WorkerSid) {
        let Some(entry) = self.staff.workers.get(&sid) else { return };
        let terms = self.worker_terms(sid, entry);
        self.matcher.set_worker(sid, terms);
    }

    pub(super) fn show_workers(&mut self) {
        let sids: Vec<_> = self.staff.workers.keys().copied().collect();
        sids.into_iter().for_each(|sid| self.show_worker(sid));
    }

    fn worker_terms(&self, sid: WorkerSid, entry: &WorkerEntry) -> WorkerTerms {
        let worker = &entry.worker;
        let is_multi_tasking = self.is_multi_tasking();
        let channels = self.rooms.channels.iter().map(|(channel_sid, (channel, name))| {
            let told = worker.channel(*channel_sid);
            let cost = if is_multi_tasking { channel.settings.cost } else { WHOLE_WORKER };
            ChannelTerms {
                name: Arc::clone(name),
                capacity: told.capacity,
                is_available: told.available,
                cost,
            }
        });
        WorkerTerms {
            attributes: worker.attributes.clone(),
            facts: self.facts(sid, entry),
            is_available: self.is_available(worker),
            channels: channels.collect(),
        }
    }

    /// What expressions of targets see of a worker beside its attributes, but for its loads.
    pub(super) fn facts(&self, sid: WorkerSid, entry: &WorkerEntry) -> Arc<Object> {
        let worker = &entry.worker;
        let activity = self.activity(worker.activity_sid);
        let name = activity.map_or("", |activity| activity.friendly_name.as_str());
        let text = |text: &str| Value::from(text);
        let mut facts = Object::default();
        facts.set("sid", text(&sid.to_string()));
        facts.set("friendly_name", text(&worker.friendly_name));
        facts.set("activity_sid", text(&worker.activity_sid.to_string()));
        facts.set("activity_name", text(name));
        Arc::new(facts)
    }

    /// Lets a work item wait, as its place says; takes it out when it does not wait.
    pub(super) fn show_item(&mut self, sid: WorkItemSid) {
        let Some(ItemEntry { item, .. }) = self.work.items.get(&sid) else { return };
        if !item.phase.is_waiting() || !item.waiting.is_routed {
            self.matcher.withdraw(sid);
            return;
        }
        if let Some(terms) = self.item_terms(item) {
            self.matcher.set_item(sid, &terms);
        }
    }

    fn item_terms(&self, item: &WorkItem) -> Option<ItemTerms> {
        let (_, channel) = self.rooms.channels.get(&item.terms.channel_sid)?;
        let placement = self.placement(item);
        let wanted = match (item.terms.routing_target, &placement) {
            (Some(RoutingTarget::Worker(sid)), _) if item.terms.ignore_capacity => {
                Wanted::WorkerRegardless(sid)
            }
            (Some(RoutingTarget::Worker(sid)), _) => Wanted::Worker(sid),
            (_, Some(placement)) => self.wanted(&placement.known),
            (_, None) => Wanted::Anyone,
        };
        let (rule, order_by) = match placement {
            Some(placement) => (placement.rule, placement.order_by),
            None => (Expression::constant(true), None),
        };
        Some(ItemTerms {
            queue: item.waiting.queue_sid,
            channel: Arc::clone(channel),
            priority: item.waiting.priority,
            start: item.terms.virtual_start.unwrap_or(item.terms.created_at),
            due: item.terms.deadline,
            rule,
            order_by,
            wanted,
        })
    }

    pub(super) fn placement(&self, item: &WorkItem) -> Option<Placement> {
        let document = self.rooms.documents.get(item.waiting.workflow?)?;
        document.placement(item.waiting.step?, asked(item))
    }

    pub(super) fn wanted(&self, known: &Known) -> Wanted {
        match known {
            Known::Anyone => Wanted::Anyone,
            Known::Nobody => Wanted::Nobody,
            Known::Sid(sid) => Wanted::Worker(*sid),
            Known::FriendlyName(name) => {
                let found = self.staff.names.get(&name.to_lowercase());
                found.map_or(Wanted::Nobody, |sid| Wanted::Worker(*sid))
            }
        }
    }

    /// What is amiss with the known worker of a place, as the dialect's code.
    pub(super) fn fault(&self, placement: &Placement) -> Option<u32> {
        let Wanted::Worker(sid) = self.wanted(&placement.known) else { return None };
        let queue = self.rooms.queues.get(&placement.queue)?;
        let is_member = self.staff.workers.get(&sid).is_some_and(|it| belongs(queue, it));
        (!is_member).then_some(KNOWN_WORKER_ELSEWHERE)
    }
}

fn belongs(queue: &TaskQueue, entry: &WorkerEntry) -> bool {
    let nothing = crate::work::expression::Attributes::default();
    members(&queue.settings.target_workers).holds(&entry.worker.attributes, &nothing)
}

/// What a document is asked about a work item.
pub(super) const fn asked(item: &WorkItem) -> Asked<'_> {
    Asked {
        attributes: &item.terms.attributes,
        since: item.terms.created_at,
        priority: item.waiting.priority,
    }
}

/// Whether a work item is to be looked for by the agenda's step.
pub(super) const fn is_pending(item: &WorkItem) -> bool {
    matches!(item.phase, Phase::Pending)
}

pub(super) const fn order(order: QueueOrder) -> Order {
    match order {
        QueueOrder::Fifo => Order::Fifo,
        QueueOrder::Lifo => Order::Lifo,
        QueueOrder::Deadline => Order::Deadline,
    }
}
