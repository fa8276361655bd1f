//! Deadlines, as data.

use std::collections::BTreeSet;

use smallvec::SmallVec;

use crate::sid::{ReservationSid, WorkItemSid};
use crate::timestamp::Timestamp;
use crate::work::reservation::{Reservation, ReservationPhase};
use crate::work::work_item::{KEPT_AFTER_END_MS, MAX_ASSIGNED_MS, Phase, WorkItem};

/// What is due at a time. Of what is due at the same time, the first goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Due {
    /// A work item waited as long as it may.
    TimeToLive(WorkItemSid),
    /// An offer lapses.
    Offer(ReservationSid),
    /// The time of a work item's step is over.
    Step(WorkItemSid),
    /// A work item was assigned as long as it may be.
    Assigned(WorkItemSid),
    /// An ended work item goes.
    Ended(WorkItemSid),
}

/// All deadlines, in order.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    entries: BTreeSet<(Timestamp, Due)>,
}

type Entries = SmallVec<[(Timestamp, Due); 2]>;

impl Agenda {
    pub(super) fn next(&self) -> Option<(Timestamp, Due)> {
        self.entries.first().copied()
    }

    pub(super) fn cancel(&mut self, entries: &Entries) {
        for entry in entries {
            self.entries.remove(entry);
        }
    }

    pub(super) fn set(&mut self, entries: Entries) {
        self.entries.extend(entries);
    }
}

pub(super) fn of_item(sid: WorkItemSid, item: &WorkItem) -> Entries {
    let mut entries = Entries::new();
    match item.phase {
        Phase::Pending | Phase::Reserved => {
            let lives_ms = u64::from(item.terms.timeout_s) * 1_000;
            entries.push((item.terms.created_at.plus_ms(lives_ms), Due::TimeToLive(sid)));
            if item.phase == Phase::Pending
                && let Some(until) = item.waiting.until
            {
                entries.push((until, Due::Step(sid)));
            }
        }
        Phase::Assigned(since) | Phase::Wrapping(since) => {
            entries.push((since.plus_ms(MAX_ASSIGNED_MS), Due::Assigned(sid)));
        }
        Phase::Completed(at) | Phase::Canceled(at) => {
            entries.push((at.plus_ms(KEPT_AFTER_END_MS), Due::Ended(sid)));
        }
    }
    entries
}

pub(super) fn of_reservation(sid: ReservationSid, reservation: &Reservation) -> Entries {
    let is_pending = reservation.phase == ReservationPhase::Pending;
    is_pending.then_some((reservation.expires_at, Due::Offer(sid))).into_iter().collect()
}
