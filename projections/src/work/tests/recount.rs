//! The statistics once more, counted event by event from the log alone.

use std::collections::BTreeMap;

use domain::sid::*;
use domain::work::reservation::{ReservationCreated, ReservationEvent};
use domain::work::work_item::{CancelCause, DeletionCause, WorkItemEvent, WorkItemRouted};
use domain::work::{Stamp, WorkEvent, WorkFact, WorkSid};

use crate::{Spread, StatisticsOf, StatisticsQuery, WaitSplit, WorkStatistics};

/// What counts: as in `work_facts`.
#[derive(Clone)]
pub(super) struct Counted {
    what: &'static str,
    at: i64,
    ms: Option<u64>,
    queue: Option<TaskQueueSid>,
    workflow: Option<WorkflowSid>,
    worker: Option<WorkerSid>,
    item: Option<WorkItemSid>,
    channel: Option<TaskChannelSid>,
}

#[derive(Default, Clone)]
struct Item {
    created_at: i64,
    entered_at: Option<i64>,
    queue: Option<TaskQueueSid>,
    workflow: Option<WorkflowSid>,
    worker: Option<WorkerSid>,
    channel: Option<TaskChannelSid>,
}

/// A reader of the log.
#[derive(Default)]
struct Recount {
    items: BTreeMap<WorkItemSid, Item>,
    offers: BTreeMap<ReservationSid, ReservationCreated>,
    counted: Vec<Counted>,
}

/// All that counts in the log.
pub(super) fn recount(facts: &[WorkFact]) -> Vec<Counted> {
    let mut recount = Recount::default();
    for fact in facts {
        match fact {
            (WorkSid::WorkItem(sid), WorkEvent::WorkItem(event)) => recount.item(*sid, event),
            (WorkSid::Reservation(sid), WorkEvent::Reservation(event)) => {
                recount.reservation(*sid, event);
            }
            _ => {}
        }
    }
    // A work item counts for the kind of work that it is in the end.
    for counted in &mut recount.counted {
        if let Some(item) = counted.item {
            counted.channel = recount.items[&item].channel;
        }
    }
    recount.counted
}

impl Recount {
    fn count(&mut self, what: &'static str, sid: WorkItemSid, stamp: &Stamp, ms: Option<u64>) {
        let item = self.items[&sid].clone();
        self.counted.push(Counted {
            what,
            at: stamp.at.0,
            ms,
            queue: item.queue,
            workflow: item.workflow,
            worker: item.worker,
            item: Some(sid),
            channel: None,
        });
    }

    fn item(&mut self, sid: WorkItemSid, event: &WorkItemEvent) {
        let stamp = *event.stamp();
        let waited = |item: &Item| (stamp.at.0 - item.created_at).unsigned_abs() / 1_000;
        match event {
            WorkItemEvent::WorkItemCreated(it) => {
                let workflow = it.workflow.map(|pin| pin.workflow_sid);
                let channel = Some(it.channel_sid);
                let created_at = stamp.at.0;
                let item = Item { created_at, workflow, channel, ..Item::default() };
                self.items.insert(sid, item);
                self.count("item_created", sid, &stamp, None);
            }
            WorkItemEvent::WorkItemUpdated(it) => {
                let item = self.items.get_mut(&sid).unwrap();
                item.channel = it.channel_sid.or(item.channel);
            }
            WorkItemEvent::WorkItemRouted(it) => self.routed(sid, it),
            WorkItemEvent::WorkItemAssigned(it) => {
                let item = self.items.get_mut(&sid).unwrap();
                item.worker = Some(it.worker_sid);
                let (waited, entered, has_queue) =
                    (waited(item), item.entered_at, item.queue.is_some());
                self.count("item_accepted", sid, &stamp, Some(waited));
                if let Some(entered) = entered.filter(|_| has_queue) {
                    let ms = (stamp.at.0 - entered).unsigned_abs() / 1_000;
                    self.count("item_accepted_in_queue", sid, &stamp, Some(ms));
                }
            }
            WorkItemEvent::WorkItemCompleted(_) => self.count("item_completed", sid, &stamp, None),
            WorkItemEvent::WorkItemCanceled(it) => {
                let waited = waited(&self.items[&sid]);
                self.count("item_canceled", sid, &stamp, Some(waited));
                if it.cause == CancelCause::WorkflowTimedOut {
                    self.count("item_timed_out", sid, &stamp, None);
                }
            }
            WorkItemEvent::WorkItemDeleted(it) if it.cause == DeletionCause::Asked => {
                self.count("item_deleted", sid, &stamp, None);
            }
            WorkItemEvent::WorkItemReserved(_)
            | WorkItemEvent::WorkItemReleased(_)
            | WorkItemEvent::WorkItemWrapping(_)
            | WorkItemEvent::WorkItemDeleted(_) => {}
        }
    }

