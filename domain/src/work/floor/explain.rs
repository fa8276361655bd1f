//! Why a work item is where it is, and who could have it.

use super::counts::members;
use super::pool::asked;
use super::state::{Floor, WorkerEntry};
use crate::sid::{WorkItemSid, WorkerSid};
use crate::work::expression::Expression;
use crate::work::routing::{Candidate, FilterVerdict, Known, Place, Placement, WhyNot, why_not};
use crate::work::work_item::{RoutingTarget, WorkItem};

/// The most workers that an explanation looks at, so that others need not wait for it.
pub const MAX_EXPLAINED_WORKERS: usize = 5_000;

/// Why a work item is where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What every filter of its workflow says of it; nothing when it does not go through one.
    pub filters: Vec<FilterVerdict>,
    /// The workers, those who could have it first, in the order in which they would be asked.
    pub candidates: Vec<Verdict>,
    /// Whether there are more workers than were looked at.
    pub is_cut: bool,
}

/// What keeps a work item from a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The worker.
    pub worker_sid: WorkerSid,
    /// What people call it.
    pub friendly_name: String,
    /// The first thing that keeps the work item from it; nothing when only order decides.
    pub why_not: Option<WhyNot>,
}

impl Floor {
    /// Why a work item is where it is, as far as that can be told from what is there now.
    pub fn explanation(&self, sid: WorkItemSid) -> Option<Explanation> {
        let item = &self.item(sid)?.item;
        let pinned = item.waiting.workflow.and_then(|pin| self.rooms.documents.get(pin));
        let filters = pinned.map(|it| it.explain(asked(item), item.waiting.step));
        let (placement, members) = self.stand(item);
        let mut ranked: Vec<_> = self
            .workers()
            .take(MAX_EXPLAINED_WORKERS)
            .map(|(worker_sid, entry)| self.judge(item, &placement, &members, (worker_sid, entry)))
            .collect();
        ranked.sort_by(|(a, _), (b, _)| a.cmp(b));
        Some(Explanation {
            filters: filters.unwrap_or_default(),
            candidates: ranked.into_iter().map(|(_, verdict)| verdict).collect(),
            is_cut: self.staff.workers.len() > MAX_EXPLAINED_WORKERS,
        })
    }

    /// How a work item waits, also when it was sent there without asking filters, and who belongs there.
    fn stand(&self, item: &WorkItem) -> (Placement, Expression) {
        let queue = item.waiting.queue_sid;
        let expression = queue.and_then(|sid| self.queue(sid));
        let members = expression.map(|queue| members(&queue.settings.target_workers));
        let known = match item.terms.routing_target {
            Some(RoutingTarget::Worker(sid)) => Known::Sid(sid),
            Some(RoutingTarget::Queue(_) | RoutingTarget::Workflow(_)) | None => Known::Anyone,
        };
        let placement = self.placement(item).unwrap_or_else(|| Placement {
            place: Place::Default,
            queue: queue.unwrap_or_else(|| crate::sid::TaskQueueSid::from_bits(0)),
            priority: item.waiting.priority,
            rule: Expression::constant(true),
            order_by: None,
            known,
            deadline: None,
        });
        (placement, members.unwrap_or_else(|| Expression::constant(true)))
    }

    fn judge(
        &self,
        item: &WorkItem,
        placement: &Placement,
        members: &Expression,
        (worker_sid, entry): (WorkerSid, &WorkerEntry),
    ) -> (impl Ord + use<>, Verdict) {
        let attributes = self.seen(worker_sid, entry);
        let is_regardless = item.terms.ignore_capacity
            && item.terms.routing_target == Some(RoutingTarget::Worker(worker_sid));
        let candidate = Candidate {
            sid: worker_sid,
            friendly_name: &entry.worker.friendly_name,
            attributes: &attributes,
            is_available: is_regardless || self.is_available(&entry.worker),
            has_room: is_regardless || self.has_room(entry, item),
            is_offered: item.open.iter().any(|(_, worker)| *worker == worker_sid),
        };
        let why_not = why_not(placement, members, &candidate);
        let order = placement.order_by.as_ref().map(|order| order.key(&attributes));
        let friendly_name = entry.worker.friendly_name.clone();
        let rank = (why_not.is_some(), order, entry.last_offer);
        (rank, Verdict { worker_sid, friendly_name, why_not })
    }
}
