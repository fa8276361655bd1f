//! A dry run: the way of one item through a document, if nothing else happened.

use super::document::Document;
use super::place::{Asked, End, Outcome, Placement};
use crate::sid::{TaskQueueSid, WorkerSid};
use crate::timestamp::Timestamp;
use crate::work::expression::Headcount;

/// The workers as they are, and who of them would be reserved.
pub trait Pool {
    /// The members of a queue by their activities.
    fn headcount(&self, queue: TaskQueueSid) -> &dyn Headcount;
    /// The worker who would be reserved at once for an item that waits so, if there is one.
    fn best(&self, placement: &Placement) -> Option<WorkerSid>;
}

/// A step on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// When the item came to it.
    pub at: Timestamp,
    /// How it waited.
    pub placement: Placement,
    /// How it went on.
    pub left: Left,
}

/// How an item goes on from a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// This worker is reserved; the dry run ends.
    Reserved(WorkerSid),
    /// The step is skipped.
    Skipped,
    /// The step's time is over at this moment.
    TimedOut(Timestamp),
    /// The item waits until something changes; the dry run ends.
    Waits,
}

impl Document {
    /// The way of an item that enters now, while the pool stays as it is. Beside the steps, the end, if the
    /// item leaves the workflow.
    pub fn simulate(
        &self,
        asked: Asked<'_>,
        pool: &dyn Pool,
        now: Timestamp,
    ) -> (Vec<Visit>, Option<End>) {
        let mut visits = Vec::new();
        let (mut at, mut asked) = (now, asked);
        let mut outcome = self.enter(asked, at);
        loop {
            let placement = match outcome {
                Outcome::Placed(placement) => placement,
                Outcome::Ended(end) => return (visits, Some(end)),
            };
            let here = at;
            asked.priority = placement.priority;
            let (left, next) = self.leave(&placement, asked, pool, &mut at);
            visits.push(Visit { at: here, placement, left });
            match next {
                Some(next) => outcome = next,
                None => return (visits, None),
            }
        }
    }

    fn leave(
        &self,
        placement: &Placement,
        asked: Asked<'_>,
        pool: &dyn Pool,
        at: &mut Timestamp,
    ) -> (Left, Option<Outcome>) {
        if let Some(worker) = pool.best(placement) {
            return (Left::Reserved(worker), None);
        }
        let headcount = pool.headcount(placement.queue);
        if let Some(next) = self.unreserved(placement.place, asked, headcount, *at) {
            return (Left::Skipped, Some(next));
        }
        let Some(deadline) = placement.deadline else { return (Left::Waits, None) };
        *at = deadline.max(*at);
        let next = self.timed_out(placement.place, asked, *at);
        (Left::TimedOut(*at), Some(next))
    }
}
