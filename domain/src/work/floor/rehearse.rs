//! A dry run of a document against the workers as they are.

use std::collections::BTreeMap;

use super::counts::{Counts, Members, members};
use super::state::{Floor, WorkerEntry};
use crate::sid::{TaskQueueSid, WorkerSid};
use crate::timestamp::Timestamp;
use crate::work::expression::{Attributes, Expression, Headcount, Nobody};
use crate::work::routing::{Asked, Candidate, Document, End, Placement, Pool, Visit, why_not};

/// The workers as they are, seen once.
struct Stage<'a> {
    workers: Vec<(WorkerSid, &'a WorkerEntry, Attributes, bool)>,
    members: BTreeMap<TaskQueueSid, Expression>,
    counts: BTreeMap<TaskQueueSid, Members<'a>>,
}

impl Floor {
    /// The way of a work item with these attributes through a document, if it came now and the workers stayed
    /// as they are: the steps, and the end if it leaves the document. Workers count as having room when they
    /// have no open reservation.
    pub fn rehearse(
        &self,
        document: &Document,
        attributes: &Attributes,
        priority: u32,
        now: Timestamp,
    ) -> (Vec<Visit>, Option<End>) {
        let mut counts = Counts::default();
        let mut expressions = BTreeMap::new();
        for sid in document.queues() {
            let Some(queue) = self.queue(sid) else { continue };
            let workers = self.staff.workers.values().map(|entry| &entry.worker);
            counts.learn(sid, members(&queue.settings.target_workers), workers);
            expressions.insert(sid, members(&queue.settings.target_workers));
        }
        let of = |sid: &TaskQueueSid| (*sid, counts.of(*sid, &self.rooms.activities));
        let stage = Stage {
            workers: self
                .workers()
                .map(|(sid, entry)| {
                    let is_free = self.is_available(&entry.worker) && entry.open.is_empty();
                    (sid, entry, self.seen(sid, entry), is_free)
                })
                .collect(),
            counts: expressions.keys().map(of).collect(),
            members: expressions,
        };
        let asked = Asked { attributes, since: now, priority };
        document.simulate(asked, &stage, now)
    }
}

impl Pool for Stage<'_> {
    fn headcount(&self, queue: TaskQueueSid) -> &dyn Headcount {
        self.counts.get(&queue).map_or(&Nobody, |members| members as &dyn Headcount)
    }

    fn best(&self, placement: &Placement) -> Option<WorkerSid> {
        let members = self.members.get(&placement.queue)?;
        let fits = self.workers.iter().filter(|(sid, entry, attributes, is_free)| {
            let candidate = Candidate {
                sid: *sid,
                friendly_name: &entry.worker.friendly_name,
                attributes,
                is_available: *is_free,
                has_room: true,
                is_offered: false,
            };
            *is_free && why_not(placement, members, &candidate).is_none()
        });
        let rank = |(_, entry, attributes, _): &&(WorkerSid, &WorkerEntry, Attributes, bool)| {
            (placement.order_by.as_ref().map(|order| order.key(attributes)), entry.last_offer)
        };
        fits.min_by_key(rank).map(|(sid, ..)| *sid)
    }
}
