//! What time alone brings.

use smallvec::smallvec;

use super::act::Act;
use super::agenda::Due;
use crate::work::Refusal;
use crate::work::work_item::{CancelCause, DeletionCause};

/// How many deadlines are seen to before others have their turn.
const SLICE: usize = 1_000;

impl Act<'_> {
    /// Sees to the deadlines that have passed, in order, each with all that follows from it.
    pub(super) fn run_due(&mut self) {
        for _ in 0..SLICE {
            let Some((at, due)) = self.floor.agenda.next().filter(|(at, _)| *at <= self.now) else {
                return;
            };
            let done = self.fire(due);
            debug_assert!(done.is_ok(), "{due:?}: {done:?}");
            if done.is_err() {
                self.floor.agenda.cancel(&smallvec![(at, due)]);
            }
            self.settle();
        }
    }

    fn fire(&mut self, due: Due) -> Result<(), Refusal> {
        match due {
            Due::TimeToLive(sid) => self.cancel_item(sid, CancelCause::TimeToLive),
            Due::Offer(sid) => self.lapse(sid),
            Due::Step(sid) => self.step_over(sid),
            Due::Assigned(sid) => self.delete_item(sid, DeletionCause::AssignedTooLong),
            Due::Ended(sid) => self.delete_item(sid, DeletionCause::Ended),
        }
    }
}