    fn routed(&mut self, sid: WorkItemSid, it: &WorkItemRouted) {
        if it.moved_from.is_some() {
            // It still stands in the queue that it leaves.
            self.count("item_moved", sid, &it.stamp, None);
        }
        let item = self.items.get_mut(&sid).unwrap();
        let is_entry = item.entered_at.is_none() || it.moved_from.is_some();
        item.queue = it.queue_sid;
        if is_entry {
            item.entered_at = Some(it.stamp.at.0);
            if it.queue_sid.is_some() {
                self.count("item_entered", sid, &it.stamp, None);
            }
        }
    }

    fn reservation(&mut self, sid: ReservationSid, event: &ReservationEvent) {
        if let ReservationEvent::ReservationCreated(it) = event {
            self.offers.insert(sid, it.clone());
        }
        let (what, ms) = match event {
            ReservationEvent::ReservationCreated(_) => ("reservation_created", None),
            ReservationEvent::ReservationAccepted(it) => {
                ("reservation_accepted", Some(it.after_ms))
            }
            ReservationEvent::ReservationRejected(_) => ("reservation_rejected", None),
            ReservationEvent::ReservationTimedOut(_) => ("reservation_timed_out", None),
            ReservationEvent::ReservationCanceled(_) => ("reservation_canceled", None),
            ReservationEvent::ReservationRescinded(_) => ("reservation_rescinded", None),
            ReservationEvent::ReservationInstructed(_)
            | ReservationEvent::ReservationFailed(_)
            | ReservationEvent::ReservationWrapping(_)
            | ReservationEvent::ReservationCompleted(_) => return,
        };
        let offer = &self.offers[&sid];
        self.counted.push(Counted {
            what,
            at: event.stamp().at.0,
            ms,
            queue: offer.queue_sid,
            workflow: offer.workflow_sid,
            worker: Some(offer.worker_sid),
            item: None,
            channel: Some(offer.channel_sid),
        });
    }
}

/// Adds up what is asked for.
pub(super) fn sum(
    counted: &[Counted],
    of: StatisticsOf,
    query: &StatisticsQuery,
) -> WorkStatistics {
    let is_meant = |it: &&Counted| {
        let belongs = match of {
            StatisticsOf::Workspace => true,
            StatisticsOf::Queue(sid) => it.queue == Some(sid),
            StatisticsOf::Workflow(sid) => it.workflow == Some(sid),
            StatisticsOf::Worker(sid) => it.worker == Some(sid),
        };
        belongs
            && query.channel_sid.is_none_or(|sid| it.channel == Some(sid))
            && query.at.from.is_none_or(|from| it.at >= from)
            && query.at.until.is_none_or(|until| it.at < until)
    };
    let meant: Vec<&Counted> = counted.iter().filter(is_meant).collect();
    let count = |what| meant.iter().filter(|it| it.what == what).count() as u64;
    let times = |what| -> Vec<u64> {
        meant.iter().filter(|it| it.what == what).map(|it| it.ms.unwrap()).collect()
    };
    let spread = |what| {
        let times = times(what);
        Spread {
            count: times.len() as u64,
            total_ms: times.iter().sum(),
            min_ms: times.iter().min().copied().unwrap_or(0),
            max_ms: times.iter().max().copied().unwrap_or(0),
        }
    };
    let sides = |what, limit_s: &u32| {
        let is_above = |ms: &&u64| **ms >= u64::from(*limit_s) * 1_000;
        let times = times(what);
        let above = times.iter().filter(is_above).count() as u64;
        (above, times.len() as u64 - above)
    };
    let mut sum = WorkStatistics {
        until_accepted: spread("item_accepted"),
        in_queue_until_accepted: spread("item_accepted_in_queue"),
        until_canceled: spread("item_canceled"),
        until_answered: spread("reservation_accepted"),
        ..WorkStatistics::default()
    };
    for limit_s in &query.split_s {
        let (accepted_above, accepted_below) = sides("item_accepted", limit_s);
        let (canceled_above, canceled_below) = sides("item_canceled", limit_s);
        let threshold_s = *limit_s;
        sum.split.push(WaitSplit {
            threshold_s,
            accepted_above,
            accepted_below,
            canceled_above,
            canceled_below,
        });
    }
    sum.items.created = count("item_created");
    sum.items.entered = count("item_entered");
    sum.items.moved = count("item_moved");
    sum.items.accepted = count("item_accepted");
    sum.items.completed = count("item_completed");
    sum.items.canceled = count("item_canceled");
    sum.items.deleted = count("item_deleted");
    sum.items.timed_out = count("item_timed_out");
    sum.reservations.created = count("reservation_created");
    sum.reservations.accepted = count("reservation_accepted");
    sum.reservations.rejected = count("reservation_rejected");
    sum.reservations.timed_out = count("reservation_timed_out");
    sum.reservations.canceled = count("reservation_canceled");
    sum.reservations.rescinded = count("reservation_rescinded");
    sum
}
